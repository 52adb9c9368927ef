// What a change puts into an element, and what stands there: two sides that people compare, and that tell whether a lost answer was a yes.

import { sameText } from './inline-nodes.js'

/** @typedef {import('./save-queue.js').Operation} Operation */

const PICTURE = ['source', 'alternative', 'focalPoint']

/** The line of text in an element's content: its own, or its label. @returns {import('./channel.js').InlineNode[] | undefined} */
export const lineOf = content => content?.text ?? content?.label

/** Whether an element as the server has it already is what the operation makes of it. @param {Operation} operation @param {any} current */
export function hasThat(operation, current) {
  const { content = {} } = current
  switch (operation.op) {
    case 'setText': return operation.content !== undefined && sameText(lineOf(content) ?? [], operation.content)
    case 'setRichText': return same(content.document, operation.document)
    case 'setMarkdown': return content.markdown === operation.markdown
    case 'setImage': return PICTURE.every(key => operation[key] === undefined || same(content[key] ?? null, operation[key]))
    case 'setLink': return (content.target ?? null) === operation.target
    case 'setHidden': return current.hidden === operation.hidden
    case 'setVariant': return current.variant !== undefined && (current.variant ?? null) === operation.variant
    default: return false
  }
}

/**
 * The words of a document of blocks, a line for each block.
 * @param {any} node
 * @returns {string}
 */
export function plainDocument(node) {
  if (!node) return ''
  if (node.type === 'text') return node.text ?? ''
  if (node.type === 'hard_break') return '\n'
  if (node.type === 'horizontal_rule') return '———'
  const children = (node.content ?? []).map(plainDocument)
  const isLine = (node.content ?? []).some(child => child.type === 'text' || child.type === 'hard_break')
  return children.join(isLine ? '' : '\n')
}

/** The order of members means nothing. */
export function same(one, other) { return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other)) }

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted)
  if (!value || typeof value !== 'object') return value
  return Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])]))
}
