// The history of one element, in the panel: who changed it when, what stood there, and a way back to each version.

import { changeBody, thumbnail } from './history-changes.js'
import { PagedList } from './paged-list.js'
import { timeElement } from './history-time.js'
import { avatar, badge, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { historyWords, nameOf } from './words-history.js'

/** The panel makes its sections anew with every change; what is folded out stays as it is and only asks what is new. */
/** @type {{id: string, revision: number, details: HTMLDetailsElement, load: () => void} | null} */
let shown = null

/** What is live is another release now: the marks are asked anew with the next look. */
export function forgetMarks() { if (shown) shown.revision = 0 }

/** @type {import('./inspector.js').Section} */
export function historySection(context, element) {
  if (!element || (!element.rights.length && !context.mayDesign)) return null
  const { revision } = context.tree()
  if (shown?.id !== element.id) shown = make(context, element.id)
  const { details } = shown
  if (details.open !== isOpen) details.open = isOpen
  else if (details.open && shown.revision !== revision) shown.load()
  shown.revision = revision
  return details
}

/** @param {import('./inspector.js').EditorContext} context @param {string} id */
function make(context, id) {
  const words = historyWords(context.language)
  const body = part('div', { className: 'foyer-section-body' })
  const list = new PagedList(context, body, {
    path: `/elements/${encodeURIComponent(id)}/history`, empty: words.historyEmpty, limit: 10, make: version => versionItem(context, id, version),
  })
  const details = part('details', { className: 'inspector-section foyer-fold', on: {
    toggle: () => {
      isOpen = details.open
      if (details.open) list.load()
    },
  } }, part('summary', {}, part('h3', {}, words.historyOf)), body)
  return { id, revision: context.tree().revision, details, load: () => list.load() }
}

/** Whoever looks at the history of one element looks at that of the next one, too. */
let isOpen = false

/**
 * @param {import('./inspector.js').EditorContext} context
 * @param {string} id
 * @param {any} version
 */
function versionItem(context, id, version) {
  const words = historyWords(context.language)
  const author = version.author?.name ?? words.somebody
  const time = timeElement(version.at, context.language, words.justNow)
  const changes = version.changes.map(change => changeBody(context, change))
  const mayRestore = !version.isCurrent && !version.isRemoved
  return part('li', { className: 'foyer-version', data: { revision: String(version.revision) } },
    part('div', { className: 'foyer-version-head' },
      avatar(author),
      part('p', {}, part('strong', {}, author), ' ', part('span', { className: 'foyer-quiet' }, time)),
      version.isCurrent && badge(words.current), version.isLive && badge(words.liveShort, 'live')),
    ...(changes.length ? changes : [contentOf(context, version, words)]),
    mayRestore && pressable(words.restore, () => restore(context, id, version), {
      icon: 'history', choice: 'restore', title: filled(words.restoreThis, { time: time.title }),
    }))
}

/** A version that changed nothing that can be told is shown as it was. */
function contentOf(context, { content, release }, words) {
  if (content?.source) return thumbnail(context, content, '')
  const told = release ? filled(words.release, { number: release }) : words.createdIn
  return part('p', { className: 'foyer-quiet' }, told)
}

async function restore(context, id, { revision }) {
  const words = historyWords(context.language)
  const element = context.element(id)
  const operation = { op: 'restore', element: id, version: element?.version ?? null, revision, below: false }
  try {
    const name = element ? nameOf(element, context.language) : ''
    await context.submit([operation], { element: id, label: `${words.restore}: ${name}`, after: words.restored })
  } catch {
    // The card beside the draft says what is the matter.
  }
}
