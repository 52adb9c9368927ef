// Keeps cards beside the parts of the page to which they belong, however the page scrolls and flows. On a narrow screen they stand at its
// lower edge, above the keyboard.

const GAP = 10
const EDGE = 8

/** Where a part and a card have no room beside each other. */
const narrow = matchMedia('(max-width: 40rem)')

export class Placement {
  /** @type {Map<HTMLElement, {box: () => DOMRect, side: Side}>} */
  #cards = new Map()
  #frame = 0
  /** What covers the edges of the frame, as the portal's page sees it. */
  #covered = { top: 0, bottom: 0 }

  /** @typedef {'below' | 'above' | 'corner'} Side */

  /**
   * @param {HTMLElement} card
   * @param {() => DOMRect} box where the part stands now
   * @param {Side} side of the part where there is room, or at the end of its first line
   */
  add(card, box, side) {
    this.#cards.set(card, { box, side })
    cancelAnimationFrame(this.#frame)
    this.#run()
  }

  /** @param {HTMLElement} card */
  remove(card) { this.#cards.delete(card) }

  /** @param {{top: number, bottom: number}} covered */
  cover(covered) { this.#covered = covered }

  /** What can be seen of the frame. */
  get view() {
    const screen = globalThis.visualViewport
    const top = Math.max(screen?.offsetTop ?? 0, this.#covered.top)
    const bottom = Math.min(screen ? screen.offsetTop + screen.height : innerHeight, innerHeight - this.#covered.bottom)
    return { top, bottom, width: document.documentElement.clientWidth }
  }

  get isDocked() { return narrow.matches }

  #run = () => {
    if (!this.#cards.size) return
    const { view } = this
    for (const [card, { box, side }] of this.#cards) {
      const isDocked = narrow.matches && side !== 'corner'
      card.classList.toggle('docked', isDocked)
      if (isDocked) card.classList.remove('away')
      if (isDocked) dock(card, view)
      else place(card, box(), side, view)
    }
    this.#frame = requestAnimationFrame(this.#run)
  }
}

function dock(card, view) { move(card, EDGE, Math.max(view.top, view.bottom - card.offsetHeight - EDGE)) }

/** Which side a card took: it keeps it as long as there is room, so that it does not jump while somebody types. @type {WeakMap<HTMLElement, Side>} */
const taken = new WeakMap()

function place(card, box, side, view) {
  const width = card.offsetWidth
  const height = card.offsetHeight
  const highest = view.top + EDGE
  const lowest = view.bottom - height - EDGE
  const tops = { above: box.top - height - GAP, below: box.bottom + GAP, corner: box.top - height }
  const fits = { above: tops.above >= highest, below: tops.below <= lowest, corner: true }
  const wanted = taken.get(card) ?? side
  const other = wanted === 'below' ? 'above' : 'below'
  // On its side; else on the other; else at the edge of the window, where it covers what is being typed only when there is no other place.
  const found = fits[wanted] ? wanted : fits[other] ? other : side
  taken.set(card, found)
  const start = side === 'corner' ? box.right - width : box.left
  const left = Math.max(EDGE, Math.min(start, view.width - width - EDGE))
  move(card, left, Math.max(highest, Math.min(tops[found], lowest)))
  // Beside a part that is out of sight there is nothing to say, unless somebody types in it.
  card.classList.toggle('away', side !== 'below' && (box.bottom < view.top || box.top > view.bottom) && !card.matches(':focus-within'))
}

function move(card, left, top) {
  const transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
  if (card.style.transform !== transform) card.style.transform = transform
}
