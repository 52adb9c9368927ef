// The changes that wait, with a box for each where somebody may choose. What belongs together is chosen together, and the list says so.

import { changeLine } from './history-changes.js'
import { timeElement } from './history-time.js'
import { wayTo } from './page-links.js'
import { byPage } from './pending-changes.js'
import { avatar, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { nameOf } from './words-history.js'
import { publishWords } from './words-publish.js'

/** @typedef {import('./pending-changes.js').PendingChange} PendingChange */

/** So many pieces of one change are told. */
const TOLD = 3

export class PublishList {
  #context
  #words
  #changes
  /** @type {Map<string, HTMLInputElement>} */
  #boxes = new Map()
  #onChange
  #hasBoxes

  /**
   * @param {import('./inspector.js').EditorContext} context
   * @param {PendingChange[]} changes
   * @param {object} how
   * @param {boolean} how.mayChoose
   * @param {Map<string, string>} how.titles of the pages
   * @param {Set<string> | null} how.ticked null: all that may be published
   * @param {(said: string) => void} how.onChange with what was chosen along
   */
  constructor(context, changes, { mayChoose, titles, ticked, onChange }) {
    this.#context = context
    this.#words = publishWords(context.language)
    this.#changes = new Map(changes.map(change => [change.id, change]))
    this.#onChange = onChange
    this.#hasBoxes = mayChoose
    const words = this.#words
    this.root = part('div', { className: 'publish-list' }, ...byPage(context, changes).map(([page, group]) =>
      part('section', { className: 'publish-group' },
        part('h3', {}, this.#title(page, group, titles)),
        part('ul', {}, ...group.map(change => this.#item(change, ticked ? ticked.has(change.id) : change.mayPublish))))))
    if (mayChoose && this.#boxes.size > 3) {
      this.root.prepend(part('div', { className: 'foyer-row publish-all' },
        pressable(words.selectAll, () => this.#all(true), { className: 'inspector-link', choice: 'all' }),
        pressable(words.selectNone, () => this.#all(false), { className: 'inspector-link', choice: 'none' })))
    }
  }

  /** IDs of those that are chosen. */
  get chosen() { return [...this.#boxes].filter(([, box]) => box.checked).map(([id]) => id) }

  /** How many can be chosen. */
  get most() { return this.#boxes.size }

  /** What somebody calls them. @param {string[]} ids */
  names(ids) {
    const names = ids.map(id => this.#changes.get(id)).filter(Boolean).map(change => this.#name(/** @type {PendingChange} */ (change)))
    return [...new Set(names)].join(', ')
  }

  /** @param {string} page @param {PendingChange[]} group @param {Map<string, string>} titles */
  #title(page, group, titles) {
    if (page) return titles.get(page) ?? nameOf(group[0].changes[0], this.#context.language)
    return group.some(({ element }) => element) ? this.#words.manyPages : this.#words.wholeSite
  }

  /** @param {PendingChange} change */
  #name(change) { return change.changes[0] ? nameOf(change.changes[0], this.#context.language) : '' }

  /** @param {PendingChange} change @param {boolean} isTicked */
  #item(change, isTicked) {
    const words = this.#words
    const name = this.#name(change)
    const told = change.changes.slice(0, TOLD).map(one => changeLine(this.#context, one))
    const rest = change.changes.length - told.length
    const jump = wayTo(this.#context, change, words.show)
    jump?.setAttribute('aria-label', filled(words.showLong, { name }))
    const needed = this.names(change.needs)
    const box = this.#hasBoxes ? part('input', {
      type: 'checkbox', checked: isTicked && change.mayPublish, disabled: !change.mayPublish, value: change.id, 'aria-label': name,
      data: { change: change.id }, on: { change: () => this.#ticked(change, box.checked) },
    }) : null
    if (box && change.mayPublish) this.#boxes.set(change.id, box)
    const item = part('li', { className: 'publish-change', data: { change: change.id } },
      box && part('label', { className: 'publish-tick' }, box),
      part('div', { className: 'publish-what' }, ...told,
        rest > 0 && part('p', { className: 'foyer-quiet' }, filled(words.more, { count: rest })),
        needed && part('p', { className: 'foyer-quiet' }, filled(words.comesWith, { names: needed })),
        !change.mayPublish && part('p', { className: 'foyer-quiet publish-waits' }, words.waitsForAgency),
        part('div', { className: 'publish-who' },
          avatar(change.author || words.somebody),
          part('span', { className: 'foyer-quiet' }, change.author || words.somebody, change.at ? ' · ' : '',
            change.at && timeElement(change.at, this.#context.language, words.justNow)),
          jump)))
    // The whole first line is as good as the box.
    if (box) told[0]?.querySelector('.foyer-change-name')?.addEventListener('click', () => { if (!box.disabled) box.click() })
    return item
  }

  /** @param {PendingChange} change @param {boolean} isOn */
  #ticked(change, isOn) {
    const moved = []
    if (isOn) {
      for (const id of change.needs) if (this.#set(id, true)) moved.push(id)
    } else {
      for (const other of this.#changes.values()) if (other.needs.includes(change.id) && this.#set(other.id, false)) moved.push(other.id)
    }
    const names = this.names(moved)
    this.#onChange(names ? filled(isOn ? this.#words.tookAlong : this.#words.leftToo, { names }) : '')
  }

  /** @param {string} id @param {boolean} isOn @returns {boolean} whether it was otherwise */
  #set(id, isOn) {
    const box = this.#boxes.get(id)
    if (!box || box.checked === isOn) return false
    box.checked = isOn
    return true
  }

  /** @param {boolean} isOn */
  #all(isOn) {
    for (const box of this.#boxes.values()) box.checked = isOn
    this.#onChange('')
  }
}
