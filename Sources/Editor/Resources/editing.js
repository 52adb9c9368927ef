// The one text that is open: from the click that opens it, over each step that is proposed while somebody types, to the end, or to the words
// from before.

import { fragmentOfDocument } from './block-html.js'
import { fragmentOf } from './inline-html.js'
import { keepWords, mountPoint, sameWords, wordsOf } from './page-elements.js'
import { filled } from './words.js'

/** @typedef {import('./channel.js').EditableElement} EditableElement */

/** Who pauses for so long has finished a thought: it is saved. In milliseconds. */
const PAUSE = 1200
/** Who types on and on is saved now and then. */
const LONGEST = 8000

/**
 * @typedef {object} Session
 * @property {HTMLElement} node
 * @property {EditableElement} element
 * @property {number} opening
 * @property {number} version that was seen
 * @property {any} base the words from before
 * @property {any} sent what the portal was told last
 * @property {any} text
 * @property {() => void} release
 * @property {number} timer
 * @property {number} since when the first words were typed that are not sent
 * @property {boolean} isSending
 * @property {boolean} isStopped somebody has to decide something first
 * @property {(() => void) | null} news what became of the last step
 */

export class Editing {
  #parts
  /** @type {Session | null} */
  #session = null
  #turn = 0

  /**
   * @param {object} parts
   * @param {import('./page-elements.js').PageElements} parts.elements
   * @param {import('./overlay.js').Overlay} parts.overlay
   * @param {Promise<{InlineText: any, BlockText: any}>} parts.textEditors
   * @param {(message: import('./channel.js').FromFrame) => void} parts.send
   * @param {() => Record<string, any>} parts.words
   * @param {() => void} parts.onClose
   */
  constructor(parts) {
    this.#parts = parts
    // A tab that goes to the background may never come back.
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.#step() })
    addEventListener('pagehide', () => this.#step())
  }

  get isOpen() { return this.#session !== null }
  get element() { return this.#session?.element }

  /**
   * @param {HTMLElement} node
   * @param {EditableElement} element
   * @param {{left: number, top: number}} [place] where somebody clicked
   */
  async open(node, element, place) {
    if (this.#session?.node === node || !this.finish()) return
    const turn = (this.#turn += 1)
    const editors = await this.#parts.textEditors
    if (turn !== this.#turn || this.#session || !node.isConnected) return
    const { overlay, elements, send, words } = this.#parts
    const isLong = Boolean(element.document)
    const content = wordsOf(element)
    const { mount, isControl, release } = mountPoint(node, isLong)
    const rule = {
      marks: element.marks ?? [],
      blocks: element.blocks ?? [],
      breaks: element.kind === 'text' && !isControl || !isLong && content.some(item => item.type === 'hard_break'),
      isControl,
      label: filled(words().edit, { name: element.name || element.label || words().text }),
      addresses: elements.addressesOf(element.id),
    }
    node.setAttribute('data-foyer-open', '')
    const TextEditor = isLong ? editors.BlockText : editors.InlineText
    const text = new TextEditor(mount, rule, content, {
      onUpdate: () => this.#refresh(),
      onSave: () => { if (this.finish()) node.focus() },
      onCancel: () => this.cancel(),
      onToolbar: () => overlay.focusPanel(),
      onLink: () => overlay.openLink(),
      onBlur: event => this.#blurred(event),
    })
    const base = text.value
    this.#session = {
      node, element, text, release, base, opening: turn, version: element.version, sent: base,
      timer: 0, since: 0, isSending: false, isStopped: false, news: null,
    }
    overlay.openPanel(node, text, rule, {
      save: () => { if (this.finish()) node.focus() },
      cancel: () => this.cancel(),
    })
    text.focus(place)
    this.#refresh()
    send({ type: 'typing', element: element.id, isOpen: true, isChanged: false })
  }

  /**
   * Closes what is open and proposes what is not proposed yet.
   * @returns {boolean} false when it stays open, because the text may not be saved as it is
   */
  finish() {
    const session = this.#session
    if (!session) return true
    const { text } = session
    text.settle()
    if (text.isSame(session.sent)) return this.#close(session.sent), true
    const problem = this.#problem()
    if (problem) {
      this.#parts.overlay.say(problem)
      text.refocus()
      return false
    }
    const words = text.value
    this.#close(words)
    this.#propose(session, words)
    return true
  }

  /** Brings back the words from before, also when steps were saved meanwhile. */
  cancel() {
    const session = this.#session
    if (!session) return
    const isSaved = !sameWords(withWords(session.element, session.sent), session.base)
    this.#close(session.base)
    if (isSaved) this.#propose(session, session.base)
    session.node.focus()
  }

  /** What the portal says stands there now. @param {string} id @param {any} words @param {number} version */
  update(id, words, version) {
    const session = this.#session
    const isHere = session?.element.id === id
    if (session && isHere) {
      const told = withWords(session.element, words)
      // Somebody may go on typing while the step before is saved; what they began with is what stands there now.
      if (sameWords(told, session.sent)) {
        session.version = version
      } else if (session.text.isSame(session.sent) && !session.text.isComposing) {
        // Nothing is typed that could get lost: the words of others come in.
        if (sameWords(withWords(session.element, session.base), session.sent)) session.base = words
        Object.assign(session, { sent: words, version, isStopped: false })
        session.text.value = words
      }
    }
    this.#parts.elements.update(id, words, version, isHere ? session?.node : undefined)
  }

  /**
   * What became of a step.
   * @param {string} id
   * @param {import('./channel.js').SaveState} state
   * @param {() => void} show tells it beside the element
   * @returns {boolean} whether it is told in the panel of the open text
   */
  noted(id, state, show) {
    const session = this.#session
    if (session?.element.id !== id) return false
    session.isSending = state === 'saving'
    if (state === 'refused' || state === 'changedElsewhere') session.isStopped = true
    if (state === 'saved' || state === 'undone') session.isStopped = false
    if (state !== 'saving') session.news = show
    this.#parts.overlay.panelState(state)
    if (!session.isSending) this.#schedule()
    return true
  }

  // MARK: Steps

  #schedule() {
    const session = this.#session
    if (!session) return
    clearTimeout(session.timer)
    if (session.text.isSame(session.sent)) return void (session.since = 0)
    session.since ||= Date.now()
    const wait = Math.max(0, Math.min(PAUSE, session.since + LONGEST - Date.now()))
    session.timer = setTimeout(() => this.#step(), wait)
  }

  #step() {
    const session = this.#session
    if (!session || session.isSending || session.isStopped) return
    if (session.text.isComposing) return this.#schedule()
    if (session.text.isSame(session.sent) || this.#problem()) return
    this.#propose(session, session.text.value)
    this.#parts.send({ type: 'typing', element: session.element.id, isOpen: true, isChanged: false })
  }

  #propose(session, words) {
    const { element, version, opening, node } = session
    Object.assign(session, { sent: words, since: 0, isSending: true })
    keepWords(element, words)
    this.#parts.elements.render(element, this.#session === session ? node : undefined)
    const step = { element: element.id, version, opening }
    this.#parts.send(element.document ? { type: 'changeDocument', ...step, document: words } : { type: 'change', ...step, content: words })
  }

  #close(words) {
    const { node, element, text, release, timer, news, sent } = /** @type {Session} */ (this.#session)
    const { overlay, elements, send, onClose } = this.#parts
    clearTimeout(timer)
    this.#session = null
    text.close()
    for (const name of ['data-foyer-open', 'data-foyer-over']) node.removeAttribute(name)
    const addresses = elements.addressesOf(element.id)
    text.element.replaceChildren(element.document ? fragmentOfDocument(words, addresses) : fragmentOf(words, addresses))
    release()
    overlay.closePanel()
    send({ type: 'typing', element: element.id, isOpen: false, isChanged: false })
    if (sameWords(withWords(element, sent), words)) news?.()
    onClose()
  }

  #refresh() {
    const session = this.#session
    if (!session || session.text.isComposing) return
    const { text, element } = session
    const problem = this.#problem()
    this.#parts.overlay.updatePanel({ length: text.length, maximum: element.maximum, problem })
    session.node.toggleAttribute('data-foyer-over', Boolean(problem))
    const isChanged = !text.isSame(session.sent)
    if (isChanged) this.#parts.overlay.panelState(problem ? 'unsaved' : 'typing')
    this.#parts.send({ type: 'typing', element: element.id, isOpen: true, isChanged, isHeld: isChanged && Boolean(problem) })
    this.#schedule()
  }

  #problem() {
    const { text, element, base } = this.#session ?? {}
    if (!text || !element) return ''
    if (element.maximum && text.length > element.maximum) return this.#parts.words().tooLong
    if (!element.mayBeEmpty && text.isEmpty && !text.isSame(base)) return this.#parts.words().empty
    return ''
  }

  #blurred(event) {
    const session = this.#session
    // The panel beside the text belongs to it.
    if (!session || this.#parts.overlay.contains(event.relatedTarget)) return
    setTimeout(() => {
      if (this.#session !== session || session.node.contains(document.activeElement) || this.#parts.overlay.hasFocus) return
      // Somebody who went elsewhere is not pulled back; the text stays open and says what is wrong.
      if (session.text.isSame(session.sent) || !this.#problem()) this.finish()
      else this.#parts.overlay.say(this.#problem())
    }, 30)
  }
}

/** The element as it would be with other words. */
const withWords = (element, words) => (element.document ? { ...element, document: words } : { ...element, content: words })
