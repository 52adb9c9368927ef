// One line of text under the hands of somebody who types.

import { pm } from 'prosemirror'
import { countCharacters, normalized, plain, sameText, withoutControls } from './inline-nodes.js'
import { inlineFromDOM } from './inline-paste.js'
import { TypedText, hardBreak, markSpecs } from './typed-text.js'

const { Fragment, Schema, Slice } = pm.model

/** @typedef {import('./channel.js').InlineNode} InlineNode */

export class InlineText extends TypedText {
  /**
   * @param {HTMLElement} element
   * @param {import('./typed-text.js').Rule} rule
   * @param {InlineNode[]} nodes
   * @param {import('./typed-text.js').Handlers} handlers
   */
  constructor(element, rule, nodes, handlers) {
    const schema = schemaFor(rule)
    const slice = found => new Slice(Fragment.fromJSON(schema, normalized(found, rule.marks)), 0, 0)
    super(element, rule, {
      doc: docFrom(schema, rule, nodes),
      keys: {
        Enter: () => ((handlers.onEnter ?? handlers.onSave)(), true),
        ...(rule.isControl && { Space: (state, dispatch) => (dispatch?.(state.tr.insertText(' ')), true) }),
      },
      isLong: false,
      props: {
        clipboardParser: { parseSlice: dom => slice(inlineFromDOM(dom, new Set(rule.marks), Boolean(rule.breaks))) },
        clipboardTextParser: text => slice(text.trim() ? [{ type: 'text', text: withoutControls(text.replace(/\s*\n\s*/g, ' ')) }] : []),
      },
    }, handlers)
  }

  /** A click of the keyboard selects everything. */
  get firstSelection() { return pm.state.TextSelection.create(this.view.state.doc, 0, this.view.state.doc.content.size) }

  /** What stands there now, without spaces at its ends. @returns {InlineNode[]} */
  get value() {
    const { marks } = this.rule
    const nodes = normalized(this.view.state.doc.toJSON().content ?? [], marks)
    const first = nodes[0]
    const last = nodes.at(-1)
    if (first?.type === 'text') first.text = first.text.replace(/^[ \t]+/, '')
    if (last?.type === 'text') last.text = last.text.replace(/[ \t]+$/, '')
    return normalized(nodes, marks)
  }

  /** @param {InlineNode[]} nodes */
  set value(nodes) { this.replace(docFrom(this.view.state.schema, this.rule, nodes)) }

  /** @param {InlineNode[]} nodes */
  isSame(nodes) { return sameText(this.value, normalized(nodes, this.rule.marks)) }

  get length() { return countCharacters(plain(this.value)) }
  get isEmpty() { return !plain(this.value).trim() }
}

function docFrom(schema, rule, nodes) {
  const content = normalized(nodes, rule.marks).filter(node => node.type === 'text' || rule.breaks)
  return schema.nodeFromJSON({ type: 'doc', content })
}

function schemaFor(rule) {
  return new Schema({
    // A break that stands in the text already must not get lost, whether or not new ones may be made.
    nodes: { doc: { content: 'inline*' }, text: { group: 'inline' }, ...(rule.breaks && { hard_break: hardBreak }) },
    marks: markSpecs(rule),
  })
}
