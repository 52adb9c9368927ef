// Runs in the frame of a draft. It shows what may be changed, lets people change it in place, and proposes each change to the portal's
// page; it stores nothing and can decide nothing itself.

import { connectToPortal } from './channel.js'
import { Editing } from './editing.js'
import { Overlay } from './overlay.js'
import { watchPage } from './page-clicks.js'
import { PageElements } from './page-elements.js'
import { pageStyles } from './page-styles.js'
import { wordsIn } from './words.js'

const portal = document.head.querySelector('meta[name="foyer-portal"]')?.getAttribute('content')
const page = document.body.dataset.page
// Alone in a window there is nobody to talk to.
if (portal && page && parent !== window) start(portal, page)

/** @param {string} origin @param {string} page */
async function start(origin, page) {
  // The text editor is large; it comes while the page is being read.
  const textEditor = import('./inline-text.js')
  const port = await connectToPortal(origin, page)
  /** @param {import('./channel.js').FromFrame} message */
  const send = message => port.postMessage(message)

  let words = wordsIn(document.documentElement.lang)
  const elements = new PageElements()
  const overlay = new Overlay(() => words)
  const editing = new Editing({ elements, overlay, textEditor, send, words: () => words })
  document.adoptedStyleSheets.push(pageStyles)

  watchPage({
    elements,
    words: () => words,
    open: (node, element, place) => editing.open(node, element, place),
    close: () => editing.finish(),
    isOpen: () => editing.isOpen,
    undo: () => send({ type: 'undo' }),
    explain: (text, place, follow) => overlay.explain(text, place, follow),
    hush: () => overlay.hush(),
  })

  port.onmessage = ({ data: message }) => {
    switch (message.type) {
      case 'page':
        words = message.words
        overlay.speak(message.language)
        elements.show(message.elements, words)
        document.documentElement.setAttribute('data-foyer-ready', '')
        break
      case 'state':
        overlay.showState(elements.nodesOf(message.element)[0], message.element, message.state, {
          retry: () => send({ type: 'retry' }),
          undo: message.mayUndo ? () => send({ type: 'undo' }) : undefined,
        })
        break
      case 'content':
        editing.update(message.element, message.content, message.version)
        break
      case 'finish':
        send({ type: 'finished', ticket: message.ticket, isClean: editing.finish() })
        break
    }
  }
}

