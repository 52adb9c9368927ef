// What visitors do not see yet, as the server tells it to whoever is signed in: the one list behind the badge, the view and the dialog.

/** @typedef {import('./inspector.js').EditorContext} EditorContext */

/**
 * @typedef {object} PendingChange
 * @property {string} id names it as long as it waits
 * @property {string} [page]
 * @property {string} [element]
 * @property {string} [author]
 * @property {string} [at]
 * @property {boolean} mayPublish
 * @property {boolean} submitted the open request has it just as it is now
 * @property {string[]} needs IDs of those that come along
 * @property {import('./history-changes.js').ChangeOf[]} changes
 *
 * @typedef {object} Pending
 * @property {number} revision
 * @property {{number: number, at: string} | undefined} live
 * @property {'direct' | 'approval' | 'draftOnly'} mode
 * @property {'publish' | 'submit' | 'none'} act
 * @property {PendingChange[]} changes
 * @property {number} others
 * @property {boolean} isCut
 */

/** @param {EditorContext} context @returns {Promise<Pending>} */
export const askPending = context => context.request('/pending')

/** As the badge, the portal and the view count them; nothing before the first publish. @param {Pending} pending */
export const countOf = ({ live, changes, others }) => (live ? changes.length + others : 0)

/**
 * By page, the shown one first; what stands on several pages or on none comes last.
 * @param {EditorContext} context
 * @param {PendingChange[]} changes
 * @returns {[string, PendingChange[]][]}
 */
export function byPage(context, changes) {
  /** @type {Map<string, PendingChange[]>} */
  const pages = new Map()
  for (const change of changes) {
    const page = change.page ?? ''
    pages.set(page, [...(pages.get(page) ?? []), change])
  }
  const rank = page => (page === context.page() ? 0 : page ? 1 : 2)
  return [...pages].sort(([one], [other]) => rank(one) - rank(other))
}

/** What a page is called, also one that the picker has no room for. @param {EditorContext} context */
export async function pageTitles(context) {
  const pages = await context.directory.pages().catch(() => [])
  return new Map(pages.map(({ id, title, path }) => [id, title || path]))
}
