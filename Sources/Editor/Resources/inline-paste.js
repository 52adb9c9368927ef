// What people paste or drop, from Word, Google Docs, mails or web pages, as one line of text with the marks that look alike here.
// Everything else, such as colours, pictures and tables, is left behind; blocks become words with a space between them.

import { withoutControls } from './inline-nodes.js'
import { isTarget, targetFromAddress } from './link-targets.js'

export const SKIPPED = new Set('HEAD SCRIPT STYLE TITLE META LINK TEMPLATE NOSCRIPT IFRAME OBJECT SVG MATH SELECT TEXTAREA AUDIO VIDEO'.split(' '))
export const INLINE = new Set(
  'A ABBR B BDI BDO BIG CITE CODE DATA DEL DFN EM FONT I INS KBD LABEL MARK Q S SAMP SMALL SPAN STRIKE STRONG SUB SUP TIME TT U VAR WBR'.split(' '),
)
const TAGS = {
  B: 'strong', STRONG: 'strong', I: 'em', EM: 'em', CODE: 'code', KBD: 'code', SAMP: 'code', TT: 'code',
  S: 'strike', STRIKE: 'strike', DEL: 'strike', SUB: 'sub', SUP: 'sup',
}

// A mark by its style: the property, the values that switch it on and those that switch it off again.
const STYLES = [
  ['strong', 'font-weight', /^(bold|bolder|[6-9]00)$/, /^(normal|lighter|[1-4]00)$/],
  ['em', 'font-style', /^(italic|oblique)/, /^normal$/],
  ['strike', 'text-decoration(?:-line)?', /line-through/, /^none$/],
  ['sub', 'vertical-align', /^sub$/, /^baseline$/],
  ['sup', 'vertical-align', /^super$/, /^baseline$/],
].map(([mark, property, on, off]) => ({ mark, value: new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;!]+)`, 'i'), on, off }))

/**
 * A strict Content-Security-Policy blanks styles in parsed HTML and reports each of them, so they travel as an attribute of another name.
 * @param {string} html
 */
export const withoutStyles = html =>
  html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, '')
    .replace(/<[a-z][^>]*>/gi, tag => tag.replace(/\sstyle\s*=/gi, ' data-css=').replace(/\son[a-z]+\s*=/gi, ' data-off='))

/** The sign that Word writes before an item of a list, where it writes no list. @param {Node} node */
export const isListSign = node => node instanceof Element && /mso-list\s*:\s*ignore/i.test(node.getAttribute('data-css') ?? '')

/**
 * @param {Node} root
 * @param {Set<string>} marks that may stay
 * @param {boolean} breaks whether line breaks may stay
 * @returns {import('./channel.js').InlineNode[]}
 */
export function inlineFromDOM(root, marks, breaks) {
  /** @type {import('./channel.js').InlineNode[]} */
  const nodes = []
  let gap = false

  const add = (text, active) => {
    let words = withoutControls(text.replace(/[ \t\n\r\f]+/g, ' '))
    const last = nodes.at(-1)
    const follows = last?.type === 'text' ? last.text : ''
    if (gap && follows && !follows.endsWith(' ') && !words.startsWith(' ')) words = ` ${words}`
    if ((follows.endsWith(' ') || (gap && !follows)) && words.startsWith(' ')) words = words.slice(1)
    if (!words) return
    gap = false
    const list = [...active].filter(([type]) => marks.has(type))
    const node = { type: 'text', text: words }
    if (list.length) node.marks = list.map(([type, href]) => (type === 'link' ? { type, attrs: { href } } : { type }))
    nodes.push(node)
  }

  const walk = (node, active) => {
    if (node.nodeType === Node.TEXT_NODE) return add(node.data, active)
    if (node.nodeType !== Node.ELEMENT_NODE && node.nodeType !== Node.DOCUMENT_FRAGMENT_NODE) return
    const name = (node.nodeName ?? '').toUpperCase()
    if (SKIPPED.has(name) || isListSign(node)) return
    if (name === 'BR') {
      if (breaks && nodes.length) nodes.push({ type: 'hard_break' })
      else gap = true
      return
    }
    const isBlock = node !== root && !INLINE.has(name) && !name.includes(':')
    if (isBlock) gap = true
    const inner = node === root ? active : marksOf(node, name, active)
    for (const child of node.childNodes) walk(child, inner)
    if (isBlock) gap = true
  }

  walk(root, new Map())
  while (nodes.at(-1)?.type === 'hard_break') nodes.pop()
  return nodes
}

/** The marks that hold within a node. @param {Element} node @param {string} name of its tag @param {Map<string, string>} active */
export function marksOf(node, name, active) {
  const own = new Map(active)
  if (TAGS[name]) own.set(TAGS[name], '')
  if (name === 'A') {
    const named = node.dataset.target ?? ''
    const target = isTarget(named) ? named : targetFromAddress(node.getAttribute('href') ?? '')
    if (target) own.set('link', target)
  }
  const css = node.getAttribute('data-css') ?? ''
  for (const { mark, value, on, off } of css ? STYLES : []) {
    const found = value.exec(css)?.[1].trim().toLowerCase()
    if (!found) continue
    if (on.test(found)) own.set(mark, '')
    else if (off.test(found)) own.delete(mark)
  }
  return own
}
