import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// A page's tree as the account may see it: what each element is, and what this account may do to it.
struct TreeRoutes {
  let store: Store

  func add(to sites: WebRoutes) { sites.get("pages/:page/tree", use: tree) }

  @Sendable private func tree(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    guard let site = try await store.site(slug: try context.parameters.require("site"), visibleTo: account),
      let page = PageID(try context.parameters.require("page"))
    else { throw Problem.notFound }
    let tree = try await store.tree(of: page, in: site.site.key)
    // The same tree looks different to another role and in another phase.
    let etag = "\(tree.revision)-\(site.role.rawValue)-\(site.project.phase.rawValue)"
    return .json(PageTreeAnswer(tree: tree, authority: site.authority).json, etag: etag, for: request)
  }
}

/// The wire form of a page's tree.
struct PageTreeAnswer {
  let tree: PageTree
  let authority: EditAuthority

  var json: JSONValue {
    [
      "page": .string(tree.page.id.rawValue), "title": .string(tree.page.title), "path": .string(tree.path),
      "revision": .integer(tree.revision), "elements": answers(for: tree.rows), "shared": answers(for: tree.shared),
    ]
  }

  private func answers(for rows: [Element]) -> JSONValue {
    let byID = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return .array(
      inDocumentOrder(rows, byID).map { row in
        ElementAnswer(
          element: row, right: authority.rights(own: row.body.capabilities, ancestors: ancestors(of: row, in: byID))
        )
        .json(forDesigner: authority.role.mayDesign)
      })
  }

  private func ancestors(of row: Element, in byID: [ElementID: Element]) -> [Capabilities] {
    var result: [Capabilities] = []
    var next = row.parent
    while let id = next, let parent = byID[id], result.count <= TreeLimits.depth {
      result.append(parent.body.capabilities)
      next = parent.parent
    }
    return result
  }

  private func inDocumentOrder(_ rows: [Element], _ byID: [ElementID: Element]) -> [Element] {
    var result: [Element] = []
    for (_, nodes) in ElementNode.trees(of: rows).sorted(by: { $0.key < $1.key }) {
      for node in nodes { node.forEach { result.append(byID[$0.id]!) } }
    }
    return result
  }
}

/// The wire form of one element. What a customer may not change is told by name and kind only: enough to explain the lock.
struct ElementAnswer {
  let element: Element
  let right: EditRight

  func json(forDesigner: Bool) -> JSONValue {
    let body = element.body
    var members: [String: JSONValue] = [
      "id": .string(element.id.rawValue), "kind": .string(body.kind.rawValue), "tag": .string(body.tag),
      "name": .string(body.name), "version": .integer(element.since), "rights": .strings(right.capabilities.names),
    ]
    if let parent = element.parent { members["parent"] = .string(parent.rawValue) }
    if !element.slot.isEmpty { members["slot"] = .string(element.slot) }
    if case .denied(let rule) = right { members["lock"] = .string(rule.rawValue) }
    if forDesigner || !right.capabilities.isEmpty {
      members["content"] = body.content.json
      members["limits"] = body.limits.json
      members["marks"] = .strings(body.limits.marks(onTag: body.tag).map(\.rawValue).sorted())
    }
    if forDesigner {
      members["capabilities"] = .strings(body.capabilities.names)
      members["classes"] = .strings(body.classes)
      members["attributes"] = body.attributesJSON
      members["hidden"] = .bool(body.hidden)
    }
    return .object(members)
  }
}
