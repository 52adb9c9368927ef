// How a picture is announced to those who cannot see it: described, or left out because it is decorative. It is a decision, not a default.

import { field, freshID } from './inspector-parts.js'
import { part } from './view-parts.js'

const LONGEST = 2000

export class Alternative {
  #words
  #name = freshID('alternative')
  #field
  /** @type {HTMLInputElement | undefined} */
  #describe
  /** @type {HTMLInputElement | undefined} */
  #decorative
  #error = part('p', { className: 'inspector-error', hidden: true })

  /**
   * @param {object} options
   * @param {string | undefined} options.value nothing: nobody has decided yet
   * @param {boolean} options.isRequired whether it must be described
   * @param {Record<string, string>} options.words
   * @param {() => void} options.onInput something is being entered
   * @param {() => void} options.onChange it is entered
   */
  constructor({ value, isRequired, words, onInput, onChange }) {
    this.#words = words
    const text = part('textarea', { rows: 3, maxLength: LONGEST, value: value ?? '' })
    this.#field = field(words.description, text, { hint: words.descriptionHint, key: 'alternative' })
    text.addEventListener('input', () => (this.#clear(), onInput()))
    text.addEventListener('change', onChange)
    if (isRequired) {
      this.root = part('div', { className: 'alternative' }, this.#field.root, this.#error)
      return
    }
    const radio = (kind, isChecked) => part('input', {
      type: 'radio', name: this.#name, value: kind, checked: isChecked, data: { key: `alternative-${kind}` },
      on: { change: () => { this.#clear(); this.#follow(); onInput(); if (kind === 'decorative') onChange(); else text.focus() } },
    })
    this.#describe = radio('describe', Boolean(value))
    this.#decorative = radio('decorative', value === '')
    this.root = part('fieldset', { className: 'alternative' },
      part('legend', {}, words.decide),
      part('label', { className: 'alternative-choice' }, this.#describe, part('span', {}, words.describe)),
      this.#field.root,
      part('label', { className: 'alternative-choice' }, this.#decorative,
        part('span', {}, words.decorative, part('span', { className: 'inspector-hint' }, words.decorativeHint))),
      this.#error)
    this.#follow()
  }

  /** Words, nothing for a decorative picture, or undefined when nobody has decided. */
  get value() {
    const text = this.#field.input.value.trim()
    if (!this.#describe) return text || undefined
    if (this.#decorative?.checked) return ''
    return this.#describe.checked && text ? text : undefined
  }

  /** Says what is missing. @returns {boolean} */
  check() {
    if (this.value !== undefined) return true
    const isDescribed = !this.#describe || this.#describe.checked
    if (isDescribed) {
      this.#field.fail(this.#words.describeFirst)
    } else {
      this.#error.hidden = false
      this.#error.textContent = this.#words.decideFirst
      this.#describe?.focus()
    }
    return false
  }

  #follow() { this.#field.root.hidden = this.#describe !== undefined && !this.#describe.checked }

  #clear() {
    this.#error.hidden = true
    this.#field.fail('')
  }
}
