// What becomes different, so that it can be read: words that go and come, marked for eyes, ears and print; pictures beside each other.

import { differenceOf } from './history-difference.js'
import { part, unseen } from './view-parts.js'
import { filled } from './words.js'

/** @param {string} before @param {string} after @param {Record<string, string>} words */
export function wordDifference(before, after, words) {
  const pieces = differenceOf(before, after).map(({ kind, text }) => {
    if (kind === 'same') return text
    const isGone = kind === 'removed'
    return part(isGone ? 'del' : 'ins', {}, unseen(` ${isGone ? words.wordsGone : words.wordsCome} `), text)
  })
  return part('p', { className: 'foyer-difference' }, ...pieces)
}

/**
 * @param {{property: string, before: any, after: any, label?: string}} change
 * @param {object} how
 * @param {Record<string, string>} how.words
 * @param {{before: string | null, after: string | null}} how.pictures addresses of both
 * @param {(target: string | null) => string} [how.target] where a link leads, as people say it
 * @param {boolean} [how.hasName] the part is named, because there are several
 */
export function changeView({ property, before, after, label = '' }, { words, pictures, target = text, hasName = false }) {
  const name = hasName && label ? part('p', { className: 'difference-name' }, part('strong', {}, label)) : ''
  const box = (...children) => part('div', { className: 'difference', data: { property } }, name, ...children)
  if (property === 'image') {
    const isOther = before?.source !== after?.source
    const hasPictures = pictures.before !== null || pictures.after !== null
    const fileOf = image => String(image?.source ?? '').split('/').pop() ?? ''
    const spoken = image => (!image ? '' : image.alternative === '' ? words.decorative : image.alternative ?? words.noAlternative)
    return box(
      isOther && !hasPictures && wordDifference(fileOf(before), fileOf(after), words),
      isOther && hasPictures && part('div', { className: 'propose-pictures' }, picture(pictures.before, spoken(before), words.before), picture(pictures.after, spoken(after), words.after)),
      spoken(before) !== spoken(after) && part('p', { className: 'review-hint' }, words.alternative),
      spoken(before) !== spoken(after) && wordDifference(spoken(before), spoken(after), words))
  }
  if (property === 'removed') return box(part('p', { className: 'foyer-difference' }, unseen(`${words.wordsGone} `), part('del', {}, text(before) || label || words.thisPart)))
  if (property === 'added') return box(part('p', { className: 'foyer-difference' }, unseen(`${words.wordsCome} `), part('ins', {}, text(after) || label || words.thisPart)))
  if (before === null && after === null) return box(part('p', {}, filled(words.otherProperty, { property: words[`prop_${property}`] ?? property })))
  if (property === 'position') return box(part('p', {}, words.prop_position))
  if (property === 'hidden') return box(part('p', {}, after ? words.nowHidden : words.nowShown))
  const isWords = property === 'text'
  const shown = property === 'link' ? target : text
  return box(!isWords && part('p', { className: 'review-hint' }, words[`prop_${property}`] ?? property), wordDifference(shown(before), shown(after), words))
}

const picture = (url, alternative, caption) => part('figure', {}, url ? part('img', { src: url, alt: alternative }) : part('span', { className: 'review-hint' }, '–'), part('figcaption', {}, caption))

/** @param {unknown} value */
function text(value) {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(text).join(', ')
  if (typeof value === 'object') return Object.values(value).map(text).join(', ')
  return String(value)
}
