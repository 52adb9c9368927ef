import Markup
import Model

extension SiteIndex {
  /// Collections with a feed, by name.
  var feeds: [(String, CollectionSettings)] {
    settings.collections.filter(\.value.feed).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

/// An Atom feed of a collection's latest entries (RFC 4287).
enum Feed {
  private static let entryLimit = 20
  /// Bytes of the summary that is made from an entry's text.
  private static let summaryLimit = 300

  static func path(of collection: CollectionSettings) -> String {
    collection.path.isEmpty ? "/feed.xml" : "/\(SiteAddress.encoded(collection.path))/feed.xml"
  }

  static func outputPath(of collection: CollectionSettings) -> String {
    collection.path.isEmpty ? "feed.xml" : "\(collection.path)/feed.xml"
  }

  /// - Parameter html: the words of an entry as HTML, for entries without a description.
  static func bytes(
    _ name: String, _ collection: CollectionSettings, in site: SiteIndex, html: (Int) -> [UInt8]
  ) -> [UInt8] {
    let entries = site.entries(CollectionQuery(collection: name, order: .newestFirst, limit: entryLimit))
      .filter { site.pages[$0].page.meta.date != nil && !site.pages[$0].page.meta.noindex }
    let updated = entries.compactMap { changed(site.pages[$0].page) }.max()
    var writer = HTMLWriter(capacity: 16 << 10)
    writer.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"")
    writer.attribute("xml:lang", collection.locale.isEmpty ? site.mainLocale : collection.locale)
    writer.raw(">\n")
    let path = site.address.prefix + self.path(of: collection)
    element("id", identity(path, in: site), &writer)
    element("title", title(collection, in: site), &writer)
    // An empty feed has to say a time, and the builder has no clock.
    element("updated", time(updated ?? CalendarDate(year: 1970, month: 1, day: 1)!), &writer)
    link("self", site.address.absolute(path) ?? path, &writer)
    let home = String(path.dropLast("feed.xml".count))
    link("alternate", site.address.absolute(home) ?? home, &writer)
    author(site.settings.company["name"] ?? site.settings.name, &writer)
    for entry in entries { write(entry, isFull: collection.hasFullFeed, in: site, html: html, to: &writer) }
    writer.raw("</feed>\n")
    return writer.bytes
  }

  private static func write(
    _ entry: Int, isFull: Bool, in site: SiteIndex, html: (Int) -> [UInt8], to writer: inout HTMLWriter
  ) {
    let page = site.pages[entry].page
    guard let date = page.meta.date, let changed = changed(page) else { return }
    let url = site.urls[entry]
    writer.raw("<entry>\n")
    element("id", identity(url, in: site), &writer)
    element("title", page.title, &writer)
    link("alternate", site.address.absolute(url) ?? url, &writer)
    element("published", time(date), &writer)
    element("updated", time(changed), &writer)
    for name in page.meta.authors { author(name, &writer) }
    for tag in page.meta.tags {
      writer.raw("<category")
      writer.attribute("term", XMLText.clean(tag))
      writer.raw("/>\n")
    }
    if isFull {
      writer.raw("<content type=\"html\">")
      writer.text(XMLText.clean(AbsoluteAddresses.of(html(entry), in: site)))
      writer.raw("</content>\n")
    }
    if page.meta.description.isEmpty {
      let summary = PlainText.excerpt(of: html(entry), limit: summaryLimit)
      if !summary.isEmpty { element("summary", summary, &writer) }
    } else {
      element("summary", page.meta.description, &writer)
    }
    writer.raw("</entry>\n")
  }

  private static func title(_ collection: CollectionSettings, in site: SiteIndex) -> String {
    let (title, name) = (collection.title, site.settings.name)
    return title.isEmpty || title == name ? name : "\(title) – \(name)"
  }

  private static func changed(_ page: Page) -> CalendarDate? {
    guard let date = page.meta.date else { return page.meta.updated }
    return max(date, page.meta.updated ?? date)
  }

  /// The address where it is known; otherwise a name that is at least the same in every build.
  private static func identity(_ url: String, in site: SiteIndex) -> String {
    // What follows a URN's second colon does not begin with a slash.
    site.address.absolute(url) ?? "urn:foyer:\(url.drop { $0 == "/" })"
  }

  private static func time(_ date: CalendarDate) -> String { "\(date.iso)T00:00:00Z" }

  private static func author(_ name: String, _ writer: inout HTMLWriter) {
    writer.raw("<author>")
    writer.element("name", text: XMLText.clean(name))
    writer.raw("</author>\n")
  }

  private static func link(_ relation: StaticString, _ url: String, _ writer: inout HTMLWriter) {
    writer.raw("<link rel=\"")
    writer.raw(relation)
    writer.raw("\"")
    writer.attribute("href", url)
    writer.raw("/>\n")
  }

  private static func element(_ name: StaticString, _ text: String, _ writer: inout HTMLWriter) {
    writer.element(name, text: XMLText.clean(text))
    writer.raw("\n")
  }
}

/// XML 1.0 has no way to write most control characters, escaped or not.
enum XMLText {
  static func clean(_ text: String) -> String {
    if text.unicodeScalars.allSatisfy(isAllowed) { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.filter(isAllowed)))
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D: true
    case 0..<0x20, 0xFFFE, 0xFFFF: false
    default: true
    }
  }
}

/// The words of HTML that this program wrote, without its tags.
enum PlainText {
  /// The first `limit` bytes, cut between words.
  static func excerpt(of html: [UInt8], limit: Int) -> String {
    var bytes: [UInt8] = []
    var index = 0
    var isCut = false
    while index < html.count {
      let byte = html[index]
      if byte == UInt8(ascii: "<") {
        index = (html[index...].firstIndex(of: UInt8(ascii: ">")) ?? html.count - 1) + 1
        addSpace(&bytes)
        continue
      }
      if byte == 0x20 || (0x09...0x0D).contains(byte) {
        if bytes.count > limit {
          isCut = true
          break
        }
        addSpace(&bytes)
      } else if byte == UInt8(ascii: "&"), let (character, end) = reference(html, at: index) {
        bytes.append(character)
        index = end
        continue
      } else {
        bytes.append(byte)
      }
      index += 1
    }
    while bytes.last == 0x20 { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self) + (isCut ? " …" : "")
  }

  private static func addSpace(_ bytes: inout [UInt8]) {
    if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
  }

  private static func reference(_ html: [UInt8], at index: Int) -> (UInt8, end: Int)? {
    for (name, character) in [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\"")]
    where html[index...].starts(with: name.utf8) {
      return (character.utf8.first!, index + name.utf8.count)
    }
    return nil
  }
}

/// Addresses in the HTML of a feed, which is read far from the site.
enum AbsoluteAddresses {
  /// The HTML with the site's origin before every address that begins with a slash.
  static func of(_ html: [UInt8], in site: SiteIndex) -> String {
    guard let origin = site.address.origin.map({ Array($0.utf8) }) else { return String(decoding: html, as: UTF8.self) }
    var result: [UInt8] = []
    result.reserveCapacity(html.count + 200)
    var index = 0
    while index < html.count {
      result.append(html[index])
      index += 1
      guard html[index - 1] == UInt8(ascii: "\""), index < html.count, html[index] == UInt8(ascii: "/"),
        index + 1 >= html.count || html[index + 1] != UInt8(ascii: "/"),
        result.dropLast().suffix(5).elementsEqual(" src=".utf8)
          || result.dropLast().suffix(6).elementsEqual(" href=".utf8)
      else { continue }
      result += origin
    }
    return String(decoding: result, as: UTF8.self)
  }
}
