import Access
import App
import HTTPTypes
import Model
import Store
import Testing
import Web

@Suite("The demo")
struct DemoTests {
  @Test("An empty data folder gets people and live sites once, and new links at each start")
  func seedsOnce() async throws {
    let home = TestApp.checkout
    let assets = try StaticAssets(folders: resourceFolders(home: home), vendor: try VendorFiles(home: home))
    try await TestApp.with(faces: .standard, assets: assets) { app in
      let demo = Demo(app.parts, configuration: Configuration(home: home))
      try await demo.seed()
      try await demo.seed()
      #expect(try await app.store.agencies().count == 1)
      let sites = try await app.store.sites()
      #expect(sites.map(\.slug) == ["harbour-physio", "sonnenkorn"] && sites.allSatisfy { $0.liveRelease == 1 })

      let lines = try await demo.announcement()
      #expect(
        lines.suffix(2) == [
          "  site  http://harbour-physio.site.localhost:8080/", "  site  http://sonnenkorn.site.localhost:8080/",
        ])
      for slug in sites.map(\.slug) {
        let page = try await app.send(.get, "/", host: "\(slug).site.localhost:8080")
        #expect(page.status == 200 && page.text.contains("<!doctype html>"))
        #expect(page.header("Content-Security-Policy")?.contains("default-src 'none'") == true)
      }
      for (line, (name, role)) in zip(
        lines, [("designer", Role.designer), ("customer", .owner), ("reviewer", .reviewer)])
      {
        let prefix = "  \(name)  http://portal.localhost:8080"
        #expect(line.hasPrefix("\(prefix)/login/~"))
        let path = String(line.dropFirst(prefix.count))
        #expect(try await app.send(.get, path, [.secFetchMode: "navigate"]).status == 200)
        let headers: HTTPFields = [
          .secFetchSite: "same-origin", .contentType: "application/x-www-form-urlencoded",
        ]
        let answer = try await app.send(.post, path, headers, body: "")
        let cookie = try #require(answer.header("Set-Cookie")?.split(separator: ";").first)
        let secret = try #require(Secret(presented: cookie.dropFirst("foyer=".count)))
        let actor = try #require(try await app.access.sessions.actor(presenting: secret))
        let visible = try await app.store.visibleSites(to: actor.account)
        #expect(visible.map(\.role) == [role, role])
        #expect(try await app.send(.post, path, headers, body: "").status == 410)
      }
      #expect(try await demo.announcement().first != lines.first)
    }
  }

  @Test("People from the command line")
  func accountCommands() async throws {
    try await TestApp.with { app in
      let commands = AccountCommands(store: app.store, origins: app.parts.origins)
      let url = try await commands.add(email: "a@example.org", name: "A", role: "admin", locale: "en")
      #expect(url.hasPrefix("http://portal.localhost:8080/login/~"))
      #expect(try await app.store.account(email: "a@example.org")?.agencyRole == .admin)
      for role in ["owner", "guest", "boss", ""] {
        await #expect(throws: CommandFailure.self) {
          try await commands.add(email: "b@example.org", name: "B", role: role, locale: "de")
        }
      }
      _ = try await commands.reset(email: "A@example.org")
      let failures: [(any Error, CommandFailure.Code)] = [
        (FieldError(pointer: "/email", problem: "is missing"), .badInput),
        (OriginError.insecure("x"), .configuration), (StaticAssetError.missing(name: "x"), .configuration),
        (CancellationError(), .defect),
      ]
      for (error, code) in failures { #expect(CommandFailure(error).code == code) }
    }
  }
}
