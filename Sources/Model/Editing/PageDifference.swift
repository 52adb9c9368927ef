/// What became different of a page, and of what the site says about itself.
extension Change {
  package static func between(_ before: Page, _ after: Page) -> [Change] {
    var changes: [Change] = []
    func add(_ property: Property, _ old: JSONValue, _ new: JSONValue) {
      if old != new { changes.append(about(after, property, old, new)) }
    }
    func words(_ text: String) -> JSONValue { text.isEmpty ? .null : .string(text) }
    func image(_ path: String?) -> JSONValue { path.map { ["source": .string("asset:\($0)")] } ?? .null }
    add(.title, words(before.title), words(after.title))
    add(.description, words(before.meta.description), words(after.meta.description))
    add(.image, image(before.meta.image), image(after.meta.image))
    add(.slug, words(before.slug), words(after.slug))
    add(.template, .string(before.template), .string(after.template))
    if before.parent != after.parent || before.position != after.position {
      changes.append(about(after, .position, .null, .null))
    }
    let (old, new) = (before.further, after.further)
    let keys = Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }
    if !keys.isEmpty {
      func values(_ all: [String: JSONValue]) -> JSONValue {
        let values = all.filter { keys.contains($0.key) }
        return values.isEmpty ? .null : .object(values)
      }
      changes.append(about(after, .meta, values(old), values(new)))
    }
    add(.editability, .strings(before.capabilities.names), .strings(after.capabilities.names))
    return changes
  }

  package static func added(_ page: Page) -> Change { about(page, .added, .null, .string(page.title)) }
  package static func removed(_ page: Page) -> Change { about(page, .removed, .string(page.title), .null) }

  private static func about(_ page: Page, _ property: Property, _ before: JSONValue, _ after: JSONValue) -> Change {
    Change(.page(page.id), page: page.id, kind: "page", label: page.title, property, before: before, after: after)
  }

  package static func between(_ before: SiteSettings, _ after: SiteSettings) -> [Change] {
    var changes: [Change] = []
    for key in Set(before.company.keys).union(after.company.keys).sorted()
    where before.company[key] != after.company[key] {
      changes.append(
        Change(
          .field("company.\(key)"), kind: "company", label: key, .company,
          before: before.company[key].map { .string($0) } ?? .null,
          after: after.company[key].map { .string($0) } ?? .null))
    }
    func add(_ path: String, _ label: String, _ old: JSONValue, _ new: JSONValue) {
      if old != new {
        changes.append(Change(.field(path), kind: "site", label: label, .settings, before: old, after: new))
      }
    }
    add("site.name", "name", .string(before.name), .string(after.name))
    add("site.url", "url", .string(before.url), .string(after.url))
    add("site.theme", "theme", .string(before.theme), .string(after.theme))
    add("site.locales", "locales", .strings(before.locales), .strings(after.locales))
    // Told by name: what stands in them is no text for people.
    func addNames<Value: Equatable>(_ path: String, _ old: [String: Value], _ new: [String: Value]) {
      for key in Set(old.keys).union(new.keys).sorted() where old[key] != new[key] {
        changes.append(Change(.field("\(path).\(key)"), kind: "site", label: key, .settings))
      }
    }
    addNames("tokens", before.tokens, after.tokens)
    addNames("navigation", before.navigation, after.navigation)
    addNames("collections", before.collections, after.collections)
    addNames("redirects", before.redirects, after.redirects)
    add("site.keepsRedirects", "keepsRedirects", .bool(before.keepsRedirects), .bool(after.keepsRedirects))
    add(
      "site.removedPages", "removedPages", .string(before.removedPages.rawValue), .string(after.removedPages.rawValue))
    add("site.search", "search", .bool(before.hasSearch), .bool(after.hasSearch))
    return changes
  }
}

extension Page {
  /// What a page says about itself besides title, description and picture.
  fileprivate var further: [String: JSONValue] {
    var members = meta.json.object ?? [:]
    members["description"] = nil
    members["image"] = nil
    if !locale.isEmpty { members["locale"] = .string(locale) }
    if let collection { members["collection"] = .string(collection) }
    return members
  }
}
