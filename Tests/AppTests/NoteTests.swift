import HTTPTypes
import Model
import Store
import Testing
import Web

/// Notes, sections and company data over HTTP: nobody, the wrong role and another's site first, then the story.
@Suite("Notes over HTTP") struct NoteTests {
  private func send(
    _ scene: AssetTests.Scene, _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil,
    as person: HTTPFields, site: String = "pictures"
  ) async throws -> TestAnswer {
    var headers = person
    if body != nil { headers[.contentType] = "application/json" }
    headers[.secFetchSite] = "same-origin"
    return try await scene.app.send(method, "/api/v1/sites/\(site)/\(path)", headers, body: body)
  }

  private static let wish = #"{"page":"pictures-home","element":"pictures-hero","text":"Ein <b>neues</b> Foto"}"#

  @Test("Who may note, read and tick off") func who() async throws {
    try await AssetTests.with(phase: .creation) { scene in
      let people = scene.base
      for (person, site, status) in [
        ([:], "pictures", 401), (people.otherOwner, "pictures", 404), (people.owner, "nowhere", 404),
      ] as [(HTTPFields, String, Int)] {
        #expect(try await send(scene, .post, "notes", Self.wish, as: person, site: site).status == status)
        #expect(try await send(scene, .get, "notes", as: person, site: site).status == status)
        #expect(try await send(scene, .put, "notes/n", #"{"done":true}"#, as: person, site: site).status == status)
        for part in ["sections", "templates", "collections"] {
          #expect(try await send(scene, .get, part, as: person, site: site).status == status)
        }
        #expect(try await send(scene, .get, "company", as: person, site: site).status == status)
      }
      // Every role may wish, in every phase.
      let sent = try await send(scene, .post, "notes", Self.wish, as: people.owner)
      let id = try #require(sent.json?["id"]?.string)
      #expect(sent.status == 201)
      #expect(try await send(scene, .post, "notes", Self.wish, as: people.reviewer).status == 201)
      #expect(try await send(scene, .put, "notes/\(id)", #"{"done":true}"#, as: people.owner).status == 403)
      #expect(
        try await send(scene, .put, "notes/\(id)", #"{"done":true}"#, as: people.designer, site: "mine").status == 404)
      for bad in [
        #"{"page":"pictures-home","text":""}"#, #"{"page":"pictures-home","text":"a\u0007b"}"#,
        #"{"page":"mine-home","text":"x"}"#, #"{"page":"pictures-home","element":"mine-headline","text":"x"}"#,
        #"{"page":"pictures-home","text":"x","author":"boss"}"#, #"{"text":"x"}"#, #"{"page":"pictures-home"}"#,
      ] {
        #expect(try await send(scene, .post, "notes", bad, as: people.owner).status == 422, "\(bad)")
      }
      for bad in ["{}", #"{"done":1}"#, #"{"done":null}"#, #"{"done":true,"text":"x"}"#] {
        #expect(try await send(scene, .put, "notes/\(id)", bad, as: people.designer).status == 422, "\(bad)")
      }
    }
  }

  @Test("A wish is read by the agency and ticked off") func story() async throws {
    try await AssetTests.with { scene in
      let people = scene.base
      _ = try await send(scene, .post, "notes", Self.wish, as: people.owner)
      let list = try await send(scene, .get, "notes", as: people.designer)
      let note = try #require(list.json?["items"]?.array?.first)
      let id = try #require(note["id"]?.string)
      #expect(note["text"] == "Ein <b>neues</b> Foto" && note["page"] == "pictures-home" && note["label"] == "Brot")
      #expect(note["element"] == "pictures-hero" && note["author"]?["name"] == "Dana" && note["doneAt"] == nil)
      let others = try await send(scene, .get, "notes", as: people.reviewer)
      #expect(others.json?["items"] == [])
      #expect(try await send(scene, .put, "notes/\(id)", #"{"done":true}"#, as: people.designer).status == 204)
      let done = try await send(scene, .get, "notes", as: people.owner)
      #expect(done.json?["items"]?.array?.first?["doneAt"]?.string?.hasSuffix("Z") == true)
    }
  }

  @Test("The site's screen shows what waits, to the agency with a form that needs no script") func screen()
    async throws
  {
    try await AssetTests.with { scene in
      let people = scene.base
      func page(_ person: HTTPFields) async throws -> String {
        var headers = person
        headers[.accept] = "text/html"
        headers[.acceptLanguage] = "en"
        return try await scene.app.send(.get, "/sites/pictures", headers).text
      }
      #expect(try await !page(people.designer).contains("/done\""))
      _ = try await send(scene, .post, "notes", Self.wish, as: people.owner)
      let text = try await page(people.designer)
      #expect(text.contains("Ein &lt;b&gt;neues&lt;/b&gt; Foto") && !text.contains("<b>neues"))
      #expect(text.contains("href=\"/sites/pictures/review?page=pictures-home&amp;thread="))
      let own = try await page(people.owner)
      #expect(own.contains("Ein &lt;b&gt;neues&lt;/b&gt; Foto") && !own.contains("/done\""))

      let action = try #require(text.firstMatch(of: /action="(\/sites\/pictures\/threads\/[^"]+\/done)"/)).output.1
      let token = try #require(text.firstMatch(of: /name="formToken" value="([^"]+)"/)).output.1
      func form(_ person: HTTPFields, _ token: Substring) async throws -> TestAnswer {
        var headers = person
        headers[.contentType] = "application/x-www-form-urlencoded"
        headers[.secFetchSite] = "same-origin"
        headers[.accept] = "text/html"
        return try await scene.app.send(.post, String(action), headers, body: "formToken=\(token)")
      }
      #expect(try await form(people.designer, "wrong").status == 403)
      #expect(try await form(people.owner, token).status == 403)
      #expect(try await form(people.otherOwner, token).status == 404)
      let ticked = try await form(people.designer, token)
      #expect(ticked.status == 303 && ticked.header("Location") == "/sites/pictures#feedback")
      #expect(try await !page(people.designer).contains("/done\""))
    }
  }

  @Test("Section patterns are the designers', company data everybody's to read") func parts() async throws {
    try await AssetTests.with(phase: .revision) { scene in
      let people = scene.base
      #expect(try await send(scene, .get, "sections", as: people.owner).status == 403)
      let sections = try await send(scene, .get, "sections", as: people.designer)
      let items = try #require(sections.json?["items"]?.array)
      #expect(
        items.map { $0["name"]?.string } == ["bare", "hero"] && items.map { $0["title"]?.string } == ["bare", "Held"])
      // Titles are in the account's language, or else in any: a name is what nobody has given a title.
      #expect(try await send(scene, .get, "templates", as: people.owner).status == 403)
      #expect(
        try await send(scene, .get, "templates", as: people.designer).json?["items"] == [
          ["name": "entry", "title": "Beitrag"], ["name": "page", "title": "Page"],
        ])
      #expect(
        try await send(scene, .get, "collections", as: people.owner).json?["items"] == [
          ["name": "news", "title": "Neuigkeiten", "path": "aktuell", "template": "entry"]
        ])
      // A pattern is what an insertion takes.
      let seed = try #require(items.last?["seed"])
      let operation = #"{"op":"insert","element":\#(seed.canonical),"page":"pictures-home","slot":"main"}"#
      let inserted = try await people.edit(operation, as: people.designer, site: "pictures")
      #expect(inserted.status == 201, "\(inserted.text)")

      let company = try await send(scene, .get, "company", as: people.reviewer)
      #expect(
        company.json?["fields"] == [["key": "name", "value": "Brot & Co"], ["key": "phone", "value": "030 1"]])
      #expect(company.json?["mayEdit"] == false)
      let inPhase = try await send(scene, .get, "company", as: people.owner)
      #expect(inPhase.json?["mayEdit"] == true)
      let designer = try await send(scene, .get, "company", as: people.designer)
      #expect(designer.json?["mayEdit"] == true)
    }
    try await AssetTests.with { scene in
      let company = try await send(scene, .get, "company", as: scene.base.owner)
      #expect(company.json?["mayEdit"] == true)
    }
  }
}
