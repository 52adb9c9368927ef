// What others say and change while the review is open: threads as they come, and edits of the page. The stream rests while
// the tab is hidden.

const FIRST_WAIT = 2000
const LONGEST_WAIT = 60_000

export class ReviewLive {
  #url
  #parts
  /** @type {EventSource | null} */
  #stream = null
  #wait = FIRST_WAIT
  #retry = 0
  #isStarted = false
  #hasListened = false
  #isOver = false

  /**
   * @param {string} url of the site's API
   * @param {object} parts
   * @param {string} parts.screen
   * @param {() => {revision: number, change: number | null}} parts.known what is shown: what comes after it is sent
   * @param {(event: {id: string, version: number, page: string | null}) => void} parts.thread
   * @param {(edit: {revision: number, pages?: string[], elements?: {id: string}[], removed?: string[], added?: string[], theme?: boolean}) => void} parts.edit
   * @param {() => void} parts.released visitors see another release, or may since the stream was lost
   * @param {() => void} parts.approved somebody has approved something or taken that back, or may have since the stream was lost
   * @param {() => void} parts.over
   */
  constructor(url, parts) {
    this.#url = url
    this.#parts = parts
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#rest() : this.#resume()))
    addEventListener('pagehide', () => this.#rest())
    addEventListener('pageshow', event => { if (event.persisted) this.#resume() })
    addEventListener('online', () => this.#resume())
  }

  start() {
    this.#isStarted = true
    this.#resume()
  }

  #resume() {
    if (this.#isOver || document.hidden || !this.#isStarted) return
    clearTimeout(this.#retry)
    if (!this.#stream || this.#stream.readyState === EventSource.CLOSED) this.#open()
  }

  #rest() {
    clearTimeout(this.#retry)
    this.#stream?.close()
    this.#stream = null
  }

  #open() {
    const { revision, change } = this.#parts.known()
    const query = new URLSearchParams({ after: String(revision), ...(change === null ? {} : { threads: String(change) }), screen: this.#parts.screen })
    const stream = (this.#stream = new EventSource(`${this.#url}/events?${query}`))
    stream.addEventListener('open', () => {
      this.#wait = FIRST_WAIT
      // Releases and approvals have no number after which to go on.
      if (this.#hasListened) {
        this.#parts.released()
        this.#parts.approved()
      }
      this.#hasListened = true
    })
    stream.addEventListener('release', () => this.#parts.released())
    stream.addEventListener('approval', () => this.#parts.approved())
    stream.addEventListener('thread', event => {
      const told = read(event)
      if (typeof told.id === 'string') this.#parts.thread(told)
    })
    stream.addEventListener('edit', event => {
      const told = read(event)
      if (Number.isInteger(told.revision)) this.#parts.edit(told)
    })
    stream.addEventListener('over', () => {
      this.#isOver = true
      this.#rest()
      this.#parts.over()
    })
    stream.addEventListener('error', () => {
      // The address says what is known, so a lost stream is opened anew rather than by the browser.
      if (this.#stream !== stream) return
      this.#rest()
      this.#retry = setTimeout(() => this.#resume(), this.#wait)
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT)
    })
  }
}

/** @param {MessageEvent} event */
function read(event) {
  try {
    return JSON.parse(event.data)
  } catch {
    return {}
  }
}
