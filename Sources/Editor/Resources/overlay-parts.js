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
