// What can be changed here: for customers the unlocked parts of the page, for designers those of the whole site.

import { chooser } from './history-page.js'
import { badge, empty, failure, kindIcon, loading, part } from './view-parts.js'
import { filled } from './words.js'
import { historyWords, nameOf } from './words-history.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./inspector.js').TreeElement} TreeElement */

/**
 * @param {EditorContext} context
 * @returns {import('./side-view.js').View}
 */
export function overviewView(context) {
  const words = historyWords(context.language)
  /** @type {HTMLElement | null} */
  let body = null
  let isSite = false
  const load = () => {
    if (!body) return
    if (isSite) showSite(context, body)
    else body.replaceChildren(...ofPage(context))
  }
  return {
    name: 'overview', title: words.overview, icon: 'list',
    show(host) {
      body = part('div', {})
      if (context.mayDesign) {
        host.append(chooser([[words.overviewPage, false], [words.overviewSite, true]], isSite, value => {
          isSite = value
          load()
        }))
      }
      host.append(body)
      load()
    },
    update: load,
  }
}

/** @param {EditorContext} context */
function ofPage(context) {
  const words = historyWords(context.language)
  const tree = context.tree()
  const all = [...(tree.elements ?? []), ...(tree.shared ?? []), ...(tree.template ?? [])]
  const byID = new Map(all.map(element => [element.id, element]))
  /** @type {Map<string, TreeElement[]>} */
  const groups = new Map()
  for (const element of all) {
    if (!capabilities(context, element).length) continue
    const group = groupOf(element, byID, context)
    groups.set(group, [...(groups.get(group) ?? []), element])
  }
  if (!groups.size) return [empty(context.mayDesign ? words.overviewSiteEmpty : words.overviewEmpty, 'lock')]
  return [
    part('p', { className: 'foyer-quiet' }, words.overviewLead),
    ...[...groups].map(([title, elements]) => part('section', { className: 'foyer-group' }, part('h3', {}, title),
      part('ul', { className: 'foyer-list foyer-unlocked' }, ...elements.map(element => item(context, element, capabilities(context, element)))))),
  ]
}

/** What customers may do: designers, who may do anything, see what they unlocked. */
function capabilities({ mayDesign }, { rights = [], capabilities: own = [], kind }) {
  const names = (mayDesign ? own : rights).filter(name => name !== 'seal' && (name !== 'meta' || kind === 'page'))
  return names.includes('structure') ? ['structure'] : names
}

/** The section of the page in which an element stands. */
function groupOf(element, byID, context) {
  const words = historyWords(context.language)
  if (element.owner?.shared !== undefined || (element.appearsOn ?? 1) > 1) return words.overviewShared
  let outermost = element
  for (let next = byID.get(element.parent); next; next = byID.get(next.parent)) if (next.name || !next.parent) outermost = next
  return outermost === element ? words.overviewPage : nameOf({ ...outermost, label: outermost.name }, context.language)
}

/** @param {EditorContext} context @param {any} element @param {string[]} names */
function item(context, element, names) {
  const words = historyWords(context.language)
  const isHere = context.element(element.id) !== undefined
  const what = names.map(name => words[`can_${name}`] ?? name).join(', ')
  const text = part('span', { className: 'foyer-two-lines' }, part('span', {}, nameOf(element, context.language)), part('span', { className: 'foyer-quiet' }, what))
  const many = (element.appearsOn ?? 1) > 1 && badge(filled(words.appearsOn, { count: element.appearsOn }))
  return part('li', {}, isHere
    ? part('button', { type: 'button', className: 'foyer-line', data: { element: element.id }, on: { click: () => context.select(element.id) } }, kindIcon(element.kind), text, many)
    : part('span', { className: 'foyer-line' }, kindIcon(element.kind), text, many))
}

/** @param {EditorContext} context @param {HTMLElement} host */
async function showSite(context, host) {
  const words = historyWords(context.language)
  host.replaceChildren(loading(words.loading))
  let answer
  try {
    answer = await context.request('/unlocked')
  } catch {
    return host.replaceChildren(failure(words.loadFailed, words.again, () => showSite(context, host)))
  }
  const groups = [
    ...(answer.pages ?? []).map(({ page, title, path, elements }) => [pageLink(page, title || path), elements, '']),
    ...(answer.shared ?? []).map(({ name, appearsOn, elements }) => [name, elements, appearsOn === 1 ? words.appearsOnOne : filled(words.appearsOn, { count: appearsOn })]),
    ...(answer.templates ?? []).map(({ name, template, elements }) => [`${words.overviewTemplates}: ${name ?? template ?? ''}`, elements, '']),
  ].filter(([, elements]) => elements?.length)
  if (!groups.length) return host.replaceChildren(empty(words.overviewSiteEmpty, 'lock'))
  host.replaceChildren(...groups.map(([title, elements, note]) =>
    part('details', { className: 'foyer-fold' },
      part('summary', {}, title, ' ', badge(String(elements.length)), note && part('span', { className: 'foyer-quiet' }, note)),
      part('ul', { className: 'foyer-list foyer-unlocked' }, ...elements.map(element => item(context, element, element.capabilities ?? []))))))
}

/** @param {string} page @param {string} title */
function pageLink(page, title) {
  const link = document.querySelector(`[data-page-link="${CSS.escape(page)}"]`)
  return link instanceof HTMLAnchorElement ? part('a', { href: link.href }, title) : title
}
