// What the portal knows of the page in the frame: the tree as the server told it, kept up with what this screen saves since.

import { lineOf, plainDocument } from './change-values.js'
import { plain } from './inline-nodes.js'
import { filled } from './words.js'

/** @typedef {import('./inspector.js').TreeElement} TreeElement @typedef {import('./channel.js').EditableElement} EditableElement */

const WORDS = new Set(['text', 'link'])
const EXCERPT = 40

export class DraftPage {
  id
  /** @type {any} */
  tree = { elements: [], shared: [], template: [] }
  /** @type {Map<string, TreeElement>} */
  #elements = new Map()
  #words

  /** @param {string} id @param {Record<string, string>} words */
  constructor(id, words) {
    this.id = id
    this.#words = words
  }

  /** @param {any} tree the server's answer */
  load(tree) {
    const old = this.#elements
    this.tree = tree
    this.#elements = new Map()
    for (const part of ['elements', 'shared', 'template']) {
      // An element stays the same object, so that what a section holds is never older than the tree.
      tree[part] = (tree[part] ?? []).map(told => {
        const element = old.get(told.id) ?? {}
        for (const key of Object.keys(element)) if (!(key in told)) delete element[key]
        Object.assign(element, part === 'shared' ? { owner: { shared: '' } } : {}, told)
        this.#elements.set(told.id, element)
        return element
      })
    }
  }

  get elements() { return [...this.#elements.values()] }

  /** @param {string | null | undefined} id */
  get(id) { return id ? this.#elements.get(id) : undefined }

  /** In the order of the page. @param {string} id @returns {TreeElement[]} */
  children(id) { return this.elements.filter(element => element.parent === id) }

  /** Those among which an element can be moved, itself with them. @param {TreeElement} element */
  siblings(element) {
    const place = ({ parent = '', slot = '', owner }) => `${parent} ${slot} ${owner?.shared ?? ''} ${owner?.template ?? ''}`
    return this.elements.filter(other => place(other) === place(element))
  }

  /** What an edit has made of elements and of the page. @param {import('./inspector.js').EditAnswer} answer */
  apply(answer) {
    this.tree.revision = Math.max(this.tree.revision ?? 0, answer.revision ?? 0)
    for (const saved of answer.elements ?? []) {
      const element = this.#elements.get(saved.id)
      if (!element) continue
      for (const key of ['content', 'hidden', 'variant', 'classes']) if (key in saved && key in element) element[key] = saved[key]
      // Without a look the server tells none.
      if ('variant' in saved || 'hidden' in saved && 'variant' in element) element.variant = saved.variant ?? null
      element.version = saved.version ?? answer.revision
    }
    for (const page of answer.pages ?? []) {
      if (page.id !== this.id) continue
      this.tree.version = page.version ?? answer.revision
      if (page.title !== undefined) this.tree.title = page.title
    }
  }

  /** What somebody has entered for search engines. @param {any} operation */
  applyMeta({ page, title, description, image }) {
    if (page !== this.id) return
    const given = Object.entries({ description, image }).filter(([, value]) => value !== undefined)
    this.tree.meta = { ...this.tree.meta, ...Object.fromEntries(given) }
    if (title !== undefined) this.tree.title = title
  }

  /** What people call an element: the designer's name, its first words, or its kind. @param {TreeElement | undefined} element */
  nameOf(element) {
    if (!element) return this.#words.text
    if (!element.name && this.get(element.parent)?.kind === 'list') return this.wordsOf(element) || this.#words.item
    return element.name || element.label || excerpt(element.content) || this.#words[`kind_${element.kind}`] || this.#words.kind_box
  }

  /** What stands below an element, in the order of the page. @param {string} id @returns {TreeElement[]} */
  below(id) { return this.children(id).flatMap(child => [child, ...this.below(child.id)]) }

  /** An item by what is in it: its words, or else what its picture shows. @param {TreeElement} item @returns {string} */
  wordsOf(item) {
    const parts = [item, ...this.below(item.id)]
    const first = read => parts.reduce((found, part) => found || read(part) || '', '')
    return first(({ content }) => excerpt(content)) || first(({ content }) => content?.alternative)
  }

  /** The first picture in an element. @param {TreeElement} item @returns {string | undefined} */
  pictureOf(item) {
    if (item.kind === 'image' && item.content?.source) return item.content.source
    for (const child of this.children(item.id)) {
      const source = this.pictureOf(child)
      if (source) return source
    }
    return undefined
  }

  /** The list of which an element is an item that may be changed. @param {TreeElement | undefined} element */
  listOf(element) {
    const list = this.get(element?.parent)
    return list?.kind === 'list' && list.rights.includes('items') ? list : undefined
  }

  /** How many items a list has and may have. @param {TreeElement} list */
  room(list) {
    const count = this.children(list.id).length
    const { minimumItems: minimum = 0, maximumItems: maximum = Infinity } = list.limits ?? {}
    return { count, minimum, maximum, mayAdd: count < maximum, mayRemove: count > minimum }
  }

  // MARK: What the frame is told

  /** @returns {EditableElement[]} */
  forFrame() { return this.elements.map(element => this.#describe(element)) }

  /** @param {TreeElement} element @returns {EditableElement} */
  #describe(element) {
    const { id, kind, tag, name, version, parent, hidden, rights = [], lock, limits, appearsOn, owner } = element
    /** @type {EditableElement} */
    const known = {
      id, kind, tag, name, version, parent, hidden, rights, appearsOn, leadsTo: element.leadsTo, denied: lock, label: this.nameOf(element),
      isShared: owner?.shared !== undefined || (appearsOn ?? 1) > 1, offers: this.#offers(element), item: this.#item(element),
    }
    if (lock) return { ...known, lock }
    const line = kind === 'text' ? lineOf(element.content) ?? [] : WORDS.has(kind) ? lineOf(element.content) : undefined
    const document = kind === 'richText' ? element.content?.document : undefined
    if (!line && !document) return { ...known, lock: rights.length ? 'kind' : 'locked' }
    if (!rights.includes('text')) return { ...known, lock: 'capability' }
    return {
      ...known,
      ...(document ? { document, blocks: element.blocks ?? [] } : { content: line }),
      // A link within a link is no HTML.
      marks: (element.marks ?? []).filter(mark => kind !== 'link' || mark !== 'link'),
      maximum: limits?.maximumLength,
      // Only designers, who may do anything, may leave a line empty.
      mayBeEmpty: rights.includes('seal'),
    }
  }

  /** @param {TreeElement} element @returns {import('./channel.js').Offer[]} */
  #offers({ kind, rights = [], limits, ...element }) {
    const has = right => rights.includes(right)
    return /** @type {import('./channel.js').Offer[]} */ ([
      kind === 'image' && has('media') && 'image',
      kind === 'link' && has('link') && 'link',
      kind === 'list' && has('items') && 'items',
      this.listOf(/** @type {any} */ (element)) && 'item',
      has('order') && 'order',
      has('visible') && 'visible',
      has('variant') && limits?.variants?.length && 'variant',
      element.leadsTo && 'field',
    ].filter(Boolean))
  }

  #item(element) {
    const list = this.listOf(element)
    if (!list) return undefined
    const items = this.children(list.id)
    const { mayAdd, mayRemove } = this.room(list)
    return { isFirst: items[0]?.id === element.id, isLast: items.at(-1)?.id === element.id, mayAdd, mayRemove }
  }

  /** How a list says how many items it may have. @param {TreeElement} list */
  limitWords(list) {
    const { minimum, maximum } = this.room(list)
    if (minimum === maximum) return filled(this.#words.exactly, { count: minimum })
    if (minimum && maximum < Infinity) return filled(this.#words.between, { minimum, maximum })
    if (maximum < Infinity) return filled(this.#words.atMost, { count: maximum })
    return minimum ? filled(this.#words.atLeast, { count: minimum }) : ''
  }
}

/** @param {any} content */
function excerpt(content) {
  const words = (content?.document ? plainDocument(content.document) : content?.markdown ?? plain(lineOf(content) ?? [])).trim().replace(/\s+/g, ' ')
  return words.length > EXCERPT ? `${words.slice(0, EXCERPT - 1).trimEnd()}…` : words
}
