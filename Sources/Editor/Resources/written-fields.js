// Words with marks and blocks under the hands of somebody who suggests others: the editor's own text and tools, beside the page instead of on it.
// All this comes when somebody first needs it.

import { addStyles } from './added-styles.js'
import { BlockText } from './block-text.js'
import { lineOf } from './change-values.js'
import { InlineText } from './inline-text.js'
import { LinkForm } from './link-form.js'
import { linkWords } from './link-words.js'
import { sendAround } from './suggestion-fields.js'
import { TextTools } from './text-tools.js'
import { part, pressable } from './view-parts.js'
import { inspectorWordsIn } from './words-inspector.js'
import { pageWordsIn } from './words-page.js'
import { wordsIn } from './words.js'

/** @typedef {import('./suggestion-fields.js').Shown} Shown @typedef {import('./suggestion-fields.js').Fields} Fields */
/** @typedef {import('./site-directory.js').PageEntry} PageEntry */

addStyles('inspector.css', 'written.css')

/** Files are the editor's matter. @type {import('./link-words.js').LinkKind[]} */
const KINDS = ['page', 'web', 'mail', 'phone']

/** @param {Shown} shown */
const kindsOf = ({ linkKinds }) => KINDS.filter(kind => (linkKinds ?? KINDS).includes(kind))

/**
 * @param {Shown} shown
 * @param {{words: Record<string, string>, language: string, pages: () => PageEntry[]}} context
 * @param {any} [proposed] an operation whose words are shown instead
 * @returns {Fields}
 */
export function writtenFields(shown, { words, language, pages }, proposed) {
  const { content, element, version, kind } = shown
  const isLong = kind === 'richText'
  const now = isLong ? content.document : lineOf(content) ?? []
  const start = !proposed ? now : isLong ? proposed.document ?? now : proposed.content ?? [{ type: 'text', text: proposed.text ?? '' }]
  const textWords = { ...wordsIn(language), ...pageWordsIn(language) }
  const rule = {
    marks: shown.marks ?? [], blocks: shown.blocks ?? [], label: words.newWords,
    breaks: kind === 'text' || !isLong && now.some(node => node.type === 'hard_break'),
    addresses: new Map(pages().map(({ id, path }) => [`page:${id}`, path])),
  }
  const page = part('div', { className: 'written-text' })
  const box = part('div', { className: 'propose-field written' })
  /** @type {TextTools | undefined} */
  let tools
  const Text = isLong ? BlockText : InlineText
  const text = new Text(page, rule, start, {
    onUpdate: () => tools?.update(), onSave: () => sendAround(box), onEnter: () => {}, onCancel: () => false,
    onToolbar: () => tools?.focus(), onLink: () => openLink(), onBlur: () => {},
  })
  tools = new TextTools(text, rule, textWords, () => openLink())
  tools.element?.addEventListener('keydown', event => { if (event.key === 'Escape') leave(event, () => text.refocus()) })
  tools.update()
  const hint = part('p', { className: 'review-hint pointer-only' }, words.writtenHint)
  box.append(part('span', { className: 'written-label', 'aria-hidden': 'true', on: { click: () => text.refocus() } }, words.newWords), ...(tools.element ? [tools.element] : []), page, hint)

  // MARK: Link

  /** @type {HTMLElement | null} */
  let row = null

  function openLink() {
    if (row) return closeLink()
    const before = text.link
    const form = new LinkForm({ words: inspectorWordsIn(language), directory: { pages: async () => pages() } }, { kinds: kindsOf(shown), target: before || null })
    const set = () => {
      const target = form.read()
      if (!target) return
      closeLink()
      text.setLink(target)
    }
    form.onEnter = set
    row = part('div', { className: 'written-link', role: 'group', 'aria-label': textWords.link, on: { keydown: event => {
      if (event.key === 'Escape') leave(event, closeLink)
      // It must not send what stands around it.
      else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault()
    } } }, form.element, part('div', { className: 'review-buttons' },
      pressable(textWords.linkSet, set, { className: 'primary small', choice: 'set-link' }),
      before && pressable(textWords.linkRemove, () => {
        closeLink()
        text.setLink('')
      }, { choice: 'remove-link' }),
      pressable(textWords.cancel, closeLink, { choice: 'cancel-link' })))
    page.before(row)
    form.focus()
  }

  function closeLink() {
    row?.remove()
    row = null
    text.refocus()
  }

  return {
    element: box, focus: () => text.focus(), file: null,
    operations: () => {
      if (text.isSame(now)) return []
      return [isLong ? { op: 'setRichText', element, version, document: text.value } : { op: 'setText', element, version, content: text.value }]
    },
    problem: () => (text.isEmpty ? words.noWords : null),
  }
}

/**
 * Another place to which a link leads.
 * @param {Shown} shown
 * @param {{words: Record<string, string>, language: string, pages: () => PageEntry[]}} context
 * @param {any} [proposed]
 * @returns {Fields}
 */
export function targetFields(shown, { language, pages }, proposed) {
  const { element, version, content } = shown
  const words = inspectorWordsIn(language)
  const directory = { pages: async () => pages() }
  const now = content.target ?? null
  const form = new LinkForm({ words, directory }, { kinds: kindsOf(shown), target: proposed?.target ?? now })
  const line = part('p', { className: 'link-now' })
  linkWords(now, directory, words).then(text => { line.textContent = text })
  const box = part('div', { className: 'propose-field written' }, line, form.element)
  form.onEnter = () => sendAround(box)
  return {
    element: box, focus: () => form.focus(), file: null,
    operations: () => (form.target === null || form.target === now ? [] : [{ op: 'setLink', element, version, target: form.target }]),
    problem: () => form.problem,
  }
}

function leave(event, act) {
  event.preventDefault()
  event.stopPropagation()
  act()
}
