import Access
import App
import HTTPTypes
import Model
import Store
import Testing
import Web

@Suite("Draft links")
struct DraftLinkTests {
  /// A service with all faces and one site, whose project is `project`.
  private static func withSite(
    _ body: (TestApp, AgencyID, ProjectID, SiteKey) async throws -> Void
  ) async throws {
    let assets = try StaticAssets(
      folders: resourceFolders(home: TestApp.checkout), vendor: try VendorFiles(home: TestApp.checkout))
    try await TestApp.with(faces: .standard, assets: assets) { app in
      let agency = try await app.store.createAgency(name: "Agency").id
      let project = try await app.store.createProject(name: "Demo", phase: .done, agency: agency)
      let key = try await app.store.createSite(
        PortalApp.snapshot(name: "Demo"), slug: "demo", project: project.id, agency: agency, author: nil)
      try await body(app, agency, project.id, key)
    }
  }

  @Test("A link for editing brings the agent for as long as its account may edit")
  func agentFollowsTheRole() async throws {
    try await Self.withSite { app, agency, project, key in
      let account = try await app.store.createAccount(
        email: "a@example.org", name: "A", agencyRole: nil, agency: agency)
      for (role, hasAgent) in [(Role.editor, true), (.reviewer, false), (.owner, true)] {
        try await app.store.setMembership(role, of: account, in: project)
        let actor = try await app.access.sessions.open(for: account).actor
        let secret = try await app.access.drafts.create(for: actor, site: key, mode: .edit)
        let answer = try await app.send(.get, "/~\(secret.text)/", host: "demo.draft.localhost:8080")
        #expect(answer.status == 200)
        #expect(answer.text.contains("editing-agent") == hasAgent, "\(role)")
      }
    }
  }

  @Test("A draft without a page at an address says so in its reader’s language, and to the portal")
  func missingPages() async throws {
    try await Self.withSite { app, agency, project, key in
      let host = "demo.draft.localhost:8080"
      let navigation: HTTPFields = [.init("Sec-Fetch-Mode")!: "navigate", .acceptLanguage: "en"]
      for (locale, title) in [("de", "Hier steht keine Seite"), ("en", "There is no page here")] {
        let account = try await app.store.createAccount(
          email: "\(locale)@example.org", name: "A", locale: locale, agencyRole: nil, agency: agency)
        try await app.store.setMembership(.owner, of: account, in: project)
        let actor = try await app.access.sessions.open(for: account).actor
        let secret = try await app.access.drafts.create(for: actor, site: key, mode: .edit)
        let answer = try await app.send(.get, "/~\(secret.text)/nowhere/", host: host, navigation)
        #expect(answer.status == 404)
        #expect(answer.text.contains("<html lang=\"\(locale)\">") && answer.text.contains(title))
        #expect(answer.text.contains("missing-page") && answer.text.contains("href=\"/~\(secret.text)/\""))
        let file = try await app.send(.get, "/~\(secret.text)/nowhere.png", host: host)
        #expect(file.status == 404 && !file.text.contains("<html"))
      }
      let over = try await app.send(.get, "/~\(Secret.random().text)/", host: host, navigation)
      #expect(over.status == 404 && over.text.contains("There is nothing here"))
      #expect(!over.text.contains("missing-page") && !over.text.contains("foyer-portal"))
    }
  }
}
