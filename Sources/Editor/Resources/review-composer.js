// Where words are written: a new comment, an answer, or own words once more. Pictures are chosen, dropped or pasted and go ahead of the words.
// Nothing that was written is lost when the connection is: the words stay, and sent twice they are there once.

import { prepared } from './prepare-photo.js'
import { Mentions } from './review-mentions.js'
import { iconOf, part, pressable } from './view-parts.js'
import { filled } from './words.js'

const MOST_BYTES = 10 * 1024 * 1024
const TYPES = 'image/png,image/jpeg,image/webp,image/gif,image/avif,image/heic,image/heif,application/pdf'

/** What was begun and not sent, by what it is about. @type {Map<string, {text: string, isInternal: boolean}>} */
const begun = new Map()

/** @typedef {{body: string, isInternal: boolean, files: string[], mentions: string[]}} Message */

export class ReviewComposer {
  #parts
  #words
  /** What is sent again after a lost connection must not be there twice. */
  #key = crypto.randomUUID()
  /** @type {{id: string, name: string, row: HTMLElement, stop: AbortController, isSent: boolean}[]} */
  #files = []
  #field
  #problem = part('p', { className: 'review-problem', role: 'alert', hidden: true })
  #list = part('ul', { className: 'review-files' })
  #internal
  /** @type {HTMLElement | null} */
  #internalChoice
  #mentions
  #send
  #isSending = false

  /**
   * @param {object} parts
   * @param {string} parts.about what the words belong to
   * @param {Record<string, string>} parts.words
   * @param {string} parts.label
   * @param {string} [parts.placeholder]
   * @param {string} [parts.text]
   * @param {boolean} [parts.mayBeInternal]
   * @param {boolean} [parts.takesFiles]
   * @param {string} [parts.sendLabel]
   * @param {{isEmpty: boolean, words: string, problem: () => string | null}} [parts.proposal] goes with the words, and may say it all
   * @param {(message: Message, key: string) => Promise<any>} parts.send
   * @param {() => void} [parts.cancel]
   * @param {(file: File, options: any) => Promise<any>} parts.upload
   * @param {() => {id: string, name: string}[]} [parts.people] whom one can name
   */
  constructor(parts) {
    this.#parts = parts
    const words = (this.#words = parts.words)
    const kept = begun.get(parts.about)
    const id = `write-${crypto.randomUUID()}`
    this.#field = part('textarea', {
      id, rows: 3, maxLength: 5000, value: kept?.text ?? parts.text ?? '', placeholder: parts.placeholder ?? '', 'aria-describedby': `${id}-hint`,
      on: { input: () => this.#keep(), keydown: event => this.#press(event), paste: event => this.#take(event.clipboardData, event) },
    })
    this.#mentions = new Mentions(this.#field, parts.people ?? (() => []), words.mention)
    const box = part('input', { type: 'checkbox', checked: kept?.isInternal ?? false, on: { change: () => this.#keep() } })
    this.#internal = parts.mayBeInternal ? box : null
    this.#internalChoice = this.#internal && part('label', { className: 'review-internal-choice' }, this.#internal, part('span', {}, words.makeInternal))
    const choose = part('input', {
      type: 'file', accept: TYPES, multiple: true, className: 'unseen', tabIndex: -1, 'aria-hidden': 'true',
      on: { change: () => {
        for (const file of choose.files ?? []) this.#add(file)
        choose.value = ''
      } },
    })
    this.#send = part('button', { type: 'submit', className: 'primary small' }, parts.sendLabel ?? words.send)
    this.element = part('form', {
      className: 'review-composer', noValidate: true,
      on: {
        submit: event => (event.preventDefault(), this.submit()),
        dragover: event => { if (parts.takesFiles !== false) (event.preventDefault(), this.element.toggleAttribute('data-drop', true)) },
        dragleave: () => this.element.removeAttribute('data-drop'),
        drop: event => (this.element.removeAttribute('data-drop'), this.#take(event.dataTransfer, event)),
      },
    },
    part('label', { htmlFor: id }, parts.label), this.#field, this.#mentions.element, this.#list,
    this.#internalChoice,
    this.#problem,
    part('div', { className: 'review-composer-ends' },
      parts.takesFiles !== false && choose,
      parts.takesFiles !== false && pressable(words.attach, () => choose.click(), { icon: 'image', className: 'foyer-plain small', choice: 'attach', title: `${words.attach} ${words.attachHint}` }),
      part('span', { className: 'review-hint', id: `${id}-hint` }, words.sendHint),
      parts.cancel && pressable(words.cancel, () => this.cancel(), { className: 'secondary small', choice: 'cancel' }), this.#send))
  }

  focus() { this.#field.focus() }

  /** In what is internal as a whole there is nothing to choose. @param {boolean} may */
  allowInternal(may) { if (this.#internalChoice) this.#internalChoice.hidden = !may }
  get isEmpty() { return !this.#field.value.trim() && !this.#files.length && (this.#parts.proposal?.isEmpty ?? true) }

  /** Takes what somebody has begun away. */
  discard() {
    begun.delete(this.#parts.about)
    for (const { stop } of this.#files) stop.abort()
  }

  cancel() {
    this.discard()
    this.#parts.cancel?.()
  }

  async submit() {
    if (this.#isSending) return
    const body = this.#field.value.trim()
    const words = this.#words
    const { proposal } = this.#parts
    const wrong = proposal?.problem()
    if (wrong) return this.#fail(wrong)
    if (!body && !proposal?.words && !this.#files.some(({ isSent }) => isSent)) return this.#fail(words.words)
    if (this.#files.some(({ isSent }) => !isSent)) return this.#fail(words.uploadWaits)
    this.#isSending = true
    this.#problem.hidden = true
    this.#send.textContent = words.sending
    this.#send.setAttribute('aria-disabled', 'true')
    try {
      // A picture may say it all; the server wants words.
      const message = { body: body || proposal?.words || this.#files.map(({ name }) => name).join(', '), isInternal: this.#internal?.checked ?? false, files: this.#files.map(({ id }) => id), mentions: this.#mentions.named(body) }
      await this.#parts.send(message, this.#key)
      begun.delete(this.#parts.about)
      this.#field.value = ''
      this.#files = []
      this.#list.replaceChildren()
      this.#key = crypto.randomUUID()
    } catch (error) {
      this.#fail(problemText(error, words), error.status === 401)
    } finally {
      this.#isSending = false
      this.#send.textContent = this.#parts.sendLabel ?? words.send
      this.#send.removeAttribute('aria-disabled')
    }
  }

  #fail(text, isSignedOut = false) {
    this.#problem.hidden = false
    this.#problem.replaceChildren(text)
    if (isSignedOut) this.#problem.append(' ', part('a', { href: '/login', target: '_blank', rel: 'noopener' }, this.#words.signIn))
    this.#field.focus({ preventScroll: true })
    this.#problem.scrollIntoView({ block: 'nearest' })
  }

  #keep() {
    this.#problem.hidden = true
    const text = this.#field.value
    if (text.trim()) begun.set(this.#parts.about, { text, isInternal: this.#internal?.checked ?? false })
    else begun.delete(this.#parts.about)
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.isComposing) return
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      this.submit()
    }
  }

  /** @param {DataTransfer | null} data @param {Event} event */
  #take(data, event) {
    const files = [...(data?.files ?? [])]
    if (!files.length || this.#parts.takesFiles === false) return
    event.preventDefault()
    for (const file of files) this.#add(file)
  }

  /** @param {File} original */
  async #add(original) {
    const words = this.#words
    const name = original.name || 'image.png'
    if (!TYPES.includes(original.type) || !original.type) return this.#fail(filled(words.uploadWrong, { name }))
    const stop = new AbortController()
    const bar = part('progress', { max: 100, value: 0, 'aria-label': name })
    const row = part('li', {}, part('span', { className: 'review-file-name' }, name), bar)
    const file = { id: '', name, row, stop, isSent: false }
    const drop = () => {
      stop.abort()
      this.#files = this.#files.filter(other => other !== file)
      row.remove()
      this.focus()
    }
    row.append(pressable(filled(words.removeFile, { name }), drop, { icon: 'close', isBare: true, className: 'foyer-plain', choice: 'remove-file' }))
    this.#files.push(file)
    this.#list.append(row)
    row.scrollIntoView({ block: 'nearest' })
    try {
      const { file: small } = await prepared(original)
      if (small.size > MOST_BYTES) throw { status: 413 }
      const sent = await this.#parts.upload(small, { onProgress: percent => (bar.value = percent), signal: stop.signal })
      file.id = sent.id
      file.isSent = true
      const isPicture = String(sent.type).startsWith('image/')
      bar.replaceWith(isPicture ? part('img', { src: sent.url, alt: '', width: 40, height: 40 }) : iconOf('file'))
    } catch (error) {
      if (error?.code === 'cancelled') return
      drop()
      const text = error?.status === 413 ? words.uploadTooLarge : error?.status === 429 ? words.tooMany : error?.status >= 400 && error.status < 500 || error?.code === 'unreadable' ? words.uploadWrong : words.uploadFailed
      this.#fail(filled(text, { name }))
    }
  }
}

/** Whether anywhere words were begun that nobody has sent. */
export const hasBegun = () => begun.size > 0

/** @param {any} error @param {Record<string, string>} words */
export function problemText(error, words) {
  switch (error?.status) {
    case 0: return words.offline
    case 401: return words.signedOut
    case 404: return words.gone
    case 409: case 412: return words[error.code === 'roundClosed' || error.code === 'undecided' ? error.code : 'stale']
    case 429: return words.tooMany
    case 400: case 403: case 422: return filled(words.refused, { detail: error.detail || error.code })
    default: return words.failed
  }
}

