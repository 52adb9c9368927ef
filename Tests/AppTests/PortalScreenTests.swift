import Access
import HTTPTypes
import Model
import Portal
import Store
import Testing
import Web

@Suite("Screens of the portal")
struct PortalScreenTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let who: PortalApp.Who
    let path: String
    let status: Int
    var location: String?
    var contains: [String] = []
    var lacks: [String] = []
    var testDescription: String { "\(who) \(path)" }
  }

  static let rows: [Row] = [
    Row(who: .nobody, path: "/", status: 303, location: "/login"),
    Row(who: .nobody, path: "/sites", status: 303, location: "/login?next=/sites"),
    Row(who: .nobody, path: "/sites/demo", status: 303, location: "/login?next=/sites/demo"),
    Row(who: .nobody, path: "/sites/demo/edit", status: 303, location: "/login?next=/sites/demo/edit"),
    Row(who: .nobody, path: "/account", status: 303, location: "/login?next=/account"),
    Row(who: .stranger, path: "/sites/demo", status: 404, contains: ["Hier ist nichts"], lacks: ["Demo"]),
    Row(who: .stranger, path: "/sites/demo/edit", status: 404),
    Row(who: .owner, path: "/sites/other", status: 404),
    Row(who: .owner, path: "/sites/none", status: 404),
    Row(who: .owner, path: "/sites/demo/edit/none", status: 404),
    Row(who: .owner, path: "/", status: 303, location: "/sites/demo"),
    Row(who: .designer, path: "/", status: 303, location: "/sites"),
    Row(who: .designer, path: "/sites", status: 200, contains: ["/sites/demo", "/sites/other", "demo.site.localhost"]),
    Row(who: .owner, path: "/sites", status: 200, contains: ["/sites/demo"], lacks: ["/sites/other"]),
    Row(
      who: .owner, path: "/sites/demo", status: 200, contains: ["Website bearbeiten"],
      lacks: ["Freigeschaltet", "Aufbau"]),
    Row(
      who: .editor, path: "/sites/demo", status: 200, contains: ["Website bearbeiten"],
      lacks: ["action=\"/sites/demo/releases"]),
    Row(
      who: .designer, path: "/sites/demo", status: 200, contains: ["Aufbau", "Ansehen und veröffentlichen"],
      lacks: ["action=\"/sites/demo/releases"]),
    Row(
      who: .reviewer, path: "/sites/demo", status: 200, contains: ["Entwurf ansehen"],
      lacks: ["Website bearbeiten", "action=\"/sites/demo/releases"]),
    Row(who: .owner, path: "/sites/demo/edit", status: 200, contains: ["data-mode=\"edit\"", "/_f/0/edit.js"]),
    Row(
      who: .reviewer, path: "/sites/demo/edit", status: 200, contains: ["data-mode=\"view\""],
      lacks: ["/_f/0/edit.js", "/releases"]),
    Row(who: .owner, path: "/account", status: 200, contains: ["Dana owner"]),
    Row(who: .owner, path: "/login", status: 303, location: "/"),
    Row(who: .nobody, path: "/login", status: 200, contains: ["<html lang=\"de\">", "Anmelden"]),
    Row(
      who: .nobody, path: "/login?next=/sites/demo/review%3Fthread%3D1", status: 200,
      contains: [
        "name=\"next\" value=\"/sites/demo/review?thread=1\"",
        "href=\"?lang=en&amp;next=/sites/demo/review%3Fthread%3D1\"",
      ]),
    Row(who: .designer, path: "/login?next=/sites/demo", status: 303, location: "/sites/demo"),
    Row(who: .designer, path: "/login?next=//evil.example", status: 303, location: "/"),
    Row(
      who: .nobody, path: "/login?lang=en", status: 200, contains: ["<html lang=\"en\">", "action=\"/login?lang=en\""]),
    Row(who: .nobody, path: "/login/nonsense", status: 410, contains: ["Dieser Link gilt nicht mehr"]),
    Row(who: .owner, path: "/nowhere", status: 404, contains: ["Hier ist nichts"]),
  ]

  @Test("Who sees which screen") func screens() async throws {
    try await PortalApp.with { portal in
      for row in Self.rows {
        let answer = try await portal.get(row.path, as: row.who)
        #expect(answer.status == row.status, "\(row)")
        #expect(answer.header("location") == row.location, "\(row)")
        for text in row.contains { #expect(answer.text.contains(text), "\(row) lacks \(text)") }
        for text in row.lacks { #expect(!answer.text.contains(text), "\(row) has \(text)") }
      }
    }
  }

  @Test("Customers may not edit while the agency is at work, and are told so") func phases() async throws {
    try await PortalApp.with(phase: .creation) { portal in
      let owner = try await portal.get("/sites/demo", as: .owner).text
      #expect(owner.contains("Ihr Projekt ist in der Phase „Gestaltung“"))
      #expect(!owner.contains("Website bearbeiten"))
      #expect(try await portal.get("/sites/demo/edit", as: .owner).text.contains("data-mode=\"view\""))
      #expect(try await portal.get("/sites/demo/edit", as: .designer).text.contains("data-mode=\"edit\""))
    }
  }

  @Test("The frame's address opens the draft for this account, site and mode") func draftAddress() async throws {
    try await PortalApp.with { portal in
      let html = try await portal.get("/sites/demo/edit", as: .reviewer).text
      let parts = html.split(separator: "src=\"http://demo.draft.localhost:8080/~")
      let secret = try #require(Secret(presented: parts[parts.count - 1].prefix(43)))
      let grant = try #require(try await portal.app.access.drafts.grant(presenting: secret, slug: "demo"))
      #expect(grant.mode == .view)
      #expect(grant.account?.email == "reviewer@example.org")
    }
  }

  @Test("Publishing, going back, and who may") func publishing() async throws {
    try await PortalApp.with { portal in
      for (who, status) in [(PortalApp.Who.nobody, 303), (.stranger, 404), (.reviewer, 403), (.editor, 403)] {
        #expect(try await portal.form("/sites/demo/releases", as: who).status == status, "\(who)")
        #expect(try await portal.form("/sites/demo/live", ["release": "1"], as: who).status == status, "\(who)")
      }
      #expect(try await portal.form("/sites/demo/releases", as: .owner, token: "wrong").status == 403)
      #expect(try await portal.app.store.releases(of: portal.key).isEmpty)

      let early = try await portal.form("/sites/demo/releases", as: .owner)
      #expect(early.status == 403 && early.text.contains("Zum ersten Mal veröffentlicht Ihre Agentur"))
      #expect(try await portal.get("/sites/demo/publish", as: .designer).text.contains("Jetzt veröffentlichen"))
      let first = try await portal.form("/sites/demo/releases", ["newest": "0"], as: .designer)
      #expect(first.header("location") == "/sites/demo?published=1")
      #expect(try await portal.get("/sites/demo?published=1", as: .owner).text.contains("Version 1 ist live"))
      let invented = try await portal.get("/sites/demo?published=7", as: .owner).text
      #expect(!invented.contains("Version 7"))

      try await portal.edit()
      #expect(try await portal.get("/sites/demo", as: .owner).text.contains("1 Änderung ist noch nicht veröffentlicht"))
      let second = try await portal.form("/sites/demo/releases", ["newest": "1"], as: .support)
      #expect(second.header("location") == "/sites/demo?published=2&before=1")
      let again = try await portal.form("/sites/demo/releases", ["newest": "1"], as: .support)
      #expect(again.header("location") == "/sites/demo?published=2", "a second click publishes nothing")
      let late = try await portal.form("/sites/demo/releases", ["newest": "1"], as: .owner)
      #expect(late.status == 409 && late.text.contains("Inzwischen hat sich etwas geändert"), "it was somebody else")
      #expect(try await portal.app.store.releases(of: portal.key).count == 2)

      let made = try await portal.get("/sites/demo", as: .owner).text
      #expect(made.contains("von Dana support") && !made.contains("automatisch"))
      let page = try await portal.get("/sites/demo?published=2&before=1", as: .owner).text
      #expect(page.contains("Rückgängig machen"))
      let back = try await portal.form("/sites/demo/live", ["release": "1"], as: .owner)
      #expect(back.header("location") == "/sites/demo?live=1&before=2")
      #expect(try await portal.app.store.site(slug: "demo")?.liveRelease == 1)
      #expect(try await portal.form("/sites/demo/live", ["release": "9"], as: .owner).status == 404)
    }
  }
}
