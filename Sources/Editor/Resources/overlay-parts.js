// Small pieces of interface.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [properties] properties, or attributes where there is no such property
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value
    else element.setAttribute(name, String(value))
  }
  element.append(...children)
  return element
}

/** @param {string} label @param {() => void} action @param {string} [className] */
export function button(label, action, className = '') {
  const element = make('button', { type: 'button', className, textContent: label })
  // A press leaves the cursor where it is.
  element.addEventListener('pointerdown', event => event.preventDefault())
  element.addEventListener('mousedown', event => event.preventDefault())
  element.addEventListener('click', action)
  return element
}

// Drawn for this program, in the manner of the portal's icons: 24 units wide, lines of 2.
const DRAWINGS = {
  strong: ['M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z'],
  em: ['M19 5h-8M13 19H5M15 5 9 19'],
  code: ['m8 7-5 5 5 5M16 7l5 5-5 5'],
  strike: ['M4 12h16M16 7a4 4 0 0 0-4-2c-3 0-5 1.500-5 3.500S9 12 12 12M8 17a5 5 0 0 0 4 2c3 0 5-1.500 5-3.500'],
  sub: ['m4 5 8 10M12 5 4 15M16 17c0-2 4-2 4 0s-4 2.500-4 4h4'],
  sup: ['m4 9 8 10M12 9 4 19M16 4.500c0-2 4-2 4 0s-4 2.500-4 4h4'],
  link: ['M9 15l6-6M11 6l1-1a4.500 4.500 0 0 1 6.500 6.500l-1 1M13 18l-1 1a4.500 4.500 0 0 1-6.500-6.500l1-1'],
  bullet_list: ['M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01'],
  ordered_list: ['M10 6h10M10 12h10M10 18h10M4 4.500 5.500 4v4.500M4 15c0-1.500 2.500-1.500 2.500 0S4 17.500 4 19.500h2.500'],
  quote: ['M10 7c-3 0-5 2-5 5v5h5v-5H6M19 7c-3 0-5 2-5 5v5h5v-5h-4'],
  rule: ['M4 12h16'],
  code_block: ['M4 5h16v14H4zM10 9.500 7.500 12l2.500 2.500M14 9.500l2.500 2.500-2.500 2.500'],
  indent: ['M4 5h16M11 12h9M4 19h16M4 9.500 7 12l-3 2.500'],
  outdent: ['M4 5h16M11 12h9M4 19h16M7 9.500 4 12l3 2.500'],
  undo: ['M8 5 4 9l4 4M4 9h10a6 5 0 0 1 0 10h-3'],
  redo: ['m16 5 4 4-4 4M20 9H10a6 5 0 0 0 0 10h3'],
  text: ['M5 7V5h14v2M12 5v14M9 19h6'],
  pencil: ['M4 20h4L19.500 8.500l-4-4L4 16zM13 7l4 4'],
  image: ['M4 5h16v14H4zM4 16l5-5 5 5 2-2 4 4M15.500 9h.01'],
  list: ['M4 5h16v5H4zM4 14h16v5H4z'],
  plus: ['M12 5v14M5 12h14'],
  duplicate: ['M9 9h11v11H9zM15 9V4H4v11h5'],
  up: ['M12 19V5M6 11l6-6 6 6'],
  down: ['M12 5v14M6 13l6 6 6-6'],
  remove: ['M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.500 11v5M13.500 11v5'],
  eye: ['M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z'],
  hidden: ['M4 4l16 16M10 5.700A9 9 0 0 1 12 5.500c6 0 9.500 6.500 9.500 6.500a16 16 0 0 1-2.500 3.200M6.200 7.500A16 16 0 0 0 2.500 12S6 18.500 12 18.500c1.600 0 3-.400 4.200-1M10 10a3 3 0 0 0 4 4'],
  more: ['M4.500 12a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M11.500 12a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0M18.500 12a.5.5 0 1 0 1 0a.5.5 0 1 0-1 0'],
  above: ['M20 19h-7a4 4 0 0 1-4-4V5M4.500 9.500 9 5l4.500 4.500'],
  lock: ['M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3'],
  note: ['M4 5h16v11h-8l-4.500 4v-4H4zM8 9h8M8 12h5'],
  database: ['M5 6c0-3 14-3 14 0s-14 3-14 0v12c0 3 14 3 14 0V6M5 12c0 3 14 3 14 0'],
  open: ['M14 4h6v6M20 4l-9 9M18 14v6H4V6h6'],
  part: ['M4 4h16v16H4zM4 10h16'],
}

/** @param {string} name */
export function drawing(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  for (const line of DRAWINGS[name] ?? []) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
    path.setAttribute('d', line)
    svg.append(path)
  }
  return svg
}

/** A button that shows a drawing and says what it does. @param {string} icon @param {string} label @param {() => void} action */
export function iconButton(icon, label, action) {
  const element = button('', action, 'square')
  element.append(drawing(icon))
  element.title = label
  element.setAttribute('aria-label', label)
  return element
}

/**
 * Arrow keys lead through a toolbar, which has one place in the order of the Tab key.
 * @param {HTMLElement} bar
 */
export function roving(bar) {
  const stops = () => /** @type {HTMLElement[]} */ ([...bar.querySelectorAll('button, select')])
    .filter(stop => !stop.hidden && !stop.closest('[hidden]') && getComputedStyle(stop).display !== 'none')
  const settle = () => {
    const all = stops()
    const current = all.find(stop => stop.tabIndex === 0) ?? all[0]
    for (const stop of bar.querySelectorAll('button, select')) /** @type {HTMLElement} */ (stop).tabIndex = stop === current ? 0 : -1
  }
  bar.addEventListener('focusin', event => {
    for (const stop of stops()) stop.tabIndex = stop === event.target ? 0 : -1
  })
  bar.addEventListener('keydown', event => {
    const all = stops()
    const index = all.indexOf(/** @type {any} */ (event.target))
    const next = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: all.length - 1 }[event.key]
    if (next === undefined || index < 0) return
    event.preventDefault()
    all[(next + all.length) % all.length].focus()
  })
  queueMicrotask(settle)
}
