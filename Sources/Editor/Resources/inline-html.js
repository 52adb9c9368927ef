// A line of text as the page shows it, nested as the server nests it.

import { addressFor } from './link-targets.js'

export const TAG_OF_MARK = { strong: 'strong', em: 'em', code: 'code', strike: 's', sub: 'sub', sup: 'sup', link: 'a' }
const ORDER = ['link', 'strong', 'em', 'code', 'strike', 'sub', 'sup']

/**
 * @param {import('./channel.js').InlineNode[]} nodes
 * @param {Map<string, string>} addresses what links show for their targets
 */
export function fragmentOf(nodes, addresses) {
  const fragment = document.createDocumentFragment()
  /** @type {{key: string, element: Element}[]} */
  const open = []
  let breaks = 0
  const place = () => open.at(-1)?.element ?? fragment
  const addBreaks = () => {
    for (; breaks; breaks -= 1) place().append(document.createElement('br'))
  }
  for (const node of nodes) {
    if (node.type !== 'text') {
      breaks += 1
      continue
    }
    const marks = inOrder(node.marks ?? [])
    let common = 0
    while (common < open.length && common < marks.length && open[common].key === keyOf(marks[common])) common += 1
    open.length = common
    // A break belongs to the marks that go on behind it.
    addBreaks()
    for (const mark of marks.slice(common)) {
      const element = document.createElement(TAG_OF_MARK[mark.type] ?? 'span')
      if (mark.type === 'link') element.setAttribute('href', addressFor(mark.attrs?.href ?? '', addresses))
      place().append(element)
      open.push({ key: keyOf(mark), element })
    }
    place().append(node.text)
  }
  open.length = 0
  addBreaks()
  return fragment
}

const keyOf = mark => `${mark.type} ${mark.attrs?.href ?? ''}`
const inOrder = marks => [...marks].sort((one, other) => ORDER.indexOf(one.type) - ORDER.indexOf(other.type))
