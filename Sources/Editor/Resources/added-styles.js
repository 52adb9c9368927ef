// Styles that come with a part of the screen which most people never open.

/** @param {...string} names of files beside this one; each is fetched once */
export function addStyles(...names) {
  for (const name of names) {
    const href = new URL(name, import.meta.url).href
    if ([...document.styleSheets].some(sheet => sheet.href === href) || document.querySelector(`link[href="${CSS.escape(href)}"]`)) continue
    const sheet = document.createElement('link')
    sheet.rel = 'stylesheet'
    sheet.href = href
    document.head.append(sheet)
  }
}
