// Short messages above the draft: what was done, with a way back, and what could not be done. They are heard once and stay long enough to be
// read; nothing vanishes under the pointer or the focus.

import { part, pressable } from './view-parts.js'

/** How long a message stays that asks for nothing, in milliseconds. */
const STAYS = 10_000

/** @typedef {{label: string, act: () => void, choice?: string}} ToastAction */

export class Toasts {
  #list
  #words

  /** @param {HTMLElement} host @param {Record<string, string>} words with `close` and `tools` */
  constructor(host, words) {
    this.#words = words
    this.#list = part('div', { className: 'foyer-toasts' })
    host.append(this.#list)
  }

  /** What it was about is settled. @param {string} name */
  close(name) { this.#list.querySelector(`[data-toast="${CSS.escape(name)}"]`)?.remove() }

  /**
   * @param {string} text
   * @param {{actions?: ToastAction[], body?: Node, stays?: boolean, name?: string, isProblem?: boolean}} [options] one name, one message
   */
  show(text, { actions = [], body, stays = false, name = '', isProblem = false } = {}) {
    if (name) this.close(name)
    const close = () => toast.remove()
    const toast = part('div', {
      className: `foyer-toast${isProblem ? ' problem' : ''}`, role: isProblem ? 'alert' : 'status', data: { toast: name },
      on: { keydown: event => { if (event.key === 'Escape') close() } },
    })
    // A live region is heard when something is put into it, not when it comes with its words.
    this.#list.append(toast)
    toast.append(
      part('div', { className: 'foyer-toast-text' }, part('p', {}, text), body),
      part('div', { className: 'foyer-toast-actions' },
        ...actions.map(({ label, act, choice }) => pressable(label, () => (close(), act()), { choice })),
        pressable(this.#words.close, close, { icon: 'close', isBare: true, className: 'foyer-plain', choice: 'close' })))
    while (this.#list.childElementCount > 3) this.#list.firstElementChild?.remove()
    if (stays) return close
    const check = () => {
      if (!toast.isConnected) return
      if (toast.matches(':hover, :focus-within')) setTimeout(check, 1000)
      else close()
    }
    setTimeout(check, STAYS)
    return close
  }
}
