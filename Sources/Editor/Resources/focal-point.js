// The most important point of a picture, set by dragging or with the arrow keys, and what is left of the picture when it is cropped.

import { freshID, note } from './inspector-parts.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

const MIDDLE = 500
const STEP = 10
const LARGE_STEP = 100
/** How long the point must rest before it is reported, in milliseconds. */
const REST = 500

const within = value => Math.max(0, Math.min(1000, Math.round(value)))

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export class FocalPoint {
  #words
  #onChange
  /** @type {[number, number]} */
  #point
  #timer = 0
  #dot
  #picture
  #crop
  #isSet

  /**
   * @param {object} options
   * @param {string} options.url of the picture
   * @param {[number, number] | null | undefined} options.point
   * @param {[number, number] | undefined} options.ratio to which the picture is cropped
   * @param {Record<string, string>} options.words
   * @param {(point: [number, number] | null) => void} options.onChange
   * @param {(size: {width: number, height: number}) => void} [options.onSize]
   */
  constructor({ url, point, ratio, words, onChange, onSize = () => {} }) {
    this.#words = words
    this.#onChange = onChange
    this.#point = point ?? [MIDDLE, MIDDLE]
    this.#isSet = Boolean(point)
    this.#dot = part('span', {
      className: 'focal-dot', role: 'slider', tabIndex: 0, 'aria-label': words.focalPoint, 'aria-valuemin': '0', 'aria-valuemax': '100',
      data: { key: 'focal' },
    })
    const image = part('img', { src: url, alt: '', draggable: false })
    image.addEventListener('load', () => onSize({ width: image.naturalWidth, height: image.naturalHeight }))
    this.#picture = part('div', { className: 'focal-picture' }, image, this.#dot)
    this.#crop = part('div', { className: 'focal-crop', hidden: !ratio }, part('img', { src: url, alt: '' }))
    if (ratio) this.#crop.style.setProperty('--ratio', `${ratio[0]} / ${ratio[1]}`)
    const hint = note(words.focalHint)
    hint.id = freshID('focal-hint')
    this.#dot.setAttribute('aria-describedby', hint.id)
    this.picture = this.#picture
    this.tools = part('div', { className: 'focal' },
      part('div', { className: 'focal-row' }, part('h4', {}, words.focalPoint),
        pressable(words.focalCenter, () => this.#set([MIDDLE, MIDDLE], null), { choice: 'focalCenter', className: 'inspector-link' })),
      hint,
      ratio && part('figure', { className: 'focal-preview' }, part('figcaption', {}, words.focalPreview), this.#crop))
    this.#picture.addEventListener('pointerdown', event => this.#grabbed(event))
    this.#dot.addEventListener('keydown', event => this.#keyed(event))
    this.#show()
  }

  get point() { return this.#isSet ? this.#point : null }

  #grabbed(event) {
    if (event.button) return
    event.preventDefault()
    this.#dot.focus()
    const move = ({ clientX, clientY }) => {
      const box = this.#picture.getBoundingClientRect()
      this.#set([((clientX - box.left) / box.width) * 1000, ((clientY - box.top) / box.height) * 1000])
    }
    const end = () => {
      this.#picture.removeEventListener('pointermove', move)
      this.#picture.removeEventListener('pointerup', end)
      this.#picture.removeEventListener('pointercancel', end)
    }
    this.#picture.setPointerCapture(event.pointerId)
    this.#picture.addEventListener('pointermove', move)
    this.#picture.addEventListener('pointerup', end)
    this.#picture.addEventListener('pointercancel', end)
    move(event)
  }

  #keyed(event) {
    const step = STEPS[event.key]
    if (!step) return
    event.preventDefault()
    const size = event.shiftKey ? LARGE_STEP : STEP
    this.#set([this.#point[0] + step[0] * size, this.#point[1] + step[1] * size])
  }

  /** @param {[number, number]} point @param {[number, number] | null} [reported] */
  #set([x, y], reported = [within(x), within(y)]) {
    this.#point = [within(x), within(y)]
    this.#isSet = reported !== null
    this.#show()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#onChange(reported), REST)
  }

  #show() {
    const [x, y] = this.#point.map(value => value / 10)
    for (const element of [this.#picture, this.#crop]) {
      element.style.setProperty('--x', `${x}%`)
      element.style.setProperty('--y', `${y}%`)
    }
    this.#dot.setAttribute('aria-valuenow', String(Math.round(x)))
    this.#dot.setAttribute('aria-valuetext', filled(this.#words.focalAt, { x: Math.round(x), y: Math.round(y) }))
  }
}
