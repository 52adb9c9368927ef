// The approval of the page in the frame: who said that it is right as it stands, what has changed since, and for those who speak for the
// customer the words with which they say so.

import { changeView } from './difference-view.js'
import { momentText } from './history-time.js'
import { problemText } from './review-composer.js'
import { badge, iconOf, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { decideWordsIn } from './words-decide.js'

export class ApprovalPart {
  #context
  #words
  #site
  #mayApprove
  #page = ''
  /** @type {any[]} */
  #approvals = []
  /** The page's sections as they stand. @type {{revision: number, sections: {element: string, label: string}[]} | null} */
  #sections = null
  #isApproving = false
  #key = crypto.randomUUID()
  /** Somebody chooses a section in the page. */
  isPicking = false
  #list = part('div', { className: 'approval-list' })
  #tools = part('div', { className: 'approval-tools' })
  #state = part('span', { className: 'approval-state' })

  /**
   * @param {import('./review.js').ReviewContext} context
   * @param {{site: string, mayApprove: boolean}} how
   */
  constructor(context, { site, mayApprove }) {
    this.#context = context
    this.#site = site
    this.#mayApprove = mayApprove
    this.#words = { ...context.words, ...decideWordsIn(context.language) }
    this.element = part('details', { className: 'review-organise approval', open: false },
      part('summary', {}, this.#words.approval, ' ', this.#state), part('div', { className: 'approval-body' }, this.#list, this.#tools))
  }

  /** @param {string} page */
  async show(page) {
    if (page !== this.#page) {
      this.#isApproving = false
      this.#stopPicking()
    }
    this.#page = page
    try {
      const { items } = await this.#context.book.request(`/approvals?page=${encodeURIComponent(page)}`)
      if (this.#page !== page) return
      this.#approvals = items
      this.#draw()
    } catch (error) {
      if (error.status === 404) return void this.element.remove()
      this.#list.replaceChildren(part('p', { className: 'review-hint' }, this.#words.approvalFailed))
    }
  }

  /**
   * Somebody has approved or taken back something; whoever is at it here keeps the place.
   * @param {string} page
   */
  async heard(page) {
    const answer = await this.#context.book.request(`/approvals?page=${encodeURIComponent(page)}`).catch(() => null)
    // What was done here is shown already.
    if (!answer || page !== this.#page || JSON.stringify(answer.items) === JSON.stringify(this.#approvals)) return
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)
    const wasHere = this.element.contains(focused)
    const row = focused?.closest('[data-approval]')?.getAttribute('data-approval')
    this.#approvals = answer.items
    this.#draw()
    if (!wasHere || focused?.isConnected) return
    const around = row ? this.#list.querySelector(`[data-approval="${CSS.escape(row)}"]`) : this.#tools
    const again = around?.querySelector(`[data-choice="${CSS.escape(focused?.dataset.choice ?? '')}"]`) ?? this.element.querySelector('summary')
    if (again instanceof HTMLElement) again.focus()
  }

  #draw() {
    const words = this.#words
    const standing = this.#approvals.filter(({ state }) => state !== 'withdrawn')
    const best = standing.find(({ element }) => element === null) ?? standing[0]
    this.#state.replaceChildren(best ? badge(words[`state_${best.state}`], best.state) : '')
    this.#list.replaceChildren(...(standing.length ? [part('ul', {}, ...standing.slice(0, 20).map(approval => this.#row(approval)))] : [part('p', { className: 'review-hint' }, words.noApproval)]))
    const withdrawn = this.#approvals.filter(({ state }) => state === 'withdrawn').slice(0, 3)
    // What was taken back holds no more; its record is there all the same.
    if (withdrawn.length) {
      this.#list.append(part('div', { className: 'approval-withdrawn' }, part('p', {}, words.withdrawnOnes),
        ...withdrawn.map(approval => this.#record(approval, `${approval.by.name}, ${this.#time(approval.at)}`, 'withdrawn-record'))))
    }
    if (!this.#isApproving) this.#drawTools()
  }

  #record(approval, label = this.#words.record, choice = 'record') {
    return part('a', { className: 'foyer-plain small', href: `/sites/${encodeURIComponent(this.#site)}/approvals/${encodeURIComponent(approval.id)}`, target: '_blank', rel: 'noopener', data: { choice } }, label)
  }

  #row(approval) {
    const words = this.#words
    const { book } = this.#context
    const changes = part('div', { className: 'approval-changes', hidden: true })
    const parts = approval.parts.filter(({ state }) => state !== 'same')
    const show = pressable(words.showChanges, async () => {
      if (!changes.hidden) {
        changes.hidden = true
        return show.setAttribute('aria-expanded', 'false')
      }
      try {
        const whole = await book.request(`/approvals/${encodeURIComponent(approval.id)}`)
        changes.replaceChildren(...(whole.changes.length ? whole.changes.map(change => changeView(change, { words, pictures: { before: null, after: null }, hasName: true })) : [part('p', { className: 'review-hint' }, words.noChanges)]))
        changes.hidden = false
        show.setAttribute('aria-expanded', 'true')
      } catch (error) {
        this.#fail(error)
      }
    }, { icon: 'history', className: 'foyer-plain small', choice: 'approval-changes' })
    show.setAttribute('aria-expanded', 'false')
    const mayWithdraw = this.#context.isAgency || approval.by.id === this.#context.reader
    const what = approval.element ? approval.label || words.approveSection : words.wholePageNow
    return part('li', { data: { approval: approval.id, state: approval.state } },
      part('p', { className: 'approval-head' }, iconOf(approval.state === 'valid' ? 'seal' : 'warning'), part('strong', {}, what), badge(words[`state_${approval.state}`], approval.state)),
      part('p', { className: 'review-hint' }, filled(words.approvedBy, { name: approval.by.name, time: this.#time(approval.at) })),
      approval.words && part('blockquote', { className: 'review-quote' }, approval.words),
      approval.state === 'changed' && parts.length > 0 && part('div', {}, part('p', { className: 'review-hint' }, words.changedSince),
        part('ul', { className: 'approval-parts' }, ...parts.map((one, index) => part('li', {},
          one.element ? pressable(one.label || filled(words.unnamed, { number: index + 1 }), () => this.#context.showElement(one.element), { className: 'foyer-plain small', choice: 'approval-part' }) : words.pageItself,
          ' ', badge(words[`part_${one.state}`], one.state))))),
      part('div', { className: 'review-buttons' }, approval.state === 'changed' && show,
        this.#record(approval),
        mayWithdraw && pressable(words.withdrawIt, event => this.#sure(approval, event.currentTarget), { className: 'foyer-plain small', choice: 'withdraw-approval' })),
      changes)
  }

  /** Asks once more, in place of the button. @param {any} approval @param {any} button */
  #sure(approval, button) {
    const words = this.#words
    const back = () => {
      box.replaceWith(button)
      button.focus()
    }
    const yes = pressable(words.withdrawIt, async () => {
      try {
        await this.#context.book.request(`/approvals/${encodeURIComponent(approval.id)}`, { method: 'DELETE' })
        this.#context.toasts.show(words.withdrawnNow, { name: 'approval' })
        await this.show(this.#page)
        this.#focus()
      } catch (error) {
        this.#fail(error)
      }
    }, { className: 'primary small', choice: 'withdraw-yes' })
    const box = part('div', { className: 'approval-sure', role: 'group', on: { keydown: event => { if (event.key === 'Escape') (event.preventDefault(), event.stopPropagation(), back()) } } },
      part('p', {}, words.withdrawSure), yes, pressable(words.cancel, back, { choice: 'withdraw-no' }))
    button.replaceWith(box)
    yes.focus()
  }

  // MARK: Approving

  #drawTools() {
    const words = this.#words
    this.#tools.hidden = !this.#mayApprove
    if (!this.#mayApprove) return
    const whole = this.#approvals.filter(({ element, state }) => element === null && state !== 'withdrawn')
    const valid = whole.filter(({ state }) => state === 'valid')
    const own = valid.find(({ by }) => by.id === this.#context.reader)
    const last = own ?? valid[0]
    const approve = (label, look = {}) => pressable(label, () => this.#ask(null), { choice: 'approve-page', ...look })
    this.#tools.replaceChildren(...[
      last && part('p', { className: 'approval-now' }, iconOf('seal'), part('span', {}, part('strong', {}, words.approvedAlready), ' ',
        filled(own ? words.approvedByYou : words.approvedBy, { name: last.by.name, time: this.#time(last.at) }))),
      // What others have approved somebody may approve as well, and what has changed since anew.
      !last && approve(whole.length ? words.approveAgain : words.approvePage, { icon: 'seal', className: 'primary small' }),
      last && !own && approve(words.approveToo, { icon: 'seal' }),
      pressable(words.approveSection, () => this.#ask(''), { choice: 'approve-section' })].filter(Boolean))
  }

  /** @param {string | null} section null for the whole page, '' for the first one */
  async #ask(section) {
    const words = this.#words
    try {
      this.#sections = await this.#context.book.request(`/pages/${encodeURIComponent(this.#page)}/sections`)
    } catch (error) {
      return this.#fail(error)
    }
    const { sections = [] } = this.#sections ?? {}
    this.#isApproving = true
    const select = part('select', { id: 'approval-what', on: { change: () => this.#context.showElement(select.value || null) } },
      part('option', { value: '' }, words.wholePageNow),
      ...sections.map(({ element, label }, index) => part('option', { value: element }, label || filled(words.unnamed, { number: index + 1 }))))
    select.value = section === null ? '' : section || sections[0]?.element || ''
    const text = part('textarea', { id: 'approval-words', rows: 2, maxLength: 1000 })
    const problem = part('p', { className: 'review-problem', role: 'alert', hidden: true })
    const pick = pressable(words.pickSection, () => {
      this.isPicking = true
      pick.setAttribute('aria-pressed', 'true')
      this.#context.pickElement(true)
      this.#context.toasts.show(words.picking, { name: 'approval' })
    }, { icon: 'target', choice: 'pick-section' })
    this.#select = select
    this.#pickButton = pick
    const form = part('form', { className: 'decide-form', noValidate: true, on: {
      keydown: event => { if (event.key === 'Escape') (event.preventDefault(), event.stopPropagation(), this.#close()) },
      submit: async event => {
        event.preventDefault()
        const problemOf = await this.#approve(select.value || null, text.value.trim())
        problem.hidden = !problemOf
        problem.textContent = problemOf ?? ''
      },
    } }, part('p', { className: 'review-hint' }, words.approvalLead),
    part('div', { className: 'propose-field' }, part('label', { htmlFor: 'approval-what' }, words.whatApprove), select), sections.length > 1 && pick,
    part('div', { className: 'propose-field' }, part('label', { htmlFor: 'approval-words' }, words.approvalWords), text), problem,
    part('div', { className: 'review-buttons' }, part('button', { type: 'submit', className: 'primary small', 'data-choice': 'approve-now' }, words.approveNow), pressable(words.cancel, () => this.#close(), { choice: 'cancel-approval' })))
    this.#tools.replaceChildren(form)
    this.#context.showElement(select.value || null)
    select.focus()
  }

  /** @type {HTMLSelectElement | null} */
  #select = null
  /** @type {HTMLButtonElement | null} */
  #pickButton = null

  /** Somebody has clicked on a part of the page: its section is meant. @param {string | null} element nothing, after all */
  async picked(element) {
    this.#stopPicking()
    if (element === null) return void this.#select?.focus()
    try {
      const { section } = await this.#context.book.request(`/pages/${encodeURIComponent(this.#page)}/sections?of=${encodeURIComponent(element)}`)
      if (this.#select && section) this.#select.value = section
      this.#context.showElement(section ?? null)
    } catch (error) {
      this.#fail(error)
    }
    this.#select?.focus()
  }

  #stopPicking() {
    if (!this.isPicking) return
    this.isPicking = false
    this.#pickButton?.setAttribute('aria-pressed', 'false')
    this.#context.pickElement(false)
  }

  #close() {
    this.#stopPicking()
    this.#isApproving = false
    this.#context.showElement(null)
    this.#drawTools()
    this.#focus()
  }

  #focus() { /** @type {HTMLElement | null} */ (this.#tools.querySelector('button') ?? this.element.querySelector('summary'))?.focus() }

  /** @param {string | null} element @param {string} text @returns {Promise<string | null>} what went wrong */
  async #approve(element, text) {
    const words = this.#words
    try {
      await this.#context.book.request('/approvals', {
        body: { page: this.#page, revision: this.#sections?.revision, ...(element ? { element } : {}), ...(text ? { words: text } : {}) },
        headers: { 'Idempotency-Key': this.#key },
      })
    } catch (error) {
      if (error.status !== 409) return problemText(error, words)
      // Nobody approves what they have not seen.
      this.#sections = await this.#context.book.request(`/pages/${encodeURIComponent(this.#page)}/sections`).catch(() => this.#sections)
      this.#key = crypto.randomUUID()
      return words.approvalStale
    }
    this.#key = crypto.randomUUID()
    this.#context.toasts.show(words.approved, { name: 'approval' })
    this.#close()
    await this.show(this.#page)
    return null
  }

  #fail(error) { this.#context.toasts.show(problemText(error, this.#words), { isProblem: true, name: 'approval' }) }

  #time(at) { return momentText(at, this.#context.language) }
}
