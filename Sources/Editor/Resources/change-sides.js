// The two sides of a conflict as people can compare them: what I wanted, and what stands there now.

import { lineOf, plainDocument } from './change-values.js'
import { plain } from './inline-nodes.js'

/**
 * @typedef {object} Side
 * @property {string} text
 * @property {Promise<string>} [more] better words that are still looked up
 * @property {Promise<string | undefined>} [picture]
 *
 * @typedef {object} Lookup
 * @property {Record<string, string>} words
 * @property {(source: string) => Promise<string | undefined>} pictureURL
 * @property {(target: string | null) => Promise<string>} linkWords
 */

/** @param {import('./save-queue.js').Change} change @param {Lookup} lookup @returns {Side} */
export function mineOf(change, lookup) {
  const [operation] = change.operations
  const { words } = lookup
  if (change.wanted) return { text: change.wanted }
  switch (operation.op) {
    case 'setText': return { text: operation.text ?? plain(operation.content ?? []) }
    case 'setRichText': return { text: plainDocument(operation.document) }
    case 'setMarkdown': return { text: operation.markdown }
    case 'setImage': return picture({ ...change.before, ...operation }, lookup)
    case 'setLink': return link(operation.target, lookup)
    case 'setField': return { text: operation.value }
    case 'setHidden': return { text: operation.hidden ? words.isHidden : words.isVisible }
    case 'setVariant': return { text: operation.variant ?? words.standardVariant }
    case 'setMeta': return { text: [operation.title, operation.description].filter(Boolean).join('\n') || change.label || '' }
    case 'removeItem': return { text: words.removedSide }
    default: return { text: change.label ?? change.name }
  }
}

/** @param {import('./save-queue.js').Change} change @param {any} current @param {Lookup} lookup @returns {Side} */
export function theirsOf(change, current, lookup) {
  const [operation] = change.operations
  const { words } = lookup
  const content = current.content ?? {}
  switch (operation.op) {
    case 'setField': return { text: current.value ?? '' }
    case 'setMeta': return { text: [current.title, current.description].filter(Boolean).join('\n') }
    case 'setHidden': return { text: current.hidden ? words.isHidden : words.isVisible }
    case 'setVariant': return { text: current.variant ?? words.standardVariant }
  }
  if (content.source) return picture(content, lookup)
  if (operation.op === 'setLink') return link(content.target ?? null, lookup)
  const text = content.document ? plainDocument(content.document) : content.markdown ?? plain(lineOf(content) ?? [])
  return { text: text || words.changedSide }
}

/** @param {any} image @param {Lookup} lookup @returns {Side} */
function picture({ source, alternative }, { words, pictureURL }) {
  return { text: alternative === '' ? words.decorative : alternative ?? words.noDescription, picture: source ? pictureURL(source) : undefined }
}

/** @param {string | null} target @param {Lookup} lookup @returns {Side} */
const link = (target, { linkWords, words }) => ({ text: target ?? words.leadsNowhere, more: linkWords(target) })
