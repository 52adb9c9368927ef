// The structure of the page as a tree: what stands in what, what is unlocked, what is hidden. Choosing goes both ways between it and the
// draft; parts are moved with buttons and with the keyboard.

import { duplicateElement, moveElement, removeElement, stepTo } from './designer-structure.js'
import { iconOf, kindIcon, part, pressable, unseen } from './view-parts.js'
import { filled } from './words.js'
import { designerWords } from './words-designer.js'
import { nameOf } from './words-history.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./inspector.js').TreeElement} TreeElement */

/** How long letters belong to one name that is looked for, in milliseconds. */
const TYPING = 700
const STEPS = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'into', ArrowLeft: 'out' }

/** @typedef {{id: string, level: number, title: string, element: TreeElement | null, children: Row[]}} Row a group of the page has no element */

export class OutlineView {
  #context
  #words
  /** @type {HTMLElement | null} */
  #tree = null
  /** @type {Record<string, HTMLButtonElement>} */
  #tools = {}
  /** @type {Set<string>} */
  #open = new Set(['group:page'])
  /** The row that the keyboard is on. */
  #active = ''
  /** @type {Row[]} */
  #rows = []
  #typed = ''
  #typedAt = 0
  #showAdd

  /** @param {EditorContext} context @param {() => void} showAdd */
  constructor(context, showAdd) {
    this.#context = context
    this.#words = designerWords(context.language)
    this.#showAdd = showAdd
  }

  /** @returns {import('./side-view.js').View} */
  get view() {
    return { name: 'outline', title: this.#words.outline, icon: 'outline', show: host => this.#show(host), update: () => this.#render() }
  }

  #show(host) {
    const tool = (name, label, icon, act) => {
      this.#tools[name] = pressable(label, act, { icon, isBare: true, className: 'foyer-tool', choice: `tree-${name}` })
      return this.#tools[name]
    }
    const words = this.#words
    const onChosen = act => () => { const element = this.#chosen; if (element) act(element) }
    const bar = part('div', { className: 'foyer-tools-row', role: 'group', 'aria-label': words.actions },
      tool('add', words.add, 'plus', () => this.#showAdd()),
      tool('up', words.moveUp, 'up', onChosen(element => this.#move(element, 'up'))),
      tool('down', words.moveDown, 'down', onChosen(element => this.#move(element, 'down'))),
      tool('into', words.moveInto, 'into', onChosen(element => this.#move(element, 'into'))),
      tool('out', words.moveOut, 'out', onChosen(element => this.#move(element, 'out'))),
      tool('duplicate', words.duplicate, 'copy', onChosen(element => duplicateElement(this.#context, element))),
      tool('remove', words.remove, 'trash', onChosen(element => removeElement(this.#context, element))))
    this.#tree = part('div', { className: 'foyer-tree', role: 'tree', 'aria-label': words.outline, 'aria-describedby': 'foyer-tree-hint', on: {
      keydown: event => this.#keyed(event),
      click: event => this.#clicked(event),
      focusin: event => { this.#active = event.target.dataset?.row ?? this.#active },
    } })
    host.append(bar, part('p', { className: 'foyer-hint', id: 'foyer-tree-hint' }, words.outlineLead), this.#tree)
    this.#reveal(this.#context.selected?.() ?? null)
    this.#render()
  }

  get #chosen() { return this.#context.element(this.#active) }

  /** The draft or the panel shows another element. @param {string | null} id */
  selected(id) {
    if (!this.#tree?.isConnected) return
    this.#reveal(id)
    this.#render()
    this.#node(this.#active)?.scrollIntoView({ block: 'nearest' })
  }

  /** @param {string | null} id */
  #reveal(id) {
    const element = this.#context.element(id)
    if (!element) return
    this.#active = element.id
    for (let next = this.#context.element(element.parent); next; next = this.#context.element(next.parent)) this.#open.add(next.id)
    this.#open.add(groupOf(element))
  }

  // MARK: What is shown

  #groups() {
    const tree = this.#context.tree()
    /** @type {Map<string, Row>} */
    const groups = new Map([['group:page', { id: 'group:page', level: 1, title: this.#words.ofPage, element: null, children: [] }]])
    const rows = new Map()
    for (const element of [...(tree.elements ?? []), ...(tree.shared ?? []), ...(tree.template ?? [])]) {
      const group = groupOf(element)
      if (!groups.has(group)) groups.set(group, { id: group, level: 1, title: this.#titleOf(element), element: null, children: [] })
      const above = rows.get(element.parent) ?? groups.get(group)
      const row = { id: element.id, level: above.level + 1, title: titleOf(element, this.#context.language), element, children: [] }
      rows.set(element.id, row)
      above.children.push(row)
    }
    return [...groups.values()]
  }

  #titleOf({ owner, appearsOn = 1 }) {
    return owner?.template ? filled(this.#words.ofTemplate, { name: owner.template }) : filled(this.#words.ofShared, { name: owner?.shared ?? '', count: appearsOn })
  }

  #render() {
    const tree = this.#tree
    if (!tree?.isConnected) return
    const hadFocus = tree.contains(document.activeElement)
    this.#rows = []
    const nodes = []
    const add = (row, index, count) => {
      this.#rows.push(row)
      nodes.push(this.#row(row, index, count))
      if (this.#open.has(row.id)) row.children.forEach((child, index) => add(child, index, row.children.length))
    }
    const groups = this.#groups()
    groups.forEach((group, index) => add(group, index, groups.length))
    if (!this.#rows.some(({ id }) => id === this.#active)) this.#active = this.#rows[0]?.id ?? ''
    tree.replaceChildren(...nodes)
    const active = this.#node(this.#active)
    if (active) active.tabIndex = 0
    if (hadFocus) active?.focus({ preventScroll: true })
    this.#enable()
  }

  /** @param {Row} row */
  #row(row, index, count) {
    const { element } = row
    const isOpen = this.#open.has(row.id)
    const node = part('div', {
      role: 'treeitem', tabIndex: -1, className: element ? 'foyer-row-item' : 'foyer-row-item group', data: { row: row.id },
      'aria-level': row.level, 'aria-setsize': count, 'aria-posinset': index + 1, 'aria-selected': element?.id === this.#context.selected?.(),
    },
    row.children.length ? part('span', { className: 'foyer-twist', data: { twist: '' } }, iconOf('chevron')) : part('span', { className: 'foyer-twist' }),
    element ? kindIcon(element.kind) : iconOf(row.id.startsWith('group:page') ? 'page' : 'shared'),
    part('span', { className: 'foyer-row-name' }, row.title), ...(element ? this.#states(element) : []))
    node.style.setProperty('--level', String(row.level - 1))
    if (row.children.length) node.setAttribute('aria-expanded', String(isOpen))
    if (element?.hidden) node.classList.add('hidden')
    return node
  }

  /** @param {TreeElement} element */
  #states({ hidden, capabilities = [] }) {
    const words = this.#words
    const state = capabilities.includes('seal') ? 'sealed' : capabilities.length ? 'unlocked' : 'locked'
    const icon = { sealed: 'seal', unlocked: 'unlock', locked: 'lock' }[state]
    const mark = (name, icon) => part('span', { className: `foyer-mark ${name}`, title: words[`${name}State`] }, iconOf(icon), unseen(`, ${words[`${name}State`]}`))
    return [hidden && mark('hidden', 'hidden'), mark(state, icon)].filter(node => node !== false && node !== undefined)
  }

  #node(id) { return /** @type {HTMLElement | null} */ (this.#tree?.querySelector(`[data-row="${CSS.escape(id)}"]`) ?? null) }

  #enable() {
    const element = this.#chosen
    for (const [name, button] of Object.entries(this.#tools)) {
      const isStep = Object.values(STEPS).includes(name)
      const may = name === 'add' || element !== undefined && (!isStep || stepTo(this.#context, element, /** @type {any} */ (name)) !== null)
      button.setAttribute('aria-disabled', String(!may))
    }
  }

  // MARK: What people do

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = /** @type {Element} */ (event.target)
    const node = /** @type {HTMLElement | null} */ (target.closest('[data-row]'))
    if (!node) return
    const id = node.dataset.row ?? ''
    this.#active = id
    if (target.closest('[data-twist]') || id.startsWith('group:')) this.#toggle(id)
    else this.#choose(id)
    this.#node(id)?.focus({ preventScroll: true })
  }

  #toggle(id) {
    if (!this.#open.delete(id)) this.#open.add(id)
    this.#render()
  }

  #choose(id) {
    if (!this.#context.element(id)) return this.#toggle(id)
    this.#context.select(id)
    this.#render()
  }

  /** @param {TreeElement} element @param {'up' | 'down' | 'into' | 'out'} step */
  async #move(element, step) {
    if (!await moveElement(this.#context, element, step)) return
    this.#reveal(element.id)
    this.#render()
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    if (event.ctrlKey || event.metaKey) return
    const index = this.#rows.findIndex(({ id }) => id === this.#active)
    const row = this.#rows[index]
    if (!row) return
    const act = this.#act(event, row, index)
    if (!act) return
    event.preventDefault()
    act()
  }

  /** @returns {(() => void) | undefined} */
  #act(event, row, index) {
    if (event.altKey) {
      const step = STEPS[event.key]
      return step && row.element ? () => this.#move(row.element, step) : undefined
    }
    const isOpen = this.#open.has(row.id)
    switch (event.key) {
      case 'ArrowDown': return () => this.#focus(index + 1)
      case 'ArrowUp': return () => this.#focus(index - 1)
      case 'Home': return () => this.#focus(0)
      case 'End': return () => this.#focus(this.#rows.length - 1)
      case 'ArrowRight':
        if (!row.children.length) return () => {}
        return isOpen ? () => this.#focus(index + 1) : () => this.#toggle(row.id)
      case 'ArrowLeft':
        if (isOpen && row.children.length) return () => this.#toggle(row.id)
        return () => this.#focus(this.#rows.findLastIndex((other, place) => place < index && other.level < row.level))
      case 'Enter':
      case ' ': return () => this.#choose(row.id)
      case 'Delete': return row.element ? () => removeElement(this.#context, row.element) : undefined
    }
    if (event.key.length === 1 && /\p{L}|\p{N}/u.test(event.key)) return () => this.#find(event.key, index)
    return undefined
  }

  #focus(index) {
    const row = this.#rows[Math.max(0, Math.min(index, this.#rows.length - 1))]
    if (!row) return
    for (const node of this.#tree?.querySelectorAll('[tabindex="0"]') ?? []) node.setAttribute('tabindex', '-1')
    this.#active = row.id
    const node = this.#node(row.id)
    if (!node) return
    node.tabIndex = 0
    node.focus()
    this.#enable()
  }

  /** The next row whose name begins with the letters that are typed. */
  #find(letter, index) {
    this.#typed = Date.now() - this.#typedAt > TYPING ? letter : this.#typed + letter
    this.#typedAt = Date.now()
    const wanted = this.#typed.toLocaleLowerCase()
    const from = this.#typed.length > 1 ? index : index + 1
    const order = [...this.#rows.keys()].map(offset => (from + offset) % this.#rows.length)
    const found = order.find(place => this.#rows[place].title.toLocaleLowerCase().startsWith(wanted))
    if (found !== undefined) this.#focus(found)
  }
}

/** The tree to which an element belongs: the page's own, a shared one, the template's. @param {TreeElement} element */
const groupOf = ({ owner }) => owner?.template ? `group:template:${owner.template}` : owner?.shared !== undefined ? `group:shared:${owner.shared}` : 'group:page'

/** Areas without a name are told apart by their class. @param {TreeElement} element @param {string} language */
function titleOf(element, language) {
  const name = nameOf(element, language)
  return element.name || element.label || !element.classes?.length ? name : `${name} .${element.classes[0]}`
}
