// The portal's page reduced to its end of the channel, in the place of edit.js: what a draft's frame is told and what it proposes can be
// tested on its own. What the frame says is kept in `window.heard`; what it proposes is saved like the portal would save it.

import { welcomeFrame } from './channel.js'
import { DraftPage } from './draft-page.js'
import { wordsIn } from './words.js'

const main = /** @type {HTMLElement} */ (document.querySelector('main[data-editor]'))
const { site, draftOrigin = '', language = 'en', api = '/api/v1' } = main.dataset
const frame = /** @type {HTMLIFrameElement} */ (main.querySelector('iframe[data-draft]'))
const url = `${api}/sites/${site}`
const words = wordsIn(language)

const versions = new Map()
let port
let queue = Promise.resolve()
const heard = (window.heard = [])
/** What a test does to each element before the frame is told of it. */
window.change = element => element
window.settings = { mayDesign: false, as: '', saves: true }
window.tell = message => port.postMessage(message)
window.idle = () => queue

welcomeFrame(frame, draftOrigin, async (opened, shown) => {
  port = opened
  const asked = await fetch(`${url}/pages/${shown}/tree${window.settings.as}`)
  const tree = await asked.json()
  const page = new DraftPage(shown, words)
  page.load(tree)
  window.page = page
  const elements = page.forFrame().map(element => window.change(element) ?? element)
  for (const element of elements) versions.set(element.id, element.version)
  opened.onmessage = ({ data }) => {
    heard.push(data)
    if (data.type === 'change' || data.type === 'changeDocument') queue = queue.then(() => save(data))
  }
  const pages = [...document.querySelectorAll('[data-page-link]')]
    .map(link => ({ id: link.getAttribute('data-page-link'), path: link.getAttribute('data-path'), title: link.querySelector('.strong')?.textContent }))
  opened.postMessage({ type: 'page', elements, words, language, mayDesign: window.settings.mayDesign, pages })
})

async function save(proposal) {
  const { element, type } = proposal
  if (!window.settings.saves) return
  port.postMessage({ type: 'state', element, state: 'saving' })
  const words = type === 'change' ? { op: 'setText', content: proposal.content } : { op: 'setRichText', document: proposal.document }
  const answer = await fetch(`${url}/edits`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ operations: [{ ...words, element, version: versions.get(element) }] }),
  })
  const body = await answer.json()
  heard.push({ type: 'answer', status: answer.status, body })
  if (!answer.ok) return port.postMessage({ type: 'state', element, state: 'refused' })
  const saved = body.elements[0]
  versions.set(element, saved.version)
  if (type === 'change') port.postMessage({ type: 'content', element, content: saved.content.text ?? saved.content.label, version: saved.version })
  else port.postMessage({ type: 'document', element, document: saved.content.document, version: saved.version })
  port.postMessage({ type: 'state', element, state: 'saved', mayUndo: true })
}
