import Markup
import Model

/// What stands behind a path such as `company.phone`.
enum Value: Equatable {
  case text(String)
  case date(CalendarDate)
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
    case .list(let list): list.joined(separator: ", ")
    }
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
    case "entry": return (entry ?? page).flatMap { value(key, of: $0) }
    default: return nil
    }
  }

  private func value(_ key: Substring, of index: Int) -> Value? {
    let page = site.pages[index].page
    switch key {
    case "title": return Value(page.title)
    case "description": return Value(page.meta.description)
    case "date": return page.meta.date.map(Value.date)
    case "updated": return page.meta.updated.map(Value.date)
    case "tags": return Value(page.meta.tags)
    case "authors": return Value(page.meta.authors)
    case "image": return Value(page.meta.image)
    case "url": return Value(site.urls[index])
    default: return Value(page.meta.extra[String(key)])
    }
  }

  /// Where a value leads: an entry's page, a telephone, a mailbox.
  func valueTarget(_ path: String) -> String? {
    switch path {
    case "entry.title", "entry.url": (entry ?? page).map { site.urls[$0] }
    case "page.title", "page.url": page.map { site.urls[$0] }
    case "entry.image", "page.image":
      value(path).flatMap { site.assets[$0.text(format: .long, locale: locale)].map(site.assets.address) }
    default: site.constantTarget(path) ?? extraTarget(path)
    }
  }

  /// Further front matter may hold an address.
  private func extraTarget(_ path: String) -> String? {
    guard path.hasPrefix("page.") || path.hasPrefix("entry."), case .text(let text)? = value(path) else { return nil }
    return ValueLink.of(key: path, value: text)
  }

  mutating func field(_ node: ElementNode, _ field: FieldContent) {
    if recording != nil && isPageValue(field.path) {
      if node.body.tag == "h1" { hasMainHeading = true }
      return self.defer(.node(node, entry: entry.map(site.number(of:))))
    }
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
    if case .list(let parts) = value, node.body.tag == "ul" || node.body.tag == "ol" {
      for part in parts { writer.element("li", text: part) }
    } else {
      writer.text(text)
    }
    close(node)
  }
}
