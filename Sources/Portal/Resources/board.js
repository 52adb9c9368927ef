// The inbox's board: cards go to other columns by pointer, by finger at their grip, or by keys. What this does can be done without it as well.

/** How far a pointer goes before it is no click any more, in pixels. */
const FAR = 6
/** How near the window's edge a card lets it scroll, and how fast. */
const EDGE = 72
const STEP = 14

/** @typedef {{state: string, parent: Element, next: Element | null, reason?: string}} Before where a card was */

/** @param {string} text @param {Record<string, string>} values */
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place)

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, any>} properties
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties)
  element.append(...children)
  return element
}

export class Board {
  #board
  /** @type {Record<string, any>} */
  #words
  #tray = make('ul', { className: 'board-tray', hidden: true })
  #status = make('div', { className: 'board-status', hidden: true })
  #said = make('p')
  #undo = make('button', { type: 'button', className: 'secondary small' })
  #close = make('button', { type: 'button', className: 'quiet small', textContent: '×' })
  #heard = make('p', { className: 'unseen' })
  /** What is being moved. @type {{card: HTMLElement, state: string, isByKeys: boolean, ghost: HTMLElement | null, x: number, y: number} | null} */
  #held = null
  #frame = 0

  /** @param {HTMLElement} board */
  constructor(board) {
    this.#board = board
    const told = JSON.parse(board.dataset.words ?? '{}')
    const words = (this.#words = { ...told, states: Object.fromEntries(told.states) })
    this.#tray.setAttribute('aria-hidden', 'true')
    this.#tray.append(...Object.entries(words.states).map(([state, label]) => {
      const target = make('li', {}, needsWords(state) ? `${label} …` : label)
      target.dataset.drop = state
      target.toggleAttribute('data-column', this.#column(state) !== null)
      return target
    }))
    this.#status.append(this.#said, this.#undo, this.#close)
    this.#close.setAttribute('aria-label', words.close)
    this.#close.title = words.close
    this.#close.onclick = () => (this.#status.hidden = true)
    this.#heard.setAttribute('role', 'status')
    this.#undo.textContent = words.undo
    board.after(this.#tray, this.#status, this.#heard)
    for (const card of this.#cards) this.#dress(card)
    board.addEventListener('pointerdown', event => this.#pressed(event))
    board.addEventListener('dragstart', event => event.preventDefault())
    board.addEventListener('keydown', event => this.#keyed(event))
    board.addEventListener('focusout', event => {
      if (this.#held?.isByKeys && event.target instanceof Element && event.target.matches('.board-grip')) this.#putBack()
    })
  }

  /** @returns {HTMLElement[]} */
  get #cards() { return [...this.#board.querySelectorAll('[data-thread]')] }
  get #states() { return Object.keys(this.#words.states) }

  /** @param {string} state @returns {HTMLElement | null} */
  #column(state) { return this.#board.querySelector(`[data-state="${state}"]`) }

  /** @param {HTMLElement} card */
  #stateOf(card) { return card.closest('[data-state]')?.getAttribute('data-state') ?? '' }

  /** @param {HTMLElement} card */
  #dress(card) {
    const words = this.#words
    const grip = make('button', { type: 'button', className: 'board-grip', title: words.hint })
    grip.setAttribute('aria-label', filled(words.move, { number: card.dataset.number ?? '' }))
    grip.setAttribute('aria-pressed', 'false')
    grip.setAttribute('aria-description', words.hint)
    const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    icon.setAttribute('viewBox', '0 0 24 24')
    icon.setAttribute('aria-hidden', 'true')
    const dots = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    dots.setAttribute('d', 'M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01')
    icon.append(dots)
    grip.append(icon)
    card.append(grip)
  }

  // MARK: Pointer and finger

  /** @param {PointerEvent} event */
  #pressed(event) {
    const target = /** @type {Element} */ (event.target)
    const card = /** @type {HTMLElement | null} */ (target.closest('[data-thread]'))
    const isAtGrip = target.closest('.board-grip') !== null
    // A finger beside the grip scrolls.
    if (!card || event.button || this.#held || !isAtGrip && (event.pointerType !== 'mouse' || target.closest('input, label, button'))) return
    const { clientX, clientY, pointerId } = event
    const moved = event => {
      if (event.pointerId !== pointerId) return
      if (!this.#held && Math.hypot(event.clientX - clientX, event.clientY - clientY) < FAR) return
      event.preventDefault()
      if (!this.#held) this.#lift(card, clientX, clientY)
      this.#carry(event.clientX, event.clientY)
    }
    const end = event => {
      if (event.pointerId !== pointerId) return
      stop()
      if (!this.#held) return
      // What was carried is not opened as well.
      const silent = event => (event.preventDefault(), event.stopPropagation())
      addEventListener('click', silent, true)
      setTimeout(() => removeEventListener('click', silent, true), 0)
      if (event.type === 'pointerup') this.#drop()
      else this.#putBack()
    }
    const left = event => {
      if (event.key !== 'Escape' || !this.#held) return
      event.preventDefault()
      stop()
      this.#putBack()
    }
    const stop = () => {
      removeEventListener('pointermove', moved)
      removeEventListener('pointerup', end)
      removeEventListener('pointercancel', end)
      removeEventListener('keydown', left, true)
    }
    addEventListener('pointermove', moved)
    addEventListener('pointerup', end)
    addEventListener('pointercancel', end)
    addEventListener('keydown', left, true)
  }

  /** @param {HTMLElement} card @param {number} x @param {number} y */
  #lift(card, x, y) {
    const box = card.getBoundingClientRect()
    const ghost = /** @type {HTMLElement} */ (card.cloneNode(true))
    ghost.classList.add('board-ghost')
    ghost.setAttribute('aria-hidden', 'true')
    ghost.inert = true
    ghost.style.width = `${box.width}px`
    ghost.style.left = `${box.left - x}px`
    ghost.style.top = `${box.top - y}px`
    document.body.append(ghost)
    this.#hold(card, ghost, false)
    getSelection()?.removeAllRanges()
  }

  /** @param {HTMLElement} card @param {HTMLElement | null} ghost @param {boolean} isByKeys */
  #hold(card, ghost, isByKeys) {
    this.#held = { card, ghost, isByKeys, state: this.#stateOf(card), x: 0, y: 0 }
    this.#status.hidden = true
    this.#tray.hidden = false
    card.toggleAttribute('data-held', true)
    document.documentElement.toggleAttribute('data-holding', true)
    this.#mark(this.#stateOf(card))
    this.#scroll()
  }

  /** @param {number} x @param {number} y */
  #carry(x, y) {
    const held = this.#held
    if (!held?.ghost) return
    Object.assign(held, { x, y })
    held.ghost.style.transform = `translate(${x}px, ${y}px) rotate(1.5deg)`
    const below = document.elementFromPoint(x, y)
    const state = below?.closest('[data-drop]')?.getAttribute('data-drop') ?? below?.closest('.column[data-state]')?.getAttribute('data-state')
    this.#mark(state ?? this.#stateOf(held.card))
  }

  /** Near an edge the window goes along. */
  #scroll() {
    cancelAnimationFrame(this.#frame)
    const held = this.#held
    if (!held?.ghost) return
    const isOverTray = document.elementFromPoint(held.x, held.y)?.closest('.board-tray')
    if (held.y && held.y < EDGE) scrollBy({ top: -STEP, behavior: 'instant' })
    else if (held.y > innerHeight - EDGE && !isOverTray) scrollBy({ top: STEP, behavior: 'instant' })
    this.#frame = requestAnimationFrame(() => this.#scroll())
  }

  /** @param {string} state */
  #mark(state) {
    if (this.#held) this.#held.state = state
    for (const place of document.querySelectorAll('[data-over]')) place.removeAttribute('data-over')
    for (const place of [this.#column(state), this.#tray.querySelector(`[data-drop="${state}"]`)]) place?.toggleAttribute('data-over', true)
  }

  // MARK: Keys

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    const grip = /** @type {Element} */ (event.target).closest('.board-grip')
    const card = /** @type {HTMLElement | null} */ (grip?.closest('[data-thread]') ?? null)
    if (!grip || !card || event.ctrlKey || event.metaKey || event.altKey) return
    const held = this.#held
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault()
      if (held) return this.#drop()
      this.#hold(card, null, true)
      grip.setAttribute('aria-pressed', 'true')
      this.#say(filled(this.#words.lifted, this.#named(card, this.#stateOf(card))))
    } else if (held?.isByKeys && step) {
      event.preventDefault()
      const states = this.#states
      const next = states[(states.indexOf(held.state) + step + states.length) % states.length]
      this.#mark(next)
      ;(this.#column(next) ?? this.#tray).scrollIntoView({ block: 'nearest', inline: 'nearest' })
      this.#say(this.#words.states[next])
    } else if (held?.isByKeys && event.key === 'Escape') {
      event.preventDefault()
      this.#putBack()
    }
  }

  // MARK: Letting go

  #release() {
    const held = this.#held
    this.#held = null
    cancelAnimationFrame(this.#frame)
    held?.ghost?.remove()
    held?.card.removeAttribute('data-held')
    held?.card.querySelector('.board-grip')?.setAttribute('aria-pressed', 'false')
    this.#tray.hidden = true
    document.documentElement.removeAttribute('data-holding')
    for (const place of document.querySelectorAll('[data-over]')) place.removeAttribute('data-over')
    return held
  }

  #putBack() {
    const held = this.#release()
    if (held) this.#say(filled(this.#words.stays, this.#named(held.card, '')))
  }

  #drop() {
    const held = this.#release()
    if (!held) return
    const { card, state } = held
    if (state === this.#stateOf(card)) return this.#say(filled(this.#words.stays, this.#named(card, '')))
    if (needsWords(state)) return this.#ask(card, state)
    this.#move(card, { state })
  }

  /** A reason, or the number of the other one. @param {HTMLElement} card @param {string} state */
  #ask(card, state) {
    const words = this.#words
    const isReason = state === 'declined'
    const field = isReason ? make('textarea', { rows: 3, maxLength: 1000 }) : make('input', { inputMode: 'numeric', maxLength: 12 })
    const problem = make('p', { className: 'field-error', hidden: true })
    problem.setAttribute('role', 'alert')
    const cancel = make('button', { type: 'button', className: 'secondary', textContent: words.cancel })
    const form = make('form', { method: 'dialog', noValidate: true },
      make('h2', { textContent: filled(isReason ? words.declineTitle : words.duplicateTitle, this.#named(card, '')) }),
      make('label', { className: 'field' }, make('span', { textContent: isReason ? words.reason : words.other }), field), problem,
      make('div', { className: 'actions' }, make('button', { type: 'submit', className: 'primary', textContent: words.save }), cancel))
    const dialog = make('dialog', { className: 'board-dialog' }, form)
    dialog.setAttribute('aria-label', filled(isReason ? words.declineTitle : words.duplicateTitle, this.#named(card, '')))
    let isDone = false
    const fail = text => {
      problem.hidden = false
      problem.textContent = text
      field.setAttribute('aria-invalid', 'true')
      field.focus()
    }
    cancel.addEventListener('click', () => dialog.close())
    dialog.addEventListener('close', () => {
      dialog.remove()
      if (isDone) return
      this.#focus(card)
      this.#say(filled(words.stays, this.#named(card, '')))
    })
    form.addEventListener('submit', async event => {
      event.preventDefault()
      const text = field.value.trim()
      if (isReason && !text) return fail(words.reasonMissing)
      const other = isReason ? null : await this.#find(card, text.replace(/^#/, ''))
      if (!isReason && !other) return fail(words.otherUnknown)
      isDone = true
      dialog.close()
      this.#move(card, isReason ? { state, reason: text } : { state, duplicateOf: other.id })
    })
    document.body.append(dialog)
    dialog.showModal()
    field.focus()
  }

  /** @param {HTMLElement} card @param {string} number */
  async #find(card, number) {
    if (!number) return null
    const { items } = await send(`${addressOf(card)}?${new URLSearchParams({ query: number, limit: '20' })}`).catch(() => ({ items: [] }))
    return items.find(thread => thread.number === number && thread.id !== card.dataset.thread)
  }

  // MARK: The server

  /** The card goes at once, and comes back where the server says no. @param {HTMLElement} card @param {any} change */
  async #move(card, change) {
    const words = this.#words
    const before = { state: this.#stateOf(card), parent: /** @type {Element} */ (card.parentElement), next: card.nextElementSibling }
    this.#place(card, change.state, null)
    try {
      const thread = await send(`${addressOf(card)}/${card.dataset.thread}`, change, card.dataset.version)
      card.dataset.version = String(thread.version)
      this.#tell(filled(words.moved, this.#named(card, change.state)), () => this.#takeBack(card, before))
      this.#focus(card)
    } catch (error) {
      this.#place(card, before.state, before)
      this.#fail(card, error)
    }
  }

  /** @param {HTMLElement} card @param {Before} before */
  async #takeBack(card, before) {
    try {
      const thread = await send(`${addressOf(card)}/${card.dataset.thread}`, { state: before.state }, card.dataset.version)
      card.dataset.version = String(thread.version)
      this.#place(card, before.state, before)
      this.#tell(filled(this.#words.undone, this.#named(card, before.state)), null)
      this.#focus(card)
    } catch (error) {
      this.#fail(card, error)
    }
  }

  #fail(card, error) {
    const words = this.#words
    const text = error?.status === 409 || error?.status === 412 ? words.stale : error?.status ? filled(words.refused, { detail: error.detail }) : words.offline
    this.#tell(text, null, true)
    this.#focus(card)
  }

  /** Counts go along. @param {HTMLElement} card @param {string} state @param {Before | null} before where exactly */
  #place(card, state, before) {
    const from = card.closest('[data-state]')
    const list = before?.parent ?? this.#column(state)?.querySelector('ul')
    if (list) list.insertBefore(card, before ? before.next?.parentElement === list ? before.next : null : list.firstElementChild)
    else card.remove()
    count(from, -1)
    count(card.closest('[data-state]'), 1)
  }

  /** @param {string} text @param {(() => void) | null} undo @param {boolean} [isProblem] */
  #tell(text, undo, isProblem = false) {
    this.#status.hidden = false
    this.#status.toggleAttribute('data-problem', isProblem)
    this.#said.textContent = text
    this.#undo.hidden = !undo
    this.#undo.onclick = () => {
      this.#undo.hidden = true
      undo?.()
    }
    this.#say(undo ? `${text} ${this.#words.undoHint}` : text)
  }

  /** @param {string} text */
  #say(text) { this.#heard.textContent = this.#heard.textContent === text ? `${text}\u00a0` : text }

  /** @param {HTMLElement} card */
  #focus(card) {
    const grip = /** @type {HTMLElement | null} */ (card.isConnected ? card.querySelector('.board-grip') : this.#undo.hidden ? null : this.#undo)
    grip?.focus({ preventScroll: true })
  }

  /** @param {HTMLElement} card @param {string} state */
  #named(card, state) { return { number: card.dataset.number ?? '', state: this.#words.states[state] ?? '' } }
}

/** @param {string} state */
const needsWords = state => state === 'declined' || state === 'duplicate'

/** @param {HTMLElement} card */
const addressOf = card => `/api/v1/sites/${encodeURIComponent(card.dataset.site ?? '')}/threads`

/** @param {Element | null} column @param {number} more */
function count(column, more) {
  const place = column?.querySelector('[data-count]')
  if (place) place.textContent = String(Math.max(0, Number(place.textContent) + more))
}

/** @param {string} address @param {any} [body] @param {string} [version] that was seen */
async function send(address, body, version) {
  const response = await fetch(address, {
    method: body ? 'PATCH' : 'GET', body: body && JSON.stringify(body), signal: AbortSignal.timeout(20_000),
    headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json', 'If-Match': `"${version}"` }) },
  }).catch(() => null)
  const answer = await response?.json().catch(() => ({})) ?? {}
  if (!response?.ok) throw { status: response?.status ?? 0, detail: answer.detail ?? answer.title ?? '' }
  return answer
}
