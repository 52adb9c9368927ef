// Where a link leads. Content names pages by their IDs (`page:…`) and files by their paths (`asset:…`); a draft shows both under addresses
// that hold the token of whoever looks at it, and those must never get into content.

const NAMED = /^(page:[\w-]{1,64}(#\S*)?|asset:[^\s\\]+|value:[\w.-]+)$/

/** Whether the server takes this as a target; it checks again. @param {string} text */
export function isTarget(text) {
  if (NAMED.test(text)) return true
  if (!text || text.length > 2000 || /[\u0000-\u0020\u007f\\]/.test(text) || text.startsWith('//')) return false
  const scheme = /^([^/?#:]*):/.exec(text)?.[1]
  return scheme === undefined || ['http', 'https', 'mailto', 'tel'].includes(scheme.toLowerCase())
}

/**
 * The target for an address that was typed or pasted; empty when it may not stand in a link.
 * @param {string} address
 */
export function targetFromAddress(address) {
  const text = address.trim()
  const here = draftPath(text)
  if (here !== undefined) return here
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(text)) return `mailto:${text}`
  if (/^(www\.|[\w-]+\.(de|at|ch|com|org|net|eu|uk|info)(\/|$))/i.test(text)) return `https://${text}`
  return isTarget(text) && !NAMED.test(text) ? text : ''
}

/** The path within the site of an address of this draft, without the token. */
function draftPath(text) {
  if (!/^(https?:|\/)/i.test(text) || !URL.canParse(text, location.href)) return undefined
  const url = new URL(text, location.href)
  const prefix = draftPrefix()
  if (url.origin !== location.origin || !prefix || !url.pathname.startsWith(prefix)) return undefined
  return (url.pathname.slice(prefix.length) || '/') + url.search + url.hash
}

/** `/~token`, with which every address of this draft begins. */
export const draftPrefix = () => /^\/~[^/]+/.exec(location.pathname)?.[0] ?? ''

/**
 * The addresses that the page shows for an element's targets: content and HTML name the same links in the same order.
 * @param {Element} element
 * @param {import('./channel.js').InlineNode[]} nodes
 * @returns {Map<string, string>}
 */
export function shownAddresses(element, nodes) {
  /** @type {string[]} */
  const targets = []
  let before
  for (const node of nodes) {
    const target = node.type === 'text' ? node.marks?.find(mark => mark.type === 'link')?.attrs?.href : before
    if (target && target !== before) targets.push(target)
    before = target
  }
  const anchors = [...element.querySelectorAll('a[href]')].map(anchor => anchor.getAttribute('href') ?? '')
  return new Map(anchors.length === targets.length ? targets.map((target, index) => [target, anchors[index]]) : [])
}

/**
 * What stands in `href` while the page is edited.
 * @param {string} target
 * @param {Map<string, string>} shown
 */
export function addressFor(target, shown) {
  const known = shown.get(target)
  if (known !== undefined) return known
  if (NAMED.test(target) || !isTarget(target)) return '#'
  return target.startsWith('/') ? draftPrefix() + target : target
}
