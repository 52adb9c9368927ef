// The side beside the draft that holds one view at a time: history, what can be changed, notes, the outline. On a phone it is a sheet over
// the lower part of the screen.

import { part, pressable } from './view-parts.js'

/**
 * @typedef {object} View
 * @property {string} name
 * @property {string} title
 * @property {string} icon
 * @property {(host: HTMLElement) => void} show fills the empty host
 * @property {() => void} [update] the page or its contents are other ones now
 */

export class SideView {
  #views
  /** @type {View | null} */
  #open = null
  /** @type {HTMLElement | null} */
  #opener = null
  #title = part('h2', { tabIndex: -1 })
  #body = part('div', { className: 'foyer-side-body' })
  #close

  /** @param {View[]} views @param {string} close the word */
  constructor(views, close) {
    this.#views = new Map(views.map(view => [view.name, view]))
    this.#close = pressable(close, () => this.close(), { icon: 'close', isBare: true, className: 'foyer-plain', choice: 'close-side' })
    this.side = part('aside', { className: 'foyer-side', hidden: true, id: 'foyer-side', on: {
      keydown: event => {
        if (event.key !== 'Escape' || event.defaultPrevented) return
        event.preventDefault()
        this.close()
      },
    } }, part('header', { className: 'foyer-side-head' }, this.#title, this.#close), this.#body)
  }

  get name() { return this.#open?.name ?? null }

  /** @param {string} name @param {HTMLElement | null} [opener] gets the focus back */
  show(name, opener = null) {
    const view = this.#views.get(name)
    if (!view) return
    this.#open = view
    this.#opener = opener ?? this.#opener
    this.#title.textContent = view.title
    this.side.setAttribute('aria-label', view.title)
    this.side.dataset.view = name
    // A place of its own for each view: what comes late for another one is shown nowhere.
    const host = part('div', { className: 'foyer-view' })
    this.#body.replaceChildren(host)
    this.#body.scrollTop = 0
    this.side.hidden = false
    view.show(host)
    this.#tell()
    this.#title.focus({ preventScroll: true })
  }

  /** @param {string} name @param {HTMLElement} [opener] */
  toggle(name, opener) {
    if (this.name === name) this.close()
    else this.show(name, opener)
  }

  close() {
    if (!this.#open) return
    const hadFocus = this.side.contains(document.activeElement)
    this.#open = null
    this.side.hidden = true
    this.#body.replaceChildren()
    this.#tell()
    if (hadFocus && this.#opener?.isConnected) this.#opener.focus()
    this.#opener = null
  }

  /** What is shown may be other than before. @param {string} [name] only this view */
  update(name) { if (this.#open && (!name || this.name === name)) this.#open.update?.() }

  #tell() { this.side.dispatchEvent(new CustomEvent('foyer:view', { bubbles: true, detail: { view: this.name } })) }
}
