// Everything around one upload: choosing the file, how far it has come, cancelling, and what went wrong.

import { prepared } from './prepare-photo.js'
import { upload, uploadProblem } from './upload.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

/** What the server takes as a picture; HEIC is turned into JPEG before. */
const PICTURES = 'image/jpeg,image/png,image/webp,image/avif,image/gif,image/svg+xml,image/heic,image/heif'

export class UploadView {
  #context
  #kind
  #onDone
  #onBusy
  /** @type {AbortController | null} */
  #running = null
  #bar = part('progress', { className: 'inspector-progress', max: 100, value: 0 })
  #text = part('p', { className: 'inspector-note' })
  #progress
  #error = part('p', { className: 'inspector-error', role: 'alert', hidden: true })

  /**
   * @param {import('./inspector.js').EditorContext} context
   * @param {object} options
   * @param {'image' | 'file'} options.kind
   * @param {(file: import('./site-directory.js').FileEntry, notes: string[]) => void} options.onDone
   * @param {(isBusy: boolean) => void} [options.onBusy]
   */
  constructor(context, { kind, onDone, onBusy = () => {} }) {
    this.#context = context
    this.#kind = kind
    this.#onDone = onDone
    this.#onBusy = onBusy
    const { words } = context
    const input = this.#input({ accept: kind === 'image' ? PICTURES : undefined })
    const camera = this.#input({ accept: 'image/*', capture: 'environment' })
    const takePhoto = pressable(words.pictureCamera, () => camera.click(), {
      icon: 'camera', choice: 'camera', className: 'secondary small touch-only',
    })
    this.buttons = [
      pressable(kind === 'image' ? words.pictureUpload : words.fileUpload, () => input.click(), { icon: 'upload', choice: 'upload' }),
      ...(kind === 'image' ? [takePhoto] : []),
      input, camera,
    ]
    this.#bar.setAttribute('aria-label', words.uploadDone)
    this.#progress = part('div', { className: 'inspector-upload', hidden: true }, this.#text, this.#bar,
      pressable(words.cancel, () => this.cancel(), { choice: 'cancelUpload' }))
    this.state = part('div', {}, this.#progress, this.#error)
  }

  get isRunning() { return this.#running !== null }

  cancel() { this.#running?.abort() }

  /** Takes what is dropped on an element. @param {HTMLElement} target */
  acceptDrops(target) {
    const hasFiles = event => event.dataTransfer?.types.includes('Files')
    let depth = 0
    const mark = isOver => target.toggleAttribute('data-drop', isOver)
    target.addEventListener('dragenter', event => { if (hasFiles(event)) { depth += 1; mark(true) } })
    target.addEventListener('dragleave', event => { if (hasFiles(event)) { depth -= 1; mark(depth > 0) } })
    target.addEventListener('dragover', event => { if (hasFiles(event)) event.preventDefault() })
    target.addEventListener('drop', event => {
      depth = 0
      mark(false)
      const file = event.dataTransfer?.files[0]
      if (!file) return
      event.preventDefault()
      this.send(file)
    })
  }

  /** @param {File} file */
  async send(file) {
    if (this.#running) return
    const { words, say, directory } = this.#context
    const running = (this.#running = new AbortController())
    this.#error.hidden = true
    this.#progress.hidden = false
    this.#bar.removeAttribute('value')
    this.#text.textContent = this.#kind === 'image' ? words.picturePreparing : filled(words.uploading, { percent: 0 })
    this.#onBusy(true)
    try {
      const { file: ready, scaled, isCleaned } = this.#kind === 'image' ? await prepared(typed(file)) : { file, scaled: undefined, isCleaned: false }
      if (running.signal.aborted) throw { code: 'cancelled' }
      const answer = await upload(this.#context, ready, { signal: running.signal, onProgress: percent => this.#show(percent) })
      await directory.add(answer)
      say(words.uploadDone)
      this.#onDone(answer, scaled ? [filled(words.scaled, scaled)] : isCleaned ? [words.cleaned] : [])
    } catch (problem) {
      const code = /** @type {any} */ (problem)?.code
      if (code === 'cancelled') say(words.uploadCancelled)
      else this.#fail(uploadProblem({ code }, words, this.#kind))
    } finally {
      this.#running = null
      this.#progress.hidden = true
      this.#onBusy(false)
    }
  }

  #show(percent) {
    this.#bar.value = percent
    this.#text.textContent = filled(this.#context.words.uploading, { percent })
  }

  #fail(text) {
    this.#error.textContent = text
    this.#error.hidden = false
  }

  /** @param {{accept?: string, capture?: string}} attributes */
  #input(attributes) {
    const input = part('input', { type: 'file', hidden: true, tabIndex: -1, ...attributes })
    input.addEventListener('change', () => {
      const file = input.files?.[0]
      // The same file may be chosen again.
      input.value = ''
      if (file) this.send(file)
    })
    return input
  }
}

/** Some systems do not know the types of newer pictures. @param {File} file */
function typed(file) {
  const ending = /\.(heic|heif|avif|webp)$/i.exec(file.name)?.[1]?.toLowerCase()
  return file.type || !ending ? file : new File([file], file.name, { type: `image/${ending}` })
}
