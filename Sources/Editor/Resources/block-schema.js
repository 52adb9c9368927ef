// Which blocks a text may have, as a schema. The names are the server's; what may not stand there is not in it.

import { pm } from 'prosemirror'
import { hardBreak, markSpecs } from './typed-text.js'

/** The levels that people may choose; others that stand in the text already stay. */
const LEVELS = [2, 3, 4]

/**
 * @param {import('./typed-text.js').Rule} rule
 * @param {import('./channel.js').RichDocument} document what stands there
 */
export function schemaFor(rule, document) {
  const allowed = new Set(rule.blocks ?? [])
  const has = name => allowed.has(name)
  return new pm.model.Schema({
    nodes: {
      doc: { content: 'block+' },
      // The first is what a line is where nothing else is said. Items and quotations need it also where only they are allowed.
      paragraph: { group: 'block', content: 'inline*', parseDOM: [{ tag: 'p' }], toDOM: () => ['p', 0] },
      ...(has('heading') && { heading: headingSpec(levelsIn(document)) }),
      ...(has('list') && { bullet_list: bulletSpec, ordered_list: orderedSpec, list_item: itemSpec }),
      ...(has('quote') && { blockquote: quoteSpec }),
      ...(has('code') && { code_block: codeSpec }),
      ...(has('rule') && { horizontal_rule: ruleSpec }),
      text: { group: 'inline' },
      hard_break: hardBreak,
    },
    marks: markSpecs(rule),
  })
}

/** @param {import('./channel.js').RichDocument} document */
export function levelsIn(document) {
  const found = new Set(LEVELS)
  const visit = node => {
    if (node.type === 'heading') found.add(node.attrs?.level ?? 2)
    for (const child of node.content ?? []) if (child.type !== 'text') visit(child)
  }
  visit(document)
  return [...found].sort()
}

const headingSpec = levels => ({
  group: 'block', content: 'inline*', defining: true,
  attrs: { level: { default: levels[0], validate: 'number' } },
  parseDOM: levels.map(level => ({ tag: `h${level}`, attrs: { level } })),
  toDOM: node => [`h${node.attrs.level}`, 0],
})
const bulletSpec = { group: 'block', content: 'list_item+', parseDOM: [{ tag: 'ul' }], toDOM: () => ['ul', 0] }
const orderedSpec = {
  group: 'block', content: 'list_item+',
  attrs: { order: { default: 1, validate: 'number' } },
  parseDOM: [{ tag: 'ol', getAttrs: node => ({ order: Number.parseInt(node.getAttribute('start') ?? '1', 10) || 1 }) }],
  toDOM: node => (node.attrs.order === 1 ? ['ol', 0] : ['ol', { start: node.attrs.order }, 0]),
}
const itemSpec = { content: 'block+', defining: true, parseDOM: [{ tag: 'li' }], toDOM: () => ['li', 0] }
const quoteSpec = { group: 'block', content: 'block+', defining: true, parseDOM: [{ tag: 'blockquote' }], toDOM: () => ['blockquote', 0] }
const codeSpec = {
  group: 'block', content: 'text*', marks: '', code: true, defining: true,
  parseDOM: [{ tag: 'pre', preserveWhitespace: 'full' }], toDOM: () => ['pre', ['code', 0]],
}
const ruleSpec = { group: 'block', parseDOM: [{ tag: 'hr' }], toDOM: () => ['hr'] }
