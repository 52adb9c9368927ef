import App
import HTTPTypes
import Hummingbird
import Model
import Store
import Testing
import Web

/// The agency's inbox as pages and forms.
@Suite("The inbox") struct InboxTests {
  private func page(_ scene: FeedbackScene, _ who: FeedbackScene.Who, _ path: String = "/inbox") async throws
    -> TestAnswer
  {
    try await scene.open(path, scene.cookie(who))
  }

  private func thread(
    _ scene: FeedbackScene, _ words: String, on site: String = "mine", more: String = "", as who: FeedbackScene.Who
  ) async throws -> String {
    let answer = try await scene.call(
      .post, "/sites/\(site)/threads", #"{"revision":1,"body":"\#(words)"\#(more)}"#, as: who)
    return try #require(answer.json?["id"]?.string, "\(answer.text)")
  }

  private func send(
    _ scene: FeedbackScene, _ who: FeedbackScene.Who, _ fields: String, token: String? = nil
  ) async throws -> TestAnswer {
    var headers = scene.cookie(who)
    headers[.contentType] = "application/x-www-form-urlencoded"
    headers[.secFetchSite] = "same-origin"
    headers[.accept] = "text/html"
    let shown = try await page(scene, who).text.firstMatch(of: /name="formToken" value="([^"]+)"/)?.1
    let token = token ?? shown.map(String.init) ?? "none"
    return try await scene.app.send(.post, "/inbox", headers, body: "formToken=\(token)&\(fields)")
  }

  @Test("It is the agency's: nobody signs in first, customers find nothing") func strangers() async throws {
    try await FeedbackScene.with { scene in
      let nobody = try await scene.open("/inbox")
      #expect(nobody.status == 303 && nobody.header("Location") == "/login?next=/inbox")
      for who in [FeedbackScene.Who.owner, .editor, .reviewer, .otherOwner] {
        #expect(try await page(scene, who).status == 404)
        #expect(try await !page(scene, who, "/sites").text.contains("href=\"/inbox\""))
      }
      #expect(try await page(scene, .designer).status == 200)
      #expect(try await page(scene, .designer, "/account").text.contains("href=\"/inbox\""))
    }
  }

  @Test("It holds what waits on all of the agency's sites, and nothing of another agency's") func contents()
    async throws
  {
    try await FeedbackScene.with { scene in
      let mine = try await thread(scene, "First wish", as: .owner)
      _ = try await thread(scene, "Second wish", on: "other", as: .otherOwner)
      _ = try await thread(scene, "Among us", more: #","visibility":"internal""#, as: .designer)
      _ = try await thread(scene, "Foreign wish", on: "foreign", as: .foreignAdmin)
      let list = try await page(scene, .designer).text
      #expect(list.contains("First wish") && list.contains("Second wish") && list.contains("Among us"))
      #expect(!list.contains("Foreign wish"))
      #expect(list.contains("/sites/mine/review?") && list.contains("thread=\(mine)"))
      #expect(try await page(scene, .foreignAdmin).text.contains("Foreign wish"))
      let filtered = try await page(scene, .designer, "/inbox?site=mine").text
      #expect(filtered.contains("First wish") && !filtered.contains("Second wish"))
      #expect(!filtered.contains("name=\"round\""))
      #expect(try await !page(scene, .designer, "/inbox?state=done").text.contains("First wish"))
      #expect(try await !page(scene, .designer, "/inbox?assignee=me").text.contains("First wish"))
      let board = try await page(scene, .designer, "/inbox?view=board").text
      #expect(board.contains("id=\"column-inProgress\"") && board.contains("First wish"))
      // What makes no sense is left out.
      for odd in ["site=%22%3E%3Cscript%3E", "site=foreign", "state=x", "after=x", "news=9.1", "view=x"] {
        let answer = try await page(scene, .designer, "/inbox?\(odd)")
        #expect([200, 303].contains(answer.status), "\(odd)")
        #expect(!answer.text.contains("\"><script>") && !answer.text.contains("Foreign wish"), "\(odd)")
      }
    }
  }

  @Test("The rounds of one site are filtered for; another site has none of that number") func rounds() async throws {
    try await FeedbackScene.with { scene in
      _ = try await thread(scene, "Before it", as: .owner)
      _ = try await scene.call(.post, "/sites/mine/rounds", #"{"name":"First look"}"#, as: .designer)
      let within = try await thread(scene, "Within it", as: .owner)
      let shown = try await page(scene, .designer, "/inbox?site=mine&round=1").text
      #expect(shown.contains("Within it") && !shown.contains("Before it"))
      #expect(shown.contains("<option value=\"1\" selected>First look</option>"))
      // What a form sends of it leads back there.
      let done = try await send(
        scene, .designer, "thread.mine.\(within)=on&action=inProgress&site=mine&round=1")
      #expect(done.header("Location") == "/inbox?site=mine&round=1&news=1.1")
      for other in ["/inbox?round=1", "/inbox?site=mine&round=7", "/inbox?site=mine&round=x"] {
        #expect(try await page(scene, .designer, other).text.contains("Before it"), "\(other)")
      }
      #expect(try await page(scene, .designer, "/inbox?site=other&round=1").status == 200)
      let told = try await scene.call(.get, "/inbox?site=mine&round=1", as: .designer).json?["items"]?.array
      #expect(told?.map { $0["id"]?.string } == [within])
      #expect(try await scene.call(.get, "/inbox?round=1", as: .designer).status == 422)
      for odd in ["%00", "mine%00", "nope"] {
        #expect(try await scene.call(.get, "/inbox?site=\(odd)", as: .designer).status == 404, "\(odd)")
      }
    }
  }

  @Test("Many are changed at once, each where it may be; a form of another page changes nothing") func bulk()
    async throws
  {
    try await FeedbackScene.with { scene in
      let first = try await thread(scene, "First", as: .owner)
      let second = try await thread(scene, "Second", on: "other", as: .otherOwner)
      let foreign = try await thread(scene, "Foreign", on: "foreign", as: .foreignAdmin)
      let all = "thread.mine.\(first)=on&thread.other.\(second)=on"
      #expect(try await send(scene, .designer, "\(all)&action=inProgress", token: "wrong").status == 403)
      #expect(try await send(scene, .owner, "\(all)&action=inProgress").status == 404)
      let done = try await send(scene, .designer, "\(all)&action=inProgress&view=board")
      #expect(done.status == 303 && done.header("Location") == "/inbox?view=board&news=2.2")
      func state(_ id: String, _ site: String) async throws -> String? {
        try await scene.call(.get, "/sites/\(site)/threads/\(id)", as: .designer).json?["state"]?.string
      }
      #expect(try await state(first, "mine") == "inProgress")
      #expect(try await state(second, "other") == "inProgress")
      _ = try await send(scene, .designer, "thread.mine.\(first)=on&action=mine")
      #expect(try await page(scene, .designer, "/inbox?assignee=me").text.contains("First"))
      let beyond = try await send(scene, .designer, "thread.foreign.\(foreign)=on&thread.mine.none=on&action=done")
      #expect(beyond.header("Location") == "/inbox?news=0.2")
      let theirs = try await scene.call(.get, "/sites/foreign/threads/\(foreign)", as: .foreignAdmin)
      #expect(theirs.json?["state"] == "open")
      #expect(try await send(scene, .designer, "action=done").header("Location") == "/inbox?news=none")
      #expect(try await send(scene, .designer, all).header("Location") == "/inbox?news=what")
      #expect(try await send(scene, .designer, "\(all)&action=declined").header("Location") == "/inbox?news=what")
    }
  }
}
