// Changes that need somebody to decide: refused, overtaken by another one, or left over from last time. They are shown by the portal and
// not in the draft, so nothing on the customer's page can imitate or hide them.

import { plain } from './inline-nodes.js'
import { REASONS } from './words.js'

/** @typedef {import('./save-queue.js').Change} Change */

export class ProblemCards {
  #words
  #list
  #section
  /** @type {Map<string, HTMLElement>} */
  #cards = new Map()

  /** @param {HTMLElement} main @param {Record<string, string>} words */
  constructor(main, words) {
    this.#words = words
    const sheet = document.createElement('link')
    sheet.rel = 'stylesheet'
    sheet.href = new URL('problem-cards.css', import.meta.url).href
    document.head.append(sheet)
    this.#list = element('ul', 'foyer-problem-list')
    this.#section = element('section', 'foyer-problems')
    this.#section.setAttribute('aria-label', words.problems)
    this.#section.hidden = true
    this.#section.append(this.#list)
    main.append(this.#section)
  }

  get count() { return this.#cards.size }

  /** Somebody else was faster. @param {Change} change @param {Change['content']} theirs @param {{mine: () => void, theirs: () => void}} actions */
  conflict(change, theirs, actions) {
    const { mine: keepMine, theirs: takeTheirs } = actions
    this.#show(change, this.#words.changedElsewhere, [
      text(this.#words.theirs, plain(theirs)), text(this.#words.mine, plain(change.content)),
    ], [['takeTheirs', takeTheirs], ['keepMine', keepMine]])
  }

  /** The server says no. @param {Change} change @param {{code: string, reason: string}} answer @param {() => void} onClose */
  refusal(change, { code, reason }, onClose) {
    const known = this.#words[REASONS[code]]
    const message = known ?? (reason ? `${this.#words.refused} (${reason})` : this.#words.refused)
    const written = plain(change.content)
    this.#show(change, message, [text(this.#words.typed, written)], [
      ['copy', event => this.#copy(event.currentTarget, written), 'stays'], ['close', onClose],
    ])
  }

  /** Left over from last time. @param {Change} change @param {{save: () => void, discard: () => void}} actions */
  leftOver(change, { save, discard }) {
    this.#show(change, this.#words.kept, [text(this.#words.typed, plain(change.content))], [
      ['saveNow', save], ['discard', discard],
    ])
  }

  /** Closes the card of an element. @param {string} id */
  close(id) {
    this.#cards.get(id)?.remove()
    this.#cards.delete(id)
    this.#section.hidden = !this.#cards.size
  }

  #show(change, message, texts, actions) {
    this.close(change.element)
    const card = element('li', 'foyer-problem')
    const title = element('h2', '', change.name || this.#words.text)
    const buttons = element('div', 'foyer-problem-actions')
    for (const [choice, action, stays] of actions) {
      const button = element('button', 'button secondary', this.#words[choice])
      button.type = 'button'
      button.dataset.choice = choice
      button.addEventListener('click', event => {
        if (!stays) this.close(change.element)
        action(event)
      })
      buttons.append(button)
    }
    card.append(title, element('p', '', message), ...texts, buttons)
    this.#cards.set(change.element, card)
    this.#list.append(card)
    this.#section.hidden = false
  }

  async #copy(button, written) {
    await navigator.clipboard.writeText(written)
    button.textContent = this.#words.copied
  }
}

function element(tag, className, content = '') {
  const made = document.createElement(tag)
  if (className) made.className = className
  made.textContent = content
  return made
}

function text(label, words) {
  const figure = element('figure', 'foyer-problem-text')
  figure.append(element('figcaption', '', label), element('blockquote', '', words))
  return figure
}
