import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `…/threads`: what people say about a draft. Who reads and does what is decided in the store, by the one set of rules; here requests are
/// read and answers written.
struct ThreadsAPI {
  let services: FeedbackServices

  private static let limit = 65_536

  func add(to sites: WebRoutes) {
    sites.get("threads", use: list)
    sites.post("threads", use: create)
    sites.get("threads/changes", use: changes)
    sites.get("threads/counts", use: counts)
    sites.get("threads/people", use: people)
    sites.get("threads/:thread", use: show)
    sites.patch("threads/:thread", use: change)
    sites.on("threads/:thread/seen", method: .put, use: see)
    sites.post("threads/:thread/comments", use: reply)
    sites.patch("threads/:thread/comments/:comment", use: rewrite)
    sites.delete("threads/:thread/comments/:comment", use: remove)
    sites.get("pages/:page/threads", use: pins)
  }

  // MARK: Reading

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    let (key, participant) = (reader.site.key, reader.participant)
    let cursor = try Cursor(request)
    let filter = try ThreadFilter(request, reader: participant)
    if filter.query != nil, let visit = reader.visit,
      let seconds = services.access.feedbackRates.searching(visit, from: context.clientAddress)
    {
      throw Problem.tooOften("wait a little before the next search", seconds)
    }
    // Asked before the list, so that whoever listens from there on misses nothing.
    let newest = try await services.store.threadChanges(of: key, for: participant, after: .max, limit: 1).newest
    let page = try await services.store.threads(
      of: key, for: participant, filter: filter, after: try cursor.number, limit: cursor.limit)
    let telling = ThreadAnswer(slug: reader.site.slug)
    return .json(
      .record([
        "items": .array(page.threads.map { telling.json($0) }), "next": page.next.map { .string(String($0)) },
        "change": .integer(newest),
      ]))
  }

  /// All threads that a page shows, for its pins.
  @Sendable private func pins(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    guard let page = PageID(try context.parameters.require("page")) else { throw Problem.notFound }
    let (key, participant) = (reader.site.key, reader.participant)
    let newest = try await services.store.threadChanges(of: key, for: participant, after: .max, limit: 1).newest
    let threads = try await services.store.threads(on: page, of: key, for: participant)
    let telling = ThreadAnswer(slug: reader.site.slug)
    return .json(["items": .array(threads.map { telling.json($0) }), "change": .integer(newest)])
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    return answer(
      try await services.store.thread(try thread(context), of: reader.site.key, for: reader.participant), reader)
  }

  /// What the event stream has said, for whoever comes back.
  @Sendable private func changes(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    let cursor = try Cursor(request)
    let found = try await services.store.threadChanges(
      of: reader.site.key, for: reader.participant, after: try cursor.number ?? 0, limit: cursor.limit + 1)
    let shown = found.events.prefix(cursor.limit)
    return .json(
      .record([
        "items": .array(
          shown.map {
            [
              "id": .string($0.id.rawValue), "version": .integer($0.version),
              "page": $0.page.map { .string($0.rawValue) } ?? .null,
            ]
          }),
        "change": .integer(found.newest),
        "next": found.events.count > cursor.limit ? shown.last.map { .string(String($0.version)) } : nil,
      ]))
  }

  @Sendable private func counts(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    let counts = try await services.store.threadCounts(of: reader.site.key, for: reader.participant)
    return .json(
      .object(
        Dictionary(
          uniqueKeysWithValues: CommentThread.State.allCases.map { ($0.rawValue, .integer(counts[$0] ?? 0)) })))
  }

  /// Whom one can name in a comment.
  @Sendable private func people(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    let people = try await services.store.feedbackPeople(of: reader.site.key, for: reader.participant)
    return .json(["items": .array(people.map(\.json))])
  }

  // MARK: Writing

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let author = try await services.participants.require(request, context)
    let body = try await request.json(limit: Self.limit)
    let new = try NewThread(json: body, userAgent: request.headers[.userAgent] ?? "")
    try limitGuest(author, context)
    let telling = ThreadAnswer(slug: author.site.slug)
    return try await request.answeredOnce(body: body, by: author.participant, of: author.site.key.agency) { key in
      try await services.store.addThread(new, of: author.site.key, by: author.participant, once: key) { view in
        JSONAnswer(
          telling.json(view, isWhole: true), status: .created, etag: String(view.version),
          location: telling.path(view.thread.id)
        ).recorded
      }
    }
  }

  @Sendable private func reply(_ request: Request, _ context: WebContext) async throws -> Response {
    let author = try await services.participants.require(request, context)
    let thread = try thread(context)
    let body = try await request.json(limit: Self.limit)
    let reader = try JSONReader(body, known: ["body", "isInternal", "files", "mentions"])
    let new = NewComment(
      try reader.string("body"), visibility: try reader.optionalBool("isInternal") == true ? .internal : .customer,
      files: try reader.identifiers("files", atMost: FeedbackLimits.filesOfComment),
      mentions: try reader.identifiers("mentions", atMost: FeedbackLimits.mentionsOfComment))
    try limitGuest(author, context)
    let telling = ThreadAnswer(slug: author.site.slug)
    return try await request.answeredOnce(body: body, by: author.participant, of: author.site.key.agency) { key in
      try await services.store.addComment(new, to: thread, of: author.site.key, by: author.participant, once: key) {
        JSONAnswer(telling.json($0), status: .created, etag: String($0.version)).recorded
      }
    }
  }

  @Sendable private func change(_ request: Request, _ context: WebContext) async throws -> Response {
    let author = try await services.participants.require(request, context)
    let thread = try thread(context)
    let change = try ThreadChange(json: try await request.json(limit: Self.limit))
    let version = try request.expectedVersion()
    try limitGuest(author, context)
    return try await stale(author) {
      try await services.store.changeThread(
        thread, change, version: version, of: author.site.key, by: author.participant)
    }
  }

  @Sendable private func rewrite(_ request: Request, _ context: WebContext) async throws -> Response {
    let author = try await services.participants.require(request, context)
    let (thread, comment) = (try thread(context), try comment(context))
    let reader = try JSONReader(try await request.json(limit: Self.limit), known: ["body"])
    let body = try reader.string("body")
    try limitGuest(author, context)
    return answer(
      try await services.store.editComment(
        comment, of: thread, as: body, in: author.site.key, by: author.participant), author)
  }

  @Sendable private func remove(_ request: Request, _ context: WebContext) async throws -> Response {
    let author = try await services.participants.require(request, context)
    let (thread, comment) = (try thread(context), try comment(context))
    try limitGuest(author, context)
    _ = try await services.store.removeComment(
      comment, of: thread, in: author.site.key, by: author.participant)
    return Response(status: .noContent)
  }

  @Sendable private func see(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    let thread = try thread(context)
    let body = try JSONReader(try await request.json(limit: 16_384), known: ["version"])
    if let visit = reader.visit,
      let seconds = services.access.feedbackRates.looking(visit, from: context.clientAddress)
    {
      throw Problem.tooOften("wait a little before you read on", seconds)
    }
    try await services.store.seeThread(
      thread, version: try body.optionalInteger("version"), of: reader.site.key, by: reader.participant)
    return Response(status: .noContent)
  }

  // MARK: Parts

  private func answer(_ view: ThreadView, _ reader: SiteParticipant) -> Response {
    .json(ThreadAnswer(slug: reader.site.slug).json(view, isWhole: true), etag: String(view.version))
  }

  /// The thread after a change; 409 with the thread as it stands where somebody else was faster.
  private func stale(_ author: SiteParticipant, _ work: () async throws -> ThreadView) async throws -> Response {
    do {
      return answer(try await work(), author)
    } catch let error as StaleThread {
      throw Problem.stale(error, ThreadAnswer(slug: author.site.slug))
    }
  }

  private func limitGuest(_ author: SiteParticipant, _ context: WebContext) throws(Problem) {
    guard let visit = author.visit,
      let seconds = services.access.feedbackRates.commenting(visit, from: context.clientAddress)
    else { return }
    throw .tooOften("wait a little before the next comment", seconds)
  }

  private func thread(_ context: WebContext) throws -> ThreadID {
    guard let thread = ThreadID(try context.parameters.require("thread")) else { throw Problem.notFound }
    return thread
  }

  private func comment(_ context: WebContext) throws -> CommentID {
    guard let comment = CommentID(try context.parameters.require("comment")) else { throw Problem.notFound }
    return comment
  }
}
