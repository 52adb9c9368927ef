// Naming somebody in a comment: after an @ those are offered whose names begin so, and whoever is named is told.

import { avatar, part } from './view-parts.js'

const MOST = 5

/** @typedef {{id: string, name: string, kind?: string}} Person */

export class Mentions {
  #field
  #people
  /** Where the @ stands. */
  #start = -1
  element

  /** @param {HTMLTextAreaElement} field @param {() => Person[]} people whom one can name @param {string} label */
  constructor(field, people, label) {
    this.#field = field
    this.#people = people
    this.element = part('ul', { className: 'review-mentions', 'aria-label': label, hidden: true, on: { keydown: event => this.#key(event) } })
    field.addEventListener('input', () => this.#offer())
    field.addEventListener('keydown', event => {
      if (this.element.hidden || event.isComposing) return
      if (event.key === 'ArrowDown') this.#go(event, this.element.querySelector('button'))
      else if (event.key === 'Escape') this.#close(event)
    })
  }

  /** The IDs of those whom the words name. @param {string} words @returns {string[]} */
  named(words) { return this.#people().filter(({ name }) => name && words.includes(`@${name}`)).map(({ id }) => id) }

  #offer() {
    const before = this.#field.value.slice(0, this.#field.selectionStart)
    const typed = /(?:^|\s)@([\p{L}\p{M}'’. -]{0,40})$/u.exec(before)
    const wanted = typed?.[1].toLocaleLowerCase()
    this.#start = typed ? before.length - typed[1].length : -1
    const found = wanted === undefined ? [] : this.#people().filter(({ name }) =>
      name.toLocaleLowerCase() !== wanted && name.toLocaleLowerCase().split(/\s+/).some((_, index, all) => all.slice(index).join(' ').startsWith(wanted))).slice(0, MOST)
    this.element.replaceChildren(...found.map(person => part('li', {}, part('button', {
      type: 'button', className: 'foyer-plain small', data: { mention: person.id }, on: { click: () => this.#take(person) },
    }, avatar(person.name), part('span', {}, person.name)))))
    this.element.hidden = !found.length
  }

  /** @param {Person} person */
  #take({ name }) {
    const { value, selectionStart } = this.#field
    this.#field.setRangeText(`${name} `, this.#start, selectionStart, 'end')
    this.element.hidden = true
    this.#field.focus()
    if (this.#field.value !== value) this.#field.dispatchEvent(new Event('input', { bubbles: true }))
    this.element.hidden = true
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const all = [...this.element.querySelectorAll('button')]
    const index = all.indexOf(/** @type {any} */ (event.target))
    if (event.key === 'ArrowDown') this.#go(event, all[(index + 1) % all.length])
    else if (event.key === 'ArrowUp') this.#go(event, all[index - 1] ?? this.#field)
    else if (event.key === 'Escape') {
      this.#close(event)
      this.#field.focus()
    }
  }

  #go(event, target) {
    event.preventDefault()
    target?.focus()
  }

  #close(event) {
    event.preventDefault()
    event.stopPropagation()
    this.element.hidden = true
  }
}
