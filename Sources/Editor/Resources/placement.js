// Keeps cards beside the parts of the page to which they belong, however the page scrolls and flows. On a narrow screen they stand at its
// lower edge, above the keyboard.

const GAP = 13
const EDGE = 8

/** Where a part and a card have no room beside each other. */
const narrow = matchMedia('(max-width: 40rem)')

export class Placement {
  /** @type {Map<HTMLElement, {box: () => DOMRect, side: Side, weigh?: (area: DOMRect) => number}>} */
  #cards = new Map()
  #frame = 0
  /** What covers the edges of the frame, as the portal's page sees it. */
  #covered = { top: 0, bottom: 0 }

  /** @typedef {'below' | 'above' | 'corner'} Side */

  /**
   * @param {HTMLElement} card
   * @param {() => DOMRect} box where the part stands now
   * @param {Side} side of the part where there is room, or at the end of its first line
   * @param {(area: DOMRect) => number} [weigh] how much an area covers that is better left free
   */
  add(card, box, side, weigh) {
    this.#cards.set(card, { box, side, weigh })
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
    // What only tells something comes last and makes way for the others.
    const cards = [...this.#cards].sort(([, one], [, other]) => Number(one.side === 'corner') - Number(other.side === 'corner'))
    for (const [card, { box, side, weigh }] of cards) {
      const isDocked = narrow.matches && side !== 'corner'
      card.classList.toggle('docked', isDocked)
      if (isDocked) card.classList.remove('away')
      if (isDocked) dock(card, view)
      else if (side === 'corner') placeNote(card, box(), view, cards.filter(([, { side }]) => side !== 'corner').map(([other]) => other))
      else place(card, box(), side, view, weigh)
    }
    this.#frame = requestAnimationFrame(this.#run)
  }
}

function dock(card, view) { move(card, EDGE, Math.max(view.top, view.bottom - card.offsetHeight - EDGE)) }

/** Which side a card took: it keeps it as long as there is room, so that it does not jump while somebody types. @type {WeakMap<HTMLElement, Side>} */
const taken = new WeakMap()

function place(card, box, side, view, weigh) {
  const width = card.offsetWidth
  const height = card.offsetHeight
  const highest = view.top + EDGE
  const lowest = view.bottom - height - EDGE
  const tops = { above: box.top - height - GAP, below: box.bottom + GAP }
  const fits = { above: tops.above >= highest, below: tops.below <= lowest }
  const left = Math.max(EDGE, Math.min(box.left, view.width - width - EDGE))
  const first = () => {
    if (!weigh || !fits.above || !fits.below) return side
    const weight = which => weigh(new DOMRect(left, tops[which], width, height))
    return weight(side) <= weight(opposite(side)) ? side : opposite(side)
  }
  const wanted = taken.get(card) ?? first()
  const other = opposite(wanted)
  // On its side; else on the other; else at the edge of the window, where it covers what is being typed only when there is no other place.
  const found = fits[wanted] ? wanted : fits[other] ? other : side
  // While the page still scrolls there, nothing is settled.
  const isSeen = box.bottom > view.top && box.top < view.bottom
  if (isSeen) taken.set(card, found)
  move(card, left, Math.max(highest, Math.min(tops[found], lowest)))
  // Beside a part that is out of sight there is nothing to say, unless somebody types in it.
  card.classList.toggle('away', side !== 'below' && !isSeen && !card.matches(':focus-within'))
}

const opposite = side => (side === 'below' ? 'above' : 'below')

/** A note stands at the end of the part, where it covers none of the cards that have something to press. */
function placeNote(card, box, view, others) {
  const width = card.offsetWidth
  const height = card.offsetHeight
  const highest = view.top + EDGE
  const lowest = view.bottom - height - EDGE
  const left = Math.max(EDGE, Math.min(box.right - width, view.width - width - EDGE))
  const areas = others.filter(other => !other.matches('.away')).map(other => other.getBoundingClientRect())
  const isFree = top => areas.every(area => top + height <= area.top || top >= area.bottom || left + width <= area.left || left >= area.right)
  const tops = [box.top - height - GAP / 2, box.bottom + GAP / 2, ...areas.flatMap(area => [area.bottom + EDGE, area.top - height - EDGE])]
    .map(top => Math.max(highest, Math.min(top, lowest)))
  move(card, left, tops.find(isFree) ?? tops[0])
  card.classList.toggle('away', (box.bottom < view.top || box.top > view.bottom) && !card.matches(':focus-within'))
}

function move(card, left, top) {
  const transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
  if (card.style.transform !== transform) card.style.transform = transform
}
