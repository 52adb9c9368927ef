// Keeps cards beside the parts of the page to which they belong, however the page scrolls and flows.

const GAP = 10
const EDGE = 8

export class Placement {
  /** @type {Map<HTMLElement, {box: () => DOMRect, side: 'above' | 'below'}>} */
  #cards = new Map()
  #frame = 0

  /**
   * @param {HTMLElement} card
   * @param {() => DOMRect} box where the part stands now
   * @param {'above' | 'below'} side on which the card is, where there is room
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
  // On its side; else on the other one; else at the edge of the window, so that it never covers what is being typed for no reason.
  let top = side === 'above' ? above : below
  if (top < EDGE) top = below
  if (top > bottom) top = above >= EDGE ? above : bottom
  const left = Math.max(EDGE, Math.min(box.left, right))
  const transform = `translate(${Math.round(left)}px, ${Math.round(Math.max(EDGE, Math.min(top, bottom)))}px)`
  if (card.style.transform !== transform) card.style.transform = transform
}
