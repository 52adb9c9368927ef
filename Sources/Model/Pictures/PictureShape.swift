/// What part of an original a rendition shows.
package enum PictureShape: Hashable, Sendable {
  case whole
  /// Cut to a ratio of width to height around a focal point, as `object-fit: cover` with that `object-position` would show it.
  case cropped(Limits.Ratio, ImageContent.FocalPoint)
  /// 1200 × 630 for the preview that other programs show of a link.
  case social(ImageContent.FocalPoint)

  /// As rows and the cache name it: `whole`, `4:5@500,300`, `social@500,500`.
  package var name: String {
    switch self {
    case .whole: "whole"
    case .cropped(let ratio, let point): "\(ratio.width):\(ratio.height)@\(point.x),\(point.y)"
    case .social(let point): "social@\(point.x),\(point.y)"
    }
  }

  package init?(name: String) {
    if name == "whole" {
      self = .whole
      return
    }
    let parts = name.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let (x, y) = Self.numbers(parts[1], separator: ","), (0...1000).contains(x),
      (0...1000).contains(y)
    else { return nil }
    let point = ImageContent.FocalPoint(x: x, y: y)
    if parts[0] == "social" {
      self = .social(point)
    } else if let (width, height) = Self.numbers(parts[0], separator: ":"), width > 0, height > 0 {
      self = .cropped(Limits.Ratio(width: width, height: height), point)
    } else {
      return nil
    }
  }

  private static func numbers(_ text: Substring, separator: Character) -> (Int, Int)? {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let first = parts[0], let second = parts[1] else { return nil }
    return (first, second)
  }
}

/// The renditions of one shape of one original. Made once; with no files where there is nothing to gain or the original cannot be used.
package struct RenditionSet: Hashable, Sendable {
  /// With width and height, by type and then by width.
  package var files: [AssetFile]
  /// Why there are none, in one sentence; empty where all went well.
  package var problem: String
  /// Made by an earlier recipe: shown until it is made anew.
  package var isOutdated: Bool

  package init(files: [AssetFile] = [], problem: String = "", isOutdated: Bool = false) {
    self.files = files.sorted { ($0.type, $0.width ?? 0) < ($1.type, $1.width ?? 0) }
    self.problem = problem
    self.isOutdated = isOutdated
  }
}

/// A shape of an original that a page wants to show.
package struct PictureNeed: Hashable, Sendable {
  package let original: AssetFile
  package let shape: PictureShape

  package init(_ original: AssetFile, _ shape: PictureShape) {
    self.original = original
    self.shape = shape
  }
}
