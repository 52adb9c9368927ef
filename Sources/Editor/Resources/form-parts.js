// Fields of the designer's panel. A field saves when it is left or when the Enter key is pressed, and goes back with Escape.

import { part } from './view-parts.js'

let count = 0
const nextID = () => `foyer-field-${(count += 1)}`

/**
 * @typedef {object} FieldParts
 * @property {string} label
 * @property {string} [hint]
 * @property {string} value
 * @property {(value: string) => string | void} save what is wrong with the value, or nothing
 * @property {string} [name]
 * @property {string[]} [choices] suggestions
 * @property {boolean} [isLong]
 * @property {string} [inputMode]
 * @property {boolean} [isDay] a day such as 2026-05-03, or nothing
 */

/** @param {FieldParts} parts */
export function textField({ label, hint, value, save, name = '', choices, isLong = false, inputMode, isDay = false }) {
  const id = nextID()
  const problem = part('p', { className: 'foyer-problem-line', id: `${id}-problem`, role: 'alert' })
  let saved = value
  const keep = () => {
    if (input.value === saved) {
      problem.textContent = ''
      return mark(false)
    }
    const wrong = save(input.value) ?? ''
    problem.textContent = wrong
    input.setAttribute('aria-invalid', String(Boolean(wrong)))
    if (!wrong) saved = input.value
    mark(Boolean(wrong))
  }
  /** What is being entered, and what is wrong with it, survives whatever comes from elsewhere. @param {boolean} isDirty */
  const mark = isDirty => {
    box.toggleAttribute('data-dirty', isDirty)
    const section = box.closest('[data-section]')
    section?.toggleAttribute('data-busy', section.querySelector('[data-dirty]') !== null)
  }
  const input = part(isLong ? 'textarea' : 'input', {
    id, value, name, data: { key: name }, autocomplete: 'off', spellcheck: false, ...(inputMode ? { inputMode } : {}), ...(isLong ? { rows: 3 } : { type: isDay ? 'date' : 'text' }),
    'aria-describedby': `${hint ? `${id}-hint ` : ''}${problem.id}`,
    on: {
      input: () => mark(true),
      // While a year is typed the field goes through days of long ago, and through none.
      change: () => { if (!isDay || input.value >= '2000') keep() },
      blur: () => { if (isDay) keep() },
      keydown: event => {
        if (event.key === 'Enter' && !isLong && !event.isComposing) {
          event.preventDefault()
          keep()
        } else if (event.key === 'Escape' && input.value !== saved) {
          event.preventDefault()
          event.stopPropagation()
          input.value = saved
          problem.textContent = ''
          input.setAttribute('aria-invalid', 'false')
          mark(false)
        }
      },
    },
  })
  const list = choices && part('datalist', { id: `${id}-choices` }, ...choices.map(choice => part('option', { value: choice })))
  if (list) input.setAttribute('list', list.id)
  const box = part('div', { className: 'foyer-field', data: { field: name } }, part('label', { htmlFor: id }, label), input, list,
    hint && part('p', { className: 'foyer-hint', id: `${id}-hint` }, hint), problem)
  return box
}

/**
 * @param {{label: string, hint?: string, isOn: boolean, set: (isOn: boolean) => void, name?: string}} parts
 */
export function switchField({ label, hint, isOn, set, name = '' }) {
  const id = nextID()
  const input = part('input', {
    id, type: 'checkbox', role: 'switch', checked: isOn, name, data: { key: name }, ...(hint ? { 'aria-describedby': `${id}-hint` } : {}),
    on: { change: () => set(input.checked) },
  })
  return part('div', { className: 'foyer-switch', data: { field: name } }, input,
    part('div', {}, part('label', { htmlFor: id }, label), hint && part('p', { className: 'foyer-hint', id: `${id}-hint` }, hint)))
}

/**
 * @param {{label: string, hint?: string, value: string, options: [string, string][], set: (value: string) => void, name?: string}} parts
 */
export function selectField({ label, hint, value, options, set, name = '' }) {
  const id = nextID()
  const select = part('select', { id, name, data: { key: name }, on: { change: () => set(select.value) } },
    ...options.map(([option, text]) => part('option', { value: option, selected: option === value }, text)))
  return part('div', { className: 'foyer-field', data: { field: name } }, part('label', { htmlFor: id }, label), select,
    hint && part('p', { className: 'foyer-hint' }, hint))
}

/**
 * Some of several.
 * @param {{label: string, options: [string, string][], chosen: string[], set: (chosen: string[]) => void, name?: string}} parts
 */
export function choicesField({ label, options, chosen, set, name = '' }) {
  const boxes = options.map(([value, text]) => {
    const id = nextID()
    return part('label', { className: 'foyer-choice', htmlFor: id }, part('input', {
      id, type: 'checkbox', value, data: { key: `${name}-${value}` }, checked: chosen.includes(value), on: { change: () => set(values()) },
    }), part('span', {}, text))
  })
  const values = () => boxes.map(box => /** @type {HTMLInputElement} */ (box.querySelector('input'))).filter(box => box.checked).map(box => box.value)
  return part('fieldset', { className: 'foyer-choices', data: { field: name } }, part('legend', {}, label), part('div', {}, ...boxes))
}
