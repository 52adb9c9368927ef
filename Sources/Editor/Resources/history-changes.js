// One change in words that a lay person understands: which part, what stood there, what stands there now.

import { readable } from './appearance-section.js'
import { picturesOf } from './history-pictures.js'
import { differenceOf } from './history-difference.js'
import { part, unseen } from './view-parts.js'
import { filled } from './words.js'
import { inspectorWordsIn } from './words-inspector.js'
import { historyWords, nameOf } from './words-history.js'

/**
 * @typedef {object} ChangeOf a change as the server tells it
 * @property {string} [element]
 * @property {string} [page]
 * @property {string} [field]
 * @property {string} kind
 * @property {string} label
 * @property {string} property
 * @property {any} before
 * @property {any} after
 */

const IN_WORDS = new Set(['text', 'title', 'description', 'name', 'slug', 'company', 'tag', 'classes', 'template'])

/**
 * What became different, without saying where.
 * @param {import('./inspector.js').EditorContext} context
 * @param {ChangeOf} change
 * @returns {HTMLElement}
 */
export function changeBody(context, change) {
  const words = historyWords(context.language)
  const { property, before, after } = change
  switch (property) {
    case 'added': return line(words.wasAdded, excerpt(after))
    case 'removed': return line(words.wasRemoved, excerpt(before))
    case 'position': return line(words.wasMoved)
    case 'hidden': return line(after ? words.nowHidden : words.nowShown)
    case 'image': return imageBody(context, before, after)
    case 'link': return replaced(targetText(before), targetText(after), words)
    case 'variant': return replaced(look(before, context), look(after, context), words)
    case 'editability': return replaced(names(before, words), names(after, words), words)
  }
  if (IN_WORDS.has(property)) return difference(asText(before), asText(after), words)
  if (before === null && after === null) return line(filled(words.other, { property: words[`prop_${property}`] ?? property }))
  return replaced(asText(before), asText(after), words)
}

/**
 * A change with the name of its part and of what changed there.
 * @param {import('./inspector.js').EditorContext} context
 * @param {ChangeOf} change
 */
export function changeLine(context, change) {
  const words = historyWords(context.language)
  const property = words[`prop_${change.property}`] ?? change.property
  const isPlain = ['text', 'added', 'removed', 'position', 'hidden', 'image'].includes(change.property)
  return part('div', { className: 'foyer-change', data: { property: change.property } },
    part('p', { className: 'foyer-change-name' },
      part('strong', {}, nameOf(change, context.language)), !isPlain && part('span', { className: 'foyer-quiet' }, ` · ${property}`)),
    changeBody(context, change))
}

/**
 * Two texts as one, with what went and what came.
 * @param {string} before
 * @param {string} after
 * @param {ReturnType<typeof historyWords>} words
 */
export function difference(before, after, words) {
  const pieces = differenceOf(before, after).flatMap(({ kind, text }) => {
    if (kind === 'same') return [document.createTextNode(text)]
    const isGone = kind === 'removed'
    return [part(isGone ? 'del' : 'ins', {}, unseen(isGone ? ` ${words.removedWords} ` : ` ${words.addedWords} `), text)]
  })
  if (!before && !after) return line(words.nothing)
  return part('p', { className: 'foyer-difference' }, ...shortened(pieces))
}

/** How much of what stayed is shown beside a change, in characters. */
const CONTEXT = 80

/** Long passages that stayed the same are told by their ends. @param {Node[]} pieces */
function shortened(pieces) {
  if (pieces.length < 2) return pieces
  return pieces.map((piece, index) => {
    if (piece.nodeType !== Node.TEXT_NODE) return piece
    const text = piece.textContent ?? ''
    const start = index > 0 ? text.slice(0, CONTEXT) : ''
    const end = index < pieces.length - 1 ? text.slice(-CONTEXT) : ''
    if (text.length <= start.length + end.length + 3) return piece
    const cut = `${start && start.replace(/\s?\S*$/u, ' ')}…${end && end.replace(/^\S*\s?/u, ' ')}`
    return document.createTextNode(cut)
  })
}

/** @param {string} text @param {string} [detail] */
function line(text, detail) {
  return part('p', { className: 'foyer-change-line' }, text, detail && part('span', { className: 'foyer-quiet' }, `: ${detail}`))
}

function replaced(before, after, words) {
  return part('p', { className: 'foyer-difference' },
    part('del', {}, unseen(` ${words.removedWords} `), before || words.nothing), ' ',
    part('ins', {}, unseen(` ${words.addedWords} `), after || words.nothing))
}

/** @param {import('./inspector.js').EditorContext} context */
function imageBody(context, before, after) {
  const words = historyWords(context.language)
  const isOther = before?.source !== after?.source
  const rows = []
  if (isOther) {
    rows.push(part('div', { className: 'foyer-pictures' },
      before && thumbnail(context, before, words.before), after && thumbnail(context, after, words.after)))
  }
  if ((before?.alternative ?? null) !== (after?.alternative ?? null)) {
    rows.push(part('p', { className: 'foyer-quiet' }, words.alternative), replaced(spoken(before, words), spoken(after, words), words))
  } else if (!isOther) {
    rows.push(line(words.focalPoint))
  }
  return part('div', {}, ...rows)
}

const spoken = (image, words) => !image ? '' : image.alternative === '' ? words.decorative : image.alternative ?? words.noAlternative

/** @param {import('./inspector.js').EditorContext} context */
export function thumbnail(context, image, caption) {
  const path = String(image.source ?? '').replace(/^asset:/, '')
  const picture = part('img', { alt: image.alternative || path.split('/').pop(), loading: 'lazy', decoding: 'async', hidden: true })
  const name = part('span', { className: 'foyer-quiet' }, path.split('/').pop())
  picturesOf(context).url(path).then(url => {
    if (!url) return
    picture.src = url
    picture.hidden = false
    name.hidden = true
  })
  return part('figure', { className: 'foyer-thumbnail' }, picture, name, caption && part('figcaption', {}, caption))
}

/** Where a link leads, as people say it: a page by its title. @param {unknown} target */
function targetText(target) {
  const text = asText(target)
  const id = /^page:([\w-]+)/.exec(text)?.[1]
  const link = id && document.querySelector(`[data-page-link="${CSS.escape(id)}"] .strong`)
  return link ? link.textContent ?? text : text.replace(/^(asset:(assets\/)?|mailto:|tel:)/, '')
}

/** A look as the panel calls it; without one it is the standard. @param {unknown} value @param {import('./inspector.js').EditorContext} context */
const look = (value, { language }) => readable(asText(value)) || inspectorWordsIn(language).standardVariant

function names(value, words) {
  return Array.isArray(value) ? value.map(name => words[`can_${name}`] ?? name).join(', ') : asText(value)
}

/** @param {unknown} value */
export function asText(value) {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(asText).join(', ')
  if (typeof value === 'object') return Object.entries(value).map(([key, one]) => `${key}: ${asText(one)}`).join(', ')
  return String(value)
}

const excerpt = value => {
  const text = typeof value === 'string' ? value : ''
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
