// Loads the page again where its parts have changed, and brings people back to where they were. The frame has no storage of its own; what
// belongs to the entry in the history of the tab outlives the page.

/** @param {string} page @param {string | null} selected @param {string | undefined} path where the page stands now */
export function reloadPage(page, selected, path) {
  history.replaceState({ foyer: { page, selected, left: scrollX, top: scrollY } }, '', addressAt(path))
  location.reload()
}

/** The address of a path of this draft; undefined where that path, or a later part of its list, is shown already. @param {string} [path] */
function addressAt(path) {
  const [, draft, shown] = /^(\/~[^/]+)(.*)$/.exec(decodeURI(location.pathname)) ?? []
  if (!draft || !path) return undefined
  const isShown = shown === path || shown.startsWith(path) && /^(seite|page)\/\d+\/?$/.test(shown.slice(path.length))
  return isShown ? undefined : draft + encodeURI(path)
}

/** Where somebody was before the page was loaded again. @param {string} page @returns {{selected: string | null, left: number, top: number} | null} */
export function placeBefore(page) {
  const place = history.state?.foyer
  if (!place) return null
  history.replaceState(null, '')
  return place.page === page ? place : null
}
