// Taking back and doing again what this person did, by the server's log: it holds for all tabs and devices, and survives a reload.

import { asText, changeBody, thumbnail } from './history-changes.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { historyWords, nameOf } from './words-history.js'

/**
 * @typedef {import('./inspector.js').EditorContext} EditorContext
 * @typedef {import('./history-changes.js').ChangeOf} ChangeOf
 */

export class UndoRedo {
  #context
  #parts
  #words
  #last = Promise.resolve()
  /** @type {{undo: number | null, redo: number | null}} */
  #next = { undo: null, redo: null }
  #asked = 0

  /**
   * @param {EditorContext} context
   * @param {object} parts
   * @param {() => Promise<boolean>} parts.settle saves what is being typed or waits; false when that was not possible
   * @param {(answer: import('./inspector.js').EditAnswer) => void} parts.took shows what an edit has made
   * @param {() => Promise<void>} parts.reload shows what others have changed
   * @param {(text: string) => void} parts.done says what was taken back
   * @param {import('./toasts.js').Toasts} parts.toasts
   * @param {(element: string) => void} parts.showHistory
   */
  constructor(context, parts) {
    this.#context = context
    this.#parts = parts
    this.#words = historyWords(context.language)
    const isApple = /Mac|iPhone|iPad/.test(navigator.platform)
    const control = isApple ? '⌘' : context.language.startsWith('de') ? 'Strg+' : 'Ctrl+'
    this.undoButton = pressable(this.#words.undo, () => this.undo(), {
      icon: 'undo', isBare: true, className: 'foyer-tool', choice: 'undo', title: `${this.#words.undo} (${control}Z)`,
    })
    this.redoButton = pressable(this.#words.redo, () => this.redo(), {
      icon: 'redo', isBare: true, className: 'foyer-tool', choice: 'redo', title: `${this.#words.redo} (${isApple ? '⇧⌘Z' : `${control}Y`})`,
    })
    this.undoButton.setAttribute('aria-keyshortcuts', isApple ? 'Meta+Z' : 'Control+Z')
    this.redoButton.setAttribute('aria-keyshortcuts', isApple ? 'Meta+Shift+Z' : 'Control+Y')
    this.#enable()
  }

  undo() { return this.#inTurn('undo') }
  redo() { return this.#inTurn('redo') }

  /** Whoever presses the keys quickly means each of them. @param {'undo' | 'redo'} which */
  #inTurn(which) {
    this.#last = this.#last.then(() => this.#revert(which)).catch(() => this.#parts.toasts.show(this.#words.undoFailed, { name: 'undo', isProblem: true }))
    return this.#last
  }

  /** Asks what can be taken back now. */
  async refresh() {
    const turn = (this.#asked += 1)
    try {
      const next = await this.#context.request('/undo')
      if (turn === this.#asked) this.#next = next
    } catch {
      // The buttons stay as they were; the next edit asks again.
    }
    this.#enable()
  }

  #enable() {
    // Not `disabled`: a button that goes dead under the focus throws people to the top of the page.
    this.undoButton.setAttribute('aria-disabled', String(!this.#next.undo))
    this.redoButton.setAttribute('aria-disabled', String(!this.#next.redo))
  }

  /** @param {'undo' | 'redo'} which */
  async #revert(which) {
    if (!(await this.#parts.settle())) return this.#context.say(this.#words.saveFirst)
    // Asked for this very step: what the buttons know may be older.
    const revision = (await this.#context.request('/undo'))[which]
    if (!revision) return this.#context.say(which === 'undo' ? this.#words.nothingToUndo : this.#words.nothingToRedo)
    const changes = this.#changesOf(revision)
    try {
      const answer = await this.#context.request('/edits', { body: { operations: [{ op: 'revert', revision }] } })
      await this.#parts.took(answer)
      this.#parts.toasts.close('undo')
      const name = this.#nameOf(await changes, answer)
      this.#parts.done(filled(which === 'undo' ? this.#words.undoneWhat : this.#words.redoneWhat, { name }))
    } catch (problem) {
      if (problem?.code === 'stale') {
        this.#conflict(await changes, problem)
        this.#parts.reload()
      } else {
        this.#parts.toasts.show(problem?.detail || this.#words.undoFailed, { name: 'undo', isProblem: true })
      }
    }
    await this.refresh()
  }

  /** @param {number} revision @returns {Promise<ChangeOf[]>} */
  async #changesOf(revision) {
    try {
      return (await this.#context.request(`/changes?from=${revision - 1}&to=${revision}`)).changes
    } catch {
      return []
    }
  }

  /** @param {ChangeOf[]} changes @param {import('./inspector.js').EditAnswer} answer */
  #nameOf(changes, answer) {
    const { language } = this.#context
    const told = changes.map(change => nameOf(this.#context.element(change.element) ?? change, language))
    const names = [...new Set(told)]
    if (names.length) return names.slice(0, 2).join(', ') + (names.length > 2 ? ' …' : '')
    const element = this.#context.element(answer.elements?.[0]?.id ?? answer.added?.[0])
    return element ? nameOf(element, language) : this.#words.changes
  }

  /** What was changed later stays; both sides are shown. @param {ChangeOf[]} changes @param {any} problem */
  #conflict(changes, problem) {
    const id = problem.element ?? problem.current?.id
    const change = changes.find(change => change.element && change.element === id) ?? changes[0]
    const name = change ? nameOf(change, this.#context.language) : this.#words.changes
    const body = part('div', { className: 'foyer-sides' },
      side(this.#words.standsNow, this.#current(problem.current, change)),
      change && side(this.#words.wouldReturn, this.#value(change)))
    const actions = change?.element
      ? [{ label: this.#words.showHistory, choice: 'history', act: () => this.#parts.showHistory(change.element ?? '') }]
      : []
    this.#parts.toasts.show(`${filled(this.#words.notUndone, { name })}. ${this.#words.changedLater}`, {
      name: 'undo', body, actions, stays: true, isProblem: true,
    })
  }

  /** @param {ChangeOf} change */
  #value(change) {
    const { property, before } = change
    if (property === 'image' && before) return thumbnail(this.#context, before, '')
    if (['text', 'link', 'title', 'description', 'company', 'name'].includes(property)) return asText(before) || this.#words.nothing
    return changeBody(this.#context, change)
  }

  /** @param {any} current @param {ChangeOf | undefined} change */
  #current(current, change) {
    const content = current?.content ?? this.#context.element(change?.element)?.content ?? {}
    if (content.source) return thumbnail(this.#context, content, '')
    if (change?.property === 'link') return asText(content.target) || this.#words.nothing
    return wordsIn(content.text ?? content.label ?? content.document ?? content.markdown ?? current?.title) || this.#words.nothing
  }
}

/** @param {string} label @param {Node | string} value */
const side = (label, value) => part('figure', {}, part('figcaption', {}, label), part('blockquote', {}, value))

/** The words in any content. @param {any} node @returns {string} */
function wordsIn(node) {
  if (!node) return ''
  if (typeof node === 'string') return node
  if (Array.isArray(node)) return node.map(wordsIn).join('')
  if (node.type === 'text') return node.text ?? ''
  if (node.type === 'hard_break') return '\n'
  const inner = wordsIn(node.content ?? [])
  return ['paragraph', 'heading', 'list_item'].includes(node.type) ? `${inner}\n` : inner
}
