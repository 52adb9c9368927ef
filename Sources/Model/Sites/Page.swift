/// A page of a site, or an entry of a collection: a URL, a template and what the template's slots hold.
package struct Page: Hashable, Sendable {
  package let id: PageID
  package var parent: PageID?
  /// The collection that this page is an entry of.
  package var collection: String?
  package var template: String
  /// The last part of the URL; empty for the page that is its folder's own (`index`).
  package var slug: String
  package var title: String
  package var meta: PageMeta
  package var position: Position
  package var locale: String
  package var translationOf: PageID?
  package var capabilities: Capabilities
  package var since: Revision
  /// The page that this one was made as a copy of.
  package var copiedFrom: PageID?

  package init(
    id: PageID, parent: PageID? = nil, collection: String? = nil, template: String = "page", slug: String,
    title: String,
    meta: PageMeta = PageMeta(), position: Position = .first, locale: String = "", translationOf: PageID? = nil,
    capabilities: Capabilities = [], since: Revision = 0, copiedFrom: PageID? = nil
  ) {
    self.id = id
    self.parent = parent
    self.collection = collection
    self.template = template
    self.slug = slug
    self.title = title
    self.meta = meta
    self.position = position
    self.locale = locale
    self.translationOf = translationOf
    self.capabilities = capabilities
    self.since = since
    self.copiedFrom = copiedFrom
  }

  /// Parents before children, siblings in order: the order that `SiteSnapshot` promises.
  package static func inOrder(_ pages: [Page]) -> [Page] {
    let known = Set(pages.map(\.id))
    var children: [PageID?: [Page]] = [:]
    for page in pages {
      let parent = page.parent.flatMap { known.contains($0) ? $0 : nil }
      children[parent, default: []].append(page)
    }
    var result: [Page] = []
    result.reserveCapacity(pages.count)
    var pending = [PageID?.none]
    var index = 0
    while index < pending.count {
      let siblings = children[pending[index], default: []].sorted {
        $0.position == $1.position ? $0.id < $1.id : $0.position < $1.position
      }
      result += siblings
      pending += siblings.map(\.id)
      index += 1
    }
    return result
  }

  /// Whether the page is what visitors see where there is none: the site's at its top, another language's below that language's home page.
  package var isNotFound: Bool { place.isNotFound }

  /// Whether a page may be made under the slug: it must not look like a file, and at the top of a site not like what the service or the
  /// builder puts there.
  package static func mayBeMade(slug: String, atTop: Bool) -> Bool {
    guard isSlug(slug), !slug.contains("."), slug != "index" else { return false }
    return !atTop || !["a", "_f", "_v", "api", "healthz", "404"].contains(slug)
  }

  /// A slug that people type: lower-case letters of any script, digits, `-`, `_` and `.`, not beginning with a point, at most 200 bytes.
  package static func isSlug(_ text: String) -> Bool {
    guard (1...200).contains(text.utf8.count), text.first != ".", text.last != "." else { return false }
    return text.utf8.allSatisfy(isPlainSlugByte)
      || text.unicodeScalars.allSatisfy { scalar in
        switch scalar {
        case "-", "_", ".": true
        default:
          scalar.properties.isAlphabetic && !scalar.properties.isUppercase || scalar.properties.numericType == .decimal
        }
      }
  }

  /// Most slugs are plain, and asking for a character's properties costs more than all the rest.
  private static func isPlainSlugByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
      UInt8(ascii: "_"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}

/// What a page says about itself beside its title.
package struct PageMeta: Hashable, Sendable {
  package var description: String = ""
  /// The picture for previews, by its asset path.
  package var image: String?
  package var date: CalendarDate?
  package var updated: CalendarDate?
  package var tags: [String] = []
  package var authors: [String] = []
  package var draft = false
  package var noindex = false
  /// The first day on which the page is part of the live site; nil for from the beginning.
  package var publish: CalendarDate?
  /// The day from which it is no longer part of it; nil for never.
  package var expires: CalendarDate?
  /// What previews in messages and networks say instead of title and description; empty for the page's own.
  package var socialTitle: String = ""
  package var socialDescription: String = ""
  /// Further front matter, shown with `page.<key>`: texts by key.
  package var extra: [String: String] = [:]

  package init() {}

  package var hasDays: Bool { publish != nil || expires != nil }

  /// Whether the page is part of the site on a day; without a day it is.
  package func isShown(on day: CalendarDate?) -> Bool {
    guard let day else { return true }
    return (publish.map { $0 <= day } ?? true) && (expires.map { day < $0 } ?? true)
  }

  /// Whether there is a day between two, both included, on which the page is part of the site.
  package func isShownOnce(from first: CalendarDate, to last: CalendarDate) -> Bool {
    let begin = max(first, publish ?? first)
    return begin <= last && (expires.map { begin < $0 } ?? true)
  }
}

/// A day in the Gregorian calendar without a time zone: what people mean by the date of a post.
package struct CalendarDate: Hashable, Sendable, Comparable {
  package let year: Int
  package let month: Int
  package let day: Int

  /// nil unless it is a day of the years 1 to 9999.
  package init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= days[month - 1] else { return nil }
    self.year = year
    self.month = month
    self.day = day
  }

  /// Reads `2026-05-03`, also when a time follows (`2026-05-03T10:00:00Z`, `2026-05-03 10:00`); the time is dropped.
  package init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8.prefix(11))
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes.count == 10 || bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ")
    else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// `2026-05-03` (ISO 8601).
  package var iso: String {
    // Ten bytes need no memory of their own.
    String(unsafeUninitializedCapacity: 10) { bytes in
      func write(_ number: Int, at start: Int, figures: Int) {
        var rest = number
        for place in (start..<start + figures).reversed() {
          bytes[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
      }
      write(year, at: 0, figures: 4)
      write(month, at: 5, figures: 2)
      write(day, at: 8, figures: 2)
      bytes[4] = UInt8(ascii: "-")
      bytes[7] = UInt8(ascii: "-")
      return 10
    }
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}
