// What a designer puts in the place of a suggestion: the picture exchanged, described anew or cropped to another point, and instead of removing a
// part, hiding it or changing it. The pieces are those of the editor's panel; they come when somebody first needs them.

import { addStyles } from './added-styles.js'
import { Alternative } from './alternative.js'
import { pickFile } from './file-picker.js'
import { FocalPoint } from './focal-point.js'
import { choices } from './inspector-parts.js'
import { SiteDirectory } from './site-directory.js'
import { fieldsFor, proposable } from './suggestion-fields.js'
import { UploadView } from './upload-view.js'
import { part, pressable } from './view-parts.js'
import { inspectorWordsIn } from './words-inspector.js'
import { wordsIn } from './words.js'

/** @typedef {import('./suggestion-fields.js').Shown} Shown @typedef {import('./suggestion-fields.js').Fields} Fields */

addStyles('inspector.css', 'written.css')

/** @type {SiteDirectory | undefined} */
let directory

/**
 * @param {Shown} shown
 * @param {any} context of the review page, with the words for deciding
 * @param {{operation?: any, url?: string | null}} [proposed] the picture that would come, or no other
 * @returns {Fields}
 */
export function pictureDecision(shown, { words, language, book, say }, { operation = {}, url = null } = {}) {
  const { element, version, content, ratio } = shown
  const toolWords = { ...wordsIn(language), ...inspectorWordsIn(language) }
  directory ??= new SiteDirectory(path => book.request(path), '')
  const tools = { words: toolWords, url: book.url(''), screen: '', say, directory }
  /** The designer's own. @type {import('./site-directory.js').FileEntry | null} */
  let own = null
  /** @type {FocalPoint | null} */
  let focal = null
  const place = part('div', { className: 'inspector-stack' })
  const uploading = new UploadView(/** @type {any} */ (tools), { kind: 'image', onDone: file => take(file) })
  const choose = pressable(toolWords.pictureChoose, async () => {
    const file = await pickFile(/** @type {any} */ (tools), 'image')
    if (file) take(file)
    choose.focus()
  }, { icon: 'image', choice: 'choose-file' })
  const back = pressable(words.proposedPicture, () => {
    own = null
    described = describe(operation.alternative ?? content?.alternative)
    show()
    choose.focus()
  }, { icon: 'undo', choice: 'proposed-picture' })
  const describing = part('div', {})
  /** @param {string | null | undefined} value */
  function describe(value) {
    const described = new Alternative({ value: value ?? undefined, isRequired: false, words: toolWords, onInput: () => {}, onChange: () => {} })
    describing.replaceChildren(described.root)
    return described
  }
  let described = describe(operation.alternative ?? content?.alternative)
  const area = part('div', { className: 'inspector-drop', data: { hint: toolWords.pictureDropNow } },
    part('div', { className: 'inspector-actions' }, ...uploading.buttons, choose, back), uploading.state)
  uploading.acceptDrops(area)

  function take(file) {
    own = file
    // What the other picture shows this one may not.
    described = describe(null)
    show()
    say(toolWords.newPicture)
  }

  function show() {
    const shownURL = own?.url ?? url ?? shown.picture
    back.hidden = !own
    // The point of one picture means nothing for another.
    const point = own || url ? null : content?.focalPoint ?? null
    focal = shownURL ? new FocalPoint({ url: shownURL, point, ratio, words: toolWords, onChange: () => {} }) : null
    place.replaceChildren(...(focal ? [focal.picture, focal.tools] : []))
  }

  show()
  return {
    element: part('div', { className: 'propose-field decide-picture inspector-stack' }, place, area, describing),
    focus: () => choose.focus(), file: null,
    operations: () => {
      // Without a source: the picture came with the suggestion, or stays.
      const source = own ? { source: `asset:${own.path}` } : operation.source ? { source: operation.source } : {}
      return [{ op: 'setImage', element, version, ...source, alternative: described.value, focalPoint: focal?.point ?? null }]
    },
    problem: () => (uploading.isRunning ? words.uploadWaits : described.check() ? null : words.alternativeMissing),
  }
}

/**
 * @param {Shown} shown
 * @param {any} context
 * @param {boolean} isStale whether removing is to be decided anew as well
 * @returns {Fields}
 */
export function removalDecision(shown, context, isStale) {
  const { words } = context
  const { element, version } = shown
  const kinds = [...(isStale ? ['remove'] : []), 'hide', ...proposable(shown).filter(kind => kind !== 'remove')]
  /** @type {Fields | null} */
  let fields = null
  let chosen = kinds[0]
  const place = part('div', {})
  const hint = part('p', { className: 'review-hint' })
  const problem = part('p', { className: 'review-problem', role: 'alert', hidden: true })

  /** @param {string} kind */
  async function choose(kind) {
    chosen = kind
    fields = null
    problem.hidden = true
    place.replaceChildren()
    hint.textContent = words[`hint_${kind}`] ?? ''
    hint.hidden = !hint.textContent
    if (kind !== 'words' && kind !== 'target' && kind !== 'picture') return
    try {
      const found = kind === 'picture' ? pictureDecision(shown, context) : await fieldsFor(kind, shown, context)
      if (chosen !== kind) return
      fields = found
      place.replaceChildren(found.element)
    } catch {
      problem.hidden = false
      problem.textContent = words.fieldsFailed
    }
  }

  choose(chosen)
  const picker = kinds.length > 1 ? choices(words.insteadOfRemoval, kinds.map(value => ({ value, label: words[`instead_${value}`] })), chosen, choose) : null
  const only = part('p', { tabIndex: -1 }, part('strong', {}, words[`instead_${chosen}`]))
  return {
    element: part('div', { className: 'decide-instead inspector-stack' }, picker ?? only, hint, problem, place),
    focus: () => /** @type {HTMLElement | null} */ (picker?.querySelector('input:checked') ?? only)?.focus(), file: null,
    operations: () => {
      if (chosen === 'hide') return [{ op: 'setHidden', element, version, hidden: true }]
      if (chosen === 'remove') return [{ op: 'remove', element, version }]
      return fields?.operations() ?? []
    },
    problem: () => fields?.problem() ?? null,
  }
}
