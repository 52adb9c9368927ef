// What the keys and the toolbar do to blocks. Each command that moves items builds the new blocks and puts them in the place of the old;
// lines never change their order, so the cursor stays in the line with the same number.

import { pm } from 'prosemirror'
import { DEEPEST } from './block-nodes.js'

const { Fragment } = pm.model
const { TextSelection } = pm.state
const { canSplit } = pm.transform

const isList = node => node.type.name === 'bullet_list' || node.type.name === 'ordered_list'
const isItem = node => node.type.name === 'list_item'

/** The innermost list around the whole selection, and which of its items are in it. */
function listAt(state) {
  const { $from, $to } = state.selection
  const range = $from.blockRange($to, node => isList(node))
  if (!range) return null
  return { list: range.parent, depth: range.depth, start: range.startIndex, end: range.endIndex, at: range.$from.before(range.depth) }
}

/** @param {any} state */
export const listType = state => listAt(state)?.list.type.name ?? ''

/** @param {any} state */
export function isInQuote(state) {
  const { $from } = state.selection
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === 'blockquote') return true
  return false
}

/** Puts blocks in the place of others, with the cursor in the same line. */
function rebuild(state, dispatch, from, to, nodes) {
  const { doc, selection } = state
  const parent = doc.resolve(from)
  const fragment = Fragment.from(nodes)
  if (!parent.parent.canReplace(parent.index(), doc.resolve(to).index(), fragment)) return false
  const transaction = state.tr.replaceWith(from, to, fragment)
  if (depthOf(transaction.doc) >= DEEPEST) return false
  if (!dispatch) return true
  const place = position => {
    if (position < from) return position
    if (position > to) return position + transaction.doc.content.size - doc.content.size
    const [line, offset] = lineAt(doc, from, position)
    return positionOf(transaction.doc, from, line, offset)
  }
  const anchor = transaction.doc.resolve(place(selection.anchor))
  const head = transaction.doc.resolve(place(selection.head))
  transaction.setSelection(TextSelection.between(anchor, head))
  dispatch(transaction.scrollIntoView())
  return true
}

function lineAt(doc, from, position) {
  let line = -1
  let offset = 0
  doc.nodesBetween(from, Math.max(position, from + 1), (node, start) => {
    if (!node.isTextblock || start < from) return true
    line += 1
    offset = Math.max(0, Math.min(position - start - 1, node.content.size))
    return false
  })
  return [Math.max(line, 0), offset]
}

function positionOf(doc, from, line, offset) {
  let left = line
  let found = from
  doc.nodesBetween(from, doc.content.size, (node, start) => {
    if (left < 0) return false
    if (!node.isTextblock || start < from) return true
    left -= 1
    if (left < 0) found = start + 1 + Math.min(offset, node.content.size)
    return false
  })
  return found
}

/** How many items and quotations stand in each other at the deepest place. */
function depthOf(node) {
  let deepest = 0
  node.forEach(child => {
    deepest = Math.max(deepest, depthOf(child) + (isItem(child) || child.type.name === 'blockquote' ? 1 : 0))
  })
  return deepest
}

/** Makes the selected blocks a list, a list one of the other kind, and the items of a list plain blocks again. @param {string} name */
export const toggleList = name => (state, dispatch) => {
  const { schema } = state
  const type = schema.nodes[name]
  const found = listAt(state)
  if (found?.list.type === type) return liftItem(state, dispatch)
  if (found) return rebuild(state, dispatch, found.at, found.at + found.list.nodeSize, [type.create(null, found.list.content)])
  const { $from, $to } = state.selection
  const range = $from.blockRange($to)
  if (!range || !type) return false
  const items = []
  let { start, end, startIndex, endIndex } = range
  // Neighbours of the same kind become one list.
  if (startIndex && range.parent.child(startIndex - 1).type === type) start -= range.parent.child((startIndex -= 1)).nodeSize
  if (endIndex < range.parent.childCount && range.parent.child(endIndex).type === type) end += range.parent.child(endIndex++).nodeSize
  for (let index = startIndex; index < endIndex; index += 1) {
    const node = range.parent.child(index)
    if (isList(node)) node.forEach(item => items.push(item))
    else items.push(schema.nodes.list_item.create(null, node.type.name === 'heading' ? schema.nodes.paragraph.create(null, node.content) : node))
  }
  return rebuild(state, dispatch, start, end, [type.create(null, items)])
}

/** One level out; from the outermost level out of the list. */
export function liftItem(state, dispatch) {
  const found = listAt(state)
  if (!found) return false
  const { list, depth, start, end, at } = found
  const items = [...children(list)]
  const before = items.slice(0, start)
  const lifted = items.slice(start, end)
  const after = items.slice(end)
  const rest = some => (some.length ? [list.copy(Fragment.from(some))] : [])
  const { $from } = state.selection
  const outer = depth > 1 ? $from.node(depth - 1) : null
  if (!outer || !isItem(outer)) {
    const blocks = lifted.flatMap(item => [...children(item)])
    return rebuild(state, dispatch, at, at + list.nodeSize, [...rest(before), ...blocks, ...rest(after)])
  }
  // In a list within an item: what follows goes along, below the last of those that move.
  const index = $from.index(depth - 1)
  const siblings = [...children(outer)]
  const kept = [...siblings.slice(0, index), ...rest(before)]
  const last = lifted[lifted.length - 1]
  lifted[lifted.length - 1] = last.copy(last.content.append(Fragment.from([...rest(after), ...siblings.slice(index + 1)])))
  const place = $from.before(depth - 1)
  return rebuild(state, dispatch, place, place + outer.nodeSize, [...(kept.length ? [outer.copy(Fragment.from(kept))] : []), ...lifted])
}

/** One level in, below the item before. */
export function sinkItem(state, dispatch) {
  const found = listAt(state)
  if (!found || !found.start) return false
  const { list, start, end, at } = found
  const items = [...children(list)]
  const host = items[start - 1]
  const moved = items.slice(start, end)
  const inner = host.lastChild
  const content = inner?.type === list.type
    ? host.content.replaceChild(host.childCount - 1, inner.copy(inner.content.append(Fragment.from(moved))))
    : host.content.append(Fragment.from(list.type.create(null, moved)))
  const from = at + 1 + items.slice(0, start - 1).reduce((sum, item) => sum + item.nodeSize, 0)
  const to = from + host.nodeSize + moved.reduce((sum, item) => sum + item.nodeSize, 0)
  return rebuild(state, dispatch, from, to, [host.copy(content)])
}

/** Enter in a list: a new item; in an empty one, out of the list. */
export function splitItem(state, dispatch) {
  const { $from, $to } = state.selection
  if ($from.depth < 2 || !$from.sameParent($to) || !isItem($from.node(-1)) || !$from.parent.isTextblock || $from.parent.type.spec.code) return false
  if (!$from.parent.content.size && $from.node(-1).childCount === 1) return liftItem(state, dispatch)
  const { paragraph } = state.schema.nodes
  const transaction = state.tr.delete($from.pos, $to.pos)
  const types = [null, $to.pos === $from.end() ? { type: paragraph } : null]
  if (!canSplit(transaction.doc, $from.pos, 2, types)) return false
  dispatch?.(transaction.split($from.pos, 2, types).scrollIntoView())
  return true
}

/** Backspace before the first letter: a heading, an item and a quotation become plain first. */
export function plainAtStart(state, dispatch, view) {
  const { $cursor } = state.selection
  if (!$cursor || (view ? !view.endOfTextblock('backward', state) : $cursor.parentOffset > 0)) return false
  const { paragraph } = state.schema.nodes
  if ($cursor.parent.type !== paragraph) return pm.commands.setBlockType(paragraph)(state, dispatch)
  const found = listAt(state)
  const isFirstLine = found && isItem($cursor.node(-1)) && $cursor.index(-1) === 0
  return isFirstLine ? liftItem(state, dispatch) : false
}

/** Words around and within a quotation. */
export function toggleQuote(state, dispatch) {
  const { $from, $to } = state.selection
  const { blockquote } = state.schema.nodes
  const inside = $from.blockRange($to, node => node.type === blockquote)
  if (inside) {
    const at = $from.before(inside.depth)
    return rebuild(state, dispatch, at, at + inside.parent.nodeSize, [...children(inside.parent)])
  }
  // A list is quoted as a whole.
  const range = $from.blockRange($to, node => !isList(node) && !isItem(node) && !node.isTextblock)
  if (!range) return false
  const blocks = [...children(range.parent)].slice(range.startIndex, range.endIndex)
  return rebuild(state, dispatch, range.start, range.end, [blockquote.create(null, blocks)])
}

/** Paragraph, heading or code. @param {string} name @param {object} [attrs] */
export const setLine = (name, attrs) => (state, dispatch) => pm.commands.setBlockType(state.schema.nodes[name], attrs)(state, dispatch)

export function insertRule(state, dispatch) {
  const { horizontal_rule: rule, paragraph } = state.schema.nodes
  const { $from } = state.selection
  if ($from.depth < 1) return false
  const at = $from.after(1)
  const transaction = state.tr.insert(at, [rule.create(), ...(at === state.doc.content.size ? [paragraph.create()] : [])])
  dispatch?.(transaction.setSelection(TextSelection.near(transaction.doc.resolve(Math.min(at + 2, transaction.doc.content.size)))).scrollIntoView())
  return true
}

/** Enter in the empty last line of code leads out of it. */
export function leaveCode(state, dispatch) {
  const { $from, empty } = state.selection
  if (!empty || !$from.parent.type.spec.code || $from.parentOffset !== $from.parent.content.size || !$from.parent.textContent.endsWith('\n')) return false
  const transaction = state.tr.delete($from.pos - 1, $from.pos)
  const at = $from.after() - 1
  transaction.insert(at, state.schema.nodes.paragraph.create())
  dispatch?.(transaction.setSelection(TextSelection.near(transaction.doc.resolve(at + 1))).scrollIntoView())
  return true
}

// What people type to begin a list.
const BULLET = /^[-*•–]$/
const NUMBER = /^1[.)]$/

/** A dash or a one before a space begins a list; undo brings the signs back. */
export function listFromSigns(view, from, to, text) {
  if (text !== ' ' || from !== to || view.composing) return false
  const { state } = view
  const { $from } = state.selection
  const { schema } = state
  if (!schema.nodes.bullet_list || $from.parent.type !== schema.nodes.paragraph || listAt(state)) return false
  const before = $from.parent.textBetween(0, $from.parentOffset, '\n', '\n')
  const name = BULLET.test(before) ? 'bullet_list' : NUMBER.test(before) ? 'ordered_list' : ''
  if (!name) return false
  view.dispatch(pm.history.closeHistory(state.tr.insertText(' ')))
  view.dispatch(view.state.tr.delete($from.start(), $from.start() + before.length + 1))
  return toggleList(name)(view.state, view.dispatch)
}

function children(node) {
  const nodes = []
  node.forEach(child => nodes.push(child))
  return nodes
}
