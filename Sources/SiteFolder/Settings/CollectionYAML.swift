import Model

/// `collections/<name>.yaml`.
enum CollectionYAML {
  /// - Parameter line: gets the line of the key `template`
  static func read(_ bytes: [UInt8], name: String, templateLine: inout Int, report: Report) -> CollectionSettings? {
    let entries: [YAMLEntry]
    do throws(YAMLProblem) { entries = try YAMLReader.map(bytes[...], firstLine: 1) } catch {
      report.error(error.line, error.message, error.advice)
      return nil
    }
    guard ElementRules.isName(name) else {
      report.error(nil, "“\(name)” is not a collection's name", "name the file with letters, digits, - and _")
      return nil
    }
    var fields = YAMLFields(entries, line: 1, report: report)
    let title = fields.requiredText("title", "add “title: …”") ?? name
    var settings = CollectionSettings(title: title, path: name)
    // `/` puts the entries at the top.
    if let path = fields.text("path") {
      let parts = path.split(separator: "/").map(String.init)
      if parts.allSatisfy(Page.isSlug) {
        settings.path = parts.joined(separator: "/")
      } else {
        report.error(fields.line(of: "path"), "“\(path)” is not a path", "use lower-case letters, digits, - and /")
      }
    }
    settings.template = fields.text("template") ?? "entry"
    templateLine = fields.line(of: "template")
    if let text = fields.text("order") {
      if let order = CollectionQuery.Order(rawValue: text) {
        settings.order = order
      } else {
        report.error(
          fields.line(of: "order"), "“order” does not know “\(text)”",
          "it knows -date, date, title, order and the names of fields")
      }
    }
    if fields.node("feed")?.text == "full" {
      (settings.feed, settings.hasFullFeed) = (true, true)
    } else {
      settings.feed = fields.bool("feed") ?? false
    }
    settings.hasTagPages = fields.bool("tags") ?? false
    settings.locale = fields.text("locale") ?? ""
    settings.fields = readFields(&fields, report: report)
    if case .field(let field, _) = settings.order, settings.field(field) == nil {
      report.error(
        fields.line(of: "order"), "“order” names “\(field)”, which is no field of the collection",
        "declare it below fields:, or write -date, date, title or order")
    }
    fields.warnAboutRest(known: "title, path, template, order, feed, tags, locale, fields")
    return settings
  }

  /// `fields:` as a list of `{ name: …, type: …, required: …, title: …, choices: […] }`.
  private static func readFields(_ fields: inout YAMLFields, report: Report) -> [CollectionField] {
    guard let node = fields.node("fields") else { return [] }
    guard let list = node.list else {
      report.error(node.line, "“fields” must be a list", "write “- { name: place, type: text }” lines below it")
      return []
    }
    var found: [CollectionField] = []
    for node in list {
      guard let entries = node.map else {
        report.error(node.line, "a field must be a map", "write “- { name: place, type: text }”")
        continue
      }
      if let field = readField(entries, line: node.line, report: report) {
        if found.contains(where: { $0.name == field.name }) {
          report.error(node.line, "the field “\(field.name)” stands twice", "take one of them out")
        } else {
          found.append(field)
        }
      }
    }
    return found
  }

  private static func readField(_ entries: [YAMLEntry], line: Int, report: Report) -> CollectionField? {
    var fields = YAMLFields(entries, line: line, report: report)
    guard let name = fields.requiredText("name", "add “name: …”") else { return nil }
    guard CollectionField.isName(name) else {
      report.error(
        fields.line(of: "name"),
        CollectionField.reserved.contains(name)
          ? "“\(name)” is a name that every entry has already" : "“\(name)” is not a name for a field",
        "use another name of letters, digits, - and _, beginning with a letter")
      return nil
    }
    var field = CollectionField(name: name)
    if let type = fields.text("type") {
      if let kind = CollectionField.Kind(rawValue: type) {
        field.kind = kind
      } else {
        report.error(
          fields.line(of: "type"), "there is no type “\(type)”",
          "there are: \(CollectionField.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
      }
    }
    field.isRequired = fields.bool("required") ?? false
    if fields.node("title")?.map != nil {
      for entry in fields.map("title") { field.titles[entry.key] = entry.node.text.map(CleanText.oneLine) }
    } else if let title = fields.text("title") {
      field.titles[""] = title
    }
    field.choices = fields.texts("choices") ?? []
    if field.kind == .choice, field.choices.isEmpty {
      report.error(line, "the choice “\(name)” has nothing to choose from", "add “choices: [one, two]”")
    }
    fields.warnAboutRest(known: "name, type, required, title, choices")
    return field
  }
}
