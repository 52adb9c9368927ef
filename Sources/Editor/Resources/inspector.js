// The panel beside the draft: everything that can be done to a part of the page without typing into it. It stands in the portal's own page,
// so nothing on the customer's page can imitate or hide it. What it shows comes from sections, each in a file of its own.

import { isCurrent } from './inspector-parts.js'
import { SECTIONS } from './inspector-sections.js'
import { iconOf, kindIcon, part, pressable } from './view-parts.js'

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
 * @property {string} [wanted] what a card says was wanted, when the operations alone do not tell
 * @property {string} [replaces] a change that still waits under this name gives way to this one
 *
 * @typedef {object} EditorContext what sections may use
 * @property {string} site its name in addresses
 * @property {string} address where visitors find it, without scheme and slash
 * @property {string} account whoever is signed in
 * @property {string} url base of the site's API
 * @property {string} language
 * @property {Record<string, string>} words
 * @property {boolean} mayDesign
 * @property {string} screen random ID of this tab
 * @property {() => string} page ID of the page that the frame shows
 * @property {() => any} tree the tree's answer for that page
 * @property {(id: string | null | undefined) => TreeElement | undefined} element
 * @property {(path: string, options?: import('./requests.js').RequestOptions) => Promise<any>} request
 *   JSON below `url`; throws `{status, code, detail, current}`
 * @property {(operations: object[], options: SubmitOptions) => Promise<EditAnswer>} submit through the save queue; rejects when the server
 *   refuses or somebody else was faster, after the card that says so
 * @property {(id: string | null) => void} select
 * @property {() => Promise<void>} refresh asks for the tree again and lets the frame show the newest draft
 * @property {(text: string) => void} say in the one polite live region
 * @property {() => void} undo
 * @property {() => void} redo
 * @property {(message: import('./channel.js').FromPortal) => void} tell
 * @property {import('./draft-page.js').DraftPage} draft the page in the frame, with names, items and siblings
 * @property {import('./site-directory.js').SiteDirectory} directory pages and files of the site
 * @property {import('./toasts.js').Toasts} toasts
 * @property {import('./list-actions.js').ListActions} lists
 * @property {() => void} focusDraft
 *
 * @typedef {(context: EditorContext, element: TreeElement | null) => HTMLElement | null} Section without an element: of the page
 */

export class Inspector {
  #host
  #context
  #title = part('h2', { className: 'inspector-title', tabIndex: -1 })
  #path = part('nav', { className: 'inspector-path' })
  #body = part('div', { className: 'inspector-body' })
  /** @type {string | null} */
  #shown = null
  /** @type {Map<string, HTMLElement>} */
  #sections = new Map()
  #isLoaded = false

  /** Hears when the panel opens and closes. @type {(isOpen: boolean) => void} */
  onToggle = () => {}

  /** Hears what is shown. @type {(id: string | null) => void} */
  onChoose = () => {}

  /** @param {HTMLElement} host @param {EditorContext} context */
  constructor(host, context) {
    this.#host = host
    this.#context = context
    const { words } = context
    this.#path.setAttribute('aria-label', words.path)
    host.replaceChildren(
      part('header', { className: 'inspector-head' },
        this.#path, this.#title,
        pressable(words.panelHide, () => this.close(), { icon: 'close', isBare: true, className: 'tool', choice: 'closePanel' })),
      this.#body)
    this.#body.append(part('p', { className: 'inspector-note' }, words.panelLoading))
    addEventListener('keydown', event => this.#keyed(event))
  }

  get isOpen() { return !this.#host.hidden }

  /** The element that is shown; null for the page. */
  get shown() { return this.#shown }

  /** @param {string | null} id of an element; null for the page itself @param {string} [what] the section to begin with */
  show(id, what) {
    this.#choose(id)
    this.open({ quietly: !what })
    if (!what) return
    const section = this.#sections.get(WHERE[what] ?? what)
    if (section instanceof HTMLDetailsElement) section.open = true
    section?.scrollIntoView({ block: 'start' })
    const target = section?.querySelector('button:not([tabindex="-1"]), input, textarea, select, a[href]') ?? this.#title
    if (target instanceof HTMLElement) target.focus()
  }

  /** The frame says what was chosen in it. @param {string | null} id */
  selected(id) {
    if (id !== this.#shown) this.#choose(id)
  }

  /** Somebody chose a part in the panel. @param {string | null} id */
  select(id) {
    this.#choose(id)
    this.#context.tell({ type: 'select', element: id, scroll: true })
    if (this.isOpen) this.#title.focus()
  }

  /** @param {{quietly?: boolean}} [options] quietly: the focus stays where it is */
  open({ quietly = false } = {}) {
    const wasOpen = this.isOpen
    this.#host.hidden = false
    if (!wasOpen) this.onToggle(true)
    if (!quietly) this.focus()
    // The page is narrower now; what was chosen stays in sight.
    if (!wasOpen && this.#shown) setTimeout(() => this.#context.tell({ type: 'select', element: this.#shown, scroll: true }), 50)
  }

  close() {
    if (!this.isOpen) return
    const hadFocus = this.#host.contains(document.activeElement)
    this.#host.hidden = true
    this.onToggle(false)
    if (hadFocus) this.#context.focusDraft()
  }

  focus() {
    this.#host.hidden ? this.open() : this.#title.focus()
  }

  // MARK: What the server has told

  /** @param {boolean} isOther whether it is another page than before */
  loaded(isOther) {
    this.#isLoaded = true
    const before = this.#shown
    if (isOther) {
      this.#shown = null
      this.#sections.clear()
    }
    if (this.#shown && !this.#context.element(this.#shown)) {
      this.#shown = null
      this.#context.say(this.#context.words.gone)
    }
    this.#render()
    if (before !== this.#shown) this.onChoose(this.#shown)
  }

  failed() {
    if (this.#isLoaded) return
    const { words } = this.#context
    this.#body.replaceChildren(part('div', { className: 'inspector-note', role: 'alert' },
      part('p', {}, words.loadFailed), pressable(words.reload, () => location.reload(), { choice: 'reload' })))
  }

  /** Something is stored, or was not. */
  update() {
    if (this.#isLoaded) this.#render()
  }

  #choose(id) {
    const isSame = id === this.#shown
    this.#shown = this.#context.element(id) ? id : null
    if (!isSame) this.#sections.clear()
    if (this.#isLoaded) this.#render()
    if (!isSame) {
      this.#body.scrollTop = 0
      this.onChoose(this.#shown)
    }
  }

  /** Shows everything as it is now, and leaves the focus and what is being entered where they are. */
  #render() {
    const context = this.#context
    const element = context.element(this.#shown) ?? null
    const focus = focusIn(this.#host)
    this.#head(element)
    const sections = new Map()
    for (const { name, make } of SECTIONS) {
      const old = this.#sections.get(name)
      const section = old?.isConnected && staysAsItIs(old) ? old : make(context, element)
      if (!section) continue
      section.dataset.section = name
      if (old && old !== section) unfoldAlike(old, section)
      sections.set(name, section)
    }
    this.#sections = sections
    const { scrollTop } = this.#body
    arrange(this.#body, [...sections.values()])
    this.#body.scrollTop = scrollTop
    focusAgain(this.#host, focus)
  }

  #head(element) {
    const { draft, words } = this.#context
    this.#host.dataset.kind = element ? element.kind : 'page'
    this.#title.replaceChildren(
      element ? kindIcon(element.kind) : iconOf('page'), part('span', {}, element ? draft.nameOf(element) : words.thisPage))
    const steps = element ? this.#ancestors(element) : []
    const step = (id, label) => part('li', {}, pressable(label, () => this.select(id), { className: 'inspector-step' }))
    this.#path.hidden = !element
    this.#path.replaceChildren(part('ol', {}, element && step(null, words.thisPage), ...steps.map(other => step(other.id, draft.nameOf(other)))))
  }

  /** What somebody could have meant instead, the outermost first. @param {TreeElement} element */
  #ancestors(element) {
    const { draft, mayDesign } = this.#context
    const steps = []
    for (let next = draft.get(element.parent); next && steps.length < 20; next = draft.get(next.parent)) {
      if (mayDesign || next.rights.length || draft.listOf(next)) steps.unshift(next)
    }
    return steps.slice(-3)
  }

  /** @param {KeyboardEvent} event */
  #keyed(event) {
    const isSwitch = event.key === 'F6' || (event.key === '.' && (event.ctrlKey || event.metaKey))
    const isInside = event.target instanceof Node && this.#host.contains(event.target)
    if (isSwitch) {
      event.preventDefault()
      if (isInside) this.#context.focusDraft()
      else this.focus()
    } else if (event.key === 'Escape' && isInside && !event.defaultPrevented) {
      event.preventDefault()
      this.close()
    }
  }
}

/** Where the panel begins when the frame says what somebody wants. @type {Record<string, string>} */
const WHERE = { item: 'items' }

/** A section that somebody is entering something into, or that says that it shows everything already. */
const staysAsItIs = section => section.dataset.busy !== undefined || isCurrent(section)

/** What somebody has unfolded stays unfolded. */
function unfoldAlike(old, section) {
  const before = [...old.querySelectorAll('details')]
  const now = [...section.querySelectorAll('details')]
  if (before.length === now.length) now.forEach((details, index) => { details.open = before[index].open })
}

/** Puts the sections into place without touching those that are there already: a moved element loses the focus. */
function arrange(body, wanted) {
  for (const child of [...body.children]) if (!wanted.includes(child)) child.remove()
  wanted.forEach((section, index) => {
    if (body.children[index] !== section) body.insertBefore(section, body.children[index] ?? null)
  })
}

/** Where the focus is, in a way that outlives the element: its section and its `data-key`. */
function focusIn(host) {
  const active = document.activeElement
  if (!(active instanceof HTMLElement) || !host.contains(active)) return null
  return { active, section: active.closest('[data-section]')?.getAttribute('data-section'), key: active.dataset.key ?? active.dataset.choice }
}

function focusAgain(host, focus) {
  if (!focus || focus.active.isConnected) return
  const section = focus.section ? host.querySelector(`[data-section="${CSS.escape(focus.section)}"]`) : host
  const key = focus.key && CSS.escape(focus.key)
  const same = key && section?.querySelector(`[data-key="${key}"], [data-choice="${key}"]`)
  const next = same ?? section?.querySelector('h3') ?? host.querySelector('.inspector-title')
  if (next instanceof HTMLElement) {
    if (next.localName === 'h3') next.tabIndex = -1
    next.focus({ preventScroll: true })
  }
}
