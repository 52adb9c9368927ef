// Sends changes to the server, one after the other and each of them once: every request has an idempotency key, so one whose answer was
// lost can be repeated. What the network or the server cannot take now is tried again, and kept in the browser until it is saved.

import { hasThat } from './change-values.js'

/**
 * @typedef {{op: string, element?: string, version?: number | null, [key: string]: any}} Operation as the server takes it
 *
 * @typedef {object} Change
 * @property {string} key of the request
 * @property {string} [element] to which it belongs
 * @property {string} page
 * @property {string} name of the element, for people
 * @property {string} [label] what is done, for people
 * @property {string} [wanted] what people wanted with it, in words
 * @property {Operation[]} operations
 * @property {any} [before] what stood there: the element's content
 * @property {string} [replaces] only the newest change with this name is sent: typing goes on while the one before waits
 * @property {number} at milliseconds
 *
 * @typedef {{state: 'saving'}
 *   | {state: 'saved', answer: import('./inspector.js').EditAnswer}
 *   | {state: 'failed' | 'offline' | 'signedOut'}
 *   | {state: 'refused', status: number, code: string, detail: string, operation?: number}
 *   | {state: 'changedElsewhere', status: number, code: string, detail: string, current: any, operation?: number}} Outcome
 */

const FIRST_WAIT = 1000
const LONGEST_WAIT = 30_000
const TIMEOUT = 20_000

/** What is tried again by itself. */
const isPassing = state => ['failed', 'offline', 'signedOut'].includes(state)

export class SaveQueue {
  /** @type {Change[]} */
  #waiting = []
  /** @type {Change | null} */
  #sending = null
  #isRunning = false
  #parts
  /** Ends the wait before the next try. */
  #wake = () => {}

  /**
   * @param {object} parts
   * @param {string} parts.url of the site's edits
   * @param {string} parts.screen of this tab, which the server tells to other tabs with the edit
   * @param {import('./kept-changes.js').KeptChanges} parts.kept
   * @param {(change: Change, outcome: Outcome) => void} parts.onOutcome
   * @param {(old: Change, next: Change) => void} parts.onReplaced
   */
  constructor(parts) {
    this.#parts = parts
    addEventListener('online', () => this.retry())
    // Somebody may have signed in again in another tab.
    addEventListener('focus', () => this.retry())
  }

  /** Whether newer changes of an element are still to be sent. @param {string | undefined} id */
  isWaiting(id) { return id !== undefined && this.#waiting.some(change => touches(change, id)) }

  get isEmpty() { return !this.#sending && !this.#waiting.length }

  get length() { return this.#waiting.length + (this.#sending ? 1 : 0) }

  /** @param {Omit<Change, 'key' | 'at'> & {key?: string}} change */
  add(change) {
    const full = { at: Date.now(), ...change, key: change.key ?? crypto.randomUUID() }
    // Only the last of an element may give way: what came after it would otherwise come before it.
    const index = this.#waiting.findLastIndex(other => full.element !== undefined && touches(other, full.element))
    const last = this.#waiting[index]
    if (last?.replaces && last.replaces === full.replaces) {
      this.#waiting[index] = full
      this.#replace(last, full)
    } else {
      this.#waiting.push(full)
      this.#parts.kept.keep(full)
    }
    this.#run()
    return full
  }

  /** Tries again now. */
  retry() { this.#wake() }

  async #run() {
    if (this.#isRunning) return
    this.#isRunning = true
    let wait = FIRST_WAIT
    while (this.#waiting.length) {
      const change = (this.#sending = /** @type {Change} */ (this.#waiting.shift()))
      this.#parts.onOutcome(change, { state: 'saving' })
      const outcome = await this.#send(change)
      this.#sending = null
      const newer = change.replaces ? this.#waiting.find(other => other.replaces === change.replaces) : undefined
      if (outcome.state === 'saved') {
        this.#parts.kept.forget(change.key)
        this.#follow(outcome.answer, change)
        wait = FIRST_WAIT
      } else if (isPassing(outcome.state)) {
        if (newer) this.#replace(change, newer)
        else this.#waiting.unshift(change)
      } else if (newer) {
        // What the newer change is based on was not taken, so people decide about the newer one.
        this.#waiting.splice(this.#waiting.indexOf(newer), 1)
        this.#parts.kept.forget(change.key)
        change.operations = newer.operations
        change.key = newer.key
        this.#parts.onReplaced(newer, change)
      }
      this.#parts.onOutcome(change, outcome)
      if (isPassing(outcome.state)) {
        await this.#pause(outcome.state === 'signedOut' ? LONGEST_WAIT : wait)
        wait = Math.min(wait * 2, LONGEST_WAIT)
      }
    }
    this.#isRunning = false
  }

  /** What waits was made by somebody who saw what is saved now. */
  #follow(answer, saved) {
    const versions = new Map([...(answer.elements ?? []), ...(answer.pages ?? [])].map(({ id, version }) => [id, version ?? answer.revision]))
    for (const change of this.#waiting) {
      let isNewer = false
      for (const operation of change.operations) {
        const version = versions.get(operation.element ?? operation.page)
        if (!Number.isInteger(operation.version) || !(version > operation.version)) continue
        operation.version = version
        isNewer = true
      }
      if (!isNewer) continue
      if (change.replaces && change.replaces === saved.replaces) change.before = valueAfter(answer, change) ?? change.before
      this.#parts.kept.keep(change)
    }
  }

  /** The newer change is built on what the older one was built on. */
  #replace(old, newer) {
    newer.operations.forEach((operation, index) => { operation.version = old.operations[index]?.version ?? operation.version })
    newer.before = old.before
    this.#parts.kept.forget(old.key)
    this.#parts.kept.keep(newer)
    this.#parts.onReplaced(old, newer)
  }

  /** @param {number} wait */
  #pause(wait) {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, wait)
      this.#wake = () => (clearTimeout(timer), resolve(undefined))
    })
  }

  /** @param {Change} change @returns {Promise<Outcome>} */
  async #send(change) {
    let response
    let answer
    try {
      response = await fetch(this.#parts.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': change.key, 'Foyer-Screen': this.#parts.screen },
        body: JSON.stringify({ operations: change.operations }),
        signal: AbortSignal.timeout(TIMEOUT),
      })
      answer = await response.json()
    } catch {
      return { state: response ? 'failed' : 'offline' }
    }
    if (response.ok) return { state: 'saved', answer }
    if (response.status === 401) return { state: 'signedOut' }
    if (response.status >= 500 || response.status === 429 || answer.code === 'inProgress') return { state: 'failed' }
    const { code = '', detail = answer.title ?? '', current, operation } = answer
    if (code !== 'stale' || !current) return { state: 'refused', status: response.status, code, detail, operation }
    // Ours, of which we only never heard.
    if (change.operations.length === 1 && hasThat(change.operations[0], current)) {
      return { state: 'saved', answer: { revision: current.version, elements: [{ id: change.element, ...current }] } }
    }
    return { state: 'changedElsewhere', status: response.status, code, detail, current, operation }
  }
}

const touches = (change, id) => change.element === id || change.operations.some(operation => operation.element === id)

const valueAfter = (answer, change) => answer.elements?.find(({ id }) => id === change.element)?.content
