// Lines around parts of the page and small signs at them, drawn over the page so that nothing on it is touched or cut off.

import { drawing, make } from './overlay-parts.js'

/**
 * @typedef {object} Look
 * @property {'selected' | 'hovered' | 'offered' | 'ghost' | 'person'} kind
 * @property {string} [icon]
 * @property {string} [label]
 * @property {string} [title] for those who point at it, and for those who hear it
 */

export class Boxes {
  #layer = make('div', { className: 'boxes' })
  /** @type {Map<string, {node: Element, box: HTMLElement, look: Look, place: string}>} */
  #shown = new Map()
  #frame = 0
  /** @type {Element | null} */
  #cover = null
  #asked = -Infinity

  /** @param {ShadowRoot} root */
  constructor(root) { root.append(this.#layer) }

  /** @param {string} key @param {Element} node @param {Look} look */
  set(key, node, look) {
    const known = this.#shown.get(key)
    if (known?.node === node && JSON.stringify(known.look) === JSON.stringify(look)) return
    known?.box.remove()
    const box = make('div', { className: `box ${look.kind}`, hidden: true })
    if (look.label || look.icon) {
      const sign = make('span', { className: 'sign' })
      if (look.icon) sign.append(drawing(look.icon))
      if (look.label) sign.append(look.label)
      if (look.title) {
        sign.title = look.title
        sign.setAttribute('role', 'img')
        sign.setAttribute('aria-label', look.title)
      } else {
        sign.setAttribute('aria-hidden', 'true')
      }
      box.append(sign)
    }
    this.#layer.append(box)
    this.#shown.set(key, { node, box, look, place: '' })
    cancelAnimationFrame(this.#frame)
    this.#run()
  }

  /** @param {string} key */
  remove(key) {
    this.#shown.get(key)?.box.remove()
    this.#shown.delete(key)
  }

  /** @param {Look['kind']} kind */
  removeAll(kind) {
    for (const [key, { look }] of this.#shown) if (look.kind === kind) this.remove(key)
  }

  /** What the page keeps at the upper edge of the window while it scrolls. Asked now and then: it is dear, and it seldom changes. */
  #covering() {
    if (performance.now() - this.#asked < 200) return this.#cover
    this.#asked = performance.now()
    const host = /** @type {ShadowRoot} */ (this.#layer.getRootNode()).host
    let part = document.elementsFromPoint(innerWidth / 2, 2).find(element => element !== host) ?? null
    while (part && !['fixed', 'sticky'].includes(getComputedStyle(part).position)) part = part.parentElement
    // What fills the window covers nothing in particular.
    this.#cover = part && part.getBoundingClientRect().height < innerHeight / 2 ? part : null
    return this.#cover
  }

  #run = () => {
    if (!this.#shown.size) return
    const cover = this.#covering()
    const edge = cover?.getBoundingClientRect().bottom ?? 0
    // All measures first, so that the page is laid out once.
    const places = [...this.#shown.values()].map(shown => ({ shown, rect: shown.node.getBoundingClientRect() }))
    for (const { shown, rect } of places) place(shown, rect, cover?.contains(shown.node) ? 0 : edge)
    this.#frame = requestAnimationFrame(this.#run)
  }
}

/** @param {any} shown @param {DOMRect} rect @param {number} edge below which the page can be seen */
function place(shown, { left, top, width, height }, edge) {
  shown.box.toggleAttribute('data-over', shown.node.hasAttribute('data-foyer-over'))
  const isSeen = shown.node.isConnected && width > 0 && height > 0 && top < innerHeight + 50 && top + height > -50
  const place = isSeen ? [left, top, width, height, edge].map(Math.round).join(' ') : ''
  if (place === shown.place) return
  shown.place = place
  shown.box.hidden = !isSeen
  if (!isSeen) return
  const { style } = shown.box
  style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
  style.inlineSize = `${Math.round(width)}px`
  style.blockSize = `${Math.round(height)}px`
  style.clipPath = edge > top - 30 && edge > 0 ? `inset(${Math.round(edge - top)}px -100vw -40px)` : ''
  // A sign that would stand above the window stands within the part.
  shown.box.toggleAttribute('data-inside', top < edge + 24)
}
