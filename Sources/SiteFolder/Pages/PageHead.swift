import Model

/// The front matter of a page.
struct PageHead: Sendable {
  /// Empty when the front matter has none.
  var title: String
  var id: PageID?
  var template: String?
  var slug: String?
  var order: Int?
  var locale: String?
  /// The path of the page that this one translates.
  var translationOf: String?
  var capabilities: Capabilities = []
  /// What export says of a page that has more than `edit` can say.
  var own: Capabilities?
  var meta = PageMeta()
  /// The page that this one stands below, where its file's place does not say it. The ID is nil for a page at the top.
  var parent: Parent?
  var copiedFrom: PageID?
  /// The ID of the element that holds the Markdown.
  var element: ElementID?
  /// Where another generator put the page.
  var permalink: String?
  /// Old addresses that lead here.
  var redirectsFrom: [String] = []
  /// Paths where this very page was live before.
  var formerly: [String] = []
  /// Lines of keys that are checked when the whole site is known.
  var lines: [String: Int] = [:]

  struct Parent: Hashable, Sendable { var id: PageID? }

  init(title: String) { self.title = title }

  init(_ fields: inout YAMLFields, isMarkdown: Bool, dialect: PageSource.Dialect, report: Report) {
    title = fields.text("title") ?? ""
    meta.description = fields.text("description") ?? ""
    slug = fields.text("slug")
    if let text = fields.text("image") { meta.image = text.hasPrefix("/") ? String(text.dropFirst()) : text }
    meta.draft = fields.bool("draft") ?? false
    meta.tags = Self.unique(fields.texts("tags") ?? [])
    meta.authors = Self.unique(fields.texts("authors") ?? [])
    switch dialect {
    case .own: readOwn(&fields, isMarkdown: isMarkdown, report: report)
    case .foreign: readForeign(&fields, report: report)
    }
    for key in ["template", "slug", "image", "locale", "translationOf", "id", "parent", "formerly", "permalink"]
    where has(key) {
      lines[key] = fields.line(of: key)
    }
    if dialect == .own, let extra = fields.node("extra")?.map {
      for entry in extra where ElementRules.isName(entry.key) { meta.extra[entry.key] = entry.node.text ?? "" }
    }
    for entry in fields.rest where !entry.node.isNull {
      guard ElementRules.isName(entry.key) else { continue }
      lines[entry.key] = entry.keyLine
      meta.extra[entry.key] = Self.words(entry.node)
    }
  }

  private func has(_ key: String) -> Bool {
    switch key {
    case "template": template != nil
    case "slug": slug != nil
    case "image": meta.image != nil
    case "locale": locale != nil
    case "translationOf": translationOf != nil
    case "id": id != nil
    case "parent": parent != nil
    case "formerly": !formerly.isEmpty
    default: permalink != nil
    }
  }

  private mutating func readOwn(_ fields: inout YAMLFields, isMarkdown: Bool, report: Report) {
    if let text = fields.text("id") {
      id = PageID(text)
      if id == nil { report.error(fields.line(of: "id"), "“\(text)” is not an ID", "leave the line out") }
    }
    if let text = fields.text("parent") {
      parent = text == "none" ? Parent(id: nil) : PageID(text).map { Parent(id: $0) }
      if parent == nil { report.error(fields.line(of: "parent"), "“\(text)” is not an ID", "leave the line out") }
    }
    copiedFrom = fields.text("copiedFrom").flatMap { PageID($0) }
    if isMarkdown, let text = fields.text("element") {
      element = ElementID(text)
      if element == nil { report.error(fields.line(of: "element"), "“\(text)” is not an ID", "leave the line out") }
    }
    template = fields.text("template")
    order = fields.integer("order")
    locale = fields.text("locale")
    translationOf = fields.text("translationOf")
    meta.noindex = fields.bool("noindex") ?? false
    meta.socialTitle = fields.text("socialTitle") ?? ""
    meta.socialDescription = fields.text("socialDescription") ?? ""
    for path in fields.texts("formerly") ?? [] {
      if path.hasPrefix("/"), !path.hasPrefix("//"), ElementRules.isSafeURL(path),
        !path.contains(where: { "?#:".contains($0) })
      {
        formerly.append(SitePaths.normalized(path))
      } else {
        report.error(
          fields.line(of: "formerly"), "“\(path)” is not a path of this site",
          "write, for example, “formerly: [/old/path/]”")
      }
    }
    meta.date = date("date", &fields, report)
    meta.updated = date("updated", &fields, report)
    meta.publish = date("publish", &fields, report)
    meta.expires = date("expires", &fields, report)
    if let first = meta.publish, let last = meta.expires, last <= first {
      report.error(
        fields.line(of: "expires"), "the page would be gone before it appears", "write a day after \(first.iso)")
    }
    if let slug, !slug.split(separator: "/", omittingEmptySubsequences: false).allSatisfy({ Page.isSlug(String($0)) }) {
      report.error(
        fields.line(of: "slug"), "“\(slug)” is not the last part of an address",
        "use lower-case letters, digits, - _ and .")
    }
    if let image = meta.image, !ElementRules.isAssetPath(image) {
      report.error(fields.line(of: "image"), "“\(image)” is not a file of the site", "write “image: assets/…”")
      meta.image = nil
    }
    if fields.node("capabilities") != nil {
      let names = (fields.texts("capabilities") ?? [])
      own = names.reduce(into: []) { $0.formUnion(Capabilities(name: $1) ?? []) }
    }
    let possible: Capabilities = isMarkdown ? ElementKind.markdown.capabilities.union(.meta) : .meta
    for word in (fields.texts("edit") ?? []).flatMap({ $0.split(separator: " ") }) {
      if let capability = Capabilities(name: word), possible.contains(capability) {
        capabilities.insert(capability)
      } else {
        report.error(
          fields.line(of: "edit"), "“edit” does not know “\(word)” here",
          "it knows \(possible.names.joined(separator: " "))")
      }
    }
  }

  private func date(_ key: String, _ fields: inout YAMLFields, _ report: Report) -> CalendarDate? {
    guard let text = fields.text(key) else { return nil }
    if let date = CalendarDate(text) { return date }
    report.error(fields.line(of: key), "“\(text)” is not a date", "write “\(key): 2026-05-03”")
    return nil
  }

  static func unique(_ texts: [String]) -> [String] {
    guard texts.count > 1 else { return texts }
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }
  }

  /// A value as text: lists of words joined by commas, anything deeper as JSON, so that nothing is lost.
  private static func words(_ node: YAMLNode) -> String {
    switch node.value {
    case .scalar(let text, _): return CleanText.lines(text)
    case .list(let nodes) where nodes.allSatisfy({ $0.text != nil }):
      return nodes.compactMap { $0.text.map(CleanText.oneLine) }.joined(separator: ", ")
    default: return json(node).canonical
    }
  }

  private static func json(_ node: YAMLNode) -> JSONValue {
    switch node.value {
    case .scalar(let text, _): node.isNull ? .null : .string(CleanText.lines(text))
    case .list(let nodes): .array(nodes.map(json))
    case .map(let entries): .object(Dictionary(entries.map { ($0.key, json($0.node)) }, uniquingKeysWith: { $1 }))
    }
  }
}
