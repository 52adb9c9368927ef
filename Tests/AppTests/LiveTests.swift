import App
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import Store
import Testing
import Web

/// Events and presence over HTTP, on a port: nobody, another's site first, then the story.
@Suite("Live changes over HTTP") struct LiveTests {
  /// The service on a port of its own.
  /// - Parameter request: how long a request may take, and a stream without anything that is read
  private func live(
    request: Duration = .seconds(30), _ body: @escaping @Sendable (SiteAPITests.Scene, Int) async throws -> Void
  ) async throws {
    try await SiteAPITests.with { scene in
      var configuration = Configuration(home: TestApp.checkout)
      configuration.isQuiet = true
      configuration.port = 0
      configuration.limits.request = request
      configuration.limits.check = .milliseconds(50)
      let application = try buildApplication(scene.app.parts, configuration: configuration)
      try await application.test(.live) { client in try await body(scene, try #require(client.port)) }
    }
  }

  private func listen(
    _ port: Int, as person: HTTPFields, _ query: String = "", _ headers: String = "", site: String = "mine"
  ) throws -> RawClient {
    let client = try #require(RawClient(port: port))
    client.send(
      "GET /api/v1/sites/\(site)/events\(query) HTTP/1.1\r\nHost: portal.localhost:8080\r\n"
        + "Cookie: \(person[.cookie] ?? "")\r\n\(headers)\r\n")
    return client
  }

  private func until(_ client: RawClient, _ what: (String) -> Bool) async throws -> Bool {
    for _ in 0..<3000 where !what(client.received) { try await Task.sleep(for: .milliseconds(10)) }
    return what(client.received)
  }

  private func put(_ scene: SiteAPITests.Scene, _ body: String, as person: HTTPFields, site: String = "mine")
    async throws -> TestAnswer
  {
    var headers = person
    headers[.contentType] = "application/json"
    headers[.secFetchSite] = "same-origin"
    return try await scene.app.send(.put, "/api/v1/sites/\(site)/presence", headers, body: body)
  }

  @Test("Who may listen and be seen") func who() async throws {
    try await SiteAPITests.with { scene in
      let place = #"{"screen":"tab-1","page":"mine-home","element":null}"#
      for (person, site, status) in [
        ([:], "mine", 401), (scene.otherOwner, "mine", 404), (scene.owner, "nowhere", 404),
      ] as [(HTTPFields, String, Int)] {
        #expect(try await scene.app.send(.get, "/api/v1/sites/\(site)/events", person).status == status)
        #expect(try await put(scene, place, as: person, site: site).status == status)
        var headers = person
        headers[.secFetchSite] = "same-origin"
        let left = try await scene.app.send(.delete, "/api/v1/sites/\(site)/presence/tab-1", headers)
        #expect(left.status == status)
      }
      for site in ["same-site", "cross-site"] {
        var headers = scene.owner
        headers[.secFetchSite] = site
        #expect(try await scene.app.send(.get, "/api/v1/sites/mine/events", headers).status == 403)
      }
      #expect(try await scene.app.send(.get, "/api/v1/sites/mine/events?after=x", scene.owner).status == 422)
      #expect(try await scene.app.send(.head, "/api/v1/sites/mine/events", scene.owner).status == 200)
      #expect(scene.app.store.events.streamCount == 0)
      #expect(try await put(scene, place, as: scene.reviewer).status == 204)
      for bad in [
        #"{"screen":"tab 1","page":"mine-home"}"#, #"{"screen":"","page":"mine-home"}"#, #"{"page":"mine-home"}"#,
        #"{"screen":"a","page":"other-home"}"#, #"{"screen":"a","page":"mine-home","name":"Boss"}"#,
        #"{"screen":"a","page":"mine-home","element":7}"#, #"{"screen":"a","page":null}"#,
      ] {
        #expect(try await put(scene, bad, as: scene.owner).status == 422, "\(bad)")
      }
    }
  }

  @Test("Threads come to whoever may know of them, and go on after a break") func threads() async throws {
    try await live { scene, port in
      let key = try #require(try await scene.app.store.site(slug: "mine")).key
      func account(_ email: String) async throws -> Participant {
        .account(try #require(try await scene.app.store.account(email: email)).id)
      }
      let (owner, designer) = (try await account("owner@example.org"), try await account("designer@example.org"))
      func begin(_ body: String, by person: Participant, _ visibility: FeedbackVisibility = .customer) async throws
        -> ThreadID
      {
        try await scene.app.store.addThread(
          NewThread(
            page: PageID("mine-home")!, element: nil, anchor: Anchor(revision: 1),
            comment: NewComment(body, visibility: visibility)), of: key, by: person
        ).thread.id
      }
      #expect(try await scene.app.send(.get, "/api/v1/sites/mine/events?threads=x", scene.owner).status == 422)
      let (agency, customer) = (try listen(port, as: scene.designer), try listen(port, as: scene.owner))
      for client in [agency, customer] { #expect(try await until(client) { $0.contains("event: presence") }) }
      let secret = try await begin("Kanarie", by: designer, .internal)
      let open = try await begin("Hallo", by: owner)
      #expect(try await until(agency) { $0.contains("event: thread\nid: 1.2\ndata: {\"id\":\"\(open)\"") })
      #expect(agency.received.contains("event: thread\nid: 1.1\ndata: {\"id\":\"\(secret)\""))
      #expect(try await until(customer) { $0.contains(#""page":"mine-home","version":1}"#) })
      #expect(customer.received.contains("event: thread\nid: 1.1\ndata: {\"id\":\"\(open)\""))
      _ = try await scene.edit(scene.setText(scene.headline, "Eins"), as: scene.owner)
      #expect(try await until(customer) { $0.contains("event: edit\nid: 2.1\n") })

      // The line breaks; the browser comes back with what it had last, another one with the number that it knows.
      let next = try await begin("Noch etwas", by: owner)
      let again = try listen(port, as: scene.owner, "?after=1&threads=0", "Last-Event-ID: 2.1\r\n")
      #expect(try await until(again) { $0.contains("\"id\":\"\(next)\"") })
      #expect(!again.received.contains("event: edit") && !again.received.contains("\"id\":\"\(open)\""))
      let known = try listen(port, as: scene.owner, "?after=2&threads=0")
      #expect(try await until(known) { $0.contains("\"id\":\"\(next)\"") && $0.contains("\"id\":\"\(open)\"") })
      for client in [customer, again, known] {
        #expect(!client.received.contains("\(secret)") && !client.received.contains("Kanarie"))
      }
    }
  }

  @Test("Two people see each other and each other's edits; a broken line loses nothing") func story() async throws {
    try await live(request: .seconds(3)) { scene, port in
      let owner = try listen(port, as: scene.owner, "?after=1")
      #expect(try await until(owner) { $0.contains("text/event-stream") && $0.contains(#"data: {"people":[]}"#) })
      #expect(owner.received.contains("no-store"))
      let place = #"{"screen":"tab-d","page":"mine-home","element":"mine-headline"}"#
      #expect(try await put(scene, place, as: scene.designer).status == 204)
      #expect(
        try await until(owner) {
          $0.contains(#"{"people":[{"account":""#)
            && $0.contains(#"","element":"mine-headline","name":"Dana","page":"mine-home","screen":"tab-d"}]}"#)
        })

      var designer = scene.designer
      designer[HTTPField.Name("Foyer-Screen")!] = "tab-d"
      #expect(try await scene.edit(scene.setText(scene.headline, "Eins"), as: designer).status == 201)
      #expect(try await until(owner) { $0.contains("event: edit\nid: 2\ndata: {") })
      let event = try #require(owner.received.firstMatch(of: /id: 2\ndata: (.+)\n/)).output.1
      let json = try JSONValue.parse(String(event))
      #expect(json["revision"] == 2 && json["author"]?["name"] == "Dana" && json["screen"] == nil)
      #expect(json["elements"] == [["id": "mine-headline", "version": 2]] && json["removed"] == [])
      let own = try listen(port, as: scene.designer, "?after=1")
      #expect(try await until(own) { $0.contains(#""screen":"tab-d""#) && $0.contains("id: 2\n") })

      // The line breaks, two edits are missed, the browser comes back with what it had last.
      _ = try await scene.edit(scene.setText(scene.headline, "Zwei", version: 2), as: scene.owner)
      _ = try await scene.edit(scene.setText(scene.headline, "Drei", version: 3), as: scene.owner)
      let again = try listen(port, as: scene.owner, "?after=1", "Last-Event-ID: 2\r\n")
      #expect(try await until(again) { $0.contains("id: 4\n") })
      #expect(again.received.contains("id: 3\n") && !again.received.contains("id: 2\n"))

      // Longer than a request may take, since its parts are read.
      for _ in 0..<15 {
        try await Task.sleep(for: .milliseconds(300))
        await scene.app.store.events.tick()
      }
      #expect(!again.isClosed && again.received.contains(":\n\n"), "\(again.received)")
      try await scene.app.store.endLoginSessions(
        of: try #require(try await scene.app.store.account(email: "owner@example.org")))
      await scene.app.store.events.tick()
      #expect(try await until(again) { $0.contains("event: over\n") })
      #expect(!own.received.contains("event: over"))
      #expect(try await until(try listen(port, as: scene.owner)) { $0.hasPrefix("HTTP/1.1 401") })
    }
  }

  @Test("A tab too many is refused; a closed one gives its place back at once") func limit() async throws {
    try await live { scene, port in
      var clients: [RawClient] = []
      for _ in 0..<SiteEvents.screensOfAccount { clients.append(try listen(port, as: scene.owner)) }
      for client in clients { #expect(try await until(client) { $0.contains("event: presence") }) }
      let surplus = try listen(port, as: scene.owner)
      #expect(try await until(surplus) { $0.hasPrefix("HTTP/1.1 429") && $0.contains("tooManyScreens") })
      clients.removeLast()
      for _ in 0..<3000 where scene.app.store.events.streamCount >= SiteEvents.screensOfAccount {
        try await Task.sleep(for: .milliseconds(10))
      }
      let next = try listen(port, as: scene.owner)
      #expect(try await until(next) { $0.contains("event: presence") })
    }
  }

  @Test("The service stops at once although somebody listens") func stop() async throws {
    let clock = ContinuousClock()
    nonisolated(unsafe) var end = clock.now
    nonisolated(unsafe) var client: RawClient?
    try await live { scene, port in
      let listener = try listen(port, as: scene.owner)
      client = listener
      #expect(try await until(listener) { $0.contains("event: presence") })
      end = clock.now
    }
    #expect(clock.now - end < .seconds(5))
    #expect(client?.isClosed == true)
  }
}
