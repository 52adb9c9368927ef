import HTTPTypes
import Model
import Store
import Testing
import Web

/// The portal's screen of rounds: nobody, the wrong role and another's site first, then the story.
@Suite("The screen of rounds") struct RoundScreenTests {
  private func send(
    _ scene: FeedbackScene, _ path: String, _ fields: String = "", as who: FeedbackScene.Who, token: String? = nil
  ) async throws -> TestAnswer {
    let page = try await scene.open("/account", scene.cookie(who))
    let found = page.text.firstMatch(of: /name="formToken" value="([^"]+)"/).map { String($0.output.1) }
    return try await scene.enter(path, "\(fields)&formToken=\(token ?? found ?? "")", scene.cookie(who))
  }

  private func rounds(_ scene: FeedbackScene, of site: String = "mine") async throws -> [JSONValue] {
    try await scene.call(.get, "/sites/\(site)/rounds", as: .designer).json?["items"]?.array ?? []
  }

  @Test("Who may see it and send its forms") func who() async throws {
    try await FeedbackScene.with { scene in
      #expect(try await send(scene, "/sites/mine/rounds", "name=First", as: .designer).status == 303)
      let forms = ["/sites/mine/rounds", "/sites/mine/rounds/1", "/sites/mine/rounds/1/close"]
      #expect(try await scene.open("/sites/mine/rounds").header("Location")?.hasPrefix("/login") == true)
      let rows: [(FeedbackScene.Who, Int)] = [
        (.otherOwner, 404), (.foreignAdmin, 404), (.owner, 403), (.editor, 403), (.reviewer, 403),
      ]
      for (who, status) in rows {
        #expect(try await scene.open("/sites/mine/rounds", scene.cookie(who)).status == status, "\(who)")
        for form in forms { #expect(try await send(scene, form, "name=x", as: who).status == status, "\(who) \(form)") }
      }
      // A guest is nobody here.
      let guest = try await scene.guest(try await scene.invite())
      #expect(try await scene.open("/sites/mine/rounds", guest).status == 303)
      for form in forms { #expect(try await send(scene, form, "name=x", as: .designer, token: "wrong").status == 403) }
      #expect(try await rounds(scene).map { $0["name"] } == ["First"])
      #expect(try await rounds(scene).map { $0["isOpen"] } == [true])
      for who in [FeedbackScene.Who.designer, .support, .admin] {
        #expect(try await scene.open("/sites/mine/rounds", scene.cookie(who)).status == 200, "\(who)")
        let site = try await scene.open("/sites/mine", scene.cookie(who))
        #expect(site.text.contains("href=\"/sites/mine/rounds\""), "\(who)")
      }
      #expect(try await !scene.open("/sites/mine", scene.cookie(.owner)).text.contains("/sites/mine/rounds"))
      // A round is one of its site.
      for form in ["other/rounds/1", "other/rounds/1/close", "mine/rounds/9", "mine/rounds/x"] {
        #expect(try await send(scene, "/sites/\(form)", "name=x", as: .designer).status == 404, "\(form)")
      }
      #expect(try await rounds(scene, of: "other").isEmpty)
    }
  }

  @Test("A round begins, takes feedback, is corrected, closed and opened again, without a script")
  func story() async throws {
    try await FeedbackScene.with { scene in
      let empty = try await scene.open("/sites/mine/rounds", scene.cookie(.designer))
      #expect(empty.text.contains("There is no round yet."))
      let end = scene.app.clock.now + 3 * 86_400_000
      let begun = try await send(
        scene, "/sites/mine/rounds", "name=First+%3Cb%3Elook&at=2020-01-01T10:00&instant=\(Timestamp.utc(end))",
        as: .support)
      #expect(begun.status == 303 && begun.header("Location") == "/sites/mine/rounds?news=begun&round=1")
      var page = try await scene.open("/sites/mine/rounds?news=begun&round=1", scene.cookie(.designer))
      #expect(page.text.contains("The round “First &lt;b&gt;look” has begun.") && !page.text.contains("<b>"))
      #expect(page.text.contains(">Running<") && page.text.contains("no feedback yet"))
      #expect(page.text.contains("datetime=\"\(Timestamp.utc(end))\""))
      for body in ["One", "Two"] {
        let words = #"{"revision":1,"body":"\#(body)"}"#
        let said = try await scene.call(.post, "/sites/mine/threads", words, as: .reviewer)
        #expect(said.status == 201 && said.json?["round"] == 1)
      }
      page = try await scene.open("/sites/mine/rounds", scene.cookie(.designer))
      #expect(page.text.contains("2 pieces of feedback, 2 open") && page.text.contains("/sites/mine/review?round=1"))

      #expect(try await send(scene, "/sites/mine/rounds/1", "name=Second+look&at=", as: .admin).status == 303)
      #expect(try await rounds(scene).map { $0["name"] } == ["Second look"])
      #expect(try await rounds(scene).map { $0["endsAt"] } == [.null])
      let closed = try await send(scene, "/sites/mine/rounds/1/close", as: .designer)
      #expect(closed.header("Location") == "/sites/mine/rounds?news=closed&round=1")
      page = try await scene.open("/sites/mine/rounds?news=closed&round=1", scene.cookie(.designer), language: "de")
      #expect(page.text.contains("/sites/mine/rounds/1/open\""))
      #expect(try await rounds(scene).map { $0["isOpen"] } == [false])
      #expect(try await send(scene, "/sites/mine/rounds/1/open", as: .designer).status == 303)
      #expect(try await rounds(scene).map { $0["isOpen"] } == [true])
      // The newest open one takes what is written; a deadline ends nothing by itself.
      let soon = Timestamp.utc(scene.app.clock.now + 60_000)
      let third = try await send(scene, "/sites/mine/rounds", "name=Third&at=x&instant=\(soon)", as: .designer)
      #expect(third.status == 303)
      try await scene.wait(seconds: 120)
      page = try await scene.open("/sites/mine/rounds", scene.cookie(.designer))
      #expect(page.text.contains(">Running<") && page.text.contains(">Open<") && page.text.contains(">Deadline over<"))
      let back = try await scene.open("/sites/mine/rounds/1", scene.cookie(.designer))
      #expect(back.header("Location") == "/sites/mine/rounds")
    }
  }

  @Test("What is wrong is said where it stands, and what was filled in stays") func refusals() async throws {
    try await FeedbackScene.with { scene in
      #expect(try await send(scene, "/sites/mine/rounds", "name=Kept", as: .designer).status == 303)
      let rows = [
        ("name=+", "Give the round a name."), ("name=a%0Ab", "in one line"),
        ("name=\(String(repeating: "a", count: 101))", "at most 100 characters"),
        ("name=Late&at=tomorrow", "Choose a day and a time"),
        ("name=Late&at=x&instant=nonsense", "Choose a day and a time"),
        ("name=Late&at=2020-01-01T10:00", "must be after the beginning"),
      ]
      for path in ["/sites/mine/rounds", "/sites/mine/rounds/1"] {
        for (fields, words) in rows {
          let answer = try await send(scene, path, fields, as: .designer)
          #expect(answer.status == 422 && answer.text.contains(words), "\(path) \(fields)")
          #expect(answer.text.contains("aria-invalid=\"true\""), "\(path) \(fields)")
          if fields.contains("Late") { #expect(answer.text.contains("value=\"Late\""), "\(path) \(fields)") }
        }
      }
      #expect(try await rounds(scene).map { $0["name"] } == ["Kept"])
    }
  }
}
