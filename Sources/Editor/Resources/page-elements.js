// The page's elements: which part of the page belongs to which element of the tree, and which of them may be changed here.

import { fragmentOfDocument } from './block-html.js'
import { inlineOf, normalizedDocument, sameDocument } from './block-nodes.js'
import { fragmentOf } from './inline-html.js'
import { normalized, sameText } from './inline-nodes.js'
import { shownAddresses } from './link-targets.js'
import { kindName } from './words-page.js'
import { filled } from './words.js'

/** @typedef {import('./channel.js').EditableElement} EditableElement @typedef {import('./channel.js').InlineNode} InlineNode
 *  @typedef {import('./channel.js').RichDocument} RichDocument */

/** On what may be changed: empty where words can be typed, `part` on everything else. */
export const UNLOCKED = 'data-foyer-unlocked'
/** In the place of `hidden` on what is shown all the same, because somebody may show it again. */
export const GHOST = 'data-foyer-ghost'
/** On pictures that have a name only here. */
export const NAMED = 'data-foyer-named'

// What may stand in a line of text; the label of a link ends before the first element of its own.
const INLINE_TAGS = new Set(['STRONG', 'EM', 'CODE', 'S', 'SUB', 'SUP', 'A', 'BR'])
const CONTROLS = new Set(['BUTTON', 'SUMMARY', 'LABEL'])
/** What designers are offered while they write: what people see and read, not the boxes around it. */
const CONTENTS = new Set(['image', 'link', 'markdown', 'embed'])

/** The words of an element, when they can be typed on the page. @param {EditableElement | undefined} element */
export const wordsOf = element => element?.document ?? element?.content

/** @param {EditableElement} element */
export const isDesigners = element => element.rights?.includes('seal') ?? false

/** @param {EditableElement} element @param {string} right */
export const may = (element, right) => element.rights?.includes(right) ?? (right === 'text' && Boolean(wordsOf(element)))

export class PageElements {
  /** @type {Map<string, EditableElement>} */
  #known = new Map()
  /** @type {Map<string, Map<string, string>>} */
  #addresses = new Map()

  /**
   * Marks what may be changed, so that it can be seen, reached with the keyboard and heard.
   * @param {EditableElement[]} elements
   * @param {Record<string, string>} words
   */
  show(elements, words) {
    for (const node of document.querySelectorAll(`[${UNLOCKED}]`)) {
      for (const name of [UNLOCKED, 'tabindex', 'aria-description']) node.removeAttribute(name)
      if (node.hasAttribute(NAMED)) {
        node.removeAttribute(NAMED)
        node.setAttribute('alt', '')
      }
    }
    this.#known = new Map(elements.map(element => [element.id, element]))
    for (const element of elements) {
      if (!isOffered(element)) continue
      const canType = Boolean(wordsOf(element))
      for (const node of this.nodesOf(element.id)) {
        if (canType && !this.#addresses.has(element.id)) this.#addresses.set(element.id, shownAddresses(node, inlineNodes(element)))
        node.setAttribute(UNLOCKED, canType ? '' : 'part')
        if (element.hidden && may(element, 'visible')) this.#ghost(node, true)
        // A box that only holds others stands in no one's way.
        if (element.kind === 'box' && !node.matches('li')) continue
        node.setAttribute('tabindex', '0')
        const label = filled(words.edit, { name: element.name || kindName(element, words) })
        node.setAttribute('aria-description', `${label}. ${canType ? words.editHint : words.selectHint}`)
        // A picture that says nothing to visitors has a name for those who may change it.
        if (node.matches('img[alt=""]')) {
          node.setAttribute(NAMED, '')
          node.setAttribute('alt', label)
        }
      }
    }
  }

  get isKnown() { return this.#known.size > 0 }
  get all() { return [...this.#known.values()] }

  /** @param {string} id */
  get(id) { return this.#known.get(id) }

  /** An element may stand on a page more than once, in shared parts and in cards. @param {string} id @returns {HTMLElement[]} */
  nodesOf(id) { return [...document.querySelectorAll(`[data-eid="${CSS.escape(id)}"]`)] }

  /** The part of the page at or around a node, and what the tree says of it. @param {EventTarget | null} target */
  at(target) {
    const node = target instanceof Element ? target.closest('[data-eid]') : null
    if (!(node instanceof HTMLElement) && !(node instanceof SVGElement)) return null
    return { node: /** @type {HTMLElement} */ (node), element: this.#known.get(node.dataset.eid ?? '') }
  }

  /** The part of the page above another. @param {Element} node */
  above(node) { return this.at(node.parentElement) }

  /** The element at or around a node whose words can be typed. @param {EventTarget | null} target */
  wordsAt(target) {
    const node = target instanceof Element ? target.closest(`[${UNLOCKED}=""]`) : null
    const element = node instanceof HTMLElement ? this.#known.get(node.dataset.eid ?? '') : undefined
    return element && wordsOf(element) && node instanceof HTMLElement ? { node, element } : null
  }

  /** The item of a list that may be changed, at or around an element. @param {Element} node */
  itemAround(node) {
    for (let part = this.at(node); part; part = this.above(part.node)) if (part.element?.item) return part.element
    return undefined
  }

  /** How many items a list has, and whether that is all it may have. @param {EditableElement | undefined} list */
  room(list) {
    const items = list ? this.all.filter(({ parent }) => parent === list.id) : []
    return { count: items.length, isFull: items.some(({ item }) => item && !item.mayAdd) }
  }

  /** Where a part stands among its neighbours. @param {Element} node @param {EditableElement | undefined} element */
  place(node, element) {
    const isNear = other => other.id === element?.id || this.nodesOf(other.id).some(near => near.parentElement === node.parentElement)
    const near = element ? this.all.filter(other => other.parent === element.parent && isNear(other)) : []
    return { isFirst: near[0] === element, isLast: near.at(-1) === element }
  }

  /** @param {string} id */
  addressesOf(id) { return this.#addresses.get(id) ?? new Map() }

  /**
   * Takes over what the portal says stands there now.
   * @param {string} id
   * @param {InlineNode[] | RichDocument} words
   * @param {number} version
   * @param {Node | undefined} busy a part of the page that is being typed in
   */
  update(id, words, version, busy) {
    const element = this.#known.get(id)
    if (!element || !wordsOf(element)) return
    const isSame = sameWords(element, words)
    keepWords(element, words)
    element.version = version
    if (!isSame) this.render(element, busy)
  }

  /** Shows the element's words wherever it stands. @param {EditableElement} element @param {Node} [busy] */
  render(element, busy) {
    const addresses = this.addressesOf(element.id)
    for (const node of this.nodesOf(element.id)) {
      if (busy && node.contains(busy)) continue
      if (element.document) {
        node.replaceChildren(fragmentOfDocument(element.document, addresses))
        continue
      }
      const old = labelNodes(node)
      node.insertBefore(fragmentOf(element.content ?? [], addresses), old[0] ?? node.firstChild)
      for (const child of old) child.remove()
    }
  }

  // MARK: What changes beside the words

  /** @param {{element: string, hidden?: boolean, classes?: string[]}} message */
  setAttributes({ element: id, hidden, classes }) {
    const element = this.#known.get(id)
    for (const node of this.nodesOf(id)) {
      if (classes) {
        // Which part of a picture is seen is said by a class that belongs to no style variant.
        const own = [...node.classList].filter(name => node.localName === 'img' && /^focus-\d+-\d+$/.test(name))
        const names = [...classes, ...own]
        if (names.length) node.className = names.join(' ')
        else node.removeAttribute('class')
      }
      if (hidden !== undefined) this.#ghost(node, hidden)
    }
    if (element && hidden !== undefined) element.hidden = hidden
  }

  #ghost(node, hidden) {
    node.removeAttribute('hidden')
    node.toggleAttribute(GHOST, hidden)
  }
}

/** Whether an element shows that something about it can be changed. @param {EditableElement} element */
export function isOffered(element) {
  if (wordsOf(element)) return true
  if (element.denied || !element.rights) return false
  return isDesigners(element) ? CONTENTS.has(element.kind) || Boolean(element.hidden) : element.rights.length > 0
}

/** @param {EditableElement} element @returns {InlineNode[]} */
const inlineNodes = element => (element.document ? inlineOf(element.document) : element.content ?? [])

/** @param {EditableElement} element @param {any} words */
export function sameWords(element, words) {
  const marks = element.marks ?? []
  return element.document
    ? sameDocument(normalizedDocument(words, marks), normalizedDocument(element.document, marks))
    : sameText(normalized(words, marks), normalized(element.content ?? [], marks))
}

/** @param {EditableElement} element @param {any} words */
export function keepWords(element, words) {
  if (element.document) element.document = words
  else element.content = words
}

/**
 * Where the words of an element can be typed: the element itself, or a span around its label when there is more in it than words, or when
 * it is a control.
 * @param {HTMLElement} node
 * @param {boolean} isLong whether its words are blocks
 */
export function mountPoint(node, isLong) {
  const label = labelNodes(node)
  const isControl = CONTROLS.has(node.tagName)
  if (isLong || (!isControl && label.length === node.childNodes.length)) return { mount: node, isControl, release: () => {} }
  const mount = document.createElement('span')
  node.insertBefore(mount, label[0] ?? node.firstChild)
  mount.append(...label)
  return { mount, isControl, release: () => mount.replaceWith(...mount.childNodes) }
}

function labelNodes(node) {
  /** @type {ChildNode[]} */
  const nodes = []
  for (const child of node.childNodes) {
    const isElement = child instanceof Element
    if (isElement && (!INLINE_TAGS.has(child.tagName) || child.hasAttribute('data-eid'))) break
    nodes.push(child)
  }
  return nodes
}
