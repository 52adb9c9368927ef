// Words typed anew in a plain field: what was not touched keeps its marks, line breaks and place.

import { withoutControls } from './inline-nodes.js'

/** @typedef {import('./channel.js').InlineNode} InlineNode */

/** A line break is one character, as in `plain`. @param {InlineNode[]} nodes */
const letters = nodes => nodes.flatMap(node =>
  node.type === 'text' ? [...node.text].map(text => ({ text, marks: node.marks ?? [] })) : [{ text: '\n', marks: [] }])

/** @param {{text: string, marks: any[]}[]} all @returns {InlineNode[]} */
function joined(all) {
  /** @type {InlineNode[]} */
  const nodes = []
  for (const { text, marks } of all) {
    const last = nodes.at(-1)
    if (text === '\n') nodes.push({ type: 'hard_break' })
    else if (last?.type === 'text' && JSON.stringify(last.marks ?? []) === JSON.stringify(marks)) last.text += text
    else nodes.push(marks.length ? { type: 'text', text, marks } : { type: 'text', text })
  }
  return nodes
}

/**
 * The same line with other words: what stands before and behind the place that was changed keeps its marks, and the new words get those of
 * what they replace, where that looked alike.
 * @param {InlineNode[]} nodes
 * @param {string} text
 * @returns {InlineNode[]}
 */
export function retyped(nodes, text) {
  const old = letters(nodes)
  const now = [...text.split(/\r\n?|\n/).map(withoutControls).join('\n')]
  let start = 0
  while (start < old.length && start < now.length && old[start].text === now[start]) start += 1
  let end = 0
  while (end < old.length - start && end < now.length - start && old[old.length - 1 - end].text === now[now.length - 1 - end]) end += 1
  const gone = old.slice(start, old.length - end)
  // What is typed within a word belongs to it; a link does not grow at its ends.
  const around = gone.length ? gone : old[start - 1] && old[start] ? [old[start - 1], old[start]] : []
  const isAlike = around.length > 0 && around.every(({ marks }) => JSON.stringify(marks) === JSON.stringify(around[0].marks))
  const marks = isAlike ? around[0].marks : []
  return joined([...old.slice(0, start), ...now.slice(start, now.length - end).map(letter => ({ text: letter, marks })), ...old.slice(old.length - end)])
}

/**
 * The blocks of a document that hold words, in reading order.
 * @param {any} document
 * @returns {{node: any, path: number[]}[]}
 */
export function wordBlocks(document) {
  /** @type {{node: any, path: number[]}[]} */
  const found = []
  const visit = (node, path) => {
    if (['paragraph', 'heading', 'code_block'].includes(node.type)) return void found.push({ node, path })
    for (const [index, child] of (node.content ?? []).entries()) visit(child, [...path, index])
  }
  visit(document, [])
  return found
}

/**
 * The document with other words in its blocks. An empty line within a paragraph makes two of it; a block without words goes, with what held
 * it alone. Everything else stays as it is.
 * @param {any} document
 * @param {Map<string, string>} texts by the blocks' paths, joined with dots
 */
export function retypedDocument(document, texts) {
  const visit = (node, path) => {
    const text = texts.get(path.join('.'))
    if (text !== undefined) {
      if (node.type === 'code_block') return text.trim() ? [{ ...node, content: [{ type: 'text', text }] }] : []
      const [first, ...more] = node.type === 'paragraph' ? text.trim().split(/\n[^\S\n]*\n\s*/) : [text.trim()]
      if (!first) return []
      return [{ ...node, content: retyped(node.content ?? [], first) }, ...more.filter(Boolean).map(words => ({ type: 'paragraph', content: retyped([], words) }))]
    }
    if (!node.content || node.type === 'text') return [node]
    const content = node.content.flatMap((child, index) => visit(child, [...path, index]))
    // A list without items, an item without words.
    return content.length || node.type === 'doc' || !node.content.length ? [{ ...node, content }] : []
  }
  const [result] = visit(document, [])
  return result.content.length ? result : { ...result, content: [{ type: 'paragraph' }] }
}
