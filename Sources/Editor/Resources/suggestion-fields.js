// Fields in which somebody writes what an element should say or show instead: filled with what stands there now, each under its own name.

import { lineOf, plainDocument } from './change-values.js'
import { plain, sameText } from './inline-nodes.js'
import { prepared } from './prepare-photo.js'
import { retyped } from './retyped-text.js'
import { part, pressable } from './view-parts.js'
import { filled } from './words.js'

/**
 * @typedef {object} Shown what the draft shows of an element
 * @property {string} element
 * @property {string} kind
 * @property {number} version
 * @property {number} revision
 * @property {any} content
 * @property {string | null} picture
 * @property {string[]} [marks] that its words may carry
 * @property {string[]} [blocks] that its text may hold
 * @property {string[]} [linkKinds] where its links may lead
 * @property {[number, number]} [ratio] of the part of a picture that is shown
 */

const PICTURES = 'image/png,image/jpeg,image/webp,image/gif,image/avif,image/heic,image/heif'
const MOST_BYTES = 25 * 1024 * 1024

/** @typedef {'words' | 'target' | 'picture' | 'remove'} Proposed */

/** What can be proposed for an element. @param {Shown} shown @returns {Proposed[]} */
export function proposable({ kind, content }) {
  switch (kind) {
    // What a link holds besides words has words of its own.
    case 'link': return [.../** @type {Proposed[]} */ (content?.label ? ['words'] : []), 'target', 'remove']
    case 'text': case 'richText': case 'markdown': return ['words', 'remove']
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

/** How many characters tell what comes. */
const TOLD = 80
/** How much of what stays stands before what is different. */
const LEAD = 20

/**
 * What is proposed for words, as every language has it: an arrow and those that come, from where they part from what stands there. What
 * stands there is not said: once it is gone, or hidden, not everybody may read it. Empty where no words are different.
 * @param {Shown} shown what stands there
 * @param {any} [operation]
 */
export function changeOf({ content }, operation) {
  switch (operation?.op) {
    case 'setText': return arrow(plain(lineOf(content) ?? []), plain(operation.content))
    case 'setRichText': return arrow(plainDocument(content.document), plainDocument(operation.document))
    case 'setMarkdown': return arrow(content.markdown, operation.markdown)
    default: return ''
  }
}

/** @param {string} before @param {string} after */
function arrow(before, after) {
  const [one, other] = [before, after].map(text => [...text.replace(/\s+/g, ' ').trim()])
  let same = 0
  while (same < one.length && one[same] === other[same]) same += 1
  if (same === one.length && same === other.length) return ''
  const start = same > 2 * LEAD ? one.lastIndexOf(' ', same - LEAD) + 1 : 0
  const rest = other.slice(start)
  return `→ ${start ? '…' : ''}${rest.slice(0, TOLD).join('')}${rest.length > TOLD ? '…' : ''}`
}

/** @param {string} label @param {HTMLElement} input @param {string} [hint] */
function field(label, input, hint) {
  // What is fetched later has a copy of this file of its own, so a count would not do.
  input.id = `propose-${crypto.randomUUID()}`
  if (hint) input.setAttribute('aria-describedby', `${input.id}-hint`)
  return part('div', { className: 'propose-field' }, part('label', { htmlFor: input.id }, label), input, hint && part('p', { className: 'review-hint', id: `${input.id}-hint` }, hint))
}

/** @param {string} value @param {number} rows */
const area = (value, rows) => part('textarea', {
  value, rows: Math.min(12, Math.max(rows, Math.ceil(value.length / 36))), maxLength: 100_000, on: { keydown: event => {
    if (event.key !== 'Enter' || event.isComposing || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    sendAround(event.target)
  } },
})

/** Ctrl and Enter send what is written around a field. @param {HTMLElement} field */
export function sendAround(field) {
  const form = field.closest('form') ?? field.closest('.review-new')?.querySelector('form')
  form?.requestSubmit()
}

/**
 * Other words, or another target. Marks and blocks need more than a plain field: that is fetched when somebody first wants it.
 * @param {'words' | 'target'} what
 * @param {Shown} shown what stands there
 * @param {{words: Record<string, string>, language: string, pages: () => {id: string, title: string, path: string}[]}} context
 * @param {any} [proposed] an operation whose words the fields show instead
 * @returns {Promise<Fields>}
 */
export async function fieldsFor(what, shown, context, proposed) {
  if (what === 'words' && shown.kind !== 'richText' && !shown.marks?.length) return wordFields(shown, context.words, proposed)
  // In double quotes it is a file of its own; in others it would come with the page.
  const { targetFields, writtenFields } = await import("./written-fields.js")
  return what === 'words' ? writtenFields(shown, context, proposed) : targetFields(shown, context, proposed)
}

/** Other words for a line of text without marks, or Markdown. @returns {Fields} */
function wordFields({ kind, content, element, version }, words, proposed) {
  if (kind === 'markdown') {
    const input = area(proposed?.markdown ?? content.markdown, 6)
    return {
      element: field(words.newWords, input, words.markdownHint), focus: () => input.focus(), file: null,
      operations: () => (input.value === content.markdown ? [] : [{ op: 'setMarkdown', element, version, markdown: input.value }]),
      problem: () => null,
    }
  }
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

/**
 * Another picture, or other words for those who do not see it.
 * @param {Shown} shown
 * @param {Record<string, string>} words
 * @param {(file: File, options: any) => Promise<any>} upload
 * @returns {Fields}
 */
export function pictureFields({ content, element, version, picture }, words, upload) {
  const before = content?.alternative ?? null
  /** @type {{id: string, url: string} | null} */
  let sent = null
  let isSending = false
  const stop = new AbortController()
  const preview = part('img', { alt: '', hidden: true })
  const caption = part('figcaption', {}, words.newPicture)
  const problem = part('p', { className: 'review-problem', role: 'alert', hidden: true })
  const state = part('p', { className: 'review-hint', role: 'status' })
  const choose = part('input', { type: 'file', accept: PICTURES, className: 'unseen', tabIndex: -1, 'aria-hidden': 'true', on: { change: () => {
    if (choose.files?.[0]) take(choose.files[0])
    choose.value = ''
  } } })
  const button = pressable(words.choosePicture, () => choose.click(), { icon: 'image', choice: 'choose-picture' })
  const alternative = part('input', { type: 'text', value: before ?? '', maxLength: 1000, disabled: before === '' })
  const decorative = part('input', { type: 'checkbox', checked: before === '', on: { change: () => (alternative.disabled = decorative.checked) } })
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
      if (!sent && !isOther) return []
      // Without a source: the picture comes along.
      return [{ op: 'setImage', element, version, ...(words !== null ? { alternative: words } : {}) }]
    },
    problem: () => (isSending ? words.uploadWaits : sent && spoken() === null ? words.alternativeMissing : null),
  }
}
