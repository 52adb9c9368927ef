// The items of a list: what there is, in which order, and more or fewer of them. The same view moves parts of a page among their neighbours.

import { keepsItself, note, reasoned } from './inspector-parts.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./inspector.js').TreeElement} TreeElement */

/** @type {import('./inspector.js').Section} */
export function listSection(context, element) {
  const { draft, words } = context
  if (!element) return null
  if (element.kind === 'list' && element.rights.includes('items')) return new Items(context, element, null, words.items).root
  const list = draft.listOf(element)
  return list ? new Items(context, list, element, words.itemPlace).root : null
}

/** @type {import('./inspector.js').Section} */
export function orderSection(context, element) {
  if (!element?.rights.includes('order') || context.draft.listOf(element)) return null
  const { root } = new Items(context, null, element, context.words.order)
  // Whoever designs may move everything, and seldom by this.
  return context.mayDesign ? folded(root) : root
}

/** @param {HTMLElement} section */
function folded(section) {
  const [title, ...rest] = section.children
  const body = part('div', { className: 'inspector-stack' }, ...rest)
  section.replaceChildren(part('details', { className: 'inspector-more' }, part('summary', {}, title), body))
  return section
}

/** The item whose further actions are open. */
let opened = ''

class Items {
  #context
  #list
  #current
  #rows = part('ol', { className: 'item-list' })
  /** The order as it will be when all is saved. @type {TreeElement[]} */
  #items
  #pending = 0

  /** @param {EditorContext} context @param {TreeElement | null} list @param {TreeElement | null} current @param {string} title */
  constructor(context, list, current, title) {
    this.#context = context
    this.#list = list
    this.#current = current
    const { draft, words } = context
    this.#items = list ? draft.children(list.id) : draft.siblings(/** @type {TreeElement} */ (current))
    this.root = part('section', { className: 'inspector-section item-section' },
      part('h3', {}, title), list ? note(this.#countWords(list)) : note(words.orderHint), this.#rows, list && this.#adding(list))
    const shown = this.#signature()
    keepsItself(this.root, () => this.#signature() === shown)
    this.#render()
  }

  /** All that can be seen here of what the tree knows. */
  #signature() {
    const { draft } = this.#context
    const items = this.#list ? draft.children(this.#list.id) : draft.siblings(/** @type {TreeElement} */ (this.#current))
    const seen = items.map(item => [item.id, draft.nameOf(item), draft.wordsOf(item), draft.pictureOf(item), item.hidden, this.#mayMove(item)])
    return JSON.stringify([seen, this.#list && draft.limitWords(this.#list)])
  }

  #countWords(list) {
    const { draft, words } = this.#context
    return [filled(words.itemCount, { count: this.#items.length }), draft.limitWords(list)].join(' ')
  }

  #adding(list) {
    const { draft, words, say, lists } = this.#context
    const { mayAdd, maximum } = draft.room(list)
    const add = pressable(words.itemAdd, () => lists.add(list.id), { icon: 'plus', choice: 'addItem' })
    const reason = mayAdd ? '' : filled(words.itemsFull, { count: maximum })
    return part('div', { className: 'inspector-stack' }, reasoned(add, reason, say), reason && part('p', { className: 'inspector-hint' }, reason))
  }

  #render() {
    if (!this.#items.length) return this.#rows.replaceChildren(part('li', { className: 'inspector-note' }, this.#context.words.itemsEmpty))
    this.#rows.replaceChildren(...this.#items.map((item, index) => this.#row(item, index)))
  }

  /** Whether an item may be moved; a locked neighbour keeps its place. @param {TreeElement} item */
  #mayMove(item) { return this.#list !== null || item.rights.includes('order') }

  /** @param {TreeElement} item @param {number} index */
  #row(item, index) {
    const { words, say, select, lists, draft } = this.#context
    const name = this.#list ? lists.nameOf(item, index + 1) : draft.nameOf(item)
    const isCurrent = item.id === this.#current?.id
    const row = part('li', { className: 'item', data: { item: item.id } })
    if (isCurrent) row.setAttribute('aria-current', 'true')
    const button = (icon, label, key, action, reason) => {
      const made = pressable(label, action, { icon, isBare: true, className: 'tool' })
      made.dataset.key = `${key}-${item.id}`
      return reasoned(made, reason, say)
    }
    const more = this.#list && button('more', filled(words.itemMore, { name }), 'more', () => {
      opened = opened === item.id ? '' : item.id
      this.#render()
      this.#focus(`more-${item.id}`)
    }, '')
    more?.setAttribute('aria-expanded', String(opened === item.id))
    const grip = part('span', { className: 'item-grip', 'aria-hidden': 'true', title: filled(words.itemGrip, { name }) })
    const main = part('button', {
      type: 'button', className: 'item-main', 'aria-label': filled(words.itemSelect, { name }), data: { key: `main-${item.id}` },
      on: { click: () => select(item.id) },
    }, this.#thumbnail(item), part('span', { className: 'item-words' }, name),
    item.hidden && part('span', { className: 'inspector-hint' }, words.itemHidden))
    row.append(part('div', { className: 'item-row' }, this.#mayMove(item) && grip, main,
      this.#mayMove(item)
        ? part('span', { className: 'item-tools' },
          button('up', filled(words.itemUp, { name }), 'up', () => this.#step(item, -1, 'up'), index ? '' : words.itemFirst),
          button('down', filled(words.itemDown, { name }), 'down', () => this.#step(item, 1, 'down'),
            index < this.#items.length - 1 ? '' : words.itemLast),
          more)
        : part('span', { className: 'inspector-hint' }, words.orderFixed)))
    if (opened === item.id) row.append(this.#further(item))
    this.#makeDraggable(row, grip, item)
    row.addEventListener('keydown', event => this.#keyed(event, item))
    return row
  }

  /** @param {TreeElement} item */
  #further(item) {
    const { words, say, lists, draft } = this.#context
    const list = /** @type {TreeElement} */ (this.#list)
    const { mayAdd, mayRemove, maximum, minimum } = draft.room(list)
    const full = mayAdd ? '' : filled(words.itemsFull, { count: maximum })
    const few = mayRemove ? '' : filled(words.itemsFew, { count: minimum })
    const button = (label, icon, choice, action, reason) => reasoned(pressable(label, action, { icon, choice }), reason, say)
    return part('div', { className: 'item-more' },
      button(words.itemAddAfter, 'plus', 'addAfter', () => lists.add(list.id, item.id), full),
      button(words.itemDuplicate, 'copy', 'duplicateItem', () => lists.duplicate(item), full),
      button(words.itemRemove, 'trash', 'removeItem', () => lists.remove(item), few),
      (full || few) && part('p', { className: 'inspector-hint' }, [full, few].filter(Boolean).join(' ')))
  }

  /** @param {TreeElement} item */
  #thumbnail(item) {
    const { draft, directory } = this.#context
    const source = draft.pictureOf(item)
    if (!source) return false
    const image = part('img', { className: 'item-picture', alt: '', hidden: true })
    directory.pictureURL(source).then(url => { if (url) Object.assign(image, { src: url, hidden: false }) })
    return image
  }

  // MARK: Moving

  /** @param {TreeElement} item @param {1 | -1} step @param {string} key */
  #step(item, step, key) {
    const from = this.#items.indexOf(item)
    this.#moveTo(item, from + step)
    this.#focus(`${key}-${item.id}`)
  }

  /** With Alt and an arrow an item moves from wherever the focus is in it. */
  #keyed(event, item) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!step || !event.altKey || !this.#mayMove(item)) return
    event.preventDefault()
    const key = /** @type {HTMLElement} */ (event.target).dataset.key ?? `main-${item.id}`
    this.#moveTo(item, this.#items.indexOf(item) + step)
    this.#focus(key)
  }

  /** @param {TreeElement} item @param {number} to */
  async #moveTo(item, to) {
    const { lists } = this.#context
    if (to < 0 || to >= this.#items.length || this.#items[to] === item) return
    const others = this.#items.filter(other => other !== item)
    const after = others[to - 1]?.id ?? null
    this.#items = [...others.slice(0, to), item, ...others.slice(to)]
    this.#render()
    this.#pending += 1
    this.root.dataset.busy = ''
    try {
      await lists.move(item, after, { position: to + 1, count: this.#items.length })
    } catch {
      // The card says why; the tree knows the order.
    } finally {
      this.#pending -= 1
      if (!this.#pending) this.#settle()
    }
  }

  /** From now on the tree is right again. */
  #settle() {
    const { draft } = this.#context
    delete this.root.dataset.busy
    const current = this.#list ? draft.children(this.#list.id) : this.#current ? draft.siblings(this.#current) : []
    const isSame = current.length === this.#items.length && current.every((item, index) => item.id === this.#items[index].id)
    if (isSame) return
    const key = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.key
    const hadFocus = this.root.contains(document.activeElement)
    this.#items = current
    this.#render()
    if (hadFocus && key) this.#focus(key)
  }

  /** @param {HTMLElement} row @param {HTMLElement} grip @param {TreeElement} item */
  #makeDraggable(row, grip, item) {
    grip.addEventListener('pointerdown', event => {
      if (event.button) return
      event.preventDefault()
      // The list stays where it is; what is moved loses the pointer.
      this.#rows.setPointerCapture(event.pointerId)
      row.dataset.dragged = ''
      const placeAt = y => {
        const rows = [...this.#rows.children].filter(other => other !== row)
        return rows.filter(other => { const box = other.getBoundingClientRect(); return y > box.top + box.height / 2 }).length
      }
      const move = ({ clientY }) => {
        const rows = [...this.#rows.children].filter(other => other !== row)
        const next = rows[placeAt(clientY)] ?? null
        if (row.nextElementSibling !== next) this.#rows.insertBefore(row, next)
      }
      const end = ({ type, clientY }) => {
        for (const [name, action] of events) this.#rows.removeEventListener(name, action)
        delete row.dataset.dragged
        if (type === 'pointerup') this.#moveTo(item, placeAt(clientY))
        else this.#render()
      }
      const events = /** @type {[string, any][]} */ ([['pointermove', move], ['pointerup', end], ['pointercancel', end]])
      for (const [name, action] of events) this.#rows.addEventListener(name, action)
    })
  }

  /** @param {string} key */
  #focus(key) {
    const target = this.#rows.querySelector(`[data-key="${CSS.escape(key)}"]`)
    if (target instanceof HTMLElement) target.focus()
  }
}
