// Where a link leads. Its words are changed on the page; here people choose the target by what it is, not by its address.

import { pickFile } from './file-picker.js'
import { choices, field, note } from './inspector-parts.js'
import { fileName, kindOf, linkWords, pageOf } from './link-words.js'
import { pagePicker } from './page-picker.js'
import { fragmentOf, mailTarget, phoneTarget, webTarget } from './typed-targets.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

/** @typedef {import('./link-words.js').LinkKind} LinkKind */

/** @type {LinkKind[]} */
const KINDS = ['page', 'file', 'web', 'mail', 'phone']

/** @type {import('./inspector.js').Section} */
export function linkSection(context, element) {
  if (element?.kind !== 'link' || !element.rights.includes('link')) return null
  return new LinkSection(context, element).root
}

class LinkSection {
  #context
  #element
  #now = part('p', { className: 'link-now' })
  #form = part('div', { className: 'inspector-stack' })
  /** What would be saved: a target, or why there is none yet. @type {() => string | null} */
  #read = () => null

  /** @param {import('./inspector.js').EditorContext} context @param {import('./inspector.js').TreeElement} element */
  constructor(context, element) {
    this.#context = context
    this.#element = element
    const { words, mayDesign } = context
    const kinds = KINDS.filter(kind => (element.linkKinds ?? KINDS).includes(kind))
    const current = kindOf(this.#target)
    const start = kinds.includes(/** @type {LinkKind} */ (current)) ? /** @type {LinkKind} */ (current) : kinds[0]
    const picker = choices(words.linkKind, kinds.map(value => ({ value, label: words[`kind_${value}`] })), start, kind => {
      this.root.dataset.busy = ''
      this.#choose(/** @type {LinkKind} */ (kind))
    })
    this.root = part('section', { className: 'inspector-section link-section' },
      part('h3', {}, words.linkTitle), this.#now, kinds.length > 1 && picker, this.#form,
      mayDesign && this.#target !== null
        && pressable(words.linkRemoveTarget, () => this.#store(null), { className: 'inspector-link', choice: 'removeTarget' }))
    this.#tellNow()
    if (start) this.#choose(start)
  }

  /** @returns {string | null} */
  get #target() { return this.#element.content?.target ?? null }

  #tellNow() {
    const { directory, words } = this.#context
    linkWords(this.#target, directory, words).then(text => { this.#now.textContent = text })
  }

  /** @param {LinkKind} kind */
  #choose(kind) {
    const { words } = this.#context
    const old = kindOf(this.#target) === kind ? this.#target ?? '' : ''
    const view = {
      page: () => this.#page(old),
      file: () => this.#file(old),
      web: () => this.#typed(words.webAddress, words.webHint, words.webWrong, webTarget, old, 'url'),
      mail: () => this.#typed(words.mailAddress, '', words.mailWrong, mailTarget, old.replace(/^mailto:/, ''), 'email'),
      phone: () => this.#typed(words.phoneNumber, words.phoneHint, words.phoneWrong, phoneTarget, old.replace(/^tel:/, ''), 'tel'),
    }[kind]
    const problem = part('p', { className: 'inspector-error', role: 'alert', hidden: true })
    const save = pressable(words.linkSave, () => {
      const target = this.#read()
      problem.hidden = target !== ''
      problem.textContent = words.chooseFirst
      if (target) this.#store(target)
    }, { className: 'primary small', choice: 'saveLink' })
    this.#form.replaceChildren(...view(), problem, part('div', { className: 'inspector-actions' }, save))
    this.#form.onkeydown = event => {
      if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement) || event.defaultPrevented) return
      event.preventDefault()
      save.click()
    }
  }

  /** @param {string} old */
  #page(old) {
    const { words } = this.#context
    let { id, fragment } = old.startsWith('page:') ? pageOf(old) : { id: '', fragment: '' }
    const name = part('input', { type: 'text', value: fragment, autocomplete: 'off', spellcheck: false, autocapitalize: 'none' })
    const place = field(words.sectionOfPage, name, { hint: words.sectionHint, key: 'fragment' })
    place.input.addEventListener('input', () => { this.root.dataset.busy = '' })
    const more = part('details', { className: 'inspector-more', open: Boolean(fragment) }, part('summary', {}, words.sectionOfPage), place.root)
    this.#read = () => {
      const name = fragmentOf(place.input.value)
      if (name === null) {
        more.open = true
        place.fail(words.sectionWrong)
        return null
      }
      place.fail('')
      return id ? `page:${id}${name ? `#${name}` : ''}` : ''
    }
    const picker = pagePicker(this.#context, id || null, page => {
      id = page.id
      this.root.dataset.busy = ''
    })
    return [picker, more]
  }

  /** @param {string} old */
  #file(old) {
    const { words } = this.#context
    let target = old
    const chosen = note(old ? filled(words.fileChosen, { name: fileName(old) }) : '')
    this.#read = () => target
    return [chosen, pressable(words.fileChoose, async () => {
      const file = await pickFile(this.#context, 'file')
      if (!file) return
      target = `asset:${file.path}`
      this.root.dataset.busy = ''
      chosen.textContent = filled(words.fileChosen, { name: fileName(target) })
    }, { icon: 'file', choice: 'chooseFile' })]
  }

  /** @param {'url' | 'email' | 'tel'} type also tells which keyboard a phone shows, and what it fills in */
  #typed(label, hint, wrong, check, old, type) {
    const input = part('input', { value: old, type, inputMode: type, autocomplete: type, spellcheck: false, autocapitalize: 'none' })
    const typed = field(label, input, { hint, key: 'target' })
    typed.input.addEventListener('input', () => {
      this.root.dataset.busy = ''
      typed.fail('')
    })
    this.#read = () => {
      const target = check(typed.input.value)
      typed.fail(target ? '' : wrong)
      return target || null
    }
    return [typed.root]
  }

  /** @param {string | null} target */
  #store(target) {
    const { submit, words } = this.#context
    const { id, version } = this.#element
    delete this.root.dataset.busy
    if (target === this.#target) return
    submit([{ op: 'setLink', element: id, version, target }], { element: id, label: words.linkTitle, after: words.linkSaved, replaces: `link:${id}` })
  }
}
