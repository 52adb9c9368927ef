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
    guard let sources = entry.pictures[shape] else {
      want(PictureNeed(entry.file, shape))
      return nil
    }
    return sources.isEmpty ? nil : sources
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
