extension ElementBody {
  /// Every key that a request or a stored seed may use for an element's own properties.
  package static let keys: Set<String> = [
    "kind", "tag", "classes", "name", "content", "attributes", "capabilities", "limits", "hidden",
  ]

  package var json: JSONValue { .object(members) }

  package var members: [String: JSONValue] {
    var members: [String: JSONValue] = ["kind": .string(kind.rawValue), "tag": .string(tag)]
    if !classes.isEmpty { members["classes"] = .strings(classes) }
    if !name.isEmpty { members["name"] = .string(name) }
    if content != .none { members["content"] = content.json }
    if !attributes.isEmpty { members["attributes"] = attributesJSON }
    if !capabilities.isEmpty { members["capabilities"] = .strings(capabilities.names) }
    if limits != .none { members["limits"] = limits.json }
    if hidden { members["hidden"] = true }
    return members
  }

  package var attributesJSON: JSONValue {
    .object(Dictionary(attributes.map { ($0.name, .string($0.value)) }, uniquingKeysWith: { $1 }))
  }

  package init(reader: JSONReader) throws(FieldError) {
    let kindName = try reader.string("kind")
    guard let kind = ElementKind(rawValue: kindName) else { throw reader.error("kind", "does not know “\(kindName)”") }
    self.init(kind: kind, tag: try reader.string("tag"))
    try apply(reader)
    content = try Content(json: reader.value("content") ?? [:], kind: kind, at: "\(reader.pointer)/content")
    try ElementRules.check(self, at: reader.pointer)
  }

  /// Takes over the properties that stand in `reader`, apart from kind and content.
  package mutating func apply(_ reader: JSONReader) throws(FieldError) {
    if let tag = try reader.optionalString("tag") { self.tag = tag }
    if let classes = try reader.optionalStrings("classes") { self.classes = classes }
    if let name = try reader.optionalString("name", maximum: 400) { self.name = name }
    if let hidden = try reader.optionalBool("hidden") { self.hidden = hidden }
    if let json = reader.value("attributes") {
      attributes = try Self.attributes(json, at: "\(reader.pointer)/attributes")
    }
    if let json = reader.value("limits") { limits = try Limits(json: json, at: "\(reader.pointer)/limits") }
    if let names = try reader.optionalStrings("capabilities") {
      capabilities = try Capabilities(names: names, at: "\(reader.pointer)/capabilities")
    }
  }

  package static func attributes(_ json: JSONValue, at pointer: String) throws(FieldError) -> [Attribute] {
    guard let members = json.object else { throw FieldError(pointer: pointer, problem: "must be an object") }
    var result: [Attribute] = []
    for name in members.keys.sorted() {
      guard let value = members[name]?.string else {
        throw FieldError(pointer: "\(pointer)/\(name)", problem: "must be a string")
      }
      result.append(Attribute(name, value))
    }
    return result
  }
}

extension Capabilities {
  package init(names: [String], at pointer: String) throws(FieldError) {
    self = []
    for name in names {
      guard let capability = Capabilities(name: name) else {
        throw FieldError(pointer: pointer, problem: "does not know “\(name)”")
      }
      insert(capability)
    }
  }
}

extension ElementSeed {
  package var json: JSONValue {
    var members = body.members
    if !children.isEmpty { members["children"] = .array(children.map(\.json)) }
    return .object(members)
  }

  package init(json: JSONValue, at pointer: String = "", depth: Int = 1) throws(FieldError) {
    guard depth <= TreeLimits.depth else {
      throw FieldError(pointer: pointer, problem: "is nested deeper than \(TreeLimits.depth) elements")
    }
    let reader = try JSONReader(json, at: pointer, known: ElementBody.keys.union(["children"]))
    body = try ElementBody(reader: reader)
    children = []
    for (index, child) in (try reader.optionalArray("children") ?? []).enumerated() {
      children.append(try ElementSeed(json: child, at: "\(pointer)/children/\(index)", depth: depth + 1))
    }
    guard children.isEmpty || body.kind.mayHaveChildren else {
      throw reader.error("children", "do not belong in an element of kind \(body.kind.rawValue)")
    }
  }
}
