// The panel beside an open text: its marks, how much may still be written, and the ways out.

import { targetFromAddress } from './link-targets.js'
import { button, drawing, make } from './overlay-parts.js'
import { filled } from './words.js'

const ORDER = ['strong', 'em', 'link', 'code', 'strike', 'sub', 'sup']

/** From here on it is said how many characters are left. */
const COUNTDOWN = 20

export class Panel {
  #text
  #words
  #say
  #counter
  #problem
  /** @type {Map<string, HTMLButtonElement>} */
  #marks = new Map()
  /** @type {HTMLElement | null} */
  #linkRow = null

  /**
   * @param {any} text the open text
   * @param {string[]} marks
   * @param {string} hint
   * @param {Record<string, string>} words
   * @param {{save: () => void, cancel: () => void}} actions
   * @param {(message: string) => void} say
   */
  constructor(text, marks, hint, words, actions, say) {
    this.#text = text
    this.#words = words
    this.#say = say
    this.#counter = make('p', { className: 'counter quiet grow' })
    this.#problem = make('p', { className: 'message problem', hidden: true })
    this.card = make('div', { className: 'card', role: 'group', ariaLabel: text.element.getAttribute('aria-label') ?? words.text })
    const names = ORDER.filter(name => marks.includes(name))
    if (hint) this.card.append(make('p', { className: 'quiet', textContent: hint }))
    if (names.length) this.card.append(this.#toolbar(names))
    this.card.append(
      this.#problem,
      make('div', { className: 'row' }, this.#counter,
        make('div', { className: 'ways-out' }, button(words.cancel, actions.cancel), button(words.save, actions.save, 'main'))),
    )
    this.card.addEventListener('keydown', event => this.#keyed(event, actions))
  }

  /** @param {{length: number, maximum?: number, problem: string}} state */
  update({ length, maximum, problem }) {
    for (const [name, mark] of this.#marks) mark.setAttribute('aria-pressed', String(this.#text.isActive(name)))
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

  focus() { this.card.querySelector('button')?.focus() }

  #toolbar(names) {
    const bar = make('div', { className: 'marks', role: 'toolbar', ariaLabel: this.#words.toolbar })
    for (const name of names) {
      const mark = button('', () => (name === 'link' ? this.#openLink() : this.#text.toggle(name)), 'square')
      mark.append(drawing(name))
      mark.title = this.#words[name]
      mark.setAttribute('aria-label', this.#words[name])
      mark.setAttribute('aria-pressed', 'false')
      mark.tabIndex = bar.childElementCount ? -1 : 0
      this.#marks.set(name, mark)
      bar.append(mark)
    }
    bar.addEventListener('keydown', event => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
      if (!step) return
      event.preventDefault()
      const marks = [...bar.querySelectorAll('button')]
      const next = marks[(marks.indexOf(/** @type {any} */ (event.target)) + step + marks.length) % marks.length]
      for (const mark of marks) mark.tabIndex = mark === next ? 0 : -1
      next.focus()
    })
    return make('div', { className: 'row' }, bar)
  }

  #openLink() {
    if (this.#linkRow) return this.#closeLink()
    const words = this.#words
    const input = make('input', { type: 'text', value: this.#text.link, autocomplete: 'url', spellcheck: false, inputMode: 'url' })
    const wrong = make('p', { className: 'problem', hidden: true, textContent: words.linkWrong, id: 'wrong' })
    const set = () => {
      const known = input.value.trim() === this.#text.link ? this.#text.link : targetFromAddress(input.value)
      if (known) return this.#closeLink(), this.#text.setLink(known)
      wrong.hidden = false
      input.setAttribute('aria-describedby', 'wrong')
      input.setAttribute('aria-invalid', 'true')
      this.#say(words.linkWrong)
      input.focus()
    }
    const remove = () => (this.#closeLink(), this.#text.setLink(''))
    input.addEventListener('keydown', event => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      set()
    })
    this.#linkRow = make('div', { className: 'row link' },
      make('label', { className: 'field' }, words.linkAddress, input), wrong, button(words.linkSet, set, 'main'))
    if (this.#text.link) this.#linkRow.append(button(words.linkRemove, remove))
    this.#problem.before(this.#linkRow)
    input.focus()
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
