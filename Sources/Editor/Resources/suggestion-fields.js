// Fields in which somebody writes what an element should say or show instead: filled with what stands there now, each under its own name.

import { lineOf, same } from './change-values.js'
import { plain, sameText } from './inline-nodes.js'
import { prepared } from './prepare-photo.js'
import { retyped, retypedDocument, wordBlocks } from './retyped-text.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

/** @typedef {{element: string, kind: string, version: number, revision: number, content: any, picture: string | null}} Shown */
/** @typedef {import('./save-queue.js').Operation} Operation */

const PICTURES = 'image/png,image/jpeg,image/webp,image/gif,image/avif,image/heic,image/heif'
const MOST_BYTES = 25 * 1024 * 1024

/** What can be proposed for an element. @param {Shown} shown @returns {('words' | 'picture' | 'remove')[]} */
export function proposable({ kind }) {
  switch (kind) {
    case 'text': case 'richText': case 'markdown': case 'link': return ['words', 'remove']
    case 'image': return ['picture', 'remove']
    default: return ['remove']
  }
}

/**
 * @typedef {object} Fields
 * @property {HTMLElement} element
 * @property {() => void} focus
 * @property {() => any[]} operations none where nothing is different
 * @property {() => string | null} problem why this cannot be sent yet
 * @property {string | null} file the ID of the picture that was sent
 */

let count = 0

/** @param {string} label @param {HTMLElement} input @param {string} [hint] */
function field(label, input, hint) {
  count += 1
  input.id = `propose-${count}`
  if (hint) input.setAttribute('aria-describedby', `${input.id}-hint`)
  return part('div', { className: 'propose-field' }, part('label', { htmlFor: input.id }, label), input, hint && part('p', { className: 'review-hint', id: `${input.id}-hint` }, hint))
}

/** @param {string} value @param {number} rows */
const area = (value, rows) => part('textarea', { value, rows: Math.min(12, Math.max(rows, Math.ceil(value.length / 36))), maxLength: 100_000 })

/**
 * Other words for a text, a link, a text with paragraphs, or Markdown.
 * @param {Shown} shown what stands there
 * @param {Record<string, string>} words
 * @param {any} [proposed] an operation whose words the fields show instead
 * @returns {Fields}
 */
export function wordFields(shown, words, proposed) {
  const { kind, content, element, version } = shown
  if (kind === 'markdown') {
    const input = area(proposed?.markdown ?? content.markdown, 6)
    return {
      element: field(words.newWords, input, words.markdownHint), focus: () => input.focus(), file: null,
      operations: () => (input.value === content.markdown ? [] : [{ op: 'setMarkdown', element, version, markdown: input.value }]),
      problem: () => null,
    }
  }
  if (kind === 'richText') return documentFields(shown, words, proposed)
  const now = lineOf(content) ?? []
  const start = proposed ? proposed.content ?? [{ type: 'text', text: proposed.text ?? '' }] : now
  const input = area(plain(start), 2)
  return {
    element: field(words.newWords, input), focus: () => input.focus(), file: null,
    operations: () => {
      // A break that stood there may stay; into a line without any none is typed.
      const text = start.some(({ type }) => type === 'hard_break') ? input.value : input.value.replace(/\s*\n\s*/g, ' ')
      const wanted = retyped(start, text)
      return sameText(wanted, now) ? [] : [{ op: 'setText', element, version, content: wanted }]
    },
    problem: () => (input.value.trim() ? null : words.noWords),
  }
}

/** A field for each paragraph, heading and list item. @returns {Fields} */
function documentFields({ content, element, version }, words, proposed) {
  const start = proposed?.document ?? content.document
  /** @type {Map<string, number>} */
  const numbers = new Map()
  const blocks = wordBlocks(start).map(({ node, path }) => {
    const label = node.type === 'heading' ? words.heading : path.length > 1 ? words.listItem : words.paragraph
    const number = (numbers.get(label) ?? 0) + 1
    numbers.set(label, number)
    const input = area(plain(node.content ?? []), node.type === 'heading' ? 1 : 2)
    return { key: path.join('.'), before: input.value, input, box: field(filled(label, { number }), input) }
  })
  const added = area('', 2)
  return {
    element: part('div', { className: 'propose-blocks' }, ...blocks.map(({ box }) => box), field(words.oneMore, added, words.blocksHint)),
    focus: () => (blocks[0]?.input ?? added).focus(), file: null,
    operations: () => {
      const texts = new Map(blocks.filter(({ input, before }) => input.value !== before).map(({ key, input }) => [key, input.value]))
      let document = retypedDocument(start, texts)
      const more = added.value.trim().split(/\n\s*\n/).filter(Boolean)
      if (more.length) document = { ...document, content: [...document.content.filter(node => node.type !== 'paragraph' || node.content?.length), ...more.map(text => ({ type: 'paragraph', content: retyped([], text) }))] }
      return same(document, content.document) ? [] : [{ op: 'setRichText', element, version, document }]
    },
    problem: () => (blocks.some(({ input }) => input.value.trim()) || added.value.trim() ? null : words.noWords),
  }
}

/**
 * Another picture, or other words for those who do not see it.
 * @param {Shown} shown
 * @param {Record<string, string>} words
 * @param {(file: File, options: any) => Promise<any>} upload
 * @param {{operation: any, url: string | null}} [proposed]
 * @returns {Fields}
 */
export function pictureFields({ content, element, version, picture }, words, upload, proposed) {
  const before = content?.alternative ?? null
  const start = proposed ? proposed.operation.alternative ?? before : before
  /** @type {{id: string, url: string} | null} */
  let sent = null
  let isSending = false
  const stop = new AbortController()
  const preview = part('img', { alt: '', hidden: !proposed?.url, src: proposed?.url ?? undefined })
  const caption = part('figcaption', {}, words.newPicture)
  const problem = part('p', { className: 'review-problem', role: 'alert', hidden: true })
  const state = part('p', { className: 'review-hint', role: 'status' })
  const choose = part('input', { type: 'file', accept: PICTURES, className: 'unseen', tabIndex: -1, 'aria-hidden': 'true', on: { change: () => {
    if (choose.files?.[0]) take(choose.files[0])
    choose.value = ''
  } } })
  const button = pressable(words.choosePicture, () => choose.click(), { icon: 'image', choice: 'choose-picture' })
  const alternative = part('input', { type: 'text', value: start ?? '', maxLength: 1000, disabled: start === '' })
  const decorative = part('input', { type: 'checkbox', checked: start === '', on: { change: () => (alternative.disabled = decorative.checked) } })
  const drop = part('div', { className: 'propose-drop', on: {
    dragover: event => (event.preventDefault(), drop.toggleAttribute('data-drop', true)),
    dragleave: () => drop.removeAttribute('data-drop'),
    drop: event => {
      event.preventDefault()
      event.stopPropagation()
      drop.removeAttribute('data-drop')
      if (event.dataTransfer?.files[0]) take(event.dataTransfer.files[0])
    },
  } },
  part('div', { className: 'propose-pictures' },
    picture && part('figure', {}, part('img', { src: picture, alt: before ?? '' }), part('figcaption', {}, words.pictureNow)),
    part('figure', {}, preview, caption)),
  choose, button, part('span', { className: 'review-hint' }, words.dropHint))

  /** @param {File} original */
  async function take(original) {
    problem.hidden = true
    isSending = true
    state.textContent = words.pictureSending
    try {
      if (!PICTURES.includes(original.type) || !original.type) throw { status: 415 }
      const { file } = await prepared(original)
      if (file.size > MOST_BYTES) throw { status: 413 }
      const answer = await upload(file, { onProgress: percent => (state.textContent = `${words.pictureSending} ${percent} %`), signal: stop.signal })
      sent = { id: answer.id, url: answer.url }
      preview.src = answer.url
      preview.hidden = false
      state.textContent = words.pictureThere
      // What the old picture showed the new one may not.
      if (!decorative.checked && alternative.value === (before ?? '')) alternative.value = ''
      alternative.focus()
    } catch (error) {
      state.textContent = ''
      problem.hidden = false
      const text = error?.status === 413 ? words.uploadTooLarge : error?.status === 0 || error?.status >= 500 ? words.uploadFailed : words.pictureWrong
      problem.textContent = filled(text, { name: original.name })
    } finally {
      isSending = false
    }
  }
  const spoken = () => (decorative.checked ? '' : alternative.value.trim() || null)
  return {
    element: part('div', { className: 'propose-picture' }, drop, state, problem, field(words.alternative, alternative, words.alternativeHint),
      part('label', { className: 'propose-check' }, decorative, part('span', {}, words.decorative))),
    focus: () => button.focus(),
    get file() { return sent?.id ?? null },
    operations: () => {
      const words = spoken()
      const isOther = words !== before
      if (!sent && !isOther && !proposed) return []
      // Without a source: the picture comes along, or came with the suggestion.
      const source = !sent && proposed?.operation.source ? { source: proposed.operation.source } : {}
      return [{ op: 'setImage', element, version, ...source, ...(words !== null ? { alternative: words } : {}) }]
    },
    problem: () => (isSending ? words.uploadWaits : sent && spoken() === null ? words.alternativeMissing : null),
  }
}
