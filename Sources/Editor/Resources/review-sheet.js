// On a phone the side is a sheet over the page. It stands above a keyboard, so that what sends the words is in sight while they are written.

/**
 * @param {HTMLElement} sheet its style sheet knows `--covered` and `--seen`
 * @param {() => void} moved
 */
export function standAboveKeyboard(sheet, moved) {
  const screen = globalThis.visualViewport
  if (!screen) return
  const look = () => {
    // Who has zoomed in sees a part of the page, which is no keyboard.
    const covered = screen.scale > 1.01 ? 0 : Math.max(0, Math.round(innerHeight - screen.offsetTop - screen.height))
    if (sheet.style.getPropertyValue('--covered') === `${covered}px`) return
    sheet.style.setProperty('--covered', `${covered}px`)
    if (covered) sheet.style.setProperty('--seen', `${Math.round(screen.height)}px`)
    else sheet.style.removeProperty('--seen')
    const field = document.activeElement
    if (field && sheet.contains(field)) field.scrollIntoView({ block: 'nearest' })
    moved()
  }
  screen.addEventListener('resize', look)
  screen.addEventListener('scroll', look)
}
