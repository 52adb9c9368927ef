// What the whole site knows of the company: entered once, shown wherever the designer has put it.

import { field, note } from './inspector-parts.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {{key: string, value: string}} CompanyField */

/**
 * Read once for each screen, and kept up with what is saved.
 * @type {WeakMap<EditorContext, Promise<{fields: CompanyField[], mayEdit: boolean}>>}
 */
const known = new WeakMap()

/** @param {EditorContext} context */
function companyOf(context) {
  const company = known.get(context) ?? context.request('/company')
  known.set(context, company)
  company.catch(() => known.delete(context))
  return company
}

/** @type {import('./inspector.js').Section} */
export function companySection(context, element) {
  const { words } = context
  if (!element) {
    const body = part('div', { className: 'inspector-stack' })
    const details = part('details', { className: 'inspector-more' }, part('summary', {}, part('h3', {}, words.company)), note(words.companyHint), body)
    const section = part('section', { className: 'inspector-section company-section' }, details)
    details.addEventListener('toggle', () => { if (details.open && !body.childElementCount) load(context, body, section, () => true) })
    return section
  }
  const key = element.leadsTo?.company
  if (!key) return origin(context, element)
  const body = part('div', { className: 'inspector-stack' })
  const section = part('section', { className: 'inspector-section company-section' }, part('h3', {}, words.company), note(words.leadsToCompany), body)
  load(context, body, section, other => short(other) === short(key))
  return section
}

/** A value that belongs to another page or to an entry. */
function origin({ words, site }, { leadsTo }) {
  if (!leadsTo) return null
  const text = leadsTo.entry ? words.leadsToEntry : words.leadsToOtherPage
  const address = leadsTo.page && `/sites/${encodeURIComponent(site)}/edit/${encodeURIComponent(leadsTo.page)}`
  return part('section', { className: 'inspector-section' }, note(text), address && part('a', { href: address }, words.openThatPage))
}

async function load(context, body, section, isWanted) {
  const { words } = context
  body.replaceChildren(note(words.panelLoading))
  try {
    const { fields, mayEdit } = await companyOf(context)
    const wanted = fields.filter(({ key }) => isWanted(key))
    section.hidden = !wanted.length
    if (!mayEdit) {
      const told = wanted.map(({ key, value }) => part('p', {}, `${nameOf(key, words)}: ${value}`))
      return body.replaceChildren(...told, note(words.companyLocked))
    }
    body.replaceChildren(...wanted.map(entry => form(context, section, entry, wanted.length === 1)))
  } catch (problem) {
    // An older server has no company data to tell.
    section.hidden = /** @type {any} */ (problem)?.status === 404
    body.replaceChildren(note(words.companyFailed), pressable(words.retry, () => load(context, body, section, isWanted), { choice: 'retryCompany' }))
  }
}

/** @param {EditorContext} context @param {HTMLElement} section @param {CompanyField} entry @param {boolean} isAlone */
function form(context, section, entry, isAlone) {
  const { words, submit } = context
  const name = nameOf(entry.key, words)
  const kind = { phone: 'tel', mobile: 'tel', fax: 'tel', email: 'email' }[short(entry.key)] ?? 'text'
  const label = name.charAt(0).toLocaleUpperCase() + name.slice(1)
  const typed = field(label, part('input', { type: kind, value: entry.value, autocomplete: 'off' }), {
    key: entry.key, hint: isAlone ? filled(words.companyAppears, { name }) : undefined,
  })
  typed.input.addEventListener('input', () => { section.dataset.busy = '' })
  typed.input.addEventListener('keydown', event => { if (event.key === 'Enter') typed.input.blur() })
  typed.input.addEventListener('change', async () => {
    const value = typed.input.value.trim()
    delete section.dataset.busy
    if (value === entry.value) return
    try {
      await submit([{ op: 'setField', field: full(entry.key), seen: entry.value, value }], {
        label, after: filled(words.companySaved, { name: label }), replaces: `field:${entry.key}`,
      })
      entry.value = value
    } catch {
      typed.input.value = entry.value
    }
  })
  return typed.root
}

const short = key => key.replace(/^company\./, '')
const full = key => (key.startsWith('company.') ? key : `company.${key}`)

/** @param {string} key @param {Record<string, string>} words */
const nameOf = (key, words) => words[`company_${short(key)}`] ?? short(key).replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[-_]+/g, ' ')
