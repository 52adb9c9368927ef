import Builder
import Database
import DatabaseTesting
import Model
import Publishing
import Store
import Testing

/// Addresses that were ever live lead on: over releases, moves, removals, rolling back, and by the agency's word.
@Suite struct LiveAddressTests {
  private static let services = PageID("services")!
  private static let bath = PageID("bath")!
  private static let news = PageID("news")!

  private static func with(
    _ engine: Database.Engine, _ settings: (inout SiteSettings) -> Void = { _ in },
    _ body: (Scene) async throws -> Void
  ) async throws {
    var all = SiteSettings(name: "Bad", locales: ["de"], url: "https://bad.example", theme: "plain")
    settings(&all)
    let positions = Position.spread(3)
    let pages = [
      Page(id: PageID("home")!, slug: "", title: "Start", position: positions[0]),
      Page(id: services, slug: "leistungen", title: "Leistungen", position: positions[1]),
      Page(id: bath, parent: services, slug: "bad", title: "Bad", position: positions[0]),
      Page(id: news, slug: "neues", title: "Neues", position: positions[2]),
    ]
    let snapshot = SiteSnapshot(
      settings: all, theme: Theme(name: "plain", title: "Plain"),
      pages: pages.map { PageContent(page: $0, slots: [:]) },
      templates: [
        "page": [
          ElementNode(
            id: ElementID("main")!, body: ElementBody(kind: .box, tag: "main"),
            children: [
              ElementNode(
                id: ElementID("slot")!, body: ElementBody(kind: .slot, tag: "", content: .slot("main")))
            ])
        ]
      ], shared: [:], assets: [:],
      formerAddresses: ["/vor-uns/": FormerAddress(page: bath)])
    try await PublishedSite.with(engine, snapshot) { site in
      try await body(Scene(site: site, publisher: site.publisher()))
    }
  }

  struct Scene {
    let site: PublishedSite
    let publisher: SitePublisher

    func rename(_ page: PageID, to slug: String) async throws {
      var change = PageChange()
      change.slug = slug
      try await site.edit(.updatePage(page, version: try await version(of: page), change))
    }

    func version(of page: PageID) async throws -> Revision {
      try #require(try await site.store.snapshot(of: site.key).pages.first { $0.page.id == page }).page.since
    }

    /// Publishes; what hosts answer at each address that leads elsewhere.
    @discardableResult
    func publish() async throws -> [String: Redirect] {
      let release = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
      let manifest = try await site.store.manifest(of: release.number, in: site.key)
      #expect(manifest == (try await site.builtFromNothing()), "as a build from nothing makes it")
      return Dictionary(
        manifest.artifacts.compactMap { file in
          file.redirect.map { ("/" + file.path.replacing("index.html", with: ""), $0) }
        }, uniquingKeysWith: { first, _ in first })
    }
  }

  @Test(arguments: TestDatabases.engines)
  func pagesThatMoveAreFollowed(engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      #expect(try await scene.publish() == ["/vor-uns/": .moved("/leistungen/bad/")])
      // Below the page that is renamed, every address moves.
      try await scene.rename(Self.services, to: "angebot")
      let second = try await scene.publish()
      #expect(second["/leistungen/"] == .moved("/angebot/") && second["/leistungen/bad/"] == .moved("/angebot/bad/"))
      #expect(second["/vor-uns/"] == .moved("/angebot/bad/"))
      // What nobody published leaves no trace, and chains are one step.
      try await scene.rename(Self.bath, to: "entwurf")
      try await scene.rename(Self.bath, to: "dusche")
      let third = try await scene.publish()
      #expect(
        third["/leistungen/bad/"] == .moved("/angebot/dusche/") && third["/angebot/bad/"] == .moved("/angebot/dusche/"))
      #expect(third["/angebot/entwurf/"] == nil && third.count == 4)
      // An older release may be live in between; a page may come back to where it was.
      try await scene.publisher.setLive(1, of: scene.site.key)
      try await scene.rename(Self.services, to: "leistungen")
      let fourth = try await scene.publish()
      #expect(fourth["/leistungen/"] == nil && fourth["/angebot/"] == .moved("/leistungen/"))
      #expect(fourth["/leistungen/bad/"] == .moved("/leistungen/dusche/"))
    }
  }

  @Test(arguments: TestDatabases.engines)
  func pagesThatGoSaySo(engine: Database.Engine) async throws {
    for (removed, expected) in [(RemovedPages.gone, Redirect.gone), (.parent, .moved("/leistungen/"))] {
      try await Self.with(engine, { $0.removedPages = removed }) { scene in
        try await scene.publish()
        try await scene.site.edit(.removePage(Self.bath, version: 1))
        #expect(try await scene.publish()["/leistungen/bad/"] == expected)
        // Another page takes the address: nothing leads away from it any more.
        try await scene.site.edit(
          .createPage(.init(parent: Self.services, slug: "bad", title: "Neues Bad", template: "page", locale: "de")))
        #expect(try await scene.publish()["/leistungen/bad/"] == nil)
      }
    }
  }

  @Test(arguments: TestDatabases.engines)
  func theAgencyHasTheLastWord(engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      let (store, key) = (scene.site.store, scene.site.key)
      try await scene.publish()
      try await scene.rename(Self.news, to: "aktuell")
      try await scene.publish()
      #expect(try await store.keptAddresses(of: key).map(\.path).contains("/neues/"))
      try await store.lead("/neues/", to: .moved("/leistungen/"), of: key)
      #expect(try await scene.publish()["/neues/"] == .moved("/leistungen/"))
      try await store.lead("/neues/", to: .gone, of: key)
      #expect(try await scene.publish()["/neues/"] == .gone)
      try await store.lead("/neues/", to: nil, of: key)
      #expect(try await scene.publish()["/neues/"] == .moved("/aktuell/"))
      try await store.forget("/neues/", of: key)
      #expect(try await scene.publish()["/neues/"] == nil)
      #expect(try await !store.keptAddresses(of: key).map(\.path).contains("/neues/"))
      await #expect(throws: StoreError.self) { try await store.forget("/neues/", of: key) }
      await #expect(throws: StoreError.self) { try await store.lead("/never/", to: .gone, of: key) }
      // What is forgotten comes back when a page does.
      try await scene.rename(Self.news, to: "neues")
      try await scene.publish()
      try await scene.rename(Self.news, to: "nochmal")
      #expect(try await scene.publish()["/neues/"] == .moved("/nochmal/"))
    }
  }

  @Test func aSiteThatWantsNoneHasNone() async throws {
    try await Self.with(.sqlite, { $0.keepsRedirects = false }) { scene in
      try await scene.publish()
      try await scene.rename(Self.news, to: "aktuell")
      #expect(try await scene.publish().isEmpty)
    }
  }
}
