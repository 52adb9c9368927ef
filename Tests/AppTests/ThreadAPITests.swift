import Access
import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing
import Web

/// Threads over HTTP: nobody, the wrong role and another's site first, then the stories.
@Suite("Threads over HTTP") struct ThreadAPITests {
  private static let wish =
    #"{"page":"mine-home","element":"mine-headline","revision":1,"body":"Bitte größer","anchor":{"x":0.25,"y":0.5,"viewport":{"width":390,"height":844},"scheme":"light"}}"#

  private func begin(_ scene: FeedbackScene, _ body: String = wish, as person: HTTPFields) async throws -> JSONValue {
    let answer = try await scene.call(.post, "/sites/mine/threads", body, as: person)
    guard answer.status == 201, let json = answer.json else { throw FeedbackScene.Unexpected(answer) }
    return json
  }

  private func id(_ thread: JSONValue) -> String { thread["id"]?.string ?? "" }

  private func match(_ thread: JSONValue?) -> HTTPFields {
    [.ifMatch: "\"\(thread?["version"]?.integer ?? 0)\""]
  }

  @Test("Who may, on every route", arguments: TestDatabases.engines) func who(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let guest = try await scene.guest(try await scene.invite())
      let otherGuest = try await scene.guest(try await scene.invite(to: "other"))
      let thread = id(try await begin(scene, as: scene.cookie(.owner)))
      let show = try await scene.call(.get, "/sites/mine/threads/\(thread)", as: .owner)
      let comment = try #require(show.json?["comments"]?.array?[0]["id"]?.string)
      let path = "/threads/\(thread)"
      let text = #"{"body":"x"}"#
      // The version as whoever asks sees it.
      let version: HTTPFields = [.ifMatch: "now"]
      // The route; then the status for the customer's reviewer, a guest, and a designer.
      let rows: [(HTTPRequest.Method, String, String?, HTTPFields, Int, Int, Int)] = [
        (.get, "/threads", nil, [:], 200, 200, 200), (.get, "/threads/changes", nil, [:], 200, 200, 200),
        (.get, "/threads/counts", nil, [:], 200, 200, 200), (.get, "/threads/people", nil, [:], 200, 200, 200),
        (.get, path, nil, [:], 200, 200, 200), (.get, "/pages/mine-home/threads", nil, [:], 200, 200, 200),
        (.get, "\(path)/resolution", nil, [:], 200, 200, 200), (.get, "/rounds", nil, [:], 200, 200, 200),
        (.put, "\(path)/seen", "{}", [:], 204, 204, 204), (.post, "/threads", Self.wish, [:], 201, 201, 201),
        (.patch, path, #"{"priority":"minor"}"#, version, 403, 403, 200),
        (.patch, path, #"{"state":"done"}"#, version, 403, 403, 200),
        (.patch, "\(path)/comments/\(comment)", text, [:], 403, 403, 403),
        (.delete, "\(path)/comments/\(comment)", nil, [:], 403, 403, 204),
        (.post, "\(path)/suggestion/accept", "{}", version, 403, 403, 404),
        (.post, "/rounds", #"{"name":"Eins"}"#, [:], 403, 403, 201),
        (.patch, "/rounds/1", #"{"isClosed":true}"#, [:], 403, 403, 200),
        (.post, "\(path)/comments", text, [:], 201, 201, 201), (.get, "/approvals", nil, [:], 200, 401, 200),
        (.post, "/approvals", #"{"page":"mine-home","revision":1}"#, [:], 403, 401, 403),
      ]
      for (method, route, body, headers, reviewer, guestStatus, designer) in rows {
        let name = "\(method) \(route)"
        let others: [(String, HTTPFields, Int)] = [
          ("nobody", [:], 401), ("another's owner", scene.cookie(.otherOwner), 404),
          ("another agency", scene.cookie(.foreignAdmin), 404),
          ("another site's guest", otherGuest, guestStatus == 401 ? 401 : 404),
        ]
        for (who, person, status) in others {
          let answer = try await scene.call(method, "/sites/mine\(route)", body, as: person, headers)
          #expect(answer.status == status, "\(name) as \(who): \(answer.text)")
          #expect(!answer.text.contains("Bitte") && !answer.text.contains("Dana"), "\(name) as \(who)")
        }
        let nowhere = try await scene.call(method, "/sites/nowhere\(route)", body, as: .owner, headers)
        #expect(nowhere.status == 404, "\(name)")
        let people: [(HTTPFields, Int)] = [
          (scene.cookie(.reviewer), reviewer), (guest, guestStatus), (scene.cookie(.designer), designer),
        ]
        for (person, status) in people {
          var headers = headers
          if headers[.ifMatch] != nil {
            headers = match(try await scene.call(.get, "/sites/mine\(path)", as: person).json)
          }
          let answer = try await scene.call(method, "/sites/mine\(route)", body, as: person, headers)
          #expect(answer.status == status, "\(name): \(answer.text)")
        }
      }
      for route in ["/inbox", "/outbox"] {
        for person in [[:], guest] { #expect(try await scene.call(.get, route, as: person).status == 401) }
        #expect(try await scene.call(.get, route, as: .otherOwner).status == 200)
      }
      for person in [[:], guest] {
        #expect(try await scene.call(.put, "/outbox/read", #"{"until":1}"#, as: person).status == 401)
      }
    }
  }

  @Test("A thread of another site is not there, by any way") func otherSites() async throws {
    try await FeedbackScene.with { scene in
      let foreign = try await scene.call(
        .post, "/sites/other/threads", #"{"page":"other-home","revision":1,"body":"x"}"#, as: .otherOwner)
      let thread = try #require(foreign.json?["id"]?.string)
      let mine = id(try await begin(scene, as: scene.cookie(.designer)))
      let comment = try #require(
        try await scene.call(.get, "/sites/other/threads/\(thread)", as: .designer).json?["comments"]?.array?[0]["id"]?
          .string)
      let rows: [(HTTPRequest.Method, String, String?)] = [
        (.get, "/threads/\(thread)", nil), (.get, "/threads/\(thread)/resolution", nil),
        (.patch, "/threads/\(thread)", #"{"state":"done"}"#), (.put, "/threads/\(thread)/seen", "{}"),
        (.post, "/threads/\(thread)/comments", #"{"body":"x"}"#),
        (.patch, "/threads/\(thread)/comments/\(comment)", #"{"body":"x"}"#),
        (.patch, "/threads/\(mine)/comments/\(comment)", #"{"body":"x"}"#),
        (.delete, "/threads/\(mine)/comments/\(comment)", nil),
        (.delete, "/threads/\(thread)/comments/\(comment)", nil),
        (.post, "/threads/\(thread)/suggestion/accept", "{}"), (.get, "/threads/x%20y", nil),
        (.get, "/pages/other-home/threads", nil), (.patch, "/rounds/7", #"{"name":"x"}"#),
      ]
      for (method, path, body) in rows {
        let answer = try await scene.call(method, "/sites/mine\(path)", body, as: .designer, [.ifMatch: "1"])
        #expect(answer.status == 404, "\(method) \(path): \(answer.text)")
      }
      for body in [
        #"{"page":"other-home","revision":1,"body":"x"}"#,
        #"{"page":"mine-home","element":"other-headline","revision":1,"body":"x"}"#,
        #"{"element":"mine-headline","revision":1,"body":"x"}"#, #"{"page":"mine-home","revision":2,"body":"x"}"#,
      ] {
        #expect(try await scene.call(.post, "/sites/mine/threads", body, as: .designer).status == 422, "\(body)")
      }
      let duplicate = try await scene.call(
        .patch, "/sites/mine/threads/\(mine)", #"{"state":"duplicate","duplicateOf":"\#(thread)"}"#, as: .designer,
        [.ifMatch: "1"])
      #expect(duplicate.status == 422, "\(duplicate.text)")
    }
  }

  @Test("What is not asked for is refused where it stands") func refusals() async throws {
    try await FeedbackScene.with { scene in
      for (bad, status) in [
        ("{}", 422), (#"{"revision":1}"#, 422), (#"{"revision":1,"body":" "}"#, 422),
        (#"{"revision":1,"body":7}"#, 422),
        (#"{"revision":1,"body":"x","state":"done"}"#, 422), (#"{"revision":1,"body":"x","author":"me"}"#, 422),
        (#"{"revision":1,"body":"x","quote":"forged"}"#, 422), (#"{"revision":1,"body":"a\u0007"}"#, 422),
        (#"{"revision":1,"body":"a\u202eb"}"#, 422), (#"{"revision":"1","body":"x"}"#, 422),
        (#"{"revision":1,"body":"x","visibility":"all"}"#, 422), (#"{"revision":1,"body":"x","files":["a b"]}"#, 422),
        (#"{"revision":1,"body":"x","files":["nothing"]}"#, 422),
        (#"{"revision":1,"body":"x","mentions":["nobody"]}"#, 422),
        (#"{"revision":1,"body":"x","anchor":{"x":2,"y":0}}"#, 422),
        (#"{"revision":1,"body":"x","anchor":{"x":0.5}}"#, 422),
        (#"{"revision":1,"body":"x","anchor":{"path":"h1"}}"#, 422),
        (#"{"revision":1,"body":"x","anchor":{"viewport":{"width":0,"height":1}}}"#, 422),
        (#"{"revision":1,"body":"x","anchor":{"browser":"<img>\n"}}"#, 422),
        (#"{"revision":1,"body":"x","round":9}"#, 422), (#"{"revision":1,"body":"x","body":"y"}"#, 400), ("[", 400),
        (#"{"revision":1,"body":"\#(String(repeating: "x", count: 5001))"}"#, 422),
        (#"{"revision":1,"body":"x","priority":"critical"}"#, 403),
        (#"{"revision":1,"body":"x","visibility":"internal"}"#, 403),
      ] {
        let answer = try await scene.call(.post, "/sites/mine/threads", bad, as: .owner)
        #expect(answer.status == status, "\(bad.prefix(80)): \(answer.text)")
      }
      let counts = try await scene.call(.get, "/sites/mine/threads/counts", as: .designer)
      #expect(counts.json?.object?.values.allSatisfy { $0 == 0 } == true, "nothing of all that was stored")
      for query in [
        "state=opened", "open=yes", "open=true&state=done", "round=x", "page=a%20b", "author=guest.", "limit=0",
        "after=x",
        "tag=\(String(repeating: "x", count: 400))",
      ] {
        let answer = try await scene.call(.get, "/sites/mine/threads?\(query)", as: .owner)
        #expect(answer.status == 422, "\(query): \(answer.text)")
      }
      let thread = id(try await begin(scene, as: scene.cookie(.owner)))
      for (bad, status) in [
        (#"{"state":"closed"}"#, 422), (#"{"state":null}"#, 422), (#"{"number":7}"#, 422), (#"{"tags":"x"}"#, 422),
        (#"{"assignee":"nobody"}"#, 422), (#"{"state":"declined"}"#, 422), (#"{"round":4}"#, 422),
        (#"{"resolvedBy":99}"#, 422), (#"{"tags":["a,b"]}"#, 422),
      ] {
        let answer = try await scene.call(
          .patch, "/sites/mine/threads/\(thread)", bad, as: .designer, [.ifMatch: "\"1\""])
        #expect(answer.status == status, "\(bad): \(answer.text)")
      }
      let blind = try await scene.call(.patch, "/sites/mine/threads/\(thread)", #"{"state":"done"}"#, as: .designer)
      #expect(blind.status == 428 && blind.json?["code"] == "versionRequired")
      for version in ["x", "*", "\"", "-1"] {
        let answer = try await scene.call(
          .patch, "/sites/mine/threads/\(thread)", #"{"state":"done"}"#, as: .designer, [.ifMatch: version])
        #expect(answer.status == 400, "\(version)")
      }
    }
  }

  @Test("Who reads a thread is decided by the agency", arguments: TestDatabases.engines)
  func visibility(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let guest = try await scene.guest(try await scene.invite())
      let path = "/sites/mine/threads/\(id(try await begin(scene, as: scene.cookie(.owner))))"
      let hide = #"{"visibility":"internal"}"#
      for (person, status) in [
        ([:], 401), (scene.cookie(.otherOwner), 404), (scene.cookie(.foreignAdmin), 404), (scene.cookie(.owner), 403),
        (scene.cookie(.editor), 403), (scene.cookie(.reviewer), 403), (guest, 403),
      ] as [(HTTPFields, Int)] {
        var headers = person
        headers[.ifMatch] = "1"
        #expect(try await scene.call(.patch, path, hide, as: headers).status == status)
      }
      #expect(try await scene.call(.patch, path, hide, as: .designer).status == 428)
      #expect(try await scene.call(.patch, path, hide, as: .designer, [.ifMatch: "9"]).status == 409)
      for bad in [#"{"visibility":"secret"}"#, #"{"visibility":"internal","state":"done"}"#, #"{"body":"x"}"#] {
        #expect(try await scene.call(.patch, path, bad, as: .designer, [.ifMatch: "1"]).status == 422, "\(bad)")
      }
      let hidden = try await scene.call(.patch, path, hide, as: .support, [.ifMatch: "1"])
      #expect(hidden.status == 200 && hidden.json?["visibility"] == "internal" && hidden.json?["number"] == "i1")
      let line = hidden.json?["comments"]?.array?.last
      #expect(line?["kind"] == "visibility" && line?["visibility"] == "internal" && line?["isInternal"] == true)
      for person in [scene.cookie(.owner), guest] {
        #expect(try await scene.call(.get, path, as: person).status == 404)
        let told = try await scene.call(.get, "/sites/mine/threads/changes?after=1", as: person)
        #expect(told.json?["items"]?.array?.count == 1)
        #expect(try await scene.call(.get, "/sites/mine/threads/changes", as: person).json?["items"] == [])
      }
      let version = hidden.json?["version"]?.integer ?? 0
      let shown = try await scene.call(
        .patch, path, #"{"visibility":"customer"}"#, as: .designer, [.ifMatch: "\(version)"])
      #expect(shown.status == 200 && shown.json?["number"] == "1")
      let read = try await scene.call(.get, path, as: guest)
      #expect(read.status == 200 && read.json?["comments"]?.array?.count == 1 && read.json?["version"] == 3)
    }
  }

  @Test("A guest asks, the agency talks among itself, answers and resolves", arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let guest = try await scene.guest(try await scene.invite())
      let made = try await scene.call(
        .post, "/sites/mine/threads", Self.wish, as: guest,
        [.userAgent: "Mozilla/5.0 (X11; <script>) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36"])
      let first = try #require(made.json)
      let path = "/sites/mine/threads/\(id(first))"
      #expect(made.status == 201 && made.header("Location") == "/api/v1\(path)")
      #expect(first["number"] == "1" && first["quote"] == "Frisches Brot" && first["excerpt"] == "Bitte größer")
      #expect(first["author"]?["name"] == "Gabi Gast" && first["author"]?["kind"] == "guest")
      #expect(first["author"]?["isAgency"] == false && first["place"]?["state"] == "attached")
      #expect(first["anchor"]?["x"] == .number(0.25) && first["anchor"]?["browser"] == "Chrome 130")
      #expect(first["place"]?["path"] == "/" && first["may"] == ["reply"] && first["suggestion"] == .null)
      #expect(first["comments"]?.array?.count == 1 && first["comments"]?.array?[0]["may"] == ["edit", "remove"])

      let seen = try await scene.call(.get, path, as: .designer)
      #expect(seen.json?["unread"] == true && seen.header("ETag") == "\"\(seen.json?["version"]?.integer ?? 0)\"")
      #expect(try await scene.call(.put, "\(path)/seen", "{}", as: .designer).status == 204)
      #expect(try await scene.call(.get, path, as: .designer).json?["unread"] == false)
      let listed = try await scene.call(.get, "/sites/mine/threads", as: guest)
      #expect(listed.json?["items"]?.array?[0]["comments"] == nil && listed.json?["change"] == first["version"])

      // What the agency says among itself changes nothing that others see.
      let before = try await scene.call(.get, path, as: .owner)
      let secret = try await scene.call(
        .post, "\(path)/comments", #"{"body":"Der Gast nervt","isInternal":true}"#, as: .designer)
      #expect(secret.status == 201 && secret.json?["comment"]?["isInternal"] == true)
      let assigned = try await scene.call(
        .patch, path, #"{"assignee":"\#(try await scene.account(.designer).id)","tags":["schrift"]}"#, as: .admin,
        [.ifMatch: "\"\(secret.json?["version"]?.integer ?? 0)\""])
      #expect(assigned.status == 200 && assigned.json?["assignee"]?["name"] == "Dana designer")
      for person in [scene.cookie(.owner), guest] {
        let after = try await scene.call(.get, path, as: person)
        #expect(
          after.json?["version"] == before.json?["version"] && after.json?["changedAt"] == before.json?["changedAt"])
        #expect(after.json?["commentCount"] == 1 && after.json?["assignee"] == .null && after.json?["tags"] == [])
        #expect(!after.text.contains("nervt") && !after.text.contains("schrift"))
        let change = try #require(before.json?["version"]?.integer)
        #expect(
          try await scene.call(.get, "/sites/mine/threads/changes?after=\(change)", as: person).json?["items"] == [])
        for query in ["assignee=\(try await scene.account(.designer).id)", "tag=schrift", "query=nervt"] {
          #expect(
            try await scene.call(.get, "/sites/mine/threads?\(query)", as: person).json?["items"] == [], "\(query)")
        }
      }
      for query in [
        "assignee=me", "tag=schrift", "query=NERVT", "query=1", "state=open,done", "open=true", "page=mine-home",
      ] {
        let found = try await scene.call(.get, "/sites/mine/threads?\(query)", as: .designer)
        #expect(found.json?["items"]?.array?.count == 1, "\(query): \(found.text)")
      }
      #expect(try await scene.call(.get, "/sites/mine/threads?author=me", as: guest).json?["items"]?.array?.count == 1)
      #expect(try await scene.call(.get, "/sites/mine/threads?author=me", as: .owner).json?["items"] == [])
      let pins = try await scene.call(.get, "/sites/mine/pages/mine-home/threads", as: guest)
      #expect(pins.json?["items"]?.array?.count == 1)

      // Done by an edit; two at a time do not overwrite each other.
      let edit = #"{"operations":[{"op":"setText","element":"mine-headline","version":1,"text":"Frischestes Brot"}]}"#
      #expect(try await scene.call(.post, "/sites/mine/edits", edit, as: .designer).status == 201)
      let current = match(assigned.json)
      let done = try await scene.call(.patch, path, #"{"resolvedBy":2}"#, as: .designer, current)
      #expect(done.status == 200 && done.json?["state"] == "done" && done.json?["resolution"]?["revision"] == 2)
      let late = try await scene.call(.patch, path, #"{"state":"inProgress"}"#, as: .support, current)
      #expect(late.status == 409 && late.json?["code"] == "stale" && late.json?["current"]?["state"] == "done")
      #expect(late.json?["current"]?["version"] == done.json?["version"])
      let told = try await scene.call(.get, path, as: guest)
      #expect(told.json?["state"] == "done" && told.json?["place"]?["state"] == "textChanged")
      let difference = try await scene.call(.get, "\(path)/resolution", as: guest)
      #expect(difference.json?["changes"]?.array?[0]["before"] == "Frisches Brot")
      #expect(difference.json?["changes"]?.array?[0]["after"] == "Frischestes Brot")
      // Who began it and is not content opens it again by answering.
      let reply = try await scene.call(.post, "\(path)/comments", #"{"body":"Noch größer"}"#, as: guest)
      #expect(reply.status == 201 && reply.json?["state"] == "open")
    }
  }

  @Test("What is sent twice is there once, for guests, too", arguments: TestDatabases.engines)
  func idempotency(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let invitation = try await scene.invite()
      let (gabi, theo) = (try await scene.guest(invitation), try await scene.guest(invitation, "name=Theo"))
      let key: HTTPFields = [.idempotencyKey: "key-1"]
      for person in [gabi, theo, scene.cookie(.owner)] {
        let first = try await scene.call(.post, "/sites/mine/threads", Self.wish, as: person, key)
        let second = try await scene.call(.post, "/sites/mine/threads", Self.wish, as: person, key)
        #expect(first.status == 201 && second.status == 201 && first.body == second.body)
        let path = "/sites/mine/threads/\(first.json?["id"]?.string ?? "")/comments"
        for _ in 0..<2 {
          let answer = try await scene.call(
            .post, path, #"{"body":"Noch etwas"}"#, as: person, [.idempotencyKey: "key-2"])
          #expect(answer.status == 201)
        }
        let other = try await scene.call(.post, path, #"{"body":"Etwas anderes"}"#, as: person, key)
        #expect(other.status == 422 && other.json?["code"] == "idempotencyKey")
      }
      let counts = try await scene.call(.get, "/sites/mine/threads/counts", as: .designer)
      #expect(counts.json?["open"] == 3)
      let list = try await scene.call(.get, "/sites/mine/threads", as: .designer)
      #expect(list.json?["items"]?.array?.allSatisfy { $0["commentCount"] == 2 } == true)
    }
  }

  @Test("Long lists come in parts, and nothing twice") func paging() async throws {
    try await FeedbackScene.with { scene in
      for index in 1...7 {
        _ = try await begin(
          scene, #"{"page":"mine-home","revision":1,"body":"Nummer \#(index)"}"#, as: scene.cookie(.owner))
        scene.app.clock.advance(seconds: 1)
      }
      for path in ["/sites/mine/threads", "/inbox", "/outbox"] {
        var found: [String] = []
        var after = ""
        for _ in 0..<4 {
          let page = try await scene.call(.get, "\(path)?limit=3\(after)", as: .designer)
          found += page.json?["items"]?.array?.compactMap { $0["number"]?.string } ?? []
          guard let next = page.json?["next"]?.string else { break }
          after = "&after=\(next)"
        }
        #expect(found == (1...7).reversed().map(String.init), "\(path)")
      }
      let changes = try await scene.call(.get, "/sites/mine/threads/changes?limit=5&after=1", as: .reviewer)
      #expect(changes.json?["items"]?.array?.map { $0["version"] } == [2, 3, 4, 5, 6])
      #expect(changes.json?["next"] == "6" && changes.json?["change"] == 7)
      #expect(
        try await scene.call(.get, "/inbox?site=mine&state=open&assignee=nobody", as: .designer).json?["items"]?.array?
          .count == 7)
      #expect(try await scene.call(.get, "/inbox?site=foreign", as: .designer).status == 404)
      #expect(try await scene.call(.get, "/inbox?assignee=nobody", as: .owner).json?["items"] == [])
      #expect(try await scene.call(.get, "/inbox", as: .otherOwner).json?["items"] == [])
      #expect(try await scene.call(.get, "/inbox", as: .admin).json?["counts"]?["open"] == 7)
      let told = try await scene.call(.get, "/outbox?unread=true", as: .admin)
      #expect(told.json?["unread"] == 7 && told.json?["items"]?.array?[0]["words"] == "Nummer 7")
      let until = try #require(told.json?["until"]?.integer)
      #expect(try await scene.call(.put, "/outbox/read", #"{"until":\#(until)}"#, as: .admin).status == 204)
      #expect(try await scene.call(.get, "/outbox?unread=true", as: .admin).json?["items"] == [])
      #expect(try await scene.call(.get, "/outbox", as: .designer).json?["unread"] == 7)
    }
  }

  @Test("A suggestion becomes the designer's edit") func suggestion() async throws {
    try await FeedbackScene.with { scene in
      let guest = try await scene.guest(try await scene.invite())
      let wish = #"""
        {"page":"mine-home","element":"mine-locked","revision":1,"body":"Das stimmt nicht",
        "suggestion":{"operations":[{"op":"setText","element":"mine-locked","version":1,"text":"Seit 1953"}]}}
        """#
      let thread = try await begin(scene, wish, as: guest)
      #expect(thread["suggestion"]?["state"] == "open" && thread["suggestion"]?["isStale"] == false)
      #expect(thread["suggestion"]?["changes"]?.array?[0]["after"] == "Seit 1953")
      let path = "/sites/mine/threads/\(id(thread))/suggestion/accept"
      #expect(try await scene.call(.post, path, "{}", as: guest, match(thread)).status == 403)
      #expect(try await scene.call(.post, path, "{}", as: .owner, match(thread)).status == 403)
      #expect(try await scene.call(.post, path, "{}", as: .designer).status == 428)
      #expect(try await scene.call(.post, path, "{}", as: .designer, [.ifMatch: "9"]).status == 409)
      #expect(try await scene.call(.post, path, #"{"operations":[]}"#, as: .designer, match(thread)).status == 422)
      let whole = try await scene.call(.get, "/sites/mine/threads/\(id(thread))", as: .designer)
      let accepted = try await scene.call(.post, path, "{}", as: .designer, match(whole.json))
      #expect(accepted.status == 200 && accepted.json?["revision"] == 2, "\(accepted.text)")
      #expect(
        accepted.json?["thread"]?["state"] == "done" && accepted.json?["thread"]?["suggestion"]?["state"] == "accepted")
      let list = try await scene.call(.get, "/sites/mine/threads", as: guest)
      #expect(list.json?["items"]?.array?[0]["suggestion"] == ["state": "accepted"])
      for bad in [
        #"{"operations":[]}"#, #"{"operations":[{"op":"removePage","page":"mine-home","version":1}]}"#, "{}", "[]",
        #"{"operations":[{"op":"setText","element":"mine-headline","version":1,"text":"x"}]}"#,
        #"{"operations":[{"op":"setText","element":"mine-locked","version":1,"text":"x"}],"accepted":true}"#,
      ] {
        let body = #"{"page":"mine-home","element":"mine-locked","revision":1,"body":"x","suggestion":\#(bad)}"#
        #expect(try await scene.call(.post, "/sites/mine/threads", body, as: guest).status == 422, "\(bad)")
      }
    }
  }

  @Test("A guest whose link shows one revision is told of no newer words") func pinned() async throws {
    try await FeedbackScene.with { scene in
      let link = try await scene.invite("personal", name: "Gabi", more: #","revision":1"#)
      let guest = try await scene.guest(link)
      for (element, words) in [("mine-headline", "Vertraulich A"), ("mine-locked", "Vertraulich B")] {
        let edit = #"{"operations":[{"op":"setText","element":"\#(element)","version":1,"text":"\#(words)"}]}"#
        #expect(try await scene.call(.post, "/sites/mine/edits", edit, as: .designer).status == 201)
      }
      for body in [
        #"{"page":"mine-home","element":"mine-headline","revision":3,"body":"Gut"}"#,
        #"""
        {"page":"mine-home","element":"mine-locked","revision":3,"body":"Besser",
        "suggestion":{"operations":[{"op":"setText","element":"mine-locked","version":3,"text":"Offen"}]}}
        """#,
      ] {
        let thread = try await begin(scene, body, as: scene.cookie(.owner))
        #expect(thread["quote"]?.string?.hasPrefix("Vertraulich") == true)
        let mine = try await scene.call(.get, "/sites/mine/threads/\(id(thread))", as: guest)
        #expect(mine.status == 200 && mine.json?["quote"] == "" && !mine.text.contains("Vertraulich"), "\(mine.text)")
      }
      for path in ["/threads", "/pages/mine-home/threads"] {
        let list = try await scene.call(.get, "/sites/mine\(path)", as: guest)
        #expect(list.json?["items"]?.array?.count == 2 && !list.text.contains("Vertraulich"), "\(path)")
      }
      let newer = #"{"page":"mine-home","element":"mine-headline","revision":3,"body":"x"}"#
      #expect(try await scene.call(.post, "/sites/mine/threads", newer, as: guest).status == 422)
      let own = try await begin(scene, Self.wish, as: guest)
      #expect(own["quote"] == "Frisches Brot" && own["place"]?["state"] == "attached")
      let page = try await scene.open("/sites/mine/review", guest)
      #expect(page.status == 200 && !page.text.contains("Vertraulich"))
    }
  }

  @Test("The owner approves a page, and a later change voids it") func approval() async throws {
    try await FeedbackScene.with { scene in
      let body = #"{"page":"mine-home","revision":1,"words":"So ist es gut"}"#
      let made = try await scene.call(.post, "/sites/mine/approvals", body, as: .owner)
      #expect(made.status == 201 && made.json?["state"] == "valid" && made.json?["by"]?["name"] == "Dana owner")
      let edit = #"{"operations":[{"op":"setText","element":"mine-headline","version":1,"text":"Anders"}]}"#
      #expect(try await scene.call(.post, "/sites/mine/edits", edit, as: .designer).status == 201)
      let late = try await scene.call(.post, "/sites/mine/approvals", body, as: .owner)
      #expect(late.status == 409 && late.json?["revision"] == 2)
      let path = "/sites/mine/approvals/\(made.json?["id"]?.string ?? "")"
      let shown = try await scene.call(.get, path, as: .reviewer)
      #expect(shown.json?["state"] == "changed" && shown.json?["changes"]?.array?[0]["after"] == "Anders")
      #expect(try await scene.call(.delete, path, as: .reviewer).status == 403)
      #expect(try await scene.call(.delete, path, as: .owner).status == 204)
      let list = try await scene.call(.get, "/sites/mine/approvals?page=mine-home", as: .designer)
      #expect(list.json?["items"]?.array?[0]["state"] == "withdrawn")
      #expect(try await scene.call(.get, "/sites/other/approvals", as: .otherOwner).json?["items"] == [])
      #expect(try await scene.call(.get, path.replacing("mine", with: "other"), as: .otherOwner).status == 404)
    }
  }

  @Test("A guest's words come in bounds, and others' are not held up by them") func limits() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      let (gabi, theo) = (try await scene.guest(invitation), try await scene.guest(invitation, "name=Theo"))
      let thread = id(try await begin(scene, as: gabi))
      let path = "/sites/mine/threads/\(thread)/comments"
      let word = #"{"body":"mehr"}"#
      for _ in 0..<14 { #expect(try await scene.call(.post, path, word, as: gabi).status == 201) }
      let full = try await scene.call(.post, path, word, as: gabi)
      #expect(full.status == 429 && full.json?["code"] == "tooOften" && full.header("Retry-After") == "60")
      #expect(try await scene.call(.post, "/sites/mine/threads", Self.wish, as: gabi).status == 429)
      #expect(try await scene.call(.get, "/sites/mine/threads/\(thread)", as: gabi).status == 200)
      for _ in 0..<15 { #expect(try await scene.call(.post, path, word, as: theo).status == 201) }
      let third = try await scene.guest(invitation, "name=Vera")
      #expect(try await scene.call(.post, path, word, as: third).status == 429, "thirty a minute by one network")
      #expect(try await scene.call(.post, path, word, as: third, address: "203.0.113.1").status == 201)
      #expect(try await scene.call(.post, path, word, as: .owner).status == 201, "accounts are not counted")
      scene.app.clock.advance(seconds: 60)
      #expect(try await scene.call(.post, path, word, as: third).status == 201)
      for index in 0..<4 {
        let guest = try await scene.guest(try await scene.invite("personal", name: "Gast \(index)"))
        for _ in 0..<15 { _ = try await scene.call(.post, path, word, as: guest, address: "198.51.100.\(index)") }
      }
      let crowded = try await scene.guest(try await scene.invite("personal", name: "Zu viel"))
      #expect(try await scene.call(.post, path, word, as: crowded, address: "198.51.100.99").status == 429)
      #expect(try await scene.call(.post, path, word, as: crowded, address: "203.0.113.9").status == 201)
    }
  }
}
