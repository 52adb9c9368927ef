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
    sites.post("threads/:thread/suggestion/take-back", use: takeBack)
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
    return try await decided(designer) {
      let done = try await services.store.acceptSuggestion(
        of: thread, instead: instead, version: version, in: designer.site.key, by: actor.account.id,
        from: request.screen, naming: services.pictureName)
      // It is one of the site's files now, as if it had been sent as one.
      if let picture = done.thread.suggestion?.suggestion.picture { services.wantPicture(picture.file) }
      return done
    }
  }

  @Sendable private func takeBack(_ request: Request, _ context: WebContext) async throws -> Response {
    let designer = try await services.participants.require(request, context)
    guard let actor = designer.actor else { throw Problem.forbidden("designers decide on suggestions") }
    let thread = try thread(context)
    _ = try JSONReader(try await request.json(limit: 1_024), known: [])
    let version = try request.expectedVersion()
    return try await decided(designer) {
      try await services.store.takeBackSuggestion(
        of: thread, version: version, in: designer.site.key, by: actor.account.id, from: request.screen)
    }
  }

  /// What the edit has made; 409 with the thread as it stands where somebody else was faster.
  private func decided(
    _ designer: SiteParticipant, _ work: () async throws -> (thread: ThreadView, edit: EditResult)
  ) async throws -> Response {
    let telling = ThreadAnswer(slug: designer.site.slug)
    do {
      let done = try await work()
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

extension Request {
  /// The tab that asks, which is not told of its own edits.
  fileprivate var screen: String? {
    headers[HTTPField.Name("Foyer-Screen")!].flatMap { Identifier<Request>($0)?.rawValue }
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
  /// - Parameter picture: the file of the comment that is the new picture
  func json(picture: JSONValue) -> JSONValue {
    [
      "state": .string(suggestion.state.rawValue), "operations": .array(suggestion.operations.map(\.json)),
      "picture": picture, "changes": .array(changes.map(\.answer)),
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
