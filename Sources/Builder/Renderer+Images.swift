import Markup
import Model

extension Renderer {
  mutating func image(_ node: ElementNode, _ image: ImageContent) {
    let path: String
    switch image.source {
    case .asset(let asset): path = asset
    case .value(let valuePath):
      if recording != nil && isPageValue(valuePath) {
        return self.defer(.node(node, entry: entry.map(site.number(of:))))
      }
      guard let value = value(valuePath) else { return }
      path = value.text(format: .long, locale: locale)
    }
    guard let asset = site.assets[path] else {
      return warn("the picture “\(path)” does not exist")
    }
    if case .missing = image.alternative { warn("the picture “\(path)” has no alternative text") }
    guard asset.isLarge else { return write(node, image, asset, .lazy) }
    if recording != nil {
      self.defer(.image(lazy: bytes(node, image, asset, .lazy), eager: bytes(node, image, asset, .first)))
    } else {
      write(node, image, asset, hasLargeImage ? .lazy : .first)
      hasLargeImage = true
    }
  }

  private enum Loading { case lazy, first }

  private mutating func bytes(
    _ node: ElementNode, _ image: ImageContent, _ asset: AssetIndex.Entry, _ loading: Loading
  ) -> [UInt8] {
    let outer = writer
    writer = HTMLWriter(capacity: 256)
    write(node, image, asset, loading)
    defer { writer = outer }
    return writer.bytes
  }

  private mutating func write(
    _ node: ElementNode, _ image: ImageContent, _ asset: AssetIndex.Entry, _ loading: Loading
  ) {
    guard begin(node, tag: "img", extraClass: image.focalPoint.flatMap(FocalPointRule.className)) else { return }
    let own = Set(node.body.attributes.map(\.name))
    writer.attribute("src", asset.url)
    if case .text(let words) = image.alternative {
      writer.attribute("alt", words)
    } else {
      writer.attribute("alt", "")
    }
    if let width = asset.file.width, let height = asset.file.height, own.isDisjoint(with: ["width", "height"]) {
      writer.attribute("width", width)
      writer.attribute("height", height)
    }
    switch loading {
    case .first: writer.raw(" fetchpriority=\"high\"")
    case .lazy:
      if !own.contains("loading") { writer.raw(" loading=\"lazy\"") }
      writer.raw(" decoding=\"async\"")
    }
    writer.endTag()
  }
}

extension AssetIndex.Entry {
  /// Large enough to be what people wait for; logos and icons are not.
  var isLarge: Bool { !isVector && (file.width ?? 0) >= 400 && (file.height ?? 0) >= 200 }
}

/// The point of a picture that stays visible when it is cropped, as a class, because pages have no style attributes.
enum FocalPointRule {
  static func className(_ point: ImageContent.FocalPoint) -> String? {
    guard point.x != 500 || point.y != 500 else { return nil }
    return "focus-\(point.x)-\(point.y)"
  }

  /// The rules for every focal point that the site has, in a fixed order.
  static func css(for points: FocalPoints) -> String {
    points.points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }.compactMap { point in
      className(point).map { ".\($0){object-position:\(percent(point.x)) \(percent(point.y))}" }
    }.joined()
  }

  private static func percent(_ thousandths: Int) -> String {
    thousandths % 10 == 0 ? "\(thousandths / 10)%" : "\(thousandths / 10).\(thousandths % 10)%"
  }
}
