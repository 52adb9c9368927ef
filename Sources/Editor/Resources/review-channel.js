// What the frame of a draft under review and the portal's page say to each other; how they find each other stands in channel.js. The frame
// proposes: which part somebody wants to comment on, which thread somebody wants to see. It calls nothing itself.

/**
 * @typedef {object} Pin what the frame is told of a thread
 * @property {string} id
 * @property {string} number as people say it: “12”, or “i3” among the agency
 * @property {string} element
 * @property {number | null} x in fractions of the element's box
 * @property {number | null} y
 * @property {string} state
 * @property {boolean} isUnread
 * @property {boolean} isInternal
 * @property {string} name what is heard at the pin
 *
 * @typedef {object} Proposal what a part would show
 * @property {string} element
 * @property {string} label
 * @property {string} text
 * @property {string} note
 * @property {boolean} isRemoval
 * @property {ImageBitmap | null} picture
 *
 * From the portal:
 * @typedef {{type: 'review', words: Record<string, string>, language: string, threads: Pin[], comment: boolean, path?: string}
 *   | {type: 'threads', threads: Pin[]}
 *   | {type: 'comment', on: boolean, focus?: boolean} whether clicks choose a part; the focus goes there
 *   | {type: 'pins', on: boolean}
 *   | {type: 'select', thread: string | null, element: string | null, scroll: boolean, focus?: boolean}
 *   | {type: 'composing', element: string | null, x: number | null, y: number | null, focus?: boolean} what somebody writes about
 *   | {type: 'propose', proposal: Proposal | null} laid over its part
 *   | {type: 'viewport', top: number, bottom: number} how much of the frame's edges is covered, in pixels
 *   | {type: 'refresh', path?: string}} ToReview
 *
 * From the frame:
 * @typedef {{type: 'pick', element: string, label: string, x: number | null, y: number | null, viewport: {width: number, height: number},
 *     scheme: 'light' | 'dark'}
 *   | {type: 'open', thread: string}
 *   | {type: 'placed', missing: string[]} the threads that cannot be seen at this width
 *   | {type: 'leave'} somebody wants out of commenting
 *   | {type: 'outward', url: string} a link leads out of the draft
 *   | {type: 'focusPanel'}} FromReview
 */

const isID = value => typeof value === 'string' && /^[\w-]{1,64}$/.test(value)
const isPart = value => value === null || (Number.isFinite(value) && value >= 0 && value <= 1)
const isLength = value => Number.isInteger(value) && value >= 0 && value <= 100_000

/** What each message from the frame must look like: it comes from an origin that is not trusted. @type {Record<string, (message: any) => boolean>} */
export const REVIEW_FORMS = {
  pick: ({ element, label, x, y, viewport, scheme }) => isID(element) && typeof label === 'string' && label.length <= 200
    && isPart(x) && isPart(y) && isLength(viewport?.width) && isLength(viewport?.height) && ['light', 'dark'].includes(scheme),
  open: ({ thread }) => isID(thread),
  placed: ({ missing }) => Array.isArray(missing) && missing.length <= 5000 && missing.every(isID),
  leave: () => true,
  outward: ({ url }) => typeof url === 'string' && url.length <= 2000 && /^(https?:\/\/|mailto:|tel:)/i.test(url),
  focusPanel: () => true,
}
