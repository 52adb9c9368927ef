import Model
import Store

/// The wire form of a page's tree.
struct PageTreeAnswer {
  let tree: PageTree
  let authority: EditAuthority

  var json: JSONValue {
    let page = tree.page
    let right = authority.rights(own: page.capabilities, ancestors: [])
    // On a page only this one means something; what else designers may do to it they may do to any page.
    let rights = right.capabilities.intersection(.meta)
    var members: [String: JSONValue] = [
      "page": .string(page.id.rawValue), "title": .string(page.title), "path": .string(tree.path),
      "revision": .integer(tree.revision), "version": .integer(page.since), "templateName": .string(page.template),
      "slug": .string(page.slug), "rights": .strings(rights.names), "role": .string(authority.role.rawValue),
      "mayDesign": .bool(authority.role.mayDesign), "elements": .array(answers(for: tree.rows)),
      "template": .array(answers(for: tree.template, owner: "template")),
      "shared": .array(tree.shared.flatMap { answers(for: $0, owner: "shared") }),
    ]
    if case .denied(let rule) = right { members["lock"] = .string(rule.rawValue) }
    if !rights.isEmpty {
      members["meta"] = .record([
        "description": .string(page.meta.description), "image": page.meta.image.map { .string("asset:\($0)") },
      ])
    }
    if authority.role.mayDesign {
      members["capabilities"] = .strings(page.capabilities.names)
      members["draft"] = .bool(page.meta.draft)
      members["noindex"] = .bool(page.meta.noindex)
      members["publish"] = page.meta.publish.map { .string($0.iso) }
      members["expires"] = page.meta.expires.map { .string($0.iso) }
    }
    return .object(members)
  }

  private func answers(for part: PageTree.PartTree, owner: String) -> [JSONValue] {
    answers(
      for: part.rows,
      common: ["owner": [owner: .string(part.name)], "appearsOn": .integer(part.appearsOn)])
  }

  /// - Parameter rows: in document order
  private func answers(for rows: [Element], common: [String: JSONValue] = [:]) -> [JSONValue] {
    var places: [ElementID: Place] = [:]
    return rows.map { row in
      let above = row.parent.flatMap { places[$0] }
      places[row.id] = Place(of: row, below: above)
      let right = authority.rights(own: row.body.capabilities, ancestors: above?.capabilities ?? [])
      return ElementAnswer(element: row, right: right, page: tree.page.id, isInCard: above?.isCard ?? false)
        .json(forDesigner: authority.role.mayDesign, common: common)
    }
  }

  /// What those below an element need to know of it and of everything above it.
  private struct Place {
    /// Nearest first.
    let capabilities: [Capabilities]
    /// Whether an entry of a collection is shown there.
    let isCard: Bool

    init(of row: Element, below place: Place?) {
      capabilities = [row.body.capabilities] + (place?.capabilities ?? [])
      isCard = row.body.kind == .collectionList || place?.isCard ?? false
    }
  }
}

/// The wire form of one element. What a customer may not change is told by name and kind only: enough to explain the lock.
struct ElementAnswer {
  let element: Element
  let right: EditRight
  /// The page that is shown, to which the page's own values lead.
  let page: PageID
  let isInCard: Bool

  func json(forDesigner: Bool, common: [String: JSONValue] = [:]) -> JSONValue {
    let body = element.body
    // What means nothing on the kind is no right, also for those who have all of them.
    let rights = right.capabilities.intersection(body.kind.capabilities)
    let isOpen = forDesigner || !rights.isEmpty
    var members = common
    members.reserveCapacity(24)
    members["id"] = .string(element.id.rawValue)
    members["kind"] = .string(body.kind.rawValue)
    members["tag"] = .string(body.tag)
    members["name"] = .string(body.name)
    members["label"] = .string(isOpen ? body.label : body.name)
    members["version"] = .integer(element.since)
    members["hidden"] = .bool(body.hidden)
    members["rights"] = .strings(rights.names)
    if let parent = element.parent { members["parent"] = .string(parent.rawValue) }
    if !element.slot.isEmpty { members["slot"] = .string(element.slot) }
    if case .denied(let rule) = right { members["lock"] = .string(rule.rawValue) }
    if let leadsTo { members["leadsTo"] = leadsTo }
    if isOpen { addContent(to: &members) }
    if forDesigner {
      members["capabilities"] = .strings(body.capabilities.names)
      members["classes"] = .strings(body.classes)
      members["attributes"] = body.attributesJSON
    }
    return .object(members)
  }

  private func addContent(to members: inout [String: JSONValue]) {
    let body = element.body
    members["content"] = body.content.json
    members["limits"] = body.limits.json
    if body.content.hasWords {
      let marks = body.allowedMarks
      members["marks"] = .strings(marks.map(\.rawValue).sorted())
      if body.kind == .link || marks.contains(.link) { members["linkKinds"] = linkKinds }
    }
    if body.kind == .richText { members["blocks"] = .strings(body.allowedBlocks.map(\.rawValue).sorted()) }
    if !body.limits.variants.isEmpty { members["variant"] = body.variant.map { .string($0) } ?? .null }
  }

  private var linkKinds: JSONValue {
    let allowed = element.body.limits.linkKinds
    return .strings(LinkKind.allCases.filter { allowed?.contains($0) ?? true }.map(\.rawValue))
  }

  /// Where the value that the element shows is changed: it stands there once, and on the page it is only shown.
  private var leadsTo: JSONValue? {
    guard case .field(let field) = element.body.content, let point = field.path.firstIndex(of: ".") else { return nil }
    switch field.path[..<point] {
    case "company": return ["company": .string(String(field.path[field.path.index(after: point)...]))]
    case "entry" where isInCard: return ["entry": true]
    case "page", "entry": return ["page": .string(page.rawValue)]
    default: return nil
    }
  }
}

extension Content {
  /// Whether there are words that may carry marks.
  fileprivate var hasWords: Bool {
    switch self {
    case .inline, .rich, .link: true
    default: false
    }
  }
}
