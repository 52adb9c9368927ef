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
