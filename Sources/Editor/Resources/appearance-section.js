// Whether a part is shown on the website, and in which of the looks that the designer has made for it.

import { freshID, note } from './inspector-parts.js'
import { part } from './view-parts.js'

/** @type {import('./inspector.js').Section} */
export function visibilitySection(context, element) {
  if (!element?.rights.includes('visible')) return null
  const { words, lists } = context
  const id = freshID('visible')
  const toggle = part('input', {
    type: 'checkbox', role: 'switch', id, className: 'switch', checked: !element.hidden, 'aria-describedby': `${id}-hint`, data: { key: 'visible' },
    on: { change: () => lists.hide(element, !toggle.checked) },
  })
  const hint = note(words.visibleHint)
  hint.id = `${id}-hint`
  return part('section', { className: 'inspector-section' },
    part('div', { className: 'switch-row' }, part('h3', {}, part('label', { htmlFor: id }, words.visible)), toggle), hint)
}

/** @type {import('./inspector.js').Section} */
export function variantSection(context, element) {
  const variants = element?.limits?.variants ?? []
  if (!element?.rights.includes('variant') || !variants.length) return null
  const { words, submit } = context
  const name = freshID('variant')
  const choose = variant => submit([{ op: 'setVariant', element: element.id, version: element.version, variant }], {
    element: element.id, label: words.variants, after: words.variantSaved, replaces: `variant:${element.id}`,
  })
  const option = (value, label) => part('label', { className: 'variant' },
    part('input', {
      type: 'radio', name, value: value ?? '', checked: (element.variant ?? null) === value, data: { key: `variant-${value ?? ''}` },
      on: { change: () => choose(value) },
    }),
    part('span', {}, label))
  return part('section', { className: 'inspector-section' },
    part('h3', {}, words.variants),
    part('fieldset', { className: 'variants' }, part('legend', { className: 'unseen' }, words.variants),
      // The look without any of them stays a choice, so that the way back is never lost.
      option(null, words.standardVariant), ...variants.map(variant => option(variant, readable(variant)))))
}

/** The designer's name as people read it: `text-left` is “Text left”. @param {string} name */
export function readable(name) {
  const words = name.replace(/[-_]+/g, ' ').trim()
  return words.charAt(0).toLocaleUpperCase() + words.slice(1)
}
