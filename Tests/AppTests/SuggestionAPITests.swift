import Access
import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing
import Web

/// Suggestions over HTTP: nobody, the wrong role and another's site first, then the stories.
@Suite("Suggestions over HTTP") struct SuggestionAPITests {
  private func match(_ thread: JSONValue?) -> HTTPFields {
    [.ifMatch: "\"\(thread?["version"]?.integer ?? 0)\""]
  }

  /// Suggests other words for the locked line.
  private func suggest(
    _ scene: FeedbackScene, _ text: String = "Seit 1953", version: Int = 1, revision: Int = 1, as person: HTTPFields
  ) async throws -> TestAnswer {
    let wish: JSONValue = [
      "page": "mine-home", "element": "mine-locked", "revision": .integer(revision), "body": "Das stimmt nicht",
      "suggestion": [
        "operations": [
          ["op": "setText", "element": "mine-locked", "version": .integer(version), "text": .string(text)]
        ]
      ],
    ]
    return try await scene.call(.post, "/sites/mine/threads", wish.canonical, as: person)
  }

  private func path(_ thread: TestAnswer) -> String { "/sites/mine/threads/\(thread.json?["id"]?.string ?? "none")" }

  @Test("Who sees what the draft shows of an element, and who decides", arguments: TestDatabases.engines)
  func who(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let guest = try await scene.guest(try await scene.invite())
      let otherGuest = try await scene.guest(try await scene.invite(to: "other"))
      let thread = path(try await suggest(scene, as: guest))
      let rows: [(HTTPRequest.Method, String, String?, Int, Int, Int)] = [
        (.get, "/sites/mine/elements/mine-locked/proposal", nil, 200, 200, 200),
        (.get, "/sites/mine/elements/mine-locked/picture", nil, 404, 404, 404),
        (.get, "/sites/mine/elements/other-locked/proposal", nil, 404, 404, 404),
        (.get, "/sites/mine/elements/x%20y/proposal", nil, 404, 404, 404),
        (.get, "\(thread)/pictures/base", nil, 404, 404, 404),
        (.get, "\(thread)/pictures/anything", nil, 404, 404, 404),
        (.post, "\(thread)/suggestion/take-back", "{}", 403, 403, 409),
        (.get, "/sites/mine/pages/mine-home/sections", nil, 200, 401, 200),
        (.get, "/sites/mine/pages/other-home/sections", nil, 404, 401, 404),
        (.get, "/sites/mine/pages/mine-home/sections?of=x%20y", nil, 422, 401, 422),
      ]
      for (method, route, body, reviewer, guestStatus, designer) in rows {
        let name = "\(method) \(route)"
        let others: [(HTTPFields, Int)] = [
          ([:], 401), (scene.cookie(.otherOwner), 404), (scene.cookie(.foreignAdmin), 404),
          (otherGuest, guestStatus == 401 ? 401 : 404),
        ]
        for (person, status) in others {
          let answer = try await scene.call(method, route, body, as: person, [.ifMatch: "1"])
          #expect(answer.status == status, "\(name): \(answer.text)")
          #expect(!answer.text.contains("1952"), "\(name)")
        }
        for (person, status) in [
          (scene.cookie(.reviewer), reviewer), (guest, guestStatus), (scene.cookie(.designer), designer),
        ] {
          let version = try await scene.call(.get, thread, as: person).json
          let answer = try await scene.call(method, route, body, as: person, match(version))
          #expect(answer.status == status, "\(name): \(answer.text)")
        }
      }
      let shown = try await scene.call(.get, "/sites/mine/elements/mine-locked/proposal", as: guest).json
      #expect(
        shown == [
          "element": "mine-locked", "kind": "text", "version": 1, "revision": 1, "picture": .null,
          "content": ["text": [["type": "text", "text": "Seit 1952"]]], "marks": ["em", "link", "strong"],
          "linkKinds": ["page", "file", "web", "mail", "phone"],
        ], "its words and what they may carry, and neither its name nor whether it is locked")
      let hide = #"{"operations":[{"op":"setHidden","element":"mine-locked","version":1,"hidden":true}]}"#
      #expect(try await scene.call(.post, "/sites/mine/edits", hide, as: .designer).status == 201)
      for person in [guest, scene.cookie(.owner)] {
        let answer = try await scene.call(.get, "/sites/mine/elements/mine-locked/proposal", as: person)
        #expect(answer.status == 404)
      }
    }
  }

  @Test("A stale element and a stale thread are different answers; nothing is half done") func stale() async throws {
    try await FeedbackScene.with { scene in
      let begun = try await suggest(scene, as: scene.cookie(.reviewer))
      let thread = path(begun)
      #expect(begun.json?["suggestion"]?["picture"] == .null && begun.json?["suggestion"]?["isStale"] == false)
      let edit = #"{"operations":[{"op":"setText","element":"mine-locked","version":1,"text":"Seit jeher"}]}"#
      #expect(try await scene.call(.post, "/sites/mine/edits", edit, as: .designer).status == 201)
      let seen = try await scene.call(.get, thread, as: .designer)
      #expect(seen.json?["suggestion"]?["isStale"] == true && seen.json?["suggestion"]?["now"] == "Seit jeher")
      let element = try await scene.call(.post, "\(thread)/suggestion/accept", "{}", as: .designer, match(seen.json))
      #expect(element.status == 409 && element.json?["code"] == "stale" && element.json?["rule"] == "stale")
      #expect(element.json?["current"]?["content"]?["text"] == [["type": "text", "text": "Seit jeher"]])
      let old = try await scene.call(.post, "\(thread)/suggestion/accept", "{}", as: .designer, [.ifMatch: "0"])
      #expect(old.status == 409 && old.json?["current"]?["comments"]?.array?.count == 1 && old.json?["rule"] == nil)
      #expect(try await scene.call(.get, thread, as: .designer).json?["state"] == "open")
      // What was looked at anew is taken.
      let instead = #"{"operations":[{"op":"setText","element":"mine-locked","version":2,"text":"Seit 1953"}]}"#
      let taken = try await scene.call(.post, "\(thread)/suggestion/accept", instead, as: .designer, match(seen.json))
      #expect(taken.status == 200 && taken.json?["thread"]?["suggestion"]?["state"] == "changed")

      let back = try await scene.call(
        .post, "\(thread)/suggestion/take-back", "{}", as: .designer, match(taken.json?["thread"]))
      #expect(back.status == 200 && back.json?["revision"] == 4)
      #expect(back.json?["thread"]?["state"] == "open" && back.json?["thread"]?["resolution"] == .null)
      #expect(back.json?["thread"]?["suggestion"]?["state"] == "open")
      let shown = try await scene.call(.get, "/sites/mine/elements/mine-locked/proposal", as: .reviewer)
      #expect(shown.json?["content"] == ["text": [["type": "text", "text": "Seit jeher"]]])
      for body in [#"{"all":true}"#, "[]"] {
        let bad = try await scene.call(
          .post, "\(thread)/suggestion/take-back", body, as: .designer, match(back.json?["thread"]))
        #expect(bad.status == 422, "\(bad.text)")
      }
      #expect(try await scene.call(.post, "\(thread)/suggestion/take-back", "{}", as: .designer).status == 428)
      // A designer may also hide the part instead, and no other one.
      for (element, status) in [("mine-headline", 422), ("mine-locked", 200)] {
        let hide = #"{"operations":[{"op":"setHidden","element":"\#(element)","version":4,"hidden":true}]}"#
        let answer = try await scene.call(
          .post, "\(thread)/suggestion/accept", hide, as: .designer, match(back.json?["thread"]))
        #expect(answer.status == status, "\(answer.text)")
      }
      let changes = try await scene.call(.get, "\(thread)/resolution", as: .designer).json?["changes"]?.array
      #expect(changes?.map { $0["property"]?.string } == ["hidden"])
    }
  }

  @Test("Hostile words stay words, in the difference and on the page") func hostile() async throws {
    try await FeedbackScene.with { scene in
      let guest = try await scene.guest(try await scene.invite())
      let words = "</script><img src=x onerror=alert(1)>{{7*7}} & 12 €"
      let begun = try await suggest(scene, words, as: guest)
      #expect(begun.status == 201 && begun.json?["suggestion"]?["changes"]?.array?[0]["after"]?.string == words)
      let accepted = try await scene.call(
        .post, "\(path(begun))/suggestion/accept", "{}", as: .designer,
        match(try await scene.call(.get, path(begun), as: .designer).json))
      #expect(accepted.status == 200)
      let done = try await scene.call(.get, "\(path(begun))/resolution", as: guest)
      #expect(done.json?["changes"]?.array?.map { $0["after"]?.string } == [words])
      for bad in ["\u{202e}gespiegelt", "a\u{0}b", String(repeating: "x", count: 70_000)] {
        let answer = try await suggest(scene, bad, version: 2, revision: 2, as: guest)
        #expect([400, 413, 422].contains(answer.status), "\(answer.status)")
      }
    }
  }

  @Test("Another picture: proposed by a guest, accepted, one of the site's files with everything that belongs to one")
  func picture() async throws {
    try await FeedbackScene.with { scene in
      let guest = try await scene.guest(try await scene.invite())
      func send(_ bytes: [UInt8], to path: String, as person: HTTPFields) async throws -> TestAnswer {
        var headers = person
        headers[.contentType] = "application/octet-stream"
        headers[.secFetchSite] = "same-origin"
        return try await scene.app.send(.post, "/api/v1/sites/mine/\(path)", headers, bytes: bytes)
      }
      let old = try await send(AssetTests.png(40, 30), to: "assets?name=alt.png", as: scene.cookie(.designer))
      let source = try #require(old.json?["path"]?.string)
      let body = ElementBody(
        kind: .image, tag: "img",
        content: .image(ImageContent(source: .asset(source), alternative: .text("Alte Theke"))))
      let seed = ElementSeed(body: body).json.canonical
      let insert = #"{"operations":[{"op":"insert","element":\#(seed),"page":"mine-home","slot":"main"}]}"#
      let added = try await scene.call(.post, "/sites/mine/edits", insert, as: .designer)
      let image = try #require(added.json?["added"]?.array?.first?.string, "\(added.text)")

      let shown = try await scene.call(.get, "/sites/mine/elements/\(image)/proposal", as: guest)
      #expect(shown.json?["kind"] == "image")
      #expect(shown.json?["content"] == ["alternative": "Alte Theke", "focalPoint": .null])
      #expect(shown.json?["marks"] == nil && shown.json?["linkKinds"] == nil)
      let address = try #require(shown.json?["picture"]?.string)
      let seen = try await scene.app.send(.get, address, guest)
      #expect(seen.status == 200 && seen.header("Content-Type") == "image/png")
      #expect(seen.header("Content-Security-Policy")?.contains("sandbox") == true)
      #expect(try await scene.app.send(.get, address, [:]).status == 401)

      let file = try await send(AssetTests.png(60, 50), to: "threads/files?name=Theke%20neu.png", as: guest)
      let id = try #require(file.json?["id"]?.string)
      let (version, revision) = (shown.json?["version"]?.integer ?? 0, shown.json?["revision"]?.integer ?? 0)
      let operation = #"{"op":"setImage","element":"\#(image)","version":\#(version),"alternative":"Die neue Theke"}"#
      func wish(_ picture: String) -> String {
        #"{"page":"mine-home","element":"\#(image)","revision":\#(revision),"body":"Dieses","files":["\#(id)"],"suggestion":{"operations":[\#(operation)],"picture":"\#(picture)"}}"#
      }
      #expect(try await scene.call(.post, "/sites/mine/threads", wish("nowhere"), as: guest).status == 422)
      let begun = try await scene.call(.post, "/sites/mine/threads", wish(id), as: guest)
      #expect(begun.status == 201 && begun.json?["suggestion"]?["picture"]?["id"]?.string == id, "\(begun.text)")
      #expect(begun.json?["suggestion"]?["picture"]?["width"] == 60)
      let thread = path(begun)
      let accepted = try await scene.call(
        .post, "\(thread)/suggestion/accept", "{}", as: .designer,
        match(try await scene.call(.get, thread, as: .designer).json))
      #expect(accepted.status == 200, "\(accepted.text)")
      let assets = try await scene.call(.get, "/sites/mine/assets?kind=image", as: .owner)
      #expect(assets.json?["items"]?.array?.map { $0["width"]?.integer } == [60, 40])
      #expect(assets.json?["items"]?.array?[0]["path"]?.string?.contains("theke-neu") == true, "\(assets.text)")
      for (which, width) in [("base", 40), ("before", 40), ("now", 60), ("after", 60)] {
        let answer = try await scene.app.send(.get, "/api/v1\(thread)/pictures/\(which)", guest)
        #expect(answer.status == 200 && answer.body == AssetTests.png(width, width - 10), "\(which)")
      }
      let done = try await scene.call(.get, "\(thread)/resolution", as: guest)
      #expect(done.json?["changes"]?.array?[0]["after"]?["alternative"] == "Die neue Theke")
      let page = try await scene.app.store.snapshot(of: scene.mine.key).pages.first { $0.page.slug.isEmpty }
      #expect(page?.slots["main"]?.contains { $0.id.rawValue == image } == true)
    }
  }

  @Test("The sections of a page as they can be approved, none that is hidden") func sections() async throws {
    try await FeedbackScene.with { scene in
      let path = "/sites/mine/pages/mine-home/sections"
      let all = try await scene.call(.get, "\(path)?of=mine-locked", as: .owner)
      #expect(all.json?["sections"]?.array?.map { $0["element"]?.string } == ["mine-headline", "mine-locked"])
      #expect(all.json?["section"] == "mine-locked" && all.json?["revision"] == 1)
      #expect(try await scene.call(.get, "\(path)?of=mine-main", as: .owner).json?["section"] == .null)
      let hide = #"{"operations":[{"op":"setHidden","element":"mine-locked","version":1,"hidden":true}]}"#
      #expect(try await scene.call(.post, "/sites/mine/edits", hide, as: .designer).status == 201)
      let less = try await scene.call(.get, "\(path)?of=mine-locked", as: .owner)
      #expect(less.json?["sections"]?.array?.count == 1 && less.json?["section"] == .null)
      #expect(try await scene.call(.get, path, as: .designer).json?["sections"]?.array?.count == 1)
    }
  }
}

@Suite("The record of an approval") struct ApprovalRecordTests {
  @Test("Who sees it, what it says, and what has changed since") func record() async throws {
    try await FeedbackScene.with { scene in
      let words = "So ist es gut <b>wirklich</b>"
      let body: JSONValue = ["page": "mine-home", "revision": 1, "words": .string(words)]
      let made = try await scene.call(.post, "/sites/mine/approvals", body.canonical, as: .owner)
      let path = "/sites/mine/approvals/\(try #require(made.json?["id"]?.string))"
      let guest = try await scene.guest(try await scene.invite())
      for (person, status) in [
        ([:], 303), (guest, 303), (scene.cookie(.otherOwner), 404), (scene.cookie(.foreignAdmin), 404),
        (scene.cookie(.reviewer), 200), (scene.cookie(.designer), 200),
      ] as [(HTTPFields, Int)] {
        let answer = try await scene.open(path, person)
        #expect(answer.status == status)
        #expect(status == 200 || !answer.text.contains("wirklich"))
      }
      #expect(try await scene.open(path.replacing("mine", with: "other"), scene.cookie(.otherOwner)).status == 404)
      #expect(try await scene.open("/sites/mine/approvals/none", scene.cookie(.owner)).status == 404)
      let valid = try await scene.open(path, scene.cookie(.owner)).text
      for text in [
        "Büro Nord", "Site mine", "Start (/)", "the whole page", "Dana owner", "UTC", "valid",
        "Nothing of it has changed", "So ist es gut &lt;b&gt;wirklich&lt;/b&gt;",
      ] { #expect(valid.contains(text), "\(text)") }
      #expect(valid.firstMatch(of: #/<code>[0-9a-f]{64}</code>/#) != nil)
      // One script, from a file: it tells times by the reader's clock.
      #expect(
        valid.matches(of: #/<script/#).count == 1 && valid.contains(#/<script type="module" src="\/[^"]+"><\/script>/#))
      #expect(!valid.contains("style="))

      let edit = #"{"operations":[{"op":"setText","element":"mine-locked","version":1,"text":"Seit <i>1953"}]}"#
      #expect(try await scene.call(.post, "/sites/mine/edits", edit, as: .designer).status == 201)
      let changed = try await scene.open(path, scene.cookie(.owner)).text
      #expect(changed.contains("changed since") && changed.contains("Seit 1952"))
      #expect(changed.contains("Seit &lt;i&gt;1953") && !changed.contains("Frisches Brot</del>"))
      #expect(
        try await scene.call(.delete, "/sites/mine/approvals/\(made.json?["id"]?.string ?? "")", as: .owner).status
          == 204)
      #expect(try await scene.open(path, scene.cookie(.owner)).text.contains("This approval was withdrawn"))
    }
  }
}
