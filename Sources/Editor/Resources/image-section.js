// A picture: replace it, say what is to be seen, and set what must stay in sight.

import { Alternative } from './alternative.js'
import { same } from './change-values.js'
import { pickFile } from './file-picker.js'
import { FocalPoint } from './focal-point.js'
import { keepsItself, note } from './inspector-parts.js'
import { UploadView } from './upload-view.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./inspector.js').TreeElement} TreeElement */

/** @type {import('./inspector.js').Section} */
export function imageSection(context, element) {
  if (element?.kind !== 'image' || !element.rights.includes('media')) return null
  return new ImageSection(context, element).root
}

/** How far the shape of a picture may be off before it is worth a word. */
const SAME_SHAPE = 0.02

/** @typedef {{file: import('./site-directory.js').FileEntry, notes: string[], focalPoint: [number, number] | null, alternative?: string, isSaving?: boolean}} NextPicture */

/** Chosen pictures that the server has refused, by element: nobody should have to choose and describe one again. @type {Map<string, NextPicture>} */
const refused = new Map()

class ImageSection {
  #context
  #element
  #body = part('div', { className: 'inspector-stack' })
  /** Chosen and not saved yet. @type {NextPicture | null} */
  #next = null
  /** The content that can be seen here: what is stored, and what this section is storing. */
  #shown = {}

  /** @param {EditorContext} context @param {TreeElement} element */
  constructor(context, element) {
    this.#context = context
    this.#element = element
    this.#next = refused.get(element.id) ?? null
    const title = part('h3', { className: 'unseen' }, context.words.picture)
    this.root = part('section', { className: 'inspector-section image-section' }, title, this.#body)
    keepsItself(this.root, () => same(this.#shown, this.#element.content))
    if (this.#next) this.root.dataset.busy = ''
    this.#render()
  }

  get #limits() { return this.#element.limits ?? {} }

  #render() {
    if (this.#next) this.#renderNext(this.#next)
    else this.#renderNow()
  }

  // MARK: The picture that is there

  #renderNow() {
    const { words, directory } = this.#context
    this.#shown = { ...this.#element.content }
    const { source, alternative, focalPoint } = this.#element.content ?? {}
    delete this.root.dataset.busy
    const picture = part('div', { className: 'inspector-picture' })
    const facts = note()
    const tools = part('div')
    directory.file(source).then(file => {
      if (!file?.url) return picture.replaceChildren(note(words.pictureMissing))
      const focal = new FocalPoint({
        url: file.url, point: focalPoint, ratio: this.#limits.ratio, words,
        onChange: point => this.#save({ focalPoint: point }, words.focalPoint, words.focalSaved, 'focal'),
        onSize: ({ width, height }) => { facts.textContent = [nameOf(file), filled(words.pixels, { width, height })].join(' · ') },
      })
      picture.replaceChildren(focal.picture)
      tools.replaceChildren(focal.tools)
    })
    const described = new Alternative({
      value: alternative, isRequired: this.#limits.alternativeRequired === true, words,
      onInput: () => { this.root.dataset.busy = '' },
      onChange: () => {
        const { value } = described
        if (value === undefined || value === this.#element.content?.alternative) return
        delete this.root.dataset.busy
        this.#save({ alternative: value }, words.description, words.descriptionSaved, 'alternative')
      },
    })
    this.#body.replaceChildren(part('div', {}, picture, facts), this.#replacing(), described.root, tools)
  }

  #replacing() {
    const { words } = this.#context
    const uploading = new UploadView(this.#context, {
      kind: 'image', onDone: (file, notes) => this.#take(file, notes),
      onBusy: isBusy => { isBusy ? (this.root.dataset.busy = '') : !this.#next && delete this.root.dataset.busy },
    })
    const choose = pressable(words.pictureChoose, async () => {
      const file = await pickFile(this.#context, 'image')
      if (file) this.#take(file, [])
    }, { icon: 'image', choice: 'chooseFile' })
    const area = part('div', { className: 'inspector-drop', data: { hint: words.pictureDropNow } },
      part('h4', {}, words.pictureReplace),
      part('div', { className: 'inspector-actions' }, ...uploading.buttons.slice(0, 2), choose, ...uploading.buttons.slice(2)),
      part('p', { className: 'inspector-hint pointer-only' }, words.pictureDrop),
      uploading.state)
    uploading.acceptDrops(area)
    return area
  }

  // MARK: The picture that may take its place

  /** @param {import('./site-directory.js').FileEntry} file @param {string[]} notes */
  #take(file, notes) {
    this.#next = { file, notes, focalPoint: null }
    this.root.dataset.busy = ''
    this.#render()
    this.#body.querySelector('h4')?.focus()
  }

  /** @param {NextPicture} next */
  #renderNext(next) {
    const { words, say } = this.#context
    const warnings = part('div', { className: 'inspector-stack' })
    const sizes = note(words.sizesMaking)
    const described = new Alternative({
      value: next.alternative, isRequired: this.#limits.alternativeRequired === true, words,
      onInput: () => { next.alternative = described.value }, onChange: () => { next.alternative = described.value },
    })
    const focal = new FocalPoint({
      url: next.file.url, point: next.focalPoint, ratio: this.#limits.ratio, words,
      onChange: point => { next.focalPoint = point },
      onSize: size => { if (!next.file.width) warn(size) },
    })
    const warn = size => {
      warnings.replaceChildren(...this.#warnings(size, next.file.type))
      sizes.hidden = !isResized(next.file) || warnings.querySelector('.inspector-error') !== null
      // It stays pressable: whoever tries it hears why it cannot be taken.
      use.setAttribute('aria-disabled', String(warnings.querySelector('.inspector-error') !== null))
    }
    const use = pressable(words.useThis, () => {
      if (next.isSaving) return
      const tooSmall = warnings.querySelector('.inspector-error')
      if (tooSmall) {
        tooSmall.scrollIntoView({ block: 'center' })
        return say(tooSmall.textContent ?? '')
      }
      if (!described.check()) return described.root.querySelector('.inspector-error:not([hidden])')?.scrollIntoView({ block: 'center' })
      next.alternative = described.value
      next.focalPoint = focal.point
      this.#use(next)
    }, { className: 'primary small', choice: 'useThis' })
    if (next.file.width) warn(next.file)
    const cancel = pressable(words.cancel, () => {
      refused.delete(this.#element.id)
      this.#next = null
      this.#render()
      this.#focusFirst()
    }, { choice: 'cancelReplace' })
    this.#body.replaceChildren(
      part('h4', { tabIndex: -1 }, words.newPicture), focal.picture, ...next.notes.map(text => note(text)), sizes, warnings,
      described.root, focal.tools,
      part('div', { className: 'inspector-actions end' }, cancel, use))
  }

  /** What was chosen stays here until it is stored; what is refused stays for another try. @param {NextPicture} next */
  async #use(next) {
    const { words } = this.#context
    next.isSaving = true
    try {
      await this.#save(
        { source: `asset:${next.file.path}`, alternative: next.alternative, focalPoint: next.focalPoint },
        words.pictureReplace, words.pictureReplaced, 'replace')
      refused.delete(this.#element.id)
    } catch (problem) {
      if (/** @type {any} */ (problem)?.state === 'refused' && this.#next === next) return void refused.set(this.#element.id, next)
    } finally {
      next.isSaving = false
    }
    if (this.#next !== next) return
    const hadFocus = this.#body.contains(document.activeElement)
    this.#next = null
    this.#render()
    if (hadFocus) this.#focusFirst()
  }

  #focusFirst() { /** @type {HTMLElement | null} */ (this.#body.querySelector('[data-choice="upload"]'))?.focus() }

  /** As the server counts: what is cropped away is not seen. @param {{width?: number, height?: number}} size @param {string} type */
  #warnings({ width = 0, height = 0 }, type) {
    const { words } = this.#context
    const { minimumWidth, ratio } = this.#limits
    const found = []
    const seen = ratio ? Math.min(width, Math.floor(height * ratio[0] / ratio[1])) : width
    if (minimumWidth && width && seen < minimumWidth && !type.startsWith('image/svg+xml')) {
      const text = ratio
        ? filled(words.tooSmallCropped, { ratio: ratio.join(' : '), seen, minimum: minimumWidth, height: Math.ceil(minimumWidth * ratio[1] / ratio[0]) })
        : filled(words.tooSmall, { width, minimum: minimumWidth })
      found.push(part('p', { className: 'inspector-error', role: 'alert' }, text))
    }
    if (ratio && height && Math.abs(width / height / (ratio[0] / ratio[1]) - 1) > SAME_SHAPE) {
      found.push(note(filled(words.cropped, { ratio: ratio.join(' : ') })))
    }
    return found
  }

  #save(values, label, after, what) {
    const { id, version } = this.#element
    const content = { ...this.#element.content, ...values }
    this.#shown = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== null))
    return this.#context.submit([{ op: 'setImage', element: id, version, ...values }], {
      element: id, label, after, replaces: `${what}:${id}`,
    })
  }
}

/** Whether visitors get it in sizes of its own; a drawing fits every size. @param {import('./site-directory.js').FileEntry} file */
const isResized = ({ type }) => type.startsWith('image/') && !type.startsWith('image/svg+xml')

/** @param {import('./site-directory.js').FileEntry} file */
const nameOf = file => file.name ?? file.path.split('/').at(-1) ?? ''
