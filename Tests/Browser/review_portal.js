// The review page reduced to its end of the channel, in the place of edit.js: what the frame of a draft under review is told and what it
// proposes can be tested on its own. What the frame says is kept in `window.heard`.

import { welcomeFrame } from './channel.js'

const main = /** @type {HTMLElement} */ (document.querySelector('main[data-editor]'))
const { site, draftOrigin = '', language = 'en', page } = main.dataset
// A frame of its own: Chromium now and then forgets a new address that a frame gets while its first page arrives.
const first = /** @type {HTMLIFrameElement} */ (main.querySelector('iframe[data-draft]'))
const frame = /** @type {HTMLIFrameElement} */ (first.cloneNode())
frame.removeAttribute('src')
first.replaceWith(frame)
const heard = (window.heard = [])
window.settings = { threads: [], comment: false, words: {} }
let port
window.tell = message => port.postMessage(message)

welcomeFrame(frame, draftOrigin, (opened, shown) => {
  port = opened
  window.shown = shown
  opened.onmessage = ({ data }) => heard.push(data)
  opened.postMessage({ type: 'review', language, ...window.settings })
})
window.started = (async () => {
  const answer = await fetch(`/api/v1/sites/${site}/drafts`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ mode: 'review', page }),
  })
  if (!answer.ok) throw new Error(`no draft: ${answer.status} ${await answer.text()}`)
  frame.src = (await answer.json()).url
})()
