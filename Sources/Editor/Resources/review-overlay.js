// What a review lays over the page: the threads' pins, and lines around the part that is meant. It stands in the top layer and in a closed
// shadow tree, out of reach of the page's styles; it scrolls with the page.

import { make } from './overlay-parts.js'
import { ReviewPins } from './review-pins.js'
import { ProposalPreview } from './review-proposal.js'
import { reviewPageStyles, reviewStyles } from './review-styles.js'

const HOST = 'foyer-review'

export class ReviewOverlay {
  #parts
  #host = document.createElement(HOST)
  #root
  #pins
  #proposal
  /** @type {Record<'hover' | 'chosen' | 'composed', {box: HTMLElement, node: Element | null}>} */
  #boxes
  #target = make('button', { type: 'button', className: 'target', hidden: true })
  /** @type {Element | null} */
  #targeted = null
  #mark = make('span', { className: 'mark', hidden: true })
  /** @type {{x: number | null, y: number | null}} */
  #marked = { x: null, y: null }
  #covered = { top: 0, bottom: 0 }
  #frame = 0
  #sizes = new ResizeObserver(() => this.#soon())
  /** What the button at the part that the keyboard has reached does. */
  onTarget = () => {}

  /**
   * @param {object} parts
   * @param {() => Record<string, string>} parts.words
   * @param {(thread: string) => void} parts.open
   * @param {(missing: string[]) => void} parts.placed
   */
  constructor(parts) {
    this.#parts = parts
    document.adoptedStyleSheets.push(reviewPageStyles)
    this.#root = this.#host.attachShadow({ mode: 'closed' })
    this.#root.adoptedStyleSheets = [reviewStyles]
    const box = name => {
      const element = make('div', { className: `box ${name}`, hidden: true })
      this.#root.append(element)
      return { box: element, node: null }
    }
    this.#boxes = { hover: box('hover'), chosen: box('chosen'), composed: box('composed') }
    this.#boxes.hover.box.append(make('span', { className: 'sign', 'aria-hidden': 'true' }))
    this.#proposal = new ProposalPreview(this.#root)
    this.#root.append(this.#target, this.#mark)
    this.#pins = new ReviewPins(this.#root, {
      open: parts.open,
      point: node => this.#set('chosen', node ?? this.#selected),
      seen: node => this.#observe(node),
    })
    this.#target.addEventListener('click', () => this.onTarget())
    this.#target.addEventListener('blur', () => this.target(null))
    document.documentElement.append(this.#host)
    this.#host.setAttribute('popover', 'manual')
    this.#host.showPopover?.()
    this.#watch()
  }

  /** @param {string} language of what the overlay says; the page may be in another one */
  speak(language) {
    this.#host.setAttribute('lang', language)
    this.#host.setAttribute('role', 'region')
    this.#host.setAttribute('aria-label', this.#parts.words().region)
  }

  /** @param {Event} event */
  isOwn(event) { return event.composedPath().includes(this.#host) }

  /** What covers the edges of the frame. @param {{top: number, bottom: number}} covered */
  cover({ top, bottom }) { this.#covered = { top, bottom } }

  /** @param {import('./review-channel.js').Pin[]} threads those of this page */
  show(threads) {
    this.#pins.show(threads, this.#parts.words())
    this.#place()
  }

  /** @param {boolean} on */
  showPins(on) { this.#host.toggleAttribute('data-quiet', !on) }

  // MARK: The part that is meant

  /** @type {Element | null} */
  #selected = null

  /** @param {{thread: string | null, element: string | null, scroll: boolean, focus?: boolean}} choice */
  select({ thread, element, scroll, focus }) {
    const node = element ? seenNode(element) : null
    this.#selected = node
    this.#pins.select(thread)
    this.#set('chosen', node)
    if (node && scroll) this.#bring(node)
    this.#place()
    if (focus && thread) this.#pins.focus(thread)
  }

  /** @param {import('./review-channel.js').Proposal | null} proposal */
  propose(proposal) {
    const node = proposal ? seenNode(proposal.element) : null
    this.#proposal.show(node, proposal)
    if (node) this.#observe(node)
    this.#place()
  }

  /** Somebody writes about a part, or does not any more. @param {string | null} element @param {number | null} x @param {number | null} y */
  compose(element, x, y) {
    const node = element ? seenNode(element) : null
    this.#marked = { x, y }
    this.#set('composed', node)
    if (node) this.#bring(node)
  }

  /** What the pointer is at. @param {Element | null} node @param {string} label */
  hover(node, label) {
    const { box } = this.#boxes.hover
    if (node !== this.#boxes.hover.node) /** @type {HTMLElement} */ (box.firstElementChild).textContent = label
    this.#set('hover', node)
  }

  /** Where the keyboard is: a button that says what it stands at. @param {Element | null} node @param {string} [label] */
  target(node, label = '') {
    if (node === this.#targeted && node === null) return
    this.#targeted = node
    this.#target.hidden = !node
    if (!node) return
    this.#observe(node)
    this.#target.setAttribute('aria-label', this.#parts.words().commentOn.replace('{part}', () => label))
    this.#target.replaceChildren(make('span', { className: 'sign', 'aria-hidden': 'true', textContent: label }))
    this.#bring(node)
    this.#place()
    this.#target.focus({ preventScroll: true })
  }

  /** @param {'hover' | 'chosen' | 'composed'} name @param {Element | null} node */
  #set(name, node) {
    if (this.#boxes[name].node === node) return
    this.#boxes[name].node = node
    if (node) this.#observe(node)
    this.#place()
  }

  /** Into the part of the frame that nothing covers. @param {Element} node */
  #bring(node) {
    const { top, bottom, height } = node.getBoundingClientRect()
    // Above the part there is room for its sign, and for a bar that the page keeps there.
    const free = innerHeight - this.#covered.top - this.#covered.bottom
    const start = this.#covered.top + Math.min(72, free / 4)
    const end = innerHeight - this.#covered.bottom - Math.min(24, free / 8)
    if (top >= start && bottom <= end) return
    // Scroll containers within the page first.
    node.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' })
    const now = node.getBoundingClientRect()
    const wanted = height > end - start ? start : start + (end - start - height) / 2
    scrollBy({ top: now.top - wanted, behavior: 'instant' })
  }

  // MARK: Keeping up with the page

  #watch() {
    const soon = () => this.#soon()
    const anew = () => {
      this.#pins.forget()
      this.#soon()
    }
    addEventListener('scroll', soon, { capture: true, passive: true })
    addEventListener('resize', anew)
    for (const type of ['load', 'toggle', 'transitionend', 'animationend', 'click']) addEventListener(type, anew, { capture: true, passive: true })
    document.fonts?.addEventListener('loadingdone', soon)
    document.fonts?.ready.then(soon)
    this.#sizes.observe(document.documentElement)
    this.#sizes.observe(document.body)
    globalThis.visualViewport?.addEventListener('resize', soon)
    // What moves for a reason that nobody tells, such as an animation of the page.
    setInterval(() => { if (!document.hidden) this.#soon() }, 1000)
  }

  /** @param {Element} node */
  #observe(node) { this.#sizes.observe(node) }

  #soon() { this.#frame ||= requestAnimationFrame(() => this.#place()) }

  #place() {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    const boxes = [...Object.values(this.#boxes), { box: this.#target, node: this.#targeted }]
    // All measures first, so that the page is laid out once.
    const places = boxes.map(({ box, node }) => ({ box, rect: node?.isConnected ? node.getBoundingClientRect() : null }))
    const proposed = this.#proposal.node?.isConnected ? this.#proposal.node.getBoundingClientRect() : null
    const missing = this.#pins.place()
    for (const { box, rect } of places) draw(box, rect)
    this.#proposal.place(proposed)
    this.#drawMark(places[2].rect)
    if (missing) this.#parts.placed(missing)
  }

  /** Where the new thread's pin will stand. @param {DOMRect | null} rect */
  #drawMark(rect) {
    const isThere = rect !== null && rect.width > 0
    this.#mark.hidden = !isThere
    if (!isThere) return
    const { x, y } = this.#marked
    this.#mark.style.transform = `translate(${Math.round(rect.left + scrollX + rect.width * (x ?? 1))}px, ${Math.round(rect.top + scrollY + rect.height * (y ?? 0))}px)`
  }
}

/** An element may stand on a page more than once: the first that can be seen. @param {string} id */
function seenNode(id) {
  const all = [...document.querySelectorAll(`[data-eid="${CSS.escape(id)}"]`)]
  return all.find(node => node.getClientRects().length) ?? all[0] ?? null
}

/** @param {HTMLElement} box @param {DOMRect | null} rect */
function draw(box, rect) {
  const isSeen = rect !== null && rect.width > 0 && rect.height > 0
  box.hidden = !isSeen
  if (!isSeen) return
  box.style.transform = `translate(${Math.round(rect.left + scrollX)}px, ${Math.round(rect.top + scrollY)}px)`
  box.style.inlineSize = `${Math.round(rect.width)}px`
  box.style.blockSize = `${Math.round(rect.height)}px`
  box.toggleAttribute('data-inside', rect.top + scrollY < 30)
}
