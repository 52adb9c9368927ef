/// Which renditions an original gets: widths, formats and crops. Whoever changes what comes out raises `version`, so that what was made
/// before is made anew.
package enum PictureRecipe {
  package static let version = 1
  /// Widths in pixels.
  package static let ladder = [320, 480, 640, 960, 1280, 1600, 1920, 2560]
  package static let social = PictureDimensions(width: 1200, height: 630)
  /// The pixels of one rendition: what comes out must be quick to decode on a telephone.
  private static let pixelLimit = 12_000_000
  /// Below this nothing is gained.
  private static let smallestBytes = 3 << 10
  private static let smallestSide = 48
  /// Focal points differ from crop to crop by less than this, in thousandths, so that dragging one about does not make hundreds of crops.
  private static let pointStep = 25

  /// Whether renditions are made of a file at all: pictures of pixels that are no icons. GIFs and vectors stay as they are.
  package static func takes(_ file: AssetFile) -> Bool {
    guard let width = file.width, let height = file.height else { return false }
    switch file.type {
    case "image/jpeg", "image/png", "image/webp", "image/avif": break
    default: return false
    }
    return file.size >= smallestBytes && min(width, height) >= smallestSide && width * height <= FileLimits.pixels
  }

  /// The shape in which an element shows an original: whole where it has no ratio of its own or the original has it already.
  package static func shape(
    of file: AssetFile, ratio: Limits.Ratio?, focalPoint: ImageContent.FocalPoint?
  ) -> PictureShape {
    guard let ratio, let width = file.width, let height = file.height else { return .whole }
    let reduced = reduced(ratio)
    let region = region(of: file, ratio: reduced, focalPoint: nil)
    // A sliver is not worth files of its own.
    guard region.width * region.height * 100 < width * height * 98, region.width >= smallestSide,
      region.height >= smallestSide
    else { return .whole }
    let isCutAtSides = region.width < width
    let point = focalPoint ?? middle
    return .cropped(
      reduced,
      ImageContent.FocalPoint(x: isCutAtSides ? rounded(point.x) : 500, y: isCutAtSides ? 500 : rounded(point.y)))
  }

  /// 8:6 is 4:3.
  package static func reduced(_ ratio: Limits.Ratio) -> Limits.Ratio {
    let factor = greatestDivisor(ratio.width, ratio.height)
    return Limits.Ratio(width: ratio.width / factor, height: ratio.height / factor)
  }

  package static func socialShape(focalPoint: ImageContent.FocalPoint? = nil) -> PictureShape {
    let point = focalPoint ?? middle
    return .social(ImageContent.FocalPoint(x: rounded(point.x), y: rounded(point.y)))
  }

  /// The part of an original that a shape shows, in its upright pixels.
  package static func region(_ shape: PictureShape, of file: AssetFile) -> PictureRegion {
    switch shape {
    case .whole:
      PictureRegion(x: 0, y: 0, width: max(file.width ?? 1, 1), height: max(file.height ?? 1, 1))
    case .cropped(let ratio, let point): region(of: file, ratio: ratio, focalPoint: point)
    case .social(let point):
      region(of: file, ratio: Limits.Ratio(width: social.width, height: social.height), focalPoint: point)
    }
  }

  /// The sizes that a shape of an original is made in, the smallest first; none larger than what there is.
  package static func sizes(_ shape: PictureShape, of file: AssetFile) -> [PictureDimensions] {
    let region = region(shape, of: file)
    if case .social = shape {
      let isSmaller = region.width < social.width
      return [isSmaller ? PictureDimensions(width: region.width, height: region.height) : social]
    }
    var widths = ladder.filter { $0 <= region.width }
    // An original between two steps would lose what it has more than the lower one.
    if region.width <= ladder[ladder.count - 1], region.width * 100 > (widths.last ?? 0) * 115 {
      widths.append(region.width)
    }
    let sizes = widths.map { width in
      PictureDimensions(width: width, height: max(1, (region.height * width + region.width / 2) / region.width))
    }
    return sizes.filter { $0.width * $0.height <= pixelLimit && $0.height <= 16_000 }
  }

  /// Leaves out what is of no use: a format that saves nothing against a plainer one, and a width that is no smaller than a larger one.
  /// - Parameter files: one per format and width
  package static func useful(_ files: [AssetFile], of original: AssetFile, shape: PictureShape) -> [AssetFile] {
    if case .social = shape { return files }
    var kept: [AssetFile] = []
    var best = Int.max
    // From what every browser shows to what saves most.
    for type in ["image/jpeg", "image/png", "image/webp", "image/avif"] {
      let own = files.filter { $0.type == type }.sorted { ($0.width ?? 0) > ($1.width ?? 0) }
      guard !own.isEmpty else { continue }
      let total = own.reduce(0) { $0 + $1.size }
      guard total < best else { continue }
      best = total
      var larger = Int.max
      for file in own where file.size < larger {
        larger = file.size
        kept.append(file)
      }
    }
    // Made again in its own size only and hardly smaller: the original is the better one.
    if shape == .whole, kept.allSatisfy({ $0.width == original.width }),
      kept.allSatisfy({ $0.size * 100 > original.size * 95 })
    {
      return []
    }
    return kept
  }

  private static let middle = ImageContent.FocalPoint(x: 500, y: 500)

  private static func region(
    of file: AssetFile, ratio: Limits.Ratio, focalPoint: ImageContent.FocalPoint?
  ) -> PictureRegion {
    let (width, height) = (max(file.width ?? 1, 1), max(file.height ?? 1, 1))
    let point = focalPoint ?? middle
    let part = PictureDimensions(
      width: max(1, min(width, height * ratio.width / ratio.height)),
      height: max(1, min(height, width * ratio.height / ratio.width)))
    return PictureRegion(
      x: (width - part.width) * point.x / 1000, y: (height - part.height) * point.y / 1000, width: part.width,
      height: part.height)
  }

  private static func rounded(_ thousandths: Int) -> Int {
    min(1000, max(0, (thousandths + pointStep / 2) / pointStep * pointStep))
  }

  private static func greatestDivisor(_ first: Int, _ second: Int) -> Int {
    second == 0 ? max(first, 1) : greatestDivisor(second, first % second)
  }
}

/// In pixels.
package struct PictureDimensions: Hashable, Sendable {
  package let width: Int
  package let height: Int

  package init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}

/// A rectangle in pixels from the upper left corner.
package struct PictureRegion: Hashable, Sendable {
  package let x: Int
  package let y: Int
  package let width: Int
  package let height: Int

  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }
}
