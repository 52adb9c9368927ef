// What will change for visitors: everything between the release that is live and the draft, before it is published.

import { changeLine } from './history-changes.js'
import { others } from './history-page.js'
import { timeElement } from './history-time.js'
import { titleOfPage, wayTo } from './page-links.js'
import { empty, failure, loading, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { historyWords } from './words-history.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext */

/** An edit often comes with others; the count waits for them, in milliseconds. */
const PATIENCE = 1000

export class VisitorChanges {
  #context
  #words
  #timer = 0
  #turn = 0
  /** @type {HTMLElement | null} */
  #host = null
  /** @type {any} */
  #answer = null
  /** @type {(count: number) => void} */
  #onCount

  /** @param {EditorContext} context @param {(count: number) => void} onCount */
  constructor(context, onCount) {
    this.#context = context
    this.#words = historyWords(context.language)
    this.#onCount = onCount
  }

  /** @returns {import('./side-view.js').View} */
  get view() {
    return {
      name: 'visitors', title: this.#words.visitors, icon: 'globe',
      show: host => {
        this.#host = host
        host.replaceChildren(loading(this.#words.loading))
        this.load()
      },
      update: () => this.refresh(),
    }
  }

  /** Counts anew, soon. */
  refresh() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.load(), PATIENCE)
  }

  async load() {
    const turn = (this.#turn += 1)
    try {
      const live = await this.#live()
      const answer = live ? await this.#context.request(`/changes?from=${live.revision}`) : { changes: [], others: 0 }
      if (turn !== this.#turn) return
      this.#answer = { ...answer, live }
      this.#onCount(answer.changes.length + (answer.others ?? 0))
      this.#show()
    } catch {
      if (turn !== this.#turn || !this.#host?.isConnected) return
      this.#host.replaceChildren(failure(this.#words.loadFailed, this.#words.again, () => this.load()))
    }
  }

  /** The release that visitors see; it is nearly always among the newest. */
  async #live() {
    let after = ''
    for (let page = 0; page < 5; page += 1) {
      const { items, next } = await this.#context.request(`/releases?limit=20${after && `&after=${encodeURIComponent(after)}`}`)
      const live = items.find(release => release.live)
      if (live || !next) return live ?? null
      after = next
    }
    return null
  }

  #show() {
    const host = this.#host
    if (!host?.isConnected || !this.#answer) return
    const words = this.#words
    const { changes, others: count, live } = this.#answer
    if (!live) return host.replaceChildren(empty(words.visitorsFirst, 'globe'), this.#publish())
    if (!changes.length && !count) return host.replaceChildren(empty(words.visitorsNone, 'check'))
    const time = timeElement(live.at, this.#context.language, words.justNow)
    const [start, end] = filled(words.visitorsLead, { number: live.number }).split('{time}')
    host.replaceChildren(
      part('p', { className: 'foyer-quiet' }, start, time, end),
      ...this.#groups(changes), others(count, words) ?? '', this.#publish())
  }

  /** By page, the shown one first. @param {import('./history-changes.js').ChangeOf[]} changes */
  #groups(changes) {
    /** @type {Map<string, import('./history-changes.js').ChangeOf[]>} */
    const pages = new Map()
    for (const change of changes) {
      const page = change.page ?? (this.#context.element(change.element) ? this.#context.page() : '')
      pages.set(page, [...(pages.get(page) ?? []), change])
    }
    const here = this.#context.page()
    return [...pages].sort(([one], [other]) => Number(other === here) - Number(one === here)).map(([page, changes]) =>
      part('section', { className: 'foyer-group' },
        part('h3', {}, titleOfPage(page) || this.#words.historySite),
        part('ul', { className: 'foyer-changes' }, ...changes.map(change => part('li', {}, changeLine(this.#context, change), this.#jump(change))))))
  }

  #jump(change) { return wayTo(this.#context, change, this.#words.showOnPage) }

  #publish() {
    const form = document.querySelector('.bar form[action$="/releases"]')
    if (!(form instanceof HTMLFormElement)) return ''
    const button = /** @type {HTMLButtonElement | null} */ (form.querySelector('[type=submit]'))
    return part('div', { className: 'foyer-foot' },
      pressable(this.#words.publishNow, () => form.requestSubmit(button ?? undefined), { className: 'primary', choice: 'publish' }))
  }
}
