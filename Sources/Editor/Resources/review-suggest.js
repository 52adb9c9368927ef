// Beside a new comment on an element: other words, another picture, or the wish that it should go. What is proposed goes with the comment.

import { changeOf, fieldsFor, pictureFields, proposable } from './suggestion-fields.js'
import { part, pressable } from './view-parts.js'
import { decideWordsIn } from './words-decide.js'

/** @typedef {import('./suggestion-fields.js').Fields} Fields @typedef {import('./suggestion-fields.js').Proposed} Proposed */

const ICONS = { words: 'text', target: 'link', picture: 'image', remove: 'trash' }

export class SuggestionMaker {
  #context
  #words
  #element
  #body = part('div', { className: 'propose-body' })
  #offers = part('div', { className: 'propose-offers', role: 'group' })
  /** @type {import('./suggestion-fields.js').Shown | null} */
  #shown = null
  /** @type {{kind: Proposed, fields: Fields | null} | null} */
  #chosen = null
  /** What is fetched for a choice that was made since is not shown. */
  #turn = 0
  #problem = part('p', { className: 'review-problem', role: 'alert', hidden: true })

  /** @param {import('./review.js').ReviewContext} context @param {string} element */
  constructor(context, element) {
    this.#context = context
    this.#element = element
    this.#words = { ...context.words, ...decideWordsIn(context.language) }
    this.#offers.setAttribute('aria-label', this.#words.suggestion)
    this.element = part('section', { className: 'propose', 'aria-label': this.#words.suggestion }, this.#offers, this.#problem, this.#body)
    this.#load()
  }

  /** Whether nothing of it would be lost. */
  get isEmpty() { return !this.#chosen || this.#chosen.kind !== 'remove' && !this.#operations().length }

  /** What stands in for a comment without words. */
  get words() { return this.#chosen && this.#shown ? changeOf(this.#shown, this.#operations()[0]) || this.#words[`says_${this.#chosen.kind}`] : '' }

  /** Why it cannot be sent yet. @returns {string | null} */
  problem() {
    if (!this.#chosen) return null
    return this.#chosen.fields?.problem() ?? (this.#operations().length ? null : this.#words.nothingDifferent)
  }

  /** What goes with the comment. */
  body(files) {
    if (!this.#chosen || !this.#shown) return {}
    const file = this.#chosen.fields?.file ?? null
    return {
      // What is proposed is for what its author saw.
      revision: this.#shown.revision,
      suggestion: { operations: this.#operations(), ...(file ? { picture: file } : {}) },
      ...(file ? { files: [...files, file] } : {}),
    }
  }

  async #load() {
    try {
      this.#shown = await this.#context.book.request(`/elements/${encodeURIComponent(this.#element)}/proposal`)
    } catch {
      // Then it is commented on in words.
      this.element.remove()
      return
    }
    this.#show()
  }

  #operations() {
    if (!this.#chosen || !this.#shown) return []
    if (this.#chosen.fields) return this.#chosen.fields.operations()
    return [{ op: 'remove', element: this.#shown.element, version: this.#shown.version }]
  }

  #show(focus = false) {
    const words = this.#words
    const shown = this.#shown
    if (!shown) return
    const chosen = this.#chosen
    this.#offers.hidden = chosen !== null
    this.#offers.replaceChildren(...proposable(shown).map(kind =>
      pressable(words[`offer_${kind}`], () => this.#choose(kind), { icon: ICONS[kind], choice: `suggest-${kind}` })))
    this.#body.hidden = chosen === null
    this.#body.replaceChildren(...(chosen ? [
      part('div', { className: 'propose-head' }, part('strong', {}, words[`offer_${chosen.kind}`]),
        pressable(words.noSuggestion, () => this.#choose(null), { icon: 'close', isBare: true, className: 'foyer-plain', choice: 'no-suggestion' })),
      chosen.fields?.element ?? part('p', {}, words.removeLead),
    ] : []))
    if (!focus) return
    if (chosen?.fields) chosen.fields.focus()
    else /** @type {HTMLElement | null} */ (chosen ? this.#body.querySelector('button') : this.#offers.querySelector('button'))?.focus()
  }

  /** @param {Proposed | null} kind */
  async #choose(kind) {
    const shown = this.#shown
    if (!shown) return
    const turn = (this.#turn += 1)
    const context = this.#context
    this.#problem.hidden = true
    try {
      const fields = kind === 'words' || kind === 'target' ? await fieldsFor(kind, shown, { ...context, words: this.#words })
        : kind === 'picture' ? pictureFields(shown, this.#words, context.book.upload.bind(context.book)) : null
      if (turn !== this.#turn) return
      this.#chosen = kind ? { kind, fields } : null
      this.#show(true)
    } catch {
      this.#problem.hidden = false
      this.#problem.textContent = this.#words.fieldsFailed
    }
  }
}
