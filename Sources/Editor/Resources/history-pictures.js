// Which address a picture of the site has in the portal. History names pictures by their paths.

/** @typedef {import('./inspector.js').EditorContext} EditorContext */

/** More pages of the list than this are not read for a thumbnail. */
const MOST_PAGES = 10

/** @type {WeakMap<EditorContext, Pictures>} */
const known = new WeakMap()

class Pictures {
  #context
  /** @type {Promise<Map<string, string>> | null} */
  #list = null
  #readAt = 0

  /** @param {EditorContext} context */
  constructor(context) { this.#context = context }

  /** @param {string} path @returns {Promise<string | undefined>} */
  async url(path) {
    const isOld = Date.now() - this.#readAt > 5000
    const first = await (this.#list ?? this.#read())
    return first.get(path) ?? (isOld ? (await this.#read()).get(path) : undefined)
  }

  #read() {
    this.#readAt = Date.now()
    this.#list = this.#all().catch(() => {
      this.#list = null
      return new Map()
    })
    return this.#list
  }

  async #all() {
    const urls = new Map()
    let after = ''
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = after ? `&after=${encodeURIComponent(after)}` : ''
      const { items, next } = await this.#context.request(`/assets?kind=image&limit=100${query}`)
      for (const { path, url } of items) urls.set(path, url)
      if (!next) break
      after = next
    }
    return urls
  }
}

/** @param {EditorContext} context */
export function picturesOf(context) {
  const pictures = known.get(context) ?? new Pictures(context)
  known.set(context, pictures)
  return pictures
}
