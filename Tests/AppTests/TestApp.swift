import Access
import App
import Database
import DatabaseTesting
import Glibc
import HTTPTypes
import Hummingbird
import Model

import Store
import Synchronization
import Web

/// A clock that tests set.
final class TestClock: Sendable {
  private let moment = Mutex(1_700_000_000_000)
  var now: Int { moment.withLock { $0 } }
  func advance(seconds: Int) { moment.withLock { $0 += seconds * 1000 } }
}

/// The whole service on a database of its own, without a port: requests go straight to the dispatcher.
struct TestApp: Sendable {
  let parts: Parts
  let clock: TestClock
  let application: Application<HostDispatcher>
  /// The SQLite file lies in it.
  let folder: String

  var store: Store { parts.store }
  var access: AccessServices { parts.access }

  static func with(
    _ engine: Database.Engine = .sqlite, url: String = "http://portal.localhost:8080", faces: Faces = .probes,
    assets: StaticAssets? = nil, configure: (inout Configuration) -> Void = { _ in },
    _ body: (TestApp) async throws -> Void
  ) async throws {
    try await TestDatabases.with(engine) { test in
      let clock = TestClock()
      let store = try Store(
        database: test.database, blobs: try BlobFolder(path: test.folder + "/blobs"), now: { clock.now })
      let parts = Parts(
        origins: try Origins(portal: url), store: store, assets: try assets ?? StaticAssets(folders: []))
      var configuration = Configuration(home: checkout)
      configuration.isQuiet = true
      configure(&configuration)
      try await body(
        TestApp(
          parts: parts, clock: clock,
          application: try buildApplication(parts, configuration: configuration, faces: faces),
          folder: test.folder))
    }
  }

  static let checkout = String(#filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined())

  /// Sends one request.
  /// - Parameters:
  ///   - host: what the client puts into the Host header; nil for none
  ///   - stream: in place of the body, one that takes its time
  ///   - address: where it seems to come from
  func send(
    _ method: HTTPRequest.Method = .get, _ path: String = "/", host: String? = "portal.localhost:8080",
    _ headers: HTTPFields = [:], body: String? = nil, bytes: [UInt8]? = nil, stream: RequestBody? = nil,
    address: String = "192.0.2.7"
  ) async throws -> TestAnswer {
    var headers = headers
    let bytes = bytes ?? body.map { Array($0.utf8) }
    if let bytes { headers[.contentLength] = String(bytes.count) }
    let request = Request(
      head: HTTPRequest(method: method, scheme: "http", authority: host, path: path, headerFields: headers),
      body: stream ?? RequestBody(buffer: ByteBuffer(bytes: bytes ?? [])))
    let context = WebContext(clientAddress: address, requestID: "request-1")
    let response = await application.responder.respond(to: request, context: context)
    let collected = CollectedBody()
    try await response.body.write(collected)
    return TestAnswer(status: response.status.code, headers: response.headers, body: collected.bytes)
  }

  /// Sends JSON as a page of the portal would.
  func post(_ path: String, _ json: String, _ headers: HTTPFields = [:]) async throws -> TestAnswer {
    var headers = headers
    headers[.contentType] = "application/json"
    headers[.secFetchSite] = "same-origin"
    return try await send(.post, path, headers, body: json)
  }

  func person(_ email: String = "dana@example.org", role: Role? = .designer) async throws -> Account {
    let agency: AgencyID
    if let first = try await store.agencies().first {
      agency = first.id
    } else {
      agency = try await store.createAgency(name: "Agency").id
    }
    return try await store.createAccount(email: email, name: "Dana", agencyRole: role, agency: agency)
  }

  func cookie(_ secret: Secret) -> HTTPFields {
    [.cookie: "\(SessionCookie(parts.origins).name)=\(secret.text)"]
  }
}

struct TestAnswer: Sendable {
  let status: Int
  let headers: HTTPFields
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSONValue? { try? JSONValue.parse(body) }
  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

private final class CollectedBody: ResponseBodyWriter, Sendable {
  private let collected = Mutex<[UInt8]>([])
  var bytes: [UInt8] { collected.withLock { $0 } }
  func write(_ buffer: ByteBuffer) async throws { collected.withLock { $0 += buffer.readableBytesView } }
  func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

extension Faces {
  /// Routes that show what the shared parts do, in place of the real faces.
  static let probes = Faces(
    portal: { routers, parts in
      let router = routers.portal()
      router.get("who") { _, context in
        Response.json(["who": context.actor.map { .string($0.account.email) } ?? .null])
      }
      router.get("language") { _, context in Response.text(context.language.rawValue) }
      router.get("fail/:kind") { _, context -> Response in throw failure(context.parameters.get("kind") ?? "") }
      router.post("json") { request, _ in Response.json(try await request.json(limit: 1000)) }
      router.post("file") { request, _ in Response.text("\(try await request.file(limit: 200_000).count) bytes") }
      router.post("impatient") { request, _ in
        Response.text("\(try await request.file(limit: 200_000, patience: .milliseconds(400)).count) bytes")
      }
      router.post("form") { request, context in Response.text(try await request.form(context).required("word")) }
      router.on("plain", method: .put) { _, _ in Response.text("done") }
      router.delete("plain") { _, _ in Response.text("done") }
      router.post("once") { request, context in
        let body = try await request.json()
        return try await request.answeredOnce(body: body, context) { key in
          try await parts.store.answeringOnce(key) { _ in
            if body["fail"] != nil { throw FieldError(pointer: "/fail", problem: "was asked for") }
            return JSONAnswer(["number": .integer(Int.random(in: 0 ... .max))], status: .created, location: "/here")
              .recorded
          }
        }
      }
      return router
    },
    draft: { routers, _ in
      let router = routers.draft()
      router.get("**") { _, context in Response.text("draft of \(context.slug ?? "?")") }
      return router
    },
    site: { parts in SiteResponder { _, context in Response.text("site \(context.slug ?? "?")") } })

  private static func failure(_ kind: String) -> any Error {
    switch kind {
    case "stale":
      let body = ElementBody(kind: .text, tag: "p")
      let element = Element(
        id: ElementID("words")!, owner: .page(PageID("home")!), slot: "main", parent: nil, position: .spread(1)[0],
        body: body, since: 7)
      return EditRefusal(operation: 2, element: element.id, rule: .stale, explanation: "changed", current: element)
    case "field": return FieldError(pointer: "/email", problem: "is missing")
    case "notFound": return StoreError.notFound("site “secret”")
    case "exists": return StoreError.exists("site “demo”")
    case "damaged": return StoreError.damaged("row 7 at /var/lib/foyer")
    case "busy": return DatabaseError.busy("SELECT 1")
    case "full": return DatabaseError.full("/var/lib/foyer")
    case "misuse": return DatabaseError.misuse("SELECT secret FROM account")
    case "throttled": return AccessError.throttled(retryAfter: 17)
    case let rule: return EditRefusal(operation: 0, element: nil, rule: .init(rawValue: rule)!, explanation: rule)
    }
  }
}
