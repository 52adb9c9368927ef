// One thread beside the page: what it is about and where that stands now, what was said and done, and what the reader may do about it.

import { momentText, timeElement } from './history-time.js'
import { isOpenState, isSpread, pageOf, spreadOf } from './review-book.js'
import { ReviewComposer, problemText } from './review-composer.js'
import { SuggestionView } from './review-suggestion.js'
import { avatar, badge, iconOf, part, pressable, unseen } from './view-parts.js'
import { filled } from './words.js'
import { calledOf, kindOf } from './words-review.js'

/** How long something can be taken back, in milliseconds. */
const REGRET = 8000

const STATES = ['open', 'inProgress', 'question', 'done', 'accepted', 'declined', 'duplicate']
const PRIORITIES = ['critical', 'important', 'normal', 'minor']

/** @typedef {import('./review.js').ReviewContext} ReviewContext */

export class ThreadView {
  #context
  #thread
  #words
  #head = part('div', { className: 'review-thread-head' })
  #suggestion
  /** @type {HTMLElement | null} */
  #shot = null
  #comments = part('ol', { className: 'review-comments' })
  #actions = part('div', { className: 'review-thread-actions' })
  #organise = part('details', { className: 'review-organise' })
  #composer
  /** The comment that is being written once more. @type {string | null} */
  #changing = null
  /** Comments that are being taken away, and how to do it at once. @type {Map<string, (isLeaving: boolean) => void>} */
  #leaving = new Map()
  /** Another thing about the thread has changed while somebody was at a field. */
  #shown = ''

  /** @param {ReviewContext} context @param {any} thread */
  constructor(context, thread) {
    this.#context = context
    this.#thread = thread
    const words = (this.#words = context.words)
    this.#composer = this.#may('reply') ? new ReviewComposer({
      about: thread.id, words, label: words.replyLabel, sendLabel: words.reply, mayBeInternal: this.#may('internal'),
      upload: context.book.upload.bind(context.book), people: context.named,
      send: ({ body, isInternal, files, mentions }, key) => context.book.reply(thread.id, { body, ...(isInternal ? { isInternal } : {}), ...(files.length ? { files } : {}), ...(mentions.length ? { mentions } : {}) }, key),
    }) : null
    this.#suggestion = new SuggestionView(context, state => this.#ask(state))
    this.element = part('article', { className: 'review-thread', data: { thread: thread.id }, 'aria-label': filled(words.threadTitle, { number: thread.number }) },
      this.#head, this.#suggestion.element, this.#comments, this.#composer?.element ?? part('p', { className: 'review-hint' }, words.roundClosed), this.#actions, this.#organise)
    this.show(thread)
  }

  get thread() { return this.#thread }
  get isEmpty() { return (this.#composer?.isEmpty ?? true) && this.#suggestion.isEmpty }

  /** The page in the frame is another one, and knows nothing yet of what is proposed. */
  preview() { this.#suggestion.preview() }

  /** What is being taken away is, once nobody can regret it. @param {boolean} [isLeaving] */
  close(isLeaving = false) { for (const go of this.#leaving.values()) go(isLeaving) }

  /** @param {any} thread the newest of it */
  show(thread) {
    this.#thread = thread
    this.#composer?.allowInternal(thread.visibility !== 'internal')
    this.#showHead()
    this.#suggestion.show(thread)
    this.#showComments()
    this.#showActions()
    this.#showOrganise()
  }

  #may(what) { return this.#thread.may?.includes(what) ?? false }

  // MARK: What it is about

  #showHead() {
    const thread = this.#thread
    const words = this.#words
    const context = this.#context
    const { place } = thread
    const state = place?.state ?? 'attached'
    const about = thread.element ? place?.label || words.kindText : thread.page ? words.onPage : words.onSite
    const page = pageOf(thread)
    const isHere = context.isHere(thread)
    const quote = thread.quote || place?.quote || ''
    const buttons = []
    if (page && !isHere) buttons.push(pressable(filled(words.goToPage, { title: place?.title || context.titleOf(page) || page }), () => context.goTo(thread), { icon: 'page', choice: 'go' }))
    else if (thread.element && state !== 'removed') buttons.push(pressable(words.show, () => context.point(thread, true), { icon: 'target', choice: 'show' }))
    buttons.push(pressable(words.copyLink, () => this.#copy(), { icon: 'link', isBare: true, choice: 'copy-link' }))
    if (context.mayEdit && page && state !== 'removed') {
      buttons.push(part('a', { className: 'button secondary small foyer-bare', href: context.editAddress(page, thread.element), title: words.edit, 'aria-label': words.edit, data: { choice: 'edit' } }, iconOf('design')))
    }
    this.#head.replaceChildren(
      part('p', { className: 'review-line' }, stateBadge(thread, words), priorityBadge(thread, words),
        thread.visibility === 'internal' && badge(words.internal, 'internal'), ...(thread.tags ?? []).map(tag => badge(tag)),
        thread.round && badge(context.rounds.find(({ number }) => number === thread.round)?.name || filled(words.roundNamed, { number: thread.round }))),
      thread.visibility === 'internal' ? part('p', { className: 'review-internal-note' }, iconOf('lock'), words.internalThread) : '',
      part('p', { className: 'review-about' }, part('strong', {}, about), isSpread(thread) ? ` · ${spreadOf(thread, words)}` : page && !isHere ? ` · ${place?.title || context.titleOf(page)}` : ''),
      quote ? part('blockquote', { className: 'review-quote' }, quote) : '',
      ...this.#place(state, place, thread),
      this.#screenshot(thread, about),
      thread.duplicateOf ? part('p', { className: 'review-hint' }, filled(words.duplicateOf, { number: context.book.get(thread.duplicateOf)?.number ?? '–' })) : '',
      thread.reason ? part('p', { className: 'review-reason' }, part('strong', {}, `${words.reason}: `), thread.reason) : '',
      ...this.#resolution(thread),
      part('div', { className: 'review-buttons' }, ...buttons))
  }

  #place(state, place, thread) {
    const words = this.#words
    const context = this.#context
    if (!thread.element) return []
    if (state === 'attached') {
      return context.isMissing(thread.id) && pageOf(thread) === context.page() ? [part('p', { className: 'review-place' }, iconOf('eye'), words.notSeen)] : []
    }
    const changed = state === 'textChanged' && place?.quote && place.quote !== thread.quote
    return [
      part('p', { className: 'review-place', data: { place: state } }, iconOf(state === 'removed' ? 'warning' : state === 'hidden' ? 'hidden' : 'history'), words[state] ?? ''),
      changed ? part('blockquote', { className: 'review-quote now' }, part('span', { className: 'review-hint' }, `${words.saysNow}: `), place.quote) : '',
    ]
  }

  /** What its author saw, which is all that there is to see where the part is gone. */
  #screenshot({ screenshot, revision, anchor }, about) {
    if (!screenshot) return ''
    if (this.#shot?.dataset.url === screenshot.url) return this.#shot
    const words = this.#words
    const size = anchor?.viewport
    this.#shot = part('figure', { className: 'review-shot', data: { url: screenshot.url } },
      part('a', { href: screenshot.largeUrl, target: '_blank', rel: 'noopener', title: words.screenshotLarge },
        part('img', { src: screenshot.url, width: screenshot.width, height: screenshot.height, loading: 'lazy', alt: filled(words.screenshotAlt, { about, revision }) })),
      part('figcaption', { className: 'review-hint' }, [filled(words.screenshotTaken, { revision }), size && `${size.width} × ${size.height}`, words[anchor?.scheme]].filter(Boolean).join(' · ')))
    return this.#shot
  }

  #resolution({ resolution }) {
    if (!resolution) return []
    const words = this.#words
    const live = resolution.liveSince
      ? filled(words.resolutionLive, { time: momentText(resolution.liveSince, this.#context.language, { dateStyle: 'medium' }) })
      : words.resolutionWaits
    return [part('p', { className: 'review-place', data: { place: 'resolved' } }, iconOf('check'),
      `${filled(words.resolution, { revision: resolution.revision, name: resolution.by?.name ?? words.agency })} · ${live}`)]
  }

  async #copy() {
    const words = this.#words
    try {
      await navigator.clipboard.writeText(this.#context.linkTo(this.#thread))
      this.#context.toasts.show(words.linkCopied)
    } catch {
      this.#context.toasts.show(words.copyFailed, { isProblem: true })
    }
  }

  // MARK: What was said

  #showComments() {
    const comments = this.#thread.comments ?? []
    const key = JSON.stringify([comments, this.#changing, [...this.#leaving.keys()]])
    if (key === this.#shown) return
    const hadFocus = this.#comments.contains(document.activeElement)
    // What somebody is writing once more stays as it is.
    const open = this.#changing ? this.#comments.querySelector(`[data-comment="${CSS.escape(this.#changing)}"]`) : null
    this.#shown = key
    this.#comments.replaceChildren(...comments.filter(({ id }) => !this.#leaving.has(id)).map(comment =>
      comment.id === this.#changing && open ? open : this.#comment(comment)))
    if (hadFocus && !this.#comments.contains(document.activeElement)) this.element.closest('aside')?.querySelector('h2')?.focus()
  }

  #comment(comment) {
    const words = this.#words
    const { author, change } = comment
    const name = author?.name ?? 'Foyer'
    const time = timeElement(comment.at, this.#context.language, words.justNow)
    if (comment.kind === 'state' && change) {
      return part('li', { className: 'review-event' }, iconOf('history'),
        part('p', {}, filled(words.changedState, { name: calledOf(author, words) || name, from: words[change.from] ?? change.from, to: words[change.to] ?? change.to }), ' · ', time,
          (change.reason || comment.body) && part('span', { className: 'review-event-reason' }, change.reason || comment.body)))
    }
    if (comment.kind === 'visibility') {
      const isInternal = comment.visibility === 'internal'
      return part('li', { className: 'review-event', data: { visibility: comment.visibility } }, iconOf(isInternal ? 'lock' : 'eye'), part('p', {}, filled(isInternal ? words.madeInternal : words.madeShown, { name }), ' · ', time))
    }
    if (comment.kind === 'resolution') return part('li', { className: 'review-event' }, iconOf('check'), part('p', {}, filled(words.resolvedBy, { name }), ' · ', time))
    const item = part('li', { className: `review-comment${comment.isInternal ? ' internal' : ''}`, data: { comment: comment.id } },
      part('div', { className: 'review-comment-head' }, avatar(name),
        part('p', {}, part('strong', {}, name), kindOf(author, words) ? badge(kindOf(author, words)) : '',
          comment.isInternal ? badge(words.internal, 'internal') : '',
          part('span', { className: 'review-hint' }, time, comment.editedAt ? ` · ${words.edited}` : ''))),
      comment.isInternal && part('p', { className: 'review-internal-note' }, iconOf('lock'), words.internalComment),
      comment.isRemoved ? part('p', { className: 'review-hint' }, words.removedComment) : part('p', { className: 'review-body' }, comment.body),
      this.#files(comment.files ?? []),
      !comment.isRemoved && comment.may?.length ? part('div', { className: 'review-comment-tools' },
        comment.may.includes('edit') && pressable(words.changeComment, () => this.#rewrite(comment, item), { className: 'foyer-plain small', choice: 'change' }),
        comment.may.includes('remove') && pressable(words.removeComment, () => this.#remove(comment), { className: 'foyer-plain small', choice: 'remove' })) : '')
    return item
  }

  /** @param {any[]} files */
  #files(files) {
    if (!files.length) return ''
    const words = this.#words
    return part('ul', { className: 'review-attached', 'aria-label': words.files }, ...files.map(file => {
      const isPicture = String(file.type).startsWith('image/')
      const small = isPicture ? part('img', { src: file.url, alt: '', loading: 'lazy', width: 88, height: 88 }) : iconOf('file')
      return part('li', {}, part('a', { href: file.url, target: '_blank', rel: 'noopener', title: file.name }, small, isPicture ? unseen(filled(words.openFile, { name: file.name })) : part('span', {}, file.name)))
    }))
  }

  #rewrite(comment, item) {
    const { book } = this.#context
    this.#changing = comment.id
    const finish = () => {
      this.#changing = null
      this.#shown = ''
      this.#showComments()
      this.#focusComment(comment.id)
    }
    const composer = new ReviewComposer({
      about: `${this.#thread.id} ${comment.id}`, words: this.#words, label: this.#words.changeComment, text: comment.body, takesFiles: false, sendLabel: this.#words.save,
      upload: () => Promise.reject(), cancel: finish,
      send: async ({ body }) => {
        await book.rewrite(this.#thread.id, comment.id, body)
        finish()
      },
    })
    item.replaceChildren(composer.element)
    composer.focus()
  }

  #focusComment(id) {
    const button = this.#comments.querySelector(`[data-comment="${CSS.escape(id)}"] [data-choice=change]`)
    if (button instanceof HTMLElement) button.focus()
  }

  /** It goes once nobody has taken that back. */
  #remove(comment) {
    const { book, toasts } = this.#context
    const words = this.#words
    const settle = () => {
      clearTimeout(timer)
      this.#leaving.delete(comment.id)
    }
    const go = async isLeaving => {
      settle()
      close?.()
      await Promise.resolve(book.remove(this.#thread.id, comment.id, isLeaving)).catch(error => {
        this.#shown = ''
        this.#showComments()
        toasts.show(problemText(error, words), { isProblem: true })
      })
    }
    const timer = setTimeout(() => go(false), REGRET)
    this.#leaving.set(comment.id, go)
    this.#showComments()
    const close = toasts.show(words.commentRemoved, { stays: true, name: 'removed', actions: [{ label: words.undo, choice: 'undo', act: () => {
      settle()
      this.#showComments()
    } }] })
  }

  // MARK: What can be done

  #showActions() {
    const words = this.#words
    const { state } = this.#thread
    const buttons = []
    const to = (label, next, look = {}) => buttons.push(pressable(label, () => this.#move(next), { choice: `to-${next}`, ...look }))
    if (this.#may('change')) {
      if (state === 'open' || state === 'question') to(words.start, 'inProgress')
      if (isOpenState(state)) to(words.finish, 'done', { icon: 'check' })
      if (isOpenState(state) && state !== 'question') to(words.ask, 'question')
      if (isOpenState(state)) {
        // Beside an open suggestion stands what declines both.
        if (this.#thread.suggestion?.state !== 'open') buttons.push(pressable(words.decline, () => this.#ask('declined'), { choice: 'to-declined' }))
        buttons.push(pressable(words.markDuplicate, () => this.#ask('duplicate'), { choice: 'to-duplicate' }))
      } else {
        to(words.reopen, 'open', { icon: 'undo' })
      }
    } else {
      if (this.#may('accept')) to(words.accept, 'accepted', { icon: 'check', className: 'primary small' })
      if (this.#may('reopen')) to(words.reopen, 'open', { icon: 'undo' })
      if (this.#may('withdraw')) buttons.push(pressable(words.withdraw, () => this.#move('declined', { reason: words.withdrawn }), { choice: 'withdraw' }))
    }
    if (this.#actions.querySelector('form')) return
    const focused = /** @type {HTMLElement | null} */ (this.#actions.querySelector(':focus'))?.dataset.choice
    this.#actions.hidden = !buttons.length
    this.#actions.replaceChildren(...buttons)
    if (focused) /** @type {HTMLElement | null} */ (this.#actions.querySelector(`[data-choice="${focused}"]`) ?? this.#actions.querySelector('button'))?.focus()
  }

  /** @param {string} state @param {any} [more] */
  async #move(state, more = {}) {
    const { book, toasts } = this.#context
    const words = this.#words
    const before = { state: this.#thread.state, ...(this.#thread.reason ? { reason: this.#thread.reason } : {}) }
    const thread = await this.#change({ state, ...more })
    if (!thread) return false
    const mayUndo = this.#may('change') || before.state === 'open' || before.state === 'done'
    toasts.show(filled(words.stateNow, { number: `#${thread.number}`, state: words[thread.state] ?? thread.state }), {
      name: 'state',
      actions: mayUndo ? [{ label: words.undo, choice: 'undo', act: () => book.amend(book.get(thread.id) ?? thread, before).catch(error => toasts.show(problemText(error, words), { isProblem: true })) }] : [],
    })
    return true
  }

  /** @param {any} body */
  async #change(body) {
    const { book, toasts } = this.#context
    try {
      return await book.amend(this.#thread, body)
    } catch (error) {
      toasts.show(problemText(error, this.#words), { isProblem: true, name: 'state' })
      // Fields show again what is so.
      this.#organise.dataset.key = ''
      this.#showOrganise()
      return null
    }
  }

  /** Others than the agency may read it, or no longer. What is internal in it stays so. @param {string} visibility @param {string} [body] */
  async #letRead(visibility, body) {
    const words = this.#words
    const hasWords = this.#thread.comments?.some(comment => comment.kind === 'words' && !comment.isInternal && !comment.isRemoved)
    if (visibility === 'customer' && !body && !hasWords) return void this.#ask('customer')
    const thread = await this.#change({ visibility, ...(body ? { body } : {}) })
    if (thread) this.#context.toasts.show(visibility === 'internal' ? words.internalNow : words.shownNow, { name: 'state' })
    return thread
  }

  /** Asks for what a state, or to let others read it, needs. @param {'declined' | 'duplicate' | 'customer'} state */
  #ask(state) {
    const words = this.#words
    const isReason = state === 'declined'
    const isShowing = state === 'customer'
    const field = isReason || isShowing ? part('textarea', { rows: 2, maxLength: isReason ? 1000 : 5000, id: 'review-ask' }) : part('input', { id: 'review-ask', inputMode: 'numeric', maxLength: 12 })
    const problem = part('p', { className: 'review-problem', role: 'alert', hidden: true })
    const fail = text => {
      problem.hidden = false
      problem.textContent = text
      field.focus()
    }
    const close = () => {
      this.#actions.replaceChildren()
      this.#showActions()
      if (isShowing) {
        this.#organise.dataset.key = ''
        this.#showOrganise()
        return void /** @type {HTMLElement | null} */ (this.#organise.querySelector('[data-field=visibility]'))?.focus()
      }
      const button = this.#actions.querySelector(`[data-choice=to-${state}]`) ?? this.#actions.querySelector('button')
      if (button instanceof HTMLElement) button.focus()
    }
    const form = part('form', { className: 'review-ask', noValidate: true, on: {
      keydown: event => { if (event.key === 'Escape') (event.preventDefault(), event.stopPropagation(), close()) },
      submit: async event => {
        event.preventDefault()
        const text = field.value.trim()
        if (isReason && !text) return fail(words.reasonMissing)
        if (isShowing) {
          if (!text) return fail(words.words)
          if (await this.#letRead('customer', text)) close()
          return
        }
        const number = text.replace(/^#/, '')
        const other = isReason ? null : this.#context.book.all.find(thread => thread.number === number && thread.id !== this.#thread.id) ?? await this.#find(number)
        if (!isReason && !other) return fail(words.duplicateUnknown)
        if (await this.#move(state, isReason ? { reason: text } : { duplicateOf: other.id })) close()
      },
    } },
    part('label', { htmlFor: 'review-ask' }, isShowing ? words.showTitle : isReason ? words.declineTitle : words.duplicateTitle), part('p', { className: 'review-hint' }, isShowing ? words.showHint : isReason ? words.declineHint : words.duplicateHint),
    field, problem,
    part('div', { className: 'review-buttons' }, part('button', { type: 'submit', className: 'primary small' }, words.save), pressable(words.cancel, close, { choice: 'cancel' })))
    this.#actions.replaceChildren(form)
    field.focus()
  }

  async #find(number) {
    const found = await this.#context.book.list({ query: number, limit: '20' }).catch(() => ({ items: [] }))
    return found.items.find(thread => thread.number === number && thread.id !== this.#thread.id)
  }

  // MARK: What the agency arranges

  #showOrganise() {
    const thread = this.#thread
    const words = this.#words
    const context = this.#context
    this.#organise.hidden = !this.#may('change')
    if (this.#organise.hidden) return
    const key = JSON.stringify([thread.visibility, thread.priority, thread.assignee, thread.tags, thread.round, thread.state, context.rounds, context.people.length])
    // What somebody is choosing there stays.
    if (key === this.#organise.dataset.key || this.#organise.contains(document.activeElement) && document.activeElement?.localName === 'input') return
    this.#organise.dataset.key = key
    const focused = /** @type {HTMLElement | null} */ (this.#organise.querySelector(':focus'))?.dataset.field
    const select = (field, label, options, value, act) => part('label', {}, label, part('select', { data: { field }, on: { change: event => act(event.target.value) } },
      ...options.map(([name, text]) => part('option', { value: name, selected: name === value }, text))))
    const people = context.people.filter(({ isAgency }) => isAgency)
    if (thread.assignee && !people.some(({ id }) => id === thread.assignee.id)) people.push(thread.assignee)
    const tags = part('input', { value: (thread.tags ?? []).join(', '), maxLength: 300, data: { field: 'tags' }, 'aria-describedby': 'review-tags-hint', on: {
      change: () => this.#change({ tags: tags.value.split(',').map(tag => tag.trim()).filter(Boolean) }),
    } })
    this.#organise.replaceChildren(part('summary', {}, words.organise), part('div', { className: 'review-fields' },
      select('state', words.state, STATES.filter(state => !['declined', 'duplicate'].includes(state) || state === thread.state).map(state => [state, words[state]]), thread.state, value => this.#move(value)),
      select('visibility', words.readers, [['customer', words.readByAll], ['internal', words.readByAgency]], thread.visibility, value => this.#letRead(value)),
      select('priority', words.priority, PRIORITIES.map(name => [name, words[name]]), thread.priority, value => this.#change({ priority: value })),
      select('assignee', words.assignee, [['', words.nobody], ...people.map(({ id, name }) => [id, name])], thread.assignee?.id ?? '', value => this.#change({ assignee: value || null })),
      context.rounds.length ? select('round', words.round, [['', words.noRound], ...context.rounds.map(({ number, name }) => [String(number), name || filled(words.roundNamed, { number })])], String(thread.round ?? ''), value => this.#change({ round: value ? Number(value) : null })) : '',
      part('label', {}, words.tags, tags, part('span', { className: 'review-hint', id: 'review-tags-hint' }, words.tagsHint))))
    if (focused) /** @type {HTMLElement | null} */ (this.#organise.querySelector(`[data-field="${focused}"]`))?.focus()
  }
}

/** @param {any} thread @param {Record<string, string>} words */
export const stateBadge = (thread, words) => part('span', { className: 'review-state', data: { state: thread.state } }, words[thread.state] ?? thread.state)

/** @param {Record<string, string>} words */
export const suggestionBadge = words => part('span', { className: 'foyer-badge suggestion' }, iconOf('design'), words.suggestion)

/** @param {any} thread @param {Record<string, string>} words */
export const priorityBadge = (thread, words) => (['critical', 'important'].includes(thread.priority) ? badge(words[thread.priority], thread.priority) : '')
