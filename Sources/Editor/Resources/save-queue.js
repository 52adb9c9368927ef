// Sends changes to the server, one after the other and each of them once: every request has an idempotency key, so one whose answer was
// lost can be repeated. What the network or the server cannot take now is tried again, and kept in the browser until it is saved.

import { sameText } from './inline-nodes.js'

/**
 * @typedef {import('./channel.js').InlineNode} InlineNode
 *
 * @typedef {object} Change
 * @property {string} key of the request
 * @property {string} element
 * @property {string} page
 * @property {string} name of the element, for people
 * @property {number} version that the author saw
 * @property {InlineNode[]} content
 * @property {InlineNode[]} before what stood there
 * @property {number} at milliseconds
 * @property {boolean} [isUndo]
 *
 * @typedef {{state: 'saving'}
 *   | {state: 'saved', version: number, content: InlineNode[]}
 *   | {state: 'failed' | 'offline' | 'signedOut'}
 *   | {state: 'refused', code: string, reason: string}
 *   | {state: 'changedElsewhere', version: number, theirs: InlineNode[]}} Outcome
 */

const FIRST_WAIT = 1000
const LONGEST_WAIT = 30_000
const TIMEOUT = 20_000

export class SaveQueue {
  /** @type {Change[]} */
  #waiting = []
  /** @type {Change | null} */
  #sending = null
  #isRunning = false
  #url
  #kept
  #onOutcome
  /** Ends the wait before the next try. */
  #wake = () => {}

  /**
   * @param {string} url of the site's edits
   * @param {import('./kept-changes.js').KeptChanges} kept
   * @param {(change: Change, outcome: Outcome) => void} onOutcome
   */
  constructor(url, kept, onOutcome) {
    this.#url = url
    this.#kept = kept
    this.#onOutcome = onOutcome
    addEventListener('online', () => this.retry())
    // Somebody may have signed in again in another tab.
    addEventListener('focus', () => this.retry())
  }

  /** Whether newer words for an element are still to be sent. @param {string} id */
  isWaiting(id) { return this.#waiting.some(change => change.element === id) }

  get isEmpty() { return !this.#sending && !this.#waiting.length }

  /** @param {Omit<Change, 'key' | 'at'> & {key?: string}} change */
  add(change) {
    const full = { at: Date.now(), ...change, key: change.key ?? crypto.randomUUID() }
    const index = this.#waiting.findIndex(other => other.element === change.element)
    if (index >= 0) {
      // The one that waits has not been seen by the server: the newer words take its place.
      const [old] = this.#waiting.splice(index, 1, { ...full, version: this.#waiting[index].version, before: this.#waiting[index].before })
      this.#kept.forget(old.key)
      this.#kept.keep(this.#waiting[index])
    } else {
      this.#waiting.push(full)
      this.#kept.keep(full)
    }
    this.#run()
  }

  /** Tries again now. */
  retry() { this.#wake() }

  async #run() {
    if (this.#isRunning) return
    this.#isRunning = true
    let wait = FIRST_WAIT
    while (this.#waiting.length) {
      const change = (this.#sending = /** @type {Change} */ (this.#waiting.shift()))
      this.#onOutcome(change, { state: 'saving' })
      const outcome = await this.#send(change)
      this.#sending = null
      const newer = this.#waiting.find(other => other.element === change.element)
      switch (outcome.state) {
        case 'saved':
          this.#kept.forget(change.key)
          if (newer) this.#follow(newer, outcome.version, change.content)
          wait = FIRST_WAIT
          break
        case 'failed':
        case 'offline':
        case 'signedOut':
          // Newer words for the same element take the place of those that did not get through.
          if (newer) this.#replace(change, newer)
          else this.#waiting.unshift(change)
          break
        default:
          // What the newer words are based on was not taken, so people decide about the newer ones.
          if (newer) {
            this.#waiting.splice(this.#waiting.indexOf(newer), 1)
            this.#kept.forget(change.key)
            change.content = newer.content
            change.key = newer.key
          }
      }
      this.#onOutcome(change, outcome)
      if (['failed', 'offline', 'signedOut'].includes(outcome.state)) {
        await this.#pause(outcome.state === 'signedOut' ? LONGEST_WAIT : wait)
        wait = Math.min(wait * 2, LONGEST_WAIT)
      }
    }
    this.#isRunning = false
  }

  #follow(change, version, before) {
    change.version = version
    change.before = before
    this.#kept.keep(change)
  }

  #replace(old, newer) {
    newer.version = old.version
    newer.before = old.before
    this.#kept.forget(old.key)
    this.#kept.keep(newer)
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
    const operation = { op: 'setText', element: change.element, version: change.version, content: change.content }
    let response
    let answer
    try {
      response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': change.key },
        body: JSON.stringify({ operations: [operation] }),
        signal: AbortSignal.timeout(TIMEOUT),
      })
      answer = await response.json()
    } catch {
      return { state: response ? 'failed' : 'offline' }
    }
    if (response.ok) {
      const saved = answer.elements?.find(element => element.id === change.element)
      return { state: 'saved', version: saved?.version ?? answer.revision, content: wordsOf(saved?.content) ?? change.content }
    }
    if (response.status === 401) return { state: 'signedOut' }
    if (answer.code === 'stale' && answer.current) {
      const theirs = wordsOf(answer.current.content) ?? []
      // Ours, of which we only never heard.
      if (sameText(theirs, change.content)) return { state: 'saved', version: answer.current.version, content: theirs }
      return { state: 'changedElsewhere', version: answer.current.version, theirs }
    }
    const isPassing = response.status >= 500 || response.status === 429 || answer.code === 'inProgress'
    return isPassing ? { state: 'failed' } : { state: 'refused', code: answer.code ?? '', reason: answer.detail ?? answer.title ?? '' }
  }
}

/** The line of text in an element's content: its own, or its label. @returns {InlineNode[] | undefined} */
export const wordsOf = content => content?.text ?? content?.label
