// Small pieces of the views beside the draft. They stand in the portal's page, where a press may take the focus.

/**
 * @typedef {Node | string | false | null | undefined} Child
 *
 * @typedef {object} Traits
 * @property {Record<string, string>} [data]
 * @property {Record<string, (event: any) => void>} [on]
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Traits & Record<string, unknown>} [traits] properties, or attributes where there is no such property
 * @param {...Child} children those that are missing are left out
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function part(tag, { data = {}, on = {}, ...properties } = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue
    if (name in element && !name.startsWith('aria-')) element[name] = value
    else element.setAttribute(name, String(value))
  }
  for (const [name, value] of Object.entries(data)) element.dataset[name] = value
  for (const [name, action] of Object.entries(on)) element.addEventListener(name, action)
  element.append(...children.filter(child => child || child === '').map(child => /** @type {Node | string} */ (child)))
  return element
}

/**
 * @param {string} label
 * @param {(event: MouseEvent) => void} action
 * @param {{icon?: string, className?: string, isBare?: boolean, choice?: string, title?: string}} [look] a bare button shows its icon only
 */
export function pressable(label, action, { icon, className = 'secondary small', isBare = false, choice, title } = {}) {
  return part(
    'button',
    {
      type: 'button', className: isBare ? `${className} foyer-bare` : className, on: { click: action },
      data: choice ? { choice } : {}, title: title ?? (isBare ? label : undefined), 'aria-label': isBare ? label : undefined,
    },
    icon && iconOf(icon), !isBare && part('span', {}, label))
}

/** Words for those who listen only. @param {string} text */
export const unseen = text => part('span', { className: 'unseen' }, text)

/** @param {string} text */
export const quiet = text => part('p', { className: 'foyer-quiet' }, text)

/** @param {string} text @param {string} [kind] */
export const badge = (text, kind = '') => part('span', { className: `foyer-badge ${kind}` }, text)

/** What stands where a list will be. @param {string} text */
export const loading = text => part('p', { className: 'foyer-quiet foyer-loading', role: 'status' }, text)

/** @param {string} text @param {string} [icon] */
export function empty(text, icon) {
  return part('div', { className: 'foyer-empty' }, icon && iconOf(icon), part('p', {}, text))
}

/** @param {string} text @param {string} again @param {() => void} retry */
export function failure(text, again, retry) {
  return part('div', { className: 'foyer-failure', role: 'alert' }, part('p', {}, text), pressable(again, retry, { choice: 'retry' }))
}

/** The letters that stand for a name. @param {string} name */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words
  return letters.map(word => [...word][0] ?? '').join('').toLocaleUpperCase() || '?'
}

/** @param {string} name */
export function avatar(name) {
  let sum = 0
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 6
  return part('span', { className: 'foyer-avatar', data: { hue: String(sum) }, 'aria-hidden': 'true' }, initials(name))
}

// Drawn for this program, in the manner of the portal's icons: 24 units wide, lines of 2.
const DRAWINGS = {
  undo: 'M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3',
  redo: 'm15 14 5-5-5-5M20 9H10a6 6 0 0 0 0 12h3',
  history: 'M3 12a9 9 0 1 0 3-6.700L3 8M3 3v5h5M12 7v5l3 2',
  list: 'M9 6h11M9 12h11M9 18h11M4 6h.01M4 12h.01M4 18h.01',
  note: 'M21 11.500a8.500 8.500 0 0 1-8.500 8.500H4l2-3.500A8.500 8.500 0 1 1 21 11.500z',
  design: 'M4 6h9M19 6h1M4 12h1M11 12h9M4 18h8M18 18h2M16 4v4M8 10v4M15 16v4',
  outline: 'M4 5h7M8 12h12M12 19h8M5 5v12a2 2 0 0 0 2 2h5M5 12h3',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  hidden: 'm3 3 18 18M10 5.200A10 10 0 0 1 12 5c6 0 10 7 10 7a17 17 0 0 1-3 3.700M6 6.500A17 17 0 0 0 2 12s4 7 10 7a9 9 0 0 0 5-1.500',
  lock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 8 0v3',
  unlock: 'M6 11h12v9H6zM8 11V8a4 4 0 0 1 7.500-2',
  seal: 'm12 3 7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4',
  plus: 'M12 5v14M5 12h14',
  trash: 'M4 7h16M10 11v6M14 11v6M6 7l1 13h10l1-13M9 7V4h6v3',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  up: 'M12 19V5M6 11l6-6 6 6',
  down: 'M12 5v14M6 13l6 6 6-6',
  into: 'M5 5v6a3 3 0 0 0 3 3h11M15 10l4 4-4 4',
  out: 'M19 19v-6a3 3 0 0 0-3-3H5M9 14l-4-4 4-4',
  close: 'm6 6 12 12M18 6 6 18',
  chevron: 'm9 6 6 6-6 6',
  page: 'M6 3h8l5 5v13H6zM14 3v5h5',
  target: 'M12 2v4M12 18v4M2 12h4M18 12h4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  check: 'm5 12 5 5 9-10',
  globe: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18',
  box: 'M4 5h16v14H4z',
  text: 'M5 6h14M12 6v13M9 19h6',
  richText: 'M4 6h16M4 10h16M4 14h16M4 18h9',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M9 9h.01',
  link: 'M9 15l6-6M11 6l1-1a4.500 4.500 0 0 1 6.500 6.500l-1 1M13 18l-1 1a4.500 4.500 0 0 1-6.500-6.500l1-1',
  form: 'M4 5h16v5H4zM4 14h10v5H4z',
  shared: 'M8 8h12v12H8zM4 16V4h12',
  menu: 'M4 6h16M4 12h16M4 18h16',
  upload: 'M12 16V4M7 9l5-5 5 5M4 16v4h16v-4',
  camera: 'M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16 16l5 5',
  grip: 'M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01',
  panel: 'M4 5h16v14H4zM15 5v14',
  phone: 'M5 4h4l2 5-3 2a12 12 0 0 0 5 5l2-3 5 2v4c0 1-1 2-2 2A17 17 0 0 1 3 6c0-1 1-2 2-2z',
  mail: 'M4 6h16v12H4zM4 7l8 6 8-6',
  more: 'M5 11.500v1M12 11.500v1M19 11.500v1',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5M9 13h6M9 17h6',
  spotlight: 'M12 3v2M12 19v2M3 12h2M19 12h2M6 6l1 1M17 17l1 1M18 6l-1 1M7 17l-1 1M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z',
  warning: 'M12 4 2.500 20h19zM12 10v4M12 17h.01',
  back: 'M19 12H5M11 6l-6 6 6 6',
  unfold: 'm6 9 6 6 6-6',
  desktop: 'M3 4h18v12H3zM8 20h8M12 16v4',
  tablet: 'M5 3h14v18H5zM11 18h2',
  mobile: 'M8 2h8v20H8zM11 19h2',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-5 4-7 8-7s8 2 8 7',
}

/** @param {string} name */
export function iconOf(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', DRAWINGS[name] ?? DRAWINGS.box)
  svg.append(path)
  return svg
}

const ICONS_OF_KINDS = {
  richText: 'richText', markdown: 'richText', text: 'text', image: 'image', link: 'link', list: 'list', navigation: 'menu',
  collectionList: 'list', form: 'form', formField: 'form', shared: 'shared', field: 'text',
}

/** @param {string} kind of element */
export const kindIcon = kind => iconOf(ICONS_OF_KINDS[kind] ?? 'box')
