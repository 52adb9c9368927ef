import Builder
import Database
import DatabaseTesting
import Glibc
import Model
import Publishing
import Store
import Synchronization
import Testing

/// Random sites, changed at random through the one door: after each edit what was made again together with what was kept is what a build from
/// nothing makes of the same revision, byte for byte; and so it is for drafts and for releases.
///
///     FOYER_INCREMENTAL=5000    how many sites (60 by default)
@Suite("A site that is built again")
struct IncrementalTests {
  static let count = getenv("FOYER_INCREMENTAL").flatMap { Int(String(cString: $0)) } ?? 60
  static let first = getenv("FOYER_INCREMENTAL_FIRST").flatMap { Int(String(cString: $0)) } ?? 0

  @Test("What is kept and what is made again is a build from nothing") func randomEdits() async throws {
    var made = (edits: 0, files: 0, all: 0)
    for seed in Self.first..<Self.first + Self.count {
      var random = RandomSite(seed: UInt64(seed))
      let snapshot = random.snapshot()
      try await PublishedSite.with(.sqlite, snapshot) { site in
        let stored = try await site.store.snapshot(of: site.key)
        let following = try Following(stored)
        let publisher = site.publisher()
        if let problem = following.built.difference(from: try BuiltSite(stored)) {
          Issue.record("site \(seed) at first: \(problem)")
        }
        var done: [String] = []
        for step in 0..<12 {
          let before = try await site.store.snapshot(of: site.key)
          let operation = random.operation(on: before, revision: before.revision)
          do { try await site.edit(operation) } catch is EditRefusal { continue } catch is FieldError { continue }
          done.append(operation.json.canonical)
          // Now and then several edits come together, as they do when nobody publishes for a while.
          if random.numbers.chance(25) { continue }
          let delta = try await site.store.delta(of: site.key, since: following.build.revision)
          made.files += try following.follow(delta)
          let now = try await site.store.snapshot(of: site.key)
          let expected = try BuiltSite(now)
          made.edits += 1
          made.all += expected.files.count
          var problem = following.built.difference(from: expected) ?? following.draftProblem(now)
          if problem == nil, seed % 3 == 0 {
            let release = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
            let manifest = try await site.store.manifest(of: release.number, in: site.key)
            if manifest != Manifest(expected.files.values) { problem = "release \(release.number) is another one" }
          }
          if let problem {
            Issue.record("site \(seed), step \(step): \(problem)\nafter:\n\(done.joined(separator: "\n"))")
            return
          }
        }
      }
    }
    #expect(made.edits > Self.count * 3, "most operations are carried out")
    #expect(made.files < made.all / 2, "\(made.files) files of \(made.all) were made again")
  }

  @Test("Nothing that only one process made is taken for granted", arguments: TestDatabases.engines)
  func twoPublishers(engine: Database.Engine) async throws {
    var random = RandomSite(seed: 3)
    try await PublishedSite.with(engine, random.snapshot()) { site in
      let live = LiveReleases()
      // The second one has room for no site but its own, and is another process as far as the first can tell.
      let publishers = [site.publisher(live), site.publisher(elementLimit: 1)]
      for round in 0..<8 {
        let before = try await site.store.snapshot(of: site.key)
        do { try await site.edit(random.operation(on: before, revision: before.revision)) } catch is EditRefusal {
        } catch is FieldError {}
        let release = try await publishers[[0, 0, 1, 0, 1, 1, 0, 0][round]].publish(
          PublishOrder(.newest, by: nil), of: site.key)
        #expect(release.number == round + 1)
        #expect(try await site.store.manifest(of: release.number, in: site.key) == site.builtFromNothing())
        // An older release may be live meanwhile.
        if round == 5 { try await publishers[0].setLive(2, of: site.key) }
      }
      #expect(try await site.store.site(slug: "site")?.liveRelease == 8)
    }
  }

  @Test("Only files that something uses are published") func usedFiles() async throws {
    var random = RandomSite(seed: 1)
    var snapshot = random.snapshot()
    let link = ElementNode(
      id: ElementID("verweis")!,
      body: ElementBody(
        kind: .link, tag: "a", content: .link(target: .asset("assets/karte.pdf"), label: InlineText("Karte"))))
    snapshot.pages[0].slots = ["main": [link]]
    snapshot.pages[0].page.meta.draft = false
    try await PublishedSite.with(.sqlite, snapshot) { site in
      let publisher = site.publisher()
      func files() async throws -> Set<String> {
        let release = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
        return Set(
          try await site.store.manifest(of: release.number, in: site.key).artifacts.map(\.path).filter {
            $0.hasPrefix("a/")
          })
      }
      let before = try await files()
      #expect(before.contains("a/karte.3333333333.pdf") && before.contains("a/zeichen.7777777777.svg"))
      #expect(!before.contains("a/ungenutzt.4444444444.pdf") && !before.contains("a/rest.8888888888.svg"))
      try await site.edit(.setLink(link.id, version: 1, .asset("assets/ungenutzt.pdf")))
      #expect(try await files().contains("a/ungenutzt.4444444444.pdf"))
      try await site.edit(.setLink(link.id, version: 2, .asset("assets/karte.pdf")))
      #expect(try await !files().contains("a/ungenutzt.4444444444.pdf"))
    }
  }
}

/// A build and a draft that follow a site's edits.
private final class Following {
  let build: IncrementalBuild
  private var draft: SiteBuilder
  private(set) var built = BuiltSite()

  private static let draftOptions = BuildOptions(
    year: 2026, rendering: .draft(DraftRendering(urlPrefix: "/~t", script: .init(url: "/x.js"), showsHidden: true)))

  init(_ snapshot: SiteSnapshot) throws {
    build = IncrementalBuild(snapshot, options: BuiltSite.options)
    draft = SiteBuilder(snapshot, options: Self.draftOptions)
    let made = Mutex<[Artifact]>([])
    try build.build(workers: 2) { file in made.withLock { $0.append(BuiltSite.artifact(file)) } }
    for artifact in made.withLock({ $0 }) { built.files[artifact.path] = artifact }
    built.report = build.report
  }

  /// Returns how many files were made.
  func follow(_ delta: SiteDelta) throws -> Int {
    let made = Mutex<[Artifact]>([])
    let gone = try build.update(by: delta, workers: 2) { file in made.withLock { $0.append(BuiltSite.artifact(file)) } }
    for path in gone { built.files[path] = nil }
    for artifact in made.withLock({ $0 }) { built.files[artifact.path] = artifact }
    built.report = build.report
    // What was looked at before the edit must not be taken for what is there now.
    for page in build.snapshot.pages.prefix(3) { _ = try? draft.page(page.page.id) }
    draft = draft.updated(by: delta)
    return made.withLock { $0.count }
  }

  func draftProblem(_ snapshot: SiteSnapshot) -> String? {
    let fresh = SiteBuilder(snapshot, options: Self.draftOptions)
    for page in snapshot.pages {
      let (one, other) = (try? draft.page(page.page.id), try? fresh.page(page.page.id))
      if one != other { return "the draft of \(page.page.id) is another one" }
    }
    return nil
  }
}
