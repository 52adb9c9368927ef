// Whether the designer's tools are shown. It holds for this browser: whoever designs does so on the next page, too.

import { designerWords } from './words-designer.js'
import { iconOf, part, pressable } from './view-parts.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext */

const KEY = 'foyer.design'

let isOn = read()

export const isDesigning = () => isOn

function read() {
  try {
    return localStorage.getItem(KEY) === 'on'
  } catch {
    return false
  }
}

/** @param {boolean} on */
export function setDesigning(on) {
  isOn = on
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off')
  } catch {
    // Then it holds until the page is left.
  }
}

/**
 * @param {EditorContext} context
 * @param {() => void} changed
 */
export function designSwitch(context, changed) {
  const words = designerWords(context.language)
  const button = pressable(words.design, () => {
    setDesigning(!isOn)
    button.setAttribute('aria-pressed', String(isOn))
    context.say(isOn ? words.designOn : words.designOff)
    changed()
  }, { icon: 'design', className: 'foyer-rail-item', choice: 'design' })
  button.setAttribute('aria-pressed', String(isOn))
  return button
}

/** Whether the screen shows the page with the customer's rights. */
export const isAsCustomer = () => new URLSearchParams(location.search).get('as') === 'customer'

/** The address of this screen as the customer sees it, or as oneself. @param {boolean} asCustomer */
export function addressAs(asCustomer) {
  const url = new URL(location.href)
  if (asCustomer) url.searchParams.set('as', 'customer')
  else url.searchParams.delete('as')
  return url.href
}

/** What stands above the page while it is seen as the customer. @param {string} language */
export function customerBanner(language) {
  const words = designerWords(language)
  return part('div', { className: 'foyer-banner', role: 'region', 'aria-label': words.asCustomer },
    iconOf('eye'), part('p', {}, words.asCustomerNow),
    part('a', { className: 'button secondary small', href: addressAs(false), data: { choice: 'back-to-design' } }, words.backToDesign))
}
