// What people may do with a part of the page, and what they should know of it, in words.

import { isDesigners, may, wordsOf } from './page-elements.js'
import { kindName } from './words-page.js'
import { filled } from './words.js'

/** @typedef {import('./channel.js').EditableElement} EditableElement
 *
 * @typedef {object} Action
 * @property {string} icon
 * @property {string} label
 * @property {() => void} run
 * @property {boolean} [isMain] shown with its label
 * @property {string} [reason] why it is not possible at the moment
 */

/** What people call an element. @param {EditableElement} element @param {Record<string, any>} words */
export const nameOf = (element, words) => element.name || kindName(element, words)

/** Whether nothing can be done with it. An item that is locked itself still has its place in a list. @param {EditableElement} element */
export const isLocked = element => Boolean(element.denied) && !element.item

/** What stands for its kind. @param {EditableElement} element */
export function iconOf(element) {
  if (isLocked(element)) return 'lock'
  if (element.offers?.includes('field')) return 'database'
  if (element.item && !wordsOf(element)) return 'list'
  return { text: 'text', richText: 'text', markdown: 'text', image: 'image', link: 'link', list: 'list' }[element.kind] ?? 'part'
}

/**
 * @param {EditableElement} element
 * @param {object} around
 * @param {EditableElement} [around.item] the item of a list in which it stands
 * @param {{isFull: boolean, count: number}} around.list how many items the list has, itself or the one around it
 * @param {{isFirst: boolean, isLast: boolean}} around.place among its neighbours
 * @param {boolean} around.hasAbove whether there is a part around it that can be selected
 * @param {boolean} around.isOpen whether its words are being typed
 * @param {(message: import('./channel.js').FromFrame) => void} around.send
 * @param {() => void} around.type
 * @param {() => void} around.above
 * @param {() => void} [around.follow] opens the page to which it leads
 * @param {Record<string, any>} words
 * @returns {Action[]}
 */
export function actionsFor(element, { item, list, place, hasAbove, isOpen, send, type, above, follow }, words) {
  /** @type {Action[]} */
  const actions = []
  const id = element.id
  const offers = new Set(element.offers ?? [])
  const open = what => () => send({ type: 'open', element: id, what })
  const full = list.isFull ? filled(words.listFull, { count: list.count }) : ''
  const act = (action, target = element) => () => send({ type: 'item', action, element: target.id, version: target.version })

  if (!isOpen) {
    if (wordsOf(element)) actions.push({ icon: 'pencil', label: words.editText, run: type, isMain: true })
    else if (element.kind === 'markdown' && may(element, 'text')) actions.push({ icon: 'pencil', label: words.editText, run: open('more'), isMain: true })
  }
  if (offers.has('image')) actions.push({ icon: 'image', label: words.changeImage, run: open('image'), isMain: true })
  if (offers.has('link')) actions.push({ icon: 'link', label: words.changeLink, run: open('link'), isMain: true })
  if (offers.has('items')) {
    actions.push({ icon: 'plus', label: words.itemAdd, run: act('add'), isMain: true, reason: full }, { icon: 'list', label: words.changeItems, run: open('items'), isMain: true })
  }
  if (offers.has('field')) actions.push({ icon: 'database', label: words.changeValue, run: open('more'), isMain: true })
  if (item?.item) {
    const { isFirst, isLast, mayAdd, mayRemove } = item.item
    actions.push(
      { icon: 'up', label: words.itemUp, run: act('up', item), reason: isFirst ? words.isFirst : '' },
      { icon: 'down', label: words.itemDown, run: act('down', item), reason: isLast ? words.isLast : '' },
      { icon: 'duplicate', label: words.itemDuplicate, run: act('duplicate', item), reason: mayAdd ? '' : filled(words.listFull, { count: list.count }) },
      { icon: 'remove', label: words.itemRemove, run: act('remove', item), reason: mayRemove ? '' : filled(words.listFew, { count: list.count }) },
    )
  } else if (offers.has('order')) {
    actions.push(
      { icon: 'up', label: words.itemUp, run: act('up'), reason: place.isFirst ? words.isFirst : '' },
      { icon: 'down', label: words.itemDown, run: act('down'), reason: place.isLast ? words.isLast : '' },
    )
  }
  if (offers.has('visible')) {
    actions.push({ icon: element.hidden ? 'eye' : 'hidden', label: element.hidden ? words.show : words.hide, run: act(element.hidden ? 'show' : 'hide') })
  }
  if (hasAbove) actions.push({ icon: 'above', label: words.above, run: above })
  if (follow) actions.push({ icon: 'open', label: words.openPage, run: follow, isMain: true })
  const isTypedOnly = Boolean(wordsOf(element))
  if (isDesigners(element) || isTypedOnly || (!element.denied && element.rights?.length)) {
    actions.push({ icon: 'more', label: words.more, run: open('more') })
  }
  if (!isTypedOnly && !isDesigners(element) && !offers.has('field') && (isLocked(element) || !may(element, 'text') && hasWords(element))) {
    actions.push({ icon: 'note', label: words.suggest, run: open('note'), isMain: true })
  }
  return actions
}

/** What people should know before they do something. @param {EditableElement} element @param {Record<string, any>} words */
export function noteFor(element, words) {
  const notes = []
  if (element.offers?.includes('field')) {
    notes.push(element.leadsTo?.entry ? words.fromEntry : element.leadsTo?.page ? words.fromPage : words.fromData)
  } else if (!isDesigners(element)) {
    if (isLocked(element)) notes.push(reasonFor(element.denied, words))
    else if (hasWords(element) && !may(element, 'text')) notes.push(words.wordsLocked)
  }
  if (element.hidden) notes.push(words.hiddenNote)
  const isShared = element.isShared || (element.appearsOn ?? 1) > 1
  if (isShared && !element.denied) notes.push((element.appearsOn ?? 1) > 1 ? filled(words.onPages, { count: element.appearsOn ?? 0 }) : words.shared)
  return notes.join(' ')
}

/** @param {EditableElement} element */
export const hasWords = ({ kind, lock }) => kind === 'text' || kind === 'richText' || (kind === 'link' && lock === 'capability')

function reasonFor(rule, words) {
  switch (rule) {
    case 'role': return words.viewOnly
    case 'phase': return words.phase
    case 'sealed': return words.isSealed
    default: return words.partLocked
  }
}
