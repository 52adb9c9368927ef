// Who else is here: initials in the bar, a list with what each of them is at, and a word in the panel of the part that somebody edits.

import { titleOfPage } from './page-links.js'
import { avatar, part } from './view-parts.js'
import { filled } from './words.js'
import { historyWords, nameOf } from './words-history.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./live-events.js').Person} Person */

/** More faces than this make a crowd. */
const FACES = 3

/** @type {WeakMap<EditorContext, Person[]>} others, by the context of the screen */
const present = new WeakMap()

export class PresenceList {
  #context
  #words
  #list
  /** Other windows of the same account. @type {Person[]} */
  #own = []

  /** @param {EditorContext} context */
  constructor(context) {
    this.#context = context
    this.#words = historyWords(context.language)
    this.#list = part('div', { className: 'foyer-people-list', id: 'foyer-people', popover: 'auto', role: 'region', 'aria-label': this.#words.people, on: { toggle: () => this.#place() } })
    this.button = part('button', { type: 'button', className: 'foyer-people', hidden: true, popovertarget: 'foyer-people' })
    this.element = part('div', { className: 'foyer-people-place' }, this.button, this.#list)
  }

  /** @param {Person[]} people */
  show(people) {
    const screens = new Map(people.filter(({ screen }) => screen !== this.#context.screen).map(person => [person.screen, person]))
    const all = [...screens.values()]
    // Nobody is somebody else in another window: that is told in the list, and marked nowhere.
    const others = all.filter(({ account }) => account !== this.#context.account)
    this.#own = all.filter(({ account }) => account === this.#context.account)
    present.set(this.#context, others)
    const here = others.filter(({ page }) => page === this.#context.page())
    this.#context.tell({ type: 'presence', people: here.map(({ name, element }) => ({ name, element })) })
    this.#show(others, here)
    for (const notice of document.querySelectorAll('[data-presence-of]')) {
      if (notice instanceof HTMLElement) fill(notice, this.#context, notice.dataset.presenceOf ?? '')
    }
  }

  /** The page or the names of its parts are other ones now. */
  update() { this.show(present.get(this.#context) ?? []) }

  #show(others, here) {
    const names = [...new Set((here.length ? here : others).map(({ name }) => name))]
    this.button.hidden = !others.length
    if (!others.length) this.#list.hidePopover?.()
    this.button.title = names.join(', ')
    this.button.setAttribute('aria-label', `${this.#words.people}: ${names.join(', ')}`)
    this.button.replaceChildren(...names.slice(0, FACES).map(avatar), ...(names.length > FACES ? [part('span', { className: 'foyer-avatar' }, `+${names.length - FACES}`)] : []))
    this.button.classList.toggle('elsewhere', !here.length)
    this.#list.replaceChildren(part('h2', {}, this.#words.people), part('ul', { className: 'foyer-list' }, ...others.map(person => this.#item(person)),
      ...this.#own.slice(0, 1).map(({ name }) => part('li', {}, avatar(name), part('span', {}, this.#words.youElsewhere)))))
  }

  /** Below the faces, and within the window. */
  #place() {
    const { left, bottom } = this.button.getBoundingClientRect()
    this.#list.style.left = `${Math.max(12, Math.min(left, innerWidth - this.#list.offsetWidth - 12))}px`
    this.#list.style.top = `${bottom + 8}px`
  }

  /** @param {Person} person */
  #item({ name, page, element }) {
    const known = page === this.#context.page() ? this.#context.element(element) : undefined
    const place = known ? filled(this.#words.editingWhat, { name: nameOf(known, this.#context.language) })
      : page === this.#context.page() ? this.#words.onThisPage
        : filled(this.#words.onAnotherPage, { page: titleOfPage(page) || this.#words.page })
    return part('li', {}, avatar(name), part('span', { className: 'foyer-two-lines' }, part('strong', {}, name), part('span', { className: 'foyer-quiet' }, place)))
  }
}

/** In the panel: who is at this very part. @type {import('./inspector.js').Section} */
export function presenceSection(context, element) {
  if (!element) return null
  const notice = part('div', { className: 'inspector-section foyer-presence', role: 'status', data: { presenceOf: element.id } })
  fill(notice, context, element.id)
  return notice
}

/** @param {HTMLElement} notice @param {EditorContext} context @param {string} id */
function fill(notice, context, id) {
  const words = historyWords(context.language)
  const names = [...new Set((present.get(context) ?? []).filter(({ element }) => element === id).map(({ name }) => name))]
  notice.hidden = !names.length
  if (!names.length) return notice.replaceChildren()
  const text = names.length === 1
    ? filled(words.editsThis, { name: names[0] })
    : filled(words.editsThisMany, { names: new Intl.ListFormat(context.language).format(names) })
  notice.replaceChildren(avatar(names[0]), part('p', {}, text))
}
