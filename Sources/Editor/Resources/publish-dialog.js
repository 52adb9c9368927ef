// Publishing without leaving the page: what will change for visitors, what the checks say, and the one thing that this person does with it –
// publish, submit for approval, or read why not.

import { askPending, pageTitles } from './pending-changes.js'
import { checkList } from './publish-checks.js'
import { PublishList } from './publish-list.js'
import { timeElement } from './history-time.js'
import { failure, iconOf, loading, part, pressable } from './view-parts.js'
import { filled } from './words.js'
import { publishWords } from './words-publish.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext */
/** @typedef {import('./publish-checks.js').Finding} Finding */

/** Nobody chooses from more than these; the server takes no more either. */
const MOST = 400
/** What takes longer says so, in milliseconds. */
const PATIENCE = 1000
/** A large site is built as long as this at most, in milliseconds. */
const LONGEST = 300_000

export class PublishDialog {
  #context
  #words
  #main
  #settle
  #onDone
  #path
  #dialog
  #title = part('h2', { tabIndex: -1, id: 'publish-title' })
  #body = part('div', { className: 'publish-body', tabIndex: -1 })
  #foot = part('div', { className: 'publish-foot' })
  #said = part('p', { className: 'publish-said', role: 'status' })
  /** @type {HTMLElement | null} */
  #opener = null
  #turn = 0
  /** @type {import('./pending-changes.js').Pending | null} */
  #pending = null
  /** @type {Finding[]} */
  #findings = []
  /** @type {any} */
  #request = null
  #titles = new Map()
  /** @type {PublishList | null} */
  #list = null
  #isBusy = false
  /** What is written to the agency, also while the dialog is closed. */
  #written = ''

  /**
   * @param {HTMLElement} main
   * @param {EditorContext} context
   * @param {object} parts
   * @param {() => Promise<boolean>} parts.settle hands over what is being typed and waits until all is saved
   * @param {() => void} parts.done what is live is other than before
   */
  constructor(main, context, { settle, done }) {
    this.#main = main
    this.#context = context
    this.#settle = settle
    this.#onDone = done
    this.#words = publishWords(context.language)
    this.#path = `/sites/${encodeURIComponent(context.site)}`
    this.#dialog = part('dialog', { className: 'publish-dialog', 'aria-labelledby': 'publish-title', on: {
      // What Escape closes is the dialog, not the panel behind it.
      keydown: event => event.stopPropagation(),
      cancel: event => {
        event.preventDefault()
        this.close()
      },
      click: event => {
        const leads = event.target.closest?.('[data-choice=show]')
        if (event.target !== this.#dialog && !leads) return
        if (leads) this.#opener = null
        this.close()
        if (leads) this.#context.focusDraft()
      },
    } }, part('header', {}, this.#title,
      pressable(this.#words.close, () => this.close(), { icon: 'close', isBare: true, className: 'tool', choice: 'close' })),
    this.#said, this.#body, this.#foot)
    main.append(this.#dialog)
    for (const button of main.querySelectorAll('.bar form[action$="/releases"] [type=submit], .bar a.publish')) {
      button.setAttribute('aria-haspopup', 'dialog')
      button.addEventListener('click', event => {
        const { ctrlKey, metaKey, shiftKey } = /** @type {MouseEvent} */ (event)
        if (ctrlKey || metaKey || shiftKey) return
        event.preventDefault()
        this.open(/** @type {HTMLElement} */ (button))
      })
    }
  }

  /** Whether this person has something to open it for. */
  get isOffered() { return this.#main.querySelector('.bar [aria-haspopup=dialog]') !== null }

  /** @param {HTMLElement | null} [opener] gets the focus back */
  async open(opener = null) {
    if (this.#dialog.open) return
    this.#opener = opener
    if (!await this.#settle() || this.#dialog.open) return
    this.#title.textContent = this.#words.publish
    this.#say('')
    this.#dialog.showModal()
    this.#title.focus()
    this.#load(null)
  }

  close() {
    if (this.#isBusy) return
    this.#turn += 1
    this.#dialog.close()
    this.#body.replaceChildren()
    this.#foot.replaceChildren()
    if (this.#opener?.isConnected) this.#opener.focus()
  }

  // MARK: What there is

  /** @param {Set<string> | null} ticked @param {Node} [message] above the list */
  async #load(ticked, message) {
    const turn = (this.#turn += 1)
    if (!message) this.#body.replaceChildren(loading(this.#words.loading))
    this.#foot.replaceChildren()
    try {
      const pending = await askPending(this.#context)
      const [requests, checks, titles] = await Promise.all([
        this.#context.request('/publish-requests'), pending.act === 'none' ? { items: [] } : this.#context.request('/checks'), pageTitles(this.#context),
      ])
      if (turn !== this.#turn) return
      this.#pending = pending
      this.#request = requests.items[0] ?? null
      this.#findings = checks.items
      this.#titles = titles
      this.#show(ticked, message)
    } catch (error) {
      if (turn !== this.#turn) return
      this.#body.replaceChildren(failure(error.status === 401 ? this.#words.signedOut : this.#words.loadFailed, this.#words.again, () => {
        this.#title.focus()
        this.#load(ticked)
      }))
    }
  }

  get #isAgency() { return this.#context.tree().mayDesign === true }
  get #stopping() { return this.#findings.filter(({ level }) => level === 'stop') }

  /** @param {Set<string> | null} ticked @param {Node} [message] */
  #show(ticked, message) {
    const words = this.#words
    const pending = /** @type {import('./pending-changes.js').Pending} */ (this.#pending)
    const { act, live, changes, others, isCut } = pending
    this.#title.textContent = act === 'submit' ? words.submitTitle : words.publish
    this.#list = null
    const top = [message ?? '', this.#requestState()]
    if (act === 'none') top.push(notice('lock', pending.mode === 'draftOnly' ? words.draftOnly : words.roleNot))
    if (!live) {
      const isYours = act === 'publish' && this.#isAgency
      this.#body.replaceChildren(...top, part('p', {}, isYours ? words.first : words.firstNotYours), isYours ? this.#checks() : '')
      if (isYours) this.#actions(words.publish)
      return
    }
    if (!changes.length) {
      const text = others ? words.onlyOthers : words.nothing
      this.#body.replaceChildren(...top, part('div', { className: 'foyer-empty' }, iconOf('check'), part('p', {}, text)), this.#others(others))
      this.#leave()
      return
    }
    const mayChoose = act !== 'none' && !isCut && changes.length <= MOST
    // What is in the request is decided there, and not offered a second time.
    const offered = changes.filter(({ id, submitted }) => !submitted || ticked?.has(id) || (act !== 'submit' && !this.#isAgency))
    const waiting = changes.length - offered.length
    if (!offered.length) {
      this.#body.replaceChildren(...top, part('div', { className: 'foyer-empty' }, iconOf('check'),
        part('p', {}, this.#isAgency ? words.allInRequest : words.allSubmitted)), this.#others(others))
      this.#title.textContent = words.publish
      this.#leave()
      return
    }
    this.#list = new PublishList(this.#context, offered.slice(0, MOST), {
      mayChoose, titles: this.#titles, ticked, onChange: said => (this.#say(said), this.#count()),
    })
    this.#body.replaceChildren(...top,
      act === 'none' ? '' : this.#checks(),
      part('h3', { className: 'publish-lead' }, words.changes),
      isCut || changes.length > MOST ? part('p', {}, words.tooMany) : '',
      this.#list.root, this.#inRequest(waiting), this.#others(others), act === 'submit' ? this.#message() : '')
    if (act === 'publish') this.#actions(mayChoose ? words.publishSelected : words.publishAll)
    else if (act === 'submit') this.#actions(this.#request?.state === 'open' ? words.submitMore : words.submit)
    else this.#foot.replaceChildren()
    this.#count()
  }

  #others(count) {
    if (!count || this.#isAgency) return ''
    return part('p', { className: 'foyer-quiet' }, count === 1 ? this.#words.othersOne : filled(this.#words.othersMany, { count }))
  }

  /** @param {number} count */
  #inRequest(count) {
    if (!count) return ''
    const [one, many] = this.#isAgency ? ['inRequestOne', 'inRequestMany'] : ['submittedOne', 'submittedMany']
    return part('p', { className: 'foyer-quiet' }, count === 1 ? this.#words[one] : filled(this.#words[many], { count }))
  }

  #checks() {
    const box = checkList(this.#context, this.#findings, this.#titles)
    if (this.#findings.length) {
      box.append(part('p', { className: 'foyer-quiet' }, this.#isAgency
        ? part('a', { href: `${this.#path}/publish#stops` }, this.#words.checksRule) : this.#words.checksRuleOfAgency))
    }
    if (this.#isAgency && this.#stopping.length) {
      box.append(part('label', { className: 'publish-override' },
        part('input', { type: 'checkbox', name: 'override' }), part('span', {}, this.#words.override)))
    }
    return box
  }

  #message() {
    const words = this.#words
    return part('div', { className: 'publish-message' },
      part('label', { htmlFor: 'publish-message' }, words.message),
      part('p', { className: 'foyer-quiet', id: 'publish-message-hint' }, words.messageHint),
      part('textarea', { id: 'publish-message', rows: 3, maxLength: 1000, value: this.#written, 'aria-describedby': 'publish-message-hint',
        on: { input: event => { this.#written = event.target.value } } }),
      part('p', { className: 'foyer-quiet' }, words.submitHint))
  }

  #requestState() {
    const words = this.#words
    const request = this.#request
    if (!request) return ''
    const time = timeElement(request.decidedAt ?? request.at, this.#context.language, words.justNow)
    if (this.#isAgency) {
      if (request.state !== 'open') return ''
      return notice('person', filled(words.requestFrom, { name: request.author.name ?? words.somebody }), [time, request.message && quote(request.message),
        part('a', { className: 'button secondary small', href: `${this.#path}/publish#request`, data: { choice: 'decide' } }, words.decide)])
    }
    if (request.state === 'open') {
      return notice('history', words.waiting, [time, this.#pending?.act === 'submit' && part('p', {}, words.waitingText), request.message && quote(request.message),
        this.#pending?.act !== 'none' && pressable(words.withdraw, () => this.#withdraw(request.id), { choice: 'withdraw' })], 'request')
    }
    if (request.state === 'returned') return notice('undo', words.returned, [time, request.reason && quote(request.reason)], 'request')
    if (request.state === 'approved' && request.release === this.#pending?.live?.number) {
      return notice('check', filled(words.approved, { number: request.release }), [time], 'request')
    }
    return ''
  }

  // MARK: What is done

  /** @param {string} label */
  #actions(label) {
    const go = pressable(label, () => (this.#pending?.act === 'submit' ? this.#submit() : this.#publish()), { className: 'primary', choice: 'go' })
    this.#foot.replaceChildren(part('p', { className: 'foyer-quiet publish-count' }), this.#later(), go)
  }

  /** There is nothing to do here; rules and plans may be looked at all the same. */
  #leave() {
    const hasMore = this.#isAgency || this.#pending?.act === 'publish'
    this.#foot.replaceChildren(...(hasMore ? [this.#later()] : []),
      pressable(this.#words.goOn, () => this.close(), { className: 'secondary', choice: 'go-on' }))
  }

  #later() {
    const act = this.#pending?.act
    const text = this.#isAgency ? this.#words.later : act === 'publish' ? this.#words.laterCustomer : this.#words.laterSubmit
    return part('a', { className: 'publish-later', href: `${this.#path}/publish` }, text)
  }

  #count() {
    const line = this.#foot.querySelector('.publish-count')
    const list = this.#list
    if (!line || !list?.most) return
    line.textContent = `${filled(this.#words.selectedCount, { count: list.chosen.length, all: list.most })}${
      list.chosen.length < list.most ? ` · ${this.#words.chosenHint}` : ''}`
  }

  /** What the server is told: single changes at the revision at which they were read, or nothing, which is everything. */
  get #selection() {
    const { revision, isCut, live, changes } = /** @type {import('./pending-changes.js').Pending} */ (this.#pending)
    if (!live || isCut || changes.length > MOST || !this.#list) return {}
    // What is submitted last counts, so what waits for approval already is submitted along.
    const along = this.#pending?.act === 'submit' ? changes.filter(({ submitted }) => submitted).map(({ id }) => id) : []
    return { changes: [...new Set([...this.#list.chosen, ...along])], revision }
  }

  async #publish() {
    const selection = this.#selection
    if (selection.changes?.length === 0) return this.#say(this.#words.noneSelected)
    const before = this.#pending?.live
    const isOverridden = this.#body.querySelector('input[name=override]:checked') !== null
    const release = await this.#run(this.#words.busyPublish, () => this.#context.request('/releases', {
      body: { ...selection, ...(isOverridden ? { override: true } : {}) }, headers: { 'Idempotency-Key': crypto.randomUUID() }, signal: AbortSignal.timeout(LONGEST),
    }))
    if (!release) return
    this.#onDone()
    this.#finished(filled(this.#words.done, { number: release.number }), [
      this.#words.doneText, release.left ? (release.left === 1 ? this.#words.leftOne : filled(this.#words.leftMany, { count: release.left })) : '',
    ], [this.#seeLive(), before && pressable(this.#words.undo, () => this.#undo(before.number), { icon: 'undo', className: 'secondary', choice: 'undo' })])
  }

  /** @param {number} number of the release that was live before */
  async #undo(number) {
    const release = await this.#run(this.#words.busyBack, () => this.#context.request('/live', { method: 'PUT', body: { release: number } }))
    if (!release) return
    this.#onDone()
    this.#finished(filled(this.#words.undone, { number }), [this.#words.undoneText], [this.#seeLive()])
  }

  async #submit() {
    const selection = this.#selection
    if (this.#list?.chosen.length === 0) return this.#say(this.#words.noneSelected)
    const message = this.#written
    const request = await this.#run(this.#words.busySubmit, () => this.#context.request('/publish-requests', { body: { ...selection, message } }))
    if (!request) return
    this.#written = ''
    this.#finished(this.#words.submitted, [this.#words.submittedText], [])
  }

  /** @param {string} id */
  async #withdraw(id) {
    const decided = await this.#run(this.#words.busySubmit, () => this.#context.request(`/publish-requests/${encodeURIComponent(id)}/decision`, {
      method: 'PUT', body: { decision: 'withdraw' },
    }))
    if (!decided) return
    await this.#load(null)
    this.#say(this.#words.withdrawn)
    this.#title.focus()
  }

  #seeLive() {
    const words = this.#words
    return part('a', { className: 'button primary', href: this.#main.dataset.live ?? '/', target: '_blank', rel: 'noopener', data: { choice: 'see-live' } },
      iconOf('globe'), part('span', {}, words.seeLive, part('span', { className: 'unseen' }, ` (${words.newTab})`)))
  }

  /**
   * One thing at a time, and only what takes long says so.
   * @template Answer
   * @param {string} busy
   * @param {() => Promise<Answer>} work
   * @returns {Promise<Answer | null>} nothing when it was refused, which is told then
   */
  async #run(busy, work) {
    if (this.#isBusy) return null
    this.#isBusy = true
    this.#dialog.setAttribute('aria-busy', 'true')
    for (const button of this.#dialog.querySelectorAll('button')) button.setAttribute('aria-disabled', 'true')
    this.#say('')
    const timer = setTimeout(() => {
      this.#dialog.dataset.busy = ''
      this.#say(busy)
    }, PATIENCE)
    /** @type {any} */
    let trouble = null
    try {
      return await work()
    } catch (error) {
      trouble = error
      return null
    } finally {
      clearTimeout(timer)
      this.#isBusy = false
      delete this.#dialog.dataset.busy
      this.#dialog.removeAttribute('aria-busy')
      for (const button of this.#dialog.querySelectorAll('button')) button.removeAttribute('aria-disabled')
      this.#say('')
      if (trouble) this.#refused(trouble)
    }
  }

  /** Says why, keeps what was chosen, and shows what is there now. @param {import('./requests.js').RequestError} error */
  #refused({ status, code, needs = [], findings = [] }) {
    const words = this.#words
    const chosen = this.#list ? new Set([...this.#list.chosen, ...needs]) : null
    const text = status === 0 ? words.offline : status === 401 ? words.signedOut : status >= 500 ? words.server
      : needs.length && code === 'incomplete' ? filled(words.refusal_needs, { names: this.#list?.names(needs) ?? '' })
        : words[`refusal_${code}`] ?? (status === 409 ? words.refusal_conflict : status === 403 ? words.refusal_forbidden : words.server)
    const message = notice('warning', words.failed, [part('p', {}, text), findings.length > 0 && checkList(this.#context, findings, this.#titles)], 'problem')
    message.setAttribute('role', 'alert')
    message.tabIndex = -1
    this.#body.querySelector('.publish-notice.problem')?.remove()
    this.#body.prepend(message)
    message.scrollIntoView({ block: 'nearest' })
    message.focus()
    // Without an answer there is nothing newer to show.
    if (status === 0 || status === 401 || status >= 500 || code === 'checks') return
    this.#load(chosen, message)
  }

  /** @param {string} title @param {string[]} lines @param {(Node | string | false | null | undefined)[]} actions */
  #finished(title, lines, actions) {
    this.#turn += 1
    this.#list = null
    this.#title.textContent = title
    this.#body.replaceChildren(part('div', { className: 'publish-done' }, iconOf('check'), ...lines.filter(Boolean).map(line => part('p', {}, line))))
    this.#foot.replaceChildren(...actions.filter(action => action instanceof Node),
      pressable(this.#words.goOn, () => this.close(), { className: 'secondary', choice: 'go-on' }))
    // Who sees reads it above already.
    this.#say([title, ...lines].filter(Boolean).join('. '), true)
    this.#title.focus()
  }

  /** Within the dialog: what is behind it is not heard while it is open. @param {string} text @param {boolean} [isHeardOnly] it can be read elsewhere */
  #say(text, isHeardOnly = false) {
    this.#said.classList.toggle('unseen', isHeardOnly)
    this.#said.textContent = text
  }
}

/** @param {string} icon @param {string} title @param {import('./view-parts.js').Child[]} [rest] @param {string} [kind] */
function notice(icon, title, rest = [], kind = '') {
  return part('div', { className: `publish-notice ${kind}` }, iconOf(icon), part('div', {}, part('p', {}, part('strong', {}, title)), ...rest))
}

/** @param {string} text */
const quote = text => part('blockquote', {}, text)
