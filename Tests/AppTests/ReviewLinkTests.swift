import Access
import Database
import DatabaseTesting
import Foundation
import HTTPTypes
import Model
import Store
import Testing
import Web

/// Review links over HTTP: nobody, the wrong role and another's site first, then the story.
@Suite("Review links over HTTP") struct ReviewLinkTests {
  private static let link = #"{"mode":"shared","name":"Everybody"}"#

  @Test("Who may make, read and end them", arguments: TestDatabases.engines)
  func who(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let invitation = try await scene.invite()
      let guest = try await scene.guest(invitation)
      let rows: [(String, HTTPFields, String, Int)] = [
        ("nobody", [:], "mine", 401), ("a guest", guest, "mine", 401),
        ("another's owner", scene.cookie(.otherOwner), "mine", 404),
        ("another agency", scene.cookie(.foreignAdmin), "mine", 404), ("no site", scene.cookie(.owner), "nowhere", 404),
        ("an editor", scene.cookie(.editor), "mine", 403), ("a reviewer", scene.cookie(.reviewer), "mine", 403),
      ]
      for (name, person, site, status) in rows {
        let path = "/sites/\(site)/review-links"
        #expect(try await scene.call(.get, path, as: person).status == status, "\(name)")
        #expect(try await scene.call(.post, path, Self.link, as: person).status == status, "\(name)")
        #expect(try await scene.call(.delete, "\(path)/\(invitation.id)", as: person).status == status, "\(name)")
      }
      for who in [FeedbackScene.Who.admin, .designer, .support, .owner] {
        let made = try await scene.invite(as: who)
        #expect(try await scene.call(.get, "/sites/mine/review-links", as: who).text.contains(made.id), "\(who)")
        #expect(try await scene.call(.delete, "/sites/mine/review-links/\(made.id)", as: who).status == 204, "\(who)")
      }
      // A link of another site is not there, whoever asks.
      let foreign = try await scene.invite(to: "foreign", as: .foreignAdmin)
      let other = try await scene.invite(to: "other")
      for id in [foreign.id, other.id, "nothing", "x y"] {
        let path = "/sites/mine/review-links/\(id.replacing(" ", with: "%20"))"
        #expect(try await scene.call(.delete, path, as: .designer).status == 404)
      }
      for path in [foreign.path, other.path] { #expect(try await scene.open(path).status == 200) }
    }
  }

  @Test("What is refused of a new one") func refusals() async throws {
    try await FeedbackScene.with { scene in
      for bad in [
        "{}", #"{"mode":"shared"}"#, #"{"name":"x"}"#, #"{"mode":"open","name":"x"}"#,
        #"{"mode":"shared","name":"  "}"#,
        #"{"mode":"shared","name":"a\nb"}"#, #"{"mode":"shared","name":"a\u0007b"}"#,
        #"{"mode":"shared","name":"a\u202eb"}"#,
        #"{"mode":"shared","name":"\#(String(repeating: "x", count: 101))"}"#,
        #"{"mode":"shared","name":"x","days":0}"#, #"{"mode":"shared","name":"x","days":91}"#,
        #"{"mode":"shared","name":"x","days":"7"}"#, #"{"mode":"shared","name":"x","revision":2}"#,
        #"{"mode":"shared","name":"x","revision":0}"#, #"{"mode":"shared","name":"x","hash":"00"}"#,
        #"{"mode":"shared","name":"x","expiresAt":"2099-01-01T00:00:00Z"}"#, #"{"mode":null,"name":"x"}"#,
      ] {
        let answer = try await scene.call(.post, "/sites/mine/review-links", bad, as: .designer)
        #expect(answer.status == 422, "\(bad): \(answer.text)")
      }
      let list = try await scene.call(.get, "/sites/mine/review-links", as: .designer)
      #expect(list.json?["items"] == [])
      for _ in 0..<ReviewLinkLimits.openOfSite { _ = try await scene.invite() }
      let full = try await scene.call(.post, "/sites/mine/review-links", Self.link, as: .owner)
      #expect(full.status == 429 && full.json?["code"] == "tooManyLinks")
      #expect(try await scene.call(.post, "/sites/other/review-links", Self.link, as: .designer).status == 201)
      // Those that are over make room.
      try await scene.wait(seconds: 14 * 86_400)
      _ = try await scene.invite(as: .owner)
    }
  }

  @Test("The address is told once, and nothing that opens it is kept", arguments: TestDatabases.engines)
  func secrecy(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let made = try await scene.call(
        .post, "/sites/mine/review-links", #"{"mode":"personal","name":"Gabi Gast","days":90}"#, as: .owner)
      let url = try #require(made.json?["url"]?.string)
      let secret = try #require(Secret(presented: url.split(separator: "~")[1]))
      #expect(url == "http://portal.localhost:8080/review/~\(secret.text)")
      #expect(made.json?["state"] == "open" && made.json?["seenAt"] == .null && made.json?["revision"] == .null)
      let ends = try #require(made.json?["expiresAt"]?.string.flatMap { Timestamp.milliseconds($0) })
      #expect(abs(ends - scene.app.clock.now - 90 * 86_400_000) < 1000)

      let cookie = try await scene.guest(.init(id: "", path: "/review/~\(secret.text)"), "mail=Gabi%40example.net")
      let session = try #require(cookie[.cookie]?.split(separator: "=").last)
      for who in [FeedbackScene.Who.designer, .owner] {
        let list = try await scene.call(.get, "/sites/mine/review-links", as: who)
        #expect(!list.text.contains(secret.text) && !list.text.contains(secret.hash) && !list.text.contains("url"))
        let guest = try #require(list.json?["items"]?.array?.first?["guests"]?.array?.first)
        #expect(guest["name"] == "Gabi Gast" && guest["seenAt"]?.string != nil)
        // A mail address is the agency's to know.
        #expect(guest["mail"]?.string == (who == .designer ? "gabi@example.net" : nil))
      }
      guard engine == .sqlite else { return }
      for name in try FileManager.default.contentsOfDirectory(atPath: scene.app.folder) {
        guard let bytes = FileManager.default.contents(atPath: "\(scene.app.folder)/\(name)") else { continue }
        #expect(bytes.range(of: Data(secret.text.utf8)) == nil && bytes.range(of: Data(session.utf8)) == nil, "\(name)")
      }
      let audit = try await scene.app.store.auditEntries(of: scene.mine.key.agency)
      #expect(audit.contains { $0.action == "reviewLink.created" } && audit.contains { $0.action == "guest.entered" })
      #expect(!"\(audit)".contains(secret.text) && !"\(audit)".contains("gabi@"))
    }
  }
}
