// Runs in the frame of a draft. It shows what may be changed, lets people change it in place, and proposes each change to the portal's
// page; it stores nothing and can decide nothing itself.

import { connectToPortal } from './channel.js'
import { Editing } from './editing.js'
import { Overlay } from './overlay.js'
import { watchPage } from './page-clicks.js'
import { PageElements } from './page-elements.js'
import { showPicture } from './page-pictures.js'
import { placeBefore, reloadPage } from './page-refresh.js'
import { pageStyles } from './page-styles.js'
import { Selection } from './selection.js'
import { pageWordsIn } from './words-page.js'
import { wordsIn } from './words.js'

const portal = document.head.querySelector('meta[name="foyer-portal"]')?.getAttribute('content')
const page = document.body.dataset.page
// Alone in a window there is nobody to talk to.
if (portal && page && parent !== window) start(portal, page)

/** @param {string} origin @param {string} page */
async function start(origin, page) {
  // The text editors are large; they come while the page is being read.
  const textEditors = Promise.all([import('./inline-text.js'), import('./block-text.js')])
    .then(([{ InlineText }, { BlockText }]) => ({ InlineText, BlockText }))
  // Before anybody waits for it, a failure is no news.
  textEditors.catch(() => {})
  const place = placeBefore(page)
  if (place) scrollTo({ left: place.left, top: place.top, behavior: 'instant' })
  const port = await connectToPortal(origin, page)
  /** @param {import('./channel.js').FromFrame} message */
  const send = message => port.postMessage(message)

  const language = document.documentElement.lang
  /** @type {Record<string, any>} */
  let words = { ...wordsIn(language), ...pageWordsIn(language) }
  let isWaitingForReload = false
  /** Where the page stands, as the portal knows it. @type {string | undefined} */
  let path
  const elements = new PageElements()
  const overlay = new Overlay(() => words)
  const editing = new Editing({
    elements, overlay, textEditors, send, words: () => words,
    onClose: () => {
      selection.closed()
      if (isWaitingForReload) refresh()
    },
  })
  const selection = new Selection({
    elements, overlay, send, words: () => words, finish: () => editing.finish(), type: (node, element) => open(node, element),
  })
  document.adoptedStyleSheets.push(pageStyles)

  /** @param {HTMLElement} node @param {import('./channel.js').EditableElement} element @param {{left: number, top: number}} [place] */
  function open(node, element, place) {
    if (!editing.finish()) return
    selection.select(node, { bar: false })
    selection.opened()
    editing.open(node, element, place)
  }

  /** What somebody is typing comes first. */
  function refresh() {
    isWaitingForReload = editing.isOpen
    if (!isWaitingForReload) reloadPage(page, selection.id, path)
  }

  watchPage({
    elements, selection, open, send, close: () => editing.finish(), isOpen: () => editing.isOpen, toBar: () => overlay.focusBar(),
  })

  port.onmessage = ({ data: message }) => {
    switch (message.type) {
      case 'page':
        words = { ...message.words, ...pageWordsIn(message.language) }
        overlay.speak(message.language)
        selection.pages = message.pages ?? []
        path = message.path
        elements.show(message.elements, words)
        selection.refresh()
        if (place?.selected && !document.documentElement.hasAttribute('data-foyer-ready')) selection.selectFromPortal(place.selected, false)
        document.documentElement.setAttribute('data-foyer-ready', '')
        break
      case 'state': {
        const actions = { retry: () => send({ type: 'retry' }), undo: message.mayUndo ? () => send({ type: 'undo' }) : undefined }
        const show = () => overlay.showState(elements.nodesOf(message.element)[0], message.element, message.state, actions)
        if (!editing.noted(message.element, message.state, show)) show()
        break
      }
      case 'content':
        editing.update(message.element, message.content, message.version)
        break
      case 'document':
        editing.update(message.element, message.document, message.version)
        break
      case 'finish':
        send({ type: 'finished', ticket: message.ticket, isClean: editing.finish() })
        break
      case 'select':
        selection.selectFromPortal(message.element, message.scroll)
        break
      case 'reveal':
        selection.reveal(message.on)
        break
      case 'image':
        showPicture(elements.nodesOf(message.element), message, () => refresh())
        break
      case 'attributes':
        elements.setAttributes(message)
        selection.refresh()
        break
      case 'mode':
        selection.setDesign(message.design)
        break
      case 'presence':
        selection.show(message.people)
        break
      case 'viewport':
        overlay.cover({ top: message.top, bottom: message.bottom })
        break
      case 'refresh':
        path = message.path ?? path
        refresh()
        break
    }
  }
}
