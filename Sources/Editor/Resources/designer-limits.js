// What holds within what the customer may do: how long, which styles, how many, how large.

import { BLOCKS, LINK_KINDS, MARKS, USUAL_BLOCKS, isClassName, usualMarks } from './designer-rules.js'
import { sent } from './designer-structure.js'
import { choicesField, switchField, textField } from './form-parts.js'
import { part } from './view-parts.js'
import { filled } from './words.js'
import { designerWords } from './words-designer.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext @typedef {import('./inspector.js').TreeElement} TreeElement */

const GREATEST = 1_000_000

/** @param {EditorContext} context @param {TreeElement} element */
export function limitFields(context, element) {
  const words = designerWords(context.language)
  const { kind, tag = '' } = element
  const now = () => context.element(element.id)?.limits ?? {}
  const set = change => {
    const limits = Object.fromEntries(Object.entries({ ...now(), ...change }).filter(([, value]) => value !== undefined && value !== null))
    const version = context.element(element.id)?.version ?? element.version
    sent(context, [{ op: 'setLimits', element: element.id, version, limits }], { element: element.id, label: words.limits, after: words.saved })
  }
  const number = (name, check = () => '') => textField({
    label: words[name], hint: words[`${name}Hint`], value: String(now()[name] ?? ''), name, inputMode: 'numeric',
    save: text => {
      const value = text.trim() === '' ? undefined : Number(text)
      if (value !== undefined && !(Number.isInteger(value) && value >= 0 && value <= GREATEST)) return words.numberWrong
      return check(value) || void set({ [name]: value })
    },
  })
  const fields = []
  if (['text', 'link', 'richText', 'markdown', 'formField'].includes(kind)) {
    fields.push(number('maximumLength'))
    const marks = MARKS.filter(mark => kind !== 'link' || mark !== 'link')
    fields.push(choicesField({
      label: words.marks, name: 'marks', options: marks.map(mark => [mark, words[`mark_${mark}`]]), chosen: now().marks ?? usualMarks(tag),
      set: chosen => set({ marks: chosen }),
    }))
  }
  if (kind === 'richText') {
    fields.push(choicesField({
      label: words.blocks, name: 'blocks', options: BLOCKS.map(block => [block, words[`block_${block}`]]), chosen: now().blocks ?? USUAL_BLOCKS,
      set: chosen => set({ blocks: chosen }),
    }))
  }
  if (kind === 'list') {
    fields.push(part('div', { className: 'foyer-pair' },
      number('minimumItems', value => (value > (now().maximumItems ?? Infinity) ? words.fewestMost : '')),
      number('maximumItems', value => (value < (now().minimumItems ?? 0) ? words.fewestMost : ''))))
  }
  if (kind === 'image') {
    fields.push(part('div', { className: 'foyer-pair' }, ratio(words, now().ratio, set), number('minimumWidth')))
    fields.push(switchField({
      label: words.alternativeRequired, hint: words.alternativeRequiredHint, isOn: now().alternativeRequired === true, name: 'alternativeRequired',
      set: isOn => set({ alternativeRequired: isOn || undefined }),
    }))
  }
  if (['link', 'image', 'text', 'richText'].includes(kind)) {
    fields.push(choicesField({
      label: words.linkKinds, name: 'linkKinds', options: LINK_KINDS.map(name => [name, words[`linkKind_${name}`]]), chosen: now().linkKinds ?? LINK_KINDS,
      set: chosen => set({ linkKinds: chosen.length === LINK_KINDS.length ? undefined : chosen }),
    }))
  }
  fields.push(textField({
    label: words.variants, hint: words.variantsHint, value: (now().variants ?? []).join(' '), name: 'variants',
    save: text => {
      const variants = text.split(/\s+/).filter(Boolean)
      const wrong = variants.find(name => !isClassName(name))
      if (wrong) return filled(words.classesWrong, { name: wrong })
      set({ variants: variants.length ? variants : undefined })
    },
  }))
  return part('div', { className: 'foyer-section-body' }, ...fields)
}

function ratio(words, value, set) {
  return textField({
    label: words.ratio, hint: words.ratioHint, value: value ? value.join(':') : '', name: 'ratio',
    save: text => {
      if (!text.trim()) return set({ ratio: undefined })
      const pair = /^\s*(\d{1,5})\s*[:/x×]\s*(\d{1,5})\s*$/.exec(text)?.slice(1).map(Number)
      if (!pair || pair.some(side => side < 1 || side > 10_000)) return words.ratioWrong
      set({ ratio: pair })
    },
  })
}
