// Changes that are not saved yet, kept in this browser so that a reload or a closed tab does not lose them.

/** @typedef {import('./save-queue.js').Change} Change */

/** After a week somebody has surely written something else there. */
const KEPT_FOR = 7 * 24 * 3600 * 1000

export class KeptChanges {
  #prefix

  /** @param {string} site */
  constructor(site) { this.#prefix = `foyer.unsaved.${site}.` }

  /** @param {Change} change */
  keep(change) {
    try {
      localStorage.setItem(this.#prefix + change.key, JSON.stringify(change))
    } catch {
      // A full or forbidden storage is no reason not to save.
    }
  }

  /** @param {string} key */
  forget(key) { localStorage.removeItem(this.#prefix + key) }

  /** What was kept by a page that is gone, oldest first. @returns {Change[]} */
  all() {
    const changes = []
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(this.#prefix)) continue
      const change = read(localStorage.getItem(name))
      if (change && Date.now() - change.at < KEPT_FOR) changes.push(change)
      else localStorage.removeItem(name)
    }
    return changes.sort((one, other) => one.at - other.at)
  }
}

/** @param {string | null} text @returns {Change | null} */
function read(text) {
  try {
    const change = JSON.parse(text ?? '')
    return Array.isArray(change?.operations) && change.operations.length ? change : null
  } catch {
    return null
  }
}
