// The feedback on one element, in the panel: what was said about it, and the way to where it is answered.

import { timeElement } from './history-time.js'
import { PagedList } from './paged-list.js'
import { badge, part } from './view-parts.js'
import { calledOf, reviewWordsIn } from './words-review.js'

/** The panel makes its sections anew with every change; what is folded out stays as it is. @type {{id: string, details: HTMLDetailsElement} | null} */
let shown = null

/** @type {import('./inspector.js').Section} */
export function threadSection(context, element) {
  if (!element) return null
  if (shown?.id !== element.id) shown = { id: element.id, details: make(context, element.id) }
  return shown.details
}

/** The review page, at a page, and at a thread of it. @param {string} site @param {string} page @param {string} [thread] */
export const reviewAddress = (site, page, thread) =>
  `/sites/${encodeURIComponent(site)}/review?${new URLSearchParams({ page, ...(thread ? { thread } : {}) })}`

/** @param {import('./inspector.js').EditorContext} context @param {string} id */
function make(context, id) {
  const words = reviewWordsIn(context.language)
  const body = part('div', { className: 'foyer-section-body' })
  const list = new PagedList(context, body, {
    path: `/threads?element=${encodeURIComponent(id)}`, empty: words.emptyElement, limit: 10, make: thread => item(context, words, thread),
  })
  return part('details', { className: 'inspector-section foyer-fold', data: { threads: '' }, on: {
    toggle: event => { if (event.target.open) list.load() },
  } }, part('summary', {}, part('h3', {}, words.feedback)), body)
}

/** @param {import('./inspector.js').EditorContext} context @param {Record<string, string>} words @param {any} thread */
function item(context, words, thread) {
  return part('li', {},
    part('a', { href: reviewAddress(context.site, context.page(), thread.id), data: { thread: thread.id } }, `${thread.number} · ${thread.excerpt}`),
    part('p', { className: 'foyer-quiet' }, badge(words[thread.state] ?? thread.state), ` ${calledOf(thread.author, words)} · `, timeElement(thread.changedAt, context.language, words.justNow)))
}
