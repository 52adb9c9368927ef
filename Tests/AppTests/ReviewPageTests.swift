import App
import Hummingbird
import Model
import Store
import Testing
import Web

/// The page on which drafts are reviewed, as the server makes it.
@Suite("The review page") struct ReviewPageTests {
  @Test("Who has no role on the site does not learn that there is one") func strangers() async throws {
    try await FeedbackScene.with { scene in
      let nobody = try await scene.app.send(.get, "/sites/mine/review", [.accept: "text/html"])
      #expect(nobody.status == 303)
      #expect(nobody.header("Location") == "/login?next=/sites/mine/review")
      let asked = try await scene.open("/sites/mine/review?state=done&round=2")
      #expect(asked.header("Location") == "/login?next=/sites/mine/review%3Fstate%3Ddone%26round%3D2")
      let long = try await scene.open("/sites/mine/review?q=\(String(repeating: "a", count: 600))")
      #expect(long.header("Location") == "/login?next=/sites/mine/review")
      for who in [FeedbackScene.Who.otherOwner, .foreignAdmin] {
        let seen = try await scene.app.send(.get, "/sites/mine/review", scene.cookie(who))
        let missing = try await scene.app.send(.get, "/sites/none/review", scene.cookie(who))
        #expect(seen.status == 404 && missing.status == 404)
      }
    }
  }

  @Test("Everybody with a role gets the draft with the agent for reviews") func members() async throws {
    try await FeedbackScene.with { scene in
      for who in [FeedbackScene.Who.designer, .owner, .editor, .reviewer] {
        let page = try await scene.app.send(.get, "/sites/mine/review", scene.cookie(who))
        #expect(page.status == 200)
        let draft = try #require(page.text.firstMatch(of: /src="http:\/\/mine\.draft\.localhost:8080(\/[^"]*)"/)?.1)
        let shown = try await scene.app.send(.get, String(draft), host: "mine.draft.localhost:8080")
        #expect(shown.status == 200)
        #expect(shown.text.contains("review-agent.js") && !shown.text.contains("editing-agent.js"))
        #expect(page.text.contains("data-agency") == (who == .designer))
      }
    }
  }

  @Test("Whoever reviews sees what visitors would: nothing that is hidden") func hidden() async throws {
    try await FeedbackScene.with { scene in
      let designer = try await scene.account(.designer)
      let hide = Operation.setHidden(ElementID("mine-locked")!, version: 1, true)
      _ = try await scene.app.store.edit(EditRequest(operations: [hide]), of: scene.mine.key, by: designer.id)
      let guest = try await scene.guest(try await scene.invite())
      for person in [guest, scene.cookie(.reviewer), scene.cookie(.owner), scene.cookie(.designer)] {
        let page = try await scene.app.send(.get, "/sites/mine/review", person)
        let draft = try #require(page.text.firstMatch(of: /src="http:\/\/mine\.draft\.localhost:8080(\/[^"]*)"/)?.1)
        let shown = try await scene.app.send(.get, String(draft), host: "mine.draft.localhost:8080")
        #expect(shown.text.contains("Frisches Brot") && !shown.text.contains("Seit 1952"))
      }
    }
  }

  @Test("A guest gets it, too, without a way into the portal, and none where the link is for another site")
  func guests() async throws {
    try await FeedbackScene.with { scene in
      let guest = try await scene.guest(try await scene.invite())
      let page = try await scene.app.send(.get, "/sites/mine/review", guest)
      #expect(page.status == 200)
      #expect(page.text.contains("action=\"/guest/leave\""))
      #expect(!page.text.contains("data-agency") && !page.text.contains("data-edit"))
      #expect(!page.text.contains("href=\"/sites/mine\""))
      let draft = try #require(page.text.firstMatch(of: /src="http:\/\/mine\.draft\.localhost:8080(\/[^"]*)"/)?.1)
      let shown = try await scene.app.send(.get, String(draft), host: "mine.draft.localhost:8080")
      #expect(shown.status == 200 && shown.text.contains("review-agent.js"))
      #expect(try await scene.app.send(.get, "/sites/other/review", guest).status == 404)
    }
  }

  @Test("The address says which page and which thread are meant; what it says is no markup") func address() async throws
  {
    try await FeedbackScene.with { scene in
      let page = try await scene.app.send(
        .get, "/sites/mine/review?page=mine-home&thread=abc_-123", scene.cookie(.reviewer))
      #expect(page.text.contains("data-thread=\"abc_-123\"") && page.text.contains("data-page=\"mine-home\""))
      let hostile = try await scene.app.send(
        .get, "/sites/mine/review?page=%22%3E%3Cscript%3E&thread=%22%3E%3Cscript%3E", scene.cookie(.reviewer))
      #expect(hostile.status == 200)
      #expect(!hostile.text.contains("\"><script>"))
    }
  }
}
