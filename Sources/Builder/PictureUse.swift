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
  func preview(of entry: AssetIndex.Entry) -> (file: AssetFile, url: String) {
    guard let crop = sources(of: entry, PictureRecipe.socialShape())?.fallback.last else {
      return (entry.file, address(of: entry))
    }
    use(crop)
    return (crop.file, crop.url)
  }
}
