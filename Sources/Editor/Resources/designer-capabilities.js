// What the customer may do to the chosen element, in plain words, and the same for many at once.

import { capabilitiesOf } from './designer-rules.js'
import { allElements, offerUndo, sent } from './designer-structure.js'
import { selectField, switchField } from './form-parts.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { designerWords } from './words-designer.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./inspector.js').TreeElement} TreeElement */

/** @param {EditorContext} context @param {TreeElement} element */
export function capabilityFields(context, element) {
  const words = designerWords(context.language)
  const own = () => context.element(element.id)?.capabilities ?? []
  const set = (name, isOn) => {
    const capabilities = capabilitiesOf(element.kind).filter(one => (one === name ? isOn : own().includes(one)))
    const version = context.element(element.id)?.version ?? element.version
    sent(context, [{ op: 'setEditability', element: element.id, version, capabilities }], { element: element.id, label: words.rights, after: words.saved })
  }
  const fields = capabilitiesOf(element.kind).map(name => switchField({
    label: words[`${name}_on`], hint: words[`${name}_why`], isOn: own().includes(name), name: `can-${name}`, set: isOn => set(name, isOn),
  }))
  return part('div', { className: 'foyer-section-body' },
    !own().length && part('p', { className: 'foyer-quiet' }, words.rightsNone), ...fields, bulk(context, element))
}

/** The scope that was used last is likely to be used again. */
let scope = 'kindOnPage'

/** @param {EditorContext} context @param {TreeElement} element */
function bulk(context, element) {
  const words = designerWords(context.language)
  const count = part('span', { className: 'foyer-quiet', role: 'status' })
  const problem = part('p', { className: 'foyer-problem-line', role: 'alert' })
  const update = () => { count.textContent = told(affected(context, element, scope), words) }
  const field = selectField({
    label: words.scope, value: scope, name: 'scope',
    options: ['below', 'kindOnPage', 'kindOnSite'].map(name => [name, words[`scope_${name}`]]),
    set: value => {
      scope = value
      update()
    },
  })
  update()
  const send = async isGrant => {
    const own = context.element(element.id)?.capabilities ?? []
    problem.textContent = isGrant && !own.length ? words.nothingSwitchedOn : ''
    if (isGrant && !own.length) return
    const all = ['text', 'media', 'link', 'items', 'visible', 'order', 'variant', 'structure', 'seal']
    const operation = { op: 'grantEditability', scope, element: element.id, grant: isGrant ? own : [], revoke: isGrant ? [] : all }
    const answer = await sent(context, [operation], { element: element.id, label: words.sameFor })
    if (!answer) return
    const changed = answer.elements?.length ?? 0
    const name = isGrant ? 'didUnlock' : 'didLock'
    if (!changed) return context.toasts.show(words.didNothing, { name: 'done' })
    offerUndo(context, changed === 1 ? words[`${name}One`] : filled(words[name], { count: changed }))
  }
  return part('div', { className: 'foyer-bulk' },
    part('h4', {}, words.sameFor), part('p', { className: 'foyer-hint' }, words.sameForHint), field, count,
    part('div', { className: 'foyer-row' },
      pressable(words.unlockThese, () => send(true), { icon: 'unlock', choice: 'unlock-these' }),
      pressable(words.lockThese, () => send(false), { icon: 'lock', choice: 'lock-these' })),
    problem)
}

/** How many elements of the page it is about; undefined when the other pages count, too. */
function affected(context, element, scope) {
  const all = allElements(context)
  if (scope === 'kindOnPage') return all.filter(({ kind }) => kind === element.kind).length
  if (scope === 'kindOnSite') return undefined
  const below = new Set([element.id])
  for (const { id, parent } of all) if (below.has(parent ?? '')) below.add(id)
  return below.size
}

const told = (count, words) => count === undefined ? words.affectsSite : count === 1 ? words.affectsOne : filled(words.affects, { count })
