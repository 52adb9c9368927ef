import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `POST …/edits`: the way through which every change of a tree comes in.
struct EditRoutes {
  let store: Store

  func add(to sites: WebRoutes) { sites.post("edits", use: create) }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    guard let site = try await store.site(slug: try context.parameters.require("site"), visibleTo: account) else {
      throw Problem.notFound
    }
    let body = try await request.json(limit: TreeLimits.requestBytes)
    let edit = try EditRequest(json: body)
    let screen = try request.headers[.foyerScreen].map(ScreenName.init)?.text
    return try await request.answeredOnce(body: body, context) { key in
      try await store.edit(edit, of: site.site.key, by: account.id, from: screen, once: key) {
        JSONAnswer(EditAnswer(result: $0).json, status: .created).recorded
      }
    }
  }
}

/// The wire form of what an edit has made.
struct EditAnswer {
  let result: EditResult

  var json: JSONValue {
    .record([
      "revision": .integer(result.revision),
      "elements": .array(result.elements.map(Self.element)),
      "pages": .array(
        result.pages.map {
          ["id": .string($0.id.rawValue), "version": .integer($0.since), "title": .string($0.title)]
        }),
      "removed": .strings(result.removed.map(\.rawValue)),
      "added": .strings(result.added.map(\.rawValue)),
      "company": result.company.map { .object($0.mapValues { .string($0) }) },
    ])
  }

  private static func element(_ element: Element) -> JSONValue {
    let body = element.body
    return .record([
      "id": .string(element.id.rawValue), "version": .integer(element.since), "content": body.content.json,
      "hidden": .bool(body.hidden), "variant": body.variant.map { .string($0) }, "classes": .strings(body.classes),
    ])
  }
}
