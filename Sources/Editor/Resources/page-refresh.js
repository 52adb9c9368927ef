// Loads the page again where its parts have changed, and brings people back to where they were.

const KEY = 'foyer.place'

/** @param {string} page @param {string | null} selected */
export function reloadPage(page, selected) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ page, selected, left: scrollX, top: scrollY }))
  } catch {
    // Without storage the page comes back at its top.
  }
  location.reload()
}

/** Where somebody was before the page was loaded again. @param {string} page @returns {{selected: string | null, left: number, top: number} | null} */
export function placeBefore(page) {
  try {
    const place = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    sessionStorage.removeItem(KEY)
    return place?.page === page ? place : null
  } catch {
    return null
  }
}
