// What the editor lays over the page: lines around its parts, the bar at the selected one, the panel beside an open text, and what became of
// a change. It stands in the top layer and in a shadow tree, out of reach of the page's styles.

import { fit } from './element-bar.js'
import { Boxes } from './overlay-boxes.js'
import { button, make } from './overlay-parts.js'
import { overlayStyles } from './overlay-styles.js'
import { Panel } from './panel.js'
import { UNLOCKED } from './page-elements.js'
import { Placement } from './placement.js'

/** How long a note stays that asks for nothing, in milliseconds. */
const NOTE_STAYS = 10_000

const isGood = state => state === 'saved' || state === 'undone'

export class Overlay {
  #words
  #host
  #root
  #heard
  /** @type {Map<string, {card: HTMLElement, timer: number}>} */
  #states = new Map()
  /** @type {Panel | null} */
  #panel = null
  /** @type {HTMLElement | null} */
  #bar = null
  #placement = new Placement()

  /** @param {() => Record<string, any>} words */
  constructor(words) {
    this.#words = words
    this.#host = document.createElement('foyer-overlay')
    this.#root = this.#host.attachShadow({ mode: 'open' })
    this.#root.adoptedStyleSheets = [overlayStyles]
    this.#heard = make('div', { className: 'heard', role: 'status' })
    this.#root.append(this.#heard)
    this.boxes = new Boxes(this.#root)
    document.body.append(this.#host)
    this.#host.setAttribute('popover', 'manual')
    this.#host.showPopover?.()
    addEventListener('resize', () => { if (this.#bar) fit(this.#bar) })
  }

  /** @param {string} language of what the overlay says; the page may be in another one */
  speak(language) {
    this.#host.setAttribute('lang', language)
    this.#host.setAttribute('role', 'region')
    this.#host.setAttribute('aria-label', this.#words().editor)
  }

  /** Says something to those who cannot see it. @param {string} text */
  say(text) { this.#heard.textContent = this.#heard.textContent === text ? `${text}\u00a0` : text }

  /** @param {EventTarget | null} node */
  contains(node) { return node === this.#host }

  get hasFocus() { return document.activeElement === this.#host }

  /** What covers the edges of the frame. @param {{top: number, bottom: number}} covered */
  cover(covered) { this.#placement.cover(covered) }

  // MARK: The panel beside an open text

  /**
   * What a panel says of the element besides its tools. Set by those who know it.
   * @type {(node: HTMLElement) => {head: Node[], hint: string, pages: import('./panel.js').Page[]}}
   */
  about = () => ({ head: [], hint: '', pages: [] })

  /**
   * @param {HTMLElement} node
   * @param {any} text
   * @param {import('./typed-text.js').Rule} rule
   * @param {{save: () => void, cancel: () => void}} actions
   */
  openPanel(node, text, rule, actions) {
    this.closeBar()
    this.#dropGoodNews()
    const about = this.about(node)
    this.#panel = new Panel(text, rule, about, this.#words(), actions, message => this.say(message))
    const { card } = this.#panel
    this.#root.append(card)
    this.#placement.add(card, () => node.getBoundingClientRect(), 'below')
    this.say(`${about.hint} ${rule.blocks?.length ? this.#words().blockHint : this.#words().textHint}`)
    if (this.#placement.isDocked) requestAnimationFrame(() => this.#uncover(node, card))
  }

  updatePanel(state) { this.#panel?.update(state) }
  panelState(state) { this.#panel?.showStep(state) }
  focusPanel() { this.#panel?.focus() }
  openLink() { this.#panel?.openLink() }

  closePanel() {
    this.#take(this.#panel?.card)
    this.#panel = null
  }

  /** What is being typed does not stand behind the panel. */
  #uncover(node, card) {
    const { top, bottom } = node.getBoundingClientRect()
    const edge = card.getBoundingClientRect().top - 12
    if (bottom > edge) scrollBy({ top: Math.min(bottom - edge, top - this.#placement.view.top - 12), behavior: 'instant' })
  }

  // MARK: The bar at the selected part

  /** @param {Element} node @param {HTMLElement} card @param {string} spoken */
  openBar(node, card, spoken) {
    this.closeBar()
    this.#bar = card
    this.#root.append(card)
    this.#placement.add(card, () => node.getBoundingClientRect(), 'above', area => coveredBy(area, node))
    fit(card)
    this.say(spoken)
  }

  get hasBar() { return this.#bar !== null }
  focusBar() { /** @type {HTMLElement | null} */ (this.#bar?.querySelector('button:not(:disabled)') ?? null)?.focus() }

  closeBar() {
    this.#take(this.#bar)
    this.#bar = null
  }

  #take(card) {
    if (!card) return
    this.#placement.remove(card)
    card.remove()
  }

  // MARK: What became of a change

  /**
   * @param {HTMLElement | undefined} node
   * @param {string} id
   * @param {import('./channel.js').SaveState} state
   * @param {{retry: () => void, undo?: () => void}} actions
   */
  showState(node, id, state, actions) {
    this.#dropState(id)
    if (!node) return
    const words = this.#words()
    // Only the last change can be taken back from here.
    this.#dropGoodNews()
    const text = { refused: words.notSaved, changedElsewhere: words.notSaved, offline: words.offline, signedOut: words.signedOut }[state]
    const card = make('div', { className: 'card state' }, make('p', { textContent: text ?? words[state] }))
    card.dataset.state = state
    if (state === 'failed' || state === 'offline') card.append(button(words.retry, actions.retry, 'plain'))
    if (state === 'saved' && actions.undo) card.append(button(words.undo, actions.undo, 'plain'))
    this.#root.append(card)
    this.#placement.add(card, () => node.getBoundingClientRect(), 'corner')
    const timer = isGood(state) ? this.#later(card, () => this.#dropState(id)) : 0
    this.#states.set(id, { card, timer })
    this.#showOneState()
  }

  /** One note at a time: what went wrong before what went well, and the latest before those from earlier. */
  #showOneState() {
    const cards = [...this.#states.values()].map(({ card }) => card)
    const shown = cards.findLast(({ dataset }) => !isGood(dataset.state) && dataset.state !== 'saving') ?? cards.at(-1)
    for (const card of cards) card.hidden = card !== shown
  }

  #dropGoodNews() {
    for (const [id, { card }] of this.#states) if (isGood(card.dataset.state)) this.#dropState(id)
  }

  #dropState(id) {
    const known = this.#states.get(id)
    if (!known) return
    clearTimeout(known.timer)
    this.#take(known.card)
    this.#states.delete(id)
    this.#showOneState()
  }

  /** Nothing vanishes under the pointer or the focus. */
  #later(card, action) {
    const check = () => {
      if (card.isConnected && card.matches(':hover, :focus-within')) return setTimeout(check, 1000)
      action()
    }
    return setTimeout(check, NOTE_STAYS)
  }
}

/** How much of what somebody may want to click an area would cover. @param {DOMRect} area @param {Element} node that may be covered by its own bar */
function coveredBy(area, node) {
  let covered = 0
  for (const other of document.querySelectorAll(`[${UNLOCKED}], a[href], button, input, select, textarea`)) {
    if (other === node || other.contains(node) || other.querySelector(`[${UNLOCKED}]`)) continue
    const { left, top, right, bottom } = other.getBoundingClientRect()
    const width = Math.min(right, area.right) - Math.max(left, area.left)
    const height = Math.min(bottom, area.bottom) - Math.max(top, area.top)
    if (width > 0 && height > 0) covered += width * height
  }
  return covered
}
