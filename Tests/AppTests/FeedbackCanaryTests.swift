import App
import Database
import DatabaseTesting
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import Publishing
import Store
import Testing
import Web

/// Every text that is not for everybody has a mark, and everything that the service answers is looked through for them, for everybody.
@Suite("Canaries in feedback") struct FeedbackCanaryTests {
  /// Who asks.
  private enum Reader: String, CaseIterable {
    case nobody, admin, designer, support, owner, editor, reviewer, otherOwner, foreignAdmin
    /// Guests of two links to `mine`, and of one to `other`.
    case guest, secondGuest, otherGuest

    static let agency: Set<Reader> = [.admin, .designer, .support]
    static let customers: Set<Reader> = [.owner, .editor, .reviewer]
    static let guests: Set<Reader> = [.guest, .secondGuest]
    var who: FeedbackScene.Who? { FeedbackScene.Who(rawValue: rawValue) }
  }

  /// What nobody but these may be told.
  private struct Canary {
    let text: String
    let readers: Set<Reader>
    let what: String
  }

  private final class Nest {
    private(set) var canaries: [Canary] = []
    private(set) var threads: [String] = []
    private(set) var files: [String] = []
    private(set) var links: [String] = []
    private(set) var comments: [String] = []
    var cookies: [Reader: HTTPFields] = [:]

    /// A new mark.
    func mark(_ what: String, for readers: Set<Reader>) -> String {
      let text = "canary\(canaries.count)z\(Int.random(in: 100_000...999_999))"
      canaries.append(Canary(text: text, readers: readers, what: what))
      return text
    }

    /// Something that is there already and is a mark by itself.
    func add(_ text: String, _ what: String, for readers: Set<Reader>) {
      canaries.append(Canary(text: text, readers: readers, what: what))
    }

    func thread(_ id: String) { threads.append(id) }
    func file(_ path: String) { files.append(path) }
    func link(_ id: String) { links.append(id) }
    func comment(_ id: String) { comments.append(id) }

    /// What is in an answer and not for its reader.
    func found(in bytes: [UInt8], for reader: Reader) -> [String] {
      marks(in: bytes).filter { !$0.readers.contains(reader) }.map(\.what)
    }

    /// By bytes: thousands of answers are looked through.
    func marks(in bytes: [UInt8]) -> [Canary] {
      let data = Data(bytes)
      return canaries.filter { data.range(of: Data($0.text.utf8)) != nil }
    }
  }

  // MARK: Filling

  private static func fill(_ scene: FeedbackScene) async throws -> Nest {
    let nest = Nest()
    let mine = Reader.agency.union(Reader.customers).union(Reader.guests)
    func post(_ path: String, _ json: JSONValue, as reader: Reader) async throws -> JSONValue {
      let answer = try await scene.call(.post, path, json.canonical, as: nest.cookies[reader] ?? [:])
      guard answer.status == 201, let json = answer.json else { throw FeedbackScene.Unexpected(answer) }
      return json
    }
    for reader in Reader.allCases { if let who = reader.who { nest.cookies[reader] = scene.cookie(who) } }
    for who in FeedbackScene.Who.allCases where who != .nobody {
      let reader = Reader(rawValue: who.rawValue)!
      var readers: Set<Reader> = who == .foreignAdmin ? [reader] : Reader.agency.union([reader])
      // Whose own address ends with it.
      if who == .owner { readers.insert(.otherOwner) }
      if who == .admin { readers.insert(.foreignAdmin) }
      nest.add("\(who.rawValue.lowercased())@example.org", "mail of \(who)", for: readers)
    }

    // Links and guests.
    func invite(
      _ reader: Reader, to site: String, _ mode: String, by inviter: Reader, seenBy: Set<Reader>, mail: Set<Reader>
    ) async throws {
      let name = nest.mark("name of a link to \(site)", for: seenBy)
      let made = try await post(
        "/sites/\(site)/review-links", ["mode": .string(mode), "name": .string(name)], as: inviter)
      let url = made["url"]?.string ?? ""
      let path = String(url.dropFirst("http://portal.localhost:8080".count))
      nest.add(String(path.suffix(43)), "a link's secret", for: [])
      nest.link(made["id"]?.string ?? "")
      let address = "\(nest.mark("a guest's mail on \(site)", for: mail))@example.net"
      let guest = try await scene.enter(path, "name=Gabi&mail=\(address.replacing("@", with: "%40"))")
      nest.cookies[reader] = FeedbackScene.cookie(in: guest)
      let secret = nest.cookies[reader]?[.cookie]?.split(separator: "=").last.map(String.init) ?? ""
      nest.add(secret, "a guest's session", for: [])
    }
    let managers = Reader.agency.union([.owner])
    try await invite(.guest, to: "mine", "shared", by: .owner, seenBy: managers, mail: Reader.agency)
    // A personal link's name is its guest's.
    try await invite(.secondGuest, to: "mine", "personal", by: .designer, seenBy: mine, mail: Reader.agency)
    try await invite(
      .otherGuest, to: "other", "shared", by: .otherOwner, seenBy: Reader.agency.union([.otherOwner]),
      mail: Reader.agency)

    // Threads and comments.
    func begin(
      _ site: String, by author: Reader, for readers: Set<Reader>, _ more: [String: JSONValue] = [:],
      knownTo known: Set<Reader>? = nil
    ) async throws -> (id: String, version: Int) {
      var members: [String: JSONValue] = [
        "page": .string("\(site)-home"), "element": .string("\(site)-headline"), "revision": 1,
        "body": .string(nest.mark("words on \(site) by \(author)", for: readers)),
      ]
      members.merge(more) { $1 }
      let made = try await post("/sites/\(site)/threads", .object(members), as: author)
      let id = made["id"]?.string ?? ""
      nest.thread(id)
      nest.add(id, "a thread of \(site) by \(author)", for: known ?? readers)
      nest.comment(made["comments"]?.array?.first?["id"]?.string ?? "")
      return (id, made["version"]?.integer ?? 0)
    }
    func reply(
      _ thread: String, on site: String, by author: Reader, for readers: Set<Reader>, isInternal: Bool = false,
      files: [String] = [], mentions: [String] = []
    ) async throws -> Int {
      let made = try await post(
        "/sites/\(site)/threads/\(thread)/comments",
        [
          "body": .string(nest.mark("a comment on \(site) by \(author)", for: readers)),
          "isInternal": .bool(isInternal),
          "files": .strings(files), "mentions": .strings(mentions),
        ], as: author)
      let id = made["comment"]?["id"]?.string ?? ""
      nest.comment(id)
      nest.add(id, "a comment of \(site) by \(author)", for: readers)
      return made["version"]?.integer ?? 0
    }
    func upload(_ site: String, by author: Reader, for readers: Set<Reader>) async throws -> String {
      var headers = nest.cookies[author] ?? [:]
      headers[.contentType] = "application/octet-stream"
      headers[.secFetchSite] = "same-origin"
      let name = nest.mark("a file's name by \(author)", for: readers)
      // The bytes have a mark, too.
      let content = "%PDF-1.4 \(nest.mark("a file's content by \(author)", for: readers))"
      let answer = try await scene.app.send(
        .post, "/api/v1/sites/\(site)/threads/files?name=\(name).pdf", headers, bytes: Array(content.utf8))
      guard let id = answer.json?["id"]?.string, let url = answer.json?["url"]?.string else {
        throw FeedbackScene.Unexpected(answer)
      }
      nest.file(url)
      return id
    }

    let others = Reader.agency.union([.otherOwner, .otherGuest])
    let open = try await begin(
      "mine", by: .guest, for: mine, ["files": .strings([try await upload("mine", by: .guest, for: mine)])])
    _ = try await reply(open.id, on: "mine", by: .reviewer, for: mine)
    let version = try await reply(
      open.id, on: "mine", by: .designer, for: Reader.agency, isInternal: true,
      files: [try await upload("mine", by: .designer, for: Reader.agency)],
      mentions: [try await scene.account(.support).id.rawValue])
    _ = try await upload("mine", by: .owner, for: [.owner])
    let changed = try await scene.call(
      .patch, "/sites/mine/threads/\(open.id)",
      JSONValue.object([
        "tags": .strings([nest.mark("a tag", for: Reader.agency)]), "state": "declined",
        "reason": .string(nest.mark("a reason on mine", for: mine)),
        "assignee": .string(try await scene.account(.support).id.rawValue),
      ]).canonical, as: .designer, [.ifMatch: "\(version)"])
    guard changed.status == 200 else { throw FeedbackScene.Unexpected(changed) }
    let hidden = try await begin("mine", by: .support, for: Reader.agency, ["visibility": "internal"])
    _ = try await reply(hidden.id, on: "mine", by: .admin, for: Reader.agency, isInternal: true)
    let duplicate = try await begin("mine", by: .owner, for: mine)
    _ = try await scene.call(
      .patch, "/sites/mine/threads/\(hidden.id)", #"{"state":"duplicate","duplicateOf":"\#(duplicate.id)"}"#,
      as: .designer, [.ifMatch: "\(hidden.version + 1)"])
    _ = try await begin(
      "mine", by: .secondGuest, for: mine,
      [
        "element": "mine-locked",
        "suggestion": [
          "operations": [
            [
              "op": "setText", "element": "mine-locked", "version": 1,
              "text": .string(nest.mark("a suggestion on mine", for: mine)),
            ]
          ]
        ],
      ])
    // One that others have read, and one that they may read now.
    func amend(_ thread: String, _ json: JSONValue) async throws {
      let path = "/sites/mine/threads/\(thread)"
      let seen = try await scene.call(.get, path, as: .designer)
      let answer = try await scene.call(
        .patch, path, json.canonical, as: .designer, [.ifMatch: "\(seen.json?["version"]?.integer ?? 0)"])
      guard answer.status == 200 else { throw FeedbackScene.Unexpected(answer) }
    }
    let gone = try await begin(
      "mine", by: .owner, for: Reader.agency,
      ["files": .strings([try await upload("mine", by: .owner, for: Reader.agency)])])
    _ = try await reply(gone.id, on: "mine", by: .guest, for: Reader.agency)
    try await amend(gone.id, ["visibility": "internal"])
    _ = try await reply(gone.id, on: "mine", by: .admin, for: Reader.agency)
    let shown = try await begin(
      "mine", by: .support, for: Reader.agency, ["visibility": "internal"], knownTo: mine)
    _ = try await reply(shown.id, on: "mine", by: .admin, for: Reader.agency, isInternal: true)
    try await amend(
      shown.id, ["state": "declined", "reason": .string(nest.mark("an internal reason", for: Reader.agency))])
    try await amend(
      shown.id, ["visibility": "customer", "body": .string(nest.mark("what is said to customers", for: mine))])
    let foreign = try await begin("other", by: .otherOwner, for: others)
    _ = try await reply(foreign.id, on: "other", by: .otherGuest, for: others)
    _ = try await reply(foreign.id, on: "other", by: .designer, for: Reader.agency, isInternal: true)
    let far = try await begin("foreign", by: .foreignAdmin, for: [.foreignAdmin])
    _ = try await reply(far.id, on: "foreign", by: .foreignAdmin, for: [.foreignAdmin], isInternal: true)
    _ = try await post(
      "/sites/mine/rounds", ["name": .string(nest.mark("a round of mine", for: mine))], as: .designer)
    _ = try await post(
      "/sites/mine/approvals",
      [
        "page": "mine-a", "revision": 1,
        "words": .string(nest.mark("words of an approval", for: Reader.agency.union(Reader.customers))),
      ], as: .owner)
    return nest
  }

  // MARK: Looking

  /// The addresses of a route, with everything that its parameters may name.
  private static func paths(_ route: String, site: String, _ nest: Nest) -> [String] {
    var paths = [""]
    for part in route.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      let values: [String] =
        switch part {
        case "{site}": [site]
        case "{page}": ["\(site)-home", "\(site)-a"]
        case "{element}": ["\(site)-headline"]
        case "{thread}": nest.threads
        case "{link}": nest.links
        case "{revision}", "{release}", "{number}", "{round}": ["1"]
        case "{token}": ["~x"]
        case _ where part.hasPrefix("{") || part == "**": ["x"]
        default: [String(part)]
        }
      paths = paths.flatMap { path in values.map { "\(path)/\($0)" } }
    }
    return paths
  }

  @Test("No answer to any GET tells anybody what is not for them", arguments: TestDatabases.engines)
  func everyAnswer(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      for site in ["mine", "other"] {
        let published = try await scene.call(.post, "/sites/\(site)/releases", "{}", as: .designer)
        #expect(published.status == 201, "\(published.text)")
      }
      let nest = try await Self.fill(scene)
      let routers = FaceRouters(
        origins: scene.app.parts.origins, access: scene.app.access, assets: scene.app.parts.assets)
      let routes = Set(
        try Faces.standard.portal(routers, scene.app.parts).routes.filter { $0.method == .get }
          .map { "\($0.path)" }.filter { !$0.hasSuffix("/events") })
      var asked = 0
      var seen: [Reader: Set<String>] = [:]
      func look(_ path: String, as reader: Reader, accept: String) async throws {
        var headers = nest.cookies[reader] ?? [:]
        headers[.accept] = accept
        let answer = try await scene.app.send(.get, path, headers)
        #expect(answer.status < 500, "\(path) as \(reader)")
        let found = nest.found(in: answer.body, for: reader)
        #expect(found.isEmpty, "\(path) as \(reader): \(found)")
        let fields = answer.headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        #expect(nest.found(in: Array(fields.utf8), for: reader).isEmpty, "headers of \(path) as \(reader)")
        for canary in nest.marks(in: answer.body) { seen[reader, default: []].insert(canary.what) }
        asked += 1
      }
      for reader in Reader.allCases {
        for route in routes.sorted() {
          let accept = route.hasPrefix("/api/") ? "application/json" : "text/html"
          for site in route.contains("{site}") ? ["mine", "other", "foreign"] : [""] {
            for path in Self.paths(route, site: site, nest) { try await look(path, as: reader, accept: accept) }
          }
        }
        for file in nest.files {
          for site in ["mine", "other", "foreign"] {
            try await look(file.replacing("/mine/", with: "/\(site)/"), as: reader, accept: "*/*")
          }
        }
        // What cannot be read cannot be searched for either.
        for canary in nest.canaries where !canary.readers.contains(reader) {
          let query = canary.text.filter { $0.isLetter || $0.isNumber }
          for path in ["/api/v1/sites/mine/threads?query=\(query)", "/api/v1/sites/mine/threads?tag=\(query)"] {
            let answer = try await scene.app.send(.get, path, nest.cookies[reader] ?? [:])
            #expect(answer.json?["items"] == nil || answer.json?["items"] == [], "\(path) as \(reader)")
          }
        }
      }
      #expect(asked > 1500)
      // The marks are where they should be, otherwise this would prove nothing.
      let told = seen.mapValues { $0 }
      #expect(told[.nobody] == nil)
      for reader in [Reader.owner, .editor, .reviewer, .guest, .secondGuest] {
        #expect(told[reader]?.contains("words on mine by guest") == true, "\(reader)")
        #expect(told[reader]?.contains("a suggestion on mine") == true, "\(reader)")
        #expect(told[reader]?.contains("a file's content by guest") == true, "\(reader)")
        #expect(told[reader]?.contains("a reason on mine") == true, "\(reader)")
      }
      for reader in Reader.agency {
        let missing = Set(nest.canaries.filter { $0.readers.contains(reader) }.map(\.what)).subtracting(
          told[reader] ?? [])
        #expect(missing.filter { !$0.hasPrefix("mail of") }.isEmpty, "\(reader): \(missing)")
      }
      #expect(told[.foreignAdmin]?.contains("words on foreign by foreignAdmin") == true)

      // Somebody of the agency who is the customer's owner now is told what an owner is told, also of before.
      let support = try await scene.account(.support)
      let project = try #require(try await scene.app.store.site(slug: "mine")).project
      #expect(
        try await scene.call(.get, "/outbox", as: .support).json?["items"]?.array?.contains { $0["isInternal"] == true }
          == true)
      try await scene.app.store.setMembership(.reviewer, of: support, in: project)
      let own = nest.canaries.filter { $0.readers.contains(.support) && !$0.readers.contains(.reviewer) }
      for path in [
        "/outbox", "/inbox?site=mine", "/sites/mine/threads", "/sites/mine/pages/mine-home/threads",
        "/sites/mine/threads/changes", "/sites/mine/review-links",
      ] {
        let answer = try await scene.call(.get, path, as: .support)
        // What is internal on other sites is still for them.
        let found = own.filter { answer.text.contains($0.text) && $0.what.contains("mine") }.map(\.what)
        #expect(found.isEmpty, "\(path): \(found)")
      }
    }
  }

  @Test("Published files, exports and what waits to be mailed have none") func files() async throws {
    try await FeedbackScene.with { scene in
      #expect(try await scene.call(.post, "/sites/mine/releases", "{}", as: .designer).status == 201)
      let before = try await scene.app.store.manifest(of: 1, in: scene.mine.key)
      let nest = try await Self.fill(scene)
      #expect(try await scene.call(.get, "/sites/mine/releases", as: .designer).json?["items"]?.array?.count == 1)
      let edit = #"{"operations":[{"op":"setText","element":"mine-headline","version":1,"text":"Neues Brot"}]}"#
      #expect(try await scene.call(.post, "/sites/mine/edits", edit, as: .designer).status == 201)
      let back = #"{"operations":[{"op":"setText","element":"mine-headline","version":2,"text":"Frisches Brot"}]}"#
      #expect(try await scene.call(.post, "/sites/mine/edits", back, as: .designer).status == 201)
      _ = try await scene.call(.post, "/sites/mine/releases", "{}", as: .designer)
      let newest = try #require(try await scene.app.store.site(slug: "mine")?.liveRelease)
      let after = try await scene.app.store.manifest(of: newest, in: scene.mine.key)
      #expect(before.artifacts == after.artifacts, "feedback changes no byte of what is published")
      for artifact in after.artifacts {
        let bytes = try scene.app.store.blobs.get(artifact.hash)
        #expect(nest.found(in: bytes, for: .nobody).isEmpty, "\(artifact.path)")
        let page = try await scene.app.send(.get, "/\(artifact.path)", host: "mine.site.localhost:8080")
        #expect(nest.found(in: page.body, for: .nobody).isEmpty, "\(artifact.path)")
      }
      for withHistory in [false, true] {
        let folder = "\(scene.app.folder)/export-\(withHistory)"
        _ = try await scene.app.store.export(scene.mine.key, at: 3, to: folder)
        if withHistory { _ = try await scene.app.store.exportHistory(of: scene.mine.key, to: folder) }
        var looked = 0
        for name in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
          guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)") else { continue }
          // An archive is the agency's: it may hold what the agency may read of this site, and no secret.
          let found = nest.found(in: Array(bytes), for: withHistory ? .designer : .nobody)
          #expect(found.filter { !$0.hasPrefix("mail of") }.isEmpty, "\(name): \(found)")
          looked += 1
        }
        #expect(looked > 3)
      }
      // What guests are told by mail one day.
      let mine = scene.mine.key.site.rawValue
      let waiting = try await scene.app.store.database.read { transaction in
        try transaction.all(Statement("test.outbox", "SELECT payload, site FROM outbox WHERE guest IS NOT NULL")) {
          (payload: $0.text(0), isMine: $0.text(1) == mine)
        }
      }
      #expect(!waiting.isEmpty)
      for notice in waiting {
        let found = nest.found(in: Array(notice.payload.utf8), for: notice.isMine ? .guest : .otherGuest)
        #expect(found.isEmpty, "\(notice.payload): \(found)")
      }
    }
  }

  @Test("The event stream tells nobody of what they may not read, and begins again without a gap") func events()
    async throws
  {
    try await FeedbackScene.with { scene in
      var configuration = Configuration(home: TestApp.checkout)
      configuration.isQuiet = true
      configuration.port = 0
      let application = try buildApplication(scene.app.parts, configuration: configuration)
      try await application.test(.live) { client in
        let port = try #require(client.port)
        func listen(_ cookie: HTTPFields, _ query: String, site: String = "mine") throws -> RawClient {
          let client = try #require(RawClient(port: port))
          client.send(
            "GET /api/v1/sites/\(site)/events\(query) HTTP/1.1\r\nHost: portal.localhost:8080\r\n"
              + "Cookie: \(cookie[.cookie] ?? "")\r\n\r\n")
          return client
        }
        let invitation = try await scene.invite()
        let guest = try await scene.guest(invitation)
        var streams: [(String, RawClient, Set<String>)] = []
        for (name, cookie) in [
          ("guest", guest), ("owner", scene.cookie(.owner)), ("reviewer", scene.cookie(.reviewer)),
          ("designer", scene.cookie(.designer)),
        ] {
          let stream = try listen(cookie, "?after=1&threads=0")
          try await stream.wait(atMost: .seconds(30)) { $0.received.contains("text/event-stream") }
          streams.append((name, stream, []))
        }
        let strangers = [
          try listen(scene.cookie(.otherOwner), ""), try listen(scene.cookie(.foreignAdmin), ""), try listen([:], ""),
          try listen(try await scene.guest(try await scene.invite(to: "other")), ""),
        ]
        func begin(_ more: String, as person: HTTPFields) async throws -> (String, Int) {
          let answer = try await scene.call(
            .post, "/sites/mine/threads", #"{"page":"mine-home","revision":1,"body":"x"\#(more)}"#, as: person)
          return (try #require(answer.json?["id"]?.string), answer.json?["version"]?.integer ?? 0)
        }
        let (first, _) = try await begin("", as: guest)
        let (secret, _) = try await begin(#","visibility":"internal""#, as: scene.cookie(.designer))
        let said = try await scene.call(
          .post, "/sites/mine/threads/\(first)/comments", #"{"body":"unter uns","isInternal":true}"#, as: .support)
        #expect(said.status == 201)
        let (last, _) = try await begin("", as: scene.cookie(.owner))
        for (name, stream, _) in streams {
          try await stream.wait(atMost: .seconds(30)) { $0.received.contains(last) }
          #expect(stream.received.contains(last), "\(name)")
          #expect(stream.received.contains(secret) == (name == "designer"), "\(name)")
          // The agency hears of the first thread at least once more than others, whose one event is its beginning.
          let heard = stream.received.split(separator: "\n").filter { $0.hasPrefix("data:") && $0.contains(first) }
            .count
          #expect(name == "designer" ? heard >= 1 : heard == 1, "\(name): \(heard)")
          if name == "guest" {
            #expect(!stream.received.contains("Dana") && !stream.received.contains("@example"))
          }
        }
        for stranger in strangers {
          try await stranger.wait(atMost: .seconds(10)) { $0.received.contains("HTTP/1.1") }
          #expect(stranger.received.hasPrefix("HTTP/1.1 40") && !stranger.received.contains(first))
        }
        // The line breaks, and the guest begins again with what was heard last.
        let newest = try await scene.call(.get, "/sites/mine/threads", as: guest).json?["change"]?.integer
        let (missed, _) = try await begin("", as: scene.cookie(.reviewer))
        let again = try listen(guest, "?after=1&threads=\(try #require(newest))")
        try await again.wait(atMost: .seconds(30)) { $0.received.contains(missed) }
        #expect(again.received.contains(missed) && !again.received.contains(first) && !again.received.contains(last))

        // A revoked link ends the stream.
        #expect(
          try await scene.call(.delete, "/sites/mine/review-links/\(invitation.id)", as: .owner).status == 204)
        try await again.wait(atMost: .seconds(30)) { $0.received.contains("event: over") }
        #expect(again.received.contains("event: over"))
        #expect(!streams[1].1.received.contains("event: over"))
      }
    }
  }
}
