// What can be put onto the page: ready-made sections of the theme, and single elements.

import { mayHaveChildren } from './designer-rules.js'
import { childrenOf, offerUndo, placeOf, sent, siblingsOf } from './designer-structure.js'
import { selectField, switchField } from './form-parts.js'
import { empty, failure, iconOf, loading, part } from './view-parts.js'
import { filled } from './words.js'
import { designerWords } from './words-designer.js'
import { nameOf } from './words-history.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./inspector.js').TreeElement} TreeElement */

/** @param {string} text */
const line = text => [{ type: 'text', text }]

/** @param {ReturnType<typeof designerWords>} words @param {string} page @returns {[string, string, any][]} name, icon, seed */
const simpleSeeds = (words, page) => [
  ['heading', 'text', { kind: 'text', tag: 'h2', content: { text: line(words.newHeading) }, capabilities: ['text'] }],
  ['text', 'text', { kind: 'text', tag: 'p', content: { text: line(words.newText) }, capabilities: ['text'] }],
  ['rich', 'richText', {
    kind: 'richText', tag: 'div', capabilities: ['text'],
    content: { document: { type: 'doc', content: [{ type: 'paragraph', content: line(words.newText) }] } },
  }],
  ['image', 'image', { kind: 'image', tag: 'img', content: { source: 'asset:theme/placeholder.svg', alternative: words.placeholder }, capabilities: ['media'] }],
  ['link', 'link', { kind: 'link', tag: 'a', content: { target: `page:${page}`, label: line(words.newLink) }, capabilities: ['text', 'link'] }],
  ['list', 'list', {
    kind: 'list', tag: 'ul', capabilities: ['items'],
    content: { itemTemplate: { kind: 'text', tag: 'li', content: { text: line(words.newItem) }, capabilities: ['text'] } },
    children: [{ kind: 'text', tag: 'li', content: { text: line(words.newItem) }, capabilities: ['text'] }],
  }],
  ['box', 'box', { kind: 'box', tag: 'section' }],
]

export class AddView {
  #context
  #words
  #where = 'after'
  #isUnlocked = false
  /** @type {HTMLElement | null} */
  #host = null
  /** @type {any[] | null} */
  #sections = null

  /** @param {EditorContext} context */
  constructor(context) {
    this.#context = context
    this.#words = designerWords(context.language)
  }

  /** @returns {import('./side-view.js').View} */
  get view() {
    return {
      name: 'add', title: this.#words.addTitle, icon: 'plus',
      show: host => {
        this.#host = host
        this.#render()
        if (!this.#sections) this.#load()
      },
      update: () => this.#render(),
    }
  }

  selected() { if (this.#host?.isConnected) this.#render() }

  async #load() {
    const place = this.#host?.querySelector('[data-sections]')
    place?.replaceChildren(loading(this.#words.loading))
    try {
      this.#sections = (await this.#context.request('/sections')).items
      this.#render()
    } catch {
      place?.replaceChildren(failure(this.#words.loadFailed, this.#words.again, () => this.#load()))
    }
  }

  get #chosen() { return this.#context.element(this.#context.selected?.() ?? null) }

  #render() {
    const host = this.#host
    if (!host?.isConnected && host?.childElementCount) return
    const words = this.#words
    const chosen = this.#chosen
    const name = chosen ? nameOf(chosen, this.#context.language) : ''
    /** @type {[string, string][]} */
    const places = chosen
      ? [['after', filled(words.addAfter, { name })], ['before', filled(words.addBefore, { name })],
        ...(mayHaveChildren(chosen.kind) ? [/** @type {[string, string]} */ (['inside', filled(words.addInside, { name })])] : [])]
      : []
    places.push(['end', words.addEnd])
    if (!places.some(([place]) => place === this.#where)) this.#where = places[0][0]
    const sections = part('div', { data: { sections: '' } }, ...(this.#sections ? this.#sectionList(this.#sections) : [loading(words.loading)]))
    host?.replaceChildren(
      selectField({ label: words.addWhere, value: this.#where, options: places, name: 'where', set: value => { this.#where = value } }),
      part('section', { className: 'foyer-group' }, part('h3', {}, words.sections), sections),
      part('section', { className: 'foyer-group' }, part('h3', {}, words.simple),
        switchField({ label: words.addUnlocked, isOn: this.#isUnlocked, name: 'unlocked', set: isOn => { this.#isUnlocked = isOn } }),
        part('ul', { className: 'foyer-cards' }, ...simpleSeeds(words, this.#context.page()).map(([kind, icon, seed]) => this.#card(words[`simple_${kind}`], icon, kind, () => {
          this.#insert(this.#isUnlocked ? seed : locked(seed), words[`simple_${kind}`], false)
        })))))
  }

  #sectionList(items) {
    if (!items.length) return [empty(this.#words.sectionsEmpty)]
    return [part('ul', { className: 'foyer-cards wide' }, ...items.map(({ name, title, seed }) => this.#card(title || name, 'outline', name, () => this.#insert(seed, title || name, true))))]
  }

  #card(title, icon, name, act) {
    return part('li', {}, part('button', { type: 'button', className: 'foyer-card', data: { add: name }, on: { click: act } }, iconOf(icon), part('span', {}, title)))
  }

  /** @param {any} seed @param {string} title @param {boolean} isSection stands beside other sections, however deep the chosen element is */
  async #insert(seed, title, isSection) {
    const place = this.#place(isSection)
    const answer = await sent(this.#context, [{ op: 'insert', element: seed, ...place }], { label: `${this.#words.add}: ${title}` })
    const id = answer?.added?.[0]
    if (!id) return
    this.#context.select(id)
    this.#where = 'after'
    offerUndo(this.#context, filled(this.#words.added, { name: title }))
  }

  #place(isSection) {
    const context = this.#context
    const own = (context.tree().elements ?? []).filter(({ parent }) => !parent)
    const last = own.findLast(element => (element.slot ?? '') === (own[0]?.slot ?? '')) ?? own.at(-1)
    const end = last ? { ...placeOf(context, last), after: last.id } : { page: context.page(), slot: 'main' }
    let chosen = this.#chosen
    if (!chosen || this.#where === 'end') return end
    if (this.#where === 'inside') {
      const last = childrenOf(context, chosen.id).at(-1)
      return { parent: chosen.id, ...(last ? { after: last.id } : {}) }
    }
    if (isSection) for (let above = context.element(chosen.parent); above; above = context.element(above.parent)) chosen = above
    if (isSection && chosen.owner) return end
    const here = placeOf(context, chosen)
    if (this.#where === 'after') return { ...here, after: chosen.id }
    const siblings = siblingsOf(context, chosen)
    const before = siblings[siblings.findIndex(({ id }) => id === chosen.id) - 1]
    return before ? { ...here, after: before.id } : here
  }
}

/** Deny by default: without being asked, nothing new may be changed by customers. */
function locked({ capabilities: _, children, content, ...seed }) {
  const inner = content?.itemTemplate ? { ...content, itemTemplate: locked(content.itemTemplate) } : content
  return { ...seed, ...(inner ? { content: inner } : {}), ...(children ? { children: children.map(locked) } : {}) }
}
