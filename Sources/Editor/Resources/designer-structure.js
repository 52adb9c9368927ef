// What designers do to the tree: move, duplicate, remove. Where an element stands is told as the server asks for it.

import { mayHaveChildren } from './designer-rules.js'
import { filled } from './words.js'
import { designerWords } from './words-designer.js'
import { nameOf } from './words-history.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./inspector.js').TreeElement} TreeElement */

/** @param {EditorContext} context @returns {TreeElement[]} in document order: the page's own, the shared ones, the template's */
export function allElements(context) {
  const tree = context.tree()
  return [...(tree.elements ?? []), ...(tree.shared ?? []), ...(tree.template ?? [])]
}

const placeKey = ({ parent = '', slot = '', owner = {} }) => `${parent}|${parent ? '' : slot}|${owner.shared ?? ''}|${owner.template ?? ''}`

/** Those among which an element stands, itself with them, in order. @param {EditorContext} context @param {TreeElement} element */
export const siblingsOf = (context, element) => allElements(context).filter(other => placeKey(other) === placeKey(element))

/** @param {EditorContext} context @param {string} id */
export const childrenOf = (context, id) => allElements(context).filter(({ parent }) => parent === id)

/** The members of an operation that name the place where an element stands. @param {EditorContext} context @param {TreeElement} element */
export function placeOf(context, { parent, slot, owner }) {
  if (parent) return { parent }
  const root = owner?.shared ? { shared: owner.shared } : owner?.template ? { template: owner.template } : { page: context.page() }
  return slot ? { ...root, slot } : root
}

/**
 * Where a step leads; null when there is nothing further.
 * @param {EditorContext} context
 * @param {TreeElement} element
 * @param {'up' | 'down' | 'into' | 'out'} step
 */
export function stepTo(context, element, step) {
  const siblings = siblingsOf(context, element)
  const index = siblings.findIndex(({ id }) => id === element.id)
  const here = placeOf(context, element)
  switch (step) {
    case 'up':
      if (index < 1) return null
      return index > 1 ? { ...here, after: siblings[index - 2].id } : here
    case 'down':
      return index < siblings.length - 1 ? { ...here, after: siblings[index + 1].id } : null
    case 'into': {
      const above = siblings[index - 1]
      if (!above || !mayHaveChildren(above.kind)) return null
      const last = childrenOf(context, above.id).at(-1)
      return { parent: above.id, ...(last ? { after: last.id } : {}) }
    }
    case 'out': {
      const parent = context.element(element.parent)
      return parent ? { ...placeOf(context, parent), after: parent.id } : null
    }
  }
}

/** @param {EditorContext} context @param {TreeElement} element @param {'up' | 'down' | 'into' | 'out'} step */
export async function moveElement(context, element, step) {
  const words = designerWords(context.language)
  const place = stepTo(context, element, step)
  if (!place) {
    context.say(words.cannotMove)
    return false
  }
  return await sent(context, [{ op: 'move', element: element.id, version: element.version, ...place }], {
    element: element.id, label: words[`move${step[0].toUpperCase()}${step.slice(1)}`], after: filled(words.moved, { name: nameOf(element, context.language) }),
  }) !== null
}

/** @param {EditorContext} context @param {TreeElement} element */
export async function duplicateElement(context, element) {
  const words = designerWords(context.language)
  const answer = await sent(context, [{ op: 'duplicateItem', element: element.id, version: element.version }], {
    element: element.id, label: words.duplicate, after: filled(words.duplicated, { name: nameOf(element, context.language) }),
  })
  const copy = answer?.added?.[0]
  if (copy) context.select(copy)
}

/** @param {EditorContext} context @param {TreeElement} element */
export async function removeElement(context, element) {
  const words = designerWords(context.language)
  const text = filled(words.removed, { name: nameOf(element, context.language) })
  const siblings = siblingsOf(context, element)
  const index = siblings.findIndex(({ id }) => id === element.id)
  const next = siblings[index + 1]?.id ?? siblings[index - 1]?.id ?? element.parent ?? null
  const answer = await sent(context, [{ op: 'remove', element: element.id, version: element.version }], { element: element.id, label: words.remove })
  if (!answer) return false
  context.select(next)
  offerUndo(context, text)
  return true
}

/** Says what was done, with the way back. @param {EditorContext} context @param {string} text */
export function offerUndo(context, text) {
  const words = designerWords(context.language)
  context.toasts.show(text, { name: 'done', actions: [{ label: words.undo, choice: 'undo', act: () => context.undo() }] })
}

/**
 * Null when it was refused; the card beside the draft says why.
 * @param {EditorContext} context
 * @param {object[]} operations
 * @param {import('./inspector.js').SubmitOptions} options
 */
export async function sent(context, operations, options) {
  try {
    return await context.submit(operations, options)
  } catch {
    return null
  }
}
