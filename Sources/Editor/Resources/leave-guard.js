// Nobody leaves with words that are not saved, and nothing is published without them.

/** How long a form waits for a change to be saved before it says that it could not be. */
const PATIENCE = 15_000

export class LeaveGuard {
  #parts
  #isTyping = false
  #ticket = 0
  /** @type {Map<number, (isClean: boolean) => void>} */
  #asked = new Map()

  /**
   * @param {object} parts
   * @param {() => boolean} parts.isSaved
   * @param {(ticket: number) => void} parts.finishTyping asks the frame to hand over what is being typed
   * @param {() => void} parts.retry
   * @param {Record<string, string>} parts.words
   */
  constructor(parts) {
    this.#parts = parts
    addEventListener('beforeunload', event => {
      if (!this.#isTyping && parts.isSaved()) return
      event.preventDefault()
      // Older browsers ask only for this.
      event.returnValue = parts.words.unsavedLeave
    })
    // A press on “Publish” takes what is being typed along.
    document.addEventListener('submit', event => this.#submitted(event), { capture: true })
  }

  /** @param {boolean} isTyping */
  typing(isTyping) { this.#isTyping = isTyping }

  /** @param {number} ticket @param {boolean} isClean */
  finished(ticket, isClean) {
    this.#asked.get(ticket)?.(isClean)
    this.#asked.delete(ticket)
  }

  /** Hands over what is typed. @returns {Promise<boolean>} false when it stays open, because it may not be saved as it is */
  finish() {
    const ticket = (this.#ticket += 1)
    return new Promise(resolve => {
      this.#asked.set(ticket, resolve)
      setTimeout(() => this.finished(ticket, true), 1000)
      this.#parts.finishTyping(ticket)
    })
  }

  /** Hands over what is typed and waits until all is saved. @returns {Promise<boolean>} */
  async settle() {
    if (!await this.finish()) return false
    this.#parts.retry()
    const until = Date.now() + PATIENCE
    while (!this.#parts.isSaved()) {
      if (Date.now() > until) return false
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    return true
  }

  /** @type {WeakSet<HTMLFormElement>} */
  #settled = new WeakSet()

  /** @param {SubmitEvent} event */
  #submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target)
    if (form.method !== 'post' && !form.matches('[hx-post], [hx-put], [hx-delete]')) return
    if (this.#settled.delete(form)) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const submitter = event.submitter
    this.settle().then(isSaved => {
      if (!isSaved) return
      this.#settled.add(form)
      form.requestSubmit(submitter?.form === form ? submitter : undefined)
    })
  }
}
