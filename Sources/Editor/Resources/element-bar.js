// The small bar at the selected part of the page: what it is, what one should know of it, and what may be done with it.

import { actionsFor, iconOf, isLocked, nameOf, noteFor } from './element-actions.js'
import { button, drawing, iconButton, make, roving } from './overlay-parts.js'
import { filled } from './words.js'

/** @typedef {import('./element-actions.js').Action} Action */

/** @param {Action} action */
export function actionButton({ icon, label, run, isMain, isOff }) {
  const element = isMain ? button('', run, 'labelled') : iconButton(icon, label, run)
  if (isMain) element.append(drawing(icon), make('span', { textContent: label }))
  if (isOff) element.disabled = true
  return element
}

/** Name and sign of an element. @param {import('./channel.js').EditableElement} element @param {Record<string, any>} words */
export function title(element, words) {
  const name = make('p', { className: 'name' })
  name.append(drawing(iconOf(element)), make('span', { textContent: nameOf(element, words) }))
  return name
}

/**
 * @param {import('./channel.js').EditableElement | undefined} element unknown for what the tree does not tell
 * @param {Parameters<typeof actionsFor>[1]} around
 * @param {Record<string, any>} words
 * @returns {{card: HTMLElement, spoken: string}}
 */
export function elementBar(element, around, words) {
  const known = element ?? { id: '', kind: 'box', name: words.kindBox, version: 0, denied: 'frame' }
  const actions = element ? actionsFor(element, around, words) : around.follow ? actionsFor({ ...known, rights: [] }, around, words).filter(({ icon }) => icon === 'open') : []
  const note = element ? noteFor(element, words) : words.frameLocked
  const name = nameOf(known, words)
  const card = make('div', { className: `card bar${isLocked(known) ? ' tip' : ''}`, role: 'toolbar', ariaLabel: filled(words.barLabel, { name }) })
  card.append(title(known, words))
  if (note) card.append(make('p', { className: 'note', textContent: note }))
  const near = actions.filter(({ icon }) => icon !== 'more')
  if (near.length) card.append(make('div', { className: 'actions' }, ...near.map(actionButton)))
  const more = actions.find(({ icon }) => icon === 'more')
  if (more) card.append(make('div', { className: 'actions more' }, actionButton(more)))
  roving(card)
  return { card, spoken: `${filled(words.selected, { name })} ${note}` }
}
