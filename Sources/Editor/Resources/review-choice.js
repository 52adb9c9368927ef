// Choosing the part of the page that a comment is about, by pointer, finger or keyboard. While it is on, nothing else on the page answers.

import { labelOf } from './review-labels.js'

const SHOWS = 'img, picture, svg, iframe, video, audio, object, embed, input, select, textarea, button, hr'

export class ReviewChoice {
  #parts
  /** The part at which the keyboard stands. @type {Element | null} */
  #current = null

  /**
   * @param {object} parts
   * @param {import('./review-overlay.js').ReviewOverlay} parts.overlay
   * @param {() => Record<string, string>} parts.words
   * @param {(message: import('./review-channel.js').FromReview) => void} parts.send
   * @param {() => boolean} parts.isOn
   */
  constructor(parts) {
    this.#parts = parts
    parts.overlay.onTarget = () => { if (this.#current) this.#pick(this.#current, null) }
    const rests = event => parts.isOn() && !parts.overlay.isOwn(event)
    addEventListener('pointermove', event => { if (rests(event)) this.#hover(event.pointerType === 'mouse' ? event.target : null) }, true)
    document.addEventListener('pointerleave', () => this.#hover(null))
    addEventListener('click', event => {
      if (!rests(event)) return
      still(event)
      const node = partAt(event.target)
      if (node) this.#pick(node, event.detail ? event : null)
    }, true)
    // Nothing opens, takes the focus, or is sent or dragged away.
    for (const type of ['mousedown', 'dblclick', 'auxclick', 'submit', 'dragstart']) {
      addEventListener(type, event => { if (rests(event)) still(event) }, true)
    }
    addEventListener('keydown', event => { if (parts.isOn()) this.#key(event) }, true)
  }

  /** It was switched on or off. */
  changed() {
    this.#hover(null)
    if (this.#parts.isOn()) return
    this.#current = null
    this.#parts.overlay.target(null)
  }

  /** The keyboard begins at the first part that can be seen. */
  begin() {
    const all = contents()
    const seen = all.find(node => node.getBoundingClientRect().bottom > 60) ?? all[0]
    if (seen) this.#stand(this.#current?.isConnected ? this.#current : seen)
  }

  /** Nobody writes any more. @param {boolean} focus comes back here */
  composed(focus) { if (focus && this.#current) this.#stand(this.#current) }

  /** @param {EventTarget | null} target */
  #hover(target) {
    const node = target ? partAt(target) : null
    this.#parts.overlay.hover(node, node ? labelOf(node, this.#parts.words()) : '')
  }

  /** @param {Element} node */
  #stand(node) {
    this.#current = node
    this.#parts.overlay.target(node, labelOf(node, this.#parts.words()))
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    const all = contents()
    const current = this.#current?.isConnected ? this.#current : null
    /** @type {Element | null | undefined} */
    let next
    switch (event.key) {
      case 'ArrowDown': next = current ? after(all, current) : all.find(node => node.getBoundingClientRect().bottom > 60) ?? all[0]; break
      case 'ArrowUp': next = current ? before(all, current) : all[0]; break
      case 'ArrowLeft': next = current?.parentElement?.closest('[data-eid]') ?? current ?? all[0]; break
      case 'ArrowRight': next = [...(current?.querySelectorAll('[data-eid]') ?? [])].find(isSeen) ?? current ?? all[0]; break
      case 'Home': next = all[0]; break
      case 'End': next = all.at(-1); break
      case 'Escape':
        event.preventDefault()
        return this.#parts.send({ type: 'leave' })
      default: return
    }
    event.preventDefault()
    event.stopPropagation()
    if (next) this.#stand(next)
  }

  /** @param {Element} node @param {MouseEvent | null} point where, unless a key has chosen it */
  #pick(node, point) {
    this.#current = node
    this.#hover(null)
    const { left, top, width, height } = node.getBoundingClientRect()
    const part = (at, start, length) => (point && length > 0 ? Math.round(Math.min(1, Math.max(0, (at - start) / length)) * 1000) / 1000 : null)
    this.#parts.send({
      type: 'pick', element: node.getAttribute('data-eid') ?? '', label: labelOf(node, this.#parts.words()),
      x: part(point?.clientX ?? 0, left, width), y: part(point?.clientY ?? 0, top, height),
      viewport: { width: innerWidth, height: innerHeight },
      scheme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
    })
  }
}

/** @param {EventTarget | null} target */
const partAt = target => (target instanceof Element ? target.closest('[data-eid]') : null)

/** @param {Event} event */
function still(event) {
  event.preventDefault()
  event.stopImmediatePropagation()
}

/** @param {Element} node */
function isSeen(node) {
  const { width, height } = node.getBoundingClientRect()
  return width > 0 && height > 0 && (node.checkVisibility?.({ visibilityProperty: true }) ?? true)
}

/** What shows something of its own, in the order of the page: the boxes around it are a step to the left. */
const contents = () => [...document.querySelectorAll('[data-eid]')].filter(node => isContent(node) && isSeen(node))

/** @param {Element} node */
function isContent(node) {
  return node.matches(SHOWS) || !node.querySelector('[data-eid]')
    || [...node.childNodes].some(child => child.nodeType === Node.TEXT_NODE && /** @type {Text} */ (child).data.trim())
}

/** @param {Element[]} all @param {Element} node */
function after(all, node) {
  return all.find(other => node.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) ?? all[0]
}

/** @param {Element[]} all @param {Element} node */
function before(all, node) {
  const isBefore = other => node.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING && !other.contains(node)
  return all.findLast(isBefore) ?? all.at(-1)
}
