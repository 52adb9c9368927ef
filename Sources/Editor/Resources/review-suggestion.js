// What is proposed with a thread: the difference it would make, where it stands, and for designers the decision. Once something was done
// about a thread, what that changed of exactly its part.

import { plainDocument } from './change-values.js'
import { changeView, wordDifference } from './difference-view.js'
import { momentText } from './history-time.js'
import { plain } from './inline-nodes.js'
import { problemText } from './review-composer.js'
import { fieldsFor } from './suggestion-fields.js'
import { badge, iconOf, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { decideWordsIn } from './words-decide.js'

export class SuggestionView {
  #context
  #words
  /** @type {any} */
  #thread = null
  #shown = ''
  #isAsking = false
  /** Whether the page shows what is proposed. */
  #isPreviewed = true
  /** What the edit changed, by its revision. @type {{revision: number, changes: any[]} | null} */
  #resolution = null

  /** @type {(what: 'declined') => void} */
  #decline

  /** @param {import('./review.js').ReviewContext} context @param {(what: 'declined') => void} decline asks for the reason */
  constructor(context, decline) {
    this.#context = context
    this.#words = { ...context.words, ...decideWordsIn(context.language) }
    this.#decline = decline
    this.element = part('div', { className: 'decide' })
  }

  /** @param {any} thread */
  show(thread) {
    // A list tells only how it stands with a suggestion.
    const known = this.#thread?.suggestion
    const isShort = thread.suggestion && !thread.suggestion.operations && known?.operations
    this.#thread = isShort ? { ...thread, suggestion: { ...known, ...thread.suggestion } } : thread
    const key = JSON.stringify([this.#thread.suggestion, thread.resolution, thread.may, thread.place?.state])
    if (key === this.#shown) return
    // What a designer is writing stays, unless somebody else has decided.
    if (this.#isAsking && thread.suggestion?.state === 'open' && this.#mayDecide) return
    this.#isAsking = false
    this.#shown = key
    this.#draw()
    this.preview()
    this.#loadResolution()
  }

  get isEmpty() { return !this.#isAsking }
  get #mayDecide() { return this.#thread.may?.includes('decide') ?? false }
  get #isWhole() { return Array.isArray(this.#thread.suggestion?.operations) }

  /** Says to the frame what its part would show. */
  async preview() {
    const { suggestion, element } = this.#thread
    const isOpen = suggestion?.state === 'open' && this.#isWhole && this.#isPreviewed
    // Where a link leads cannot be seen on the page.
    if (!isOpen || suggestion.operations[0].op === 'setLink') return this.#context.propose(null)
    const [operation] = suggestion.operations
    const words = this.#words
    const proposal = { element, label: words.suggestion, text: '', isRemoval: suggestion.isRemoval === true, picture: null, note: '' }
    if (proposal.isRemoval) proposal.note = words.removePreview
    else proposal.text = proposedText(operation)
    if (suggestion.picture?.url) {
      try {
        const answer = await fetch(suggestion.picture.url)
        proposal.picture = answer.ok ? await createImageBitmap(await answer.blob()) : null
      } catch {
        proposal.note = words.newPicture
      }
    }
    if (this.#thread.element === element) this.#context.propose(proposal)
  }

  // MARK: Looking

  #draw() {
    const thread = this.#thread
    const { suggestion, resolution } = thread
    this.element.hidden = !suggestion && !resolution
    this.element.replaceChildren(...(suggestion && this.#isWhole ? [this.#proposal(suggestion)] : []), ...(resolution ? [this.#done()] : []))
  }

  #proposal(suggestion) {
    const words = this.#words
    const isOpen = suggestion.state === 'open'
    const heading = part('div', { className: 'decide-head' }, part('h3', {}, words.suggestion), badge(words[`suggestion_${suggestion.state}`] ?? suggestion.state, suggestion.state))
    const decided = suggestion.decidedBy && suggestion.decidedAt
      ? part('p', { className: 'review-hint' }, filled(words.decidedBy, { name: suggestion.decidedBy.name, time: this.#time(suggestion.decidedAt) })) : ''
    const isStale = isOpen && suggestion.isStale
    return part('section', { className: 'decide-part', data: { state: suggestion.state }, 'aria-label': words.suggestion }, heading,
      isStale ? part('p', { className: 'review-place' }, iconOf('warning'), words.stale_suggestion) : '',
      ...this.#difference(suggestion), ...(isStale ? this.#now(suggestion) : []), decided,
      isOpen ? this.#choices(suggestion) : '')
  }

  #difference(suggestion) {
    const words = this.#words
    if (suggestion.isRemoval) return [part('p', {}, words.removeWanted), ...suggestion.changes.map(change => this.#change(change))]
    if (!suggestion.changes.length) return [part('p', { className: 'foyer-difference' }, suggestion.operations.map(proposedText).join('\n'))]
    return suggestion.changes.map(change => this.#change(change))
  }

  #change(change, which = { before: 'base', after: null }) {
    const { suggestion } = this.#thread
    const url = name => (name ? this.#context.book.url(`/threads/${encodeURIComponent(this.#thread.id)}/pictures/${name}`) : null)
    return changeView(change, { words: this.#words, target: target => this.#target(target), pictures: { before: url(which.before), after: which.after ? url(which.after) : suggestion?.picture?.url ?? null } })
  }

  /** Where a link leads, as people say it. @param {string | null} target */
  #target(target) {
    const [, page] = /^page:([\w-]+)/.exec(target ?? '') ?? []
    return page ? this.#context.titleOf(page) || page : (target ?? '').replace(/^(mailto:|tel:|https?:\/\/)/, '')
  }

  /** Somebody has changed the part meanwhile: what stands there now. */
  #now(suggestion) {
    const words = this.#words
    const isPicture = suggestion.changes.some(({ property }) => property === 'image')
    const url = this.#context.book.url(`/threads/${encodeURIComponent(this.#thread.id)}/pictures/now`)
    return [part('div', { className: 'decide-now' }, part('p', { className: 'review-hint' }, words.standsNow),
      isPicture ? part('div', { className: 'propose-pictures' }, part('figure', {}, part('img', { src: url, alt: words.standsNow })))
        : part('p', { className: 'foyer-difference' }, suggestion.now ?? words.notThere))]
  }

  #choices(suggestion) {
    const words = this.#words
    const show = suggestion.operations[0].op !== 'setLink' && pressable(words.previewIt, () => {
      this.#isPreviewed = !this.#isPreviewed
      if (show) show.setAttribute('aria-pressed', String(this.#isPreviewed))
      this.preview()
    }, { icon: 'eye', choice: 'preview' })
    if (show) show.setAttribute('aria-pressed', String(this.#isPreviewed))
    if (!this.#mayDecide) return show ? part('div', { className: 'review-buttons' }, show) : ''
    const isSimple = !suggestion.isStale
    // Several at once come from programs.
    const mayChange = suggestion.operations.length === 1
    return part('div', { className: 'review-buttons' }, show,
      isSimple && pressable(words.takeIt, event => this.#accept({}, event.currentTarget), { icon: 'check', className: 'primary small', choice: 'take' }),
      mayChange && pressable(isSimple ? words.changeIt : words.takeAnyway, () => this.#ask(), { icon: 'text', choice: 'take-changed' }),
      !mayChange && !isSimple && pressable(words.takeAnyway, () => this.#takeAnyway(), { icon: 'check', choice: 'take-anyway' }),
      pressable(words.declineIt, () => this.#decline('declined'), { choice: 'turn-down' }))
  }

  // MARK: Deciding

  /** Somebody has seen what stands there now, and wants it all the same. */
  async #takeAnyway() {
    try {
      const shown = await this.#current()
      await this.#accept({ operations: this.#thread.suggestion.operations.map(operation => ({ ...operation, version: shown.version })) }, null)
    } catch (error) {
      this.#fail(error)
    }
  }

  #current() { return this.#context.book.request(`/elements/${encodeURIComponent(this.#thread.element)}/proposal`) }

  /** @param {import('./suggestion-fields.js').Shown} shown @param {any} operation @returns {Promise<import('./suggestion-fields.js').Fields>} */
  async #fields(shown, operation) {
    const { suggestion } = this.#thread
    const context = { ...this.#context, words: this.#words }
    if (operation.op !== 'setImage' && operation.op !== 'remove') return fieldsFor(operation.op === 'setLink' ? 'target' : 'words', shown, context, operation)
    // In double quotes it is a file of its own; in others it would come with the page.
    const { pictureDecision, removalDecision } = await import("./decision-fields.js")
    if (operation.op === 'remove') return removalDecision(shown, context, suggestion.isStale)
    return pictureDecision(shown, context, { operation, url: suggestion.picture?.url ?? null })
  }

  /** What was proposed, to be changed before it is taken. */
  async #ask() {
    const words = this.#words
    const { suggestion } = this.#thread
    const [operation] = suggestion.operations
    let fields
    try {
      fields = await this.#fields(await this.#current(), operation)
    } catch (error) {
      return this.#fail(error)
    }
    this.#isAsking = true
    const problem = part('p', { className: 'review-problem', role: 'alert', hidden: true })
    const fail = text => {
      problem.hidden = false
      problem.textContent = text
    }
    const close = () => {
      this.#isAsking = false
      this.#draw()
      const button = this.element.querySelector('[data-choice=take-changed]')
      if (button instanceof HTMLElement) button.focus()
    }
    const form = part('form', { className: 'decide-form', noValidate: true, on: {
      keydown: event => { if (event.key === 'Escape') (event.preventDefault(), event.stopPropagation(), close()) },
      submit: async event => {
        event.preventDefault()
        const operations = fields.operations()
        const wrong = fields.problem() ?? (operations.length ? null : words.nothingDifferent)
        if (wrong) return fail(wrong)
        await this.#accept({ operations }, form.querySelector('[type=submit]'))
      },
    } }, part('p', { className: 'review-hint' }, suggestion.isRemoval ? words.insteadLead : words.changeLead),
    suggestion.isStale && suggestion.now ? part('div', { className: 'decide-now' }, part('p', { className: 'review-hint' }, words.standsNow), wordDifference(suggestion.now, proposedText(operation), words)) : '',
    fields.element, problem,
    part('div', { className: 'review-buttons' }, part('button', { type: 'submit', className: 'primary small' }, words.takeIt), pressable(words.cancel, close, { choice: 'cancel-change' })))
    this.element.querySelector('.decide-part .review-buttons')?.replaceWith(form)
    fields.focus()
  }

  /** @param {{operations?: any[]}} body @param {EventTarget | null} button */
  async #accept(body, button) {
    const { book, toasts } = this.#context
    const words = this.#words
    if (button instanceof HTMLButtonElement) {
      if (button.getAttribute('aria-disabled') === 'true') return
      button.setAttribute('aria-disabled', 'true')
    }
    try {
      const { thread } = await book.request(`/threads/${encodeURIComponent(this.#thread.id)}/suggestion/accept`, {
        body, headers: { 'If-Match': `"${this.#thread.version}"` },
      })
      this.#isAsking = false
      book.take(thread)
      toasts.show(words.taken, { name: 'suggestion', actions: [{ label: words.undo, choice: 'undo', act: () => this.#takeBack(thread) }] })
      this.#heading()
    } catch (error) {
      this.#fail(error)
    } finally {
      if (button instanceof HTMLButtonElement) button.removeAttribute('aria-disabled')
    }
  }

  async #takeBack(thread) {
    const { book, toasts } = this.#context
    try {
      const known = book.get(thread.id) ?? thread
      const answer = await book.request(`/threads/${encodeURIComponent(thread.id)}/suggestion/take-back`, { body: {}, headers: { 'If-Match': `"${known.version}"` } })
      book.take(answer.thread)
      toasts.show(this.#words.tookBack, { name: 'suggestion' })
    } catch (error) {
      this.#fail(error)
    }
  }

  async #fail(error) {
    const { book, toasts } = this.#context
    const words = this.#words
    const isElement = error.status === 409 && !error.current?.comments
    if (error.status === 409) {
      this.#isAsking = false
      this.#shown = ''
      await book.load(this.#thread.id).catch(() => {})
    }
    toasts.show(isElement ? words.elementChanged : problemText(error, words), { isProblem: true, name: 'suggestion' })
  }

  /** The button that was pressed is gone; the keyboard goes on at the title. */
  #heading() { /** @type {HTMLElement | null} */ (this.element.closest('aside')?.querySelector('h2'))?.focus({ preventScroll: true }) }

  // MARK: What was done

  async #loadResolution() {
    const { resolution, id } = this.#thread
    if (!resolution) {
      this.#resolution = null
      return
    }
    if (this.#resolution?.revision === resolution.revision) return
    try {
      const { changes } = await this.#context.book.request(`/threads/${encodeURIComponent(id)}/resolution`)
      this.#resolution = { revision: resolution.revision, changes }
    } catch {
      return
    }
    if (this.#thread.id === id && !this.#isAsking) this.#draw()
  }

  #done() {
    const words = this.#words
    const { resolution } = this.#thread
    const known = this.#resolution?.revision === resolution.revision ? this.#resolution.changes : null
    const live = resolution.liveSince ? filled(words.liveSince, { time: this.#time(resolution.liveSince) }) : words.notLive
    return part('section', { className: 'decide-part done', 'aria-label': words.beforeAfter }, part('div', { className: 'decide-head' }, part('h3', {}, words.beforeAfter), badge(live, resolution.liveSince ? 'live' : '')),
      ...(known === null ? [] : known.length ? known.map(change => this.#change(change, { before: 'before', after: 'after' })) : [part('p', { className: 'review-hint' }, words.nothingHere)]),
      ...(this.#isUndone(known) ? [part('p', { className: 'review-place', data: { place: 'undone' } }, iconOf('warning'), words.asBefore)] : []),
      part('p', { className: 'review-hint' }, filled(words.doneBy, { name: resolution.by?.name ?? words.agency, time: this.#time(resolution.at) })))
  }

  /** Whether the part says again what it said before that edit: it has been taken back since. */
  #isUndone(changes) {
    const { place, quote } = this.#thread
    const change = changes?.length === 1 ? changes[0] : null
    return ['attached', 'moved'].includes(place?.state) && change?.property === 'text' && change.before === quote && change.after !== quote
  }

  #time(at) { return momentText(at, this.#context.language) }
}

/** The words that an operation puts there. @param {any} operation */
export function proposedText(operation) {
  switch (operation?.op) {
    case 'setText': return operation.text ?? plain(operation.content ?? [])
    case 'setRichText': return plainDocument(operation.document)
    case 'setMarkdown': return operation.markdown
    case 'setImage': return operation.alternative ?? ''
    case 'setLink': return operation.target ?? ''
    default: return ''
  }
}
