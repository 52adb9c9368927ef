// Loads the page again where its parts have changed, and brings people back to where they were. The frame has no storage of its own; what
// belongs to the entry in the history of the tab outlives the page.

/** @param {string} page @param {string | null} selected */
export function reloadPage(page, selected) {
  history.replaceState({ foyer: { page, selected, left: scrollX, top: scrollY } }, '')
  location.reload()
}

/** Where somebody was before the page was loaded again. @param {string} page @returns {{selected: string | null, left: number, top: number} | null} */
export function placeBefore(page) {
  const place = history.state?.foyer
  if (!place) return null
  history.replaceState(null, '')
  return place.page === page ? place : null
}
