// The page's elements: which part of the page belongs to which element of the tree, and which of them may be changed here.

import { fragmentOf } from './inline-html.js'
import { normalized, sameText } from './inline-nodes.js'
import { shownAddresses } from './link-targets.js'
import { filled } from './words.js'

/** @typedef {import('./channel.js').EditableElement} EditableElement */

export const UNLOCKED = 'data-foyer-unlocked'

// What may stand in a line of text; the label of a link ends before the first element of its own.
const INLINE_TAGS = new Set(['STRONG', 'EM', 'CODE', 'S', 'SUB', 'SUP', 'A', 'BR'])
const CONTROLS = new Set(['BUTTON', 'SUMMARY', 'LABEL'])

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
    }
    this.#known = new Map(elements.map(element => [element.id, element]))
    for (const element of elements) {
      if (!element.content) continue
      for (const node of this.nodesOf(element.id)) {
        if (!this.#addresses.has(element.id)) this.#addresses.set(element.id, shownAddresses(node, element.content))
        node.setAttribute(UNLOCKED, '')
        node.setAttribute('tabindex', '0')
        node.setAttribute('aria-description', `${filled(words.edit, { name: element.name || words.text })}. ${words.editHint}`)
      }
    }
  }

  get isKnown() { return this.#known.size > 0 }

  /** @param {string} id */
  get(id) { return this.#known.get(id) }

  /** An element may stand on a page more than once, in shared parts and in cards. @param {string} id @returns {HTMLElement[]} */
  nodesOf(id) { return [...document.querySelectorAll(`[data-eid="${CSS.escape(id)}"]`)] }

  /** The part of the page at or around a node, and what the tree says of it. @param {EventTarget | null} target */
  at(target) {
    const node = target instanceof Element ? target.closest('[data-eid]') : null
    if (!(node instanceof HTMLElement) && !(node instanceof SVGElement)) return null
    return { node, element: this.#known.get(node.dataset.eid ?? '') }
  }

  /** The unlocked element at or around a node. @param {EventTarget | null} target */
  unlockedAt(target) {
    const node = target instanceof Element ? target.closest(`[${UNLOCKED}]`) : null
    const element = node instanceof HTMLElement ? this.#known.get(node.dataset.eid ?? '') : undefined
    return element?.content && node instanceof HTMLElement ? { node, element } : null
  }

  /** @param {string} id */
  addressesOf(id) { return this.#addresses.get(id) ?? new Map() }

  /**
   * Takes over what the portal says stands there now.
   * @param {string} id
   * @param {import('./channel.js').InlineNode[]} content
   * @param {number} version
   * @param {Node | undefined} busy a part of the page that is being typed in
   */
  update(id, content, version, busy) {
    const element = this.#known.get(id)
    if (!element?.content) return
    const isSame = sameText(normalized(content, element.marks ?? []), normalized(element.content, element.marks ?? []))
    element.content = content
    element.version = version
    if (!isSame) this.render(element, busy)
  }

  /** Shows the element's words wherever it stands. @param {EditableElement} element @param {Node} [busy] */
  render(element, busy) {
    for (const node of this.nodesOf(element.id)) {
      if (busy && node.contains(busy)) continue
      const old = labelNodes(node)
      const words = fragmentOf(element.content ?? [], this.addressesOf(element.id))
      node.insertBefore(words, old[0] ?? node.firstChild)
      for (const child of old) child.remove()
    }
  }
}

/**
 * Where the words of an element can be typed: the element itself, or a span around its label when there is more in it than words, or when
 * it is a control.
 * @param {HTMLElement} node
 */
export function mountPoint(node) {
  const label = labelNodes(node)
  const isControl = CONTROLS.has(node.tagName)
  if (!isControl && label.length === node.childNodes.length) return { mount: node, isControl, release: () => {} }
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
