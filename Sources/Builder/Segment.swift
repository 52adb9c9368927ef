import Markup
import Model

/// A piece of a template that was walked once: bytes that are the same on every page, or what is decided page by page.
enum Segment: Sendable {
  case bytes([UInt8])
  /// A large picture: the first one of a page is loaded first, the others when they come near.
  case image(lazy: [UInt8], eager: [UInt8])
  /// An element that shows a property of the page; `entry` is the number of the entry in whose card it stands.
  case node(ElementNode, entry: Int?)
  /// ` aria-label` from a property of the page, within a start tag.
  case label(path: String)
  /// ` href` from a property of the page, within a start tag.
  case target(path: String)
  /// A link that some pages have and others have not.
  case link(ElementNode)
  case menu(Menu)
  case slot(String, fallback: [Segment])
  case mark(ScopeMark)
}

/// A page template in one language, ready to be filled.
struct Template: Sendable {
  var segments: [Segment]
  /// The template has the page's main heading, so headings in Markdown start below it.
  var hasMainHeading: Bool
  var warnings: [BuildWarning]
  /// Why the template alone is more than a page may be.
  var excess: PageExcess?
}

/// A menu in a language.
struct MenuKey: Hashable, Sendable {
  let name: String
  let locale: String

  /// Every menu in every language of the site. `main.en` says what `main` is in English.
  static func all(in settings: SiteSettings) -> Set<MenuKey> {
    let locales = settings.locales.isEmpty ? ["en"] : settings.locales
    return Set(
      settings.navigation.keys.flatMap { key in
        let name = String(key.prefix { $0 != "." })
        return locales.map { MenuKey(name: name, locale: $0) }
      })
  }

  /// The items that people wrote for this language.
  func items(in settings: SiteSettings) -> [NavigationItem]? { settings.navigation["\(name).\(locale)"] }
}

/// The list of a menu; only the mark of the current page differs from page to page.
struct Menu: Sendable, Equatable {
  /// `<li>…</li>…`
  private(set) var bytes: [UInt8] = []
  /// Number of a page → where in `bytes` its link says that it is the current one.
  private(set) var marks: [Int: [Int]] = [:]
  /// What may be different, where a scope says so.
  private var scoped: [(at: Int, mark: ScopeMark)] { scope?.events ?? [] }
  private var scope: ScopeMarks?
  /// Whether a scope lets the whole menu come or go with a value.
  var isOptional = false

  /// - Parameter locale: the language that pages are looked for in; nil leaves items as they are
  init(_ items: [NavigationItem], locale: String? = nil, in site: SiteIndex, warn: (String) -> Void) {
    self.locale = locale
    scope = site.options.scope.map { ScopeMarks($0) }
    var writer = HTMLWriter(capacity: 1024)
    write(items, in: site, to: &writer, warn: warn)
    bytes = writer.bytes
    // Items that stay left out for other reasons do not keep it there.
    isOptional =
      items.contains { scopedValue(of: $0) != nil } && scope.map { MaskedPage(bytes, $0.events).bytes.isEmpty } == true
  }

  private let locale: String?

  private mutating func write(
    _ items: [NavigationItem], in site: SiteIndex, to writer: inout HTMLWriter, warn: (String) -> Void
  ) {
    for item in items {
      var page: Int?
      let url: String?
      var label = item.label
      switch item.target {
      case .page(let id, let fragment):
        page = site.index(of: id)
        if let locale, let original = page, site.locale(of: original) != locale {
          // A menu of another language leaves out what there is not in it.
          guard let other = site.translations(of: original)?.first(where: { site.locale(of: $0) == locale }) else {
            continue
          }
          page = other
          label = nil
        }
        url = page.flatMap { site.isBuilt[$0] ? site.urls[$0] : nil }.map { url in
          fragment.map { "\(url)#\($0)" } ?? url
        }
        if fragment != nil { page = nil }
      case .asset(let path): url = site.assets[path].map(site.assets.address)
      case .url(let text): url = site.siteURL(text)
      case .value(let path): url = site.constantTarget(path)
      }
      // An item whose value is gone is gone too.
      let value = scopedValue(of: item)
      if let value { scope?.add(.optional(value), at: writer.bytes.count) }
      defer { if value != nil { scope?.add(.end, at: writer.bytes.count) } }
      guard let url else {
        warn("the menu leaves out “\(item.label ?? item.target.text)”: its page does not exist or is a draft")
        continue
      }
      writer.raw("<li><a")
      writer.urlAttribute("href", url)
      if let page { marks[site.number(of: page), default: []].append(writer.bytes.count) }
      writer.raw(">")
      let titled = label == nil ? page.map { site.pages[$0].row.page.id } ?? pageID(of: item) : nil
      let isScoped = titled.map { scope?.scope.pages.contains($0) ?? false } ?? false
      if let titled, isScoped { scope?.add(.masked(titled.rawValue), at: writer.bytes.count) }
      writer.text(label ?? page.map { site.pages[$0].row.page.title } ?? title(of: item, in: site) ?? url)
      if isScoped { scope?.add(.end, at: writer.bytes.count) }
      writer.raw("</a>")
      if !item.children.isEmpty {
        let start = writer.bytes.count
        let isScoped = item.children.contains { scopedValue(of: $0) != nil }
        if isScoped { scope?.add(.masked("company"), at: start) }
        defer { if isScoped { scope?.add(.end, at: writer.bytes.count) } }
        writer.raw("<ul>")
        let empty = writer.bytes.count
        write(item.children, in: site, to: &writer, warn: warn)
        if writer.bytes.count == empty { writer.bytes.removeLast(empty - start) } else { writer.raw("</ul>") }
      }
      writer.raw("</li>")
    }
  }

  private func title(of item: NavigationItem, in site: SiteIndex) -> String? {
    guard case .page(let id, _) = item.target else { return nil }
    return site.index(of: id).map { site.pages[$0].row.page.title }
  }

  /// The company data that an item leads to, where a scope lets it be different.
  private func scopedValue(of item: NavigationItem) -> String? {
    guard let scope, case .value(let path) = item.target, let key = path.dropPrefix("company.") else { return nil }
    return scope.scope.company.contains(String(key)) ? path : nil
  }

  private func pageID(of item: NavigationItem) -> PageID? {
    if case .page(let id, _) = item.target { id } else { nil }
  }

  static func == (one: Menu, other: Menu) -> Bool {
    one.bytes == other.bytes && one.marks == other.marks && one.locale == other.locale
  }

  /// - Parameters:
  ///   - page: the number of the page that the menu stands on
  ///   - above: the numbers of the pages above it
  ///   - told: where a scope's marks go
  func write(page: Int?, above: [Int], into writer: inout HTMLWriter, told: inout ScopeMarks?) {
    let start = writer.bytes.count
    let places = places(page, above)
    guard !places.isEmpty else {
      writer.raw(bytes)
      for (at, mark) in scoped { told?.add(mark, at: start + at) }
      return
    }
    var copied = 0
    for (place, isPage) in places {
      writer.raw(bytes[copied..<place])
      writer.raw(isPage ? Self.current : Self.section)
      copied = place
    }
    writer.raw(bytes[copied...])
    for (at, mark) in scoped {
      let inserted = places.reduce(0) { $0 + ($1.0 < at ? ($1.1 ? Self.current : Self.section).count : 0) }
      told?.add(mark, at: start + at + inserted)
    }
  }

  private static let current = Array(" aria-current=\"page\"".utf8)
  private static let section = Array(" aria-current=\"true\"".utf8)

  /// Where in `bytes` links say that they are the current one, and whether of the page itself.
  private func places(_ page: Int?, _ above: [Int]) -> [(Int, Bool)] {
    guard let page, !marks.isEmpty else { return [] }
    var places = (marks[page] ?? []).map { ($0, true) }
    for section in above where section != page { places += (marks[section] ?? []).map { ($0, false) } }
    places.sort { $0.0 < $1.0 }
    return places
  }
}
