// One button for each thread, at the point that it is about, in the order in which the page is read. Pins keep to the window's width, do not
// cover each other, and hide with what the page itself hides: a closed menu, the far end of a list that scrolls, what lies below a bar.

import { make } from './overlay-parts.js'

/** The side of a pin and the room around it, in pixels. */
const SIZE = 30
const GAP = 4

const SIGNS = { inProgress: '…', question: '?', done: '✓', accepted: '✓', declined: '×', duplicate: '=' }

/** @typedef {import('./review-channel.js').Pin} Pin */
/** @typedef {{pin: Pin, button: HTMLElement, node: Element | null, place: string}} Shown */

export class ReviewPins {
  #layer = make('div', { className: 'pins' })
  #parts
  /** In the order of the page. @type {Shown[]} */
  #shown = []
  /** @type {string | null} */
  #selected = null
  #missing = ''
  /** Which boxes cut a part off. @type {WeakMap<Element, Element[]>} */
  #clips = new WeakMap()
  /** @type {Element | null} */
  #bar = null
  #asked = -Infinity

  /**
   * @param {ShadowRoot} root
   * @param {object} parts
   * @param {(thread: string) => void} parts.open
   * @param {(node: Element | null) => void} parts.point the part of the pin that somebody points at
   * @param {(node: Element) => void} parts.seen
   */
  constructor(root, parts) {
    this.#parts = parts
    root.append(this.#layer)
  }

  /** @param {Pin[]} pins @param {Record<string, string>} words */
  show(pins, words) {
    const focused = this.#shown.find(({ button }) => button.matches(':focus'))?.pin.id
    const known = new Map(this.#shown.map(shown => [shown.pin.id, shown]))
    const nodes = nodesOf(pins)
    const next = pins.map(pin => {
      const node = nodes.get(pin.element) ?? null
      if (node) this.#parts.seen(node)
      const old = known.get(pin.id)
      if (old) return Object.assign(old, { pin, node })
      return { pin, node, button: this.#button(pin.id), place: '' }
    })
    // Of those that are new the page is told in any case.
    if (pins.some(({ id }) => !known.has(id))) this.#missing = '?'
    next.sort(inReadingOrder)
    for (const { pin, button } of next) dress(button, pin, words)
    this.#shown = next
    this.#layer.replaceChildren(...next.map(({ button }) => button))
    this.select(this.#selected)
    if (focused) this.focus(focused)
  }

  /** @param {string | null} id */
  select(id) {
    this.#selected = id
    for (const { pin, button } of this.#shown) {
      if (pin.id === id) button.setAttribute('aria-current', 'true')
      else button.removeAttribute('aria-current')
    }
  }

  /** @param {string} id */
  focus(id) { this.#shown.find(({ pin }) => pin.id === id)?.button.focus() }

  /** What cuts parts off may be other than before. */
  forget() { this.#clips = new WeakMap() }

  /** @returns {string[] | null} the threads that cannot be seen on this page now; null when they are the same as before */
  place() {
    this.#bar = this.#shown.length ? this.#coveringBar() : null
    const edge = this.#bar?.getBoundingClientRect().bottom ?? 0
    const width = document.documentElement.clientWidth
    const free = new Grid()
    // All measures first, so that the page is laid out once.
    const places = this.#shown.map(shown => ({ shown, at: this.#point(shown, edge) }))
    for (const { shown, at } of places) {
      const place = at.isThere ? free.take(at.x, at.y, width) : null
      const key = place ? `${place.x} ${place.y} ${at.isCut}` : ''
      if (key === shown.place) continue
      shown.place = key
      shown.button.hidden = !place
      if (!place) continue
      shown.button.toggleAttribute('data-cut', at.isCut)
      shown.button.style.transform = `translate(${place.x}px, ${place.y}px)`
    }
    const missing = places.filter(({ at }) => !at.isThere).map(({ shown }) => shown.pin.id)
    if (missing.join() === this.#missing) return null
    this.#missing = missing.join()
    return missing
  }

  /** @param {Shown} shown @param {number} edge below which the page can be seen */
  #point({ pin, node }, edge) {
    const rect = node?.isConnected ? node.getBoundingClientRect() : null
    if (!rect || !node || rect.width === 0 && rect.height === 0) return { isThere: false, isCut: false, x: 0, y: 0 }
    const x = rect.left + rect.width * (pin.x ?? 1)
    const y = rect.top + rect.height * (pin.y ?? 0)
    const isUnder = edge > 0 && y < edge && rect.bottom > 0 && !this.#bar?.contains(node)
    const isOut = this.#clipsOf(node).some(clip => {
      const box = clip.getBoundingClientRect()
      return x < box.left - 2 || x > box.right + 2 || y < box.top - 2 || y > box.bottom + 2
    })
    // Beside what is hardly larger than a pin, so that its words can be read.
    const isSmall = rect.width < 3 * SIZE && rect.height < 2 * SIZE
    const side = SIZE / 2 + GAP
    const beside = rect.right + side + SIZE / 2 <= document.documentElement.clientWidth ? rect.right + side : rect.left - side
    const [left, top] = isSmall ? [beside, rect.top + rect.height / 2] : [x, y]
    return { isThere: true, isCut: isUnder || isOut, x: left + scrollX, y: top + scrollY }
  }

  /** @param {Element} node */
  #clipsOf(node) {
    const known = this.#clips.get(node)
    if (known) return known
    const found = []
    for (let box = node.parentElement; box && box !== document.body && box !== document.documentElement; box = box.parentElement) {
      const style = getComputedStyle(box)
      if (style.overflowX !== 'visible' || style.overflowY !== 'visible') found.push(box)
      if (style.position === 'fixed') break
    }
    this.#clips.set(node, found)
    return found
  }

  /** What the page keeps at the upper edge of the window while it scrolls. It is dear to ask, and it seldom changes. */
  #coveringBar() {
    if (performance.now() - this.#asked < 200) return this.#bar
    this.#asked = performance.now()
    const host = /** @type {ShadowRoot} */ (this.#layer.getRootNode()).host
    let part = document.elementsFromPoint(innerWidth / 2, 2).find(element => element !== host) ?? null
    while (part && !['fixed', 'sticky'].includes(getComputedStyle(part).position)) part = part.parentElement
    // What fills the window covers nothing in particular.
    return part && part.getBoundingClientRect().height < innerHeight / 2 ? part : null
  }

  /** @param {string} id */
  #button(id) {
    const button = make('button', { type: 'button', className: 'pin', hidden: true })
    const node = () => this.#shown.find(({ pin }) => pin.id === id)?.node ?? null
    button.addEventListener('click', () => this.#parts.open(id))
    for (const type of ['pointerenter', 'focus']) button.addEventListener(type, () => this.#parts.point(node()))
    for (const type of ['pointerleave', 'blur']) button.addEventListener(type, () => this.#parts.point(null))
    // What scrolls away with its own box comes into view with the focus.
    button.addEventListener('focus', () => {
      if (button.hasAttribute('data-cut')) node()?.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
    })
    return button
  }
}

/** @param {HTMLElement} button @param {Pin} pin @param {Record<string, string>} words */
function dress(button, pin, words) {
  const sign = SIGNS[pin.state]
  button.replaceChildren(pin.number, ...(sign ? [make('span', { className: 'state', textContent: sign, 'aria-hidden': 'true' })] : []))
  button.dataset.state = pin.state
  button.dataset.thread = pin.id
  button.toggleAttribute('data-unread', pin.isUnread)
  button.toggleAttribute('data-internal', pin.isInternal)
  button.setAttribute('aria-label', pin.isUnread ? `${pin.name} – ${words.unread}` : pin.name)
  button.title = pin.name
}

/** Where each part stands that a pin needs; of several the first that can be seen. @param {Pin[]} pins */
function nodesOf(pins) {
  const wanted = new Set(pins.map(({ element }) => element))
  /** @type {Map<string, Element>} */
  const found = new Map()
  for (const node of document.querySelectorAll('[data-eid]')) {
    const id = node.getAttribute('data-eid') ?? ''
    if (!wanted.has(id)) continue
    const known = found.get(id)
    if (!known || !known.getClientRects().length && node.getClientRects().length) found.set(id, node)
  }
  return found
}

/** @param {Shown} one @param {Shown} other */
function inReadingOrder(one, other) {
  if (one.node === other.node) {
    return (one.pin.y ?? 0) - (other.pin.y ?? 0) || (one.pin.x ?? 1) - (other.pin.x ?? 1)
      || one.pin.number.localeCompare(other.pin.number, undefined, { numeric: true })
  }
  if (!one.node || !other.node) return one.node ? -1 : 1
  return one.node.compareDocumentPosition(other.node) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1
}

/** Finds each pin a place of its own. */
class Grid {
  /** @type {{x: number, y: number}[][]} */
  #rows = []

  /** @param {number} x where its tip is @param {number} y @param {number} width of the window */
  take(x, y, width) {
    const step = SIZE + GAP
    const start = Math.min(scrollX, 0)
    const end = Math.max(width + scrollX, width) - SIZE - GAP
    const left = Math.max(start + GAP, Math.min(Math.round(x) - 4, end))
    const top = Math.max(GAP, Math.round(y) - SIZE + 4)
    // To the right as far as there is room, then the line above, which never makes the page longer.
    for (let line = 0; line < 40; line += 1) {
      const level = top - line * step >= GAP ? top - line * step : top + (line - Math.floor((top - GAP) / step)) * step
      for (let at = left; at <= end || at === left; at += step) if (this.#isFree(at, level)) return this.#put(at, level)
      for (let at = left - step; at >= start + GAP; at -= step) if (this.#isFree(at, level)) return this.#put(at, level)
    }
    return this.#put(left, top)
  }

  #isFree(x, y) {
    const row = Math.floor(y / 64)
    for (const near of [row - 1, row, row + 1]) {
      if (this.#rows[near]?.some(other => Math.abs(other.x - x) < SIZE + GAP && Math.abs(other.y - y) < SIZE + GAP)) return false
    }
    return true
  }

  #put(x, y) {
    const row = Math.floor(y / 64);
    (this.#rows[row] ??= []).push({ x, y })
    return { x, y }
  }
}
