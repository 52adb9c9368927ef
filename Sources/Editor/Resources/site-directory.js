// The pages and files of the site, read when somebody first needs them and kept while the screen is open.

/**
 * @typedef {{id: string, title: string, path: string}} PageEntry
 * @typedef {{path: string, url: string, hash?: string, type: string, size?: number, width?: number, height?: number, name?: string}} FileEntry
 */

/** A site with more than this is searched, not scrolled through. */
const MOST_REQUESTS = 20

export class SiteDirectory {
  #request
  #draftOrigin
  /** @type {Promise<PageEntry[]> | undefined} */
  #pages
  /** @type {Promise<FileEntry[]> | undefined} */
  #files
  #readAt = 0

  /** @param {(path: string) => Promise<any>} request @param {string} draftOrigin */
  constructor(request, draftOrigin) {
    this.#request = request
    this.#draftOrigin = draftOrigin
  }

  /** @returns {Promise<PageEntry[]>} */
  pages() {
    this.#pages ??= this.#all('/pages?limit=100')
    this.#pages.catch(() => { this.#pages = undefined })
    return this.#pages
  }

  /** Newest first. @returns {Promise<FileEntry[]>} */
  files() {
    if (!this.#files) {
      this.#readAt = Date.now()
      this.#files = this.#all('/assets?limit=100')
      this.#files.catch(() => { this.#files = undefined })
    }
    return this.#files
  }

  /** How many pictures are still being made in their sizes. @returns {Promise<number>} */
  async picturesMaking() { return (await this.#request('/pictures')).making }

  /** Lists may have grown. */
  forget() { this.#pages = this.#files = undefined }

  /** A file that was just uploaded. @param {FileEntry} file */
  async add(file) {
    const files = await this.files().catch(() => [])
    const index = files.findIndex(({ path }) => path === file.path)
    if (index >= 0) files.splice(index, 1)
    files.unshift(file)
  }

  /** @param {string | undefined} source `asset:` and a path @returns {Promise<FileEntry | undefined>} */
  async file(source) {
    if (!source?.startsWith('asset:')) return undefined
    const path = source.slice('asset:'.length)
    const find = files => files.find(file => file.path === path)
    try {
      const known = find(await this.files())
      if (known || Date.now() - this.#readAt < 5000) return known
      // Somebody else may have uploaded it meanwhile.
      this.#files = undefined
      return find(await this.files())
    } catch {
      return undefined
    }
  }

  /** Where the portal shows a picture. @param {string} source */
  pictureURL = async source => (await this.file(source))?.url

  /** Where the draft's frame finds the same picture. @param {string} source */
  draftAddress = async source => {
    const file = await this.file(source)
    const hash = file && (file.hash ?? /\/assets\/([0-9a-f]{64})\//.exec(file.url)?.[1])
    return hash ? `${this.#draftOrigin}/a/${hashedName(file.path, hash)}` : undefined
  }

  /** @param {string} path */
  async #all(path) {
    const items = []
    let after = ''
    for (let count = 0; count < MOST_REQUESTS; count += 1) {
      const answer = await this.#request(after ? `${path}&after=${encodeURIComponent(after)}` : path)
      items.push(...answer.items)
      if (!answer.next) break
      after = answer.next
    }
    return items
  }
}

/** The name under which drafts and published sites serve a file: it never changes its content. */
function hashedName(path, hash) {
  const plain = text => text.toLowerCase().slice(0, 80).replace(/[^a-z0-9_]+/g, '-')
  const parts = (path.split('/').at(-1) ?? '').split('.').filter(Boolean)
  const ending = parts.length > 1 ? plain(parts.at(-1) ?? '') : ''
  const stem = plain((ending ? parts.slice(0, -1) : parts).join('-'))
  return [stem || 'file', hash.slice(0, 10), ending].filter(Boolean).join('.')
}
