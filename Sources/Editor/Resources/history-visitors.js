// What will change for visitors: everything between the release that is live and the draft, before it is published.

import { changeLine } from './history-changes.js'
import { others } from './history-page.js'
import { timeElement } from './history-time.js'
import { titleOfPage, wayTo } from './page-links.js'
import { askPending, byPage, countOf, pageTitles } from './pending-changes.js'
import { empty, failure, loading, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { historyWords, nameOf } from './words-history.js'

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
  /** @type {import('./pending-changes.js').Pending | null} */
  #pending = null
  /** @type {Map<string, string>} */
  #titles = new Map()
  #publishing
  /** @type {(count: number) => void} */
  #onCount

  /**
   * @param {EditorContext} context
   * @param {import('./publish-dialog.js').PublishDialog} publishing
   * @param {(count: number) => void} onCount
   */
  constructor(context, publishing, onCount) {
    this.#context = context
    this.#publishing = publishing
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
      const [pending, titles] = await Promise.all([askPending(this.#context), this.#host?.isConnected ? pageTitles(this.#context) : new Map()])
      if (turn !== this.#turn) return
      this.#pending = pending
      this.#titles = titles
      this.#onCount(countOf(pending))
      this.#show()
    } catch {
      if (turn !== this.#turn || !this.#host?.isConnected) return
      this.#host.replaceChildren(failure(this.#words.loadFailed, this.#words.again, () => this.load()))
    }
  }

  #show() {
    const host = this.#host
    if (!host?.isConnected || !this.#pending) return
    const words = this.#words
    const { changes, others: count, live } = this.#pending
    if (!live) return host.replaceChildren(empty(words.visitorsFirst, 'globe'), this.#publish())
    if (!changes.length && !count) return host.replaceChildren(empty(words.visitorsNone, 'check'))
    const time = timeElement(live.at, this.#context.language, words.justNow)
    const [start, end] = filled(words.visitorsLead, { number: live.number }).split('{time}')
    host.replaceChildren(
      part('p', { className: 'foyer-quiet' }, start, time, end),
      ...byPage(this.#context, changes).map(([page, group]) => this.#group(page, group)), others(count, words) ?? '', this.#publish())
  }

  /** @param {string} page @param {import('./pending-changes.js').PendingChange[]} group */
  #group(page, group) {
    const title = page ? this.#titles.get(page) || titleOfPage(page) || nameOf(group[0].changes[0], this.#context.language) : this.#words.historySite
    return part('section', { className: 'foyer-group' },
      part('h3', {}, title),
      part('ul', { className: 'foyer-changes' }, ...group.map(change => part('li', {},
        ...change.changes.map(one => changeLine(this.#context, one)), wayTo(this.#context, change, this.#words.showOnPage)))))
  }

  #publish() {
    if (!this.#publishing.isOffered) return ''
    const button = pressable(this.#words.publishNow, () => this.#publishing.open(button), { className: 'primary', choice: 'publish' })
    return part('div', { className: 'foyer-foot' }, button)
  }
}
