// What people paste or drop, from Word, Google Docs, mails or web pages, as the blocks that may stand here. A block that may not becomes a
// paragraph; colours, pictures and sizes are left behind.

import { countCharacters, normalized, plain, withoutControls } from './inline-nodes.js'
import { INLINE, SKIPPED, isListSign, marksOf } from './inline-paste.js'

const HEADING = /^H([1-6])$/
const CELLS = new Set(['TD', 'TH'])
/** How Word says that a paragraph is an item: its list and its level. */
const WORD_ITEM = /mso-list\s*:\s*l\d+\s+level(\d+)/i
const WORD_TITLE = /^Mso(Title|Subtitle)$/i
const NUMBER_SIGN = /^\s*\(?(\d+|[a-z]|[ivxlc]+)[.)]/i
/** Deeper levels than this one become this one. */
const DEEPEST_PASTED = 4

/**
 * @param {Node} root
 * @param {{marks: string[], blocks: string[], levels: number[]}} rule
 * @returns {any[]} blocks
 */
export function blocksFromDOM(root, rule) {
  const allowed = new Set(rule.blocks)
  const marks = new Set(rule.marks)

  /** Collects blocks; words that stand between blocks become paragraphs. */
  const collect = (nodes, active, depth) => {
    /** @type {any[]} */
    const blocks = []
    let line = new Line(marks)
    const end = (make = paragraph) => {
      for (const content of line.end()) blocks.push(make(content))
      line = new Line(marks)
    }
    const walk = (node, inherited) => {
      if (node.nodeType === Node.TEXT_NODE) return line.add(node.data, inherited)
      if (!(node instanceof Element)) return
      const name = node.nodeName.toUpperCase()
      if (SKIPPED.has(name) || isListSign(node)) return
      if (name === 'BR') return line.break()
      const inner = marksOf(node, name, inherited)
      // An inline element may hold blocks: Google Docs wraps everything in one.
      if (INLINE.has(name) || name.includes(':')) {
        for (const child of node.childNodes) walk(child, inner)
        return
      }
      const item = wordItem(node)
      if (item) {
        end()
        const content = lineOf(node, inner)
        if (content.length) blocks.push({ word: item, content: [paragraph(content)] })
        return
      }
      end()
      blocks.push(...blockOf(node, name, inner, depth))
    }
    for (const node of nodes) walk(node, active)
    end()
    return joinedWordItems(blocks, allowed.has('list'), depth)
  }

  const lineOf = (node, active) => {
    const line = new Line(marks)
    const walk = (child, inherited) => {
      if (child.nodeType === Node.TEXT_NODE) return line.add(child.data, inherited)
      if (!(child instanceof Element)) return
      const name = child.nodeName.toUpperCase()
      if (SKIPPED.has(name) || isListSign(child)) return
      if (name === 'BR') return line.break()
      const isBlock = !INLINE.has(name) && !name.includes(':')
      if (isBlock) line.gap()
      for (const grandchild of child.childNodes) walk(grandchild, marksOf(child, name, inherited))
      if (isBlock) line.gap()
    }
    for (const child of node.childNodes) walk(child, active)
    return line.end(false)[0] ?? []
  }

  const blockOf = (node, name, active, depth) => {
    const level = HEADING.exec(name)?.[1] ?? (WORD_TITLE.test(node.className) ? '1' : '')
    if (level) {
      // In a heading everything is bold already.
      const bare = new Map([...active].filter(([mark]) => mark !== 'strong'))
      const content = lineOf(node, bare).map(withoutBold)
      if (!content.length) return []
      return [allowed.has('heading') ? { type: 'heading', attrs: { level: nearest(Number(level), rule.levels) }, content } : paragraph(content)]
    }
    switch (name) {
      case 'UL':
      case 'OL': return listOf(node, name, active, depth)
      case 'BLOCKQUOTE': {
        const content = collect(node.childNodes, active, depth + 1)
        return content.length && allowed.has('quote') && depth < DEEPEST_PASTED ? [{ type: 'blockquote', content }] : content
      }
      case 'PRE': {
        const text = withLines(node.textContent ?? '')
        if (!text.trim()) return []
        if (allowed.has('code')) return [{ type: 'code_block', content: [{ type: 'text', text }] }]
        return [paragraph(text.split('\n').flatMap((part, index) => [...(index ? [{ type: 'hard_break' }] : []), { type: 'text', text: part }]))]
      }
      case 'HR': return allowed.has('rule') ? [{ type: 'horizontal_rule' }] : []
      case 'TR': {
        // A row of a table is a line; its cells are told apart by a space.
        const content = [...node.children].filter(cell => CELLS.has(cell.nodeName.toUpperCase()))
          .flatMap((cell, index) => [...(index ? [{ type: 'text', text: ' ' }] : []), ...lineOf(cell, active)])
        return content.length ? [paragraph(content)] : []
      }
      default: return collect(node.childNodes, active, depth)
    }
  }

  const listOf = (node, name, active, depth) => {
    /** @type {any[]} */
    const items = []
    for (const child of node.children) {
      const tag = child.nodeName.toUpperCase()
      if (tag === 'UL' || tag === 'OL') {
        // Google Docs and old Word write an inner list beside the item to which it belongs.
        const inner = listOf(child, tag, active, depth + 1)
        if (items.length) items[items.length - 1].content.push(...inner)
        else items.push({ type: 'list_item', content: inner })
      } else {
        const content = collect(child.childNodes, marksOf(child, tag, active), depth + 1)
        if (content.length) items.push({ type: 'list_item', content })
      }
    }
    const kept = items.filter(item => item.content.length)
    if (!kept.length) return []
    if (!allowed.has('list') || depth > DEEPEST_PASTED) return kept.flatMap(item => item.content)
    if (name === 'UL') return [{ type: 'bullet_list', content: kept }]
    const start = Number.parseInt(node.getAttribute('start') ?? '1', 10)
    return [{ type: 'ordered_list', attrs: { order: start > 0 && start < 1000 ? start : 1 }, content: kept }]
  }

  return collect(root.childNodes, new Map(), 1)
}

/** Blocks for words without form: a blank line ends a paragraph, a line end breaks the line. @param {string} text */
export function blocksFromText(text) {
  return text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n\s*/).map(part => part.trim()).filter(Boolean).map(part =>
    paragraph(part.split('\n').flatMap((line, index) => {
      const words = withoutControls(line)
      return [...(index ? [{ type: 'hard_break' }] : []), ...(words ? [{ type: 'text', text: words }] : [])]
    })))
}

const paragraph = content => ({ type: 'paragraph', content })
const withLines = text => text.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n').map(withoutControls).join('\n')
const nearest = (level, levels) => levels.reduce((best, other) => (Math.abs(other - level) < Math.abs(best - level) ? other : best), levels[0])

function withoutBold(node) {
  if (node.type !== 'text' || !node.marks) return node
  const marks = node.marks.filter(mark => mark.type !== 'strong')
  return marks.length ? { ...node, marks } : { type: 'text', text: node.text }
}

function wordItem(node) {
  const level = WORD_ITEM.exec(node.getAttribute('data-css') ?? '')?.[1]
  if (!level) return null
  const sign = [...node.querySelectorAll('[data-css]')].find(isListSign)?.textContent ?? ''
  return { level: Math.min(Number(level), DEEPEST_PASTED), type: NUMBER_SIGN.test(sign) ? 'ordered_list' : 'bullet_list' }
}

/** Word writes lists as paragraphs that know their level. */
function joinedWordItems(blocks, mayList, depth) {
  if (!mayList || depth > 1) return blocks.flatMap(block => (block.word ? block.content : [block]))
  /** @type {any[]} */
  const result = []
  /** @type {{level: number, list: any}[]} */
  let open = []
  for (const block of blocks) {
    if (!block.word) {
      open = []
      result.push(block)
      continue
    }
    const { level, type } = block.word
    while (open.length && open.at(-1).level > level) open.pop()
    const top = open.at(-1)
    const item = { type: 'list_item', content: block.content }
    if (top && top.level === level && top.list.type === type) {
      top.list.content.push(item)
      continue
    }
    if (top && top.level === level) open.pop()
    const list = type === 'ordered_list' ? { type, attrs: { order: 1 }, content: [item] } : { type, content: [item] }
    const host = open.at(-1)
    if (host) host.list.content.at(-1).content.push(list)
    else result.push(list)
    open.push({ level, list })
  }
  return result
}

/** Words of one line as they come in; two breaks in a row end it. */
class Line {
  #marks
  /** @type {any[]} */
  #nodes = []
  #gap = false

  /** @param {Set<string>} marks that may stay */
  constructor(marks) { this.#marks = marks }

  add(text, active) {
    let words = withoutControls(text.replace(/[ \t\n\r\f]+/g, ' '))
    const last = this.#nodes.at(-1)
    const follows = last?.type === 'text' ? last.text : ''
    if (this.#gap && follows && !follows.endsWith(' ') && !words.startsWith(' ')) words = ` ${words}`
    if (!follows || follows.endsWith(' ')) words = words.replace(/^ /, '')
    if (!words) return
    this.#gap = false
    const marks = [...active].filter(([type]) => this.#marks.has(type))
      .map(([type, href]) => (type === 'link' ? { type, attrs: { href } } : { type }))
    this.#nodes.push(marks.length ? { type: 'text', text: words, marks } : { type: 'text', text: words })
  }

  break() { this.#nodes.push({ type: 'hard_break' }) }
  gap() { this.#gap = true }

  /** @param {boolean} [splits] whether two breaks in a row make two lines */
  end(splits = true) {
    /** @type {any[][]} */
    const lines = [[]]
    this.#nodes.forEach((node, index) => {
      const isSecond = node.type === 'hard_break' && this.#nodes[index - 1]?.type === 'hard_break'
      if (splits && isSecond) return void (lines.at(-1).length && lines.push([]))
      lines.at(-1).push(node)
    })
    return lines.map(line => trimmed(normalized(line, this.#marks))).filter(line => countCharacters(plain(line).replace(/[\s\u00a0]/g, '')))
  }
}

/** Without breaks and spaces at its ends. */
function trimmed(nodes) {
  const isEmpty = node => node.type === 'hard_break' || !node.text.replace(/[ \u00a0]/g, '')
  const kept = [...nodes]
  while (kept.length && isEmpty(kept[0])) kept.shift()
  while (kept.length && isEmpty(kept[kept.length - 1])) kept.pop()
  return kept
}
