/// A site at one revision with its theme: everything that the builder needs, and all that it gets.
package struct SiteSnapshot: Sendable {
  package var settings: SiteSettings
  package var theme: Theme
  /// Pages and collection entries, parents before children, siblings in order.
  package var pages: [PageContent]
  /// The templates as the site has them: the theme's own, or what designers made of them.
  package var templates: [String: [ElementNode]]
  /// Shared trees by name, the site's before the theme's.
  package var shared: [String: [ElementNode]]
  /// The site's own files by path (`assets/…`).
  package var assets: [String: AssetFile]
  /// The renditions that were made so far, by the original's hash.
  package var renditions: [String: [PictureShape: RenditionSet]]
  /// Paths where something was live once (`/leistungen/`), with what stood there last.
  package var formerAddresses: [String: FormerAddress]
  /// Counts changes of these addresses, which come with releases and not with revisions.
  package var addressVersion = 0
  package var revision: Revision

  package init(
    settings: SiteSettings, theme: Theme, pages: [PageContent], templates: [String: [ElementNode]],
    shared: [String: [ElementNode]], assets: [String: AssetFile],
    renditions: [String: [PictureShape: RenditionSet]] = [:], formerAddresses: [String: FormerAddress] = [:],
    revision: Revision = 0
  ) {
    self.settings = settings
    self.theme = theme
    self.pages = pages
    self.templates = templates
    self.shared = shared
    self.assets = assets
    self.renditions = renditions
    self.formerAddresses = formerAddresses
    self.revision = revision
  }
}

/// An address that was live once.
package struct FormerAddress: Hashable, Sendable {
  /// The page that stood there last.
  package let page: PageID
  /// Where it leads by the word of the agency; nil to wherever the page is now.
  package let leadsTo: Redirect?

  package init(page: PageID, leadsTo: Redirect? = nil) {
    self.page = page
    self.leadsTo = leadsTo
  }
}

/// A page with what fills its template's slots.
package struct PageContent: Sendable {
  package private(set) var row: PageRow
  package var slots: [String: [ElementNode]]

  package init(page: Page, slots: [String: [ElementNode]]) {
    row = PageRow(page)
    self.slots = slots
  }

  /// A copy; `row.page` asks for one field where it stands.
  package var page: Page {
    get { row.page }
    set { row = PageRow(newValue) }
  }
}

/// A page behind a reference. Lists of all pages are made and walked often, and copying a page's two dozen fields each time took more than what
/// was done with them; to read one field of `page` copies that one only.
package final class PageRow: Sendable {
  package let page: Page

  package init(_ page: Page) { self.page = page }

  package var place: PagePlace {
    PagePlace(
      id: page.id, parent: page.parent, collection: page.collection, slug: page.slug,
      isTranslation: page.translationOf != nil)
  }

  /// As `Page.isNotFound`.
  package var isNotFound: Bool { page.slug == "404" && place.isNotFound }

  /// Whether visitors see the page on a day.
  package func isLive(on day: CalendarDate?) -> Bool {
    !page.meta.draft && (day == nil || page.meta.isShown(on: day))
  }
}
