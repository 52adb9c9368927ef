// What the checks before a publish have found, with the way to each place.

import { wayTo } from './page-links.js'
import { badge, iconOf, part } from './view-parts.js'
import { filled } from './words.js'
import { publishWords } from './words-publish.js'

/** @typedef {{kind: string, level: string, path: string, label: string, detail: string, page?: string, element?: string}} Finding */

/** So many of one kind are listed. */
const MOST = 20

/**
 * @param {import('./inspector.js').EditorContext} context
 * @param {Finding[]} findings
 * @param {Map<string, string>} titles of the pages
 */
export function checkList(context, findings, titles) {
  const words = publishWords(context.language)
  if (!findings.length) {
    return part('p', { className: 'publish-well' }, iconOf('check'), part('span', {}, words.checksGood))
  }
  const stopping = findings.filter(({ level }) => level === 'stop')
  const hints = findings.filter(({ level }) => level !== 'stop')
  return part('div', { className: 'publish-checks' },
    stopping.length > 0 && part('section', { className: 'publish-stop' },
      part('h3', {}, iconOf('warning'), part('span', {}, stopping.length === 1 ? words.checksStopOne : filled(words.checksStop, { count: stopping.length }))), groups(context, stopping, titles)),
    hints.length > 0 && part('details', { className: 'foyer-fold' },
      part('summary', {}, part('h3', {}, `${words.checks} `, badge(hints.length === 1 ? words.checksHintOne : filled(words.checksHint, { count: hints.length })))),
      stopping.length === 0 && part('p', { className: 'foyer-quiet' }, words.checksPass), groups(context, hints, titles)))
}

/** @param {import('./inspector.js').EditorContext} context @param {Finding[]} findings @param {Map<string, string>} titles */
function groups(context, findings, titles) {
  const words = publishWords(context.language)
  const kinds = [...new Set(findings.map(({ kind }) => kind))]
  return part('div', {}, ...kinds.map(kind => {
    const found = findings.filter(finding => finding.kind === kind)
    return part('div', { className: 'publish-kind' },
      part('p', { className: 'publish-kind-name' }, words[`check_${kind}`] ?? kind),
      part('ul', {}, ...found.slice(0, MOST).map(finding => part('li', {}, place(context, finding, titles))),
        found.length > MOST && part('li', { className: 'foyer-quiet' }, filled(words.more, { count: found.length - MOST }))))
  }))
}

/** @param {import('./inspector.js').EditorContext} context @param {Finding} finding @param {Map<string, string>} titles */
function place(context, finding, titles) {
  const words = publishWords(context.language)
  const title = finding.page ? titles.get(finding.page) ?? finding.path : words.everyPage
  const name = finding.label || title
  const jump = wayTo(context, finding, words.show)
  jump?.setAttribute('aria-label', filled(words.showLong, { name }))
  if (jump) jump.dataset.finding = finding.kind
  const detail = [title, finding.detail].filter(text => text && text !== name).join(' · ')
  return part('div', { className: 'publish-finding' },
    part('p', {}, part('strong', {}, name), detail && part('span', { className: 'foyer-quiet' }, ` ${detail}`)), jump)
}
