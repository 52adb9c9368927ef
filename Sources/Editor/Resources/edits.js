// Every change that this screen makes, from the proposal to the words that say what became of it: saved, refused, or overtaken.

import { lineOf, same } from './change-values.js'
import { isDocument, isInline, normalized, sameText } from './inline-nodes.js'
import { refusalWords } from './refusals.js'

/** @typedef {import('./save-queue.js').Change} Change @typedef {import('./inspector.js').TreeElement} TreeElement */

/** These change what there is and where it stands, so the tree is asked again. */
const STRUCTURAL = new Set([
  'addItem', 'duplicateItem', 'removeItem', 'moveItem', 'restore', 'restorePage', 'restoreSite', 'revert', 'insert', 'update', 'remove', 'move',
  'setMarkdown', 'setTag', 'setLimits', 'setEditability', 'grantEditability', 'createPage', 'updatePage', 'removePage', 'movePage', 'setField',
  // The draft's own link has to lead to its new target.
  'setLink',
])

/** What these bring onto the page is what somebody goes on with. */
const MAKES = new Set(['addItem', 'duplicateItem', 'insert'])

export class Edits {
  #parts
  /** What this screen saved last of each element: somebody who saw the version before has typed on top of it. */
  #own = /** @type {Map<string, {from: number, to: number}>} */ (new Map())
  /** Who waits for a change, by its key. @type {Map<string, {resolve: (answer: any) => void, reject: (error: any) => void, after?: string}[]>} */
  #waiters = new Map()
  #isTreeOld = false

  /**
   * @param {object} parts
   * @param {import('./save-queue.js').SaveQueue} parts.queue
   * @param {import('./kept-changes.js').KeptChanges} parts.kept
   * @param {import('./problem-cards.js').ProblemCards} parts.cards
   * @param {import('./draft-page.js').DraftPage} parts.page
   * @param {import('./save-state.js').SaveState} parts.state
   * @param {(message: import('./channel.js').FromPortal) => void} parts.tell
   * @param {() => Promise<void>} parts.refresh
   * @param {(source: string) => Promise<string | undefined>} parts.pictureAddress where the frame finds a picture
   * @param {() => void} parts.onChange something is stored, or was not: whoever shows it looks again
   * @param {() => void} parts.onConflict both versions are shown now
   * @param {Record<string, string>} parts.words
   */
  constructor(parts) { this.#parts = parts }

  /** @type {import('./inspector.js').EditorContext['submit']} */
  submit = (operations, options) => this.#add(operations, options, this.#parts.page.get(options.element)?.content)

  #add(operations, { element: id, page, label, after, wanted, replaces }, before) {
    const element = this.#parts.page.get(id)
    if (replaces) this.#parts.cards.close(replaces)
    const change = this.#parts.queue.add({
      element: id, page: page ?? this.#parts.page.id, name: element ? this.#parts.page.nameOf(element) : label, label, wanted,
      operations, before, replaces,
    })
    const promise = new Promise((resolve, reject) => {
      this.#waiters.set(change.key, [...this.#waiters.get(change.key) ?? [], { resolve, reject, after }])
    })
    // Whoever does not wait for it need not hear that it failed: the card says so.
    promise.catch(() => {})
    return promise
  }

  /** New words for an element, out of the frame, which is not trusted. @param {{element: string, version: number, content: unknown}} proposal */
  proposeText({ element: id, version, content }) {
    const element = this.#parts.page.get(id)
    if (!element || element.lock || !element.rights.includes('text')) return
    const line = lineOf(element.content) ?? (element.kind === 'text' ? [] : undefined)
    if (!line || !Number.isInteger(version) || !isInline(content)) return
    const marks = (element.marks ?? []).filter(mark => element.kind !== 'link' || mark !== 'link')
    const clean = normalized(content, marks)
    if (sameText(clean, normalized(line, marks))) return
    const key = element.kind === 'text' ? 'text' : 'label'
    this.#propose(element, { op: 'setText', element: id, version, content: clean }, { ...element.content, [key]: clean })
  }

  /** New words in blocks. @param {{element: string, version: number, document: unknown}} proposal */
  proposeDocument({ element: id, version, document }) {
    const element = this.#parts.page.get(id)
    if (!element || element.kind !== 'richText' || element.lock || !element.rights.includes('text')) return
    if (!Number.isInteger(version) || !isDocument(document) || same(document, element.content?.document)) return
    this.#propose(element, { op: 'setRichText', element: id, version, document }, { ...element.content, document })
  }

  /** @param {TreeElement} element @param {any} operation @param {any} content what stands there from now on */
  #propose(element, operation, content) {
    const last = this.#own.get(element.id)
    if (last?.from === operation.version) operation.version = last.to
    const before = element.content
    element.content = content
    this.#add([operation], { element: element.id, label: this.#parts.words.textOf, replaces: `text:${element.id}` }, before)
  }

  /** Shows what was stored outside the queue: something was taken back. @param {import('./inspector.js').EditAnswer} answer */
  async took(answer) {
    const { page, refresh } = this.#parts
    const before = new Map((answer.elements ?? []).map(({ id }) => [id, structuredClone(page.get(id))]))
    page.apply(answer)
    let isOther = Boolean(answer.added?.length || answer.removed?.length || answer.pages?.length)
    for (const saved of answer.elements ?? []) isOther = !await this.#showAgain(before.get(saved.id), saved) || isOther
    // What stands elsewhere now, or is another thing, is seen only on a new page.
    if (isOther) await refresh()
    else for (const { id } of answer.elements ?? []) this.#parts.tell({ type: 'state', element: id, state: 'undone' })
    this.#parts.onChange(answer)
  }

  /** @param {TreeElement | undefined} old @param {any} saved @returns {Promise<boolean>} whether it could be shown where it stands */
  async #showAgain(old, saved) {
    const element = this.#parts.page.get(saved.id)
    // What stands on another page is shown there.
    if (!element || !old) return !element
    const isOther = key => !same(old[key] ?? null, element[key] ?? null)
    const isLook = ['hidden', 'classes', 'variant'].some(isOther)
    if (!isLook && !isOther('content') || element.content?.target !== old.content?.target) return false
    const operations = [isLook && 'setHidden', isOther('content') && element.kind === 'image' && 'setImage'].map(op => ({ op, element: saved.id }))
    await this.#show(saved, { operations }, false)
    return true
  }

  /** A change of the last time that was not saved. @param {Change} change */
  offer(change) {
    this.#parts.cards.leftOver(change, {
      save: () => this.#parts.queue.add(change),
      discard: () => this.#parts.kept.forget(change.key),
    })
  }

  /** @param {Change} change @param {Change} next that takes its place */
  replaced = (change, next) => {
    const waiting = this.#waiters.get(change.key) ?? []
    this.#waiters.delete(change.key)
    this.#waiters.set(next.key, [...this.#waiters.get(next.key) ?? [], ...waiting])
  }

  /** @param {Change} change @param {import('./save-queue.js').Outcome} outcome */
  settled = (change, outcome) => {
    const { state, words, tell, cards } = this.#parts
    const tellState = (name, mayUndo) => { if (change.element) tell({ type: 'state', element: change.element, state: name, mayUndo }) }
    switch (outcome.state) {
      case 'saving':
        state.show('saving', words.saving)
        return tellState('saving')
      case 'saved':
        return void this.#saved(change, outcome.answer, tellState)
      case 'refused': {
        this.#showText(change.element, change.before)
        const reason = refusalWords(change, outcome, this.#parts.page, words)
        cards.refusal(change, reason, () => this.#parts.kept.forget(change.key))
        state.show('refused', words.refused)
        break
      }
      case 'changedElsewhere':
        this.#overtaken(change, outcome.current)
        // The card says what has happened; the bar need not say it again.
        state.show('changedElsewhere', words.notSaved, change.replaces?.startsWith('text:') ? words.changedElsewhere : words.partChangedElsewhere)
        break
      default:
        // A text that is open says itself that it is kept.
        if (outcome.state === 'offline' && change.replaces?.startsWith('text:')) state.show('offline', words.offlineShort, words.offline)
        else state.show(outcome.state, outcome.state === 'failed' ? words.retrying : words[outcome.state])
        return tellState(outcome.state)
    }
    tellState(outcome.state)
    this.#answer(change, waiter => waiter.reject(outcome))
    this.#parts.onChange()
  }

  async #saved(change, answer, tellState) {
    const { page, state, words, queue, tell } = this.#parts
    const isLine = change.operations.every(({ op }) => op === 'setText' || op === 'setRichText')
    for (const saved of answer.elements ?? []) {
      const version = change.operations.find(operation => operation.element === saved.id)?.version
      if (Number.isInteger(version)) this.#own.set(saved.id, { from: version, to: saved.version ?? answer.revision })
    }
    // Words that are typed meanwhile are newer than those that were saved.
    const newer = new Set((answer.elements ?? []).map(({ id }) => id).filter(id => queue.isWaiting(id)))
    page.apply({ ...answer, elements: answer.elements?.map(({ content, ...rest }) => (newer.has(rest.id) || !content ? rest : { ...rest, content })) })
    for (const operation of change.operations) if (operation.op === 'setMeta') page.applyMeta(operation)
    for (const saved of answer.elements ?? []) await this.#show(saved, change, newer.has(saved.id))
    const after = this.#waiters.get(change.key)?.find(waiter => waiter.after)?.after
    state.show('saved', words.saved, after)
    tellState('saved', isLine)
    this.#isTreeOld ||= change.operations.some(({ op }) => STRUCTURAL.has(op)) || Boolean(answer.added?.length || answer.removed?.length)
    // A tree that is asked now does not know of what still waits.
    if (this.#isTreeOld && queue.isEmpty) {
      this.#isTreeOld = false
      // What is new is chosen next; the page that is loaded again must not go back to what was chosen before.
      if (change.operations.some(({ op }) => MAKES.has(op))) tell({ type: 'select', element: null, scroll: false })
      await this.#parts.refresh()
    }
    this.#answer(change, waiter => waiter.resolve(answer))
    this.#parts.onChange(answer)
  }

  /** The frame shows what is stored now. */
  async #show(saved, change, isNewerTyped) {
    const { page, tell, pictureAddress } = this.#parts
    const element = page.get(saved.id)
    if (!element) return
    const did = new Set(change.operations.filter(operation => operation.element === saved.id).map(({ op }) => op))
    if (did.has('setHidden') || did.has('setVariant')) tell({ type: 'attributes', element: saved.id, hidden: saved.hidden, classes: saved.classes })
    if (did.has('setImage')) {
      const { source, alternative, focalPoint } = element.content
      tell({ type: 'image', element: saved.id, url: await pictureAddress(source) ?? '', alternative, focalPoint: focalPoint ?? null })
    }
    if (!isNewerTyped) this.#showText(saved.id, element.content)
  }

  /** @param {string | undefined} id @param {any} content */
  #showText(id, content) {
    const { page, tell } = this.#parts
    const element = page.get(id)
    if (!element || !content || element.lock || !element.rights.includes('text')) return
    const { version } = element
    if (element.kind === 'richText' && content.document) {
      element.content = content
      tell({ type: 'document', element: element.id, document: content.document, version })
    } else if (lineOf(content) || element.kind === 'text') {
      element.content = content
      tell({ type: 'content', element: element.id, content: lineOf(content) ?? [], version })
    }
  }

  /** Somebody else was faster: people decide. @param {Change} change @param {any} current */
  #overtaken(change, current) {
    const { page, cards, kept, queue, state, words } = this.#parts
    const element = page.get(change.element)
    const id = current.id ?? change.element
    const isPage = change.operations.some(({ op }) => op === 'setMeta')
    // What somebody was told while they typed has come about.
    this.#parts.onConflict()
    const seeTheirs = () => {
      if (isPage) page.apply({ revision: current.version, pages: [{ id: change.page, ...current }] })
      else page.apply({ revision: current.version, elements: [{ ...current, id }] })
    }
    cards.conflict(change, current, {
      mine: () => {
        kept.forget(change.key)
        const operations = change.operations.map(operation => {
          if (operation.op === 'setField') return { ...operation, seen: current.value ?? operation.seen }
          return operation.element === id || isPage ? { ...operation, version: current.version } : operation
        })
        const { key: _, at: __, ...rest } = change
        const again = queue.add({ ...rest, operations, before: current.content ?? change.before })
        this.replaced(change, again)
      },
      theirs: () => {
        kept.forget(change.key)
        seeTheirs()
        if (element && change.replaces?.startsWith('text:')) this.#showText(element.id, current.content)
        else this.#parts.refresh()
        state.show('ready', words.ready)
        this.#parts.onChange()
      },
    })
    // From now on the newest version is known; what stands in the frame is decided with the card.
    if (element && Number.isInteger(current.version)) element.version = current.version
  }

  #answer(change, tellWaiter) {
    for (const waiter of this.#waiters.get(change.key) ?? []) tellWaiter(waiter)
    this.#waiters.delete(change.key)
  }
}
