// What the server allows on an element, as far as the panel must know it to offer nothing that would be refused. The server checks again.

/** Capabilities that mean something on a kind, in the order in which people read them. @param {string} kind */
export function capabilitiesOf(kind) {
  const own = {
    text: ['text'], richText: ['text'], markdown: ['text'], image: ['media', 'link'], link: ['text', 'link'], list: ['items'],
    embed: ['media', 'link'], shop: ['media', 'link'], formField: ['text'],
  }[kind] ?? []
  return [...own, 'visible', 'order', 'variant', 'structure', 'seal']
}

const PARENTS = new Set(['box', 'link', 'list', 'collectionList', 'form', 'formField', 'field', 'slot'])

/** Whether others may stand in it. @param {string} kind */
export const mayHaveChildren = kind => PARENTS.has(kind)

const HEADINGS = ['h1', 'h2', 'h3', 'h4', 'h5', 'h6']
const AREAS = ['div', 'section', 'article', 'aside', 'header', 'footer', 'main', 'nav', 'figure', 'hgroup', 'search', 'address', 'blockquote', 'details', 'fieldset']
const LINES = ['p', ...HEADINGS, 'span', 'li', 'dt', 'dd', 'figcaption', 'blockquote', 'td', 'th', 'time', 'small', 'label', 'legend', 'summary', 'strong', 'em', 'q', 'cite', 'mark', 'address', 'caption', 'pre', 'div']
const LISTS = ['ul', 'ol', 'dl', 'div', 'section', 'table', 'tbody']

/** Tags that make sense for a kind; the one that stands there is among them. @param {string} kind @param {string} tag */
export function tagsOf(kind, tag) {
  const tags = { text: LINES, richText: AREAS, markdown: AREAS, image: ['img'], link: ['a', 'button'], list: LISTS, collectionList: LISTS, navigation: ['nav', 'div', 'ul'] }[kind]
    ?? [...AREAS, 'ul', 'ol', 'dl', 'li', 'table', 'tbody', 'tr', 'td', 'th', 'p', 'span', 'form']
  return tags.includes(tag) ? tags : [tag, ...tags]
}

const EVERYWHERE = ['id', 'title', 'lang', 'dir', 'role', 'translate', 'itemprop', 'itemscope', 'itemtype', 'aria-label', 'aria-labelledby', 'aria-describedby', 'aria-hidden', 'data-label']
const BY_TAG = {
  a: ['rel', 'target', 'download', 'hreflang', 'type'],
  button: ['type', 'name', 'value', 'disabled'],
  details: ['open', 'name'],
  form: ['autocomplete', 'novalidate'],
  img: ['width', 'height', 'loading', 'sizes'],
  input: ['type', 'name', 'value', 'placeholder', 'required', 'autocomplete', 'inputmode', 'min', 'max', 'step', 'maxlength', 'minlength', 'pattern', 'checked', 'disabled', 'readonly', 'multiple', 'accept'],
  label: ['for'],
  li: ['value'],
  ol: ['start', 'reversed', 'type'],
  option: ['value', 'selected', 'disabled'],
  select: ['name', 'required', 'autocomplete', 'multiple', 'disabled'],
  td: ['colspan', 'rowspan', 'headers'],
  textarea: ['name', 'placeholder', 'required', 'autocomplete', 'rows', 'cols', 'maxlength', 'minlength', 'disabled', 'readonly'],
  th: ['colspan', 'rowspan', 'headers', 'scope'],
  time: ['datetime'],
}

/** Attributes that an element of this tag may have. @param {string} tag */
export const attributesOf = tag => [...BY_TAG[tag] ?? [], ...EVERYWHERE]

/** A class as people write it into a style sheet. @param {string} text */
export const isClassName = text => /^[A-Za-z_-][\w-]{0,99}$/.test(text)

/** The part of an address that a page has for itself. @param {string} text */
export const isSlug = text => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text)

/** An address from a title. @param {string} title */
export const slugFrom = title => title.toLocaleLowerCase('de')
  .replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss')
  .normalize('NFD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 100)

/** The marks that text has unless the designer says otherwise. @param {string} tag */
export const usualMarks = tag => [...HEADINGS, 'label', 'button', 'summary', 'legend', 'title'].includes(tag) ? [] : ['strong', 'em', 'link']

export const MARKS = ['strong', 'em', 'link', 'code', 'strike', 'sub', 'sup']
export const BLOCKS = ['paragraph', 'heading', 'list', 'quote', 'rule', 'code']
export const USUAL_BLOCKS = ['paragraph', 'list']
export const LINK_KINDS = ['page', 'file', 'web', 'mail', 'phone']
