// Runs in the frame of a draft that people review. It shows where threads stand, lets people choose a part of the page, and tells the
// portal's page what was chosen; it sends nothing to the server and stores nothing.

import { connectToPortal } from './channel.js'
import { placeBefore, reloadPage } from './page-refresh.js'
import { ReviewChoice } from './review-choice.js'
import { ReviewOverlay } from './review-overlay.js'
import { watchLinks } from './review-links.js'

const portal = document.head.querySelector('meta[name="foyer-portal"]')?.getAttribute('content')
const page = document.body.dataset.page
// Alone in a window there is nobody to talk to.
if (portal && page && parent !== window) start(portal, page)

/** @param {string} origin @param {string} page */
async function start(origin, page) {
  const place = placeBefore(page)
  if (place) scrollTo({ left: place.left, top: place.top, behavior: 'instant' })
  const port = await connectToPortal(origin, page)
  /** @param {import('./review-channel.js').FromReview} message */
  const send = message => port.postMessage(message)
  /** @type {Record<string, string>} */
  let words = {}
  let isCommenting = false
  /** Where the page stands, as the portal knows it. @type {string | undefined} */
  let path

  const overlay = new ReviewOverlay({
    words: () => words,
    open: thread => send({ type: 'open', thread }),
    placed: missing => send({ type: 'placed', missing }),
  })
  const choice = new ReviewChoice({ overlay, words: () => words, send, isOn: () => isCommenting })
  watchLinks({ isOn: () => !isCommenting, isOwn: event => overlay.isOwn(event), send })
  addEventListener('keydown', event => {
    if (event.key !== 'F6' || event.ctrlKey || event.altKey) return
    event.preventDefault()
    send({ type: 'focusPanel' })
  }, true)

  function setMode(on) {
    isCommenting = on
    document.documentElement.toggleAttribute('data-foyer-comment', on)
    choice.changed()
  }

  port.onmessage = ({ data: message }) => {
    switch (message.type) {
      case 'review':
        words = message.words
        path = message.path
        overlay.speak(message.language)
        overlay.show(message.threads)
        setMode(message.comment)
        document.documentElement.setAttribute('data-foyer-ready', '')
        break
      case 'threads':
        overlay.show(message.threads)
        break
      case 'comment':
        setMode(message.on)
        if (message.focus) choice.begin()
        break
      case 'pins':
        overlay.showPins(message.on)
        break
      case 'select':
        overlay.select(message)
        break
      case 'propose':
        overlay.propose(message.proposal)
        break
      case 'composing':
        overlay.compose(message.element, message.x, message.y)
        if (message.element === null) choice.composed(message.focus === true)
        break
      case 'viewport':
        overlay.cover(message)
        break
      case 'refresh':
        reloadPage(page, null, message.path ?? path)
        break
    }
  }
}
