// A picture that was replaced, shown before the page is loaded again.

import { NAMED } from './page-elements.js'

const sheet = new CSSStyleSheet()
/** @type {Map<string, string>} */
const rules = new Map()

/**
 * @param {HTMLElement[]} nodes where the picture stands
 * @param {{element: string, url: string, alternative?: string, focalPoint?: [number, number] | null}} message
 * @param {() => void} onMissing the draft cannot show the picture under this address
 */
export function showPicture(nodes, { element, url, alternative, focalPoint }, onMissing) {
  for (const node of nodes) {
    const picture = node instanceof HTMLImageElement ? node : node.querySelector('img')
    if (!picture) continue
    if (url && url !== picture.getAttribute('src')) {
      // The old sizes are those of another picture.
      for (const name of ['srcset', 'sizes', 'width', 'height']) picture.removeAttribute(name)
      for (const source of picture.closest('picture')?.querySelectorAll('source') ?? []) source.remove()
      picture.addEventListener('error', onMissing, { once: true })
      picture.src = url
    }
    // One that says nothing keeps the name that it has for those who change it.
    if (alternative || (alternative === '' && !picture.hasAttribute(NAMED))) {
      picture.alt = alternative
      picture.removeAttribute(NAMED)
    }
  }
  if (focalPoint === undefined) return
  const [x, y] = focalPoint ?? [500, 500]
  rules.set(element, `[data-eid="${CSS.escape(element)}"]:is(img), [data-eid="${CSS.escape(element)}"] img { object-position: ${x / 10}% ${y / 10}% !important; }`)
  sheet.replaceSync([...rules.values()].join('\n'))
  if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet)
}
