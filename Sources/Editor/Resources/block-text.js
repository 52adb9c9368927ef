// Words in blocks under the hands of somebody who types: paragraphs, headings, lists and quotations, as far as the element's rule has them.

import { pm } from 'prosemirror'
import {
  insertRule, isInQuote, leaveCode, liftItem, listFromSigns, listType, plainAtStart, setLine, sinkItem, splitItem, toggleList, toggleQuote,
} from './block-commands.js'
import { countDocument, normalizedDocument, plainLines, sameDocument } from './block-nodes.js'
import { blocksFromDOM, blocksFromText } from './block-paste.js'
import { levelsIn, schemaFor } from './block-schema.js'
import { TypedText, markSpecs } from './typed-text.js'

const { DOMParser, Fragment, Slice } = pm.model
const { Plugin, TextSelection } = pm.state
const { Decoration, DecorationSet } = pm.view
const { chainCommands } = pm.commands

/** @typedef {import('./channel.js').RichDocument} RichDocument */

export class BlockText extends TypedText {
  /**
   * @param {HTMLElement} element
   * @param {import('./typed-text.js').Rule} rule
   * @param {RichDocument} document
   * @param {import('./typed-text.js').Handlers} handlers
   */
  constructor(element, rule, document, handlers) {
    const levels = levelsIn(document)
    const schema = schemaFor(rule, document)
    const pasteRule = { marks: Object.keys(markSpecs(rule)), blocks: rule.blocks ?? [], levels }
    const slice = blocks => Slice.maxOpen(Fragment.fromJSON(schema, normalizedDocument({ type: 'doc', content: blocks }, rule.marks).content), true)
    const within = command => (state, dispatch, view) => (command(state, dispatch, view), Boolean(listType(state)))
    super(element, rule, {
      doc: docFrom(schema, rule, document),
      keys: {
        Enter: chainCommands(leaveCode, splitItem, pm.commands.newlineInCode, pm.commands.createParagraphNear, pm.commands.liftEmptyBlock, pm.commands.splitBlock),
        Backspace: chainCommands(plainAtStart, pm.commands.deleteSelection, pm.commands.joinBackward, pm.commands.selectNodeBackward),
        // In a list these keys move the item, also where it cannot go further; Alt+F10 and Mod+Enter lead out of the text.
        Tab: within(sinkItem), 'Shift-Tab': within(liftItem),
        ...(schema.nodes.bullet_list && { 'Mod-Shift-8': toggleList('bullet_list'), 'Mod-Shift-7': toggleList('ordered_list') }),
      },
      isLong: true,
      plugins: [lines],
      props: {
        clipboardParser: {
          // What was copied from such a text keeps its form, with the spaces at its ends.
          parseSlice: (dom, options) => dom.querySelector('[data-pm-slice]')
            ? DOMParser.fromSchema(schema).parseSlice(dom, options)
            : slice(blocksFromDOM(dom, pasteRule)),
        },
        clipboardTextParser: text => slice(blocksFromText(text)),
        handleTextInput: listFromSigns,
      },
    }, handlers)
    this.levels = schema.nodes.heading ? levels : []
  }

  get firstSelection() { return TextSelection.atStart(this.view.state.doc) }

  /** @returns {RichDocument} */
  get value() { return normalizedDocument(this.view.state.doc.toJSON(), this.rule.marks) }

  /** @param {RichDocument} document */
  set value(document) { this.replace(docFrom(this.view.state.schema, this.rule, document)) }

  /** @param {RichDocument} document */
  isSame(document) { return sameDocument(this.value, normalizedDocument(document, this.rule.marks)) }

  get length() { return countDocument(this.value) }
  get isEmpty() { return !plainLines(this.value).trim() }

  // MARK: Blocks

  /** What the line with the cursor is: `paragraph`, `heading2`, `code`; empty when the selection has several. */
  get line() {
    const { from, to } = this.view.state.selection
    const found = new Set()
    this.view.state.doc.nodesBetween(from, to, node => {
      if (!node.isTextblock) return true
      found.add(node.type.name === 'heading' ? `heading${node.attrs.level}` : node.type.name === 'code_block' ? 'code' : node.type.name)
      return false
    })
    return found.size === 1 ? String([...found][0]) : ''
  }

  /** @param {string} line */
  setLine(line) {
    if (line.startsWith('heading')) this.run(setLine('heading', { level: Number(line.slice(7)) }))
    else this.run(setLine(line === 'code' ? 'code_block' : 'paragraph'))
  }

  /** @param {string} name of a kind of block */
  isWithin(name) { return name === 'quote' ? isInQuote(this.view.state) : listType(this.view.state) === name }

  /** @param {string} name */
  toggleBlock(name) {
    if (name === 'quote') this.run(toggleQuote)
    else if (name === 'rule') this.run(insertRule)
    else this.run(toggleList(name))
  }

  get isInList() { return Boolean(listType(this.view.state)) }
  indent() { this.run(sinkItem) }
  outdent() { this.run(liftItem) }
}

// The server writes the only line of an item without a paragraph; here it stands in one that must not look like one.
const lines = new Plugin({
  props: {
    decorations: ({ doc }) => {
      /** @type {any[]} */
      const found = []
      doc.descendants((node, position) => {
        const only = node.type.name === 'list_item' && node.childCount === 1 ? node.firstChild : null
        if (only?.type.name === 'paragraph') found.push(Decoration.node(position + 1, position + 1 + only.nodeSize, { class: 'foyer-line' }))
        return !node.isTextblock
      })
      return DecorationSet.create(doc, found)
    },
  },
})

function docFrom(schema, rule, document) {
  try {
    const doc = schema.nodeFromJSON(normalizedDocument(document, rule.marks))
    doc.check()
    return doc
  } catch {
    // A kind of block that this program does not know yet: its words are still there.
    const content = plainLines(document).split('\n').filter(Boolean).map(text => ({ type: 'paragraph', content: [{ type: 'text', text }] }))
    return schema.nodeFromJSON({ type: 'doc', content: content.length ? content : [{ type: 'paragraph' }] })
  }
}
