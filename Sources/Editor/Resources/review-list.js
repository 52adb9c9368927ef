// All threads of the page or of the site as a list: the way to them for those who cannot see or point at pins, and for everybody who looks
// for one.

import { momentText, timeElement } from './history-time.js'
import { aboutOf, isSpread, pageOf, spreadOf } from './review-book.js'
import { priorityBadge, stateBadge, suggestionBadge } from './review-thread.js'
import { badge, failure, iconOf, loading, part, pressable, unseen } from './view-parts.js'
import { filled } from './words.js'
import { calledOf } from './words-review.js'

const PIECE = 30
/** How long somebody has stopped typing, in milliseconds. */
const PAUSE = 250
const OPEN = ['open', 'inProgress', 'question']
const LATER = ['done', 'accepted', 'declined', 'duplicate']
/** Filters that mean several states. Whoever is not of the agency has what is done before them until they have accepted it.
 * @type {Record<string, string[]>} */
const SEVERAL = { open: OPEN, waiting: [...OPEN, 'done'] }

/** @typedef {import('./review.js').ReviewContext} ReviewContext */

export class ReviewList {
  #context
  #words
  #filter = { scope: 'page', state: 'open', person: '', round: '', query: '' }
  #turn = 0
  #timer = 0
  /** What the server has told, in its order. @type {string[]} */
  #shown = []
  #next = ''
  #isLoaded = false
  #list = part('ol', { className: 'review-list' })
  #status = part('p', { className: 'review-hint', role: 'status' })
  #round = part('p', { className: 'review-round', hidden: true })
  /** Of what the list is, where nothing else of the screen says it. */
  #printed = part('p', { className: 'review-printed' })
  #foot = part('div', { className: 'review-list-foot' })
  /** How the first feedback comes about. */
  #hint = part('p', { className: 'review-hint' })
  #filters

  /**
   * @param {ReviewContext} context
   * @param {{round?: string | null, state?: string | null}} [first] whose threads are shown first, all of the site's
   */
  constructor(context, { round, state } = {}) {
    this.#context = context
    this.#filter.state = this.#usual
    if (round && /^\d{1,6}$/.test(round)) Object.assign(this.#filter, { scope: 'site', state: '', round })
    if (state && [...OPEN, ...LATER].includes(state)) Object.assign(this.#filter, { scope: 'site', state })
    const words = (this.#words = context.words)
    this.#filters = part('details', { className: 'review-filters', open: this.isFiltered })
    this.element = part('div', { className: 'review-overview' }, this.#printed, this.#round,
      part('div', { className: 'review-scope', role: 'group', 'aria-label': words.scope },
        ...[['page', words.thisPage], ['site', words.wholeSite]].map(([scope, label]) => part('button', {
          type: 'button', className: 'small', 'aria-pressed': String(scope === this.#filter.scope), data: { scope },
          on: { click: () => this.set({ scope }) },
        }, label))),
      context.mayWrite && part('div', { className: 'review-new-buttons' },
        ...[
          { name: 'new-page', text: words.wholePage, label: words.newOnPage, about: () => ({ page: context.page(), element: null }) },
          { name: 'new-site', text: words.wholeSite, label: words.newOnSite, about: () => ({ page: null, element: null }) },
        ].map(({ name, text, label, about }) => {
          const button = pressable(text, () => context.compose(about()), { icon: 'plus', choice: name, title: label })
          button.setAttribute('aria-label', label)
          return button
        })),
      this.#filters,
      this.#status, this.#list, this.#foot)
    this.#showFilters()
  }

  /** The pins follow the list: those that it leaves out by their state are not shown. @param {any} thread */
  admits(thread) {
    const { state, person, round, query } = this.#filter
    if (state && !(SEVERAL[state] ?? [state]).includes(thread.state)) return false
    if (person && thread.author?.id !== (person === 'me' ? this.#context.reader : person)) return false
    if (round && String(thread.round ?? '') !== round) return false
    const words = query.trim().toLocaleLowerCase()
    return !words || [thread.number, thread.excerpt, thread.quote, thread.place?.label].some(text => String(text ?? '').toLocaleLowerCase().includes(words))
  }

  /** The states that are shown where nobody has chosen any. */
  get #usual() { return this.#context.isAgency ? 'open' : 'waiting' }

  /** Whether something is left to do for whoever is here, or for others. @param {any} thread */
  waits(thread) { return SEVERAL[this.#usual].includes(thread.state) }

  get isFiltered() { return this.#filter.state !== this.#usual || Boolean(this.#filter.person || this.#filter.round || this.#filter.query) }

  /** @param {Partial<{scope: string, state: string, person: string, round: string, query: string}>} filter */
  set(filter) {
    Object.assign(this.#filter, filter)
    for (const button of this.element.querySelectorAll('[data-scope]')) button.setAttribute('aria-pressed', String(button.getAttribute('data-scope') === this.#filter.scope))
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.load(), 'query' in filter ? PAUSE : 0)
    this.#context.filtered()
  }

  /** Asks anew; what is shown stays until the answer is there. */
  async load() {
    const turn = (this.#turn += 1)
    if (!this.#isLoaded) this.#foot.replaceChildren(loading(this.#words.loading))
    this.#list.setAttribute('aria-busy', 'true')
    try {
      const answer = await this.#ask('')
      if (turn !== this.#turn) return
      this.#isLoaded = true
      this.#shown = answer.items.map(({ id }) => id)
      this.#next = answer.next ?? ''
      this.#showFilters()
      this.#draw()
    } catch (error) {
      if (turn !== this.#turn) return
      this.#list.replaceChildren()
      this.#status.textContent = ''
      this.#foot.replaceChildren(failure(error.status === 0 ? this.#words.offline.split('.')[0] + '.' : this.#words.loadFailed, this.#words.again, () => this.load()))
    } finally {
      if (turn === this.#turn) this.#list.removeAttribute('aria-busy')
    }
  }

  /** A page's threads are known for its pins; everything else the server finds. @param {string} after @returns {Promise<any>} */
  async #ask(after) {
    const { book, page } = this.#context
    if (this.#filter.scope !== 'page' || this.#filter.query.trim() || !book.isWhole(page())) return book.list(this.#query(), after)
    const all = book.ofPage(page()).filter(thread => this.admits(thread))
    const start = Number(after)
    return { items: all.slice(start, start + PIECE), next: start + PIECE < all.length ? String(start + PIECE) : null }
  }

  #query() {
    const { scope, state, person, round, query } = this.#filter
    /** @type {Record<string, string>} */
    const asked = { limit: String(PIECE) }
    if (scope === 'page') asked.page = this.#context.page()
    if (state === 'open') asked.open = 'true'
    else if (state) asked.state = (SEVERAL[state] ?? [state]).join(',')
    if (person) asked.author = person === 'me' ? 'me' : this.#context.people.find(({ id }) => id === person)?.kind === 'guest' ? `guest.${person}` : person
    if (round) asked.round = round
    if (query.trim()) asked.query = query.trim()
    return asked
  }

  async #more(button) {
    const turn = this.#turn
    button.setAttribute('aria-disabled', 'true')
    try {
      const answer = await this.#ask(this.#next)
      if (turn !== this.#turn) return
      const count = this.#shown.length
      this.#shown.push(...answer.items.map(({ id }) => id).filter(id => !this.#shown.includes(id)))
      this.#next = answer.next ?? ''
      this.#draw()
      this.#list.children[count]?.querySelector('button')?.focus()
    } catch {
      button.removeAttribute('aria-disabled')
      this.#context.toasts.show(this.#words.loadFailed, { isProblem: true })
    }
  }

  /** Something about a thread is other than before. @param {any} thread @param {{isNew: boolean, isGone: boolean}} how */
  heard(thread, { isGone }) {
    if (!this.#isLoaded) return
    const fits = !isGone && this.admits(thread) && (this.#filter.scope === 'site' || this.#context.isHere(thread))
    const isShown = this.#shown.includes(thread.id)
    // What somebody has just dealt with stays in sight until the list is asked for anew.
    if (fits && !isShown) this.#shown.unshift(thread.id)
    if (isGone) this.#shown = this.#shown.filter(id => id !== thread.id)
    this.#draw()
  }

  #draw() {
    const words = this.#words
    const { book } = this.#context
    const focused = /** @type {HTMLElement | null} */ (this.#list.querySelector(':focus'))?.dataset.open
    const threads = this.#shown.map(id => book.get(id)).filter(Boolean)
    const { site, page, titleOf, language } = this.#context
    this.#printed.textContent = filled(words.printed, {
      site, page: this.#filter.scope === 'page' ? titleOf(page()) : words.wholeSite, date: momentText(new Date(), language, { dateStyle: 'long', timeStyle: 'short' }),
    })
    this.#list.replaceChildren(...threads.map(thread => this.#row(thread)))
    this.#status.textContent = threads.length === 0 ? '' : threads.length === 1 ? words.countOne : filled(words.count, { count: `${threads.length}${this.#next ? '+' : ''}` })
    const foot = []
    if (!threads.length) foot.push(this.#empty())
    if (this.#next) {
      const more = pressable(words.more, () => this.#more(more), { choice: 'more' })
      foot.push(more)
    }
    this.#foot.replaceChildren(...foot)
    if (focused) /** @type {HTMLElement | null} */ (this.#list.querySelector(`[data-open="${CSS.escape(focused)}"]`))?.focus()
  }

  #empty() {
    const words = this.#words
    if (this.isFiltered) return part('div', { className: 'foyer-empty' }, iconOf('search'), part('p', {}, words.emptyFiltered), pressable(words.resetFilters, () => this.reset(), { choice: 'reset' }))
    const isPage = this.#filter.scope === 'page'
    // What is done is not shown here, and is there all the same.
    if (!isPage || this.#context.book.ofPage(this.#context.page()).length) {
      return part('div', { className: 'foyer-empty' }, iconOf('check'), part('p', {}, words.nothingOpen), pressable(words.showAll, () => this.set({ state: '' }), { choice: 'show-all' }))
    }
    return part('div', { className: 'foyer-empty' }, iconOf('note'), part('p', {}, words.emptyPage), this.#context.mayWrite && this.#hint)
  }

  /** @param {boolean} isCommenting whether a click on the page begins feedback */
  showMode(isCommenting) { this.#hint.textContent = isCommenting ? this.#words.emptyPageHint : this.#words.emptyLookHint }

  /** Rounds and people are known now. */
  arranged() {
    this.#showFilters()
    const { rounds, language } = this.#context
    const round = rounds.find(({ isOpen, endsAt }) => isOpen && endsAt)
    this.#round.hidden = !round
    if (round) {
      const date = momentText(round.endsAt, language, { dateStyle: 'long', timeStyle: 'short' })
      this.#round.replaceChildren(iconOf('history'), filled(this.#words.roundUntil, { name: round.name, date }))
    }
  }

  reset() {
    this.set({ state: this.#usual, person: '', round: '', query: '' })
    this.#filters.dataset.key = ''
    this.#showFilters()
  }

  #row(thread) {
    const words = this.#words
    const { place } = thread
    const page = pageOf(thread)
    const state = thread.element ? place?.state ?? 'attached' : 'attached'
    const isElsewhere = this.#filter.scope === 'site' && page
    const about = aboutOf(thread, words)
    const title = isSpread(thread) ? spreadOf(thread, words) : isElsewhere ? place?.title || this.#context.titleOf(page) : ''
    const row = part('button', {
      type: 'button', className: 'review-row', data: { open: thread.id }, on: {
        click: () => this.#context.openThread(thread.id, { focus: true }),
        pointerenter: () => this.#context.point(thread, false), focus: () => this.#context.point(thread, false),
      },
    },
    part('span', { className: 'review-number', data: { state: thread.state } }, unseen(`${words.feedback} `), thread.number),
    part('span', { className: 'review-row-text' },
      part('span', { className: 'review-row-words' }, thread.unread && part('span', { className: 'review-unread' }, unseen(words.unread)), thread.excerpt),
      part('span', { className: 'review-row-about' }, [about, title].filter(Boolean).join(' · ')),
    part('span', { className: 'review-row-printed' }, [page && (place?.title || this.#context.titleOf(page)), thread.quote && filled(words.quoted, { quote: thread.quote })].filter(Boolean).join(' · ')),
      state !== 'attached' && part('span', { className: 'review-row-about place' }, iconOf(state === 'removed' ? 'warning' : state === 'hidden' ? 'hidden' : 'history'), words[state].replace(/ (This is what|Zuletzt).*$/, '')),
      part('span', { className: 'review-line' }, stateBadge(thread, words), thread.suggestion && suggestionBadge(words), priorityBadge(thread, words), thread.visibility === 'internal' && badge(words.internal, 'internal'),
        part('span', { className: 'review-hint' }, calledOf(thread.author, words), ' · ', timeElement(thread.changedAt ?? thread.at, this.#context.language, words.justNow),
          thread.commentCount > 1 ? ` · ${filled(words.commentCount, { count: thread.commentCount })}` : ''))))
    return part('li', {}, row)
  }

  // MARK: Filters

  /** Who is met later can be filtered for, too; what somebody is at stays as it is. */
  #showFilters() {
    const words = this.#words
    const context = this.#context
    const key = JSON.stringify([context.people, context.rounds])
    if (this.#filters.dataset.key === key) return
    const focused = /** @type {HTMLElement | null} */ (this.#filters.querySelector(':focus'))?.getAttribute('name')
    this.#filters.dataset.key = key
    const filter = this.#filter
    const select = (name, label, options) => part('label', {}, label, part('select', { name, on: { change: event => this.set({ [name]: event.target.value }) } },
      ...options.map(([value, text]) => part('option', { value, selected: filter[name] === value }, text))))
    const others = context.people.filter(({ id }) => id !== context.reader)
    const search = part('input', { type: 'search', name: 'query', value: filter.query, placeholder: words.searchHint, on: { input: () => this.set({ query: search.value }) } })
    this.#filters.replaceChildren(part('summary', {}, words.filters), part('div', { className: 'review-fields' },
      part('label', {}, words.search, search),
      select('state', words.filterState, [...(context.isAgency ? [] : [['waiting', words.stateWaiting]]), ['open', words.stateOpen], ['', words.stateAll], ...['inProgress', 'question', ...LATER].map(state => [state, words[state]])]),
      select('person', words.filterPerson, [['', words.everybody], ['me', words.own], ...others.map(person => [person.id, calledOf(person, words)])]),
      context.rounds.length ? select('round', words.round, [['', words.allRounds], ...context.rounds.map(({ number, name }) => [String(number), name || filled(words.roundNamed, { number })])]) : ''))
    const field = focused ? this.#filters.querySelector(`[name=${focused}]`) : null
    if (field instanceof HTMLElement) field.focus()
  }
}
