import Model

/// The files of a finished site, and what addresses in them mean.
struct StaticFiles: Sendable {
  let root: String
  /// Paths below the root.
  let files: Set<String>
  let pages: [String]

  /// Whether a folder is a finished site: whole HTML pages, no sources of a generator.
  static func isStatic(_ listing: FolderListing, root: String) -> Bool {
    // A README lies beside many a finished site; other Markdown is what a generator makes pages of.
    let sources = listing.files.filter {
      FileName.isMarkdown($0) && ($0.contains("/") || $0 != $0.uppercased().dropLast(3) + ".md")
    }
    guard sources.isEmpty else { return false }
    let home = ["index.html", "index.htm"].first(where: listing.files.contains)
    guard let first = home ?? listing.files.first(where: FileName.isHTML) else { return false }
    let report = Report(file: first)
    guard let bytes = SourceText.bytes("\(root)/\(first)", report: report) else { return home != nil }
    return !bytes.starts(with: Array("---".utf8))
  }

  init(root: String, listing: FolderListing) {
    self.root = root
    files = Set(listing.files)
    pages = listing.files.filter(FileName.isHTML)
  }

  /// Where a file goes that is no page and no style sheet; nil for what has no place in a site.
  static func assetPath(of file: String) -> String? {
    let name = file.lowercased()
    let left = [".html", ".htm", ".css", ".js", ".mjs", ".map", ".br", ".gz", ".php", ".scss", ".less"]
    guard !left.contains(where: name.hasSuffix) else { return nil }
    let written = ["robots.txt", "sitemap.xml", "feed.xml", "rss.xml", "atom.xml", "cname", "_redirects", "_headers"]
    guard !written.contains(name.split(separator: "/").last.map(String.init) ?? name) else { return nil }
    let path = file.hasPrefix("assets/") ? file : "assets/\(file)"
    return ElementRules.isAssetPath(path) ? path : nil
  }

  enum Target: Equatable {
    /// Another server, or an address with a scheme.
    case elsewhere(String)
    case page(String, rest: String)
    case file(String)
    case fragment(String)
    case missing(String)
  }

  /// What an address in a file of the site means.
  func target(_ address: String, from file: String, base: String) -> Target {
    let address = CleanText.oneLine(address)
    if address.hasPrefix("#") { return .fragment(address) }
    if address.hasPrefix("//") { return .elsewhere("https:" + address) }
    var local = address
    if !base.isEmpty, address.hasPrefix(base + "/") || address == base {
      local = String(address.dropFirst(base.count))
      if local.isEmpty { local = "/" }
    } else if SiteNames.hasScheme(address) {
      return .elsewhere(address)
    }
    let end = local.firstIndex { $0 == "?" || $0 == "#" } ?? local.endIndex
    let path = SiteNames.percentDecoded(String(local[..<end]))
    let rest = String(local[end...])
    let fragment = rest.firstIndex(of: "#").map { String(rest[$0...]) } ?? ""
    if path.isEmpty { return .page(file, rest: fragment) }
    let folder = path.hasPrefix("/") ? [] : file.split(separator: "/").dropLast().map(String.init)
    let plain = Self.joined(folder, path)
    for candidate in plain.isEmpty
      ? ["index.html", "index.htm"] : [plain, plain + "/index.html", plain + "/index.htm", plain + ".html"]
    {
      guard files.contains(candidate) else { continue }
      return FileName.isHTML(candidate) ? .page(candidate, rest: fragment) : .file(candidate)
    }
    return .missing(plain + rest)
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
}
