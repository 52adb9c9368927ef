// Words in blocks as the page shows them: the same elements as the server writes.

import { fragmentOf } from './inline-html.js'

/**
 * @param {{content?: any[]}} parent a document or a block that holds others
 * @param {Map<string, string>} addresses what links show for their targets
 */
export function fragmentOfDocument(parent, addresses) {
  const fragment = document.createDocumentFragment()
  for (const node of parent.content ?? []) {
    const element = elementOf(node, addresses)
    if (element) fragment.append(element)
  }
  return fragment
}

function elementOf(node, addresses) {
  switch (node.type) {
    case 'paragraph': return filledWith('p', fragmentOf(node.content ?? [], addresses))
    case 'heading': return filledWith(`h${node.attrs?.level ?? 2}`, fragmentOf(node.content ?? [], addresses))
    case 'bullet_list': return filledWith('ul', items(node, addresses))
    case 'ordered_list': {
      const list = filledWith('ol', items(node, addresses))
      const start = node.attrs?.order ?? 1
      if (start !== 1) list.setAttribute('start', String(start))
      return list
    }
    case 'blockquote': return filledWith('blockquote', fragmentOfDocument(node, addresses))
    case 'code_block': {
      const code = document.createElement('code')
      code.textContent = (node.content ?? []).map(child => child.text ?? '\n').join('')
      return filledWith('pre', code)
    }
    case 'horizontal_rule': return document.createElement('hr')
    default: return null
  }
}

function items(list, addresses) {
  const fragment = document.createDocumentFragment()
  for (const { content = [] } of list.content ?? []) {
    // A single line of a list needs no paragraph of its own.
    const isLine = content.length === 1 && content[0].type === 'paragraph'
    fragment.append(filledWith('li', isLine ? fragmentOf(content[0].content ?? [], addresses) : fragmentOfDocument({ content }, addresses)))
  }
  return fragment
}

function filledWith(tag, content) {
  const element = document.createElement(tag)
  element.append(content)
  return element
}
