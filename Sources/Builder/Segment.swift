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
  case menu(Menu)
  case slot(String, fallback: [Segment])
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

/// The list of a menu; only the mark of the current page differs from page to page.
struct Menu: Sendable, Equatable {
  /// `<li>…</li>…`
  private(set) var bytes: [UInt8] = []
  /// Number of a page → where in `bytes` its link says that it is the current one.
  private(set) var marks: [Int: [Int]] = [:]

  init(_ items: [NavigationItem], in site: SiteIndex, warn: (String) -> Void) {
    var writer = HTMLWriter(capacity: 1024)
    write(items, in: site, to: &writer, warn: warn)
    bytes = writer.bytes
  }

  private mutating func write(
    _ items: [NavigationItem], in site: SiteIndex, to writer: inout HTMLWriter, warn: (String) -> Void
  ) {
    for item in items {
      var page: Int?
      let url: String?
      switch item.target {
      case .page(let id, let fragment):
        page = site.index(of: id)
        url = page.flatMap { site.isBuilt[$0] ? site.urls[$0] : nil }.map { url in
          fragment.map { "\(url)#\($0)" } ?? url
        }
        if fragment != nil { page = nil }
      case .asset(let path): url = site.assets[path].map(site.assets.address)
      case .url(let text): url = site.siteURL(text)
      case .value(let path): url = site.constantTarget(path)
      }
      guard let url else {
        warn("the menu leaves out “\(item.label ?? item.target.text)”: its page does not exist or is a draft")
        continue
      }
      writer.raw("<li><a")
      writer.urlAttribute("href", url)
      if let page { marks[site.number(of: page), default: []].append(writer.bytes.count) }
      writer.raw(">")
      writer.text(item.label ?? page.map { site.pages[$0].page.title } ?? title(of: item, in: site) ?? url)
      writer.raw("</a>")
      if !item.children.isEmpty {
        let start = writer.bytes.count
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
    return site.index(of: id).map { site.pages[$0].page.title }
  }

  /// - Parameter page: the number of the page that the menu stands on
  func write(page: Int?, into writer: inout HTMLWriter) {
    guard let page, let places = marks[page] else { return writer.raw(bytes) }
    var copied = 0
    for place in places {
      writer.raw(bytes[copied..<place])
      writer.raw(" aria-current=\"page\"")
      copied = place
    }
    writer.raw(bytes[copied...])
  }
}
