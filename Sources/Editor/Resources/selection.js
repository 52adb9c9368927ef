// The part of the page that is selected: a line around it, the bar beside it, and the portal's page told of it.

import { actionsFor, hasWords, iconOf, noteFor } from './element-actions.js'
import { actionButton, elementBar, title } from './element-bar.js'
import { make } from './overlay-parts.js'
import { GHOST, UNLOCKED, isOffered } from './page-elements.js'
import { kindName } from './words-page.js'
import { filled } from './words.js'

/** @typedef {import('./channel.js').EditableElement} EditableElement */

/** On the part that has its line drawn over the page. */
const SELECTED = 'data-foyer-selected'

const calm = matchMedia('(prefers-reduced-motion: reduce)')

export class Selection {
  #parts
  /** @type {HTMLElement | null} */
  #node = null
  /** @type {(() => void) | undefined} */
  #follow
  #isDesign = false
  #isRevealed = false
  /** @type {{name: string, element: string | null}[]} */
  #people = []
  /** @type {import('./panel.js').Page[]} */
  pages = []

  /**
   * @param {object} parts
   * @param {import('./page-elements.js').PageElements} parts.elements
   * @param {import('./overlay.js').Overlay} parts.overlay
   * @param {(message: import('./channel.js').FromFrame) => void} parts.send
   * @param {() => Record<string, any>} parts.words
   * @param {(node: HTMLElement, element: EditableElement) => void} parts.type opens the words of an element
   * @param {() => boolean} parts.finish closes what is being typed; false when that is not possible
   */
  constructor(parts) {
    this.#parts = parts
    parts.overlay.about = node => this.#about(node)
    document.addEventListener('pointermove', event => this.#hovered(event.target), { passive: true })
    document.documentElement.addEventListener('pointerleave', () => parts.overlay.boxes.remove('hover'))
  }

  get node() { return this.#node }
  get id() { return this.#node?.dataset.eid ?? null }
  get isDesign() { return this.#isDesign }
  get isRevealed() { return this.#isRevealed }
  get hasBar() { return this.#parts.overlay.hasBar }

  /**
   * @param {HTMLElement} node
   * @param {object} [how]
   * @param {boolean} [how.bar] whether the bar is shown
   * @param {boolean} [how.focus] whether the keyboard goes to the bar
   * @param {boolean} [how.silent] whether the portal's page knows already
   * @param {() => void} [how.follow] opens the page to which the part leads
   */
  select(node, { bar = true, focus = false, silent = false, follow } = {}) {
    const isOther = node !== this.#node
    this.#mark(node)
    this.#follow = follow
    this.#parts.overlay.boxes.remove('hover')
    this.#draw(bar)
    if (focus) this.#parts.overlay.focusBar()
    if (isOther && !silent) this.#tell()
  }

  /** @param {{silent?: boolean}} [how] */
  clear({ silent = false } = {}) {
    const { overlay, send } = this.#parts
    const node = this.#node
    this.#mark(null)
    if (overlay.hasFocus && node?.isConnected) node.focus()
    overlay.boxes.remove('selected')
    overlay.closeBar()
    if (node && !silent) send({ type: 'select', element: null })
  }

  /** What stands around the selected part. */
  above() {
    const found = this.#node && this.#parts.elements.above(this.#node)
    if (found && this.#parts.finish()) this.select(found.node, { focus: this.#parts.overlay.hasFocus })
  }

  /** The first part within the selected one. */
  below() {
    const node = this.#node?.querySelector('[data-eid]')
    if (node instanceof HTMLElement && this.#parts.finish()) this.select(node)
  }

  /** The portal's page names an element. @param {string | null} id @param {boolean} scroll */
  selectFromPortal(id, scroll) {
    if (id === null) return this.clear({ silent: true })
    const node = this.#parts.elements.nodesOf(id)[0]
    if (!node || (node === this.#node && !scroll)) return
    // What is being typed stays open when it is the same part.
    const isOpen = node.hasAttribute('data-foyer-open')
    if (!isOpen && !this.#parts.finish()) return
    if (scroll) node.scrollIntoView({ block: 'center', behavior: calm.matches ? 'instant' : 'smooth' })
    if (!isOpen) this.select(node, { silent: true })
  }

  /** An open text has a panel of its own. */
  opened() { this.#parts.overlay.closeBar() }

  closed() { if (this.#node?.isConnected) this.#draw(false) }

  /** The tree was told anew, or something about an element has changed. */
  refresh() {
    const { elements } = this.#parts
    const id = this.id
    if (this.#node && id && !this.#node.isConnected) this.#mark(elements.nodesOf(id)[0] ?? null)
    if (this.#node && !this.#node.hasAttribute('data-foyer-open')) this.#draw(this.hasBar)
    this.#drawGhosts()
    this.#drawPeople()
    if (this.#isRevealed) this.#drawOffers()
  }

  // MARK: Modes

  /** @param {boolean} on */
  setDesign(on) {
    this.#isDesign = on
    document.documentElement.toggleAttribute('data-foyer-design', on)
    this.#parts.overlay.boxes.remove('hover')
    this.refresh()
  }

  /** Shows what can be changed. @param {boolean} on @param {{tell?: boolean}} [how] */
  reveal(on, { tell = false } = {}) {
    const { overlay, words, send } = this.#parts
    this.#isRevealed = on
    document.documentElement.toggleAttribute('data-foyer-revealed', on)
    if (on) {
      const count = this.#drawOffers()
      overlay.say(count ? filled(words().revealed, { count }) : words().revealedNone)
    } else {
      overlay.boxes.removeAll('offered')
      overlay.say(words().revealEnded)
    }
    if (tell) send({ type: 'reveal', on })
  }

  /** While it is shown, the Tab key leads from one part that can be changed to the next. @param {boolean} back */
  step(back) {
    const stops = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('[data-foyer-unlocked][tabindex]')]).filter(node => node.checkVisibility?.() ?? true)
    const from = document.activeElement?.closest('[data-foyer-unlocked]') ?? this.#node
    const order = node => (from ? from.compareDocumentPosition(node) : Node.DOCUMENT_POSITION_FOLLOWING)
    const next = back
      ? stops.findLast(node => order(node) & Node.DOCUMENT_POSITION_PRECEDING && !node.contains(from))
      : stops.find(node => order(node) & Node.DOCUMENT_POSITION_FOLLOWING)
    if (!next) return false
    next.focus()
    next.scrollIntoView({ block: 'nearest', behavior: 'instant' })
    return true
  }

  /** @param {{name: string, element: string | null}[]} people */
  show(people) {
    this.#people = people
    this.#drawPeople()
  }

  // MARK: What is drawn

  #draw(withBar) {
    const { overlay, elements, words } = this.#parts
    const node = /** @type {HTMLElement} */ (this.#node)
    const element = elements.get(this.id ?? '')
    overlay.boxes.set('selected', node, { kind: 'selected' })
    if (!withBar) return overlay.closeBar()
    const hadFocus = overlay.hasFocus
    // What only holds others is not what somebody wanted: the way to those comes before the lock.
    const isFrame = (!element || element.denied && !hasWords(element)) && node.querySelector(`[${UNLOCKED}]`) !== null
    const { card, spoken } = elementBar(element, this.#around(node, element, false), words(), { isFrame, say: text => overlay.say(text) })
    overlay.openBar(node, card, spoken)
    if (hadFocus) overlay.focusBar()
  }

  #around(node, element, isOpen) {
    const { elements, send, type, finish } = this.#parts
    const item = elements.itemAround(node)
    return {
      item,
      list: elements.room(element?.kind === 'list' ? element : elements.get(item?.parent ?? '')),
      place: elements.place(node, element),
      hasAbove: this.#isDesign && Boolean(elements.above(node)),
      isOpen,
      // What is being typed comes first.
      send: message => { if (finish()) send(message) },
      type: () => element && type(node, element),
      above: () => this.above(),
      follow: isOpen ? undefined : this.#follow,
    }
  }

  /** What the panel of an open text says besides its tools. */
  #about(node) {
    const { elements, words } = this.#parts
    const element = elements.at(node)?.element
    if (!element) return { head: [], hint: '', pages: this.pages }
    const actions = actionsFor(element, this.#around(node, element, true), words())
    return {
      head: [title(element, words()), make('div', { className: 'actions' }, ...actions.map(action => actionButton(action, text => this.#parts.overlay.say(text))))],
      hint: noteFor(element, words()),
      pages: this.pages,
    }
  }

  #hovered(target) {
    const { overlay, elements, words } = this.#parts
    const found = overlay.contains(target) ? null : elements.at(target)
    const part = this.#isDesign || found?.node.hasAttribute(UNLOCKED) ? found : null
    if (!part?.element || part.node === this.#node) return overlay.boxes.remove('hover')
    const { element } = part
    const kind = kindName(element, words())
    const label = element.name && element.name !== kind ? `${element.name} · ${kind}` : kind
    overlay.boxes.set('hover', part.node, this.#isDesign ? { kind: 'hovered', icon: iconOf(element), label } : { kind: 'hovered' })
  }

  #drawOffers() {
    const { overlay, elements } = this.#parts
    overlay.boxes.removeAll('offered')
    let count = 0
    for (const element of elements.all) {
      if (!isOffered(element)) continue
      const nodes = elements.nodesOf(element.id)
      nodes.forEach((node, index) => overlay.boxes.set(`offer:${element.id}:${index}`, node, { kind: 'offered', icon: iconOf(element) }))
      if (nodes.length) count += 1
    }
    return count
  }

  #drawGhosts() {
    const { overlay, elements, words } = this.#parts
    overlay.boxes.removeAll('ghost')
    for (const element of elements.all) {
      if (!element.hidden) continue
      const node = elements.nodesOf(element.id)[0]
      if (node?.hasAttribute(GHOST)) overlay.boxes.set(`ghost:${element.id}`, node, { kind: 'ghost', icon: 'hidden', label: words().isHidden })
    }
  }

  #drawPeople() {
    const { overlay, elements, words } = this.#parts
    overlay.boxes.removeAll('person')
    const at = Map.groupBy(this.#people.filter(({ element }) => element), ({ element }) => element)
    for (const [id, people] of at) {
      const node = elements.nodesOf(id ?? '')[0]
      if (!node) continue
      const names = people.map(({ name }) => name)
      overlay.boxes.set(`person:${id}`, node, {
        kind: 'person', label: names.slice(0, 3).map(initials).join(' · '), title: filled(words().isHere, { name: names.join(', ') }),
      })
    }
  }

  #mark(node) {
    this.#node?.removeAttribute(SELECTED)
    this.#node = node
    // Words have no other line beside their own, and keep nothing of the editor when they are closed.
    if (node?.getAttribute(UNLOCKED) === 'part') node.setAttribute(SELECTED, '')
  }

  #tell() {
    const node = this.#node
    const id = this.id
    if (!node || !id) return
    const { left, top, width, height } = node.getBoundingClientRect()
    this.#parts.send({ type: 'select', element: id, rect: { left, top, width, height } })
  }
}

/** The first letters of the first and last name. @param {string} name */
function initials(name) {
  const parts = name.trim().split(/\s+/)
  const letters = parts.length > 1 ? [parts[0], parts[parts.length - 1]] : [parts[0]]
  return letters.map(part => [...part][0] ?? '').join('').toUpperCase()
}
