import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing
import Web

/// Who is refused what in feedback, and how: by the role 403, by how things stand 409, by the number 429.
@Suite("Refusals of feedback") struct FeedbackRightsTests {
  private static let wish = #"{"page":"mine-home","revision":1,"body":"So"}"#

  private func id(_ answer: TestAnswer) throws -> String { try #require(answer.json?["id"]?.string, "\(answer.text)") }

  /// Changes a thread as it stands for whoever asks.
  private func change(
    _ scene: FeedbackScene, _ thread: String, _ json: String, as person: HTTPFields
  ) async throws -> TestAnswer {
    let path = "/sites/mine/threads/\(thread)"
    let version = try await scene.call(.get, path, as: person).json?["version"]?.integer ?? 0
    return try await scene.call(.patch, path, json, as: person, [.ifMatch: "\(version)"])
  }

  @Test(
    "A state that is not for one's role is forbidden; one that does not fit now is a conflict",
    arguments: TestDatabases.engines)
  func states(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let guest = try await scene.guest(try await scene.invite())
      let otherGuest = try await scene.guest(try await scene.invite(to: "other"))
      let thread = try id(try await scene.call(.post, "/sites/mine/threads", Self.wish, as: .editor))
      let own = try id(try await scene.call(.post, "/sites/mine/threads", Self.wish, as: guest))
      let hidden = try id(
        try await scene.call(
          .post, "/sites/mine/threads", #"{"page":"mine-home","revision":1,"body":"x","visibility":"internal"}"#,
          as: .designer))
      for (person, state, status) in [
        ([:], "done", 401), (scene.cookie(.otherOwner), "done", 404), (scene.cookie(.foreignAdmin), "done", 404),
        (otherGuest, "done", 404), (guest, "done", 403), (guest, "accepted", 403),
        (scene.cookie(.reviewer), "accepted", 403), (scene.cookie(.reviewer), "declined", 403),
        (scene.cookie(.owner), "done", 403), (scene.cookie(.owner), "inProgress", 403),
        (scene.cookie(.owner), "declined", 403), (scene.cookie(.owner), "accepted", 409),
        (scene.cookie(.editor), "question", 403), (scene.cookie(.editor), "accepted", 409),
        (scene.cookie(.editor), "declined", 200),
      ] as [(HTTPFields, String, Int)] {
        let answer = try await change(scene, thread, #"{"state":"\#(state)"}"#, as: person)
        #expect(answer.status == status, "\(state): \(answer.text)")
      }
      #expect(try await change(scene, own, #"{"state":"done"}"#, as: guest).status == 403)
      for person in [guest, scene.cookie(.owner), scene.cookie(.reviewer)] {
        #expect(try await change(scene, hidden, #"{"state":"done"}"#, as: person).status == 404)
      }
    }
  }

  @Test("Support sorts feedback, and decides on no suggestion", arguments: TestDatabases.engines)
  func support(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let operation = #"{"op":"setText","element":"mine-locked","version":1,"text":"Seit 1953"}"#
      let suggestion =
        #"{"page":"mine-home","element":"mine-locked","revision":1,"body":"So","suggestion":{"operations":[\#(operation)]}}"#
      func suggest() async throws -> String {
        try id(try await scene.call(.post, "/sites/mine/threads", suggestion, as: .owner))
      }
      let thread = try await suggest()
      func state() async throws -> String? {
        try await scene.call(.get, "/sites/mine/threads/\(thread)", as: .designer).json?["suggestion"]?["state"]?.string
      }
      let support = scene.cookie(.support)
      let declined = try await change(scene, thread, #"{"state":"declined","reason":"Nein"}"#, as: support)
      #expect(declined.status == 403 && declined.json?["detail"] == "designers decide on suggestions")
      for (path, json) in [("accept", "{}"), ("accept", #"{"operations":[\#(operation)]}"#), ("take-back", "{}")] {
        let version = try await scene.call(.get, "/sites/mine/threads/\(thread)", as: support).json?["version"]?.integer
        let answer = try await scene.call(
          .post, "/sites/mine/threads/\(thread)/suggestion/\(path)", json, as: support, [.ifMatch: "\(version ?? 0)"])
        #expect(answer.status == 403, "\(path)")
      }
      let shown = try await scene.call(.get, "/sites/mine/threads/\(thread)", as: support)
      #expect(shown.json?["may"]?.array?.contains("decide") == false)
      #expect(try await state() == "open")
      #expect(try await change(scene, thread, #"{"state":"question","priority":"minor"}"#, as: support).status == 200)
      #expect(
        try await change(scene, thread, #"{"state":"declined","reason":"Nein"}"#, as: scene.cookie(.designer)).status
          == 200)
      #expect(try await state() == "declined")
      // Its author takes it back, and support declines what is no suggestion.
      let other = try await suggest()
      #expect(try await change(scene, other, #"{"state":"declined"}"#, as: scene.cookie(.owner)).status == 200)
      let plain = try id(try await scene.call(.post, "/sites/mine/threads", Self.wish, as: .owner))
      #expect(try await change(scene, plain, #"{"state":"declined","reason":"Nein"}"#, as: support).status == 200)
    }
  }

  @Test(
    "A closed round takes no more words, but the agency's and answers to what it asks", arguments: TestDatabases.engines
  )
  func rounds(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let guest = try await scene.guest(try await scene.invite())
      _ = try await scene.call(.post, "/sites/mine/rounds", #"{"name":"Eins"}"#, as: .designer)
      let theirs = try await scene.call(.post, "/sites/mine/threads", Self.wish, as: guest)
      let thread = try id(theirs)
      let comment = try #require(theirs.json?["comments"]?.array?[0]["id"]?.string)
      let path = "/sites/mine/threads/\(thread)/comments"
      #expect(theirs.json?["round"] == 1)
      #expect(try await scene.call(.patch, "/sites/mine/rounds/1", #"{"isClosed":true}"#, as: .designer).status == 200)
      let word = #"{"body":"Noch etwas"}"#
      let late = #"{"page":"mine-home","revision":1,"body":"So","round":1}"#
      for person in [guest, scene.cookie(.owner), scene.cookie(.reviewer)] {
        for answer in [
          try await scene.call(.post, path, word, as: person),
          try await scene.call(.post, "/sites/mine/threads", late, as: person),
        ] {
          #expect(answer.status == 409 && answer.json?["code"] == "roundClosed", "\(answer.text)")
          #expect(answer.json?["detail"]?.string?.contains("ask the agency to open") == true)
        }
        let shown = try await scene.call(.get, "/sites/mine/threads/\(thread)", as: person)
        #expect(shown.json?["may"]?.array?.contains("reply") == false)
        #expect(try await scene.call(.post, "/sites/mine/threads", Self.wish, as: person).json?["round"] == .null)
      }
      let rewritten = try await scene.call(.patch, "\(path)/\(comment)", word, as: guest)
      #expect(rewritten.status == 409 && rewritten.json?["code"] == "roundClosed")
      #expect(try await scene.call(.post, path, word, as: .designer).status == 201)
      // What the agency asks may be answered, what it has done accepted.
      #expect(try await change(scene, thread, #"{"state":"question"}"#, as: scene.cookie(.designer)).status == 200)
      #expect(try await scene.call(.post, path, word, as: guest).status == 201)
      #expect(try await scene.call(.post, path, word, as: guest).status == 409)
      #expect(try await change(scene, thread, #"{"state":"done"}"#, as: scene.cookie(.designer)).status == 200)
      #expect(try await change(scene, thread, #"{"state":"accepted"}"#, as: scene.cookie(.owner)).status == 200)
      #expect(try await scene.call(.patch, "/sites/mine/rounds/1", #"{"isClosed":false}"#, as: .designer).status == 200)
      #expect(try await scene.call(.post, path, word, as: guest).status == 201)
    }
  }

  @Test("A suggestion links to what the site has, as an edit does") func links() async throws {
    try await FeedbackScene.with { scene in
      let guest = try await scene.guest(try await scene.invite())
      let body = ElementBody(
        kind: .link, tag: "a",
        content: .link(target: .page(PageID("mine-about")!, fragment: nil), label: InlineText("Mehr")))
      let insert =
        #"{"operations":[{"op":"insert","element":\#(ElementSeed(body: body).json.canonical),"page":"mine-home","slot":"main"}]}"#
      let added = try await scene.call(.post, "/sites/mine/edits", insert, as: .designer)
      let link = try #require(added.json?["added"]?.array?.first?.string, "\(added.text)")
      for (target, status) in [
        ("page:nowhere", 422), ("page:other-home", 422), ("asset:assets/nothing.pdf", 422),
        ("javascript:alert(1)", 422),
        ("page:mine-a", 201),
      ] {
        let operation = #"{"op":"setLink","element":"\#(link)","version":2,"target":"\#(target)"}"#
        let wish =
          #"{"page":"mine-home","element":"\#(link)","revision":2,"body":"So","suggestion":{"operations":[\#(operation)]}}"#
        for person in [guest, scene.cookie(.owner)] {
          let answer = try await scene.call(.post, "/sites/mine/threads", wish, as: person)
          #expect(answer.status == status, "\(target): \(answer.text)")
        }
      }
      let all = try await scene.call(.get, "/sites/mine/threads", as: .designer)
      #expect(all.json?["items"]?.array?.count == 2, "what was refused has left no thread")
    }
  }

  @Test("Guests search, look and read in bounds, and nobody approves without end") func numbers() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      let (gabi, theo) = (try await scene.guest(invitation), try await scene.guest(invitation, "name=Theo"))
      let thread = try id(try await scene.call(.post, "/sites/mine/threads", Self.wish, as: gabi))
      let search = "/sites/mine/threads?query=brot"
      for _ in 0..<30 { #expect(try await scene.call(.get, search, as: gabi).status == 200) }
      let full = try await scene.call(.get, search, as: gabi)
      #expect(full.status == 429 && full.header("Retry-After") == "60" && full.json?["code"] == "tooOften")
      #expect(try await scene.call(.get, "/sites/mine/threads", as: gabi).status == 200)
      #expect(try await scene.call(.get, search, as: theo).status == 200)
      #expect(try await scene.call(.get, search, as: .owner).status == 200)

      let seen = "/sites/mine/threads/\(thread)/seen"
      for _ in 0..<119 { #expect(try await scene.call(.put, seen, "{}", as: gabi).status == 204) }
      #expect(try await scene.open("/sites/mine/review", gabi).status == 200)
      #expect(try await scene.call(.put, seen, "{}", as: gabi).status == 429)
      let page = try await scene.open("/sites/mine/review", gabi)
      #expect(page.status == 429 && page.header("Retry-After") == "60")
      #expect(try await scene.call(.put, seen, "{}", as: theo).status == 204)
      #expect(try await scene.call(.put, seen, "{}", as: .reviewer).status == 204)

      // Changes that a guest may not make are counted, too.
      for _ in 0..<14 { #expect(try await change(scene, thread, #"{"state":"done"}"#, as: gabi).status == 403) }
      #expect(try await change(scene, thread, #"{"state":"done"}"#, as: gabi).status == 429)

      let approval = #"{"page":"mine-home","revision":1}"#
      for _ in 0..<30 {
        #expect(try await scene.call(.post, "/sites/mine/approvals", approval, as: .owner).status < 300)
      }
      let often = try await scene.call(.post, "/sites/mine/approvals", approval, as: .owner)
      #expect(often.status == 429 && often.header("Retry-After") == "60")
      #expect(try await scene.call(.post, "/sites/mine/approvals", approval, as: .editor).status == 201)
      scene.app.clock.advance(seconds: 60)
      #expect(try await scene.call(.post, "/sites/mine/approvals", approval, as: .owner).status == 201)
    }
  }
}
