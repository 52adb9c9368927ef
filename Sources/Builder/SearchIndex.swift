import Markup
import Model

/// What can be found on a site, as small files of JSON: each page in one of them, so that a change of a page changes one small file.
///
/// A file is a list of `{"u": address, "t": title, "d": description, "h": headings, "w": words}`. On large sites the words are in a file apart, as
/// an object of them by address: who finds enough by titles, headings and descriptions never fetches them.
enum SearchIndex {
  /// Pages that a file has on average.
  private static let pagesPerFile = 32
  /// Bytes of words and of headings that are kept of a page.
  private static let wordLimit = 1_600
  private static let headingLimit = 400
  private static let descriptionLimit = 150
  /// Files beyond which words are apart: with so many, all of them together come to some 300 KB on their way.
  private static let wholeLimit = 16

  /// What a file has of its pages.
  enum Content: Hashable, Sendable {
    case everything
    case heads
    case words
  }

  /// Whether a site with so many parts has words in files apart.
  static func isSplit(parts: Int) -> Bool { parts > wholeLimit }

  /// The files of a part, with what is in them.
  static func files(ofPart part: Int, of parts: Int, locale: String) -> [(path: String, content: Content)] {
    let name = "\(stem(locale))\(part)"
    return isSplit(parts: parts)
      ? [("\(name).json", .heads), ("\(name)w.json", .words)] : [("\(name).json", .everything)]
  }

  /// `search/de-`; a number and `.json` follow.
  static func stem(_ locale: String) -> String { "search/\(locale.lowercased())-" }

  /// The numbers of the pages of each file: those that search engines may find too. A page stays in its file until the site doubles.
  static func parts(of site: SiteData, locale: String) -> [[Int]] {
    let places = site.pages.indices.filter { place in
      let page = site.pages[place].page
      return site.layout.hasPlace[place] && !page.meta.noindex && !page.isNotFound && !BuiltPages.contains(page.id)
        && (page.locale.isEmpty ? site.settings.locales.first ?? "en" : page.locale) == locale
    }
    var count = 1
    while count * pagesPerFile < places.count { count *= 2 }
    var parts = [[Int]](repeating: [], count: count)
    for place in places {
      let path = site.layout.path(of: place, in: site.pages)
      parts[Int(Fingerprint.of(path.utf8) % UInt64(count))].append(site.layout.numbers[place])
    }
    return parts
  }

  /// - Parameter numbers: of the pages
  static func bytes(of numbers: [Int], _ content: Content, renderer: inout Renderer) -> [UInt8] {
    var pages: [JSONValue] = []
    var apart: [String: JSONValue] = [:]
    for number in numbers {
      guard let place = renderer.site.index(ofNumber: number) else { continue }
      let page = renderer.site.pages[place].page
      var words = SearchWords(
        wordLimit: content == .heads ? 0 : wordLimit, headingLimit: content == .words ? 0 : headingLimit)
      let html = renderer.wholeHTML(of: place)
      words.read(html)
      let all = (page.meta.tags + [words.text]).joined(separator: " ")
      if content == .words {
        apart[renderer.site.urls[place]] = .string(all)
        continue
      }
      let description =
        page.meta.description.isEmpty ? PlainText.excerpt(of: html, limit: descriptionLimit) : page.meta.description
      pages.append(
        .record([
          "u": .string(renderer.site.urls[place]), "t": .string(page.title),
          "d": description.isEmpty ? nil : .string(description),
          "h": words.headings.isEmpty ? nil : .string(words.headings),
          "w": content == .everything ? .string(all) : nil,
        ]))
    }
    return (content == .words ? JSONValue.object(apart) : .array(pages)).canonicalBytes
  }
}

extension Renderer {
  /// What fills the page's slots.
  mutating func wholeHTML(of page: Int) -> [UInt8] {
    let before = warnings.count
    start(page: page, locale: site.locale(of: page))
    let slots = site.pages[page].slots
    for slot in slots.keys.sorted() { render(slots[slot]!) }
    // The page itself says what is wrong with it.
    warnings.removeLast(warnings.count - before)
    return excess == nil ? writer.bytes : []
  }
}

/// A short name for content, the same in every build; not for anything that somebody could want to forge.
enum Fingerprint {
  /// FNV-1a, 64 bits.
  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return hash
  }

  /// Ten hexadecimal figures.
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    let text = String(of(bytes), radix: 16)
    return String((String(repeating: "0", count: 16 - text.count) + text).prefix(10))
  }
}
