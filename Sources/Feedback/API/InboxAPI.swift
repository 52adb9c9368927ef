import Access
import Hummingbird
import Model
import Store
import Web

/// `/inbox`: the threads of all sites on which somebody has a role, and `/outbox`: what the same person was told of them.
struct InboxAPI {
  let services: FeedbackServices

  func add(to api: WebRoutes) {
    api.get("inbox", use: inbox)
    api.get("outbox", use: notices)
    api.on("outbox/read", method: .put, use: read)
  }

  @Sendable private func inbox(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let cursor = try Cursor(request)
    let query = request.uri.queryParameters
    let asked = try ThreadFilter(request, reader: .account(account.id), without: ["assignee": "nobody"])
    var filter = InboxFilter()
    filter.states = asked.states
    filter.assignee = asked.assignee
    filter.isUnassigned = query["assignee"] == "nobody"
    filter.isUnread = query["unread"] == "true"
    filter.isMentioned = query["mentioned"] == "true"
    filter.isSuggestion = query["suggestion"] == "true"
    filter.round = asked.round
    if filter.round != nil, query["site"] == nil {
      throw Problem.unprocessable("/site", "is needed with a round: each site counts its own")
    }
    if let slug = query["site"] {
      guard let site = try await services.store.site(slug: String(slug), visibleTo: account) else {
        throw Problem.notFound
      }
      filter.sites = [site.site.key.site]
    }
    let inbox = try await services.store.inbox(
      for: account, filter: filter, after: cursor.inboxPlace, limit: cursor.limit)
    return .json(
      .record([
        "items": .array(
          inbox.items.map { item in
            var members = ThreadAnswer(slug: item.slug).json(item.thread).object ?? [:]
            members["site"] = ["slug": .string(item.slug), "name": .string(item.siteName)]
            return .object(members)
          }),
        "next": inbox.next.map { .string(Cursor.cursor(place: $0)) },
        "counts": .object(
          Dictionary(
            uniqueKeysWithValues: CommentThread.State.allCases.map {
              ($0.rawValue, .integer(inbox.counts[$0] ?? 0))
            })),
      ]))
  }

  @Sendable private func notices(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let cursor = try Cursor(request)
    let notices = try await services.store.notices(
      for: account, unreadOnly: request.uri.queryParameters["unread"] == "true", after: try cursor.noticePlace,
      limit: cursor.limit + 1)
    let sites = Dictionary(
      try await services.store.visibleSites(to: account).map { ($0.site.key, $0.site) }, uniquingKeysWith: { $1 })
    let page = cursor.page(notices, key: { "\($0.at)-\($0.id)" }) { notice in
      var members = notice.payload.object ?? [:]
      members["id"] = .string(notice.id.rawValue)
      members["kind"] = .string(notice.kind.rawValue)
      members["site"] = sites[notice.site]?.reference ?? .null
      members["thread"] = notice.thread.map { .string($0.rawValue) } ?? .null
      members["at"] = .string(Timestamp.utc(notice.at))
      members["readAt"] = notice.readAt.map { .string(Timestamp.utc($0)) } ?? .null
      return .object(members)
    }
    var members = page.object ?? [:]
    members["unread"] = .integer(try await services.store.unreadNotices(of: account))
    // What is marked as read later is what was told until here.
    members["until"] = notices.first.map { .integer($0.at) } ?? .null
    return .json(.object(members))
  }

  @Sendable private func read(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["until"])
    try await services.store.readNotices(of: account, until: try reader.integer("until"))
    return Response(status: .noContent)
  }
}

extension SiteRecord {
  fileprivate var reference: JSONValue { ["slug": .string(slug), "name": .string(name)] }
}

extension Cursor {
  /// Places in an inbox have a dot, which no cursor has.
  fileprivate static func cursor(place: String) -> String {
    place.firstIndex(of: ".").map { "\(place[..<$0])-\(place[place.index(after: $0)...])" } ?? place
  }

  /// `1700000000000-ID`
  fileprivate var noticePlace: (at: Int, id: NoticeID)? {
    get throws(Problem) {
      guard let after else { return nil }
      guard let dash = after.firstIndex(of: "-"), let moment = Int(after[..<dash]), moment >= 0,
        let id = NoticeID(after[after.index(after: dash)...])
      else { throw .unprocessable("/after", "is not a cursor") }
      return (moment, id)
    }
  }

  fileprivate var inboxPlace: String? {
    guard let after else { return nil }
    return after.firstIndex(of: "-").map { "\(after[..<$0]).\(after[after.index(after: $0)...])" } ?? after
  }
}
