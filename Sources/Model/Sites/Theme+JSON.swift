/// The stored form of a theme. Its templates and shared trees are elements of the site that uses it, so they are not part of it.
extension Theme {
  package var json: JSONValue {
    [
      "name": .string(name), "title": .string(title), "css": .string(css),
      "tokens": .object(tokens.mapValues(\.json)),
      "strings": .object(strings.mapValues { .object($0.mapValues { .string($0) }) }),
      "sections": .object(sections.mapValues(\.json)),
      "templateTitles": .object(templateTitles.mapValues { .object($0.mapValues { .string($0) }) }),
      "assets": .object(assets.mapValues(\.json)), "given": .object(given.mapValues { .string($0) }),
    ]
  }

  package init(json: JSONValue, at pointer: String = "") throws(FieldError) {
    let reader = try JSONReader(
      json, at: pointer,
      known: ["name", "title", "css", "tokens", "strings", "sections", "templateTitles", "assets", "given"])
    self.init(
      name: try reader.string("name"), title: try reader.string("title"),
      css: try reader.string("css", maximum: 4_000_000))
    for (key, value) in reader.value("tokens")?.object ?? [:] {
      tokens[key] = try Token(json: value, at: "\(pointer)/tokens/\(key)")
    }
    for (locale, words) in reader.value("strings")?.object ?? [:] {
      strings[locale] = (words.object ?? [:]).compactMapValues(\.string)
    }
    for (key, value) in reader.value("sections")?.object ?? [:] {
      sections[key] = try ElementSeed(json: value, at: "\(pointer)/sections/\(key)")
    }
    for (name, titles) in reader.value("templateTitles")?.object ?? [:] {
      templateTitles[name] = (titles.object ?? [:]).compactMapValues(\.string)
    }
    given = (reader.value("given")?.object ?? [:]).compactMapValues(\.string)
    for (path, value) in reader.value("assets")?.object ?? [:] {
      assets[path] = try AssetFile(json: value, at: "\(pointer)/assets/\(path)")
    }
  }
}
