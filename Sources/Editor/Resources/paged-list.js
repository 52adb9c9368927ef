// A list that the server gives in pieces: loading, nothing, failed, and older ones on demand.

import { empty, failure, loading, part, pressable } from './view-parts.js'
import { historyWords } from './words-history.js'

export class PagedList {
  #context
  #host
  #parts
  #words
  #turn = 0
  #list = part('ul', { className: 'foyer-list' })

  /**
   * @param {import('./inspector.js').EditorContext} context
   * @param {HTMLElement} host
   * @param {object} parts
   * @param {string} parts.path below the site, without cursor
   * @param {string} parts.empty what is said when there is nothing
   * @param {string} [parts.icon]
   * @param {number} [parts.limit]
   * @param {(item: any, before: any) => Node | Node[]} parts.make
   * @param {(answer: any) => void} [parts.loaded]
   */
  constructor(context, host, parts) {
    this.#context = context
    this.#host = host
    this.#parts = parts
    this.#words = historyWords(context.language)
  }

  /** Begins anew; what is shown stays until the answer is there. */
  async load() {
    const turn = (this.#turn += 1)
    if (!this.#host.contains(this.#list)) this.#host.replaceChildren(loading(this.#words.loading))
    this.#host.setAttribute('aria-busy', 'true')
    try {
      const answer = await this.#page('')
      if (turn !== this.#turn) return
      this.#list = part('ul', { className: 'foyer-list' })
      if (answer.items.length) {
        this.#host.replaceChildren(this.#list)
        this.#add(answer, undefined)
      } else {
        this.#host.replaceChildren(empty(this.#parts.empty, this.#parts.icon))
      }
      this.#parts.loaded?.(answer)
    } catch {
      if (turn === this.#turn) this.#host.replaceChildren(failure(this.#words.loadFailed, this.#words.again, () => this.load()))
    }
    if (turn === this.#turn) this.#host.removeAttribute('aria-busy')
  }

  #page(after) {
    const { path, limit = 20 } = this.#parts
    const query = `limit=${limit}${after ? `&after=${encodeURIComponent(after)}` : ''}`
    return this.#context.request(`${path}${path.includes('?') ? '&' : '?'}${query}`)
  }

  #add({ items, next }, last) {
    let before = last
    for (const item of items) {
      this.#list.append(...[this.#parts.make(item, before)].flat())
      before = item
    }
    if (!next) return
    const more = pressable(this.#words.loadMore, () => this.#more(more, next, before), { choice: 'more' })
    this.#host.append(more)
  }

  /** @param {HTMLButtonElement} button */
  async #more(button, after, last) {
    const turn = this.#turn
    button.setAttribute('aria-disabled', 'true')
    try {
      const answer = await this.#page(after)
      if (turn !== this.#turn) return
      button.remove()
      const count = this.#list.childElementCount
      this.#add(answer, last)
      const first = /** @type {HTMLElement | undefined} */ (this.#list.children[count])
      if (first) {
        first.tabIndex = -1
        first.focus()
      }
    } catch {
      button.setAttribute('aria-disabled', 'false')
      if (turn === this.#turn) button.before(failure(this.#words.loadFailed, this.#words.again, () => {
        button.previousElementSibling?.remove()
        this.#more(button, after, last)
      }))
    }
  }
}
