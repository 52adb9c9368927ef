// Why the server refused, in words that say what somebody can do about it.

import { REASONS, filled } from './words.js'

const TEXTS = new Set(['setText', 'setRichText', 'setMarkdown'])

/**
 * @param {import('./save-queue.js').Change} change
 * @param {{code: string, detail: string, operation?: number}} refusal
 * @param {import('./draft-page.js').DraftPage} page
 * @param {Record<string, string>} words
 */
export function refusalWords(change, { code, detail, operation: index = 0 }, page, words) {
  const operation = change.operations[index] ?? change.operations[0]
  const element = page.get(operation?.element)
  const known = words[REASONS[code]]
  if (TEXTS.has(operation?.op)) {
    if (code === 'limit' && element?.limits?.maximumLength) return filled(words.tooLongFor, { count: element.limits.maximumLength })
    // What is not allowed in a text is known only to the server.
    if (code === 'capability' || code === 'locked') return words.otherRight
  }
  if (code === 'limit' && operation?.op === 'setImage' && element?.limits?.minimumWidth) {
    return filled(words.pictureLimit, { minimum: element.limits.minimumWidth })
  }
  if (code === 'limit' && element) {
    const list = element.kind === 'list' ? element : page.listOf(element)
    if (list) return `${words.itemLimit} ${page.limitWords(list)}`.trim()
  }
  if (known) return known
  return detail ? `${words.refused} (${detail})` : words.refused
}
