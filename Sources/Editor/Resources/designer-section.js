// The designer's part of the panel: what an element is, what the customer may do to it, and what can be done to it as a whole.

import { capabilityFields } from './designer-capabilities.js'
import { limitFields } from './designer-limits.js'
import { isDesigning } from './designer-mode.js'
import { attributesOf, isClassName, tagsOf } from './designer-rules.js'
import { duplicateElement, moveElement, removeElement, sent, stepTo } from './designer-structure.js'
import { selectField, switchField, textField } from './form-parts.js'
import { kindIcon, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { designerWords } from './words-designer.js'
import { kindWord, nameOf } from './words-history.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./inspector.js').TreeElement} TreeElement */

/** Which parts are folded out stays the same from element to element. */
const open = new Set(['rights'])

/** @type {import('./inspector.js').Section} */
export function designerSection(context, element) {
  if (!element || !context.mayDesign || !isDesigning()) return null
  const words = designerWords(context.language)
  return part('section', { className: 'inspector-section foyer-designer', 'aria-label': words.design },
    part('p', { className: 'foyer-kind' }, kindIcon(element.kind), part('span', {}, kindWord(element.kind, context.language)), part('code', {}, element.tag ? `<${element.tag}>` : '')),
    toolbar(context, element, words),
    fold('rights', words.rights, () => capabilityFields(context, element)),
    fold('limits', words.limits, () => limitFields(context, element)),
    fold('element', words.element, () => elementFields(context, element, words)))
}

/** @param {string} name @param {string} title @param {() => HTMLElement} make */
function fold(name, title, make) {
  const details = part('details', { className: 'foyer-fold', data: { fold: name }, on: {
    toggle: () => {
      if (!details.open) return void open.delete(name)
      open.add(name)
      if (details.childElementCount < 2) details.append(make())
    },
  } }, part('summary', {}, part('h3', {}, title)))
  if (open.has(name)) {
    details.append(make())
    details.open = true
  }
  return details
}

/** @param {EditorContext} context @param {TreeElement} element @param {ReturnType<typeof designerWords>} words */
function toolbar(context, element, words) {
  const step = (name, icon) => {
    const label = words[`move${name[0].toUpperCase()}${name.slice(1)}`]
    const button = pressable(label, () => moveElement(context, element, name), { icon, isBare: true, className: 'foyer-tool', choice: `move-${name}` })
    button.setAttribute('aria-disabled', String(!stepTo(context, element, name)))
    return button
  }
  const add = () => document.dispatchEvent(new CustomEvent('foyer:show', { detail: { view: 'add' } }))
  return part('div', { className: 'foyer-tools-row', role: 'group', 'aria-label': words.actions },
    pressable(words.add, add, { icon: 'plus', isBare: true, className: 'foyer-tool', choice: 'add' }),
    pressable(words.duplicate, () => duplicateElement(context, element), { icon: 'copy', isBare: true, className: 'foyer-tool', choice: 'duplicate' }),
    step('up', 'up'), step('down', 'down'), step('into', 'into'), step('out', 'out'),
    pressable(words.remove, () => removeElement(context, element), { icon: 'trash', isBare: true, className: 'foyer-tool danger', choice: 'remove' }))
}

/** @param {EditorContext} context @param {TreeElement} element @param {ReturnType<typeof designerWords>} words */
function elementFields(context, element, words) {
  const update = (set, label) => {
    const version = context.element(element.id)?.version ?? element.version
    return sent(context, [{ op: 'update', element: element.id, version, set }], {
      element: element.id, label: `${label}: ${nameOf(element, context.language)}`, after: words.saved,
    })
  }
  const tags = tagsOf(element.kind, element.tag ?? '')
  return part('div', { className: 'foyer-section-body' },
    textField({ label: words.name, hint: words.nameHint, value: element.name ?? '', name: 'name', save: name => void update({ name: name.trim() }, words.name) }),
    tags.length > 1 && selectField({
      label: words.tag, value: element.tag ?? '', name: 'tag', options: tags.map(tag => [tag, tag ? `<${tag}>` : '–']),
      set: tag => sent(context, [{ op: 'setTag', element: element.id, version: context.element(element.id)?.version ?? element.version, tag }], {
        element: element.id, label: words.tag, after: words.saved,
      }),
    }),
    textField({
      label: words.classes, hint: words.classesHint, value: (element.classes ?? []).join(' '), name: 'classes',
      save: text => {
        const classes = text.split(/\s+/).filter(Boolean)
        const wrong = classes.find(name => !isClassName(name))
        if (wrong) return filled(words.classesWrong, { name: wrong })
        sent(context, [{ op: 'setClasses', element: element.id, version: context.element(element.id)?.version ?? element.version, classes }], {
          element: element.id, label: words.classes, after: words.saved,
        })
      },
    }),
    attributeFields(element, words, attributes => update({ attributes }, words.attributes)),
    switchField({
      label: words.hidden, hint: words.hiddenHint, isOn: element.hidden === true, name: 'hidden',
      set: hidden => sent(context, [{ op: 'setHidden', element: element.id, version: context.element(element.id)?.version ?? element.version, hidden }], {
        element: element.id, label: words.hidden, after: words.saved,
      }),
    }))
}

/** @param {TreeElement} element @param {(attributes: Record<string, string>) => void} save */
function attributeFields(element, words, save) {
  const attributes = { ...element.attributes }
  const allowed = attributesOf(element.tag ?? '')
  const rows = part('div', { className: 'foyer-attributes' })
  const row = (name, value) => {
    const field = textField({
      label: name, value, name: `attribute-${name}`,
      save: text => {
        attributes[name] = text
        save({ ...attributes })
      },
    })
    const remove = pressable(filled(words.removeAttribute, { name }), () => {
      const isSaved = name in attributes
      delete attributes[name]
      line.remove()
      fill()
      if (isSaved) save({ ...attributes })
      select.focus()
    }, { icon: 'close', isBare: true, className: 'foyer-tool' })
    const line = part('div', { className: 'foyer-attribute', data: { attribute: name } }, field, remove)
    return line
  }
  const shown = () => [...rows.querySelectorAll('[data-attribute]')].map(line => /** @type {HTMLElement} */ (line).dataset.attribute)
  const select = part('select', { 'aria-label': words.addAttribute, on: {
    change: () => {
      const name = select.value
      if (!name) return
      const line = row(name, '')
      rows.append(line)
      fill()
      line.querySelector('input')?.focus()
    },
  } })
  const fill = () => select.replaceChildren(part('option', { value: '' }, words.addAttribute),
    ...allowed.filter(name => !shown().includes(name)).map(name => part('option', { value: name }, name)))
  rows.append(...Object.entries(attributes).map(([name, value]) => row(name, value)))
  fill()
  return part('fieldset', { className: 'foyer-choices' }, part('legend', {}, words.attributes), rows, select)
}
