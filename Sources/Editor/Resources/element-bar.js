// The small bar at the selected part of the page: what it is, what one should know of it, and what may be done with it.

import { actionsFor, iconOf, isLocked, nameOf, noteFor } from './element-actions.js'
import { button, drawing, iconButton, make, roving } from './overlay-parts.js'
import { filled } from './words.js'

/** @typedef {import('./element-actions.js').Action} Action */

/** @param {Action} action @param {(text: string) => void} say */
export function actionButton({ icon, label, run, isMain, reason }, say) {
  // What is not possible can still be reached and asked why.
  const act = reason ? () => refuse(element, reason, say) : run
  const element = isMain ? button('', act, 'labelled') : iconButton(icon, label, act)
  if (isMain) element.append(drawing(icon), make('span', { className: 'label', textContent: label }))
  if (reason) {
    element.setAttribute('aria-disabled', 'true')
    element.setAttribute('aria-description', reason)
    element.title = `${label}: ${reason}`
  } else {
    element.title = label
  }
  if (isMain) element.setAttribute('aria-label', label)
  return element
}

/** Says why nothing happens, where somebody has pressed. */
function refuse(element, reason, say) {
  const card = element.closest('.card')
  const shown = card?.querySelector('.refusal') ?? make('p', { className: 'refusal problem' })
  shown.textContent = reason
  if (!shown.isConnected) card?.append(shown)
  say(reason)
}

/** Gives up labels, the last first, until the bar stands in one line. @param {HTMLElement} card */
export function fit(card) {
  const labelled = [...card.querySelectorAll('.labelled')]
  for (const element of labelled) element.classList.remove('bare')
  if (card.matches('.tip, .docked')) return
  const tops = () => new Set([...card.querySelectorAll('.name, .actions button')].map(part => Math.round(part.getBoundingClientRect().top)))
  while (tops().size > 1 && labelled.length) labelled.pop()?.classList.add('bare')
}

/**
 * Name and sign of an element.
 * @param {import('./channel.js').EditableElement} element
 * @param {Record<string, any>} words
 * @param {string} [icon]
 */
export function title(element, words, icon = iconOf(element)) {
  const name = make('p', { className: 'name' })
  name.append(drawing(icon), make('span', { textContent: nameOf(element, words) }))
  return name
}

/**
 * @param {import('./channel.js').EditableElement | undefined} element unknown for what the tree does not tell
 * @param {Parameters<typeof actionsFor>[1]} around
 * @param {Record<string, any>} words
 * @param {object} more
 * @param {boolean} more.isFrame whether it only holds others that may be changed
 * @param {(text: string) => void} more.say
 * @returns {{card: HTMLElement, spoken: string}}
 */
export function elementBar(element, around, words, { isFrame, say }) {
  const known = element ?? { id: '', kind: 'box', name: words.kindBox, version: 0, denied: 'frame' }
  const actions = element ? actionsFor(element, around, words) : around.follow ? actionsFor({ ...known, rights: [] }, around, words).filter(({ icon }) => icon === 'open') : []
  const note = isFrame ? words.chooseInside : element ? noteFor(element, words) : words.frameLocked
  const name = nameOf(known, words)
  const card = make('div', { className: `card bar${isLocked(known) ? ' tip' : ''}`, role: 'toolbar', ariaLabel: filled(words.barLabel, { name }) })
  card.append(title(known, words, isFrame && isLocked(known) ? 'part' : undefined))
  if (note) card.append(make('p', { className: 'note', textContent: note }))
  const near = actions.filter(({ icon }) => icon !== 'more')
  if (near.length) card.append(make('div', { className: 'actions' }, ...near.map(action => actionButton(action, say))))
  const more = actions.find(({ icon }) => icon === 'more')
  if (more) card.append(make('div', { className: 'actions more' }, actionButton(more, say)))
  roving(card)
  return { card, spoken: `${filled(words.selected, { name })} ${note}` }
}
