// The buttons beside an open text: its marks and blocks, exactly those that its rule allows.

import { iconButton, make, roving } from './overlay-parts.js'
import { filled } from './words.js'

const MARKS = ['strong', 'em', 'link', 'code', 'strike', 'sub', 'sup']

export class TextTools {
  #text
  #words
  #openLink
  /** What shows how the text stands: each is asked after every change. @type {(() => void)[]} */
  #lights = []

  /**
   * @param {any} text the open text
   * @param {import('./typed-text.js').Rule} rule
   * @param {Record<string, any>} words
   * @param {() => void} openLink
   */
  constructor(text, rule, words, openLink) {
    this.#text = text
    this.#words = words
    this.#openLink = openLink
    const groups = this.#groups(rule)
    /** The toolbar; null where nothing is allowed. @type {HTMLElement | null} */
    this.element = groups.length ? make('div', { className: 'tools', role: 'toolbar', ariaLabel: words.toolbar }, ...groups) : null
    if (this.element) roving(this.element)
  }

  /** Shows how the text stands now. */
  update() { for (const light of this.#lights) light() }

  focus() {
    const stops = /** @type {HTMLElement[]} */ ([...this.element?.querySelectorAll('button, select') ?? []])
    stops.find(stop => stop.tabIndex === 0)?.focus()
  }

  /** @param {import('./typed-text.js').Rule} rule */
  #groups(rule) {
    const text = this.#text
    const words = this.#words
    const groups = []
    const blocks = new Set(rule.blocks ?? [])
    if (blocks.has('heading') || blocks.has('code')) groups.push([this.#lineChoice(blocks)])
    const marks = MARKS.filter(name => rule.marks.includes(name))
    groups.push(marks.map(name => {
      const act = name === 'link' ? this.#openLink : () => text.toggle(name)
      return this.#light(iconButton(name, words[name], act), () => text.isActive(name))
    }))
    const toggles = []
    if (blocks.has('list')) toggles.push(['bullet_list', words.bulletList], ['ordered_list', words.orderedList])
    if (blocks.has('quote')) toggles.push(['quote', words.quote])
    const structure = toggles.map(([name, label]) =>
      this.#light(iconButton(name, label, () => text.toggleBlock(name)), () => text.isWithin(name)))
    if (blocks.has('rule')) structure.push(iconButton('rule', words.rule, () => text.toggleBlock('rule')))
    groups.push(structure)
    if (blocks.has('list')) {
      const moves = [iconButton('outdent', words.outdent, () => text.outdent()), iconButton('indent', words.indent, () => text.indent())]
      for (const move of moves) this.#lights.push(() => { move.hidden = !text.isInList })
      groups.push(moves)
    }
    // Without a keyboard there is no other way back.
    if (blocks.size) {
      groups.push([iconButton('undo', words.undoTyping, () => text.undo()), iconButton('redo', words.redoTyping, () => text.redo())])
      for (const history of groups.at(-1)) history.classList.add('touch')
    }
    return groups.filter(group => group.length).map(group => make('div', { className: 'group' }, ...group))
  }

  #light(element, isOn) {
    element.setAttribute('aria-pressed', 'false')
    this.#lights.push(() => element.setAttribute('aria-pressed', String(isOn())))
    return element
  }

  #lineChoice(blocks) {
    const text = this.#text
    const words = this.#words
    const choices = [['paragraph', words.paragraph]]
    if (blocks.has('heading')) {
      text.levels.forEach((level, index) =>
        choices.push([`heading${level}`, filled(words.headings[Math.min(index, words.headings.length - 1)], { level })]))
    }
    if (blocks.has('code')) choices.push(['code', words.codeBlock])
    const several = make('option', { value: '', textContent: words.mixed, hidden: true })
    const select = make('select', { ariaLabel: words.lineKind, title: words.lineKind }, several,
      ...choices.map(([value, textContent]) => make('option', { value, textContent })))
    select.addEventListener('change', () => text.setLine(select.value))
    this.#lights.push(() => { select.value = text.line })
    return select
  }
}
