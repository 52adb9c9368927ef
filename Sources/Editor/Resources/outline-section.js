// What the panel says before anything is chosen, and what it says of every part: why it is locked, and on how many pages it stands.

import { note, warning } from './inspector-parts.js'
import { kindIcon, part } from './view-parts.js'
import { filled } from './words.js'

/** So many parts are read at a glance. */
const FEW = 8

/** @type {import('./inspector.js').Section} */
export function introductionSection(context, element) {
  const { words } = context
  if (element) return null
  return part('section', { className: 'inspector-section introduction' },
    part('h3', {}, words.chooseTitle),
    part('p', { className: 'inspector-note pointer-only' }, words.chooseHint),
    part('p', { className: 'inspector-note touch-only' }, words.chooseTouch),
    part('p', { className: 'inspector-hint pointer-only' }, words.switchHint))
}

/** Everything that can be changed, to be reached without a pointer. @type {import('./inspector.js').Section} */
export function outlineSection(context, element) {
  if (element) return null
  const { draft, words } = context
  const parts = draft.elements.filter(isOpen)
  if (!parts.length) return part('section', { className: 'inspector-section' }, note(words.outlineNothing))
  return part('section', { className: 'inspector-section' }, folded(part('h3', {}, words.outline), parts.length, entries(context, parts)))
}

/** What can be changed within a part. @type {import('./inspector.js').Section} */
export function insideSection(context, element) {
  if (!element || element.kind === 'list') return null
  const parts = context.draft.below(element.id).filter(isOpen)
  if (!parts.length) return null
  const title = part('h3', {}, context.words.inside)
  if (parts.length <= FEW) return part('section', { className: 'inspector-section' }, title, entries(context, parts))
  return part('section', { className: 'inspector-section' }, folded(title, parts.length, entries(context, parts)))
}

/** @param {HTMLElement} title @param {number} count @param {HTMLElement} list */
const folded = (title, count, list) => part('details', { className: 'inspector-more' },
  part('summary', {}, title, part('span', { className: 'inspector-number' }, String(count))), list)

const isOpen = ({ rights, lock }) => rights.length > 0 && !lock

/** @param {import('./inspector.js').EditorContext} context @param {import('./inspector.js').TreeElement[]} parts */
const entries = ({ draft, select }, parts) => part('ul', { className: 'outline' }, ...parts.map(entry => part('li', {},
  part('button', {
    type: 'button', className: 'outline-entry', data: { key: `outline-${entry.id}`, element: entry.id }, on: { click: () => select(entry.id) },
  }, kindIcon(entry.kind), part('span', { className: 'outline-words' },
    part('span', {}, draft.nameOf(entry)), part('span', { className: 'inspector-hint' }, excerptOf(draft, entry)))))))

/** @type {import('./inspector.js').Section} */
export function statusSection(context, element) {
  if (!element) return null
  const { draft, words } = context
  const { lock, rights, appearsOn = 1, kind, owner } = element
  const notes = []
  if (appearsOn > 1 && (owner?.shared !== undefined || owner?.template !== undefined) && rights.length) {
    notes.push(warning(filled(words.appearsOn, { count: appearsOn })))
  }
  const isHolder = draft.listOf(element) || draft.below(element.id).some(isOpen)
  if (lock && !isHolder && !element.leadsTo) notes.push(note({ role: words.viewOnly, phase: words.phase, sealed: words.sealed }[lock] ?? words.notHere))
  else if (['text', 'richText', 'link'].includes(kind) && rights.includes('text')) notes.push(note(words.typeOnPage))
  return notes.length ? part('section', { className: 'inspector-section status' }, ...notes) : null
}

/** The words of a part that has a name. */
function excerptOf(draft, element) {
  const words = draft.wordsOf(element)
  return words === draft.nameOf(element) ? '' : words
}
