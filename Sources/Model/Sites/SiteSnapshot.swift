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
  package var revision: Revision

  package init(
    settings: SiteSettings, theme: Theme, pages: [PageContent], templates: [String: [ElementNode]],
    shared: [String: [ElementNode]], assets: [String: AssetFile],
    renditions: [String: [PictureShape: RenditionSet]] = [:], revision: Revision = 0
  ) {
    self.settings = settings
    self.theme = theme
    self.pages = pages
    self.templates = templates
    self.shared = shared
    self.assets = assets
    self.renditions = renditions
    self.revision = revision
  }
}

/// A page with what fills its template's slots.
package struct PageContent: Sendable {
  package var page: Page
  package var slots: [String: [ElementNode]]

  package init(page: Page, slots: [String: [ElementNode]]) {
    self.page = page
    self.slots = slots
  }
}
