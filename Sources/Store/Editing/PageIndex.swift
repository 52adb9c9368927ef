import Model

/// The pages of a site as they stand within an edit, for the question where a new one would stand.
final class PageIndex {
  let settings: SiteSettings
  private let paths: SitePaths
  private var created: [PageID: String] = [:]
  private var taken: Set<String> = []
  private var last: [PageID?: Position] = [:]

  init(_ pages: [Page], settings: SiteSettings) {
    self.settings = settings
    paths = SitePaths(pages: pages, collections: settings.collections)
    for page in pages where page.collection == nil { count(page) }
  }

  /// The address of a page, or of the site; nil when there is no such page.
  func path(of page: PageID?) -> String? {
    guard let page else { return "/" }
    return created[page] ?? paths.path(of: page)
  }

  func isTaken(_ path: String) -> Bool { taken.contains(path) || paths.page(at: path) != nil }

  /// The position of the last page below another one, or of the last one at the top.
  func lastPosition(below parent: PageID?) -> Position? { last[parent] }

  func add(_ page: Page, at path: String) {
    created[page.id] = path
    taken.insert(path)
    if page.collection == nil { count(page) }
  }

  private func count(_ page: Page) { last[page.parent] = max(last[page.parent] ?? page.position, page.position) }
}
