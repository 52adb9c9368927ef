// Long words that are written as Markdown: they come from a file, and are changed as one piece.

import { field } from './inspector-parts.js'
import { part, pressable } from './view-parts.js'

/** @type {import('./inspector.js').Section} */
export function markdownSection(context, element) {
  if (element?.kind !== 'markdown' || !element.rights.includes('text')) return null
  const { words, submit } = context
  const { id } = element
  const text = part('textarea', { className: 'markdown', rows: 14, value: element.content?.markdown ?? '' })
  const typed = field(words.markdown, text, { hint: words.markdownHint, key: 'markdown' })
  text.addEventListener('input', () => { section.dataset.busy = '' })
  const save = () => {
    delete section.dataset.busy
    const markdown = text.value
    if (markdown === element.content?.markdown) return
    submit([{ op: 'setMarkdown', element: id, version: element.version, markdown }], {
      element: id, label: words.markdown, after: words.markdownSaved, replaces: `text:${id}`,
    })
  }
  const section = part('section', { className: 'inspector-section' }, part('h3', { className: 'unseen' }, words.markdown), typed.root,
    part('div', { className: 'inspector-actions' }, pressable(words.markdownSave, save, { className: 'primary small', choice: 'saveMarkdown' })))
  return section
}
