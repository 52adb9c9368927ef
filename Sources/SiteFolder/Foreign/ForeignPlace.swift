import Media
import Model

/// What the path of a file means to Hugo, Jekyll and Eleventy.
struct ForeignPlace {
  private let parts: [String]
  /// How many parts belong to folders that are not part of the address.
  private let prefix: Int
  let isPost: Bool
  let isDraft: Bool
  /// A file that makes pages rather than being one.
  let isTemplate: Bool

  private static let roots: Set<String> = ["content", "src", "pages", "_pages", "docs", "source"]
  private static let posts: Set<String> = ["_posts", "posts", "post", "blog", "_drafts"]
  private static let templates: Set<String> = ["archetypes", "layouts", "_layouts", "_includes", "themes", "_data"]

  init(_ file: String) {
    parts = file.split(separator: "/").map(String.init)
    var prefix = 0
    while prefix < parts.count - 1, Self.roots.contains(parts[prefix]) { prefix += 1 }
    self.prefix = prefix
    let folders = parts.dropLast()
    isTemplate = folders.first.map(Self.templates.contains) ?? false || folders.contains("_includes")
    isDraft = folders.contains("_drafts")
    let postFolder = folders[prefix...].firstIndex(where: Self.posts.contains)
    let stem = FileName.stem(parts.last ?? "")
    // The index of the folder of posts is a page; that of a folder below it is a post with files beside it.
    let isFoldersOwn = stem == "_index" || stem == "index" && postFolder == folders.count - 1
    isPost = postFolder != nil && !isFoldersOwn
  }

  /// The parts of the page's address.
  func address(of source: PageSource) -> [String] {
    if let permalink = source.head.permalink { return Self.address(permalink: permalink) }
    let stem = FileName.stem(parts.last ?? "")
    let isIndex = stem == "index" || stem == "_index"
    var path = Array(isIndex ? parts.dropLast() : parts.dropLast() + [stem])[prefix...].map { $0 }
    if isPost {
      let name = source.head.slug ?? EntryName.split(path.last ?? "").name
      return ["posts", Self.slug(name)]
    }
    if let slug = source.head.slug, !path.isEmpty { path[path.count - 1] = slug }
    if path == ["errors", "404"] { path = ["404"] }
    return path.map(Self.slug)
  }

  private static func address(permalink: String) -> [String] {
    var parts = permalink.split(separator: "/").map { slug(String($0)) }
    if let last = parts.last, last.hasSuffix(".html") { parts[parts.count - 1] = String(last.dropLast(5)) }
    if parts.last == "index" { parts.removeLast() }
    return parts
  }

  private static func slug(_ name: String) -> String {
    if Page.isSlug(name) { return name }
    let made = Slug.made(from: name)
    return made.isEmpty ? "page" : made
  }

  // MARK: Assets

  /// Whether the file is a picture, a download or another thing that pages refer to.
  static func isAsset(_ file: String) -> Bool {
    let place = ForeignPlace(file)
    guard !place.isTemplate else { return false }
    let type = MediaType.named(file)
    if type.hasPrefix("image/") || type.hasPrefix("audio/") || type.hasPrefix("video/") || type == "application/pdf" {
      return true
    }
    return type != MediaType.unknown && !type.hasPrefix("text/")
      && ["static", "assets", "public"].contains(place.parts.first)
      && type != "application/json"
  }

  /// `static/images/a.jpg` and `assets/images/a.jpg` are `assets/images/a.jpg`.
  static func assetPath(of file: String) -> String {
    var parts = file.split(separator: "/").map(String.init)
    if parts.count > 1, ["static", "assets", "public", "content", "src"].contains(parts[0]) { parts.removeFirst() }
    if parts.count > 1, parts[0] == "assets" { parts.removeFirst() }
    return "assets/" + parts.joined(separator: "/")
  }
}
