// Words under the hands of somebody who types: ProseMirror, mounted on the element itself, so that the words keep the look of the page. The
// rule of the element is the schema: what is not allowed cannot be typed, pasted, dropped or undone into being.

import { pm } from 'prosemirror'
import { TAG_OF_MARK } from './inline-html.js'
import { withoutStyles } from './inline-paste.js'
import { addressFor, isTarget } from './link-targets.js'

const { EditorState, TextSelection } = pm.state
const { EditorView } = pm.view
const { toggleMark, baseKeymap } = pm.commands

// Elements that HTML allows to be a text box. Others, such as headings, stay what they are; browsers tell that they can be edited.
const MAY_BE_TEXTBOX = new Set('P SPAN DIV BLOCKQUOTE B I U S SMALL STRONG EM Q MARK TIME CODE'.split(' '))

// What a browser's own commands make.
const ALIASES = { strong: [{ tag: 'b' }], em: [{ tag: 'i' }], strike: [{ tag: 'strike' }] }

/**
 * @typedef {object} Rule
 * @property {string[]} marks
 * @property {string} label
 * @property {Map<string, string>} addresses what links show for their targets
 * @property {boolean} [breaks] whether a line may break
 * @property {boolean} [isControl] whether the element is a button or the like, in which the space bar does something of its own
 * @property {string[]} [blocks] which blocks a document may have
 *
 * @typedef {object} Handlers
 * @property {() => void} onUpdate after each change of words, marks or selection
 * @property {() => void} onSave
 * @property {() => void} [onEnter] in one line of text, where it does not save
 * @property {() => void | false} onCancel
 * @property {() => void} onToolbar
 * @property {() => void} onLink
 * @property {(event: FocusEvent) => void} onBlur
 */

/** What one line of text and words in blocks have in common. */
export class TypedText {
  /** @type {any} */
  view
  #attributes

  /**
   * @param {HTMLElement} element whose content is replaced
   * @param {Rule} rule
   * @param {object} engine
   * @param {any} engine.doc
   * @param {Record<string, any>} engine.keys
   * @param {boolean} engine.isLong whether it has several lines
   * @param {any[]} [engine.plugins]
   * @param {object} engine.props
   * @param {Handlers} handlers
   */
  constructor(element, rule, { doc, keys, isLong, plugins = [], props }, handlers) {
    this.element = element
    this.rule = rule
    this.#attributes = [...element.attributes].map(({ name, value }) => [name, value])
    element.replaceChildren()
    const { schema } = doc.type
    const own = { ...this.#keys(schema, handlers), ...keys }
    this.view = new EditorView({ mount: element }, {
      state: EditorState.create({ doc, plugins: [...plugins, pm.keymap.keymap(own), pm.keymap.keymap(baseKeymap), pm.history.history()] }),
      attributes: {
        spellcheck: 'true', draggable: 'false',
        ...(MAY_BE_TEXTBOX.has(element.tagName) && { role: 'textbox', 'aria-multiline': String(isLong), 'aria-label': rule.label }),
      },
      // Beside the edge of the window stands the panel.
      scrollThreshold: { top: 24, right: 0, bottom: 140, left: 0 },
      scrollMargin: { top: 32, right: 0, bottom: 150, left: 0 },
      handleDOMEvents: {
        blur: (_, event) => (handlers.onBlur(event), false),
        // Inside a button or a link a key or a click must do no more than it does in a text.
        keyup: (_, event) => (rule.isControl && event.key === ' ' && event.preventDefault(), false),
        click: (_, event) => (event.preventDefault(), false),
        dragstart: (_, event) => (event.preventDefault(), true),
      },
      transformPastedHTML: withoutStyles,
      dispatchTransaction: transaction => {
        this.view.updateState(this.view.state.apply(transaction))
        handlers.onUpdate()
      },
      ...props,
    })
  }

  /** Puts the cursor where somebody clicked, or where the text says. @param {{left: number, top: number}} [place] */
  focus(place) {
    const { state } = this.view
    const found = place && this.view.posAtCoords(place)
    this.view.dispatch(state.tr.setSelection(found ? TextSelection.near(state.doc.resolve(found.pos)) : this.firstSelection))
    this.view.focus()
  }

  refocus() { this.view.focus() }

  get isComposing() { return this.view.composing }

  /** @param {string} name */
  isActive(name) {
    const { from, to, empty, $from } = this.view.state.selection
    const mark = this.view.state.schema.marks[name]
    if (!mark) return false
    return empty ? Boolean(mark.isInSet(this.view.state.storedMarks ?? $from.marks())) : this.view.state.doc.rangeHasMark(from, to, mark)
  }

  /** @param {string} name of a mark */
  toggle(name) { this.run(toggleMark(this.view.state.schema.marks[name])) }

  /** @param {(state: any, dispatch: any, view?: any) => boolean} command */
  run(command) {
    command(this.view.state, this.view.dispatch, this.view)
    this.view.focus()
  }

  undo() { this.run(pm.history.undo) }
  redo() { this.run(pm.history.redo) }

  /** The target of the link at the cursor; empty when there is none. */
  get link() {
    const { from, to, $from } = this.view.state.selection
    const mark = this.view.state.schema.marks.link
    let found = mark?.isInSet($from.marks())
    this.view.state.doc.nodesBetween(from, to, node => { found ??= mark?.isInSet(node.marks) })
    return found?.attrs.href ?? ''
  }

  /** Makes the selected words, or the link at the cursor, lead to a target; an empty one takes the link away. @param {string} target */
  setLink(target) {
    const { state } = this.view
    const mark = state.schema.marks.link
    let { from, to } = state.selection
    if (from === to) [from, to] = linkAround(state.selection.$from, mark)
    const transaction = state.tr.removeMark(from, to, mark)
    // Where there is neither a selection nor a link, the address itself is the words.
    if (target && from === to) transaction.insert(from, state.schema.text(shown(target, this.rule.addresses), [mark.create({ href: target })]))
    else if (target) transaction.addMark(from, to, mark.create({ href: target }))
    this.view.dispatch(transaction)
    this.view.focus()
  }

  /** Puts other words there, as if they had always stood there. @param {any} doc */
  replace(doc) {
    const { state } = this.view
    this.view.dispatch(state.tr.replaceWith(0, state.doc.content.size, doc.content).setMeta('addToHistory', false))
  }

  /** Lets go of the element: what it shows is the caller's matter, its attributes are as they were. */
  close() {
    this.view.destroy()
    const kept = new Map(this.#attributes)
    for (const { name } of [...this.element.attributes]) if (!kept.has(name)) this.element.removeAttribute(name)
    for (const [name, value] of kept) this.element.setAttribute(name, value)
  }

  /** Takes in what an input method has not yet handed over. */
  settle() {
    pm.view.__endComposition?.(this.view, true)
    this.view.domObserver?.forceFlush?.()
  }

  #keys(schema, handlers) {
    // What answers no leaves the key to whatever is around.
    const run = action => () => action() !== false
    const lineBreak = (state, dispatch) => {
      if (schema.nodes.hard_break) dispatch?.(state.tr.replaceSelectionWith(schema.nodes.hard_break.create()).scrollIntoView())
      return true
    }
    return {
      ...(schema.marks.strong && { 'Mod-b': toggleMark(schema.marks.strong) }),
      ...(schema.marks.em && { 'Mod-i': toggleMark(schema.marks.em) }),
      ...(schema.marks.link && { 'Mod-k': run(handlers.onLink) }),
      'Mod-z': pm.history.undo, 'Mod-y': pm.history.redo, 'Shift-Mod-z': pm.history.redo,
      'Mod-Enter': run(handlers.onSave), Escape: run(handlers.onCancel),
      'Shift-Enter': lineBreak, 'Alt-F10': run(handlers.onToolbar),
    }
  }
}

/** The marks of a schema. @param {Rule} rule */
export function markSpecs({ marks, addresses }) {
  const specs = {}
  for (const name of marks) {
    const tag = TAG_OF_MARK[name]
    if (!tag) continue
    specs[name] = name === 'link'
      ? {
          attrs: { href: { validate: 'string' } }, inclusive: false,
          parseDOM: [{ tag: 'a[data-target]', getAttrs: node => isTarget(node.dataset.target) && { href: node.dataset.target } }],
          toDOM: mark => ['a', { href: addressFor(mark.attrs.href, addresses), 'data-target': mark.attrs.href }, 0],
        }
      // Parse rules are for what the browser does to the text itself; pasted HTML goes another way.
      : { parseDOM: [{ tag }, ...(ALIASES[name] ?? [])], toDOM: () => [tag, 0] }
  }
  return specs
}

export const hardBreak = { inline: true, group: 'inline', selectable: false, parseDOM: [{ tag: 'br' }], toDOM: () => ['br'] }

/** What people read where a link has no words of its own. */
function shown(target, addresses) {
  return addressFor(target, addresses).replace(/^(mailto:|tel:|https?:\/\/)/, '').replace(/^\/~[^/]+/, '') || target
}

/** From where to where the link at a position goes. */
function linkAround($position, mark) {
  const { parent } = $position
  const isLink = node => node.isInline && mark.isInSet(node.marks)
  const start = $position.start()
  /** @type {[number, number][]} */
  const runs = []
  parent.forEach((node, offset) => {
    if (!isLink(node)) return
    const last = runs.at(-1)
    if (last && last[1] === start + offset) last[1] += node.nodeSize
    else runs.push([start + offset, start + offset + node.nodeSize])
  })
  return runs.find(([from, to]) => from <= $position.pos && $position.pos <= to) ?? [$position.pos, $position.pos]
}
