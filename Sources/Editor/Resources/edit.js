// The portal's side of editing in place: it asks the server what may be changed, tells the draft's frame, takes the frame's proposals, and
// saves them in the name of whoever is signed in. The frame is not trusted: it can propose new words for an unlocked element, nothing else.

import { welcomeFrame } from './channel.js'
import { isInline, normalized, sameText } from './inline-nodes.js'
import { KeptChanges } from './kept-changes.js'
import { LeaveGuard } from './leave-guard.js'
import { ProblemCards } from './problem-cards.js'
import { SaveQueue, wordsOf } from './save-queue.js'
import { wordsIn } from './words.js'

/** @typedef {import('./channel.js').EditableElement} EditableElement @typedef {import('./save-queue.js').Change} Change */

const UNDO_STEPS = 50
/** How long the agent may take to say hello, in milliseconds. */
const PATIENCE = 5000

const main = document.querySelector('main[data-editor]')
if (main instanceof HTMLElement) editScreen(main)

/** @param {HTMLElement} main */
function editScreen(main) {
  const { site = '', draftOrigin = '', language = 'en', api = '/api/v1' } = main.dataset
  const frame = /** @type {HTMLIFrameElement} */ (main.querySelector('iframe[data-draft]'))
  const output = main.querySelector('[data-save-state]')
  const words = wordsIn(language)
  const url = `${api}/sites/${encodeURIComponent(site)}`

  /** @type {MessagePort | undefined} */
  let port
  let page = main.dataset.page ?? ''
  /** What may be changed on the page that the frame shows. @type {Map<string, EditableElement>} */
  let elements = new Map()
  /** The newest version of each element that this screen has seen. @type {Map<string, number>} */
  const versions = new Map()
  /** What this screen saved last of each element: somebody who saw the version before has typed on top of it. */
  const own = /** @type {Map<string, {from: number, to: number}>} */ (new Map())
  /** What was saved and can be taken back, newest last. @type {Change[]} */
  const done = []

  const kept = new KeptChanges(site)
  const cards = new ProblemCards(main, words)
  const queue = new SaveQueue(`${url}/edits`, kept, settled)
  const guard = new LeaveGuard({ isSaved: () => queue.isEmpty, finishTyping, retry: () => queue.retry(), words })

  /** @param {import('./channel.js').FromPortal} message */
  const tell = message => port?.postMessage(message)

  let isGreeted = false
  welcomeFrame(frame, draftOrigin, (opened, shown) => {
    isGreeted = true
    port = opened
    guard.typing(false)
    port.onmessage = ({ data }) => heard(data)
    showPage(shown)
  })
  // A draft's address holds good for some hours; behind one that is over there is nobody to say hello.
  frame.addEventListener('load', () => {
    if (!isGreeted) setTimeout(() => isGreeted || say('expired', words.expired), PATIENCE)
    isGreeted = false
  })
  for (const change of kept.all()) offer(change)
  addEventListener('keydown', event => {
    const isField = event.target instanceof Element && event.target.closest('input, textarea, select, [contenteditable]')
    if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || isField) return
    event.preventDefault()
    undo()
  })

  /** The frame shows another page: what may be changed there? @param {string} shown */
  async function showPage(shown) {
    const asked = port
    let tree
    try {
      const response = await fetch(`${url}/pages/${encodeURIComponent(shown)}/tree`, { headers: { Accept: 'application/json' } })
      if (response.status === 401) return say('signedOut', words.signedOut)
      if (!response.ok) return say('failed', words.loadFailed)
      tree = await response.json()
    } catch {
      return say('offline', words.loadFailed)
    }
    if (asked !== port) return
    if (shown !== page) {
      page = main.dataset.page = shown
      followPage(shown, tree)
    }
    const known = [...tree.elements.map(describe), ...tree.shared.map(element => ({ ...describe(element), isShared: true }))]
    elements = new Map(known.map(element => [element.id, element]))
    for (const element of known) versions.set(element.id, element.version)
    tell({ type: 'page', elements: known, words, language })
    if (queue.isEmpty && !cards.count) say('ready', words.ready)
  }

  /** @param {any} message */
  function heard(message) {
    switch (message?.type) {
      case 'change': return change(message)
      case 'typing': return guard.typing(message.isOpen === true && message.isChanged === true)
      case 'retry': return queue.retry()
      case 'undo': return undo()
      case 'finished': return guard.finished(message.ticket, message.isClean === true)
    }
  }

  /** @param {{element: string, version: number, content: unknown}} proposal */
  function change({ element: id, version, content }) {
    const element = elements.get(id)
    if (!element?.content || !Number.isInteger(version) || !isInline(content)) return
    const clean = normalized(content, element.marks ?? [])
    if (sameText(clean, normalized(element.content, element.marks ?? []))) return
    const last = own.get(id)
    const seen = last?.from === version ? last.to : version
    cards.close(id)
    queue.add({ element: id, page, name: element.name, version: seen, content: clean, before: element.content })
    element.content = clean
  }

  function undo() {
    const last = done.pop()
    if (!last) return
    const element = elements.get(last.element)
    const version = versions.get(last.element) ?? last.version
    queue.add({ ...pick(last), version, content: last.before, before: last.content, isUndo: true })
    if (element?.content) element.content = last.before
  }

  /** @param {Change} change @param {import('./save-queue.js').Outcome} outcome */
  function settled(change, outcome) {
    switch (outcome.state) {
      case 'saving':
        say('saving', words.saving)
        return tell({ type: 'state', element: change.element, state: 'saving' })
      case 'saved': {
        own.set(change.element, { from: change.version, to: outcome.version })
        if (queue.isWaiting(change.element)) versions.set(change.element, outcome.version)
        else show(change.element, outcome.content, outcome.version)
        if (!change.isUndo) done.push(change)
        if (done.length > UNDO_STEPS) done.shift()
        const state = change.isUndo ? 'undone' : 'saved'
        say(state, words[state])
        return tell({ type: 'state', element: change.element, state, mayUndo: done.at(-1) === change })
      }
      case 'refused':
        show(change.element, change.before, versions.get(change.element) ?? change.version)
        cards.refusal(change, outcome, () => kept.forget(change.key))
        break
      case 'changedElsewhere':
        versions.set(change.element, outcome.version)
        cards.conflict(change, outcome.theirs, {
          mine: () => again({ ...change, version: outcome.version, before: outcome.theirs }),
          theirs: () => {
            kept.forget(change.key)
            show(change.element, outcome.theirs, outcome.version)
            say('ready', words.ready)
          },
        })
        break
    }
    const text = { failed: words.retrying, refused: words.refused }[outcome.state] ?? words[outcome.state]
    say(outcome.state, text)
    tell({ type: 'state', element: change.element, state: outcome.state })
  }

  /** A change of the last time that was not saved. @param {Change} change */
  function offer(change) {
    cards.leftOver(change, { save: () => queue.add(change), discard: () => kept.forget(change.key) })
  }

  /** The same words as a new request. @param {Change} change */
  function again(change) {
    kept.forget(change.key)
    queue.add({ ...pick(change), version: change.version, content: change.content, before: change.before })
  }

  /** @param {string} id @param {import('./channel.js').InlineNode[]} content @param {number} version */
  function show(id, content, version) {
    versions.set(id, version)
    const element = elements.get(id)
    if (!element?.content) return
    element.version = version
    element.content = content
    tell({ type: 'content', element: id, content, version })
  }

  /** @param {number} ticket */
  function finishTyping(ticket) {
    if (port) tell({ type: 'finish', ticket })
    else guard.finished(ticket, true)
  }

  /** @param {string} state @param {string} text */
  function say(state, text) {
    if (!(output instanceof HTMLElement)) return
    const isFine = ['ready', 'saving', 'saved', 'undone'].includes(state)
    output.dataset.state = isFine ? state : 'failed'
    output.dataset.detail = state
    output.textContent = text
    if (state !== 'signedOut') return
    const link = Object.assign(document.createElement('a'), { href: '/login', target: '_blank', textContent: words.signIn })
    output.append(' ', link)
  }
}

/** Address, title and picker of the screen tell the page that the frame shows. */
function followPage(page, tree) {
  history.replaceState(history.state, '', location.pathname.replace(/\/edit(\/[^/]*)?$/, `/edit/${encodeURIComponent(page)}`))
  for (const title of document.querySelectorAll('[data-page-title]')) title.textContent = tree.title || tree.path
  for (const link of document.querySelectorAll('[data-page-link]')) {
    if (link.getAttribute('data-page-link') === page) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
}

/** @param {Change} change */
function pick({ element, page, name }) { return { element, page, name } }

/** What the frame needs to know of an element. @returns {EditableElement} */
function describe({ id, kind, name, version, rights = [], lock, content, limits, marks = [] }) {
  const words = kind === 'text' ? content?.text ?? [] : wordsOf(content)
  const known = { id, kind, name, version }
  if (lock) return { ...known, lock }
  const isLine = (kind === 'text' || kind === 'link') && words !== undefined
  if (!isLine) return { ...known, lock: rights.length ? 'kind' : 'locked' }
  if (!rights.includes('text')) return { ...known, lock: 'capability' }
  return {
    ...known,
    content: words,
    // A link within a link is no HTML.
    marks: marks.filter(mark => kind !== 'link' || mark !== 'link'),
    maximum: limits?.maximumLength,
    // Only designers, who may do anything, may leave a line empty.
    mayBeEmpty: rights.includes('seal'),
  }
}
