import Access
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Store
import Web

/// `…/events` and `…/presence`: what others do on a site while it is open, and who is there.
struct LiveRoutes {
  let store: Store
  let participants: SiteParticipants

  func add(to sites: WebRoutes) {
    sites.get("events", use: events)
    sites.put("presence", use: arrive)
    sites.delete("presence/:screen", use: leave)
  }

  @Sendable private func events(_ request: Request, _ context: WebContext) async throws -> Response {
    let listener = try await participants.require(request, context)
    // Another origin could not read the stream, but it could use up those that the account may have.
    guard request.headers[.secFetchSite] == nil || request.headers[.secFetchSite] == "same-origin" else {
      throw Problem.forbidden("only the portal's own pages may listen")
    }
    var after: Revision?
    if let text = request.uri.queryParameters["after"] {
      guard let number = Int(text), number >= 0 else { throw Problem.unprocessable("/after", "is not a revision") }
      after = number
    }
    var threads: Int?
    if let text = request.uri.queryParameters["threads"] {
      guard let number = Int(text), number >= 0 else { throw Problem.unprocessable("/threads", "is not a number") }
      threads = number
    }
    // Whoever begins again asks with the address of the first time; the header knows better.
    if let last = request.headers[.lastEventID].flatMap({ StreamPlace(eventID: $0) }) {
      after = last.revision
      threads = last.threads == 0 ? threads ?? 0 : last.threads
    }
    let screen = try request.uri.queryParameters["screen"].map { text throws(Problem) in
      try ScreenName(String(text)).text
    }
    let headers: HTTPFields = [.contentType: "text/event-stream; charset=utf-8", .accelBuffering: "no"]
    guard request.method != .head else { return Response(status: .ok, headers: headers) }
    let stream: SiteStream
    do {
      let reader =
        switch listener.proof {
        case .account(let actor):
          StreamReader(
            account: actor.account.id, session: actor.session, idleLimit: LoginSessions.idleLimit,
            authority: listener.authority)
        case .guest(let visit): StreamReader(guest: visit.guest.id)
        }
      stream = try await store.events.stream(
        of: listener.site.key, for: reader, screen: screen, after: after, threads: threads)
    } catch is TooManyScreens {
      throw Self.tooMany("close tabs of this site that you do not need")
    }
    let watch = ConnectionWatch.current
    context.channel?.closeFuture.whenComplete { [weak stream] _ in stream?.end() }
    return Response(
      status: .ok, headers: headers,
      body: ResponseBody { writer in
        // Also keeps the stream, which ends when nobody holds it.
        defer { stream.end() }
        try await writer.write(ByteBuffer(string: "retry: 3000\n\n"))
        var place = stream.start
        for await events in stream.events {
          var buffer = ByteBuffer()
          for event in events { event.write(to: &buffer, &place) }
          try await writer.write(buffer)
          watch?.goOn()
        }
        try await writer.finish(nil)
      })
  }

  @Sendable private func arrive(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let site = try await site(context, for: account)
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["screen", "page", "element"])
    let element: ElementID? = reader.value("element") == .null ? nil : try reader.optionalIdentifier("element")
    let person = PresentPerson(
      screen: try ScreenName(try reader.string("screen")).text, account: account.id, name: account.name,
      page: try reader.identifier("page"), element: element)
    do {
      try await store.arrive(person, in: site.site.key)
    } catch is TooManyScreens {
      throw Self.tooMany("close tabs of this site that you do not need")
    }
    return Response(status: .noContent)
  }

  @Sendable private func leave(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let site = try await site(context, for: account)
    let screen = try ScreenName(try context.parameters.require("screen"))
    store.events.leave(screen: screen.text, account: account.id, of: site.site.key)
    return Response(status: .noContent)
  }

  private func site(_ context: WebContext, for account: Account) async throws -> VisibleSite {
    guard let site = try await store.site(slug: try context.parameters.require("site"), visibleTo: account) else {
      throw Problem.notFound
    }
    return site
  }

  private static func tooMany(_ detail: String) -> Problem {
    Problem(
      .tooManyRequests, code: "tooManyScreens", title: "Too many tabs", detail: detail, headers: [.retryAfter: "30"])
  }
}

/// The name that a tab has given itself.
struct ScreenName {
  let text: String

  /// - Throws: 422 unless it looks like an ID.
  init(_ text: String) throws(Problem) {
    guard Identifier<ScreenName>(text) != nil else {
      throw .unprocessable("/screen", "must be 1 to 40 letters, figures, hyphens or underscores")
    }
    self.text = text
  }
}

extension StreamPlace {
  /// What a browser that begins again says it had last: `17` for a revision, `17.4` for a revision and a change of a thread.
  init?(eventID text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let revision = Int(parts[0]), let threads = parts.count == 2 ? Int(parts[1]) : 0,
      revision >= 0, threads >= 0
    else { return nil }
    self.init(revision: revision, threads: threads)
  }

  var eventID: String { threads == 0 ? "\(revision)" : "\(revision).\(threads)" }
}

extension SiteEvent {
  /// In the form of server-sent events. Canonical JSON has no line breaks.
  /// Source: the HTML standard, 9.2.5 "Parsing an event stream".
  /// - Parameter place: up to where the stream has told, this event included
  func write(to buffer: inout ByteBuffer, _ place: inout StreamPlace) {
    switch self {
    case .alive: buffer.writeString(":\n\n")
    case .over: buffer.writeString("event: over\ndata: {}\n\n")
    case .edit(let event):
      place.revision = event.revision
      buffer.writeString("event: edit\nid: \(place.eventID)\ndata: ")
      buffer.writeBytes(event.json.canonicalBytes)
      buffer.writeString("\n\n")
    case .thread(let event):
      place.threads = event.version
      buffer.writeString("event: thread\nid: \(place.eventID)\ndata: ")
      buffer.writeBytes(event.json.canonicalBytes)
      buffer.writeString("\n\n")
    case .release: buffer.writeString("event: release\ndata: {}\n\n")
    case .approval: buffer.writeString("event: approval\ndata: {}\n\n")
    case .presence(let people):
      let json: JSONValue = ["people": .array(people.map(\.json))]
      buffer.writeString("event: presence\ndata: ")
      buffer.writeBytes(json.canonicalBytes)
      buffer.writeString("\n\n")
    }
  }
}

extension ThreadEvent {
  fileprivate var json: JSONValue {
    ["id": .string(id.rawValue), "version": .integer(version), "page": page.map { .string($0.rawValue) } ?? .null]
  }
}

extension EditEvent {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "revision": .integer(revision), "author": .null,
      "elements": .array(elements.map { ["id": .string($0.rawValue), "version": .integer(revision)] }),
      "pages": .strings(pages.map(\.rawValue)), "removed": .strings(removed.map(\.rawValue)),
      "added": .strings(added.map(\.rawValue)),
    ]
    if theme { members["theme"] = true }
    if let author { members["author"] = ["id": .string(author.id.rawValue), "name": .string(author.name)] }
    if let screen { members["screen"] = .string(screen) }
    return .object(members)
  }
}

extension PresentPerson {
  fileprivate var json: JSONValue {
    [
      "screen": .string(screen), "account": .string(account.rawValue), "name": .string(name),
      "page": .string(page.rawValue),
      "element": element.map { .string($0.rawValue) } ?? .null,
    ]
  }
}

extension HTTPField.Name {
  static let foyerScreen = HTTPField.Name("Foyer-Screen")!
  fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID")!
  fileprivate static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
}
