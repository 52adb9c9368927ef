// The one text that is open: from the click that opens it to the change that is proposed, or to the words that come back.

import { fragmentOf } from './inline-html.js'
import { normalized, sameText } from './inline-nodes.js'
import { mountPoint } from './page-elements.js'
import { filled } from './words.js'

/** @typedef {import('./channel.js').EditableElement} EditableElement */

export class Editing {
  #parts
  /** @type {{node: HTMLElement, element: EditableElement, version: number, base: import('./channel.js').InlineNode[], text: any, release: () => void} | null} */
  #session = null
  #opening = 0

  /**
   * @param {object} parts
   * @param {import('./page-elements.js').PageElements} parts.elements
   * @param {import('./overlay.js').Overlay} parts.overlay
   * @param {Promise<typeof import('./inline-text.js')>} parts.textEditor
   * @param {(message: import('./channel.js').FromFrame) => void} parts.send
   * @param {() => Record<string, string>} parts.words
   */
  constructor(parts) { this.#parts = parts }

  get isOpen() { return this.#session !== null }

  /**
   * @param {HTMLElement} node
   * @param {EditableElement} element
   * @param {{left: number, top: number}} [place] where somebody clicked
   */
  async open(node, element, place) {
    if (this.#session?.node === node || !this.finish()) return
    const turn = (this.#opening += 1)
    const { InlineText } = await this.#parts.textEditor
    if (turn !== this.#opening || this.#session) return
    const { overlay, elements, send, words } = this.#parts
    const content = element.content ?? []
    const marks = element.marks ?? []
    const { mount, isControl, release } = mountPoint(node)
    const rule = {
      marks,
      breaks: element.kind === 'text' && !isControl || content.some(item => item.type === 'hard_break'),
      isControl,
      label: filled(words().edit, { name: element.name || words().text }),
      addresses: elements.addressesOf(element.id),
    }
    node.setAttribute('data-foyer-open', '')
    const text = new InlineText(mount, rule, content, {
      onUpdate: () => this.#refresh(),
      onSave: () => { if (this.finish()) node.focus() },
      onCancel: () => this.cancel(),
      onToolbar: () => overlay.focusPanel(),
      onBlur: event => this.#blurred(event),
    })
    this.#session = { node, element, version: element.version, base: normalized(content, marks), text, release }
    overlay.openPanel(node, text, marks, element.isShared ? words().shared : '', {
      save: () => { if (this.finish()) node.focus() },
      cancel: () => this.cancel(),
    })
    text.focus(place)
    this.#refresh()
    send({ type: 'typing', element: element.id, isOpen: true, isChanged: false })
  }

  /**
   * Closes what is open and proposes the change.
   * @returns {boolean} false when it stays open, because the text may not be saved as it is
   */
  finish() {
    const session = this.#session
    if (!session) return true
    const { text, element } = session
    text.settle()
    if (!text.isChanged) return this.#close(session.base), true
    const problem = this.#problem()
    if (problem) {
      this.#parts.overlay.say(problem)
      text.refocus()
      return false
    }
    const content = text.nodes
    this.#close(content)
    element.content = content
    this.#parts.elements.render(element)
    this.#parts.send({ type: 'change', element: element.id, version: session.version, content })
    return true
  }

  /** Brings the old words back. */
  cancel() {
    const session = this.#session
    if (!session) return
    this.#close(session.base)
    session.node.focus()
  }

  /** What the portal says stands there now. @param {string} id @param {import('./channel.js').InlineNode[]} content @param {number} version */
  update(id, content, version) {
    const session = this.#session
    const isHere = session?.element.id === id
    const marks = this.#parts.elements.get(id)?.marks ?? []
    // Somebody may go on typing while the change before is saved; what they began with is what stands there now.
    if (isHere && sameText(normalized(content, marks), session.base)) session.version = version
    this.#parts.elements.update(id, content, version, isHere ? session.node : undefined)
  }

  #close(content) {
    const { node, element, text, release } = this.#session
    this.#session = null
    text.close()
    for (const name of ['data-foyer-open', 'data-foyer-over']) node.removeAttribute(name)
    text.element.replaceChildren(fragmentOf(content, this.#parts.elements.addressesOf(element.id)))
    release()
    this.#parts.overlay.closePanel()
    this.#parts.send({ type: 'typing', element: element.id, isOpen: false, isChanged: false })
  }

  #refresh() {
    const session = this.#session
    if (!session || session.text.isComposing) return
    const { text, element } = session
    this.#parts.overlay.updatePanel({ length: text.length, maximum: element.maximum, problem: this.#problem() })
    session.node.toggleAttribute('data-foyer-over', Boolean(this.#problem()))
    this.#parts.send({ type: 'typing', element: element.id, isOpen: true, isChanged: text.isChanged })
  }

  #problem() {
    const { text, element } = this.#session ?? {}
    if (!text || !element) return ''
    if (element.maximum && text.length > element.maximum) return this.#parts.words().tooLong
    if (!element.mayBeEmpty && text.isEmpty && text.isChanged) return this.#parts.words().empty
    return ''
  }

  #blurred(event) {
    const session = this.#session
    // The panel beside the text belongs to it.
    if (!session || this.#parts.overlay.contains(event.relatedTarget)) return
    setTimeout(() => {
      if (this.#session !== session || session.node.contains(document.activeElement) || this.#parts.overlay.hasFocus) return
      // Somebody who went elsewhere is not pulled back; the text stays open and says what is wrong.
      if (!session.text.isChanged || !this.#problem()) this.finish()
      else this.#parts.overlay.say(this.#problem())
    }, 30)
  }
}
