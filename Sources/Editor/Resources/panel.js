// The panel beside an open text: what it is, its marks and blocks, how much may still be written, what is saved, and the ways out.

import { draftPrefix, isTarget, targetFromAddress } from './link-targets.js'
import { button, make } from './overlay-parts.js'
import { TextTools } from './text-tools.js'
import { filled } from './words.js'

/** From here on it is said how many characters are left. */
const COUNTDOWN = 20

/**
 * @typedef {object} Page a page to which words may lead
 * @property {string} id
 * @property {string} title
 * @property {string} path
 */

export class Panel {
  #text
  #words
  #say
  #pages
  #counter = make('p', { className: 'counter quiet' })
  #step = make('p', { className: 'step quiet' })
  #problem = make('p', { className: 'message problem', hidden: true })
  #tools
  /** @type {HTMLElement | null} */
  #linkRow = null

  /**
   * @param {any} text the open text
   * @param {import('./typed-text.js').Rule} rule
   * @param {object} about
   * @param {Node[]} about.head name of the element and what else can be done with it
   * @param {string} about.hint what people should know before they write
   * @param {Page[]} about.pages
   * @param {Record<string, any>} words
   * @param {{save: () => void, cancel: () => void}} actions
   * @param {(message: string) => void} say
   */
  constructor(text, rule, { head, hint, pages }, words, actions, say) {
    this.#text = text
    this.#words = words
    this.#say = say
    this.#pages = pages
    this.card = make('div', { className: 'card panel', role: 'group', ariaLabel: rule.label })
    if (hint) this.card.append(make('p', { className: 'quiet hint', textContent: hint }))
    this.#tools = new TextTools(text, rule, words, () => this.openLink())
    if (this.#tools.element) this.card.append(this.#tools.element)
    this.card.append(
      this.#problem,
      make('div', { className: 'row ends' }, make('div', { className: 'status' }, this.#counter, this.#step),
        make('div', { className: 'ways-out' }, button(words.cancel, actions.cancel), button(words.save, actions.save, 'main'))),
    )
    if (head.length) this.card.append(make('div', { className: 'row head' }, ...head))
    this.card.addEventListener('keydown', event => this.#keyed(event, actions))
  }

  /** @param {{length: number, maximum?: number, problem: string}} state */
  update({ length, maximum, problem }) {
    this.#tools.update()
    this.#problem.hidden = !problem
    this.#problem.textContent = problem
    const left = maximum === undefined ? Infinity : maximum - length
    const text = left < 0 ? filled(this.#words.tooMany, { count: -left })
      : left === Infinity ? '' : filled(this.#words.charactersLeft, { count: left })
    if (this.#counter.textContent === text) return
    this.#counter.textContent = text
    this.#counter.classList.toggle('problem', left < 0)
    // Only what is getting tight is worth an interruption.
    if (left < 0 || (left <= COUNTDOWN && left % 5 === 0)) this.#say(text)
  }

  /** What became of the last step. @param {import('./channel.js').SaveState | 'typing' | 'unsaved'} state */
  showStep(state) {
    const words = this.#words
    const isFine = state === 'saved' || state === 'undone'
    this.#step.dataset.state = isFine ? 'saved' : ['typing', 'saving', 'unsaved'].includes(state) ? state : 'failed'
    this.#step.textContent = {
      typing: '', saving: words.stepSaving, saved: words.stepSaved, undone: words.stepSaved, unsaved: words.stepUnsaved, failed: words.failed,
      offline: words.offline, signedOut: words.signedOut,
    }[state] ?? words.notSaved
    if (this.#step.dataset.state === 'failed') this.#say(this.#step.textContent)
  }

  focus() {
    if (this.#tools.element) this.#tools.focus()
    else /** @type {HTMLElement | null} */ (this.card.querySelector('button'))?.focus()
  }

  // MARK: Link

  /** Opens the form for a link, or closes it again. */
  openLink() {
    if (this.#linkRow) return this.#closeLink()
    const words = this.#words
    const before = this.#text.link
    const named = this.#pages.find(page => before === `page:${page.id}`)
    const shown = named ? '' : before.startsWith('page:') || before.startsWith('asset:') ? this.#addressOf(before) : before
    const input = make('input', { type: 'text', value: shown, autocomplete: 'url', spellcheck: false, inputMode: 'url' })
    const wrong = make('p', { className: 'problem', hidden: true, textContent: words.linkWrong, id: 'wrong' })
    const choice = this.#pages.length ? make('select', {}, make('option', { value: '', textContent: words.linkChoose }),
      ...this.#pages.map(page => make('option', { value: `page:${page.id}`, textContent: page.title || page.path, selected: page === named }))) : null
    const set = () => {
      const typed = input.value.trim()
      const target = typed ? (typed === shown ? before : this.#pageAt(typed) || targetFromAddress(typed)) : choice?.value ?? ''
      if (target && isTarget(target)) return this.#closeLink(), this.#text.setLink(target)
      wrong.hidden = false
      input.setAttribute('aria-describedby', 'wrong')
      input.setAttribute('aria-invalid', 'true')
      this.#say(words.linkWrong)
      input.focus()
    }
    const remove = () => (this.#closeLink(), this.#text.setLink(''))
    // Who chooses a page has decided.
    choice?.addEventListener('change', () => { if (choice.value) input.value = '' })
    input.addEventListener('keydown', event => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      set()
    })
    this.#linkRow = make('div', { className: 'row link' })
    if (choice) this.#linkRow.append(make('label', { className: 'field' }, words.linkPage, choice))
    this.#linkRow.append(
      make('label', { className: 'field' }, choice ? words.linkOther : words.linkAddress, input), wrong, button(words.linkSet, set, 'main'))
    if (before) this.#linkRow.append(button(words.linkRemove, remove))
    this.#problem.before(this.#linkRow)
    ;(named ? choice : input)?.focus()
  }

  /** The page of this site that somebody has typed by its path. */
  #pageAt(address) {
    const page = this.#pages.find(({ path }) => path === address || path === `${address}/`)
    return page ? `page:${page.id}` : ''
  }

  #addressOf(target) {
    const address = this.#text.rule.addresses.get(target) ?? ''
    return address.startsWith(draftPrefix()) ? address.slice(draftPrefix().length) || '/' : address || target
  }

  #closeLink() {
    this.#linkRow?.remove()
    this.#linkRow = null
    this.#text.refocus()
  }

  #keyed(event, actions) {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    // From the panel back to the text; from the text, out of it.
    if (this.#linkRow) this.#closeLink()
    else if (this.card.matches(':focus-within')) this.#text.refocus()
    else actions.cancel()
  }
}
