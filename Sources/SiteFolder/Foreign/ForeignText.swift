import Markup
import Model

/// Texts of other generators: what is taken over, and what is only reported.
enum ForeignText {
  /// Makes UTF-8 of what is not, with a warning: one broken letter must not keep a whole archive out.
  static func repair(_ bytes: inout [UInt8], report: Report) {
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    report.warning(
      SourceText.line(ofInvalid: bytes[...], firstLine: 1), "the text is not UTF-8; what cannot be read is shown as �",
      "save the file as UTF-8")
    bytes = Array(String(decoding: bytes, as: UTF8.self).utf8)
  }

  /// What can be said of a page without knowing the others.
  static func finish(_ source: inout PageSource) {
    if ForeignPlace(source.file).isDraft { source.head.meta.draft = true }
    if !source.head.meta.description.isEmpty { source.head.meta.description = words(source.head.meta.description) }
    // A page that only leads elsewhere says at least where to.
    if let target = source.head.meta.extra["redirect_to"], ElementRules.isSafeURL(target),
      case .markdown(let text) = source.body,
      text.allSatisfy(\.isWhitespace)
    {
      source.body = .markdown("[\(target)](\(target))\n")
      source.head.meta.noindex = true
    }
  }

  /// Plain words of a description that may hold HTML.
  static func words(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }),
      let fragment = try? HTMLParser().parseFragment(Array(text.utf8))
    else { return text }
    return CleanText.oneLine(fragment.nodes.map(\.textContent).joined())
  }

  /// Reports template tags, and points addresses of files and pages at where they are now.
  static func adapt(_ text: inout String, of source: PageSource, page: String, names: SiteNames, report: Report) {
    if text.utf8.contains(UInt8(ascii: "{")) {
      TemplateTags.forEach(in: text, firstLine: source.bodyLine) { tag, line in
        report.warning(
          line, "the template tag “\(tag)” is not carried out; it stays as text", "replace it by what it stood for")
      }
    }
    var changes: [(range: Range<Int>, text: String)] = []
    MarkdownScan.forEachLocalAddress(in: text, firstLine: source.bodyLine) { address in
      if let new = newAddress(address.text, of: source, page: page, names: names) {
        changes.append((address.range, new))
      }
    }
    guard !changes.isEmpty else { return }
    var bytes: [UInt8] = []
    let old = Array(text.utf8)
    var position = 0
    for change in changes where change.range.lowerBound >= position {
      bytes += old[position..<change.range.lowerBound]
      bytes += change.text.utf8
      position = change.range.upperBound
    }
    bytes += old[position...]
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// The address to write; nil where it is right or leads nowhere.
  private static func newAddress(_ address: String, of source: PageSource, page: String, names: SiteNames) -> String? {
    let end = address.firstIndex { $0 == "?" || $0 == "#" } ?? address.endIndex
    let path = SiteNames.percentDecoded(String(address[..<end]))
    let folder = source.file.split(separator: "/").dropLast().map(String.init)
    let inFolder = joined(folder, path)
    for candidate in path.hasPrefix("/") ? [path] : [inFolder, path] {
      let asset = ForeignPlace.assetPath(of: candidate.hasPrefix("/") ? String(candidate.dropFirst()) : candidate)
      if names.assets.contains(asset) { return encoded("/" + asset) }
    }
    // Files name each other as files; a browser would look below the page's own address.
    if path.hasSuffix(".md"), !path.hasPrefix("/") {
      let parts = page.split(separator: "/").dropLast().map(String.init)
      let stem = joined(parts, String(path.dropLast(3)))
      for candidate in [stem, inFolder] {
        if let id = names.paths.page(at: "/" + candidate), let target = names.paths.path(of: id) {
          return encoded(target) + address[end...]
        }
      }
    }
    return nil
  }

  private static func joined(_ folder: [String], _ path: String) -> String {
    var parts = folder
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": if !parts.isEmpty { parts.removeLast() }
      default: parts.append(String(part))
      }
    }
    return parts.joined(separator: "/")
  }

  private static func encoded(_ path: String) -> String {
    var result = ""
    for character in path {
      switch character {
      case " ": result += "%20"
      case "(": result += "%28"
      case ")": result += "%29"
      default: result.append(character)
      }
    }
    return result
  }
}

/// `{% … %}`, `{{ … }}`, `{{< … >}}`, `{{% … %}}` and `{: … }`: what other generators carry out and we do not.
enum TemplateTags {
  static func forEach(in text: String, firstLine: Int, _ found: (_ tag: String, _ line: Int) -> Void) {
    var text = text
    text.withUTF8 { bytes in
      var line = firstLine
      var index = 0
      while index + 1 < bytes.count {
        if bytes[index] == 0x0A { line += 1 }
        let next = bytes[index + 1]
        guard bytes[index] == UInt8(ascii: "{"),
          next == UInt8(ascii: "{") || next == UInt8(ascii: "%") || next == UInt8(ascii: ":")
        else {
          index += 1
          continue
        }
        let close = next == UInt8(ascii: "{") ? UInt8(ascii: "}") : next == UInt8(ascii: "%") ? UInt8(ascii: "%") : 0
        var end = index + 2
        var lines = 0
        while end < bytes.count, end - index < 2_000, !isEnd(bytes, end, close) {
          if bytes[end] == 0x0A { lines += 1 }
          end += 1
        }
        if end < bytes.count, isEnd(bytes, end, close) {
          let stop = min(bytes.count, end + (close == 0 ? 1 : 2))
          let tag = CleanText.oneLine(String(decoding: bytes[index..<stop], as: UTF8.self))
          found(tag.count > 60 ? tag.prefix(59) + "…" : tag, line)
          index = stop
          line += lines
        } else {
          index += 2
        }
      }
    }
  }

  /// - Parameter close: 0 for `{: … }`, which ends with a single brace on its line
  private static func isEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, _ close: UInt8) -> Bool {
    if close == 0 { return bytes[index] == UInt8(ascii: "}") }
    return bytes[index] == close && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "}")
  }
}
