// Pages as the screen's picker knows them: what they are called, and the way to them.

import { iconOf, part, pressable } from './view-parts.js'

/** @typedef {import('./inspector.js').EditorContext} EditorContext */

/**
 * The way to what changed: on the page that is shown, or on another one.
 * @param {EditorContext} context
 * @param {{element?: string, page?: string}} change
 * @param {string} label
 */
export function wayTo(context, { element, page }, label) {
  if (element && context.element(element)) return pressable(label, () => context.select(element), { icon: 'target', choice: 'show' })
  const link = page && page !== context.page() ? document.querySelector(`[data-page-link="${CSS.escape(page)}"]`) : null
  if (!(link instanceof HTMLAnchorElement)) return null
  const href = element ? `${link.href}#part=${encodeURIComponent(element)}` : link.href
  return part('a', { className: 'button secondary small', href, data: { choice: 'other-page' } }, iconOf('target'), part('span', {}, label))
}

/** @param {string} page */
export const titleOfPage = page => document.querySelector(`[data-page-link="${CSS.escape(page)}"] .strong`)?.textContent ?? ''
