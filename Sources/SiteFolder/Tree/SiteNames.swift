import Model

/// What markup may refer to: everything in the site that has a name.
package struct SiteNames: Sendable {
  var paths: SitePaths
  /// Site and theme files by path.
  var assets: Set<String> = []
  var collections: [String: CollectionSettings] = [:]
  var menus: Set<String> = []
  var shared: Set<String> = []
  /// Keys of the theme's strings.
  var strings: Set<String> = []
  var redirects: Set<String> = []
  /// Paths of pages that the builder adds: searches, and lists of tags.
  var built: Set<String> = []

  enum Resolution {
    case target(LinkTarget)
    /// No target is meant: the attribute is empty.
    case none
    /// The address leads to nothing on this site, and stays as it is.
    case dead(LinkTarget)
    /// The address may not stand in a link; with the reason.
    case refused(String)
  }

  /// What the address in a link means.
  ///
  /// Addresses with a scheme and fragments stay. `assets/…` and `theme/…` are files, with or without a slash before. Anything else is
  /// the path of a page, seen first from the site's root, then from the folder of the page on which the link stands.
  /// - Parameter page: the path of that page; nil in templates and shared trees.
  func resolve(_ address: String, from page: String?) -> Resolution {
    if Self.isPlainPath(address), let id = paths.page(at: address) { return .target(.page(id, fragment: nil)) }
    let address = CleanText.oneLine(address)
    guard !address.isEmpty else { return .none }
    if let target = explicit(address) { return target }
    let spelled = String(address.flatMap { $0 == " " ? "%20" : String($0) })
    guard ElementRules.isSafeURL(spelled) else {
      return .refused(
        spelled.hasPrefix("//")
          ? "begin with https:// instead of //" : "only https:, http:, mailto:, tel:, pages, files and #fragments")
    }
    if address.hasPrefix("#") || Self.hasScheme(address) { return .target(.url(spelled)) }
    let end = address.firstIndex { $0 == "?" || $0 == "#" } ?? address.endIndex
    let path = Self.percentDecoded(String(address[..<end]))
    let fragment = address.firstIndex(of: "#").map { String(address[address.index(after: $0)...]) }
    let hasQuery = end < address.endIndex && address[end] == "?"
    let file = path.hasPrefix("/") ? String(path.dropFirst()) : path
    if ElementRules.isAssetPath(file) {
      return assets.contains(file)
        ? .target(.asset(file)) : .dead(.url("/" + file.split(separator: " ").joined(separator: "%20")))
    }
    for candidate in candidates(path, from: page) {
      guard let id = paths.page(at: candidate) else { continue }
      if hasQuery { return .target(.url(spelled)) }
      return .target(.page(id, fragment: fragment.flatMap { $0.isEmpty ? nil : $0 }))
    }
    if isWrittenByBuilder(file) || built.contains(SitePaths.normalized(path)) || redirects.contains(path)
      || redirects.contains("/" + file)
    {
      return .target(.url(spelled))
    }
    return .dead(.url(spelled))
  }

  /// `page:ID#fragment`, `asset:path`, `value:path` and `url:address` mean what they say, whatever stands where: export writes them where
  /// a plain address would be read as something else.
  private func explicit(_ address: String) -> Resolution? {
    if address.hasPrefix("url:") {
      let url = String(address.dropFirst(4))
      return ElementRules.isSafeURL(url) ? .target(.url(url)) : .refused("url: with an address that is allowed itself")
    }
    guard ["page:", "asset:", "value:"].contains(where: address.hasPrefix) else { return nil }
    guard let target = LinkTarget(checking: address) else { return .refused("page:ID, asset:PATH and value:PATH") }
    return switch target {
    case .page(let id, _): paths.path(of: id) == nil ? .dead(target) : .target(target)
    case .asset(let path): assets.contains(path) ? .target(target) : .dead(target)
    case .url, .value: .target(target)
    }
  }

  /// Nearly every link of a site: a path from its root that needs no decoding, of characters that are safe everywhere. All that
  /// `resolve` would do with it is to ask for its page.
  private static func isPlainPath(_ address: String) -> Bool {
    let bytes = address.utf8
    guard bytes.first == UInt8(ascii: "/"), bytes.count <= 2_000, !bytes.starts(with: "//".utf8),
      !bytes.starts(with: "/assets/".utf8), !bytes.starts(with: "/theme/".utf8)
    else { return false }
    return bytes.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "-")...UInt8(ascii: "9"),
        UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }

  private func candidates(_ path: String, from page: String?) -> [String] {
    guard !path.hasPrefix("/") else { return [path] }
    let fromRoot = path.hasPrefix("./") || path.hasPrefix("../") ? [] : [path]
    guard let page else { return fromRoot }
    var parts = page.split(separator: "/").map(String.init)
    for part in path.split(separator: "/") {
      switch part {
      case ".": continue
      case "..": if !parts.isEmpty { parts.removeLast() }
      default: parts.append(String(part))
      }
    }
    return fromRoot + ["/" + parts.joined(separator: "/")]
  }

  private func isWrittenByBuilder(_ file: String) -> Bool {
    if file == "sitemap.xml" || file == "robots.txt" || file == "feed.xml" { return true }
    return file.hasSuffix("feed.xml")
      && collections.values.contains { $0.feed && file == ($0.path.isEmpty ? "feed.xml" : "\($0.path)/feed.xml") }
  }

  static func hasScheme(_ address: String) -> Bool {
    for byte in address.utf8 {
      switch byte {
      case UInt8(ascii: ":"): return true
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"): return false
      default: continue
      }
    }
    return false
  }

  /// The text that an address stands for; the address itself where that is none.
  package static func percentDecoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let code = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
      {
        result.append(code)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(validating: result, as: UTF8.self) ?? text
  }
}
