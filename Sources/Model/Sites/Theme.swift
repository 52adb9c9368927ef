/// A theme: styles, tokens, words and ready-made trees. There is no template language beside the element tree.
package struct Theme: Hashable, Sendable {
  package var name: String
  package var title: String
  package var tokens: [String: Token]
  /// Locale → key → words, for `theme.…`.
  package var strings: [String: [String: String]]
  /// All style sheets joined.
  package var css: String
  /// Page templates: name → what stands inside `<body>`.
  package var templates: [String: [ElementNode]]
  /// What people call the templates: name → locale → title; `""` is the locale of a title for all languages.
  package var templateTitles: [String: [String: String]] = [:]
  /// Trees that the theme offers as shared ones.
  package var shared: [String: [ElementNode]]
  /// Section patterns that designers insert.
  package var sections: [String: ElementSeed]
  /// The theme's files by path (`theme/…`).
  package var assets: [String: AssetFile]
  /// Fingerprints of the trees as the theme gave them to the site, by `template:…` and `shared:…`: what the site has changed itself is
  /// told from what may be replaced. Empty outside the store.
  package var given: [String: String] = [:]

  package init(
    name: String, title: String, tokens: [String: Token] = [:], strings: [String: [String: String]] = [:],
    css: String = "",
    templates: [String: [ElementNode]] = [:], shared: [String: [ElementNode]] = [:],
    sections: [String: ElementSeed] = [:],
    assets: [String: AssetFile] = [:]
  ) {
    self.name = name
    self.title = title
    self.tokens = tokens
    self.strings = strings
    self.css = css
    self.templates = templates
    self.shared = shared
    self.sections = sections
    self.assets = assets
  }
}

/// An uploaded or imported file: its content by hash, and what the builder must know of it.
package struct AssetFile: Hashable, Sendable {
  /// SHA-256 of the content in lower-case hexadecimal.
  package var hash: String
  /// Bytes.
  package var size: Int
  /// Media type, for example `image/jpeg`.
  package var type: String
  /// Pixels; nil where the file is no picture or has no size of its own.
  package var width: Int?
  package var height: Int?

  package init(hash: String, size: Int, type: String, width: Int? = nil, height: Int? = nil) {
    self.hash = hash
    self.size = size
    self.type = type
    self.width = width
    self.height = height
  }
}

extension AssetFile {
  package var json: JSONValue {
    .record([
      "hash": .string(hash), "size": .integer(size), "type": .string(type), "width": width.map { .integer($0) },
      "height": height.map { .integer($0) },
    ])
  }

  package init(json: JSONValue, at pointer: String = "") throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: ["hash", "size", "type", "width", "height"])
    self.init(
      hash: try reader.string("hash"), size: try reader.integer("size"), type: try reader.string("type"),
      width: try reader.optionalInteger("width"), height: try reader.optionalInteger("height"))
  }
}
