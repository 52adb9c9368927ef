// What others do on this site while it is open here: their edits as they are stored, and who is where. The stream rests while the tab is
// hidden: a browser holds few connections to one server, and a hidden tab needs none.

/** How often this tab says that somebody is still here, in milliseconds; the server forgets after 45 seconds. */
const SIGN_OF_LIFE = 20_000
const FIRST_WAIT = 2000
const LONGEST_WAIT = 60_000

/**
 * @typedef {{revision: number, author: {id: string, name: string} | null, screen?: string, elements: {id: string, version: number}[],
 *   pages: string[], removed: string[], added: string[], theme?: boolean}} LiveEdit
 * @typedef {{screen: string, account: string, name: string, page: string, element: string | null}} Person
 */

export class LiveEvents {
  #context
  #parts
  /** @type {EventSource | null} */
  #stream = null
  #revision = 0
  #wait = FIRST_WAIT
  #retry = 0
  #sign = 0
  #place = ''
  #isOver = false

  /**
   * @param {import('./inspector.js').EditorContext} context
   * @param {object} parts
   * @param {(edit: LiveEdit) => void} parts.edited by somebody else, or in another tab
   * @param {(people: Person[]) => void} parts.people
   * @param {() => void} parts.over
   * @param {() => {page: string, element: string | null}} parts.place where somebody is here
   */
  constructor(context, parts) {
    this.#context = context
    this.#parts = parts
    document.addEventListener('visibilitychange', () => (document.hidden ? this.#rest() : this.#resume()))
    addEventListener('pagehide', () => this.#leave())
    addEventListener('pageshow', event => { if (event.persisted) this.#resume() })
    addEventListener('online', () => this.#resume())
  }

  /** @param {number} revision of the tree that is shown: what comes after it is sent */
  start(revision) {
    this.#revision = Math.max(this.#revision, revision)
    this.#resume()
  }

  /** Somebody went to another part or page here. */
  moved() {
    const { page, element } = this.#parts.place()
    if (this.#place === `${page} ${element}`) return
    this.#place = `${page} ${element}`
    this.#tell()
  }

  #resume() {
    if (this.#isOver || document.hidden || !this.#revision) return
    clearTimeout(this.#retry)
    if (!this.#stream || this.#stream.readyState === EventSource.CLOSED) this.#open()
    this.#tell()
  }

  #rest() {
    clearTimeout(this.#retry)
    clearTimeout(this.#sign)
    this.#stream?.close()
    this.#stream = null
  }

  #open() {
    const stream = (this.#stream = new EventSource(`${this.#context.url}/events?after=${this.#revision}&screen=${encodeURIComponent(this.#context.screen)}`))
    stream.addEventListener('open', () => {
      this.#wait = FIRST_WAIT
      // With the stream before ended that somebody is here.
      this.#tell()
    })
    stream.addEventListener('edit', event => this.#edited(event))
    stream.addEventListener('presence', event => {
      const { people } = read(event)
      if (Array.isArray(people)) this.#parts.people(people)
    })
    stream.addEventListener('over', () => {
      this.#isOver = true
      this.#rest()
      this.#parts.over()
    })
    stream.addEventListener('error', () => {
      // While it connects again by itself the browser knows where it was.
      if (stream.readyState !== EventSource.CLOSED || this.#stream !== stream) return
      this.#stream = null
      this.#retry = setTimeout(() => this.#resume(), this.#wait)
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT)
    })
  }

  /** @param {MessageEvent} event */
  #edited(event) {
    const edit = read(event)
    if (!Number.isInteger(edit.revision) || edit.revision <= this.#revision) return
    this.#revision = edit.revision
    if (edit.screen !== this.#context.screen) {
      this.#parts.edited({ elements: [], pages: [], removed: [], added: [], author: null, ...edit })
    }
  }

  /** Says where somebody is, and that they are still there. */
  #tell() {
    clearTimeout(this.#sign)
    const { page, element } = this.#parts.place()
    if (this.#isOver || !page) return
    this.#sign = setTimeout(() => { if (!document.hidden) this.#tell() }, SIGN_OF_LIFE)
    this.#context.request('/presence', { method: 'PUT', body: { screen: this.#context.screen, page, element } }).catch(() => {})
  }

  #leave() {
    this.#rest()
    if (this.#isOver || !this.#revision) return
    const url = `${this.#context.url}/presence/${encodeURIComponent(this.#context.screen)}`
    fetch(url, { method: 'DELETE', keepalive: true }).catch(() => {})
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
