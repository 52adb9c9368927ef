// What people call a part of the page: what it is, and its first words.

const EXCERPT = 48

/** @type {[string, string][]} */
const KINDS = [
  ['h1, h2, h3, h4, h5, h6', 'kindHeading'],
  ['img, picture, svg, figure:has(img)', 'kindPicture'],
  ['iframe, object, embed, video, audio', 'kindEmbed'],
  ['a.button, button, input[type=submit]', 'kindButton'],
  ['a', 'kindLink'],
  ['nav', 'kindNavigation'],
  ['ul, ol, dl', 'kindList'],
  ['li', 'kindItem'],
  ['form', 'kindForm'],
  ['input, select, textarea, label, fieldset', 'kindField'],
  ['header', 'kindHeader'],
  ['footer', 'kindFooter'],
  ['table', 'kindTable'],
  ['section, article, main, aside, div, figure', 'kindSection'],
]

/** @param {Element} node @param {Record<string, string>} words */
export function labelOf(node, words) {
  const found = KINDS.find(([selector]) => node.matches(selector))?.[1] ?? 'kindText'
  // A box without parts of its own is a text like any other.
  const kind = found === 'kindSection' && !node.querySelector('[data-eid]') ? 'kindText' : found
  const quote = excerptOf(node)
  return quote ? (words.labelled ?? '{kind}: {quote}').replace('{kind}', () => words[kind] ?? kind).replace('{quote}', () => quote) : words[kind] ?? kind
}

/** @param {Element} node */
function excerptOf(node) {
  const picture = node.matches('img') ? node : node.matches('picture, figure') ? node.querySelector('img') : null
  const source = picture ? picture.getAttribute('alt') : (node.querySelector('h1, h2, h3, h4, h5, h6') ?? node).textContent
  const text = (source ?? '').replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()
  const letters = [...text]
  return letters.length > EXCERPT ? `${letters.slice(0, EXCERPT).join('').trimEnd()}…` : text
}
