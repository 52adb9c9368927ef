// The panel beside an open text: what it is, its marks and blocks, how much may still be written, what is saved, and the ways out.

import { draftPrefix, isTarget, targetFromAddress } from './link-targets.js'
import { button, iconButton, make, roving } from './overlay-parts.js'
import { filled } from './words.js'

const MARKS = ['strong', 'em', 'link', 'code', 'strike', 'sub', 'sup']

/** From here on it is said how many characters are left. */
const COUNTDOWN = 20

/**
 * @typedef {object} Page a page to which words may lead
 * @property {string} id
 * @property {string} title
 * @property {string} path
 */

export class Panel {
  #text
  #words
  #say
  #pages
  #counter = make('p', { className: 'counter quiet' })
  #step = make('p', { className: 'step quiet' })
  #problem = make('p', { className: 'message problem', hidden: true })
  /** What shows how the text stands: each is asked after every change. @type {(() => void)[]} */
  #lights = []
  /** @type {HTMLElement | null} */
  #toolbar = null
  /** @type {HTMLElement | null} */
  #linkRow = null

  /**
   * @param {any} text the open text
   * @param {import('./typed-text.js').Rule} rule
   * @param {object} about
   * @param {Node[]} about.head name of the element and what else can be done with it
   * @param {string} about.hint what people should know before they write
   * @param {Page[]} about.pages
   * @param {Record<string, any>} words
   * @param {{save: () => void, cancel: () => void}} actions
   * @param {(message: string) => void} say
   */
  constructor(text, rule, { head, hint, pages }, words, actions, say) {
    this.#text = text
    this.#words = words
    this.#say = say
    this.#pages = pages
    this.card = make('div', { className: 'card panel', role: 'group', ariaLabel: rule.label })
    if (hint) this.card.append(make('p', { className: 'quiet hint', textContent: hint }))
    const tools = this.#tools(rule)
    if (tools.length) {
      this.#toolbar = make('div', { className: 'tools', role: 'toolbar', ariaLabel: words.toolbar }, ...tools)
      roving(this.#toolbar)
      this.card.append(this.#toolbar)
    }
    this.card.append(
      this.#problem,
      make('div', { className: 'row ends' }, make('div', { className: 'status' }, this.#counter, this.#step),
        make('div', { className: 'ways-out' }, button(words.cancel, actions.cancel), button(words.save, actions.save, 'main'))),
    )
    if (head.length) this.card.append(make('div', { className: 'row head' }, ...head))
    this.card.addEventListener('keydown', event => this.#keyed(event, actions))
  }

  /** @param {{length: number, maximum?: number, problem: string}} state */
  update({ length, maximum, problem }) {
    for (const light of this.#lights) light()
    this.#problem.hidden = !problem
    this.#problem.textContent = problem
    const left = maximum === undefined ? Infinity : maximum - length
    const text = left < 0 ? filled(this.#words.tooMany, { count: -left })
      : left === Infinity ? '' : filled(this.#words.charactersLeft, { count: left })
    if (this.#counter.textContent === text) return
    this.#counter.textContent = text
    this.#counter.classList.toggle('problem', left < 0)
    // Only what is getting tight is worth an interruption.
    if (left < 0 || (left <= COUNTDOWN && left % 5 === 0)) this.#say(text)
  }

  /** What became of the last step. @param {import('./channel.js').SaveState | 'typing' | 'unsaved'} state */
  showStep(state) {
    const words = this.#words
    const isFine = state === 'saved' || state === 'undone'
    this.#step.dataset.state = isFine ? 'saved' : ['typing', 'saving', 'unsaved'].includes(state) ? state : 'failed'
    this.#step.textContent = {
      typing: '', saving: words.stepSaving, saved: words.stepSaved, undone: words.stepSaved, unsaved: words.stepUnsaved, failed: words.failed,
      offline: words.offline, signedOut: words.signedOut,
    }[state] ?? words.notSaved
    if (this.#step.dataset.state === 'failed') this.#say(this.#step.textContent)
  }

  focus() {
    const stops = /** @type {HTMLElement[]} */ ([...(this.#toolbar ?? this.card).querySelectorAll('button, select')])
    stops.find(stop => stop.tabIndex === 0)?.focus()
  }

  // MARK: Tools

  /** Exactly what the rule allows. @param {import('./typed-text.js').Rule} rule */
  #tools(rule) {
    const text = this.#text
    const words = this.#words
    const groups = []
    const blocks = new Set(rule.blocks ?? [])
    if (blocks.has('heading') || blocks.has('code')) groups.push([this.#lineChoice(blocks)])
    const marks = MARKS.filter(name => rule.marks.includes(name))
    groups.push(marks.map(name => {
      const act = name === 'link' ? () => this.openLink() : () => text.toggle(name)
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

  // MARK: Link

  /** Opens the form for a link, or closes it again. */
  openLink() {
    if (this.#linkRow) return this.#closeLink()
    const words = this.#words
    const before = this.#text.link
    const named = this.#pages.find(page => before === `page:${page.id}`)
    const shown = named ? '' : before.startsWith('page:') || before.startsWith('asset:') ? this.#addressOf(before) : before
    const input = make('input', { type: 'text', value: shown, autocomplete: 'url', spellcheck: false, inputMode: 'url' })
    const wrong = make('p', { className: 'problem', hidden: true, textContent: words.linkWrong, id: 'wrong' })
    const choice = this.#pages.length ? make('select', {}, make('option', { value: '', textContent: words.linkChoose }),
      ...this.#pages.map(page => make('option', { value: `page:${page.id}`, textContent: page.title || page.path, selected: page === named }))) : null
    const set = () => {
      const typed = input.value.trim()
      const target = typed ? (typed === shown ? before : this.#pageAt(typed) || targetFromAddress(typed)) : choice?.value ?? ''
      if (target && isTarget(target)) return this.#closeLink(), this.#text.setLink(target)
      wrong.hidden = false
      input.setAttribute('aria-describedby', 'wrong')
      input.setAttribute('aria-invalid', 'true')
      this.#say(words.linkWrong)
      input.focus()
    }
    const remove = () => (this.#closeLink(), this.#text.setLink(''))
    // Who chooses a page has decided.
    choice?.addEventListener('change', () => { if (choice.value) input.value = '' })
    input.addEventListener('keydown', event => {
      if (event.key !== 'Enter') return
      event.preventDefault()
      set()
    })
    this.#linkRow = make('div', { className: 'row link' })
    if (choice) this.#linkRow.append(make('label', { className: 'field' }, words.linkPage, choice))
    this.#linkRow.append(
      make('label', { className: 'field' }, choice ? words.linkOther : words.linkAddress, input), wrong, button(words.linkSet, set, 'main'))
    if (before) this.#linkRow.append(button(words.linkRemove, remove))
    this.#problem.before(this.#linkRow)
    ;(named ? choice : input)?.focus()
  }

  /** The page of this site that somebody has typed by its path. */
  #pageAt(address) {
    const page = this.#pages.find(({ path }) => path === address || path === `${address}/`)
    return page ? `page:${page.id}` : ''
  }

  #addressOf(target) {
    const address = this.#text.rule.addresses.get(target) ?? ''
    return address.startsWith(draftPrefix()) ? address.slice(draftPrefix().length) || '/' : address || target
  }

  #closeLink() {
    this.#linkRow?.remove()
    this.#linkRow = null
    this.#text.refocus()
  }

  #keyed(event, actions) {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    // From the panel back to the text; from the text, out of it.
    if (this.#linkRow) this.#closeLink()
    else if (this.card.matches(':focus-within')) this.#text.refocus()
    else actions.cancel()
  }
}
