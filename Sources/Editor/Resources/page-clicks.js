// What clicks and keys do on a page that is being edited: links and forms rest, unlocked words open, locked parts say why they are locked.

import { draftPrefix } from './link-targets.js'

// Kinds that hold others and show nothing of their own; a click beside their content means nothing.
const FRAMES = new Set(['box', 'list', 'slot', 'shared', 'form', 'collectionList'])

/**
 * @param {object} parts
 * @param {import('./page-elements.js').PageElements} parts.elements
 * @param {() => Record<string, string>} parts.words
 * @param {(node: HTMLElement, element: import('./channel.js').EditableElement, place?: {left: number, top: number}) => void} parts.open
 * @param {() => boolean} parts.close false when what is being typed cannot be saved yet
 * @param {() => boolean} parts.isOpen
 * @param {() => void} parts.undo
 * @param {(text: string, place: {left: number, top: number}, follow?: () => void) => void} parts.explain
 * @param {() => void} parts.hush
 */
export function watchPage(parts) {
  document.addEventListener('click', event => {
    const isOwn = event.composedPath().some(node => node instanceof Element && node.localName === 'foyer-overlay')
    if (isOwn) return
    const link = event.target instanceof Element ? event.target.closest('a[href], area[href]') : null
    const follow = link && followable(link)
    if (link && !isFragment(link)) event.preventDefault()
    if (event.target instanceof Element && event.target.closest('button, input[type=submit], input[type=image]')) event.preventDefault()
    parts.hush()
    if (follow && (event.ctrlKey || event.metaKey)) return void (parts.close() && follow())
    const unlocked = parts.elements.unlockedAt(event.target)
    if (unlocked) {
      // A key that works like a click comes without a place.
      const place = event.detail ? { left: event.clientX, top: event.clientY } : undefined
      return parts.open(unlocked.node, unlocked.element, place)
    }
    if (parts.isOpen()) return void parts.close()
    if (!parts.elements.isKnown) return
    explainAt(event, follow)
  })

  function explainAt(event, follow) {
    const found = parts.elements.at(event.target)
    const reason = reasonFor(found, event.target, parts.words())
    if (!reason && !follow) return
    const box = event.target.getBoundingClientRect()
    const place = event.detail ? { left: event.clientX, top: event.clientY } : { left: box.left, top: box.bottom }
    parts.explain(reason, place, follow ?? undefined)
  }

  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing || parts.isOpen()) return
    const unlocked = event.target instanceof Element && event.target.hasAttribute('data-foyer-unlocked')
      ? parts.elements.unlockedAt(event.target)
      : null
    if (unlocked && (event.key === 'Enter' || event.key === 'F2')) {
      event.preventDefault()
      parts.hush()
      parts.open(unlocked.node, unlocked.element)
    } else if (event.key === 'Escape') {
      parts.hush()
    } else if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault()
      parts.undo()
    }
  })

  document.addEventListener('submit', event => event.preventDefault())
  // A file that misses its mark would take the place of the page.
  for (const type of ['dragover', 'drop']) {
    document.addEventListener(type, event => { if (!parts.isOpen()) event.preventDefault() })
  }
}

/** Within the page a link may lead on: it goes nowhere. */
const isFragment = link => (link.getAttribute('href') ?? '').startsWith('#')

/** How to follow a link to another page of this draft. */
function followable(link) {
  const url = new URL(link.href, location.href)
  const isHere = url.origin === location.origin && url.pathname.startsWith(`${draftPrefix()}/`)
  if (!isHere || isFragment(link)) return null
  return () => location.assign(url)
}

/** Why something cannot be changed; empty when there is nothing to say. */
function reasonFor(found, target, words) {
  if (!found) return ''
  const { element, node } = found
  if (!element) return showsSomething(node, target) ? words.elsewhere : ''
  if (FRAMES.has(element.kind) && !hasOwnWords(target)) return ''
  switch (element.lock) {
    case 'role': return words.viewOnly
    case 'phase': return words.phase
    case 'sealed': return words.sealed
    case 'capability': return words.otherRight
    case 'kind': return words.wrongKind
    default: return words.locked
  }
}

const hasOwnWords = target => [...target.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.data.trim())
const showsSomething = (node, target) => hasOwnWords(target) || target.matches('img, picture, svg, svg *, iframe, video, input, select, textarea')
