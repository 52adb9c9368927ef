extension EditRequest {
  /// Reads `{expected?, operations[]}`. Unknown keys anywhere are errors.
  package init(json: JSONValue) throws(FieldError) {
    let reader = try JSONReader(json, known: ["expected", "operations"])
    let values = try reader.optionalArray("operations") ?? []
    guard !values.isEmpty else { throw reader.error("operations", "must hold at least one operation") }
    guard values.count <= TreeLimits.operationsPerEdit else {
      throw reader.error("operations", "must hold at most \(TreeLimits.operationsPerEdit) operations")
    }
    var operations: [Operation] = []
    operations.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
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
    guard let name = json["op"]?.string else {
      throw FieldError(pointer: "\(pointer)/op", problem: json["op"] == nil ? "is missing" : "must be a string")
    }
    let fields = OperationFields(json: json, pointer: pointer)
    switch name {
    case "setText", "setRichText", "setMarkdown", "setImage", "setLink", "setHidden", "setVariant", "setField",
      "setMeta":
      self = try fields.content(name)
    case "addItem", "duplicateItem", "removeItem", "moveItem": self = try fields.item(name)
    case "restore", "restorePage", "restoreSite", "revert": self = try fields.goingBack(name)
    case "createPage", "updatePage", "removePage", "movePage": self = try fields.page(name)
    case "insert", "update", "setTag", "setClasses", "setLimits", "remove", "move", "setEditability",
      "grantEditability":
      self = try fields.structure(name)
    case "updateTheme":
      let reader = try fields.reader(["set"])
      guard let set = reader.value("set") else { throw reader.error("set", "is missing") }
      self = .updateTheme(try ThemeChange(json: set, at: "\(pointer)/set"))
    default: throw FieldError(pointer: "\(pointer)/op", problem: "does not know “\(name)”")
    }
  }
}

/// Reads one operation's members.
struct OperationFields {
  let json: JSONValue
  let pointer: String

  func reader(_ known: Set<String>) throws(FieldError) -> JSONReader {
    try JSONReader(json, at: pointer, known: known.union(["op"]))
  }

  fileprivate func content(_ name: String) throws(FieldError) -> Operation {
    switch name {
    case "setText":
      let reader = try reader(["element", "version", "text", "content"])
      return .setText(try reader.identifier("element"), version: try reader.integer("version"), try words(reader))
    case "setRichText":
      let reader = try reader(["element", "version", "document"])
      guard let document = reader.value("document") else { throw reader.error("document", "is missing") }
      return .setRichText(
        try reader.identifier("element"), version: try reader.integer("version"),
        try RichText(json: document, at: "\(pointer)/document"))
    case "setMarkdown":
      let reader = try reader(["element", "version", "markdown"])
      return .setMarkdown(
        try reader.identifier("element"), version: try reader.integer("version"), try reader.string("markdown"))
    case "setImage":
      let reader = try reader(["element", "version", "source", "alternative", "focalPoint"])
      return .setImage(
        try reader.identifier("element"), version: try reader.integer("version"), try ImageChange(reader))
    case "setLink":
      let reader = try reader(["element", "version", "target"])
      return .setLink(try reader.identifier("element"), version: try reader.integer("version"), try target(reader))
    case "setHidden":
      let reader = try reader(["element", "version", "hidden"])
      guard let hidden = try reader.optionalBool("hidden") else { throw reader.error("hidden", "is missing") }
      return .setHidden(try reader.identifier("element"), version: try reader.integer("version"), hidden)
    case "setVariant":
      let reader = try reader(["element", "version", "variant"])
      guard let variant = try reader.nullable("variant", { (key) throws(FieldError) in try reader.string(key) }) else {
        throw reader.error("variant", "is missing")
      }
      return .setVariant(try reader.identifier("element"), version: try reader.integer("version"), variant)
    case "setField":
      let reader = try reader(["field", "seen", "value"])
      let path = try reader.string("field", maximum: 200)
      guard path.hasPrefix("company."), ElementRules.isName(path.dropFirst("company.".count)) else {
        throw reader.error("field", "must be a value such as company.phone")
      }
      return .setField(
        path: path, seen: try reader.string("seen", maximum: 4_000), value: try reader.string("value", maximum: 4_000))
    default:
      let reader = try reader(["page", "version", "title", "description", "image"])
      let change = try MetaChange(reader)
      guard change != MetaChange() else { throw reader.error("title", "give title, description or image") }
      return .setMeta(try reader.identifier("page"), version: try reader.integer("version"), change)
    }
  }

  private func words(_ reader: JSONReader) throws(FieldError) -> InlineText {
    switch (try reader.optionalString("text"), reader.value("content")) {
    case (let plain?, nil):
      guard plain.unicodeScalars.allSatisfy({ ElementRules.isTextCharacter($0) && $0 != "\n" }) else {
        throw reader.error("text", "contains a line break or a control character")
      }
      return InlineText(plain)
    case (nil, let content?): return try InlineText(json: content, at: "\(pointer)/content")
    default: throw reader.error("text", "give either text or content")
    }
  }

  private func target(_ reader: JSONReader) throws(FieldError) -> LinkTarget? {
    let read = try reader.nullable("target") { (key) throws(FieldError) in
      guard let target = LinkTarget(checking: try reader.string(key, maximum: 2_000)) else {
        throw reader.error(key, "must be a page, a file, or an http, https, mailto or tel address")
      }
      return target
    }
    guard let read else { throw reader.error("target", "is missing") }
    return read
  }

  fileprivate func item(_ name: String) throws(FieldError) -> Operation {
    switch name {
    case "addItem":
      let reader = try reader(["element", "after"])
      return .addItem(list: try reader.identifier("element"), after: try reader.optionalIdentifier("after"))
    case "moveItem":
      let reader = try reader(["element", "version", "after"])
      let after = try reader.nullable("after") { (key) throws(FieldError) -> ElementID in try reader.identifier(key) }
      return .moveItem(
        try reader.identifier("element"), version: try reader.integer("version"), after: after ?? nil)
    default:
      let reader = try reader(["element", "version"])
      let element: ElementID = try reader.identifier("element")
      let version = try reader.integer("version")
      return name == "duplicateItem"
        ? .duplicateItem(element, version: version) : .removeItem(element, version: version)
    }
  }

  fileprivate func goingBack(_ name: String) throws(FieldError) -> Operation {
    func revision(_ reader: JSONReader) throws(FieldError) -> Revision {
      let revision = try reader.integer("revision")
      guard revision >= 1 else { throw reader.error("revision", "must be 1 or more") }
      return revision
    }
    switch name {
    case "restore":
      let reader = try reader(["element", "version", "revision", "below"])
      let version = try reader.nullable("version") { (key) throws(FieldError) in try reader.integer(key) }
      return .restore(
        try reader.identifier("element"), version: version ?? nil, to: try revision(reader),
        below: try reader.optionalBool("below") ?? false)
    case "restorePage":
      let reader = try reader(["page", "revision"])
      return .restorePage(try reader.identifier("page"), to: try revision(reader))
    case "restoreSite": return .restoreSite(to: try revision(try reader(["revision"])))
    default: return .revert(try revision(try reader(["revision"])))
    }
  }

  fileprivate func structure(_ name: String) throws(FieldError) -> Operation {
    let placeKeys: Set<String> = ["page", "template", "shared", "slot", "parent", "after"]
    switch name {
    case "insert":
      let reader = try reader(placeKeys.union(["element"]))
      let seed = try ElementSeed(json: reader.value("element") ?? .null, at: "\(pointer)/element")
      return .insert(seed, at: try Operation.Place(reader))
    case "move":
      let reader = try reader(placeKeys.union(["element", "version"]))
      return .move(
        try reader.identifier("element"), version: try reader.integer("version"), to: try Operation.Place(reader))
    case "grantEditability":
      let reader = try reader(["element", "scope", "grant", "revoke"])
      let scopeName = try reader.string("scope")
      guard let scope = Operation.GrantScope(rawValue: scopeName) else {
        throw reader.error("scope", "must be below, kindOnPage or kindOnSite")
      }
      let granting = try Capabilities(names: try reader.optionalStrings("grant") ?? [], at: "\(pointer)/grant")
      let revoking = try Capabilities(names: try reader.optionalStrings("revoke") ?? [], at: "\(pointer)/revoke")
      guard granting.isDisjoint(with: revoking), !granting.union(revoking).isEmpty else {
        throw reader.error("grant", "name capabilities to grant or to revoke, and none in both")
      }
      return .grantEditability(
        try reader.identifier("element"), scope: scope, granting: granting, revoking: revoking)
    case "remove":
      let reader = try reader(["element", "version"])
      return .remove(try reader.identifier("element"), version: try reader.integer("version"))
    case "setEditability":
      let reader = try reader(["element", "version", "capabilities"])
      guard let names = try reader.optionalStrings("capabilities") else {
        throw reader.error("capabilities", "is missing")
      }
      return .setEditability(
        try reader.identifier("element"), version: try reader.integer("version"),
        try Capabilities(names: names, at: "\(pointer)/capabilities"))
    case "setTag": return try property("tag")
    case "setClasses": return try property("classes")
    case "setLimits": return try property("limits")
    default:
      let reader = try reader(["element", "version", "set"])
      guard let set = reader.value("set"), set.object?.isEmpty == false else {
        throw reader.error("set", "must name at least one property")
      }
      return .update(try reader.identifier("element"), version: try reader.integer("version"), set)
    }
  }

  private func property(_ key: String) throws(FieldError) -> Operation {
    let reader = try reader(["element", "version", key])
    guard let value = reader.value(key) else { throw reader.error(key, "is missing") }
    return .update(
      try reader.identifier("element"), version: try reader.integer("version"), .object([key: value]))
  }

  fileprivate func page(_ name: String) throws(FieldError) -> Operation {
    switch name {
    case "createPage":
      let reader = try reader([
        "parent", "slug", "title", "template", "locale", "copyOf", "collection", "date", "element",
      ])
      let date = try reader.optionalString("date", maximum: 10).map { text throws(FieldError) in
        guard let day = CalendarDate(text) else { throw reader.error("date", "must be a day such as 2026-05-03") }
        return day
      }
      let element = try reader.value("element").map { json throws(FieldError) in
        try ElementSeed(json: json, at: "\(pointer)/element")
      }
      return .createPage(
        Operation.NewPage(
          parent: try reader.optionalIdentifier("parent"), slug: try slug(reader), title: try reader.line("title", 400),
          template: try reader.optionalString("template", maximum: 100) ?? "",
          locale: try reader.optionalString("locale", maximum: 35) ?? "",
          copyOf: try reader.optionalIdentifier("copyOf"),
          collection: try reader.optionalString("collection", maximum: 200), date: date, element: element))
    case "updatePage":
      let reader = try reader(["page", "version", "set"])
      return .updatePage(
        try reader.identifier("page"), version: try reader.integer("version"),
        try PageChange(json: reader.value("set") ?? .null, at: "\(pointer)/set"))
    case "removePage":
      let reader = try reader(["page", "version"])
      return .removePage(try reader.identifier("page"), version: try reader.integer("version"))
    default:
      let reader = try reader(["page", "version", "parent", "after"])
      let parent = try reader.nullable("parent") { (key) throws(FieldError) -> PageID in try reader.identifier(key) }
      let after = try reader.nullable("after") { (key) throws(FieldError) -> PageID in try reader.identifier(key) }
      return .movePage(
        try reader.identifier("page"), version: try reader.integer("version"), below: parent ?? nil, after: after ?? nil
      )
    }
  }

  private func slug(_ reader: JSONReader) throws(FieldError) -> String {
    let slug = try reader.string("slug", maximum: 200)
    guard Page.isSlug(slug) else { throw reader.error("slug", "must be lower-case letters, digits and hyphens") }
    return slug
  }
}

extension ImageChange {
  fileprivate init(_ reader: JSONReader) throws(FieldError) {
    if let text = try reader.optionalString("source", maximum: 1_000) {
      guard case .asset(let path)? = LinkTarget(checking: text) else {
        throw reader.error("source", "must be a file of the site or the theme")
      }
      source = path
    }
    if let text = try reader.optionalString("alternative", maximum: 2_000) {
      guard text.unicodeScalars.allSatisfy({ ElementRules.isTextCharacter($0) && $0 != "\n" }) else {
        throw reader.error("alternative", "contains a line break or a control character")
      }
      guard text.isEmpty || ElementRules.isVisible(text) else {
        throw reader.error("alternative", "must be words, or empty for a picture that only decorates")
      }
      alternative = text.isEmpty ? .decorative : .text(text)
    }
    focalPoint = try reader.nullable("focalPoint") { (key) throws(FieldError) in
      guard let point = try reader.optionalArray(key), point.count == 2, let x = point[0].integer,
        let y = point[1].integer, (0...1000).contains(x), (0...1000).contains(y)
      else { throw reader.error(key, "must be two numbers from 0 to 1000") }
      return ImageContent.FocalPoint(x: x, y: y)
    }
    guard source != nil || alternative != nil || focalPoint != nil else {
      throw reader.error("source", "give source, alternative or focalPoint")
    }
  }

  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    if let source { members["source"] = .string(LinkTarget.asset(source).text) }
    switch alternative {
    case .text(let words): members["alternative"] = .string(words)
    case .decorative, .missing: members["alternative"] = ""
    case nil: break
    }
    if let focalPoint { members["focalPoint"] = focalPoint.map { .array([.integer($0.x), .integer($0.y)]) } ?? .null }
    return members
  }
}

extension MetaChange {
  fileprivate init(_ reader: JSONReader) throws(FieldError) {
    if reader.has("title") {
      let words = try reader.line("title", 400)
      guard ElementRules.isVisible(words) else { throw reader.error("title", "must not be empty") }
      title = words
    }
    if reader.has("description") { description = try reader.line("description", 2_000) }
    image = try reader.nullable("image") { (key) throws(FieldError) in
      guard case .asset(let path)? = LinkTarget(checking: try reader.string(key, maximum: 1_000)) else {
        throw reader.error(key, "must be a file of the site or the theme")
      }
      return path
    }
  }

  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    if let title { members["title"] = .string(title) }
    if let description { members["description"] = .string(description) }
    if let image { members["image"] = image.map { .string(LinkTarget.asset($0).text) } ?? .null }
    return members
  }
}

extension PageChange {
  fileprivate init(json: JSONValue, at pointer: String) throws(FieldError) {
    let reader = try JSONReader(
      json, at: pointer,
      known: [
        "title", "description", "image", "slug", "template", "draft", "noindex", "date", "publish", "expires",
        "capabilities",
      ])
    meta = try MetaChange(reader)
    if let text = try reader.optionalString("slug", maximum: 200) {
      guard Page.isSlug(text) else { throw reader.error("slug", "must be lower-case letters, digits and hyphens") }
      slug = text
    }
    template = try reader.optionalString("template", maximum: 100)
    isDraft = try reader.optionalBool("draft")
    isHiddenFromSearch = try reader.optionalBool("noindex")
    date = try Self.day(reader, "date")
    publish = try Self.day(reader, "publish")
    expires = try Self.day(reader, "expires")
    if let names = try reader.optionalStrings("capabilities") {
      let wanted = try Capabilities(names: names, at: "\(pointer)/capabilities")
      guard Capabilities.meta.isSuperset(of: wanted) else {
        throw reader.error("capabilities", "a page has no capability but meta")
      }
      capabilities = wanted
    }
    guard self != PageChange() else { throw reader.error("title", "name at least one property") }
  }

  /// A day, or an empty text that takes it away.
  private static func day(_ reader: JSONReader, _ key: String) throws(FieldError) -> CalendarDate?? {
    guard let text = try reader.optionalString(key, maximum: 10) else { return nil }
    if text.isEmpty { return .some(nil) }
    guard let day = CalendarDate(text) else { throw reader.error(key, "must be a day such as 2026-05-03, or empty") }
    return .some(day)
  }

  var json: JSONValue {
    var members = meta.members
    if let date { members["date"] = .string(date?.iso ?? "") }
    if let publish { members["publish"] = .string(publish?.iso ?? "") }
    if let expires { members["expires"] = .string(expires?.iso ?? "") }
    if let slug { members["slug"] = .string(slug) }
    if let template { members["template"] = .string(template) }
    if let isDraft { members["draft"] = .bool(isDraft) }
    if let isHiddenFromSearch { members["noindex"] = .bool(isHiddenFromSearch) }
    if let capabilities { members["capabilities"] = .strings(capabilities.names) }
    return .object(members)
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
}

extension JSONReader {
  /// A member for which null is an answer of its own: nil when it is absent, `.some(nil)` for null.
  fileprivate func nullable<Value>(
    _ key: String, _ read: (String) throws(FieldError) -> Value
  ) throws(FieldError) -> Value?? {
    guard let value = value(key) else { return .none }
    return value == .null ? .some(nil) : .some(try read(key))
  }

  /// One line of words.
  fileprivate func line(_ key: String, _ maximum: Int) throws(FieldError) -> String {
    let words = try string(key, maximum: maximum)
    guard words.unicodeScalars.allSatisfy({ ElementRules.isTextCharacter($0) && $0 != "\n" }) else {
      throw error(key, "contains a line break or a control character")
    }
    return words
  }
}
