// Changes that need somebody to decide: refused, overtaken by another one, or left over from last time. They are shown by the portal and
// not in the draft, so nothing on the customer's page can imitate or hide them.

import { mineOf, theirsOf } from './change-sides.js'
import { part } from './view-parts.js'

/** @typedef {import('./save-queue.js').Change} Change @typedef {import('./change-sides.js').Side} Side */

export class ProblemCards {
  #parts
  #list
  #section
  /** @type {Map<string, {card: HTMLElement, onClose?: () => void}>} */
  #cards = new Map()

  /**
   * @param {HTMLElement} main
   * @param {object} parts
   * @param {Record<string, string>} parts.words
   * @param {(source: string) => Promise<string | undefined>} parts.pictureURL
   * @param {(target: string | null) => Promise<string>} parts.linkWords
   */
  constructor(main, parts) {
    this.#parts = parts
    this.#list = part('ul', { className: 'foyer-problem-list' })
    this.#section = part('section', { className: 'foyer-problems', 'aria-label': parts.words.problems, hidden: true }, this.#list)
    main.append(this.#section)
  }

  get count() { return this.#cards.size }

  /** Somebody else was faster. @param {Change} change @param {any} current @param {{mine: () => void, theirs: () => void}} actions */
  conflict(change, current, actions) {
    const { words } = this.#parts
    const isText = change.replaces?.startsWith('text:')
    const sides = [[words.theirs, theirsOf(change, current, this.#parts)], [words.mine, mineOf(change, this.#parts)]]
    this.#show(change, isText ? words.changedElsewhere : words.partChangedElsewhere, /** @type {[string, Side][]} */ (sides), [
      ['takeTheirs', actions.theirs], ['keepMine', actions.mine],
    ])
  }

  /** The server says no. @param {Change} change @param {string} reason @param {() => void} onClose */
  refusal(change, reason, onClose) {
    const { words } = this.#parts
    const side = mineOf(change, this.#parts)
    const copy = side.text && change.replaces?.startsWith('text:') ? [['copy', event => this.#copy(event.currentTarget, side.text), 'stays']] : []
    this.#show(change, reason, [[words.wanted, side]], [...copy, ['close', onClose]], onClose)
  }

  /** Left over from last time. @param {Change} change @param {{save: () => void, discard: () => void}} actions */
  leftOver(change, { save, discard }) {
    const { words } = this.#parts
    this.#show(change, words.kept, [[words.wanted, mineOf(change, this.#parts)]], [['saveNow', save], ['discard', discard]])
  }

  /** Closes a card whose change is overtaken by the next one of its kind. @param {string} name */
  close(name) {
    const known = this.#cards.get(name)
    known?.onClose?.()
    this.#drop(name)
  }

  #drop(name) {
    this.#cards.get(name)?.card.remove()
    this.#cards.delete(name)
    this.#section.hidden = !this.#cards.size
  }

  /**
   * @param {Change} change @param {string} message @param {[string, Side][]} sides
   * @param {any[][]} actions @param {() => void} [onClose]
   */
  #show(change, message, sides, actions, onClose) {
    const name = change.replaces ?? change.key
    this.#drop(name)
    const { words } = this.#parts
    const buttons = actions.map(([choice, action, stays], index) => part(
      'button',
      {
        type: 'button', className: index || actions.length === 1 ? 'button secondary' : 'button secondary', data: { choice },
        on: { click: event => { if (!stays) this.#drop(name); action(event) } },
      },
      words[choice]))
    const isTitleNew = change.label && change.label !== change.name && !change.replaces?.startsWith('text:')
    const card = part('li', { className: 'foyer-problem' },
      part('h2', {}, change.name || words.text),
      isTitleNew && part('p', { className: 'foyer-problem-label' }, change.label ?? ''),
      part('p', {}, message),
      part('div', { className: 'foyer-problem-sides' }, ...sides.map(([label, side]) => this.#side(label, side))),
      part('div', { className: 'foyer-problem-actions' }, ...buttons))
    this.#cards.set(name, { card, onClose })
    this.#list.append(card)
    this.#section.hidden = false
  }

  /** @param {string} label @param {Side} side */
  #side(label, side) {
    const words = part('blockquote', {}, side.text)
    side.more?.then(text => { words.textContent = text })
    const picture = side.picture && part('img', { alt: '', className: 'foyer-problem-picture', hidden: true })
    if (picture) side.picture?.then(url => { if (url) Object.assign(picture, { src: url, hidden: false }) })
    return part('figure', { className: 'foyer-problem-text' }, part('figcaption', {}, label), picture, words)
  }

  async #copy(button, written) {
    await navigator.clipboard.writeText(written)
    button.textContent = this.#parts.words.copied
  }
}
