// The threads that this screen knows, and what is asked of the server about them. Whatever is heard of a thread, by an answer or by the
// stream, goes through `take`, so that all views show the same.

import { askedEarly, problem } from './requests.js'

/** @typedef {any} Thread as the server tells it */

const UPLOADS_TOGETHER = 2
const UPLOAD_TRIES = 5
const UPLOAD_PAUSE = 3000

export class ReviewBook {
  #requests
  /** @type {Map<string, Thread>} */
  #threads = new Map()
  #page = ''
  /** What the page in the frame shows, its header and footer included. @type {Set<string>} */
  #shown = new Set()
  /** The change up to which all is known; from there on the stream tells. @type {number | null} */
  change = null
  /** @type {(thread: Thread, how: {isNew: boolean, isGone: boolean}) => void} */
  onChange = () => {}

  /** @param {import('./requests.js').Requests} requests */
  constructor(requests) { this.#requests = requests }

  /** Asks for what is no matter of this book. @param {string} path @param {any} [options] @returns {Promise<any>} */
  request(path, options) { return this.#requests.send(path, options) }

  /** @param {string} path of something that browsers show themselves */
  url(path) { return this.#requests.url + path }

  /** @param {string} id */
  get(id) { return this.#threads.get(id) }

  /** Those that stand on the page in the frame, wherever they were begun, the newest change first. @param {string} page */
  ofPage(page) {
    const here = [...this.#threads.values()].filter(thread => pageOf(thread) === page || this.#page === page && this.#shown.has(thread.id))
    return here.sort((one, other) => String(other.changedAt).localeCompare(String(one.changedAt)))
  }

  /** Whether a thread belongs to what a page shows. @param {string} page @param {string} id */
  shows(page, id) { return this.#page === page && this.#shown.has(id) }

  /** A part that stands on several pages was found on this one. @param {string} page @param {string} id */
  foundOn(page, id) { if (this.#page === page) this.#shown.add(id) }

  /** Those whose part stands on several pages, maybe on this one, too. @param {string} page */
  maybeOn(page) { return this.all.filter(thread => pageOf(thread) !== page && !this.shows(page, thread.id) && isSpread(thread)) }

  /** Whether all threads of a page are known. @param {string} page */
  isWhole(page) { return this.#page === page && this.#isWhole }

  #isWhole = false
  /** How many files are on their way. */
  #sending = 0
  /** Those that wait for one of them. @type {((value?: unknown) => void)[]} */
  #waiting = []

  get all() { return [...this.#threads.values()] }

  /** @param {string} page @returns {Promise<any>} */
  #askPage = page => this.#requests.send(`/pages/${encodeURIComponent(page)}/threads`)

  /** The page that will be there first. @param {string} page */
  expect(page) { this.#askPage = askedEarly(page, this.#askPage) }

  /** All threads of a page, for its pins. @param {string} page */
  async loadPage(page) {
    this.#page = page
    this.#isWhole = false
    this.#shown = new Set()
    const answer = await this.#askPage(page)
    if (this.#page !== page) return
    this.#heard(answer)
    this.#shown = new Set(answer.items.map(({ id }) => id))
    this.#isWhole = true
    for (const thread of this.ofPage(page)) if (!this.#shown.has(thread.id)) this.#threads.delete(thread.id)
  }

  /** @param {Record<string, string>} query @param {string} [after] */
  async list(query, after) {
    const answer = await this.#requests.send(`/threads?${new URLSearchParams({ ...query, ...(after ? { after } : {}) })}`)
    this.#heard(answer)
    return answer
  }

  /** What a later list knows the stream tells, too, so its number does not count: others may be older here. */
  #heard({ items, change }) {
    this.change ??= Number.isInteger(change) ? change : null
    for (const thread of items) this.#keep(thread)
  }

  /** A thread with all that was said. @param {string} id @param {{isQuiet?: boolean}} [how] */
  async load(id, { isQuiet = false } = {}) {
    try {
      return this.take(await this.#requests.send(`/threads/${encodeURIComponent(id)}`), { isQuiet })
    } catch (error) {
      if (error.status === 404) this.#forget(id)
      throw error
    }
  }

  /** @param {Thread} thread @param {{isQuiet?: boolean}} [how] */
  take(thread, { isQuiet = false } = {}) {
    const isNew = !this.#threads.has(thread.id)
    const kept = this.#keep(thread)
    if (!isQuiet) this.onChange(kept, { isNew, isGone: false })
    return kept
  }

  /** A list leaves out what was said; what is known of it stays as long as nothing was added. @param {Thread} told */
  #keep(told) {
    const known = this.#threads.get(told.id)
    const isOld = known?.comments && !told.comments && known.version === told.version
    const thread = isOld ? { ...told, comments: known.comments, suggestion: known.suggestion } : told
    this.#threads.set(told.id, thread)
    return thread
  }

  /** @param {string} id */
  #forget(id) {
    const thread = this.#threads.get(id)
    if (!thread) return
    this.#threads.delete(id)
    this.onChange(thread, { isNew: false, isGone: true })
  }

  // MARK: Changing

  /** @param {any} body @param {string} key so that what is sent twice is there once */
  async create(body, key) { return this.take(await this.#requests.send('/threads', { body, headers: { 'Idempotency-Key': key } })) }

  /** @param {string} id @param {any} body @param {string} key */
  async reply(id, body, key) {
    await this.#requests.send(`/threads/${encodeURIComponent(id)}/comments`, { body, headers: { 'Idempotency-Key': key } })
    return this.load(id)
  }

  /** @param {Thread} thread @param {any} body @returns {Promise<Thread>} rejects with `current` where somebody was faster */
  async amend(thread, body) {
    try {
      const answer = await this.#requests.send(`/threads/${encodeURIComponent(thread.id)}`, {
        method: 'PATCH', body, headers: { 'If-Match': `"${thread.version}"` },
      })
      return answer.comments ? this.take(answer) : await this.load(thread.id)
    } catch (error) {
      if (error.status === 409 || error.status === 412) await this.load(thread.id).catch(() => {})
      throw error
    }
  }

  /** @param {string} id @param {string} comment @param {string} body */
  async rewrite(id, comment, body) {
    await this.#requests.send(`/threads/${encodeURIComponent(id)}/comments/${encodeURIComponent(comment)}`, { method: 'PATCH', body: { body } })
    return this.load(id)
  }

  /** @param {string} id @param {string} comment @param {boolean} [isLeaving] the tab goes away meanwhile */
  async remove(id, comment, isLeaving = false) {
    const path = `/threads/${encodeURIComponent(id)}/comments/${encodeURIComponent(comment)}`
    if (isLeaving) return void fetch(this.#requests.url + path, { method: 'DELETE', keepalive: true }).catch(() => {})
    await this.#requests.send(path, { method: 'DELETE' })
    await this.load(id)
  }

  /** @param {Thread} thread */
  async seen(thread) {
    if (!thread.unread) return
    this.take({ ...thread, unread: false })
    await this.#requests.send(`/threads/${encodeURIComponent(thread.id)}/seen`, { method: 'PUT', body: { version: thread.version } }).catch(() => {})
  }

  /** @returns {Promise<any[]>} */
  async rounds() { return (await this.#requests.send('/rounds')).items ?? [] }

  /** Who takes part. @returns {Promise<any[]>} */
  async people() { return (await this.#requests.send('/threads/people')).items ?? [] }

  /**
   * Sends one file when its turn comes: the server takes two of one guest at a time, and has none to spare while others send many.
   * @param {File} file @param {{onProgress: (percent: number) => void, signal: AbortSignal}} options @returns {Promise<any>}
   */
  async upload(file, options) {
    if (this.#sending === UPLOADS_TOGETHER) await new Promise(go => this.#waiting.push(go))
    else this.#sending++
    try {
      for (let tries = 1; ; tries++) {
        if (options.signal.aborted) throw { code: 'cancelled' }
        try {
          return await this.#send(file, options)
        } catch (error) {
          if (error?.code !== 'busy' || tries === UPLOAD_TRIES) throw error
          await new Promise(resolve => setTimeout(resolve, UPLOAD_PAUSE))
        }
      }
    } finally {
      // The place goes on to the next one.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#sending--
    }
  }

  /** @param {File} file @param {{onProgress: (percent: number) => void, signal: AbortSignal}} options @returns {Promise<any>} */
  #send(file, { onProgress, signal }) {
    return new Promise((resolve, reject) => {
      // A request of the older kind, because only that one tells how far an upload has come.
      const request = new XMLHttpRequest()
      request.open('POST', `${this.#requests.url}/threads/files?name=${encodeURIComponent(file.name || 'image.png')}`)
      request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
      request.setRequestHeader('Accept', 'application/json')
      request.responseType = 'json'
      request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total ? Math.round((loaded / total) * 100) : 0))
      request.addEventListener('load', () => {
        if (request.status < 300 && request.response?.id) resolve(request.response)
        else reject(problem(request.status, request.response))
      })
      request.addEventListener('error', () => reject(problem(0, {})))
      request.addEventListener('abort', () => reject({ code: 'cancelled' }))
      signal.addEventListener('abort', () => request.abort())
      request.send(file)
    })
  }
}

/** Where a thread stands now: its element may have gone to another page. @param {Thread} thread @returns {string | null} */
export const pageOf = thread => thread.place?.page ?? thread.page ?? null

/** Whether the part stands on several pages, as a header does. @param {Thread} thread */
export const isSpread = thread => Boolean(thread.element) && (thread.place?.spread ?? 'page') !== 'page'

/** Where such a part stands, in words. @param {Thread} thread @param {Record<string, string>} words */
export const spreadOf = (thread, words) => (!isSpread(thread) ? '' : thread.place.spread === 'every' ? words.onEvery : words.onSeveral)

/** What people call the part that a thread is about. @param {Thread} thread @param {Record<string, string>} words */
export function aboutOf(thread, words) {
  if (!thread.element) return thread.page ? words.onPage : words.onSite
  const kind = thread.place?.label || words.kindText
  const quote = thread.place?.quote || thread.quote
  return quote && !kind.includes(quote) ? words.labelled.replace('{kind}', () => kind).replace('{quote}', () => quote) : kind
}

export const isOpenState = state => ['open', 'inProgress', 'question'].includes(state)
