import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `…/notes`: wishes for what only the agency changes.
struct NoteRoutes {
  let store: Store

  func add(to sites: WebRoutes) {
    sites.post("notes", use: create)
    sites.get("notes", use: list)
    sites.put("notes/:note", use: set)
  }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let key = try await site(context, for: account).key
    let body = try await request.json(limit: 65_536)
    let reader = try JSONReader(body, known: ["page", "element", "text"])
    let page: PageID = try reader.identifier("page")
    let element: ElementID? = try reader.optionalIdentifier("element")
    let text = try reader.string("text")
    do {
      return try await request.answeredOnce(body: body, context) { request in
        try await store.addNote(text, on: page, element: element, of: key, by: account.id, once: request) { id in
          JSONAnswer(["id": .string(id.rawValue)], status: .created).recorded
        }
      }
    } catch is TooManyNotes {
      throw Problem(
        .tooManyRequests, code: "tooManyNotes", title: "There are many open notes already",
        detail: "at most \(NoteLimits.openOfAccount) notes of one person wait on a site")
    }
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let key = try await site(context, for: account).key
    let notes = try await store.notes(of: key, for: account.id)
    return .json(["items": .array(notes.map(\.json))])
  }

  @Sendable private func set(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let site = try await site(context, for: account)
    guard let note = NoteID(try context.parameters.require("note")) else { throw Problem.notFound }
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["done"])
    guard let done = try reader.optionalBool("done") else { throw reader.error("done", "is missing") }
    try await store.setNote(note, done: done, of: site.key, by: account.id)
    return Response(status: .noContent)
  }

  private func site(_ context: WebContext, for account: Account) async throws -> SiteRecord {
    guard let site = try await store.site(slug: try context.parameters.require("site"), visibleTo: account) else {
      throw Problem.notFound
    }
    return site.site
  }
}

extension Note {
  fileprivate var json: JSONValue {
    .record([
      "id": .string(id.rawValue), "page": .string(page.rawValue), "element": element.map { .string($0.rawValue) },
      "label": .string(label), "text": .string(text),
      "author": [
        "kind": .string(author.isGuest ? "guest" : "account"), "id": .string(author.id), "name": .string(authorName),
      ], "at": .string(Timestamp.utc(at)),
      "doneAt": doneAt.map { .string(Timestamp.utc($0)) },
    ])
  }
}
