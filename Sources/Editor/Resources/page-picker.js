// Choosing a page of the site by its title or its path.

import { field } from './inspector-parts.js'
import { part, pressable } from './view-parts.js'

/** So many are shown; the others are found by searching. */
const SHOWN = 40

/**
 * @param {{words: Record<string, string>, directory: {pages: () => Promise<import('./site-directory.js').PageEntry[]>}}} context
 * @param {string | null} chosen ID of a page
 * @param {(page: import('./site-directory.js').PageEntry) => void} onChoose
 */
export function pagePicker(context, chosen, onChoose) {
  const { words, directory } = context
  /** @type {import('./site-directory.js').PageEntry[]} */
  let pages = []
  const search = field(words.pagesSearch, part('input', { type: 'search', autocomplete: 'off' }), { key: 'pageSearch' })
  const list = part('ul', { className: 'page-list' })
  const state = part('p', { className: 'inspector-note', role: 'status' }, words.panelLoading)
  search.input.addEventListener('input', () => show())
  search.input.addEventListener('keydown', event => {
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
    event.preventDefault()
    const first = list.querySelector('button')
    if (event.key === 'Enter') first?.click()
    else first?.focus()
  })
  list.addEventListener('keydown', event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const buttons = [...list.querySelectorAll('button')]
    const next = buttons[buttons.indexOf(/** @type {any} */ (document.activeElement)) + step]
    if (next) next.focus()
    else if (step < 0) search.input.focus()
  })

  function show() {
    const wanted = search.input.value.trim().toLocaleLowerCase()
    const found = pages.filter(({ title, path }) => `${title} ${path}`.toLocaleLowerCase().includes(wanted))
    // The chosen one comes first, so that it is seen without scrolling.
    if (!wanted) found.sort((one, other) => Number(other.id === chosen) - Number(one.id === chosen))
    state.hidden = found.length > 0
    state.textContent = words.pagesNone
    list.replaceChildren(...found.slice(0, SHOWN).map(page => part('li', {},
      part('button', {
        type: 'button', className: 'page-entry', 'aria-pressed': String(page.id === chosen),
        data: { key: `page-${page.id}`, page: page.id, path: page.path },
        on: { click: () => { chosen = page.id; show(); focusChosen(); onChoose(page) } },
      }, part('span', { className: 'page-name' }, page.title || page.path), part('span', { className: 'inspector-hint' }, page.path)))))
  }

  const focusChosen = () => /** @type {HTMLElement | null} */ (list.querySelector('[aria-pressed=true]'))?.focus()

  async function load() {
    try {
      pages = [...await directory.pages()]
      show()
    } catch {
      state.replaceChildren(words.pagesFailed, ' ', pressable(words.retry, load, { className: 'inspector-link', choice: 'retryPages' }))
    }
  }
  load()
  return part('div', { className: 'page-picker inspector-stack' }, search.root, state, list)
}
