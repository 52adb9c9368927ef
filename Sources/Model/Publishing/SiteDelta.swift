/// What is different between two revisions of a site, as the later one has it: enough to bring what was made of the first up to the second.
package struct SiteDelta: Sendable {
  package var from: Revision
  package var to: Revision
  /// Slot → trees of every owner whose elements changed; empty where nothing is left.
  package var trees: [Owner: [String: [ElementNode]]]
  /// Pages whose row changed; nil for one that is gone.
  package var pages: [PageID: Page?]
  package var settings: SiteSettings?
  package var theme: Theme?
  /// Files of the site that came or changed; nil for one that is gone.
  package var assets: [String: AssetFile?]
  /// Made since, by the original's hash; they belong to no revision.
  package var renditions: [String: [PictureShape: RenditionSet]]
  /// Addresses that were live once and are new or lead elsewhere; nil for one that is forgotten.
  package var formerAddresses: [String: FormerAddress?] = [:]
  package var addressVersion = 0

  package var isEmpty: Bool { from == to && formerAddresses.isEmpty && renditions.isEmpty }

  package init(
    from: Revision, to: Revision, trees: [Owner: [String: [ElementNode]]] = [:], pages: [PageID: Page?] = [:],
    settings: SiteSettings? = nil, theme: Theme? = nil, assets: [String: AssetFile?] = [:],
    renditions: [String: [PictureShape: RenditionSet]] = [:]
  ) {
    self.from = from
    self.to = to
    self.trees = trees
    self.pages = pages
    self.settings = settings
    self.theme = theme
    self.assets = assets
    self.renditions = renditions
  }
}
