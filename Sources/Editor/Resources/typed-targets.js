// What people type as the target of a link, checked and put into the form in which it is stored. The server checks again.

const MAIL = /^[^\s@<>()[\]\\,;:"]+@[^\s@.]+(\.[^\s@.]+)+$/
const FIGURES = /^\+?[\d\s()/.\-–]{3,30}$/

/** @param {string} text @returns {string} empty when it is no web address */
export function webTarget(text) {
  const typed = text.trim()
  const full = /^[a-z][a-z\d+.-]*:/i.test(typed) && !/^[\w.-]+:\d+(\/|$)/.test(typed) ? typed : `https://${typed}`
  if (!typed || /\s/.test(typed) || !URL.canParse(full)) return ''
  const { protocol, hostname, href } = new URL(full)
  if (protocol !== 'https:' && protocol !== 'http:') return ''
  return /^[^.]+(\.[^.]+)+$/.test(hostname) || hostname === 'localhost' ? href : ''
}

/** @param {string} text */
export function mailTarget(text) {
  const address = text.trim().replace(/^mailto:/i, '')
  return MAIL.test(address) ? `mailto:${address}` : ''
}

/** @param {string} text */
export function phoneTarget(text) {
  const number = text.trim().replace(/^tel:/i, '').replace(/\(0\)/, '')
  const figures = number.replace(/[^\d+]/g, '')
  return FIGURES.test(number) && figures.length >= 3 ? `tel:${figures}` : ''
}

/** @param {string} text @returns {string | null} null when it is no name of a place on a page */
export function fragmentOf(text) {
  const name = text.trim().replace(/^#/, '')
  return /^[\p{L}\p{N}_.-]{0,100}$/u.test(name) ? name : null
}
