// How the draft's frame and the portal's page find each other. The two are of different origins. The frame says hello to the portal's
// origin and to no other; the page answers the hello of its own frame with one end of a message channel, and only once per document.
// Whatever comes next goes over that channel, so no other window can listen or speak.

/**
 * @typedef {{type: 'text', text: string, marks?: {type: string, attrs?: {href: string}}[]} | {type: 'hard_break'}} InlineNode
 *
 * @typedef {object} EditableElement what the frame is told of an element; one that may not be changed has no `content`
 * @property {string} id
 * @property {string} kind
 * @property {string} name what people call it
 * @property {number} version
 * @property {string} [lock] the rule that forbids changes
 * @property {InlineNode[]} [content]
 * @property {string[]} [marks]
 * @property {number} [maximum] graphemes
 * @property {boolean} [mayBeEmpty]
 * @property {boolean} [isShared] it stands on several pages
 *
 * @typedef {'saving' | 'saved' | 'undone' | 'failed' | 'offline' | 'signedOut' | 'refused' | 'changedElsewhere'} SaveState
 *
 * From the portal:
 * @typedef {{type: 'page', elements: EditableElement[], words: Record<string, string>, language: string}
 *   | {type: 'state', element: string, state: SaveState, mayUndo?: boolean}
 *   | {type: 'content', element: string, content: InlineNode[], version: number}
 *   | {type: 'finish', ticket: number}} FromPortal
 *
 * From the frame:
 * @typedef {{type: 'change', element: string, version: number, content: InlineNode[]}
 *   | {type: 'typing', element: string, isOpen: boolean, isChanged: boolean}
 *   | {type: 'retry'}
 *   | {type: 'undo'}
 *   | {type: 'finished', ticket: number, isClean: boolean}} FromFrame
 */

const HELLO = 'foyer:hello'
const WELCOME = 'foyer:welcome'

/**
 * In the frame: asks for the channel until the portal's page is there to answer.
 * @param {string} portal the portal's origin
 * @param {string} page the page that the frame shows
 * @returns {Promise<MessagePort>}
 */
export function connectToPortal(portal, page) {
  const document = crypto.randomUUID()
  return new Promise(resolve => {
    let wait = 100
    let timer = 0
    const hello = () => {
      parent.postMessage({ type: HELLO, document, page }, portal)
      wait = Math.min(wait * 1.5, 5000)
      timer = setTimeout(hello, wait)
    }
    addEventListener('message', function answer(event) {
      if (event.origin !== portal || event.source !== parent || event.data?.type !== WELCOME) return
      if (event.data.document !== document || !event.ports[0]) return
      clearTimeout(timer)
      removeEventListener('message', answer)
      resolve(event.ports[0])
    })
    hello()
  })
}

/**
 * In the portal: gives each document that the frame shows one channel.
 * @param {HTMLIFrameElement} frame
 * @param {string} origin the draft's origin
 * @param {(port: MessagePort, page: string) => void} onConnect
 */
export function welcomeFrame(frame, origin, onConnect) {
  let known = ''
  /** @type {MessagePort | undefined} */
  let current
  addEventListener('message', event => {
    if (event.origin !== origin || event.source !== frame.contentWindow || event.data?.type !== HELLO) return
    const { document, page } = event.data
    if (typeof document !== 'string' || typeof page !== 'string' || !/^[\w-]{1,64}$/.test(page)) return
    if (document === known) return
    known = document
    current?.close()
    const { port1, port2 } = new MessageChannel()
    current = port1
    frame.contentWindow?.postMessage({ type: WELCOME, document }, origin, [port2])
    onConnect(port1, page)
  })
}
