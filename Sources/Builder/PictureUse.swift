import Model
import Synchronization

/// The renditions that pages would have shown if they were made already. One for all workers, and for a site after a change too.
final class WantedPictures: Sendable {
  private let needs = Mutex<Set<PictureNeed>>([])

  func insert(_ need: PictureNeed) { needs.withLock { _ = $0.insert(need) } }

  /// What was noted since the last call.
  func take() -> Set<PictureNeed> {
    needs.withLock { needs in
      defer { needs = [] }
      return needs
    }
  }
}

extension SiteIndex.Assets {
  /// The renditions of a shape; nil where there are none, and where they are only not made yet that is noted.
  func sources(of entry: AssetIndex.Entry, _ shape: PictureShape) -> PictureSources? {
    guard PictureRecipe.takes(entry.file) else { return nil }
    let sources = entry.pictures[shape]
    if sources?.isOutdated ?? true { want(PictureNeed(entry.file, shape)) }
    guard let sources, !sources.isEmpty else { return nil }
    return sources
  }

  /// The shape whose renditions are shown: of the whole picture, which the browser crops, until a crop is made.
  func made(_ shape: PictureShape, of entry: AssetIndex.Entry) -> PictureShape {
    guard case .cropped = shape, entry.pictures[shape] == nil, entry.pictures[.whole] != nil else { return shape }
    want(PictureNeed(entry.file, shape))
    return .whole
  }

  /// What other programs show of a link: the crop for them where it is made already, otherwise the original.
  /// - Parameter focalPoint: what the crop keeps in sight; nil for the middle
  func preview(
    of entry: AssetIndex.Entry, focalPoint: ImageContent.FocalPoint?
  ) -> (file: AssetFile, url: String) {
    guard let crop = sources(of: entry, PictureRecipe.socialShape(focalPoint: focalPoint))?.fallback.last else {
      return (entry.file, address(of: entry))
    }
    use(crop)
    return (crop.file, crop.url)
  }
}

extension SiteIndex {
  /// What is important in the picture that a page has for previews, as the page's own elements say that show it: the first word counts.
  func previewPoint(of page: Int) -> ImageContent.FocalPoint? {
    guard let path = pages[page].row.page.meta.image else { return nil }
    let slots = pages[page].slots
    return slots.keys.sorted().lazy.compactMap { slots[$0]?.focalPoint(of: .asset(path)) }.first
  }

  /// As `EditScope.previews`.
  func hasOtherPreview(_ page: Int, within scope: EditScope) -> Bool {
    !scope.previews.isEmpty && scope.previews.contains(pages[page].row.page.id)
  }
}

extension EditScope {
  /// Notes the pages of two states whose preview may be another one.
  mutating func setPreviews(before: SiteSnapshot, after: SiteSnapshot) {
    guard !elements.isEmpty else { return }
    var images: [PageID: (path: String, isTouched: Bool)] = [:]
    func isTouched(_ content: PageContent) -> Bool { content.slots.values.contains { $0.hasPicture(within: self) } }
    for content in before.pages {
      if let path = content.row.page.meta.image { images[content.row.page.id] = (path, isTouched(content)) }
    }
    // Another picture is another thing: only who may change the page's own words may choose it.
    for content in after.pages {
      let id = content.row.page.id
      guard let known = images[id], known.path == content.row.page.meta.image else { continue }
      if known.isTouched || isTouched(content) { previews.insert(id) }
    }
  }
}

extension [ElementNode] {
  fileprivate func focalPoint(of source: ImageContent.Source) -> ImageContent.FocalPoint? {
    for node in self {
      if case .image(let image) = node.body.content, image.source == source, let point = image.focalPoint {
        return point
      }
      if let point = node.children.focalPoint(of: source) { return point }
    }
    return nil
  }

  fileprivate func hasPicture(within scope: EditScope, isInside: Bool = false) -> Bool {
    contains { node in
      let isInside = isInside || scope.elements[node.id] != nil
      if isInside, case .image = node.body.content { return true }
      return node.children.hasPicture(within: scope, isInside: isInside)
    }
  }
}
