/// An operation that the design names but this version does not carry out.
package struct UnsupportedOperation: Error, Hashable, Sendable {
  package let index: Int
  package let name: String
}

extension EditRequest {
  /// Reads `{expected?, operations[]}`. Unknown keys anywhere are errors.
  package init(json: JSONValue) throws {
    let reader = try JSONReader(json, known: ["expected", "operations"])
    let values = try reader.optionalArray("operations") ?? []
    guard !values.isEmpty else { throw reader.error("operations", "must hold at least one operation") }
    guard values.count <= TreeLimits.operationsPerEdit else {
      throw reader.error("operations", "must hold at most \(TreeLimits.operationsPerEdit) operations")
    }
    var operations: [Operation] = []
    for (index, value) in values.enumerated() {
      if let name = value["op"]?.string, Operation.unsupported.contains(name) {
        throw UnsupportedOperation(index: index, name: name)
      }
      operations.append(try Operation(json: value, at: "/operations/\(index)"))
    }
    self.init(expected: try reader.optionalInteger("expected"), operations: operations)
  }

  package var json: JSONValue {
    .record(["expected": expected.map { .integer($0) }, "operations": .array(operations.map(\.json))])
  }
}

extension Operation {
  package init(json: JSONValue, at pointer: String) throws(FieldError) {
    func reader(_ known: Set<String>) throws(FieldError) -> JSONReader {
      try JSONReader(json, at: pointer, known: known.union(["op"]))
    }
    guard let name = json["op"]?.string else {
      throw FieldError(pointer: "\(pointer)/op", problem: json["op"] == nil ? "is missing" : "must be a string")
    }
    switch name {
    case "setText":
      let reader = try reader(["element", "version", "text", "content"])
      let text: InlineText
      switch (try reader.optionalString("text"), reader.value("content")) {
      case (let plain?, nil):
        guard plain.unicodeScalars.allSatisfy({ ElementRules.isTextCharacter($0) && $0 != "\n" }) else {
          throw reader.error("text", "contains a line break or a control character")
        }
        text = InlineText(plain)
      case (nil, let content?): text = try InlineText(json: content, at: "\(pointer)/content")
      default: throw reader.error("text", "give either text or content")
      }
      self = .setText(try reader.identifier("element"), version: try reader.integer("version"), text)
    case "insert":
      let reader = try reader(["element", "page", "template", "shared", "slot", "parent", "after"])
      let seed = try ElementSeed(json: reader.value("element") ?? .null, at: "\(pointer)/element")
      self = .insert(seed, at: try Place(reader))
    case "update":
      let reader = try reader(["element", "version", "set"])
      guard let set = reader.value("set"), set.object?.isEmpty == false else {
        throw reader.error("set", "must name at least one property")
      }
      self = .update(try reader.identifier("element"), version: try reader.integer("version"), set)
    case "remove":
      let reader = try reader(["element", "version"])
      self = .remove(try reader.identifier("element"), version: try reader.integer("version"))
    case "move":
      let reader = try reader(["element", "version", "page", "template", "shared", "slot", "parent", "after"])
      self = .move(try reader.identifier("element"), version: try reader.integer("version"), to: try Place(reader))
    case "setEditability":
      let reader = try reader(["element", "version", "capabilities"])
      guard let names = try reader.optionalStrings("capabilities") else {
        throw reader.error("capabilities", "is missing")
      }
      self = .setEditability(
        try reader.identifier("element"), version: try reader.integer("version"),
        try Capabilities(names: names, at: "\(pointer)/capabilities"))
    case "createPage":
      let reader = try reader(["parent", "slug", "title", "template", "locale"])
      let slug = try reader.string("slug", maximum: 200)
      guard Page.isSlug(slug) else {
        throw reader.error("slug", "must be lower-case letters, digits and hyphens")
      }
      let title = try reader.string("title", maximum: 400)
      guard title.unicodeScalars.allSatisfy({ ElementRules.isTextCharacter($0) && $0 != "\n" }) else {
        throw reader.error("title", "contains a line break or a control character")
      }
      self = .createPage(
        NewPage(
          parent: try reader.optionalIdentifier("parent"), slug: slug, title: title,
          template: try reader.optionalString("template", maximum: 100) ?? "page",
          locale: try reader.optionalString("locale", maximum: 35) ?? ""))
    default: throw FieldError(pointer: "\(pointer)/op", problem: "does not know “\(name)”")
    }
  }

  package var json: JSONValue {
    switch self {
    case .setText(let id, let version, let text):
      ["op": .string(name), "element": .string(id.rawValue), "version": .integer(version), "content": text.json]
    case .insert(let seed, let place):
      .object(place.members.merging(["op": .string(name), "element": seed.json]) { $1 })
    case .update(let id, let version, let set):
      ["op": .string(name), "element": .string(id.rawValue), "version": .integer(version), "set": set]
    case .remove(let id, let version):
      ["op": .string(name), "element": .string(id.rawValue), "version": .integer(version)]
    case .move(let id, let version, let place):
      .object(
        place.members.merging(
          ["op": .string(name), "element": .string(id.rawValue), "version": .integer(version)]) { $1 })
    case .setEditability(let id, let version, let capabilities):
      [
        "op": .string(name), "element": .string(id.rawValue), "version": .integer(version),
        "capabilities": .strings(capabilities.names),
      ]
    case .createPage(let page):
      .record([
        "op": .string(name), "parent": page.parent.map { .string($0.rawValue) }, "slug": .string(page.slug),
        "title": .string(page.title), "template": .string(page.template), "locale": .string(page.locale),
      ])
    }
  }
}

extension Operation.Place {
  fileprivate init(_ reader: JSONReader) throws(FieldError) {
    var owners: [Owner] = []
    if let page: PageID = try reader.optionalIdentifier("page") { owners.append(.page(page)) }
    if let name = try reader.optionalString("template", maximum: 100) { owners.append(.template(name)) }
    if let name = try reader.optionalString("shared", maximum: 100) { owners.append(.shared(name)) }
    let parent: ElementID? = try reader.optionalIdentifier("parent")
    guard owners.count + (parent == nil ? 0 : 1) == 1 else {
      throw reader.error("parent", "give exactly one of parent, page, template and shared")
    }
    let slot = try reader.optionalString("slot", maximum: 100) ?? ""
    guard slot.isEmpty || ElementRules.isName(slot) else { throw reader.error("slot", "must be a name") }
    self.init(owner: owners.first, slot: slot, parent: parent, after: try reader.optionalIdentifier("after"))
  }

  fileprivate var members: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    switch owner {
    case .page(let id): members["page"] = .string(id.rawValue)
    case .template(let name): members["template"] = .string(name)
    case .shared(let name): members["shared"] = .string(name)
    case nil: break
    }
    if let parent { members["parent"] = .string(parent.rawValue) }
    if !slot.isEmpty { members["slot"] = .string(slot) }
    if let after { members["after"] = .string(after.rawValue) }
    return members
  }
}
