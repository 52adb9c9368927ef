// Questions to the site's API. What the server answers to a refused one is thrown in one form.

const TIMEOUT = 20_000

/** @typedef {{method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} RequestOptions */
/**
 * @typedef {{status: number, code: string, detail: string, current?: any, needs?: string[], findings?: any[]}} RequestError status 0: there was
 *   no answer
 */

export class Requests {
  /** @param {string} url base of the site's API @param {string} screen of this tab */
  constructor(url, screen) {
    this.url = url
    this.screen = screen
  }

  /**
   * @param {string} path below the base
   * @param {RequestOptions} [options]
   * @returns {Promise<any>}
   */
  async send(path, { method, body, headers = {}, signal } = {}) {
    let response
    try {
      response = await fetch(this.url + path, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          Accept: 'application/json', 'Foyer-Screen': this.screen, ...headers,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: signal ?? AbortSignal.timeout(TIMEOUT),
      })
      const answer = response.status === 204 ? null : await response.json()
      if (response.ok) return answer
      throw problem(response.status, answer)
    } catch (error) {
      if (error && typeof error === 'object' && 'status' in error) throw error
      throw problem(response?.status ?? 0, {})
    }
  }
}

/**
 * Asks for the page that a frame shows first while the frame is on its way. That answer is for the first who asks, and for nothing later.
 * @template T
 * @param {string} first
 * @param {(page: string) => Promise<T>} ask
 * @returns {(page: string) => Promise<T>}
 */
export function askedEarly(first, ask) {
  /** @type {Promise<T> | null} */
  let early = ask(first)
  // Whoever takes the answer deals with its failure.
  early.catch(() => {})
  return page => {
    const answer = early && page === first ? early : ask(page)
    early = null
    return answer
  }
}

/** @param {number} status @param {any} answer @returns {RequestError} */
export const problem = (status, answer) => ({
  status, code: answer?.code ?? '', detail: answer?.detail ?? answer?.title ?? '', current: answer?.current,
  needs: answer?.needs, findings: answer?.findings,
})
