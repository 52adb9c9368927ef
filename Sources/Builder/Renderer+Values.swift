import Markup
import Model

/// What stands behind a path such as `company.phone`.
enum Value: Equatable {
  case text(String)
  case date(CalendarDate)
  case number(String)
  case boolean(Bool)
  case list([String])

  init?(_ text: String?) {
    guard let text, !text.isEmpty else { return nil }
    self = .text(text)
  }

  init?(_ list: [String]) {
    guard !list.isEmpty else { return nil }
    self = .list(list)
  }

  func text(format: FieldContent.Format, locale: String) -> String {
    switch self {
    case .text(let text): text
    case .date(let date): DateText.text(date, format: format, locale: locale)
    case .number(let figures): Self.number(figures, locale: locale)
    case .boolean(let isTrue): isTrue ? Words.in(locale).yes : Words.in(locale).no
    case .list(let list): list.joined(separator: ", ")
    }
  }

  /// As the language writes it: `1.234,5` in German, `1,234.5` in English.
  private static func number(_ figures: String, locale: String) -> String {
    let isGerman = locale.hasPrefix("de")
    let unsigned = figures.drop { $0 == "+" || $0 == "-" }
    let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    var whole = ""
    for (index, figure) in parts[0].enumerated() {
      if index > 0, (parts[0].count - index) % 3 == 0, parts[0].count > 4 { whole += isGerman ? "." : "," }
      whole.append(figure)
    }
    let sign = figures.hasPrefix("-") ? "−" : ""
    return parts.count > 1 && !parts[1].isEmpty ? "\(sign)\(whole)\(isGerman ? "," : ".")\(parts[1])" : sign + whole
  }
}

/// The address that a piece of company data is followed by.
enum ValueLink {
  static func of(key: some StringProtocol, value: String) -> String? {
    let key = key.lowercased()
    if key.contains("mail"), value.utf8.contains(UInt8(ascii: "@")) {
      return "mailto:" + SiteAddress.encoded(value)
    }
    if ["phone", "mobile", "tel", "fax"].contains(where: key.contains) {
      let figures = value.unicodeScalars.filter { $0 == "+" || ("0"..."9").contains($0) }
      return figures.isEmpty ? nil : "tel:" + String(String.UnicodeScalarView(figures))
    }
    return value.hasPrefix("https://") || value.hasPrefix("http://") ? value : nil
  }
}

extension Renderer {
  /// Whether the value differs from page to page.
  func isPageValue(_ path: String) -> Bool {
    path.hasPrefix("page.") || (entry == nil && path.hasPrefix("entry."))
  }

  func value(_ path: String) -> Value? {
    guard let point = path.firstIndex(of: ".") else { return nil }
    let key = path[path.index(after: point)...]
    switch path[..<point] {
    case "company": return Value(site.settings.company[String(key)])
    case "site": return key == "name" ? Value(site.settings.name) : nil
    case "theme": return Value(site.string(String(key), locale: locale))
    case "build": return key == "year" ? .text(String(site.options.year)) : nil
    case "page": return page.flatMap { value(key, of: $0) }
    case "entry":
      if Self.isNeighbour(path) { return neighbour(path).flatMap { Value(site.pages[$0].row.page.title) } }
      return (entry ?? page).flatMap { value(key, of: $0) }
    default: return nil
    }
  }

  private func value(_ key: Substring, of index: Int) -> Value? {
    let row = site.pages[index].row
    switch key {
    case "title": return Value(row.page.title)
    case "description": return Value(row.page.meta.description)
    case "date": return row.page.meta.date.map(Value.date)
    case "updated": return row.page.meta.updated.map(Value.date)
    case "tags": return Value(row.page.meta.tags)
    case "authors": return Value(row.page.meta.authors)
    case "image": return Value(row.page.meta.image)
    case "url": return Value(site.urls[index])
    default:
      let text = row.page.meta.extra[String(key)]
      let kind = row.page.collection.flatMap { site.settings.collections[$0]?.field(key)?.kind }
      switch kind {
      case .date: return text.flatMap { CalendarDate($0) }.map(Value.date) ?? Value(text)
      case .number: return text.flatMap { CollectionField.number($0) == nil ? nil : .number($0) } ?? Value(text)
      case .boolean: return text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : Value(text)
      case .text, .choice, .link, .image, nil: return Value(text)
      }
    }
  }

  /// `entry.next`, `entry.previous`.
  static func isNeighbour(_ path: String) -> Bool { path == "entry.next" || path == "entry.previous" }

  /// The entry beside the one whose page or card this is.
  func neighbour(_ path: String) -> Int? {
    guard let place = entry ?? page else { return nil }
    let neighbours = site.neighbours(of: place)
    return path == "entry.next" ? neighbours.next : neighbours.previous
  }

  /// Where a value leads: an entry's page, a telephone, a mailbox.
  func valueTarget(_ path: String) -> String? {
    switch path {
    case "entry.title", "entry.url": (entry ?? page).map { site.urls[$0] }
    case "page.title", "page.url": page.map { site.urls[$0] }
    case "entry.next", "entry.previous": neighbour(path).map { site.urls[$0] }
    case "entry.image", "page.image":
      value(path).flatMap { site.assets[$0.text(format: .long, locale: locale)].map(site.assets.address) }
    default: site.constantTarget(path) ?? extraTarget(path)
    }
  }

  /// Further front matter may hold an address.
  private func extraTarget(_ path: String) -> String? {
    guard path.hasPrefix("page.") || path.hasPrefix("entry."), case .text(let text)? = value(path) else { return nil }
    return fieldTarget(path, text) ?? ValueLink.of(key: path, value: text)
  }

  /// Where a declared field leads: an address, or a file of the site.
  private func fieldTarget(_ path: String, _ text: String) -> String? {
    guard let place = path.hasPrefix("entry.") ? entry ?? page : page,
      let collection = site.pages[place].row.page.collection,
      let field = site.settings.collections[collection]?.field(path.drop { $0 != "." }.dropFirst())
    else { return nil }
    switch field.kind {
    case .image: return site.assets[text]?.url
    case .link: return site.assets[text.hasPrefix("/") ? String(text.dropFirst()) : text]?.url ?? site.siteURL(text)
    case .text, .date, .number, .boolean, .choice: return nil
    }
  }

  /// The page that lists the entries with a tag; nil where there is none.
  private func tagPage(_ tag: String) -> Int? {
    guard let place = entry ?? page, let collection = site.pages[place].row.page.collection,
      site.settings.collections[collection]?.hasTagPages == true
    else { return nil }
    return site.index(of: BuiltPages.tagPage(tag, in: collection))
  }

  /// A tag, as a link where there is a list of it.
  private mutating func write(tag: String) {
    guard let page = tagPage(tag) else { return writer.text(tag) }
    writer.raw("<a")
    writer.urlAttribute("href", site.urls[page])
    writer.raw(" rel=\"tag\">")
    writer.text(tag)
    writer.raw("</a>")
  }

  mutating func field(_ node: ElementNode, _ field: FieldContent) {
    if recording != nil && isPageValue(field.path) {
      if node.body.tag == "h1" { hasMainHeading = true }
      return self.defer(.node(node, entry: entry.map(site.number(of:))))
    }
    marked(valueMark(field.path)) { $0.show(node, field) }
  }

  private mutating func show(_ node: ElementNode, _ field: FieldContent) {
    guard let value = value(field.path) else {
      // An empty heading or paragraph says nothing to anybody, and screen readers stop at it.
      if !node.children.isEmpty { container(node) }
      return
    }
    let text = value.text(format: field.format, locale: locale)
    guard begin(node) else { return writer.text(text) }
    switch node.body.tag {
    case "a": if let url = valueTarget(field.path) { writer.urlAttribute("href", url) }
    case "time": if case .date(let date) = value { writer.attribute("datetime", date.iso) }
    default: break
    }
    writer.endTag()
    let isTags = field.path.hasSuffix(".tags")
    if case .list(let parts) = value, node.body.tag == "ul" || node.body.tag == "ol" {
      for part in parts {
        guard isTags else {
          writer.element("li", text: part)
          continue
        }
        writer.raw("<li>")
        write(tag: part)
        writer.raw("</li>")
      }
    } else if isTags, case .list(let parts) = value, node.body.tag != "a" {
      for (index, part) in parts.enumerated() {
        if index > 0 { writer.raw(", ") }
        write(tag: part)
      }
    } else {
      writer.text(text)
    }
    close(node)
  }
}
