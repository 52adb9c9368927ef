// What others have changed on the page that is open here comes into the draft quietly: words and pictures where they stand, and the whole page
// only when its structure is another one, and not while somebody types.

import { lineOf, same } from './change-values.js'

/** How long to wait for what this screen still saves, in milliseconds. */
const PATIENCE = 300

/** @typedef {import('./inspector.js').TreeElement} TreeElement */

export class OthersChanges {
  #parts
  #isPending = false
  #isRunning = false

  /**
   * @param {object} parts
   * @param {import('./draft-page.js').DraftPage} parts.page
   * @param {() => Promise<boolean>} parts.load asks for the tree
   * @param {() => Promise<void>} parts.refresh loads the frame's page anew
   * @param {(message: import('./channel.js').FromPortal) => void} parts.tell
   * @param {(source: string) => Promise<string | undefined>} parts.pictureAddress
   * @param {() => boolean} parts.isSaved a tree that is asked before that does not know of what still waits
   * @param {() => string | null} parts.typing the element whose text is open
   */
  constructor(parts) { this.#parts = parts }

  async show() {
    if (this.#isRunning) return
    this.#isRunning = true
    while (!this.#parts.isSaved()) await new Promise(resolve => setTimeout(resolve, PATIENCE))
    const before = new Map(this.#parts.page.elements.map(element => [element.id, { ...element }]))
    const order = shapeOf(before.values())
    const { path } = this.#parts.page.tree
    try {
      if (await this.#parts.load()) await this.#compare(before, order, path !== this.#parts.page.tree.path)
    } finally {
      this.#isRunning = false
    }
  }

  /** The text that was open is closed: what had to wait is shown. */
  closed() {
    if (!this.#isPending) return
    this.#isPending = false
    this.#parts.refresh()
  }

  /** @param {Map<string, TreeElement>} before @param {string} order @param {boolean} isMoved the page has another address now */
  async #compare(before, order, isMoved) {
    const now = this.#parts.page.elements
    const changed = now.filter(element => before.get(element.id)?.version !== element.version)
    let isOther = isMoved || shapeOf(now) !== order
    for (const element of changed) {
      if (isOther) break
      isOther = !await this.#show(/** @type {TreeElement} */ (before.get(element.id)), element)
    }
    if (!isOther) return
    if (this.#parts.typing()) this.#isPending = true
    else await this.#parts.refresh()
  }

  /** @param {TreeElement} old @param {TreeElement} element @returns {Promise<boolean>} false when only a new page shows it */
  async #show(old, element) {
    const { tell, pictureAddress } = this.#parts
    const { id, content, version } = element
    // What may be done here is another thing now; the frame learns of it with the page.
    if (!content || !old.content || ['rights', 'lock', 'limits', 'name'].some(key => !same(old[key], element[key]))) return false
    if (!same(old.hidden, element.hidden) || !same(old.classes, element.classes)) {
      tell({ type: 'attributes', element: id, hidden: element.hidden, ...(element.classes ? { classes: element.classes } : {}) })
    }
    if (same(old.content, content)) return same(old.variant, element.variant) && same(old.tag, element.tag) && same(old.attributes, element.attributes)
    if (element.kind === 'image') {
      const { source, alternative, focalPoint = null } = content
      tell({ type: 'image', element: id, url: await pictureAddress(source) ?? '', alternative, focalPoint })
      return true
    }
    // The frame takes words only for what may be changed here.
    if (element.lock || !element.rights.includes('text')) return false
    if (element.kind === 'richText') tell({ type: 'document', element: id, document: content.document, version })
    else if (lineOf(content) || element.kind === 'text') tell({ type: 'content', element: id, content: lineOf(content) ?? [], version })
    else return false
    return same(content.target, old.content.target)
  }
}

/** What there is and where it stands. @param {Iterable<TreeElement>} elements */
const shapeOf = elements => [...elements].map(({ id, parent, slot }) => `${id} ${parent ?? ''} ${slot ?? ''}`).join('\n')
