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
          fields.line(of: "order"), "“order” does not know “\(text)”", "it knows -date, date, title and order")
      }
    }
    settings.feed = fields.bool("feed") ?? false
    fields.warnAboutRest(known: "title, path, template, order, feed")
    return settings
  }
}
