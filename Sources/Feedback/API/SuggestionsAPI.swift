import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// What becomes of a suggestion, and what was done about a thread. A suggestion is made with its thread, and declined with it.
struct SuggestionsAPI {
  let services: FeedbackServices

  func add(to sites: WebRoutes) {
    sites.post("threads/:thread/suggestion/accept", use: accept)
    sites.get("threads/:thread/resolution", use: resolution)
  }

  @Sendable private func accept(_ request: Request, _ context: WebContext) async throws -> Response {
    let designer = try await services.participants.require(request, context)
    guard let actor = designer.actor else { throw Problem.forbidden("designers decide on suggestions") }
    let thread = try thread(context)
    let reader = try JSONReader(
      try await request.json(limit: TreeLimits.requestBytes), known: ["operations"])
    let instead = try reader.has("operations") ? reader.operations() : nil
    let version = try request.expectedVersion()
    let screen = request.headers[HTTPField.Name("Foyer-Screen")!].flatMap { Identifier<Request>($0)?.rawValue }
    let telling = ThreadAnswer(slug: designer.site.slug)
    do {
      let done = try await services.store.acceptSuggestion(
        of: thread, instead: instead, version: version, in: designer.site.key, by: actor.account.id, from: screen,
        naming: services.pictureName)
      return .json(
        ["revision": .integer(done.edit.revision), "thread": telling.json(done.thread, isWhole: true)],
        etag: String(done.thread.version))
    } catch let error as StaleThread {
      throw Problem.stale(error, telling)
    }
  }

  @Sendable private func resolution(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    let changes = try await services.store.resolutionChanges(
      of: try thread(context), in: reader.site.key, for: reader.participant)
    return .json(["changes": .array(changes.map(\.answer))])
  }

  private func thread(_ context: WebContext) throws -> ThreadID {
    guard let thread = ThreadID(try context.parameters.require("thread")) else { throw Problem.notFound }
    return thread
  }
}

extension NewSuggestion {
  init(json: JSONValue) throws {
    let reader = try JSONReader(json, at: "/suggestion", known: ["operations", "picture"])
    self.init(try reader.operations(), picture: try reader.optionalIdentifier("picture"))
  }
}

extension JSONReader {
  /// As an edit has them.
  fileprivate func operations() throws -> [Operation] {
    let values = try optionalArray("operations") ?? []
    guard (1...SuggestionRules.mostOperations).contains(values.count) else {
      throw error("operations", "must be 1 to \(SuggestionRules.mostOperations)")
    }
    return try values.enumerated().map { index, value in
      try Operation(json: value, at: "\(pointer)/operations/\(index)")
    }
  }
}

extension SuggestionView {
  /// How the element would change, by its author's view of it.
  var json: JSONValue {
    [
      "state": .string(suggestion.state.rawValue), "operations": .array(suggestion.operations.map(\.json)),
      "picture": suggestion.picture.map { .string($0.name) } ?? .null, "changes": .array(changes.map(\.answer)),
      "isRemoval": .bool(isRemoval), "isStale": .bool(isStale), "now": now, "reason": .string(suggestion.reason),
      "decidedBy": decidedBy?.json ?? .null,
      "decidedAt": suggestion.decidedAt.map { .string(Timestamp.utc($0)) } ?? .null,
      "revision": suggestion.edit.map { .integer($0) } ?? .null,
    ]
  }
}

extension Problem {
  /// Somebody else was faster; the thread as it stands comes along.
  static func stale(_ error: StaleThread, _ telling: ThreadAnswer) -> Problem {
    Problem(
      .conflict, code: "stale", title: "The thread has changed", detail: "look at it again, then decide",
      members: ["current": telling.json(error.current, isWhole: true)])
  }
}

extension Change {
  /// As the history's answers have it.
  var answer: JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(kind), "label": .string(label), "property": .string(property.rawValue), "before": before,
      "after": after,
    ]
    switch subject {
    case .element(let id): members["element"] = .string(id.rawValue)
    case .page: break
    case .field(let path): members["field"] = .string(path)
    }
    if let page { members["page"] = .string(page.rawValue) }
    return .object(members)
  }
}
