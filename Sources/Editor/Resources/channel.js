// How the draft's frame and the portal's page find each other. The two are of different origins. The frame says hello to the portal's
// origin and to no other; the page answers the hello of its own frame with one end of a message channel, and only once per document.
// Whatever comes next goes over that channel, so no other window can listen or speak.

/**
 * @typedef {{type: 'text', text: string, marks?: {type: string, attrs?: {href: string}}[]} | {type: 'hard_break'}} InlineNode
 * @typedef {{type: 'doc', content: any[]}} RichDocument blocks as ProseMirror writes them
 *
 * @typedef {object} EditableElement what the frame is told of an element; one whose words may not be changed has neither `content` nor
 *   `document`, and says in `lock` why
 * @property {string} id
 * @property {string} kind
 * @property {string} [tag]
 * @property {string} name what people call it
 * @property {string} [label] the name, or its first words
 * @property {number} version
 * @property {string} [parent]
 * @property {boolean} [hidden]
 * @property {string[]} [rights] all that may be done to it
 * @property {string} [lock] the rule that forbids to change its words
 * @property {string} [denied] the rule that forbids any change at all
 * @property {InlineNode[]} [content] a line of words
 * @property {RichDocument} [document] words in blocks
 * @property {string[]} [marks]
 * @property {string[]} [blocks] which blocks a document may have
 * @property {number} [maximum] graphemes
 * @property {boolean} [mayBeEmpty]
 * @property {boolean} [isShared] it stands on several pages
 * @property {number} [appearsOn] on how many
 * @property {{company?: string, page?: string, entry?: boolean}} [leadsTo] where the value that it shows is changed
 * @property {Offer[]} [offers] what the panel beside the draft has for it
 * @property {{isFirst: boolean, isLast: boolean, mayAdd: boolean, mayRemove: boolean}} [item] an item of a list that may be changed
 *
 * @typedef {'image' | 'link' | 'items' | 'item' | 'order' | 'visible' | 'variant' | 'field'} Offer
 *
 * @typedef {'saving' | 'saved' | 'undone' | 'failed' | 'offline' | 'signedOut' | 'refused' | 'changedElsewhere'} SaveState
 *
 * From the portal:
 * @typedef {{type: 'page', elements: EditableElement[], words: Record<string, string>, language: string, mayDesign?: boolean,
 *     path?: string, pages?: {id: string, title: string, path: string}[]} where the page stands, and the pages to which words may lead
 *   | {type: 'state', element: string, state: SaveState, mayUndo?: boolean}
 *   | {type: 'content', element: string, content: InlineNode[], version: number}
 *   | {type: 'document', element: string, document: RichDocument, version: number}
 *   | {type: 'select', element: string | null, scroll: boolean}
 *   | {type: 'reveal', on: boolean}
 *   | {type: 'image', element: string, url: string, alternative?: string, focalPoint?: [number, number] | null}
 *   | {type: 'attributes', element: string, hidden?: boolean, classes?: string[]}
 *   | {type: 'refresh', path?: string} where the page stands now
 *   | {type: 'mode', design: boolean}
 *   | {type: 'presence', people: {name: string, element: string | null}[]}
 *   | {type: 'viewport', top: number, bottom: number} how much of the frame's edges is covered, by a keyboard above all, in pixels
 *   | {type: 'finish', ticket: number}} FromPortal
 *
 * From the frame:
 * @typedef {{type: 'change', element: string, version: number, content: InlineNode[], opening?: number}
 *   | {type: 'changeDocument', element: string, version: number, document: RichDocument, opening?: number} changes with the same opening
 *     are steps of one person at one text
 *   | {type: 'typing', element: string, isOpen: boolean, isChanged: boolean, isHeld?: boolean} held is what may not be saved as it is
 *   | {type: 'select', element: string | null, rect?: {left: number, top: number, width: number, height: number}}
 *   | {type: 'open', element: string, what: 'image' | 'link' | 'items' | 'more' | 'note'}
 *   | {type: 'item', action: 'add' | 'duplicate' | 'remove' | 'up' | 'down' | 'hide' | 'show', element: string, version?: number}
 *   | {type: 'reveal', on: boolean} somebody has used the key for it
 *   | {type: 'focusPanel'}
 *   | {type: 'retry'}
 *   | {type: 'undo'}
 *   | {type: 'redo'}
 *   | {type: 'finished', ticket: number, isClean: boolean}} FromFrame
 */

const HELLO = 'foyer:hello'
const WELCOME = 'foyer:welcome'
/** The draft's own word that there is no page at the frame's address; its page says so itself and needs no channel. */
const MISSING = 'foyer:missing'

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
 * @param {() => void} [onMissing] the frame shows no page, because none stands at its address
 */
export function welcomeFrame(frame, origin, onConnect, onMissing) {
  let known = ''
  /** @type {MessagePort | undefined} */
  let current
  addEventListener('message', event => {
    if (event.origin !== origin || event.source !== frame.contentWindow) return
    if (event.data?.type === MISSING) {
      current?.close()
      current = undefined
      return onMissing?.()
    }
    if (event.data?.type !== HELLO) return
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
