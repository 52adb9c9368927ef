import Model

/// What single rows of an archive may say: what edits and site folders could have written. What elements say is looked at when they are read
/// back.
enum ArchivedRow {
  /// - Returns: what is wrong; nil when nothing is
  static func fault(in table: String, _ fields: [String: JSONValue]) -> String? {
    func text(_ column: String) -> String? { fields[column]?.string }
    func wrong(_ column: String, _ what: String, unless isRight: (String) -> Bool) -> String? {
      guard let text = text(column), !isRight(text) else { return nil }
      return "\(column) “\(text.prefix(100))” is \(what)"
    }
    switch table {
    case "page":
      return wrong("slug", "no part of an address", unless: isSlug)
        ?? wrong("template", "no name of a template", unless: isFileName)
        ?? wrong("collection", "no name of a collection", unless: { ElementRules.isName($0) })
        ?? wrong("locale", "no language", unless: { $0.isEmpty || ElementRules.isName($0) })
        ?? wrong("title", "no line of text", unless: isLine) ?? wrong("position", badPosition, unless: isPosition)
    case "element":
      return wrong("owner", "no ID or name of what holds it", unless: isOwner(of: text("ownerKind") ?? ""))
        ?? wrong("slot", "no name of a slot", unless: { $0.isEmpty || ElementRules.isName($0) })
        ?? wrong("position", badPosition, unless: isPosition)
    case "artifact":
      return wrong("type", "no media type", unless: isMediaType)
        ?? wrong("location", "no target of a redirect", unless: { $0.isEmpty || Redirects.isWritten($0) })
    case "asset": return wrong("type", "no media type", unless: isMediaType)
    default: return nil
    }
  }

  /// What settings may hold beside their form.
  static func fault(in settings: SiteSettings) -> String? {
    if let locale = settings.locales.first(where: { !ElementRules.isName($0) }) { return "“\(locale)” is no language" }
    if !settings.url.isEmpty, !SiteSettings.isAddress(settings.url) { return "“\(settings.url)” is no site's address" }
    if let key = settings.company.keys.sorted().first(where: { !ElementRules.isName($0) }) {
      return "“\(key)” is no name for a value"
    }
    for (from, to) in settings.redirects.sorted(by: { $0.key < $1.key })
    where !Redirects.isWritten(from: from, to: to) { return "the redirect from “\(from)” to “\(to)” is none" }
    for (name, collection) in settings.collections.sorted(by: { $0.key < $1.key })
    where !ElementRules.isName(name) || !collection.path.split(separator: "/").map(String.init).allSatisfy(Page.isSlug)
    {
      return "the collection “\(name)” at “\(collection.path)” is none"
    }
    return fault(in: settings.tokens)
  }

  static func fault(in theme: Theme) -> String? {
    if !ElementRules.isName(theme.name) { return "“\(theme.name)” is no name of a theme" }
    if let path = theme.assets.keys.sorted().first(where: { !ElementRules.isAssetPath($0) }) {
      return "“\(path)” is no file of a theme"
    }
    return fault(in: theme.tokens)
  }

  private static func fault(in tokens: [String: Token]) -> String? {
    for (name, token) in tokens.sorted(by: { $0.key < $1.key }) where !ElementRules.isName(name) || !token.isSafe {
      return "the token “\(name)” cannot stand in a style sheet"
    }
    return nil
  }

  // MARK: Texts

  private static let badPosition = "none: digits and letters, and no 0 at the end"
  private static func isPosition(_ text: String) -> Bool { Position(stored: text).isSound }

  /// Entries may have more than one part.
  private static func isSlug(_ text: String) -> Bool {
    text.isEmpty || text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { Page.isSlug(String($0)) }
  }

  private static func isLine(_ text: String) -> Bool {
    text.utf8.count <= TreeLimits.textBytes
      && text.unicodeScalars.allSatisfy { ElementRules.isTextCharacter($0) && $0 != "\n" }
  }

  /// Templates and shared trees are called as their files.
  private static func isFileName(_ text: String) -> Bool {
    (1...200).contains(text.utf8.count) && text.first != "."
      && text.unicodeScalars.allSatisfy { ElementRules.isTextCharacter($0) && !"/\\\n\t".unicodeScalars.contains($0) }
  }

  private static func isOwner(of kind: String) -> (String) -> Bool {
    { name in kind == "page" ? PageID(name) != nil : isFileName(name) }
  }

  /// `text/html; charset=utf-8`.
  private static func isMediaType(_ text: String) -> Bool {
    let parts = text.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)
    let names = parts[0].split(separator: "/", omittingEmptySubsequences: false)
    guard text.utf8.count <= 200, names.count == 2, names.allSatisfy(isToken) else { return false }
    guard parts.count == 2 else { return true }
    return parts[1].hasPrefix(" charset=") && isToken(parts[1].dropFirst(" charset=".count))
  }

  private static func isToken(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || "+-._".utf8.contains(byte)
      }
  }
}
