extension SiteSettings {
  package var json: JSONValue {
    .record([
      "name": .string(name), "locales": .strings(locales), "url": .string(url), "theme": .string(theme),
      "tokens": .object(tokens.mapValues(\.json)),
      "company": .object(company.mapValues { .string($0) }),
      "navigation": .object(navigation.mapValues { .array($0.map(\.json)) }),
      "redirects": .object(redirects.mapValues { .string($0) }),
      "keepsRedirects": keepsRedirects ? nil : false,
      "removedPages": removedPages == .gone ? nil : .string(removedPages.rawValue),
      "search": hasSearch ? true : nil,
      "collections": .object(collections.mapValues(\.json)),
    ])
  }

  package init(json: JSONValue, at pointer: String = "") throws(FieldError) {
    let reader = try JSONReader(
      json, at: pointer,
      known: [
        "name", "locales", "url", "theme", "tokens", "company", "navigation", "redirects", "keepsRedirects",
        "removedPages", "search", "collections",
      ])
    self.init(
      name: try reader.string("name"), locales: try reader.optionalStrings("locales") ?? [],
      url: try reader.optionalString("url") ?? "", theme: try reader.string("theme"))
    for (key, value) in reader.value("tokens")?.object ?? [:] {
      tokens[key] = try Token(json: value, at: "\(pointer)/tokens/\(key)")
    }
    for (key, value) in reader.value("company")?.object ?? [:] { company[key] = value.string }
    for (key, value) in reader.value("redirects")?.object ?? [:] { redirects[key] = value.string }
    keepsRedirects = try reader.optionalBool("keepsRedirects") ?? true
    removedPages = try reader.optionalString("removedPages").flatMap(RemovedPages.init(rawValue:)) ?? .gone
    hasSearch = try reader.optionalBool("search") ?? false
    for (key, value) in reader.value("navigation")?.object ?? [:] {
      navigation[key] = try NavigationItem.list(value, at: "\(pointer)/navigation/\(key)")
    }
    for (key, value) in reader.value("collections")?.object ?? [:] {
      collections[key] = try CollectionSettings(json: value, at: "\(pointer)/collections/\(key)")
    }
  }
}

extension Token {
  package var json: JSONValue { .record(["light": .string(light), "dark": dark.map { .string($0) }]) }

  package init(json: JSONValue, at pointer: String) throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: ["light", "dark"])
    self.init(light: try reader.string("light"), dark: try reader.optionalString("dark"))
  }
}

extension NavigationItem {
  package var json: JSONValue {
    .record([
      "target": .string(target.text), "label": label.map { .string($0) },
      "children": children.isEmpty ? nil : .array(children.map(\.json)),
    ])
  }

  fileprivate static func list(_ json: JSONValue, at pointer: String) throws(FieldError) -> [NavigationItem] {
    var items: [NavigationItem] = []
    for (index, value) in (json.array ?? []).enumerated() {
      let reader = try JSONReader(value, at: "\(pointer)/\(index)", known: ["target", "label", "children"])
      guard let target = LinkTarget(checking: try reader.string("target")) else {
        throw reader.error("target", "is not a link target")
      }
      items.append(
        NavigationItem(
          target: target, label: try reader.optionalString("label"),
          children: try list(reader.value("children") ?? [], at: "\(pointer)/\(index)/children")))
    }
    return items
  }
}

extension CollectionSettings {
  package var json: JSONValue {
    .record([
      "title": .string(title), "path": .string(path), "template": .string(template), "order": .string(order.rawValue),
      "feed": .bool(feed), "fullFeed": hasFullFeed ? true : nil, "tags": hasTagPages ? true : nil,
      "locale": locale.isEmpty ? nil : .string(locale), "fields": fields.isEmpty ? nil : .array(fields.map(\.json)),
    ])
  }

  package init(json: JSONValue, at pointer: String) throws(FieldError) {
    let reader = try JSONReader(
      json, at: pointer,
      known: ["title", "path", "template", "order", "feed", "fullFeed", "tags", "locale", "fields"])
    let order = try reader.optionalString("order") ?? "-date"
    guard let order = CollectionQuery.Order(rawValue: order) else {
      throw reader.error("order", "does not know “\(order)”")
    }
    self.init(
      title: try reader.string("title"), path: try reader.string("path"), template: try reader.string("template"),
      order: order,
      feed: try reader.optionalBool("feed") ?? false, hasFullFeed: try reader.optionalBool("fullFeed") ?? false,
      hasTagPages: try reader.optionalBool("tags") ?? false, locale: try reader.optionalString("locale") ?? "")
    for (index, field) in (reader.value("fields")?.array ?? []).enumerated() {
      fields.append(try CollectionField(json: field, at: "\(pointer)/fields/\(index)"))
    }
  }
}
