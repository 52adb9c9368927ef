// One line of text under the hands of somebody who types: ProseMirror, mounted on the element itself, so that the words keep the look of
// the page. The rule of the element is the schema: what is not allowed cannot be typed, pasted, dropped or undone into being.

import { pm } from 'prosemirror'
import { TAG_OF_MARK } from './inline-html.js'
import { countCharacters, normalized, plain, sameText, withoutControls } from './inline-nodes.js'
import { inlineFromDOM, withoutStyles } from './inline-paste.js'
import { addressFor } from './link-targets.js'

const { Fragment, Schema, Slice } = pm.model
const { EditorState, TextSelection } = pm.state
const { EditorView } = pm.view
const { toggleMark, baseKeymap } = pm.commands

// Elements that HTML allows to be a text box. Others, such as headings, stay what they are; browsers tell that they can be edited.
const MAY_BE_TEXTBOX = new Set('P SPAN DIV BLOCKQUOTE B I U S SMALL STRONG EM Q MARK TIME CODE'.split(' '))

// What a browser's own commands make.
const ALIASES = { strong: [{ tag: 'b' }], em: [{ tag: 'i' }], strike: [{ tag: 'strike' }] }

/**
 * @typedef {import('./channel.js').InlineNode} InlineNode
 *
 * @typedef {object} Rule
 * @property {string[]} marks
 * @property {boolean} breaks
 * @property {boolean} isControl whether the element is a button or the like, in which the space bar does something of its own
 * @property {string} label
 * @property {Map<string, string>} addresses what links show for their targets
 *
 * @typedef {object} Handlers
 * @property {() => void} onUpdate after each change of words, marks or selection
 * @property {() => void} onSave
 * @property {() => void} onCancel
 * @property {() => void} onToolbar
 * @property {(event: FocusEvent) => void} onBlur
 */

export class InlineText {
  #view
  #rule
  #before
  #attributes

  /**
   * @param {HTMLElement} element whose content is replaced
   * @param {Rule} rule
   * @param {InlineNode[]} nodes
   * @param {Handlers} handlers
   */
  constructor(element, rule, nodes, handlers) {
    this.element = element
    this.#rule = rule
    this.#before = normalized(nodes, rule.marks)
    this.#attributes = [...element.attributes].map(({ name, value }) => [name, value])
    const schema = schemaFor(rule)
    const doc = schema.nodeFromJSON({ type: 'doc', content: this.#before })
    element.replaceChildren()
    this.#view = new EditorView({ mount: element }, {
      state: EditorState.create({ doc, plugins: [pm.keymap.keymap(this.#keys(schema, handlers)), pm.keymap.keymap(baseKeymap), pm.history.history()] }),
      attributes: {
        spellcheck: 'true', draggable: 'false',
        ...(MAY_BE_TEXTBOX.has(element.tagName) && { role: 'textbox', 'aria-multiline': 'false', 'aria-label': rule.label }),
      },
      handleDOMEvents: {
        blur: (_, event) => (handlers.onBlur(event), false),
        // Inside a button or a link a key or a click must do no more than it does in a text.
        keyup: (_, event) => (rule.isControl && event.key === ' ' && event.preventDefault(), false),
        click: (_, event) => (event.preventDefault(), false),
        dragstart: (_, event) => (event.preventDefault(), true),
      },
      transformPastedHTML: withoutStyles,
      clipboardParser: { parseSlice: dom => this.#slice(inlineFromDOM(dom, new Set(rule.marks), rule.breaks)) },
      clipboardTextParser: text => this.#slice(text.trim() ? [{ type: 'text', text: withoutControls(text.replace(/\s*\n\s*/g, ' ')) }] : []),
      dispatchTransaction: transaction => {
        this.#view.updateState(this.#view.state.apply(transaction))
        handlers.onUpdate()
      },
    })
  }

  /** Puts the cursor where somebody clicked, or selects everything. @param {{left: number, top: number}} [place] */
  focus(place) {
    const { state } = this.#view
    const found = place && this.#view.posAtCoords(place)
    const selection = found
      ? TextSelection.near(state.doc.resolve(found.pos))
      : TextSelection.create(state.doc, 0, state.doc.content.size)
    this.#view.dispatch(state.tr.setSelection(selection))
    this.#view.focus()
  }

  refocus() { this.#view.focus() }

  /** What stands there now, without spaces at its ends. @returns {InlineNode[]} */
  get nodes() {
    const nodes = normalized(this.#view.state.doc.toJSON().content ?? [], this.#rule.marks)
    const first = nodes[0]
    const last = nodes.at(-1)
    if (first?.type === 'text') first.text = first.text.replace(/^[ \t]+/, '')
    if (last?.type === 'text') last.text = last.text.replace(/[ \t]+$/, '')
    return normalized(nodes, this.#rule.marks)
  }

  get length() { return countCharacters(plain(this.nodes)) }
  get isEmpty() { return !plain(this.nodes).trim() }
  get isChanged() { return !sameText(this.nodes, this.#before) }
  get isComposing() { return this.#view.composing }

  /** @param {string} name */
  isActive(name) {
    const { from, to, empty, $from } = this.#view.state.selection
    const mark = this.#view.state.schema.marks[name]
    if (!mark) return false
    return empty
      ? Boolean(mark.isInSet(this.#view.state.storedMarks ?? $from.marks()))
      : this.#view.state.doc.rangeHasMark(from, to, mark)
  }

  /** @param {string} name */
  toggle(name) {
    toggleMark(this.#view.state.schema.marks[name])(this.#view.state, this.#view.dispatch)
    this.#view.focus()
  }

  /** The target of the link at the cursor; empty when there is none. */
  get link() {
    const { from, to, $from } = this.#view.state.selection
    const mark = this.#view.state.schema.marks.link
    let found = mark?.isInSet($from.marks())
    this.#view.state.doc.nodesBetween(from, to, node => { found ??= mark?.isInSet(node.marks) })
    return found?.attrs.href ?? ''
  }

  /** Makes the selected words, or the link at the cursor, lead to a target; an empty one takes the link away. @param {string} target */
  setLink(target) {
    const { state } = this.#view
    const mark = state.schema.marks.link
    let { from, to } = state.selection
    if (from === to) [from, to] = linkAround(state.doc, from, mark)
    const transaction = state.tr.removeMark(from, to, mark)
    if (target) transaction.addMark(from, to, mark.create({ href: target }))
    this.#view.dispatch(transaction)
    this.#view.focus()
  }

  /** Lets go of the element: what it shows is the caller's matter, its attributes are as they were. */
  close() {
    this.#view.destroy()
    const kept = new Map(this.#attributes)
    for (const { name } of [...this.element.attributes]) if (!kept.has(name)) this.element.removeAttribute(name)
    for (const [name, value] of kept) this.element.setAttribute(name, value)
  }

  /** Takes in what an input method has not yet handed over. */
  settle() {
    pm.view.__endComposition?.(this.#view, true)
    this.#view.domObserver?.forceFlush?.()
  }

  #slice(nodes) {
    const { schema } = this.#view.state
    return new Slice(Fragment.fromJSON(schema, normalized(nodes, this.#rule.marks)), 0, 0)
  }

  #keys(schema, handlers) {
    const run = action => () => (action(), true)
    const lineBreak = (state, dispatch) => {
      if (schema.nodes.hard_break) dispatch?.(state.tr.replaceSelectionWith(schema.nodes.hard_break.create()).scrollIntoView())
      return true
    }
    const space = (state, dispatch) => (dispatch?.(state.tr.insertText(' ')), true)
    return {
      ...(schema.marks.strong && { 'Mod-b': toggleMark(schema.marks.strong) }),
      ...(schema.marks.em && { 'Mod-i': toggleMark(schema.marks.em) }),
      ...(this.#rule.isControl && { Space: space }),
      'Mod-z': pm.history.undo, 'Mod-y': pm.history.redo, 'Shift-Mod-z': pm.history.redo,
      Enter: run(handlers.onSave), 'Mod-Enter': run(handlers.onSave), Escape: run(handlers.onCancel),
      'Shift-Enter': lineBreak, 'Alt-F10': run(handlers.onToolbar),
    }
  }
}

function schemaFor(rule) {
  const marks = {}
  for (const name of rule.marks) {
    const tag = TAG_OF_MARK[name]
    if (!tag) continue
    marks[name] = name === 'link'
      ? {
          attrs: { href: { validate: 'string' } }, inclusive: false, parseDOM: [],
          toDOM: mark => ['a', { href: addressFor(mark.attrs.href, rule.addresses), 'data-target': mark.attrs.href }, 0],
        }
      // Parse rules are for what the browser does to the text itself; pasted HTML goes another way.
      : { parseDOM: [{ tag }, ...(ALIASES[name] ?? [])], toDOM: () => [tag, 0] }
  }
  if (marks.link) marks.link.parseDOM = [{ tag: 'a[data-target]', getAttrs: node => ({ href: node.dataset.target }) }]
  const hard_break = { inline: true, group: 'inline', selectable: false, parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] }
  return new Schema({
    // A break that stands in the text already must not get lost, whether or not new ones may be made.
    nodes: { doc: { content: 'inline*' }, text: { group: 'inline' }, ...(rule.breaks && { hard_break }) },
    marks,
  })
}

function linkAround(doc, position, mark) {
  let from = position
  let to = position
  const isLink = place => Boolean(doc.resolve(place).nodeAfter && mark.isInSet(doc.resolve(place).nodeAfter.marks))
  while (from > 0 && isLink(from - 1)) from -= 1
  while (to < doc.content.size && isLink(to)) to += 1
  return [from, to]
}
