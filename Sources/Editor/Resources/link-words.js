// Where a link leads, in words instead of an address.

import { filled } from './words.js'

/** @typedef {'page' | 'file' | 'web' | 'mail' | 'phone'} LinkKind */

/** @param {string | null | undefined} target @returns {LinkKind | null} */
export function kindOf(target) {
  if (!target) return null
  if (target.startsWith('page:') || target.startsWith('/') || target.startsWith('#')) return 'page'
  if (target.startsWith('asset:')) return 'file'
  if (target.startsWith('mailto:')) return 'mail'
  if (target.startsWith('tel:')) return 'phone'
  return 'web'
}

/** @param {string} target @returns {{id: string, fragment: string}} */
export function pageOf(target) {
  const [id, fragment = ''] = target.slice('page:'.length).split('#')
  return { id, fragment }
}

/**
 * @param {string | null | undefined} target
 * @param {import('./site-directory.js').SiteDirectory} directory
 * @param {Record<string, string>} words
 */
export async function linkWords(target, directory, words) {
  switch (kindOf(target)) {
    case null: return words.leadsNowhere
    case 'page': return pageWords(/** @type {string} */ (target), directory, words)
    case 'file': return filled(words.leadsToFile, { name: fileName(/** @type {string} */ (target)) })
    case 'mail': return filled(words.leadsToMail, { address: decoded(/** @type {string} */ (target).slice('mailto:'.length).split('?')[0]) })
    case 'phone': return filled(words.leadsToPhone, { number: /** @type {string} */ (target).slice('tel:'.length) })
    default: return filled(words.leadsToWeb, { address: shortAddress(/** @type {string} */ (target)) })
  }
}

async function pageWords(target, directory, words) {
  const pages = await directory.pages().catch(() => [])
  const { id, fragment } = target.startsWith('page:') ? pageOf(target) : { id: '', fragment: target.split('#')[1] ?? '' }
  const page = pages.find(page => page.id === id || page.path === target.split('#')[0])
  if (!page) return target.startsWith('page:') ? words.leadsToGone : filled(words.leadsToPage, { title: target })
  const title = page.title || page.path
  return fragment ? filled(words.leadsToSection, { title, section: fragment }) : filled(words.leadsToPage, { title })
}

/** @param {string} target */
export const fileName = target => decoded(target.split('/').at(-1) ?? target)

/** @param {string} address */
export const shortAddress = address => address.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')

function decoded(text) {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
