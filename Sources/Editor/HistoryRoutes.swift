import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// How a site came to be what it is: of an element, a page, the site; what is different between two revisions; what can be undone; what
/// customers may change. Only for those who change something themselves.
struct HistoryRoutes {
  let store: Store

  func add(to sites: WebRoutes) {
    sites.get("elements/:element/history", use: ofElement)
    sites.get("pages/:page/history", use: ofPage)
    sites.get("history", use: ofSite)
    sites.get("changes", use: changes)
    sites.get("undo", use: undo)
    sites.get("unlocked", use: unlocked)
  }

  @Sendable private func ofElement(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await context.editableSite(store)
    guard let element = ElementID(try context.parameters.require("element")) else { throw Problem.notFound }
    let cursor = try Cursor(request)
    do {
      let versions = try await store.history(
        of: element, in: site.site.key, for: site.authority, before: try cursor.revision, limit: cursor.limit)
      return .json(cursor.page(versions, key: { String($0.edit.revision) }, json: \.json))
    } catch let refusal as EditRefusal {
      throw Problem(
        .forbidden, code: refusal.rule.rawValue, title: "This element's history is not told",
        detail: refusal.explanation,
        members: ["rule": .string(refusal.rule.rawValue), "element": .string(element.rawValue)])
    }
  }

  @Sendable private func ofPage(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await context.editableSite(store)
    guard let page = PageID(try context.parameters.require("page")) else { throw Problem.notFound }
    let cursor = try Cursor(request)
    let found = try await store.history(
      of: page, in: site.site.key, for: try context.reader(of: site), before: try cursor.revision, limit: cursor.limit)
    return .json(found.json)
  }

  @Sendable private func ofSite(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await context.editableSite(store)
    let cursor = try Cursor(request)
    let found = try await store.history(
      of: site.site.key, for: try context.reader(of: site), before: try cursor.revision, limit: cursor.limit)
    return .json(found.json)
  }

  @Sendable private func changes(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await context.editableSite(store)
    let query = request.uri.queryParameters
    func revision(_ name: Substring) throws(Problem) -> Revision? {
      guard let text = query[name] else { return nil }
      guard let number = Int(text), number >= 1 else { throw .unprocessable("/\(name)", "must be a revision") }
      return number
    }
    guard let from = try revision("from") else { throw Problem.unprocessable("/from", "is missing") }
    var page: PageID?
    if let text = query["page"] {
      guard let id = PageID(text) else { throw Problem.unprocessable("/page", "is not an ID") }
      page = id
    }
    let difference = try await store.difference(
      of: site.site.key, page: page, from: from, to: try revision("to"), for: site.authority)
    return .json([
      "from": .integer(difference.from), "to": .integer(difference.to),
      "changes": .array(difference.changes.map(\.json)), "others": .integer(difference.others),
    ])
  }

  @Sendable private func undo(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await context.editableSite(store)
    let stacks = try await store.editStacks(of: try context.requireActor().account.id, in: site.site.key)
    return .json([
      "undo": stacks.undo.last.map { .integer($0) } ?? .null, "redo": stacks.redo.last.map { .integer($0) } ?? .null,
    ])
  }

  @Sendable private func unlocked(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await context.editableSite(store)
    return .json(try await store.unlockedParts(of: site.site.key).json)
  }
}

extension WebContext {
  /// The site in the address, for somebody who changes something there.
  /// - Throws: 403 for those who only look.
  fileprivate func editableSite(_ store: Store) async throws -> VisibleSite {
    let site = try await visibleSite(store)
    guard site.role.mayDesign || site.role.mayEditUnlocked else {
      throw Problem(
        .forbidden, code: EditRefusal.Rule.role.rawValue, title: "This is not allowed",
        detail: "the history is for those who change the site")
    }
    return site
  }

  fileprivate func reader(of site: VisibleSite) throws -> HistoryReader {
    HistoryReader(account: try requireActor().account.id, authority: site.authority)
  }
}

extension Cursor {
  /// The revision before which the list goes on.
  fileprivate var revision: Revision? {
    get throws(Problem) {
      guard let after else { return nil }
      guard let revision = Int(after), revision >= 1 else { throw .unprocessable("/after", "is not a cursor") }
      return revision
    }
  }
}
