// What can be done to the items of a list: from the panel, and from the buttons that the frame shows beside a part of the page.

import { filled } from './words.js'

/** @typedef {import('./inspector.js').TreeElement} TreeElement */

export class ListActions {
  #context

  /** @param {import('./inspector.js').EditorContext} context */
  constructor(context) { this.#context = context }

  /** @param {string} id of the list @param {string} [after] an item of it */
  async add(id, after) {
    const { draft, words, say, submit, select } = this.#context
    const list = draft.get(id)
    if (!list?.rights.includes('items')) return
    const { mayAdd, maximum } = draft.room(list)
    if (!mayAdd) return say(filled(words.itemsFull, { count: maximum }))
    const operation = { op: 'addItem', element: id, ...(after ? { after } : {}) }
    const answer = await submit([operation], { element: id, label: words.itemAdd, after: words.itemAdded }).catch(() => null)
    if (answer?.added?.[0]) select(answer.added[0])
  }

  /** @param {TreeElement} item */
  async duplicate(item) {
    const { draft, words, say, submit, select } = this.#context
    const list = draft.listOf(item)
    if (!list) return
    const { mayAdd, maximum } = draft.room(list)
    if (!mayAdd) return say(filled(words.itemsFull, { count: maximum }))
    const name = this.nameOf(item)
    const answer = await submit([{ op: 'duplicateItem', element: item.id, version: item.version }], {
      element: item.id, label: words.itemDuplicate, after: filled(words.itemDuplicated, { name }),
    }).catch(() => null)
    if (answer?.added?.[0]) select(answer.added[0])
  }

  /** At once, with a way back. @param {TreeElement} item */
  async remove(item) {
    const { draft, words, say, submit, select, toasts } = this.#context
    const list = draft.listOf(item)
    if (!list) return
    const { mayRemove, minimum } = draft.room(list)
    if (!mayRemove) return say(filled(words.itemsFew, { count: minimum }))
    const name = this.nameOf(item)
    const text = filled(words.itemRemoved, { name })
    const answer = await submit([{ op: 'removeItem', element: item.id, version: item.version }], {
      element: item.id, label: words.itemRemove, after: text,
    }).catch(() => null)
    if (!answer) return
    select(list.id)
    toasts.show(text, {
      name: 'removed',
      actions: [{
        label: words.undo, choice: 'undoRemove', act: () => submit([{ op: 'revert', revision: answer.revision }], {
          element: list.id, label: words.undo, after: filled(words.itemBack, { name }),
        }).then(() => select(item.id), () => {}),
      }],
    })
  }

  /**
   * @param {TreeElement} item an item of a list, or a part that may be moved among its neighbours
   * @param {string | null} after the neighbour behind which it goes; null for the first place
   * @param {{position: number, count: number}} place where it is then
   */
  move(item, after, { position, count }) {
    const { draft, words, submit } = this.#context
    const moved = filled(words.itemMoved, { name: this.nameOf(item), position, count })
    return submit([{ op: 'moveItem', element: item.id, version: item.version, after }], {
      element: item.id, label: draft.listOf(item) ? words.itemPlace : words.order, after: moved, wanted: moved,
    })
  }

  /** @param {TreeElement} item @param {1 | -1} step */
  step(item, step) {
    const { draft, words, say } = this.#context
    const items = draft.listOf(item) ? draft.children(item.parent ?? '') : draft.siblings(item)
    const from = items.findIndex(other => other.id === item.id)
    const to = from + step
    if (to < 0) return void say(words.itemFirst)
    if (to >= items.length) return void say(words.itemLast)
    const others = items.filter(other => other.id !== item.id)
    return this.move(item, others[to - 1]?.id ?? null, { position: to + 1, count: items.length }).catch(() => {})
  }

  /** @param {TreeElement} element @param {boolean} hidden */
  hide(element, hidden) {
    const { words, submit } = this.#context
    return submit([{ op: 'setHidden', element: element.id, version: element.version, hidden }], {
      element: element.id, label: words.visible, after: hidden ? words.nowHidden : words.nowVisible, replaces: `hidden:${element.id}`,
    }).catch(() => {})
  }

  /** @param {TreeElement} item @param {number} [number] */
  nameOf(item, number) {
    const { draft, words } = this.#context
    const siblings = number === undefined ? draft.siblings(item) : []
    const place = number ?? siblings.findIndex(other => other.id === item.id) + 1
    return draft.wordsOf(item) || item.name || filled(words.itemNameless, { number: place })
  }

  /** @param {{element: string, action: string}} message of the frame */
  fromFrame({ element: id, action }) {
    const { draft } = this.#context
    const element = draft.get(id)
    if (!element) return
    if (action === 'add') {
      const list = draft.listOf(element)
      return list ? this.add(list.id, id) : this.add(id)
    }
    if (action === 'duplicate') return this.duplicate(element)
    if (action === 'remove') return this.remove(element)
    if (action === 'up') return this.step(element, -1)
    if (action === 'down') return this.step(element, 1)
    if (element.rights.includes('visible')) return this.hide(element, action === 'hide')
  }
}
