// Links of a page that is only looked at: those to other pages of the draft work, those that lead out of it are told outside, because the
// frame shows nothing else.

import { draftPrefix } from './link-targets.js'

/**
 * @param {object} parts
 * @param {() => boolean} parts.isOn
 * @param {(event: Event) => boolean} parts.isOwn whether it happened in what is laid over the page
 * @param {(message: import('./review-channel.js').FromReview) => void} parts.send
 */
export function watchLinks({ isOn, isOwn, send }) {
  addEventListener('click', event => {
    if (!isOn() || isOwn(event) || !(event.target instanceof Element)) return
    const link = event.target.closest('a[href], area[href]')
    if (!link) return
    const url = addressOf(link)
    if (!url) return event.preventDefault()
    const isHere = url.origin === location.origin && url.pathname.startsWith(`${draftPrefix()}/`)
    // Another tab would show a draft with nothing around it.
    if (isHere && !event.ctrlKey && !event.metaKey && !event.shiftKey && link.getAttribute('target') !== '_blank') return
    event.preventDefault()
    if (isHere) location.assign(url)
    else send({ type: 'outward', url: url.href.slice(0, 2000) })
  })
  // Nothing that is typed into a draft is sent anywhere.
  addEventListener('submit', event => event.preventDefault(), true)
  for (const type of ['dragover', 'drop']) addEventListener(type, event => event.preventDefault())
}

/** @param {Element} link */
function addressOf(link) {
  try {
    return new URL(link.getAttribute('href') ?? '', location.href)
  } catch {
    return null
  }
}
