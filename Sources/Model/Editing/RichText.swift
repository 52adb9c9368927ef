/// Words in blocks: what a person types into a larger text. Stored and sent as a ProseMirror document, never as HTML.
package struct RichText: Hashable, Sendable {
  package indirect enum Block: Hashable, Sendable {
    case paragraph(InlineText)
    case heading(level: Int, InlineText)
    case bulletList([[Block]])
    case orderedList(start: Int, [[Block]])
    case quote([Block])
    case code(String)
    case rule

    package var type: BlockType {
      switch self {
      case .paragraph: .paragraph
      case .heading: .heading
      case .bulletList, .orderedList: .list
      case .quote: .quote
      case .code: .code
      case .rule: .rule
      }
    }

    fileprivate var nested: [Block] {
      switch self {
      case .bulletList(let items), .orderedList(_, let items): items.flatMap { $0 }
      case .quote(let blocks): blocks
      case .paragraph, .heading, .code, .rule: []
      }
    }

    fileprivate var inline: InlineText? {
      switch self {
      case .paragraph(let text), .heading(_, let text): text
      case .code(let text): InlineText(text)
      case .bulletList, .orderedList, .quote, .rule: nil
      }
    }
  }

  /// Lists and quotes may stand in each other to this depth; nobody needs more and renderers stay shallow.
  package static let maximumDepth = 8

  package var blocks: [Block]

  package init(blocks: [Block]) { self.blocks = blocks }

  /// Every block, outer ones before those within them.
  package var allBlocks: [Block] {
    var result: [Block] = []
    func visit(_ blocks: [Block]) {
      for block in blocks {
        result.append(block)
        visit(block.nested)
      }
    }
    visit(blocks)
    return result
  }

  package var inlines: [InlineText] { allBlocks.compactMap(\.inline) }
  package var plain: String { inlines.map(\.plain).joined(separator: "\n") }
  /// Length as people count it, over all blocks, not counting the breaks between them.
  package var length: Int { inlines.reduce(0) { $0 + $1.length } }
}

extension RichText {
  package var json: JSONValue { ["type": "doc", "content": .array(blocks.map(\.json))] }

  package init(json: JSONValue, at pointer: String = "") throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: ["type", "content"])
    guard try reader.string("type") == "doc" else { throw reader.error("type", "must be “doc”") }
    blocks = try Self.blocks(reader, depth: 1)
  }

  private static func blocks(_ reader: JSONReader, depth: Int) throws(FieldError) -> [Block] {
    guard depth <= maximumDepth else { throw reader.error("content", "is nested deeper than \(maximumDepth) levels") }
    var result: [Block] = []
    for (index, value) in (try reader.optionalArray("content") ?? []).enumerated() {
      result.append(try block(value, at: "\(reader.pointer)/content/\(index)", depth: depth))
    }
    return result
  }

  private static func block(_ json: JSONValue, at pointer: String, depth: Int) throws(FieldError) -> Block {
    let reader = try JSONReader(json, at: pointer, known: ["type", "content", "attrs"])
    func inline() throws(FieldError) -> InlineText {
      try InlineText(json: reader.value("content") ?? .array([]), at: "\(pointer)/content")
    }
    func attribute(_ key: String, default: Int, allowed: ClosedRange<Int>) throws(FieldError) -> Int {
      guard let attrs = reader.value("attrs") else { return `default` }
      let attributes = try JSONReader(attrs, at: "\(pointer)/attrs", known: [key])
      let number = try attributes.optionalInteger(key) ?? `default`
      guard allowed.contains(number) else {
        throw attributes.error(key, "must be between \(allowed.lowerBound) and \(allowed.upperBound)")
      }
      return number
    }
    func items() throws(FieldError) -> [[Block]] {
      var items: [[Block]] = []
      for (index, value) in (try reader.optionalArray("content") ?? []).enumerated() {
        let item = try JSONReader(value, at: "\(pointer)/content/\(index)", known: ["type", "content"])
        guard try item.string("type") == "list_item" else { throw item.error("type", "must be “list_item”") }
        items.append(try blocks(item, depth: depth + 1))
      }
      return items
    }
    let type = try reader.string("type")
    guard reader.value("attrs") == nil || type == "heading" || type == "ordered_list" else {
      throw reader.error("attrs", "do not belong on this block")
    }
    switch type {
    case "paragraph": return .paragraph(try inline())
    case "heading": return .heading(level: try attribute("level", default: 2, allowed: 2...6), try inline())
    case "bullet_list": return .bulletList(try items())
    case "ordered_list":
      return .orderedList(start: try attribute("order", default: 1, allowed: 0...100_000), try items())
    case "blockquote": return .quote(try blocks(reader, depth: depth + 1))
    case "code_block":
      let words = try inline()
      guard words.marks.isEmpty else { throw reader.error("content", "holds no marks in a block of code") }
      return .code(words.plain)
    case "horizontal_rule":
      guard !reader.has("content") else { throw reader.error("content", "does not belong in a rule") }
      return .rule
    default: throw reader.error("type", "does not know “\(type)”")
    }
  }
}

extension RichText.Block {
  fileprivate var json: JSONValue {
    func list(_ items: [[RichText.Block]]) -> JSONValue {
      .array(items.map { ["type": "list_item", "content": .array($0.map(\.json))] })
    }
    return switch self {
    case .paragraph(let text): ["type": "paragraph", "content": text.json]
    case .heading(let level, let text): ["type": "heading", "attrs": ["level": .integer(level)], "content": text.json]
    case .bulletList(let items): ["type": "bullet_list", "content": list(items)]
    case .orderedList(let start, let items):
      ["type": "ordered_list", "attrs": ["order": .integer(start)], "content": list(items)]
    case .quote(let blocks): ["type": "blockquote", "content": .array(blocks.map(\.json))]
    case .code(let text): ["type": "code_block", "content": InlineText(text).json]
    case .rule: ["type": "horizontal_rule"]
    }
  }
}
