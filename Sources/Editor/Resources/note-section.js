// A wish for the agency: written beside the part that is locked, read and ticked off by designers.

import { timeElement } from './history-time.js'
import { titleOfPage, wayTo } from './page-links.js'
import { reviewAddress } from './thread-section.js'
import { avatar, empty, failure, iconOf, loading, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { historyWords, nameOf } from './words-history.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext */

const LONGEST = 2000

/** What is being written, so that a look elsewhere loses nothing. @type {Map<string, string>} */
const drafts = new Map()

/** The panel makes its sections anew with every change; this one stays with its element. @type {{id: string, isLocked: boolean, section: HTMLElement} | null} */
let shown = null

/** @type {import('./inspector.js').Section} */
export function noteSection(context, element) {
  if (!element || context.mayDesign) return null
  const isLocked = !element.rights.length
  if (shown?.id !== element.id || shown.isLocked !== isLocked) shown = { id: element.id, isLocked, section: make(context, element) }
  return shown.section
}

/** @param {EditorContext} context @param {import('./inspector.js').TreeElement} element */
function make(context, element) {
  const words = historyWords(context.language)
  const isLocked = !element.rights.length
  const sent = part('ul', { className: 'foyer-list foyer-sent', hidden: true })
  const problem = part('p', { className: 'foyer-problem-line', id: 'foyer-note-problem', role: 'alert' })
  const text = part('textarea', {
    id: 'foyer-note', rows: 3, data: { key: 'note' }, maxLength: LONGEST, value: drafts.get(element.id) ?? '',
    on: { input: () => { drafts.set(element.id, text.value); section.toggleAttribute('data-busy', text.value !== '') } },
  })
  const send = async event => {
    event.preventDefault()
    const wish = text.value.trim()
    problem.textContent = wish ? '' : words.writeFirst
    text.setAttribute('aria-invalid', String(!wish))
    if (!wish) return text.focus()
    try {
      await context.request('/notes', { body: { page: context.page(), element: element.id, text: wish } })
      drafts.delete(element.id)
      text.value = ''
      section.removeAttribute('data-busy')
      context.say(words.sent)
      status.textContent = words.sent
      show()
    } catch {
      problem.textContent = words.sendFailed
    }
  }
  const status = part('p', { className: 'foyer-ok-line', role: 'status' })
  const form = part('form', { className: 'foyer-form', on: { submit: send } },
    isLocked ? part('p', { className: 'foyer-quiet' }, words.suggestLead) : null,
    part('label', { htmlFor: 'foyer-note' }, words.suggestLabel), text, problem,
    part('button', { type: 'submit', className: 'secondary', data: { choice: 'send-note' } }, words.send), status)
  text.setAttribute('aria-describedby', problem.id)
  // The form is none of the portal's: the guard of unsaved changes lets it be.
  form.method = 'dialog'
  const show = async () => {
    try {
      const { items } = await context.request('/notes')
      const own = items.filter(note => note.element === element.id)
      sent.replaceChildren(...own.map(note => part('li', {}, part('p', { className: 'foyer-note-text' }, note.text), state(note, context), wayToThread(context, note))))
      sent.hidden = !own.length
    } catch {
      // What was sent before is no help that must be there.
    }
  }
  const section = part('details', { className: 'inspector-section foyer-fold', on: { toggle: () => { if (section.open) show() } } }, part('summary', {}, part('h3', {}, words.suggest)),
    part('div', { className: 'foyer-section-body' }, form, sent))
  section.open = isLocked || text.value !== ''
  return section
}

/** Where it is answered. @param {EditorContext} context @param {any} note */
const wayToThread = (context, note) => part('a', { className: 'button secondary small', href: reviewAddress(context.site, note.page, note.id), data: { choice: 'thread' } },
  iconOf('note'), part('span', {}, historyWords(context.language).answer))

/** @param {any} note @param {EditorContext} context */
function state({ at, doneAt }, context) {
  const words = historyWords(context.language)
  const [start, end] = (doneAt ? words.doneAt : words.sentAt).split('{time}')
  return part('p', { className: doneAt ? 'foyer-quiet done' : 'foyer-quiet' }, start, timeElement(doneAt ?? at, context.language, words.justNow), end)
}

/** How often wishes are asked for while they are looked at, in milliseconds; every third time they are only counted. */
const EVERY = 10_000
/** Several events at once are one reason to ask. */
const TOGETHER = 300

/** For designers: what customers wish for. */
export class NotesView {
  #context
  #words
  #onCount
  /** @type {HTMLElement | null} */
  #host = null
  /** @type {any[]} */
  #notes = []
  #told = ''
  #timer = 0
  #turns = 0

  /** @param {EditorContext} context @param {(open: number) => void} onCount */
  constructor(context, onCount) {
    this.#context = context
    this.#words = historyWords(context.language)
    this.#onCount = onCount
  }

  /** @returns {import('./side-view.js').View} */
  get view() {
    return {
      name: 'notes', title: this.#words.notes, icon: 'note',
      show: host => {
        this.#host = host
        this.#told = ''
        host.replaceChildren(loading(this.#words.loading))
        this.load()
      },
      update: () => this.load(),
    }
  }

  /** From now on a new wish is seen and counted soon after it is sent. */
  start() {
    this.load()
    addEventListener('focus', () => this.hear())
    document.addEventListener('visibilitychange', () => this.hear())
    setInterval(() => {
      this.#turns += 1
      if (this.#host?.isConnected || this.#turns % 3 === 0) this.hear()
    }, EVERY)
  }

  /** Something has happened on the site. */
  hear() {
    if (document.hidden || !this.#context.mayDesign) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.load(), TOGETHER)
  }

  async load() {
    try {
      this.#notes = (await this.#context.request('/notes')).items
      this.#onCount(this.#notes.filter(note => !note.doneAt).length)
      this.#show()
    } catch {
      // What is shown already is better than nothing.
      if (this.#host?.isConnected && !this.#told) this.#host.replaceChildren(failure(this.#words.loadFailed, this.#words.again, () => this.load()))
    }
  }

  #show() {
    if (!this.#host?.isConnected) return
    const told = JSON.stringify([this.#context.page(), this.#notes, this.#notes.map(note => Boolean(this.#context.element(note.element)))])
    // Nothing moves under the pointer or the focus without a reason.
    if (told === this.#told) return
    this.#told = told
    const active = this.#host.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement) : null
    const note = active?.closest('[data-note]')?.getAttribute('data-note')
    const isUnfolded = this.#host.querySelector('details')?.open === true
    const open = this.#notes.filter(note => !note.doneAt)
    const done = this.#notes.filter(note => note.doneAt)
    this.#host.replaceChildren(
      open.length ? this.#list(open) : empty(this.#words.notesEmpty, 'check'),
      ...(done.length ? [part('details', { className: 'foyer-fold' },
        part('summary', {}, `${this.#words.notesDone} (${done.length})`), this.#list(done))] : []))
    const details = this.#host.querySelector('details')
    if (details) details.open = isUnfolded
    if (!note) return
    const same = this.#host.querySelector(`[data-note="${CSS.escape(note)}"] [data-choice="${CSS.escape(active?.dataset.choice ?? '')}"]`)
    if (same instanceof HTMLElement) same.focus({ preventScroll: true })
  }

  #list(notes) { return part('ul', { className: 'foyer-list foyer-notes' }, ...notes.map(note => this.#item(note))) }

  #item(note) {
    const { language } = this.#context
    const isHere = note.page === this.#context.page()
    const element = isHere ? this.#context.element(note.element) : undefined
    const name = element ? nameOf(element, language) : note.label
    const isDone = Boolean(note.doneAt)
    return part('li', { className: 'foyer-note', data: { note: note.id } },
      part('div', { className: 'foyer-version-head' }, avatar(note.author?.name ?? note.author ?? ''),
        part('p', {}, part('strong', {}, note.author?.name ?? note.author ?? ''), note.author?.kind === 'guest' ? ` (${this.#words.guest}) ` : ' ',
          part('span', { className: 'foyer-quiet' }, timeElement(note.at, language, this.#words.justNow)))),
      part('p', { className: 'foyer-note-text' }, note.text),
      part('p', { className: 'foyer-quiet' }, [name, isHere ? '' : titleOfPage(note.page)].filter(Boolean).join(' · ')),
      part('div', { className: 'foyer-edit-actions' },
        wayTo(this.#context, note, this.#words.showOnPage),
        wayToThread(this.#context, note),
        isHere && note.element && !element && part('span', { className: 'foyer-quiet' }, this.#words.noteGone),
        pressable(isDone ? this.#words.markOpen : this.#words.markDone, () => this.#mark(note, !isDone), {
          icon: isDone ? 'undo' : 'check', choice: isDone ? 'open' : 'done',
        })))
  }

  async #mark(note, done) {
    try {
      await this.#context.request(`/notes/${encodeURIComponent(note.id)}`, { method: 'PUT', body: { done } })
      await this.load()
      this.#context.say(done ? this.#words.notesDone : this.#words.notesOpen)
    } catch {
      this.#context.say(this.#words.loadFailed)
    }
  }
}
