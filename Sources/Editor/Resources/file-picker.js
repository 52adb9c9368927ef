// Choosing one of the site's files: search, thumbnails, and uploading another one.

import { UploadView } from './upload-view.js'
import { iconOf, part, pressable } from './view-parts.js'
import { filled } from './words.js'

/** So many are shown before somebody asks for more. */
const SHOWN = 60

/** @typedef {import('./site-directory.js').FileEntry} FileEntry */

/**
 * @param {import('./inspector.js').EditorContext} context
 * @param {'image' | 'file'} kind
 * @returns {Promise<FileEntry | null>}
 */
export function pickFile(context, kind) {
  const { words, directory } = context
  return new Promise(resolve => {
    /** @type {FileEntry[]} */
    let files = []
    let shown = SHOWN
    const done = file => {
      resolve(file)
      dialog.close()
      dialog.remove()
    }
    const search = part('input', { type: 'search', 'aria-label': words.filesSearch, placeholder: words.filesSearch, autocomplete: 'off' })
    const list = part('ul', { className: `file-list ${kind}` })
    const state = part('p', { className: 'inspector-note', role: 'status' }, words.panelLoading)
    const making = part('p', { className: 'inspector-note', hidden: true })
    const more = pressable('', () => {
      const first = shown
      shown += SHOWN
      show()
      // The button may be gone now.
      if (more.hidden) list.querySelectorAll('button')[first]?.focus()
    }, { choice: 'moreFiles' })
    const uploading = new UploadView(context, { kind, onDone: file => done(file) })
    const dialog = part('dialog', { className: 'file-picker', 'aria-label': kind === 'image' ? words.filesPictures : words.files },
      part('header', {}, part('h2', {}, kind === 'image' ? words.filesPictures : words.files),
        pressable(words.close, () => done(null), { icon: 'close', isBare: true, className: 'tool', choice: 'closePicker' })),
      part('div', { className: 'file-tools' }, part('div', { className: 'file-search' }, iconOf('search'), search), ...uploading.buttons),
      uploading.state,
      part('div', { className: 'file-scroll', tabIndex: -1 }, state, making, list, more))
    uploading.acceptDrops(dialog)
    search.addEventListener('input', () => { shown = SHOWN; show() })
    dialog.addEventListener('cancel', event => (event.preventDefault(), done(null)))
    // What Escape closes is the dialog, not the panel behind it.
    dialog.addEventListener('keydown', event => event.stopPropagation())
    dialog.addEventListener('click', event => { if (event.target === dialog) done(null) })

    function show() {
      const wanted = search.value.trim().toLocaleLowerCase()
      const found = files.filter(file => nameOf(file).toLocaleLowerCase().includes(wanted))
      state.textContent = files.length ? (found.length ? countOf(found.length) : words.filesNoneFound) : words.filesNone
      list.replaceChildren(...found.slice(0, shown).map(file => entry(file)))
      const rest = found.length - shown
      more.hidden = rest <= 0
      more.querySelector('span')?.replaceChildren(rest > 0 ? filled(words.filesMore, { count: rest }) : '')
    }

    /** @param {number} count */
    function countOf(count) { return count === 1 ? words.filesCountOne : filled(words.filesCount, { count }) }

    function entry(file) {
      const name = nameOf(file)
      const facts = file.width ? filled(words.pixels, { width: file.width, height: file.height ?? 0 })
        : file.size ? filled(words.fileSize, { size: Math.max(1, Math.round(file.size / 1024)) }) : ''
      const isPicture = file.type.startsWith('image/')
      const button = part('button', { type: 'button', className: 'file-entry', on: { click: () => done(file) }, data: { path: file.path } },
        isPicture ? part('img', { src: file.url, alt: '', loading: 'lazy', decoding: 'async' }) : iconOf('file'),
        part('span', { className: 'file-name' }, name), part('span', { className: 'inspector-hint' }, facts))
      return part('li', {}, button)
    }

    async function load() {
      try {
        const all = await directory.files()
        files = all.filter(file => (kind === 'image' ? file.type.startsWith('image/') : true))
        show()
        const count = await directory.picturesMaking().catch(() => 0)
        making.hidden = count === 0
        making.textContent = count === 1 ? words.picturesMakingOne : filled(words.picturesMaking, { count })
      } catch {
        state.replaceChildren(words.filesFailed, ' ', pressable(words.retry, load, { className: 'inspector-link', choice: 'retryFiles' }))
      }
    }

    more.hidden = true
    document.body.append(dialog)
    dialog.showModal()
    search.focus()
    load()
  })
}

/** @param {FileEntry} file */
const nameOf = file => file.name || (file.path.split('/').at(-1) ?? '')
