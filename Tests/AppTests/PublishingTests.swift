import App
import HTTPTypes
import Model
import Publishing
import Store
import Testing

@Suite("Publishing by rules")
struct PublishingTests {
  @Test("The approval round: submitted, approved once, live") func approval() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let rule = #"{"mode":"approval"}"#
      #expect(try await portal.call(.put, "/sites/demo/publish-rule", rule, as: .designer).status == 200)
      try await portal.edit()
      let direct = try await portal.call(.post, "/sites/demo/releases", "{}", as: .owner)
      #expect(direct.status == 403 && direct.json?["code"] == "mode")
      let submitted = try await portal.call(
        .post, "/sites/demo/publish-requests", #"{"message":"Bitte ansehen"}"#, as: .owner)
      #expect(submitted.status == 201 && submitted.json?["state"] == "open")
      let id = try #require(submitted.json?["id"]?.string)
      let screen = try await portal.get("/sites/demo/publish", as: .designer).text
      #expect(screen.contains("Bitte ansehen") && screen.contains("Freigeben und veröffentlichen"))
      #expect(try await portal.get("/sites", as: .designer).text.contains("Freigabe erbeten"))
      #expect(try await portal.get("/sites/demo/publish", as: .owner).text.contains("Wartet auf Freigabe"))

      let decision = "/sites/demo/publish-requests/\(id)/decision"
      #expect(try await portal.call(.put, decision, #"{"decision":"approve"}"#, as: .owner).status == 403)
      let approved = try await portal.call(.put, decision, #"{"decision":"approve"}"#, as: .designer)
      #expect(approved.status == 200 && approved.json?["state"] == "approved" && approved.json?["release"] == 2)
      for choice in ["approve", "return", "withdraw"] {
        let late = try await portal.call(.put, decision, "{\"decision\":\"\(choice)\"}", as: .designer)
        #expect(late.status == 409, "\(choice)")
      }
      #expect(try await portal.app.store.releases(of: portal.key).count == 2)
    }
  }

  @Test("A customer publishes what is the customer's, and the proof says what was left alone")
  func direct() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let nothing = try await portal.call(.post, "/sites/demo/releases", "{}", as: .owner)
      #expect(nothing.status == 409 && nothing.json?["code"] == "nothing")
      try await portal.edit()
      let pending = try #require(try await portal.call(.get, "/sites/demo/pending", as: .owner).json)
      #expect(pending["changes"]?.array?.count == 1 && pending["act"] == "publish" && pending["others"] == 0)
      let published = try await portal.call(.post, "/sites/demo/releases", "{}", as: .owner)
      #expect(published.status == 201 && published.json?["left"] == 0)
      let proof = try #require(try await portal.call(.get, "/sites/demo/releases/2/proof", as: .designer).json)
      #expect(proof["holds"] == true && proof["proof"]?["places"] == 1)
      #expect(proof["proof"]?["pages"] == 1 && proof["proof"]?["changes"]?.array?.first?["places"] == 1, "\(proof)")
      #expect(try await portal.get("/sites/demo", as: .designer).text.contains("Nur 1 Stelle geändert"))
    }
  }

  @Test("A planned publish goes live once, when its time has come") func plans() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit()
      let planned = try await portal.call(
        .post, "/sites/demo/plans", #"{"at":"2023-11-14T23:00:00Z"}"#, as: .designer)
      #expect(planned.status == 201 && planned.json?["state"] == "waiting")
      // It runs with the agency's rights, so nobody else says when.
      let plan = "/sites/demo/plans/\(try #require(planned.json?["id"]?.string))"
      let soon = #"{"at":"2023-11-14T22:30:00Z"}"#
      for who in [PortalApp.Who.owner, .editor, .reviewer] {
        #expect(try await portal.call(.put, plan, soon, as: who).status == 403, "\(who)")
        #expect(try await portal.call(.delete, plan, as: who).status == 403, "\(who)")
      }
      #expect(try await portal.call(.put, plan, soon, as: .stranger).status == 404)
      try await portal.app.parts.desk.publishDue()
      #expect(try await portal.app.store.releases(of: portal.key).count == 1, "it is not time yet")
      portal.app.clock.advance(seconds: 3_600)
      async let one: Void = portal.app.parts.desk.publishDue()
      async let other: Void = portal.app.parts.desk.publishDue()
      _ = try await (one, other)
      let releases = try await portal.app.store.releases(of: portal.key)
      #expect(releases.count == 2 && releases[0].reason == .plan)
    }
  }

  @Test("Going back holds only against the release that was looked at; what is live is not built anew for nothing")
  func outdated() async throws {
    try await PortalApp.with { portal in
      let store = portal.app.store
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      try await portal.edit()
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      await #expect(throws: StoreError.self) { try await store.setLive(1, of: portal.key, insteadOf: 1) }
      #expect(try await store.liveNumber(of: portal.key) == 2)
      try await store.setLive(1, of: portal.key, insteadOf: 2)
      #expect(try await store.liveNumber(of: portal.key) == 1)
      #expect(try await !portal.app.parts.desk.renew(portal.key))
      #expect(try await store.releases(of: portal.key).count == 2)
    }
  }
}
