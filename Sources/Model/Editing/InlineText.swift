/// Where a link leads. Pages are named by ID, so that a link follows its page when it moves.
package enum LinkTarget: Hashable, Sendable {
  case page(PageID, fragment: String?)
  /// A file of the site by its path, for example `assets/preise.pdf`.
  case asset(String)
  /// `https:`, `http:`, `mailto:`, `tel:`, a path of this site or a fragment; checked by `LinkTarget.init(checking:)`.
  case url(String)
  /// The value at a path such as `entry.url`, known when the page is built.
  case value(String)

  /// The one text form in which content and requests carry a target: `page:ID#fragment`, `asset:path`, `value:path` or a URL.
  package var text: String {
    switch self {
    case .page(let id, let fragment): fragment.map { "page:\(id)#\($0)" } ?? "page:\(id)"
    case .asset(let path): "asset:\(path)"
    case .value(let path): "value:\(path)"
    case .url(let url): url
    }
  }

  /// A target from its text form; nil when it is no target or carries a scheme that could run something.
  package init?(checking text: String) {
    if let rest = text.prefixed("page:") {
      let parts = rest.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      guard let id = PageID(parts[0]) else { return nil }
      self = .page(id, fragment: parts.count == 2 ? String(parts[1]) : nil)
    } else if let path = text.prefixed("asset:") {
      guard ElementRules.isAssetPath(path) else { return nil }
      self = .asset(String(path))
    } else if let path = text.prefixed("value:") {
      guard ElementRules.isValuePath(path) else { return nil }
      self = .value(String(path))
    } else if ElementRules.isSafeURL(text) {
      self = .url(text)
    } else {
      return nil
    }
  }
}

extension String {
  fileprivate func prefixed(_ prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}

/// One line of text with marks: a list of runs. Stored and sent as the inline nodes of a ProseMirror document.
package struct InlineText: Hashable, Sendable {
  package enum Node: Hashable, Sendable {
    case text(String, marks: [MarkedAs])
    case lineBreak
  }

  package enum MarkedAs: Hashable, Sendable {
    case strong, em, code, strike, sub, sup
    case link(LinkTarget)

    package var mark: Mark {
      switch self {
      case .strong: .strong
      case .em: .em
      case .code: .code
      case .strike: .strike
      case .sub: .sub
      case .sup: .sup
      case .link: .link
      }
    }
  }

  package var nodes: [Node]

  package init(nodes: [Node]) { self.nodes = nodes }
  package init(_ text: String) { nodes = text.isEmpty ? [] : [.text(text, marks: [])] }

  /// The words alone; a line break counts as a space.
  package var plain: String {
    if nodes.count == 1, case .text(let text, _) = nodes[0] { return text }
    return nodes.reduce(into: "") { result, node in
      switch node {
      case .text(let text, _): result += text
      case .lineBreak: result += "\n"
      }
    }
  }

  /// Length as people count it: grapheme clusters.
  package var length: Int { plain.count }

  package var marks: Set<Mark> {
    nodes.reduce(into: []) { result, node in
      if case .text(_, let marks) = node { result.formUnion(marks.map(\.mark)) }
    }
  }

  package var links: [LinkTarget] {
    nodes.flatMap { node -> [LinkTarget] in
      guard case .text(_, let marks) = node else { return [] }
      return marks.compactMap { if case .link(let target) = $0 { target } else { nil } }
    }
  }
}

extension InlineText {
  package var json: JSONValue {
    .array(
      nodes.map { node in
        switch node {
        case .lineBreak: ["type": "hard_break"]
        case .text(let text, let marks):
          .record([
            "type": "text", "text": .string(text), "marks": marks.isEmpty ? nil : .array(marks.map(\.json)),
          ])
        }
      })
  }

  package init(json: JSONValue, at pointer: String = "") throws(FieldError) {
    guard let values = json.array else { throw FieldError(pointer: pointer, problem: "must be a list of inline nodes") }
    nodes = []
    for (index, value) in values.enumerated() {
      let here = "\(pointer)/\(index)"
      let reader = try JSONReader(value, at: here, known: ["type", "text", "marks"])
      switch try reader.string("type") {
      case "hard_break":
        guard !reader.has("text"), !reader.has("marks") else {
          throw reader.error("type", "holds neither words nor marks as a line break")
        }
        nodes.append(.lineBreak)
      case "text":
        let text = try reader.string("text")
        guard !text.isEmpty else { throw reader.error("text", "must not be empty") }
        guard text.unicodeScalars.allSatisfy(ElementRules.isTextCharacter) else {
          throw reader.error("text", "contains a control character")
        }
        var marks: [MarkedAs] = []
        for (place, mark) in (try reader.optionalArray("marks") ?? []).enumerated() {
          let marked = try MarkedAs(json: mark, at: "\(here)/marks/\(place)")
          guard !marks.contains(where: { $0.mark == marked.mark }) else {
            throw reader.error("marks", "names the mark “\(marked.mark.rawValue)” twice")
          }
          marks.append(marked)
        }
        nodes.append(.text(text, marks: marks.sorted { $0.mark.order < $1.mark.order }))
      case let type: throw reader.error("type", "does not know “\(type)”")
      }
    }
  }
}

extension Mark {
  /// One nesting order, so that equal text gives equal bytes.
  fileprivate var order: Int {
    Mark.allCases.firstIndex(of: self)! == Mark.allCases.count - 1 ? -1 : Mark.allCases.firstIndex(of: self)!
  }
}

extension InlineText.MarkedAs {
  var json: JSONValue {
    if case .link(let target) = self { return ["type": "link", "attrs": ["href": .string(target.text)]] }
    return ["type": .string(mark.rawValue)]
  }

  init(json: JSONValue, at pointer: String) throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: ["type", "attrs"])
    let type = try reader.string("type")
    guard let mark = Mark(rawValue: type) else { throw reader.error("type", "does not know “\(type)”") }
    guard mark == .link else {
      guard reader.value("attrs") == nil else { throw reader.error("attrs", "does not belong on this mark") }
      self =
        switch mark {
        case .strong: .strong
        case .em: .em
        case .code: .code
        case .strike: .strike
        case .sub: .sub
        case .sup, .link: .sup
        }
      return
    }
    let attributes = try JSONReader(reader.value("attrs") ?? .null, at: "\(pointer)/attrs", known: ["href"])
    guard let target = LinkTarget(checking: try attributes.string("href", maximum: 2_000)) else {
      throw attributes.error("href", "must be a page, a file, or an http, https, mailto or tel address")
    }
    self = .link(target)
  }
}
