// What the editor lays over the page: the panel beside an open text, what became of a change, and why a part is locked. It stands in the
// top layer and in a shadow tree, out of reach of the page's styles.

import { button, make } from './overlay-parts.js'
import { overlayStyles } from './overlay-styles.js'
import { Panel } from './panel.js'
import { Placement } from './placement.js'

/** How long a note stays that asks for nothing, in milliseconds. */
const NOTE_STAYS = 10_000

const isGood = state => state === 'saved' || state === 'undone'

export class Overlay {
  #words
  #host
  #root
  #heard
  #tip = make('div', { className: 'card tip', hidden: true })
  /** @type {Map<string, {card: HTMLElement, timer: number}>} */
  #states = new Map()
  /** @type {Panel | null} */
  #panel = null
  #placement = new Placement()
  #tipTimer = 0

  /** @param {() => Record<string, string>} words */
  constructor(words) {
    this.#words = words
    this.#host = document.createElement('foyer-overlay')
    this.#root = this.#host.attachShadow({ mode: 'open' })
    this.#root.adoptedStyleSheets = [overlayStyles]
    this.#heard = make('div', { className: 'heard', role: 'status' })
    this.#root.append(this.#heard, this.#tip)
    document.body.append(this.#host)
    this.#host.setAttribute('popover', 'manual')
    this.#host.showPopover?.()
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

  // MARK: The panel beside an open text

  /**
   * @param {HTMLElement} node
   * @param {any} text
   * @param {string[]} marks
   * @param {string} hint what people should know before they write
   * @param {{save: () => void, cancel: () => void}} actions
   */
  openPanel(node, text, marks, hint, actions) {
    this.hush()
    this.#dropGoodNews()
    this.#panel = new Panel(text, marks, hint, this.#words(), actions, message => this.say(message))
    this.#root.append(this.#panel.card)
    this.#placement.add(this.#panel.card, () => node.getBoundingClientRect(), 'below')
    this.say(`${hint} ${this.#words().textHint}`)
  }

  updatePanel(state) { this.#panel?.update(state) }
  focusPanel() { this.#panel?.focus() }

  closePanel() {
    if (!this.#panel) return
    this.#placement.remove(this.#panel.card)
    this.#panel.card.remove()
    this.#panel = null
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
  }

  #dropGoodNews() {
    for (const [id, { card }] of this.#states) if (isGood(card.dataset.state)) this.#dropState(id)
  }

  #dropState(id) {
    const known = this.#states.get(id)
    if (!known) return
    clearTimeout(known.timer)
    this.#placement.remove(known.card)
    known.card.remove()
    this.#states.delete(id)
  }

  // MARK: Why a part is locked

  /** @param {string} text @param {{left: number, top: number}} place @param {() => void} [follow] */
  explain(text, place, follow) {
    this.hush()
    const words = this.#words()
    const parts = [make('p', { textContent: text })]
    if (follow) parts.push(button(words.openPage, follow, 'plain'))
    this.#tip.replaceChildren(...(text ? parts : parts.slice(1)))
    this.#tip.hidden = false
    const scroll = { left: scrollX, top: scrollY }
    this.#placement.add(this.#tip, () => new DOMRect(place.left + scroll.left - scrollX, place.top + scroll.top - scrollY, 1, 1), 'below')
    this.#tipTimer = this.#later(this.#tip, () => this.hush())
    if (text) this.say(text)
  }

  hush() {
    clearTimeout(this.#tipTimer)
    this.#tip.hidden = true
    this.#placement.remove(this.#tip)
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
