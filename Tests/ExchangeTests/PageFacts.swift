import Markup

/// What visitors get of a page: its words, where its links lead, how many pictures it has.
struct PageFacts {
  var title = ""
  var words = ""
  var links: [String] = []
  var pictures: [String] = []

  init(_ html: [UInt8]) {
    guard let document = try? HTMLParser().parseDocument(html), let body = document.body else { return }
    title = document.head?.first("title")?.textContent ?? ""
    visit(body)
    words = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private mutating func visit(_ element: HTMLElement) {
    if ["script", "style", "noscript"].contains(element.tag) { return }
    if element.tag == "a", let address = element["href"] { links.append(address) }
    if element.tag == "img" { pictures.append(element["alt"] ?? "") }
    for child in element.children {
      switch child {
      case .text(let text): words += text
      case .element(let inner): visit(inner)
      case .comment: continue
      }
    }
    if !["a", "strong", "em", "span", "b", "i", "code", "small", "time"].contains(element.tag) { words += " " }
  }
}
