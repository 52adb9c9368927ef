// Keeps cards beside the parts of the page to which they belong, however the page scrolls and flows.

const GAP = 10
const EDGE = 8

export class Placement {
  /** @type {Map<HTMLElement, {box: () => DOMRect, side: 'below' | 'corner'}>} */
  #cards = new Map()
  #frame = 0

  /**
   * @param {HTMLElement} card
   * @param {() => DOMRect} box where the part stands now
   * @param {'below' | 'corner'} side below the part where there is room, or at the end of its first line
   */
  add(card, box, side) {
    this.#cards.set(card, { box, side })
    cancelAnimationFrame(this.#frame)
    this.#run()
  }

  /** @param {HTMLElement} card */
  remove(card) { this.#cards.delete(card) }

  #run = () => {
    if (!this.#cards.size) return
    for (const [card, { box, side }] of this.#cards) place(card, box(), side)
    this.#frame = requestAnimationFrame(this.#run)
  }
}

function place(card, box, side) {
  const width = card.offsetWidth
  const height = card.offsetHeight
  const right = document.documentElement.clientWidth - width - EDGE
  const bottom = innerHeight - height - EDGE
  const above = box.top - height - GAP
  const below = box.bottom + GAP
  // Below; else above; else at the edge of the window, where it covers what is being typed only when there is no other place.
  let top = side === 'corner' ? box.top - height : below
  if (top > bottom) top = above >= EDGE ? above : bottom
  const start = side === 'corner' ? box.right - width : box.left
  const left = Math.max(EDGE, Math.min(start, right))
  const transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(EDGE, Math.min(top, bottom)))}px)`
  if (card.style.transform !== transform) card.style.transform = transform
}
