// Words in blocks as they are stored and sent: a ProseMirror document. The names of its parts are the server's.

import { countCharacters, normalized, plain, sameText } from './inline-nodes.js'

/** @typedef {import('./channel.js').RichDocument} RichDocument @typedef {import('./channel.js').InlineNode} InlineNode */

/** Lists and quotations may stand in each other to this depth, as on the server. */
export const DEEPEST = 8

const LINES = new Set(['paragraph', 'heading'])
const LISTS = new Set(['bullet_list', 'ordered_list'])

/**
 * The same words in the one form in which they are compared and sent: no empty blocks, no spaces at the ends of lines.
 * @param {RichDocument} document
 * @param {Iterable<string>} marks the marks that may stay
 * @returns {RichDocument}
 */
export function normalizedDocument(document, marks) {
  const content = blocks(document.content ?? [], [...marks])
  return { type: 'doc', content: content.length ? content : [{ type: 'paragraph', content: [] }] }
}

function blocks(nodes, marks) { return nodes.map(node => block(node, marks)).filter(node => node !== null) }

function block(node, marks) {
  const { type, attrs = {} } = node
  if (LINES.has(type)) {
    const content = trimmed(normalized(node.content ?? [], marks))
    if (!content.length) return null
    return type === 'heading' ? { type, attrs: { level: attrs.level ?? 2 }, content } : { type, content }
  }
  if (LISTS.has(type)) {
    const items = (node.content ?? []).map(item => ({ type: 'list_item', content: blocks(item.content ?? [], marks) }))
    const content = items.filter(item => item.content.length)
    if (!content.length) return null
    return type === 'ordered_list' ? { type, attrs: { order: attrs.order ?? 1 }, content } : { type, content }
  }
  if (type === 'blockquote') {
    const content = blocks(node.content ?? [], marks)
    return content.length ? { type, content } : null
  }
  if (type === 'code_block') {
    const text = (node.content ?? []).map(child => child.text ?? '\n').join('').replace(/\r\n?/g, '\n').replace(/\n+$/, '')
    return text.trim() ? { type, content: [{ type: 'text', text }] } : null
  }
  return type === 'horizontal_rule' ? { type } : null
}

/** Without spaces and breaks at its ends. @param {InlineNode[]} nodes */
function trimmed(nodes) {
  const kept = nodes.map(node => ({ ...node }))
  while (kept[0] && isBlank(kept[0])) kept.shift()
  while (kept.length && isBlank(kept[kept.length - 1])) kept.pop()
  const first = kept[0]
  const last = kept.at(-1)
  if (first?.type === 'text') first.text = first.text.replace(/^[ \t]+/, '')
  if (last?.type === 'text') last.text = last.text.replace(/[ \t]+$/, '')
  return kept
}

const isBlank = node => node.type === 'hard_break' || !/[^ \t]/.test(node.text)

/** Each line of words in a document, in reading order. @param {any} node @returns {InlineNode[][]} */
export function linesOf(node) {
  if (LINES.has(node.type) || node.type === 'code_block') return [node.content ?? []]
  return (node.content ?? []).flatMap(linesOf)
}

/** How many characters people see; the ends of blocks are none. @param {RichDocument} document */
export const countDocument = document => linesOf(document).reduce((sum, line) => sum + countCharacters(plain(line)), 0)

/** @param {RichDocument} document */
export const plainLines = document => linesOf(document).map(plain).join('\n')

/** @param {any} one @param {any} other */
export function sameDocument(one, other) {
  if (one.type !== other.type || one.attrs?.level !== other.attrs?.level || one.attrs?.order !== other.attrs?.order) return false
  const mine = one.content ?? []
  const theirs = other.content ?? []
  if (LINES.has(one.type) || one.type === 'code_block') return sameText(mine, theirs)
  return mine.length === theirs.length && mine.every((child, index) => sameDocument(child, theirs[index]))
}

/** All of a document's inline nodes, a link in one block apart from one in the next. @param {RichDocument} document @returns {InlineNode[]} */
export const inlineOf = document => linesOf(document).flatMap(line => [...line, { type: 'text', text: '' }])
