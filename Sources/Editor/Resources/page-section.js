// How a page presents itself to search engines and in messages: its title, its description, and its picture.

import { pickFile } from './file-picker.js'
import { field, note } from './inspector-parts.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

/** Search engines show about so many characters. */
const TITLE = { least: 15, best: 60 }
const DESCRIPTION = { least: 70, best: 155 }

/** @type {import('./inspector.js').Section} */
export function pageSection(context, element) {
  const { rights = [] } = context.tree() ?? {}
  if (element || !rights.includes('meta')) return null
  return new PageSection(context).root
}

class PageSection {
  #context
  #title
  #description
  /** @type {string | null} */
  #image
  #picture = part('div', { className: 'social-picture' })
  #preview = part('div', { className: 'search-preview', 'aria-hidden': 'true' })

  /** @param {import('./inspector.js').EditorContext} context */
  constructor(context) {
    this.#context = context
    const { words } = context
    const { title = '', meta = {} } = context.tree()
    this.#image = meta.image ?? null
    this.#title = field(words.pageTitle, part('input', { type: 'text', value: title, autocomplete: 'off', maxLength: 200 }), {
      hint: words.pageTitleHint, key: 'metaTitle',
    })
    this.#description = field(words.pageDescription, part('textarea', { rows: 4, value: meta.description ?? '', maxLength: 1000 }), {
      hint: words.pageDescriptionHint, key: 'metaDescription',
    })
    const counters = [counter(this.#title.input, TITLE, words), counter(this.#description.input, DESCRIPTION, words)]
    for (const { input } of [this.#title, this.#description]) {
      input.addEventListener('input', () => {
        this.root.dataset.busy = ''
        for (const { update } of counters) update()
        this.#show()
      })
    }
    this.root = part('section', { className: 'inspector-section page-section' },
      part('h3', {}, words.pageSection),
      this.#title.root, counters[0].root, this.#description.root, counters[1].root,
      part('h4', {}, words.searchPreview), this.#preview,
      part('h4', {}, words.socialImage), note(words.socialHint), this.#picture,
      part('div', { className: 'inspector-actions' },
        pressable(words.socialChoose, () => this.#choose(), { icon: 'image', choice: 'chooseSocial' }),
        pressable(words.pageSave, () => this.#save(), { className: 'primary small', choice: 'savePage' })))
    this.#title.input.addEventListener('keydown', event => { if (event.key === 'Enter') this.#save() })
    this.#show()
    this.#showPicture()
  }

  #show() {
    const { words, tree, address } = this.#context
    const description = this.#description.input.value.trim()
    this.#preview.replaceChildren(
      part('span', { className: 'search-address' }, `${address}${tree().path ?? '/'}`),
      part('span', { className: 'search-title' }, cut(this.#title.input.value.trim() || words.thisPage, TITLE.best)),
      part('span', { className: 'search-description' }, description ? cut(description, DESCRIPTION.best) : words.noPageDescription))
  }

  async #showPicture() {
    const { words, directory } = this.#context
    const image = this.#image
    const url = image ? await directory.pictureURL(image) : undefined
    if (image !== this.#image) return
    this.#picture.replaceChildren(
      url ? part('img', { src: url, alt: '' }) : part('p', { className: 'inspector-note' }, image ? words.pictureMissing : words.socialNone),
      ...(image ? [pressable(words.socialRemove, () => this.#setImage(null), { className: 'inspector-link', choice: 'removeSocial' })] : []))
  }

  async #choose() {
    const file = await pickFile(this.#context, 'image')
    if (file) this.#setImage(`asset:${file.path}`)
  }

  /** @param {string | null} image */
  #setImage(image) {
    this.#image = image
    this.root.dataset.busy = ''
    this.#showPicture()
  }

  async #save() {
    const { words, submit, tree } = this.#context
    const { page, title: oldTitle = '', version, meta = {} } = tree()
    const title = this.#title.input.value.trim()
    const description = this.#description.input.value.trim()
    this.#title.fail(title ? '' : words.titleEmpty)
    if (!title) return
    const changed = {
      ...(title === oldTitle ? {} : { title }), ...(description === (meta.description ?? '') ? {} : { description }),
      ...(this.#image === (meta.image ?? null) ? {} : { image: this.#image }),
    }
    delete this.root.dataset.busy
    if (!Object.keys(changed).length) return
    try {
      await submit([{ op: 'setMeta', page, version, ...changed }], { page, label: words.pageSection, after: words.pageSaved, replaces: `meta:${page}` })
      for (const shown of document.querySelectorAll('[data-page-title]')) shown.textContent = title
    } catch {
      // The card says what became of it.
    }
  }
}

/** @param {HTMLInputElement | HTMLTextAreaElement} input @param {{least: number, best: number}} limits @param {Record<string, string>} words */
function counter(input, { least, best }, words) {
  const root = part('p', { className: 'inspector-count' })
  const update = () => {
    const count = [...input.value.trim()].length
    const state = !count ? '' : count > best ? 'long' : count < least ? 'short' : 'good'
    root.dataset.state = state
    root.textContent = state ? filled(words[{ long: 'lengthLong', short: 'lengthShort', good: 'lengthGood' }[state]], { count, best }) : ''
  }
  update()
  return { root, update }
}

/** @param {string} text @param {number} length */
const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text)
