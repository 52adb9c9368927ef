/// What a site says about itself apart from its pages.
package struct SiteSettings: Hashable, Sendable {
  package var name: String
  /// BCP 47 tags; the first is the main language.
  package var locales: [String]
  /// Where the live site will be, without a slash at the end; empty when not known yet.
  package var url: String
  /// The theme's name.
  package var theme: String
  /// Overrides of the theme's tokens.
  package var tokens: [String: Token]
  /// Values behind `company.…`, by key.
  package var company: [String: String]
  /// Menus by name.
  package var navigation: [String: [NavigationItem]]
  /// Old path → new path or address, or `gone`.
  package var redirects: [String: String]
  /// Whether addresses that were ever live go on to lead where their page is now.
  package var keepsRedirects: Bool
  /// What the address of a page that is removed answers.
  package var removedPages: RemovedPages
  /// Whether visitors can search the site.
  package var hasSearch: Bool
  package var collections: [String: CollectionSettings]

  package init(name: String, locales: [String], url: String = "", theme: String) {
    self.name = name
    self.locales = locales
    self.url = url
    self.theme = theme
    tokens = [:]
    company = [:]
    navigation = [:]
    redirects = [:]
    keepsRedirects = true
    removedPages = .gone
    hasSearch = false
    collections = [:]
  }

  /// The word in `redirects` for an address that leads nowhere any more.
  package static let goneWord = "gone"

  /// Whether the text may be a site's address: `https://www.example.org`, also with a port and a path behind it. It stands in pages, in style
  /// sheets and in headers, so nothing in it ends a text there.
  package static func isAddress(_ text: String) -> Bool {
    let start = text.lowercased()
    guard start.hasPrefix("https://") || start.hasPrefix("http://"), ElementRules.isSafeURL(text),
      Redirects.hasHost(text)
    else { return false }
    return text.unicodeScalars.allSatisfy {
      ElementRules.isTextCharacter($0) && !$0.properties.isWhitespace
        && !"\"'`()<>{}^|?#;,\\".unicodeScalars.contains($0)
    }
  }
}

/// What became of the address of a page that is not there any more.
package enum RemovedPages: String, Sendable, CaseIterable {
  /// Nothing: visitors are told that it is gone.
  case gone
  /// It leads to the page above it, where there is one.
  case parent
}

/// One value of a theme, with a second one for the dark scheme where it differs.
package struct Token: Hashable, Sendable {
  package var light: String
  package var dark: String?

  package init(light: String, dark: String? = nil) {
    self.light = light
    self.dark = dark
  }

  /// Whether both values may stand in a style sheet.
  package var isSafe: Bool { Self.isSafe(light) && (dark.map(Self.isSafe) ?? true) }

  /// Functions that ask for a file, by the ends of their names: `-webkit-image-set` is one of them.
  private static let requests = ["url", "src", "image", "image-set", "cross-fade", "element", "expression"]

  /// Whether the text may stand as the value of a CSS custom property: no way out of the declaration, nothing that is left open, and no
  /// request of another server.
  package static func isSafe(_ value: String) -> Bool {
    guard value.contains(where: { !$0.isWhitespace }), value.utf8.count <= 500, !value.contains("/*") else {
      return false
    }
    guard
      value.unicodeScalars.allSatisfy({
        ElementRules.isTextCharacter($0) && !"{}<>;\\@\n".unicodeScalars.contains($0)
      })
    else { return false }
    return isClosed(Array(value.lowercased().utf8))
  }

  /// Whether every quote and every bracket is closed by its own kind, and no function of `requests` is called.
  private static func isClosed(_ value: [UInt8]) -> Bool {
    var open: [UInt8] = []
    var quote: UInt8?
    for (index, byte) in value.enumerated() {
      if let mark = quote {
        if byte == mark { quote = nil }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
      case UInt8(ascii: "("):
        let name = value[..<index].reversed().prefix { (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }
        let text = String(decoding: name.reversed(), as: UTF8.self)
        if requests.contains(where: { text == $0 || text.hasSuffix("-\($0)") }) { return false }
        open.append(UInt8(ascii: ")"))
      case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
      case UInt8(ascii: ")"), UInt8(ascii: "]"): if open.popLast() != byte { return false }
      default: break
      }
    }
    return quote == nil && open.isEmpty
  }
}

package struct NavigationItem: Hashable, Sendable {
  package var target: LinkTarget
  /// nil: the page's title.
  package var label: String?
  package var children: [NavigationItem]

  package init(target: LinkTarget, label: String? = nil, children: [NavigationItem] = []) {
    self.target = target
    self.label = label
    self.children = children
  }
}

package struct CollectionSettings: Hashable, Sendable {
  package var title: String
  /// The URL path under which entries stand, without slashes at the ends.
  package var path: String
  package var template: String
  package var order: CollectionQuery.Order
  package var feed: Bool
  /// Whether the feed carries whole entries rather than summaries.
  package var hasFullFeed: Bool
  /// Whether every tag of its entries has a page with a list.
  package var hasTagPages: Bool
  /// The language of its entries; empty is the site's main one.
  package var locale: String
  package var fields: [CollectionField]

  package init(
    title: String, path: String, template: String = "entry", order: CollectionQuery.Order = .newestFirst,
    feed: Bool = false, hasFullFeed: Bool = false, hasTagPages: Bool = false, locale: String = "",
    fields: [CollectionField] = []
  ) {
    self.title = title
    self.path = path
    self.template = template
    self.order = order
    self.feed = feed
    self.hasFullFeed = hasFullFeed
    self.hasTagPages = hasTagPages
    self.locale = locale
    self.fields = fields
  }

  package func field(_ name: some StringProtocol) -> CollectionField? { fields.first { $0.name == name } }
}
