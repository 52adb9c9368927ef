import Markup
import Model

extension Renderer {
  mutating func image(_ node: ElementNode, _ image: ImageContent) {
    let path: String
    switch image.source {
    case .asset(let asset): path = asset
    case .value(let valuePath):
      if recording != nil && isPageValue(valuePath) { return self.defer(.node(node, entry: entry)) }
      return marked(valueMark(valuePath)) { renderer in
        guard let value = renderer.value(valuePath) else { return }
        renderer.show(node, image, path: value.text(format: .long, locale: renderer.locale))
      }
    }
    show(node, image, path: path)
  }

  private mutating func show(_ node: ElementNode, _ image: ImageContent, path: String) {
    guard let asset = site.assets[path] else {
      return warn("the picture “\(path)” does not exist")
    }
    if case .missing = image.alternative { warn("the picture “\(path)” has no alternative text") }
    let picture = ShownPicture(asset, ratio: node.body.limits.ratio, focalPoint: image.focalPoint)
    guard asset.isLarge else { return write(node, image, picture, .lazy) }
    if recording != nil {
      self.defer(.image(lazy: bytes(node, image, picture, .lazy), eager: bytes(node, image, picture, .first)))
    } else {
      write(node, image, picture, hasLargeImage ? .lazy : .first)
      hasLargeImage = true
    }
  }

  enum Loading { case lazy, first }

  private mutating func bytes(
    _ node: ElementNode, _ image: ImageContent, _ picture: ShownPicture, _ loading: Loading
  ) -> [UInt8] {
    let (outer, marks) = (writer, marks)
    writer = HTMLWriter(capacity: 512)
    self.marks = nil
    write(node, image, picture, loading)
    defer { (writer, self.marks) = (outer, marks) }
    return writer.bytes
  }

  private mutating func write(
    _ node: ElementNode, _ image: ImageContent, _ picture: ShownPicture, _ loading: Loading
  ) {
    let attributes = node.body.attributes
    var picture = picture
    picture.made = site.assets.made(picture.shape, of: picture.asset)
    let sizes = picture.sizes(
      own: attributes.first { $0.name == "sizes" }?.value, width: attributes.first { $0.name == "width" }?.value)
    let sources = beginPicture(picture, sizes: sizes)
    let classes = [image.focalPoint.flatMap(FocalPointRule.className), picture.className].compactMap { $0 }
    guard begin(node, tag: "img", extraClass: classes.isEmpty ? nil : classes.joined(separator: " ")) else { return }
    source(picture, sources, sizes: sizes)
    if case .text(let words) = image.alternative {
      writer.attribute("alt", words)
    } else {
      writer.attribute("alt", "")
    }
    let own = Set(attributes.map(\.name))
    if own.isDisjoint(with: ["width", "height"]) { dimensions(picture) }
    load(loading, isOwn: own.contains("loading"))
    writer.endTag()
    if sources != nil { writer.raw("</picture>") }
  }

  // MARK: Parts that Markdown needs too

  /// `<picture>` with the formats that save most; writes nothing, and returns nil, where there are no renditions.
  mutating func beginPicture(_ picture: ShownPicture, sizes: String) -> PictureSources? {
    guard let sources = site.assets.sources(of: picture.asset, picture.made) else { return nil }
    writer.raw("<picture>")
    let widest = PictureSizes.widest(sizes)
    for format in sources.formats.dropLast() {
      writer.raw("<source")
      writer.attribute("type", format.type)
      candidateList(PictureSources.needed(format.candidates, widest: widest))
      writer.attribute("sizes", sizes)
      writer.raw(">")
    }
    return sources
  }

  /// ` src`, and ` srcset` with ` sizes` where there are renditions.
  mutating func source(_ picture: ShownPicture, _ sources: PictureSources?, sizes: String) {
    guard let sources else { return writer.attribute("src", site.assets.address(of: picture.asset)) }
    let candidates = PictureSources.needed(sources.fallback, widest: PictureSizes.widest(sizes))
    // For programs that know no srcset: a width for most screens.
    let plain = candidates.first { $0.width >= 960 } ?? candidates.last
    if let plain {
      site.assets.use(plain)
      writer.attribute("src", plain.url)
    }
    if candidates.count > 1 || sources.formats.count > 1 {
      candidateList(candidates)
      writer.attribute("sizes", sizes)
    }
  }

  private mutating func candidateList(_ candidates: ArraySlice<PictureSources.Candidate>) {
    for candidate in candidates { site.assets.use(candidate) }
    writer.attribute("srcset", candidates.map { "\($0.url) \($0.width)w" }.joined(separator: ", "))
  }

  mutating func dimensions(_ picture: ShownPicture) {
    guard let width = picture.width, let height = picture.height else { return }
    writer.attribute("width", width)
    writer.attribute("height", height)
  }

  mutating func load(_ loading: Loading, isOwn: Bool = false) {
    // Which picture is the first one depends on those before it.
    marked(.derived([])) {
      switch loading {
      case .first: $0.writer.raw(" fetchpriority=\"high\"")
      case .lazy:
        if !isOwn { $0.writer.raw(" loading=\"lazy\"") }
        $0.writer.raw(" decoding=\"async\"")
      }
    }
  }
}

/// A picture as an element shows it.
struct ShownPicture {
  let asset: AssetIndex.Entry
  let shape: PictureShape
  /// The shape whose renditions stand in the page; another one while those of `shape` are not made yet.
  var made: PictureShape
  /// Pixels of the part that is shown.
  let width: Int?
  let height: Int?

  init(_ asset: AssetIndex.Entry, ratio: Limits.Ratio? = nil, focalPoint: ImageContent.FocalPoint? = nil) {
    self.asset = asset
    guard PictureRecipe.takes(asset.file) else {
      (shape, made, width, height) = (.whole, .whole, asset.file.width, asset.file.height)
      return
    }
    shape = PictureRecipe.shape(of: asset.file, ratio: ratio, focalPoint: focalPoint)
    made = shape
    let region = PictureRecipe.region(shape, of: asset.file)
    (width, height) = (region.width, region.height)
  }

  /// Gives the original, wherever it stands in for a crop, the crop's shape.
  var className: String? {
    guard case .cropped(let ratio, _) = shape else { return nil }
    return PictureRatioRule.className(ratio)
  }

  /// - Parameters:
  ///   - own: what the element says
  ///   - width: the element's own width in pixels
  func sizes(own: String?, width: String?) -> String {
    PictureSizes.scaled(seenSizes(own: own, width: width), by: percentSeen)
  }

  private func seenSizes(own: String?, width: String?) -> String {
    if let own, PictureSizes.isValid(own) { return own }
    if let width, let pixels = Int(width), pixels > 0 { return "\(pixels)px" }
    return PictureSizes.standard(width: self.width ?? 1280)
  }

  /// How wide what stands in the page is, of what is seen of it.
  private var percentSeen: Int {
    guard made != shape, let width, width > 0, let whole = asset.file.width else { return 100 }
    return (whole * 100 + width / 2) / width
  }
}

extension AssetIndex.Entry {
  /// Large enough to be what people wait for; logos and icons are not.
  var isLarge: Bool { !isVector && (file.width ?? 0) >= 400 && (file.height ?? 0) >= 200 }
}

/// The rules that pictures need beside the theme's.
enum PictureRules {
  /// For every focal point and ratio that the site has, in a fixed order.
  static func css(for points: FocalPoints) -> String {
    // The theme's rules speak of the picture itself; what is around it for other formats is not to be seen, and takes no place in a grid.
    "picture{display:contents}source{display:none}"
      + points.points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }.compactMap(FocalPointRule.css).joined()
      + points.ratios.sorted { ($0.width, $0.height) < ($1.width, $1.height) }.map(PictureRatioRule.css).joined()
  }
}

/// The point of a picture that stays visible when it is cropped, as a class, because pages have no style attributes.
enum FocalPointRule {
  static func className(_ point: ImageContent.FocalPoint) -> String? {
    guard point.x != 500 || point.y != 500 else { return nil }
    return "focus-\(point.x)-\(point.y)"
  }

  static func css(_ point: ImageContent.FocalPoint) -> String? {
    className(point).map { ".\($0){object-position:\(percent(point.x)) \(percent(point.y))}" }
  }

  private static func percent(_ thousandths: Int) -> String {
    thousandths % 10 == 0 ? "\(thousandths / 10)%" : "\(thousandths / 10).\(thousandths % 10)%"
  }
}

/// The shape of a picture that its element crops. Any rule of the theme goes before it.
enum PictureRatioRule {
  static func className(_ ratio: Limits.Ratio) -> String { "ratio-\(ratio.width)-\(ratio.height)" }

  static func css(_ ratio: Limits.Ratio) -> String {
    ":where(.\(className(ratio))){aspect-ratio:\(ratio.width)/\(ratio.height);object-fit:cover}"
  }
}
