// The panel beside the draft: everything that can be done to a part of the page without typing into it. It stands in the portal's own page,
// so nothing on the customer's page can imitate or hide it. What it shows comes from sections, each in a file of its own.

import { SECTIONS } from './inspector-sections.js'

/**
 * @typedef {object} TreeElement an element as the server's tree tells it
 * @property {string} id
 * @property {string} kind
 * @property {string} [tag]
 * @property {string} name what the designer called it
 * @property {string} [label] the name, or the first words, or nothing
 * @property {number} version
 * @property {string} [parent]
 * @property {string} [slot]
 * @property {boolean} [hidden]
 * @property {string[]} rights
 * @property {string} [lock]
 * @property {any} [content]
 * @property {any} [limits]
 * @property {string[]} [marks]
 * @property {string[]} [blocks]
 * @property {string | null} [variant]
 * @property {string[]} [linkKinds]
 * @property {{company?: string, page?: string, entry?: boolean}} [leadsTo]
 * @property {{shared?: string, template?: string}} [owner]
 * @property {number} [appearsOn] on how many pages it stands
 * @property {string[]} [capabilities] designers only
 * @property {string[]} [classes] designers only
 * @property {Record<string, string>} [attributes] designers only
 *
 * @typedef {{revision: number, elements?: any[], pages?: any[], removed?: string[], added?: string[]}} EditAnswer
 *
 * @typedef {object} SubmitOptions
 * @property {string} [element] to which the change belongs: its state is shown there, its card says its name
 * @property {string} [page] when it is a page's own matter
 * @property {string} label what is done, in words: “Move up”
 * @property {string} [after] what the live region says when it is stored
 * @property {string} [replaces] a change that still waits under this name gives way to this one
 *
 * @typedef {object} EditorContext what sections may use
 * @property {string} site its name in addresses
 * @property {string} url base of the site's API
 * @property {string} language
 * @property {Record<string, string>} words
 * @property {boolean} mayDesign
 * @property {string} screen random ID of this tab
 * @property {() => string} page ID of the page that the frame shows
 * @property {() => any} tree the tree's answer for that page
 * @property {(id: string | null | undefined) => TreeElement | undefined} element
 * @property {(path: string, options?: {method?: string, body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}) => Promise<any>} request
 *   JSON below `url`; throws `{status, code, detail, current}`
 * @property {(operations: object[], options: SubmitOptions) => Promise<EditAnswer>} submit through the save queue; rejects when the server
 *   refuses or somebody else was faster, after the card that says so
 * @property {(id: string | null) => void} select
 * @property {() => Promise<void>} refresh asks for the tree again and lets the frame show the newest draft
 * @property {(text: string) => void} say in the one polite live region
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {(message: import('./channel.js').FromPortal) => void} tell
 *
 * @typedef {(context: EditorContext, element: TreeElement | null) => HTMLElement | null} Section without an element: of the page
 */

export class Inspector {
  #host
  #context
  /** @type {string | null} */
  #shown = null

  /** @param {HTMLElement} host @param {EditorContext} context */
  constructor(host, context) {
    this.#host = host
    this.#context = context
  }

  /** @param {string | null} id of an element; null for the page itself @param {string} [what] the section to begin with */
  show(id, what) {
    this.#shown = id
    const element = this.#context.element(id) ?? null
    const sections = SECTIONS.map(({ name, make }) => {
      const section = make(this.#context, element)
      if (section) section.dataset.section = name
      return section
    })
    this.#host.replaceChildren(...sections.filter(section => section !== null))
    this.#host.hidden = false
    if (what) this.#host.querySelector(`[data-section="${CSS.escape(what)}"]`)?.scrollIntoView()
  }

  close() { this.#host.hidden = true }

  get isOpen() { return !this.#host.hidden }

  /** The element that is shown. */
  get shown() { return this.#shown }
}
