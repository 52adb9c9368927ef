// What the sections of the panel are made of.

import { part } from './view-parts.js'

/** What is fetched later has a copy of this file of its own, whose IDs must be others. */
const COPY = crypto.randomUUID().slice(0, 8)
let count = 0

/** An ID for this document. @param {string} name */
export const freshID = name => `${name}-${COPY}-${(count += 1)}`

/** @param {...import('./view-parts.js').Child} children */
export const note = (...children) => part('p', { className: 'inspector-note' }, ...children)

/** @param {...import('./view-parts.js').Child} children */
export const warning = (...children) => part('p', { className: 'inspector-warning' }, ...children)

/**
 * A field with its label, its hint and a place for what is wrong with it.
 * @template {HTMLInputElement | HTMLTextAreaElement} Input
 * @param {string} label
 * @param {Input} input
 * @param {{hint?: string, key?: string}} [options]
 */
export function field(label, input, { hint, key } = {}) {
  input.id ||= freshID('field')
  if (key) input.dataset.key = key
  const error = part('p', { className: 'inspector-error', id: `${input.id}-error`, hidden: true })
  const hintNote = hint ? part('p', { className: 'inspector-hint', id: `${input.id}-hint` }, hint) : null
  const describedBy = [hintNote?.id, error.id].filter(Boolean).join(' ')
  input.setAttribute('aria-describedby', describedBy)
  const root = part('div', { className: 'inspector-field' }, part('label', { htmlFor: input.id }, label), hintNote, input, error)
  return {
    root, input,
    /** @param {string} text nothing when it is right */
    fail(text) {
      error.hidden = !text
      error.textContent = text
      input.setAttribute('aria-invalid', String(Boolean(text)))
      if (text) input.focus()
    },
  }
}

/**
 * A button that says why it cannot be used now, instead of going dead under the focus.
 * @param {HTMLButtonElement} button
 * @param {string} reason empty when it can be used
 * @param {(text: string) => void} say
 */
export function reasoned(button, reason, say) {
  button.setAttribute('aria-disabled', String(Boolean(reason)))
  if (!reason) return button
  button.title = reason
  button.addEventListener('click', event => {
    event.stopImmediatePropagation()
    say(reason)
  }, { capture: true })
  return button
}

/**
 * One of a few, as radio buttons that look like tabs.
 * @param {string} legend
 * @param {{value: string, label: string}[]} options
 * @param {string | null} chosen
 * @param {(value: string) => void} onChange
 */
export function choices(legend, options, chosen, onChange) {
  const name = freshID('choice')
  return part('fieldset', { className: 'inspector-choices' },
    part('legend', { className: 'unseen' }, legend),
    ...options.map(({ value, label }) => part('label', { className: 'inspector-choice' },
      part('input', {
        type: 'radio', name, value, checked: value === chosen, data: { key: `choose-${value}` }, on: { change: () => onChange(value) },
      }),
      part('span', {}, label))))
}

/** @type {WeakMap<HTMLElement, () => boolean>} */
const current = new WeakMap()

/**
 * For sections that are slow to build anew: they tell whether they still show what there is.
 * @param {HTMLElement} section
 * @param {() => boolean} check
 */
export function keepsItself(section, check) { current.set(section, check) }

/** @param {HTMLElement} section */
export const isCurrent = section => current.get(section)?.() === true
