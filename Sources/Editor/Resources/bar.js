// The screen's bar: undo and redo, what can be changed, and the panel.

import { part, pressable } from './view-parts.js'

/** From this width on the panel is open unless somebody has closed it; on less it would take the page to the layout of a tablet. */
const WIDE = 1500
const REMEMBERED = 'foyer.inspector'

export class Bar {
  #parts
  #reveal
  #panel

  /**
   * @param {HTMLElement} main
   * @param {object} parts
   * @param {(on: boolean) => void} parts.reveal
   * @param {import('./inspector.js').Inspector} parts.inspector
   * @param {(text: string) => void} parts.say
   * @param {Record<string, string>} parts.words
   */
  constructor(main, parts) {
    this.#parts = parts
    const { words, inspector } = parts
    this.#reveal = this.#button(words.reveal, 'spotlight', () => this.reveal(this.#reveal.getAttribute('aria-pressed') !== 'true'))
    this.#reveal.setAttribute('aria-pressed', 'false')
    this.#panel = this.#button(words.panelShow, 'panel', () => (inspector.isOpen ? inspector.close() : inspector.open()))
    this.#panel.setAttribute('aria-controls', 'inspector')
    main.querySelector('[data-bar-tools]')?.append(this.#reveal, this.#panel)
    this.#follow(false)
    inspector.onToggle = isOpen => {
      this.#follow(isOpen)
      remember(isOpen)
    }
  }

  /** The frame is there. */
  greet() {
    if (this.#reveal.getAttribute('aria-pressed') === 'true') this.#parts.reveal(true)
  }

  /** Opens the panel where there is room, unless somebody wants it closed. */
  openPanelIfWide() {
    let isWanted = true
    try {
      isWanted = localStorage.getItem(REMEMBERED) !== 'closed'
    } catch {
      // Without a memory it is open.
    }
    if (isWanted && innerWidth >= WIDE) this.#parts.inspector.open({ quietly: true })
  }

  /** @param {boolean} on */
  reveal(on) {
    const { words, say } = this.#parts
    this.#reveal.setAttribute('aria-pressed', String(on))
    this.#parts.reveal(on)
    say(on ? words.revealOn : words.revealOff)
  }

  #button(label, icon, action) { return pressable(label, action, { icon, isBare: true, className: 'tool', choice: icon }) }

  /** @param {boolean} isOpen */
  #follow(isOpen) {
    const { words } = this.#parts
    const label = isOpen ? words.panelHide : words.panelShow
    this.#panel.title = label
    this.#panel.setAttribute('aria-label', label)
    this.#panel.setAttribute('aria-expanded', String(isOpen))
  }
}

/** On a phone the panel comes and goes with what is chosen. */
function remember(isOpen) {
  if (innerWidth < WIDE) return
  try {
    localStorage.setItem(REMEMBERED, isOpen ? 'open' : 'closed')
  } catch {
    // It is opened again next time.
  }
}
