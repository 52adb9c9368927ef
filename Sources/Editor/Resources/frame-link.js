// The portal's end of the line to the draft's frame. What comes out of the frame is not trusted: only known messages of the right form
// pass, and they propose what whoever is signed in could do by hand.

import { welcomeFrame } from './channel.js'

/** How long the agent may take to say hello, in milliseconds. */
const PATIENCE = 5000

const isID = value => typeof value === 'string' && /^[\w-]{1,64}$/.test(value)
const OPENS = new Set(['image', 'link', 'items', 'item', 'order', 'visible', 'variant', 'field', 'more', 'note', 'history'])
const ITEM_ACTIONS = new Set(['add', 'duplicate', 'remove', 'up', 'down', 'hide', 'show'])

/** What each message must look like. @type {Record<string, (message: any) => boolean>} */
const FORMS = {
  change: ({ element, version }) => isID(element) && Number.isInteger(version),
  changeDocument: ({ element, version }) => isID(element) && Number.isInteger(version),
  typing: () => true,
  retry: () => true,
  undo: () => true,
  redo: () => true,
  focusPanel: () => true,
  reveal: ({ on }) => typeof on === 'boolean',
  finished: ({ ticket }) => Number.isInteger(ticket),
  select: ({ element }) => element === null || isID(element),
  open: ({ element, what }) => isID(element) && (what === undefined || OPENS.has(what)),
  item: ({ element, action }) => isID(element) && ITEM_ACTIONS.has(action),
}

export class FrameLink {
  #frame
  /** @type {MessagePort | undefined} */
  #port
  /** Counts the documents that the frame has shown: an answer for an older one no longer matters. */
  turn = 0
  /** The frame was told to load its page again, and has not yet. */
  #isLoading = false
  /** What it loads may be older than what is stored since. */
  #isOld = false
  /** Nothing stands at the frame's address, so nobody there could hear that it should load another one. */
  #isMissing = false
  /** Where the page stands, as far as is known. */
  #path = '/'
  /** What is to be chosen on the page that is being loaded. @type {any} */
  #choice = null

  /**
   * @param {object} parts
   * @param {HTMLIFrameElement} parts.frame
   * @param {string} parts.draftOrigin
   * @param {(page: string) => void} parts.onConnect
   * @param {() => void} parts.onSilence nobody in the frame says hello
   * @param {() => void} parts.onMissing there is no page at the frame's address
   * @param {Record<string, (message: any) => void>} parts.handlers
   * @param {Record<string, (message: any) => boolean>} [parts.forms] what each message must look like
   */
  constructor({ frame, draftOrigin, onConnect, onSilence, onMissing, handlers, forms = FORMS }) {
    this.#frame = frame
    // A document says hello before it has loaded, but the two may be heard in the other order.
    let isGreeted = false
    let silence = 0
    const greet = () => {
      if (!silence) isGreeted = true
      clearTimeout(silence)
      silence = 0
    }
    welcomeFrame(frame, draftOrigin, (opened, shown) => {
      greet()
      this.#isMissing = false
      this.turn += 1
      this.#port = opened
      opened.onmessage = ({ data }) => {
        const type = data?.type
        if (Object.hasOwn(forms, type) && forms[type](data)) handlers[type]?.(data)
      }
      onConnect(shown)
      this.#isLoading = false
      if (this.#isOld) this.refresh(this.#path)
    }, () => {
      greet()
      this.#isMissing = true
      this.turn += 1
      this.#port = undefined
      this.#isLoading = false
      onMissing()
    })
    // A draft's address holds good for some hours; behind one that is over there is nobody to say hello.
    frame.addEventListener('load', () => {
      clearTimeout(silence)
      silence = isGreeted ? 0 : setTimeout(onSilence, PATIENCE)
      isGreeted = false
    })
  }

  get isThere() { return this.#port !== undefined }

  /** @param {import('./channel.js').FromPortal | import('./review-channel.js').ToReview} message */
  tell = message => {
    if (message.type === 'select' && this.#isLoading) this.#choice = message
    else this.#port?.postMessage(message)
  }

  /** The page has heard of its parts, so it can choose one of them. */
  arrived() {
    if (!this.#choice || this.#isLoading) return
    this.tell(this.#choice)
    this.#choice = null
  }

  /** Lets the frame load its page again; what it hears while it does so would be lost. @param {string} path where the page stands now */
  refresh(path) {
    this.#path = path
    this.#isOld = this.#isLoading
    this.#isLoading = true
    if (this.#isOld) return
    if (this.#isMissing) this.#frame.src = this.#frame.src.replace(/^([^/]+\/\/[^/]+\/~[^/]+).*$/, (_, draft) => draft + encodeURI(path))
    else this.tell({ type: 'refresh', path })
  }

  focus() { this.#frame.focus() }
}
