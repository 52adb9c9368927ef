/// Makes `id` values for headings out of their text, each one once.
struct HeadingIDs {
  private var used: [String: Int] = [:]

  /// Letters and figures in lower case, everything else as single hyphens; `section` when nothing is left. Repeated
  /// headings get a number.
  mutating func next(_ text: String) -> String {
    var id = ""
    for character in text.lowercased() {
      if character.isLetter || character.isNumber {
        id.append(character)
      } else if !id.isEmpty && id.last != "-" {
        id.append("-")
      }
    }
    while id.last == "-" { id.removeLast() }
    if id.isEmpty { id = "section" }
    // A numbered one may itself be the text of another heading: "a", "a", "a 1".
    while let count = used[id] {
      used[id] = count + 1
      id += "-\(count)"
    }
    used[id] = 1
    return id
  }

  /// Gives the headings among and below `nodes` an `id`.
  mutating func add(to nodes: inout [HTMLNode]) {
    for index in nodes.indices {
      guard case .element(var element) = nodes[index] else { continue }
      if Self.isHeading(element.tag) {
        element["id"] = next(element.textContent)
      } else {
        add(to: &element.children)
      }
      nodes[index] = .element(element)
    }
  }

  /// Copies `html` and gives its start tags `<h1>`…`<h6>` an `id` each, from `texts`. `html` must come from the Markdown
  /// renderer without raw HTML: there, every such tag is a heading, because text is escaped.
  mutating func write(_ html: [UInt8], texts: [String], into writer: inout HTMLWriter) {
    var texts = texts[...]
    var copied = 0
    var index = 0
    while index + 3 < html.count {
      if html[index] == UInt8(ascii: "<"), html[index + 1] == UInt8(ascii: "h"), html[index + 3] == UInt8(ascii: ">"),
        html[index + 2] >= UInt8(ascii: "1"), html[index + 2] <= UInt8(ascii: "6"), let text = texts.popFirst()
      {
        writer.raw(html[copied..<index + 3])
        writer.attribute("id", next(text))
        copied = index + 3
        index += 3
      }
      index += 1
    }
    writer.raw(html[copied...])
  }

  private static func isHeading(_ tag: String) -> Bool {
    tag.utf8.count == 2 && tag.utf8.first == UInt8(ascii: "h") && ("1"..."6").contains(tag.last ?? "0")
  }
}
