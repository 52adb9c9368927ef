import Database
import DatabaseTesting
import Glibc
import Model
import Publishing
import Store
import Synchronization
import Testing

/// Whatever fails while a site is published, and whenever the process is killed: what is live is wholly the old release or wholly the new one.
///
///     FOYER_PUBLISH_KILLS=200    how often a publisher is killed (6 by default)
@Suite("Publishing that is cut off")
struct PublishFaultTests {
  private static let kills = getenv("FOYER_PUBLISH_KILLS").flatMap { Int(String(cString: $0)) } ?? 6

  @Test("The n-th file call fails, for every n", arguments: [false, true])
  func failingCalls(manyFiles: Bool) async throws {
    let failing = Mutex<Int?>(nil)
    let faults = FileFaults { _, number in failing.withLock { $0 == number } }
    let snapshot = Self.snapshot(pages: manyFiles ? 40 : 3)
    try await PublishedSite.with(.sqlite, snapshot, faults: faults) { site in
      let publisher = site.publisher()
      _ = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
      var version = 1
      var failures = 0
      // The footer stands on every page, so all of them are written anew each time.
      for call in 1...200 {
        let live = try await site.store.site(slug: "site")?.liveRelease ?? 0
        let before = try await site.store.manifest(of: live, in: site.key)
        try await site.edit(.setText(Self.footer, version: version, InlineText("Fassung \(call)")))
        version += 1
        failing.withLock { $0 = faults.calls + call }
        let hasFailed: Bool
        do {
          _ = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
          hasFailed = false
        } catch is StoreError { hasFailed = true }
        failing.withLock { $0 = nil }
        try await Self.checkContents(site)
        if hasFailed {
          failures += 1
          #expect(try await site.store.site(slug: "site")?.liveRelease == live)
          #expect(try await site.store.manifest(of: live, in: site.key) == before)
          // Nothing of what failed is in the way of the next one.
          let release = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
          #expect(try await site.store.manifest(of: release.number, in: site.key) == site.builtFromNothing())
        } else {
          break
        }
      }
      #expect(failures > 10, "\(failures) calls failed")
      #expect(Self.temporaries(site.folder) == [])
    }
  }

  @Test("The transaction fails: nothing of it is there, and the next publish has all of it") func failingTransaction()
    async throws
  {
    try await PublishedSite.with(.sqlite, Self.snapshot(pages: 3)) { site in
      let publisher = site.publisher()
      _ = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
      try await site.edit(.setText(Self.footer, version: 1, InlineText("Neu")))
      let refuse = Statement(
        "test.refuse",
        "CREATE TRIGGER refuse BEFORE UPDATE OF liveRelease ON site BEGIN SELECT RAISE(ABORT, 'refused'); END")
      _ = try await site.store.database.write { try $0.execute(refuse) }
      await #expect(throws: (any Error).self) {
        try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
      }
      #expect(try await site.store.releases(of: site.key).map(\.number) == [1])
      _ = try await site.store.database.write { try $0.execute(Statement("test.allow", "DROP TRIGGER refuse")) }
      try await site.edit(.setText(Self.footer, version: 2, InlineText("Neuer")))
      let release = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
      #expect(release.number == 2)
      #expect(try await site.store.manifest(of: 2, in: site.key) == site.builtFromNothing())
      try await Self.checkContents(site)
    }
  }

  @Test("kill -9 at any moment") func kills() async throws {
    for round in 0..<Self.kills {
      try await PublishedSite.with(.sqlite, Self.snapshot(pages: 30)) { site in
        _ = try await site.publisher().publish(PublishOrder(.newest, by: nil), of: site.key)
        site.store.database.close()
        let (folder, key, designer) = (site.folder, site.key, site.designer)
        let names = "\(key.agency.rawValue) \(key.site.rawValue) \(designer.rawValue)"
        await #expect(processExitsWith: .signal(SIGKILL)) {
          [folder = folder as String, names = names as String, round = round as Int] in
          let parts = names.split(separator: " ").map(String.init)
          let key = SiteKey(agency: AgencyID(parts[0])!, site: SiteID(parts[1])!)
          let database = try Database.open(.sqliteFile(path: "\(folder)/data.sqlite"))
          let store = try Store(database: database, blobs: BlobFolder(path: "\(folder)/blobs"))
          let publisher = SitePublisher(store: store, live: LiveReleases(), year: { 2026 })
          await withTaskGroup(of: Void.self) { group in
            group.addTask {
              for version in 1...100_000 {
                let edit = EditRequest(operations: [
                  .setText(PublishFaultTests.footer, version: version, InlineText("Fassung \(version)"))
                ])
                guard (try? await store.edit(edit, of: key, by: AccountID(parts[2])!)) != nil,
                  (try? await publisher.publish(PublishOrder(.newest, by: nil), of: key)) != nil
                else { return }
              }
            }
            group.addTask {
              try? await Task.sleep(for: .microseconds(150_000 + 17_321 * round))
              kill(getpid(), SIGKILL)
            }
          }
        }
        let reopened = try Database.open(.sqliteFile(path: "\(folder)/data.sqlite"))
        defer { reopened.close() }
        let store = try Store(database: reopened, blobs: BlobFolder(path: "\(folder)/blobs"))
        let live = try #require(try await store.site(slug: "site")?.liveRelease)
        let releases = try await store.releases(of: key)
        #expect(releases.first?.number == live, "the newest release is the live one")
        for release in releases.prefix(2) {
          let manifest = try await store.manifest(of: release.number, in: key)
          // Wholly this release: what a build from nothing makes of its revision, with every content on the disk.
          let expected = try BuiltSite(try await store.snapshot(of: key, at: release.revision))
          #expect(manifest == Manifest(expected.files.values))
          for artifact in manifest.artifacts { #expect(try store.blobs.get(artifact.hash).count == artifact.size) }
        }
        #expect(Self.temporaries(folder) == [], "the start sweeps what was left behind")
      }
    }
  }

  // MARK: The site

  static let footer = ElementID("footer-text")!

  static func snapshot(pages: Int) -> SiteSnapshot {
    func text(_ id: String, _ words: String) -> ElementNode {
      ElementNode(
        id: ElementID(id)!, body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText(words))))
    }
    let template = [
      ElementNode(
        id: ElementID("main")!, body: ElementBody(kind: .box, tag: "main"),
        children: [
          ElementNode(id: ElementID("slot")!, body: ElementBody(kind: .slot, tag: "", content: .slot("main"))),
          ElementNode(id: ElementID("shared")!, body: ElementBody(kind: .shared, tag: "", content: .shared("footer"))),
        ])
    ]
    return SiteSnapshot(
      settings: SiteSettings(name: "Ofen", locales: ["de"], url: "https://ofen.example", theme: "plain"),
      theme: Theme(name: "plain", title: "Plain", css: "p{margin:0}"),
      pages: (0..<pages).map { number in
        PageContent(
          page: Page(
            id: PageID("page-\(number)")!, slug: number == 0 ? "" : "seite-\(number)", title: "Seite \(number)",
            position: Position.spread(pages)[number], locale: "de"),
          slots: ["main": [text("text-\(number)", "Brot \(number)")]])
      }, templates: ["page": template], shared: ["footer": [text("footer-text", "Fassung 0")]], assets: [:])
  }

  /// Every content of the live release is what its hash says.
  private static func checkContents(_ site: PublishedSite) async throws {
    guard let live = try await site.store.liveRelease(of: site.key) else { return }
    for artifact in live.manifest.artifacts {
      #expect(try site.store.blobs.get(artifact.hash).count == artifact.size)
    }
  }

  private static func temporaries(_ folder: String) -> [String] {
    guard let stream = opendir("\(folder)/blobs/new") else { return ["no folder"] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
