import Glibc
import Markup
import Model

extension Renderer {
  /// - Parameter isDesigners: HTML within the text goes through the allow-list; in text that customers change it is left out.
  mutating func markdown(_ source: String, isDesigners: Bool) {
    let bytes = Array(source.utf8)
    var options = MarkdownRenderer.Options(rawHTML: isDesigners ? .allowListed : .omit, isUTF8: true)
    let scan = MarkdownScan(bytes)
    if hasMainHeading, scan.hasMainHeading { options.firstHeadingLevel = 2 }
    let start = writer.bytes.count
    var found: [String] = []
    var hasPictures = false
    let (site, page) = (self.site, self.page)
    do {
      let notes = try MarkdownRenderer(options: options).render(bytes, into: &writer) { url, isImage in
        if isImage { hasPictures = true }
        return site.markdownTarget(url, isImage: isImage, from: page) { message in
          found.append(message)
        }
      }
      for note in notes { warn(note.message) }
    } catch {
      warn("a Markdown text is left out: \(error)")
    }
    for message in found { warn(message) }
    if hasPictures || scan.hasAlignment || scan.hasTasks || scan.hasTags {
      finishMarkdown(from: start, hasTags: scan.hasTags)
    }
  }

  /// What the Markdown library leaves open: sizes of pictures, alignment without obsolete attributes, names of boxes.
  private mutating func finishMarkdown(from start: Int, hasTags: Bool) {
    // Pictures in HTML within Markdown did not pass the rewriting of addresses.
    let html = site.assets.rewritten(Array(writer.bytes[start...]))
    // HTML may bring its own, and pictures do not nest.
    let hasOwnFormats = hasTags && html.firstRange(of: Array("<picture".utf8)) != nil
    writer.bytes.removeLast(writer.bytes.count - start)
    var copied = 0
    var index = 0
    while let tag = html[index...].firstIndex(of: UInt8(ascii: "<")) {
      index = tag + 1
      let rest = html[tag...]
      if rest.starts(with: "<img src=\"".utf8) {
        let from = tag + 10
        guard let end = html[from...].firstIndex(of: UInt8(ascii: "\"")),
          let asset = site.assets.entry(url: String(decoding: html[from..<end], as: UTF8.self))
        else { continue }
        writer.raw(html[copied..<tag])
        let picture = ShownPicture(asset)
        let sizes = picture.sizes(own: nil, width: nil)
        let sources = hasOwnFormats ? nil : beginPicture(picture, sizes: sizes)
        writer.raw("<img")
        source(picture, sources, sizes: sizes)
        copied = end + 1
        imageAttributes(picture)
        let last = html[copied...].firstIndex(of: UInt8(ascii: ">")) ?? html.count - 1
        writer.raw(html[copied...last])
        copied = last + 1
        index = copied
        if sources != nil { writer.raw("</picture>") }
      } else if rest.starts(with: "<td align=\"".utf8) || rest.starts(with: "<th align=\"".utf8) {
        writer.raw(html[copied..<tag + 4])
        writer.raw("class=\"align-")
        copied = tag + 11
      } else if rest.starts(with: "<input type=\"checkbox\"".utf8) {
        writer.raw(html[copied..<tag + 6])
        writer.attribute("aria-label", Words.in(locale).done)
        copied = tag + 6
      }
    }
    writer.raw(html[copied...])
  }

  private mutating func imageAttributes(_ picture: ShownPicture) {
    dimensions(picture)
    let isFirst = picture.asset.isLarge && !hasLargeImage && recording == nil
    if isFirst { hasLargeImage = true }
    load(isFirst ? .first : .lazy)
  }
}

extension SiteIndex {
  /// A link or picture in Markdown as it stands on the page; nil keeps it as it is.
  func markdownTarget(_ url: String, isImage: Bool, from page: Int?, warn: (String) -> Void) -> String? {
    if !isImage, let target = index(atExactPath: url) { return urls[target] == url ? nil : urls[target] }
    if url.hasPrefix("#") || url.hasPrefix("//") || url.isEmpty { return nil }
    let path = url.prefix { $0 != "?" && $0 != "#" }
    if path.utf8.contains(UInt8(ascii: ":")) { return nil }
    if let asset = assets[String(path.drop { $0 == "/" })] {
      return (isImage ? asset.url : assets.address(of: asset)) + url.dropFirst(path.count)
    }
    if !isImage {
      if let target = linkedPage(path) { return urls[target] + url.dropFirst(path.count) }
      if !path.hasPrefix("/"), let page, let target = linkedPage(self.path(of: page) + path) {
        return urls[target] + url.dropFirst(path.count)
      }
    }
    if isImage || !hasTarget(path) {
      warn(isImage ? "the picture “\(url)” does not exist" : "a link leads to “\(url)”, where there is no page")
    }
    return url.hasPrefix("/") && !address.prefix.isEmpty ? address.prefix + url : nil
  }
}

/// What a glance at a Markdown text says about its HTML, so that most texts need no second pass.
struct MarkdownScan {
  /// A table may say how its columns are aligned.
  private(set) var hasAlignment = false
  private(set) var hasTasks = false
  private(set) var hasTags = false
  /// A line may begin with a single `#`, or be underlined with `=`.
  private(set) var hasMainHeading = false

  init(_ source: [UInt8]) {
    source.withUnsafeBufferPointer { bytes in
      // A C search for each byte that says anything: they are rare, and each search is over when it has its answer.
      search("#", in: bytes) { $0.hasMainHeading }
      search("=", in: bytes) { $0.hasMainHeading }
      search("<", in: bytes) { $0.hasTags }
      search("]", in: bytes) { $0.hasTasks }
      search(":", in: bytes) { $0.hasAlignment }
    }
  }

  private mutating func search(
    _ mark: Unicode.Scalar, in bytes: UnsafeBufferPointer<UInt8>, until isDone: (MarkdownScan) -> Bool
  ) {
    guard let start = bytes.baseAddress else { return }
    var index = 0
    while index < bytes.count, !isDone(self),
      let found = memchr(start + index, Int32(mark.value), bytes.count - index)
    {
      index = UnsafeRawPointer(found) - UnsafeRawPointer(start)
      look(at: index, in: bytes)
      index += 1
    }
  }

  private mutating func look(at index: Int, in bytes: UnsafeBufferPointer<UInt8>) {
    let next = index + 1 < bytes.count ? bytes[index + 1] : 0
    switch bytes[index] {
    case UInt8(ascii: ":"):
      if next == UInt8(ascii: "-") || (index > 0 && bytes[index - 1] == UInt8(ascii: "-")) { hasAlignment = true }
    case UInt8(ascii: "]"): if index >= 2, bytes[index - 2] == UInt8(ascii: "[") { hasTasks = true }
    case UInt8(ascii: "<"): if next | 0x20 >= UInt8(ascii: "a") { hasTags = true }
    case UInt8(ascii: "#"): if next != UInt8(ascii: "#"), startsLine(index, in: bytes) { hasMainHeading = true }
    case UInt8(ascii: "="): if startsLine(index, in: bytes) { hasMainHeading = true }
    default: break
    }
  }

  /// Only blanks before it; also in a quote or an item of a list, where headings may stand too.
  private func startsLine(_ index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var before = index - 1
    while before >= 0 {
      switch bytes[before] {
      case UInt8(ascii: "\n"): return true
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "*"),
        UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "0")...UInt8(ascii: "9"):
        before -= 1
      default: return false
      }
    }
    return true
  }
}
