// What clicks and keys do on a page that is being edited: links and forms rest, unlocked words open, every other part is selected.

import { draftPrefix } from './link-targets.js'
import { isOffered, wordsOf } from './page-elements.js'

// Kinds that hold others and show nothing of their own.
const FRAMES = new Set(['box', 'list', 'slot', 'shared', 'form', 'collectionList'])

/**
 * @param {object} parts
 * @param {import('./page-elements.js').PageElements} parts.elements
 * @param {import('./selection.js').Selection} parts.selection
 * @param {(node: HTMLElement, element: import('./channel.js').EditableElement, place?: {left: number, top: number}) => void} parts.open
 * @param {() => boolean} parts.close false when what is being typed cannot be saved yet
 * @param {() => boolean} parts.isOpen
 * @param {(message: import('./channel.js').FromFrame) => void} parts.send
 * @param {() => void} parts.toBar
 */
export function watchPage(parts) {
  const { elements, selection } = parts

  document.addEventListener('click', event => {
    if (isOwn(event) || !(event.target instanceof Element)) return
    const { target } = event
    const link = target.closest('a[href], area[href]')
    const follow = link ? followable(link) ?? undefined : undefined
    if (link && !isFragment(link)) event.preventDefault()
    if (target.closest('button, input[type=submit], input[type=image]')) event.preventDefault()
    if (follow && (event.ctrlKey || event.metaKey)) return void (parts.close() && follow())
    if (target.closest('[data-foyer-open]') || !elements.isKnown) return
    const found = elements.at(target)
    if (selection.isDesign) return design(event, found, follow)
    const words = elements.wordsAt(target)
    if (words && (words.node === found?.node || !found?.element || !isOffered(found.element))) {
      // A key that works like a click comes without a place.
      return parts.open(words.node, words.element, event.detail ? { left: event.clientX, top: event.clientY } : undefined)
    }
    const wasOpen = parts.isOpen()
    if (wasOpen && !parts.close()) return
    choose(found, target, wasOpen, follow)
  })

  /** Outside of design mode what can be changed goes first, and a click beside everything ends a selection. */
  function choose(found, target, wasOpen, follow) {
    let part = found
    const isBeside = !part || (part.element ? FRAMES.has(part.element.kind) && !hasOwnWords(target) : !showsSomething(part.node, target))
    if (isBeside && !(part?.element && isOffered(part.element))) {
      for (part = part && elements.above(part.node); part && !(part.element && isOffered(part.element));) part = elements.above(part.node)
      if (!part && (wasOpen || selection.node)) return selection.clear()
      part ??= found?.element ? found : null
    }
    if (!part) return selection.clear()
    // Who has only left a text is not told what is locked.
    if (wasOpen && !(part.element && isOffered(part.element))) return selection.clear()
    selection.select(part.node, { follow })
  }

  /** In design mode each part can be selected, and with the Alt key what stands around it. */
  function design(event, found, follow) {
    if (!parts.close()) return
    const part = event.altKey && found ? elements.above(selection.node?.contains(found.node) ? selection.node : found.node) : found
    if (part) selection.select(part.node, { follow })
    else selection.clear()
  }

  document.addEventListener('dblclick', event => {
    if (isOwn(event) || !selection.isDesign) return
    const words = elements.wordsAt(event.target)
    if (words) parts.open(words.node, words.element, { left: event.clientX, top: event.clientY })
  })

  document.addEventListener('keydown', event => {
    if (event.key === 'F9' && event.altKey) return done(event, () => selection.reveal(!selection.isRevealed, { tell: true }))
    if (event.key === 'F6' && !event.ctrlKey && !event.altKey) return done(event, () => { if (parts.close()) parts.send({ type: 'focusPanel' }) })
    if (event.defaultPrevented || event.isComposing || parts.isOpen()) return
    if (event.key === 'Escape' && isOwn(event)) return done(event, () => selection.clear())
    if (isOwn(event)) return
    const unlocked = event.target instanceof Element && event.target.hasAttribute('data-foyer-unlocked') ? elements.at(event.target) : null
    const selected = selection.node ? elements.at(selection.node) : null
    const part = unlocked?.element ? unlocked : selection.isDesign && event.target === document.body ? selected : null
    const hasCommand = event.ctrlKey || event.metaKey
    switch (event.key) {
      case 'Enter':
      case 'F2':
        if (!part?.element) return
        return done(event, () => {
          if (wordsOf(part.element)) parts.open(part.node, part.element)
          else selection.select(part.node, { focus: true })
        })
      case 'F10':
        if (!event.altKey) return
        return done(event, () => {
          if (part && !selection.hasBar) selection.select(part.node, { focus: true })
          else parts.toBar()
        })
      case 'Escape':
        return selection.clear()
      case 'Tab':
        if (selection.isRevealed && !hasCommand && !event.altKey && selection.step(event.shiftKey)) event.preventDefault()
        return
      case 'ArrowUp':
        if (selection.isDesign && event.altKey) done(event, () => selection.above())
        return
      case 'ArrowDown':
        if (selection.isDesign && event.altKey) done(event, () => selection.below())
        return
      default: {
        const key = event.key.toLowerCase()
        if (!hasCommand || event.altKey) return
        if (key === 'z') done(event, () => parts.send({ type: event.shiftKey ? 'redo' : 'undo' }))
        else if (key === 'y' && !event.shiftKey) done(event, () => parts.send({ type: 'redo' }))
      }
    }
  })

  document.addEventListener('submit', event => event.preventDefault())
  // A file that misses its mark would take the place of the page.
  for (const type of ['dragover', 'drop']) {
    document.addEventListener(type, event => { if (!parts.isOpen()) event.preventDefault() })
  }
}

function done(event, action) {
  event.preventDefault()
  action()
}

const isOwn = event => event.composedPath().some(node => node instanceof Element && node.localName === 'foyer-overlay')

/** Within the page a link may lead on: it goes nowhere. */
const isFragment = link => (link.getAttribute('href') ?? '').startsWith('#')

/** How to follow a link to another page of this draft. */
function followable(link) {
  const url = new URL(link.href, location.href)
  const isHere = url.origin === location.origin && url.pathname.startsWith(`${draftPrefix()}/`)
  if (!isHere || isFragment(link)) return null
  return () => location.assign(url)
}

const hasOwnWords = target => [...target.childNodes].some(child => child.nodeType === Node.TEXT_NODE && child.data.trim())
const showsSomething = (node, target) => hasOwnWords(target) || target.matches('img, picture, svg, svg *, iframe, video, input, select, textarea')
