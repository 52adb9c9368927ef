// What is proposed for a part of the page, laid over that part: in its own type and colours where it is words, with a sign that says that it
// is a proposal. The page beneath stays as it is.

import { make } from './overlay-parts.js'

/** What makes words look as they do on the page. */
const TYPE = [
  'color', 'font-family', 'font-size', 'font-weight', 'font-style', 'font-stretch', 'font-variant-caps', 'font-feature-settings', 'line-height', 'letter-spacing',
  'word-spacing', 'text-align', 'text-transform', 'text-indent', 'direction', 'writing-mode', 'padding-top', 'padding-right', 'padding-bottom', 'padding-left',
]

export class ProposalPreview {
  #box = make('div', { className: 'proposal', hidden: true, role: 'note' })
  #sign = make('span', { className: 'proposal-sign' })
  #words = make('div', { className: 'proposal-words' })
  /** @type {Element | null} */
  #node = null
  #isRemoval = false

  /** @param {ShadowRoot} root */
  constructor(root) {
    this.#box.append(this.#sign, this.#words)
    root.append(this.#box)
  }

  /**
   * @param {Element | null} node
   * @param {import('./review-channel.js').Proposal | null} proposal
   */
  show(node, proposal) {
    this.#node = proposal ? node : null
    this.#isRemoval = proposal?.isRemoval ?? false
    if (!node || !proposal) {
      this.#box.hidden = true
      this.#words.replaceChildren()
      return
    }
    this.#sign.textContent = proposal.note ? `${proposal.label}: ${proposal.note}` : proposal.label
    this.#box.toggleAttribute('data-removal', this.#isRemoval)
    this.#box.toggleAttribute('data-picture', proposal.picture !== null)
    this.#words.replaceChildren(...(proposal.picture ? [drawing(proposal.picture, proposal.text)] : proposal.isRemoval ? [] : [proposal.text]))
    if (proposal.picture || proposal.isRemoval) return
    const look = getComputedStyle(node)
    for (const name of TYPE) this.#words.style.setProperty(name, look.getPropertyValue(name))
    this.#words.style.backgroundColor = groundOf(node)
  }

  /** @returns {Element | null} the part over which it stands */
  get node() { return this.#node }

  /** @param {DOMRect | null} rect of the part */
  place(rect) {
    const isSeen = rect !== null && rect.width > 0 && rect.height > 0 && this.#node !== null
    this.#box.hidden = !isSeen
    if (!isSeen) return
    this.#box.style.transform = `translate(${Math.round(rect.left + scrollX)}px, ${Math.round(rect.top + scrollY)}px)`
    this.#box.style.inlineSize = `${Math.round(rect.width)}px`
    this.#box.style.minBlockSize = `${Math.round(rect.height)}px`
    this.#box.style.blockSize = this.#isRemoval || this.#box.hasAttribute('data-picture') ? `${Math.round(rect.height)}px` : ''
  }
}

/** A picture that came as points: it needs no address that this origin may ask for. @param {ImageBitmap} picture @param {string} text */
function drawing(picture, text) {
  const canvas = make('canvas', { width: picture.width, height: picture.height, role: 'img' })
  if (text) canvas.setAttribute('aria-label', text)
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
  return canvas
}

/** The colour behind a part: of the nearest box that has one. @param {Element | null} node */
function groundOf(node) {
  for (let box = node; box; box = box.parentElement) {
    const { backgroundColor, backgroundImage } = getComputedStyle(box)
    const part = /rgba?\([^)]*?[,/]\s*([\d.]+)\)$/.exec(backgroundColor)
    const isSolid = backgroundColor !== 'transparent' && (!backgroundColor.startsWith('rgba') || Number(part?.[1]) > 0.9)
    if (isSolid) return backgroundColor
    // A picture lies there: words are read on a colour that contrasts with them.
    if (backgroundImage !== 'none' && node) return isLight(getComputedStyle(node).color) ? '#1f2430' : '#fff'
  }
  return isLight(getComputedStyle(/** @type {Element} */ (node)).color) ? '#1f2430' : '#fff'
}

/** @param {string} color */
function isLight(color) {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number)
  return red * 0.299 + green * 0.587 + blue * 0.114 > 150
}
