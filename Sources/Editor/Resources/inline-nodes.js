// A line of text as it is stored and sent: a list of text nodes with marks, and line breaks.

/** @typedef {import('./channel.js').InlineNode} InlineNode */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

// Controls, line and paragraph separators, what turns the direction of reading, and noncharacters: the server refuses them.
const REFUSED = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/g

/** The words alone; a line break counts as one character. @param {InlineNode[]} nodes */
export const plain = nodes => nodes.map(node => (node.type === 'text' ? node.text : '\n')).join('')

/** How many characters people see, as the server counts them. @param {string} text */
export const countCharacters = text => {
  let count = 0
  for (const _ of segmenter.segment(text)) count += 1
  return count
}

/** @param {string} text */
export const withoutControls = text => text.replace(/[\n\r\u2028\u2029]+/g, ' ').replace(REFUSED, '')

/**
 * The same words in the one form in which they are compared: no empty nodes, no line ends within text, neighbours that look alike joined.
 * @param {InlineNode[]} nodes
 * @param {Iterable<string>} marks the marks that may stay
 * @returns {InlineNode[]}
 */
export function normalized(nodes, marks) {
  const allowed = new Set(marks)
  /** @type {InlineNode[]} */
  const result = []
  for (const node of nodes) {
    if (node.type === 'hard_break') {
      result.push({ type: 'hard_break' })
      continue
    }
    const text = withoutControls(node.text)
    if (!text) continue
    const kept = (node.marks ?? []).filter(mark => allowed.has(mark.type))
    const last = result.at(-1)
    if (last?.type === 'text' && sameMarks(last.marks ?? [], kept)) {
      last.text += text
    } else {
      result.push(kept.length ? { type: 'text', text, marks: kept } : { type: 'text', text })
    }
  }
  return result
}

/** @param {InlineNode[]} one @param {InlineNode[]} other */
export function sameText(one, other) {
  return (
    one.length === other.length &&
    one.every((node, index) => {
      const twin = other[index]
      if (node.type !== 'text' || twin.type !== 'text') return node.type === twin.type
      return node.text === twin.text && sameMarks(node.marks ?? [], twin.marks ?? [])
    })
  )
}

/** The order in which marks are named means nothing. */
function sameMarks(one, other) {
  const names = marks => marks.map(mark => `${mark.type} ${mark.attrs?.href ?? ''}`).sort().join('\n')
  return one.length === other.length && names(one) === names(other)
}

/**
 * Whether something is a list of inline nodes; what comes out of the frame is not trusted.
 * @param {unknown} value
 * @returns {value is InlineNode[]}
 */
export function isInline(value) {
  return (
    Array.isArray(value) &&
    value.length <= 2000 &&
    value.every(node => node?.type === 'hard_break' || (node?.type === 'text' && typeof node.text === 'string'))
  )
}

/**
 * Whether something has the form of a document of blocks. Which blocks and marks may stand in it is the server's matter.
 * @param {unknown} value
 * @returns {value is import('./channel.js').RichDocument}
 */
export function isDocument(value) {
  let count = 0
  const isNode = (node, depth) => {
    count += 1
    if (count > 5000 || depth > 12 || typeof node?.type !== 'string') return false
    if (node.type === 'text') return typeof node.text === 'string'
    return node.content === undefined || (Array.isArray(node.content) && node.content.every(child => isNode(child, depth + 1)))
  }
  const document = /** @type {any} */ (value)
  return document?.type === 'doc' && Array.isArray(document.content) && isNode(document, 0)
}
