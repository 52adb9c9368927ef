// Where a link leads. Its words are changed on the page; here people choose the target by what it is, not by its address.

import { pickFile } from './file-picker.js'
import { note } from './inspector-parts.js'
import { LinkForm } from './link-form.js'
import { fileName, linkWords } from './link-words.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

/** @type {import('./link-words.js').LinkKind[]} */
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

  /** @param {import('./inspector.js').EditorContext} context @param {import('./inspector.js').TreeElement} element */
  constructor(context, element) {
    this.#context = context
    this.#element = element
    const { words, mayDesign } = context
    const form = new LinkForm(context, {
      kinds: KINDS.filter(kind => (element.linkKinds ?? KINDS).includes(kind)), target: this.#target, file: (...parts) => this.#file(...parts),
      onChange: () => { this.root.dataset.busy = '' },
    })
    const save = pressable(words.linkSave, () => {
      const target = form.read()
      if (target) this.#store(target)
    }, { className: 'primary small', choice: 'saveLink' })
    form.onEnter = () => save.click()
    this.root = part('section', { className: 'inspector-section link-section' },
      part('h3', {}, words.linkTitle), this.#now, form.element, part('div', { className: 'inspector-actions' }, save),
      mayDesign && this.#target !== null
        && pressable(words.linkRemoveTarget, () => this.#store(null), { className: 'inspector-link', choice: 'removeTarget' }))
    this.#tellNow()
  }

  /** @returns {string | null} */
  get #target() { return this.#element.content?.target ?? null }

  #tellNow() {
    const { directory, words } = this.#context
    linkWords(this.#target, directory, words).then(text => { this.#now.textContent = text })
  }

  /** @param {string} old @param {(target: string) => void} choose */
  #file(old, choose) {
    const { words } = this.#context
    const chosen = note(old ? filled(words.fileChosen, { name: fileName(old) }) : '')
    return [chosen, pressable(words.fileChoose, async () => {
      const file = await pickFile(this.#context, 'file')
      if (!file) return
      const target = `asset:${file.path}`
      choose(target)
      chosen.textContent = filled(words.fileChosen, { name: fileName(target) })
    }, { icon: 'file', choice: 'chooseFile' })]
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
