import HTTPTypes
import Model
import Store
import Testing
import Web

/// The portal's screen of review links: nobody, the wrong role and another's site first, then the story.
@Suite("The screen of review links") struct GuestScreenTests {
  private func send(
    _ scene: FeedbackScene, _ path: String, _ fields: String = "", as who: FeedbackScene.Who, token: String? = nil
  ) async throws -> TestAnswer {
    let page = try await scene.open("/account", scene.cookie(who))
    let found = page.text.firstMatch(of: /name="formToken" value="([^"]+)"/).map { String($0.output.1) }
    return try await scene.enter(path, "\(fields)&formToken=\(token ?? found ?? "")", scene.cookie(who))
  }

  @Test("Who may see it and send its forms") func who() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      let forms = ["/sites/mine/guests", "/sites/mine/guests/\(invitation.id)/revoke"]
      #expect(try await scene.open("/sites/mine/guests").header("Location")?.hasPrefix("/login") == true)
      let rows: [(FeedbackScene.Who, Int)] = [
        (.otherOwner, 404), (.foreignAdmin, 404), (.editor, 403), (.reviewer, 403),
      ]
      for (who, status) in rows {
        #expect(try await scene.open("/sites/mine/guests", scene.cookie(who)).status == status, "\(who)")
        for form in forms { #expect(try await send(scene, form, "name=x", as: who).status == status, "\(who) \(form)") }
      }
      for form in forms {
        #expect(try await send(scene, form, "name=x", as: .owner, token: "wrong").status == 403)
      }
      for who in [FeedbackScene.Who.owner, .designer, .support, .admin] {
        #expect(try await scene.open("/sites/mine/guests", scene.cookie(who)).status == 200, "\(who)")
        let site = try await scene.open("/sites/mine", scene.cookie(who))
        #expect(site.text.contains("href=\"/sites/mine/guests\""), "\(who)")
      }
      #expect(try await !scene.open("/sites/mine", scene.cookie(.reviewer)).text.contains("/sites/mine/guests"))
      let other = try await scene.invite(to: "other")
      #expect(try await send(scene, "/sites/mine/guests/\(other.id)/revoke", as: .designer).status == 404)
      #expect(try await scene.open(other.path).status == 200)
    }
  }

  @Test("A link is made, its address shown once, used and revoked, without a script") func story() async throws {
    try await FeedbackScene.with { scene in
      let made = try await send(
        scene, "/sites/mine/guests", "mode=personal&name=Gabi+%3Cb%3EGast&days=7&pinned=1", as: .owner)
      #expect(made.status == 201)
      #expect(made.text.contains("The link “Gabi &lt;b&gt;Gast” is ready") && !made.text.contains("<b>"))
      let url = try #require(made.text.firstMatch(of: /value="http:\/\/portal\.localhost:8080(\/review\/~[^"]+)"/))
        .output.1
      let path = String(url)
      #expect(made.header("Cache-Control") == "no-store")
      let guest = try await scene.guest(.init(id: "", path: path), "mail=gabi%40example.net")
      let visit = try #require(try await scene.visit(guest))
      #expect(visit.link.pinned == 1 && visit.link.expiresAt == scene.app.clock.now + 7 * 86_400_000)

      for who in [FeedbackScene.Who.owner, .designer] {
        let list = try await scene.open("/sites/mine/guests", scene.cookie(who))
        #expect(!list.text.contains("/review/~") && list.text.contains("For one person · shows revision 1"))
        #expect(list.text.contains("gabi@example.net") == (who == .designer))
      }
      let list = try await scene.open("/sites/mine/guests", scene.cookie(.owner), language: "de")
      let action = try #require(list.text.firstMatch(of: /action="(\/sites\/mine\/guests\/[^"]+\/revoke)"/)).output.1
      let ended = try await send(scene, String(action), as: .owner)
      #expect(ended.status == 303 && ended.header("Location") == "/sites/mine/guests")
      #expect(try await scene.visit(guest) == nil)
      #expect(try await scene.open(path).status == 410)
      let after = try await scene.open("/sites/mine/guests", scene.cookie(.owner))
      #expect(after.text.contains("revoked") && !after.text.contains("/revoke\""))
    }
  }

  @Test("What is wrong is said where it stands, and what was filled in stays") func refusals() async throws {
    try await FeedbackScene.with { scene in
      for (fields, words) in [
        ("mode=shared&name=+&days=30", "Enter a name."), ("mode=shared&name=a%0Ab&days=30", "in one line"),
        ("mode=shared&name=Alle&days=365", "in one line"),
      ] {
        let answer = try await send(scene, "/sites/mine/guests", fields, as: .designer)
        #expect(answer.status == 422 && answer.text.contains(words), "\(fields)")
        #expect(answer.text.contains("value=\"shared\" checked"))
      }
      #expect(try await scene.call(.get, "/sites/mine/review-links", as: .designer).json?["items"] == [])
      for _ in 0..<ReviewLinkLimits.openOfSite { _ = try await scene.invite() }
      let full = try await send(scene, "/sites/mine/guests", "mode=personal&name=Gabi&days=14", as: .designer)
      #expect(full.status == 429 && full.text.contains("A great many links"))
    }
  }
}
