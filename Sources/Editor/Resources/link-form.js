// Choosing a target by what it is: a page of the site, an address elsewhere, mail, a telephone, and a file where somebody can choose one.

import { choices, field } from './inspector-parts.js'
import { kindOf, pageOf } from './link-words.js'
import { pagePicker } from './page-picker.js'
import { fragmentOf, mailTarget, phoneTarget, webTarget } from './typed-targets.js'
import { part } from './view-parts.js'

/** @typedef {import('./link-words.js').LinkKind} LinkKind */

export class LinkForm {
  #context
  #parts
  #form = part('div', { className: 'inspector-stack' })
  #problem = part('p', { className: 'inspector-error', role: 'alert', hidden: true })
  /** What was chosen: a target, nothing yet, or null where it is wrong. @type {() => string | null} */
  #read = () => ''
  /** What is wrong then, and how to say it beside the field. @type {{text: string, show: (text: string) => void}} */
  #wrong = { text: '', show: () => {} }
  /** Enter in one of the fields. */
  onEnter = () => {}

  /**
   * @param {{words: Record<string, string>, directory: {pages: () => Promise<import('./site-directory.js').PageEntry[]>}}} context
   * @param {object} parts
   * @param {LinkKind[]} parts.kinds those that may be chosen
   * @param {string | null} parts.target where it leads now
   * @param {() => void} [parts.onChange]
   * @param {(old: string, choose: (target: string) => void) => HTMLElement[]} [parts.file] how a file is chosen
   */
  constructor(context, parts) {
    this.#context = context
    this.#parts = parts
    const { kinds, target } = parts
    const { words } = context
    const current = kindOf(target)
    const start = current && kinds.includes(current) ? current : kinds[0]
    const picker = choices(words.linkKind, kinds.map(value => ({ value, label: words[`kind_${value}`] })), start ?? null, kind => {
      this.#changed()
      this.#choose(/** @type {LinkKind} */ (kind))
    })
    this.element = part('div', { className: 'inspector-stack link-form' }, kinds.length > 1 && picker, this.#form, this.#problem)
    this.#form.addEventListener('keydown', event => {
      if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.defaultPrevented) return
      event.preventDefault()
      this.onEnter()
    })
    if (start) this.#choose(start)
  }

  /** @returns {string | null} null where there is none */
  get target() { return this.#read() || null }

  /** Why there is no target. @returns {string | null} */
  get problem() {
    const target = this.#read()
    return target === null ? this.#wrong.text : target ? null : this.#context.words.chooseFirst
  }

  /** The target; where there is none, it is said beside the fields. @returns {string | null} */
  read() {
    const target = this.#read()
    this.#problem.hidden = target !== ''
    this.#problem.textContent = this.#context.words.chooseFirst
    if (target === null) this.#wrong.show(this.#wrong.text)
    return target || null
  }

  focus() { /** @type {HTMLElement | null} */ (this.element.querySelector('input:checked, input, button'))?.focus() }

  #changed() {
    this.#problem.hidden = true
    this.#parts.onChange?.()
  }

  /** @param {LinkKind} kind */
  #choose(kind) {
    const { words } = this.#context
    const { target } = this.#parts
    const old = kindOf(target) === kind ? target ?? '' : ''
    const view = {
      page: () => this.#page(old),
      file: () => this.#file(old),
      web: () => this.#typed(words.webAddress, words.webHint, words.webWrong, webTarget, old, 'url'),
      mail: () => this.#typed(words.mailAddress, '', words.mailWrong, mailTarget, old.replace(/^mailto:/, ''), 'email'),
      phone: () => this.#typed(words.phoneNumber, words.phoneHint, words.phoneWrong, phoneTarget, old.replace(/^tel:/, ''), 'tel'),
    }[kind]
    this.#problem.hidden = true
    this.#form.replaceChildren(...view())
  }

  /** @param {string} old */
  #page(old) {
    const { words } = this.#context
    let { id, fragment } = old.startsWith('page:') ? pageOf(old) : { id: '', fragment: '' }
    const name = part('input', { type: 'text', value: fragment, autocomplete: 'off', spellcheck: false, autocapitalize: 'none' })
    const place = field(words.sectionOfPage, name, { hint: words.sectionHint, key: 'fragment' })
    place.input.addEventListener('input', () => {
      place.fail('')
      this.#changed()
    })
    const more = part('details', { className: 'inspector-more', open: Boolean(fragment) }, part('summary', {}, words.sectionOfPage), place.root)
    this.#read = () => {
      const name = fragmentOf(place.input.value)
      return name === null ? null : id ? `page:${id}${name ? `#${name}` : ''}` : ''
    }
    this.#wrong = { text: words.sectionWrong, show: text => {
      more.open = true
      place.fail(text)
    } }
    const picker = pagePicker(this.#context, id || null, page => {
      id = page.id
      this.#changed()
    })
    return [picker, more]
  }

  /** @param {string} old */
  #file(old) {
    let target = old
    this.#read = () => target
    return this.#parts.file?.(old, chosen => {
      target = chosen
      this.#changed()
    }) ?? []
  }

  /** @param {'url' | 'email' | 'tel'} type also tells which keyboard a phone shows, and what it fills in */
  #typed(label, hint, wrong, check, old, type) {
    const input = part('input', { value: old, type, inputMode: type, autocomplete: type, spellcheck: false, autocapitalize: 'none' })
    const typed = field(label, input, { hint, key: 'target' })
    typed.input.addEventListener('input', () => {
      this.#changed()
      typed.fail('')
    })
    this.#read = () => check(typed.input.value) || null
    this.#wrong = { text: wrong, show: typed.fail }
    return [typed.root]
  }
}
