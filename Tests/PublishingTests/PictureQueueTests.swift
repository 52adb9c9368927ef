import Database
import DatabaseTesting
import Glibc
import Media
import Model
import Store
import Synchronization
import Testing

@testable import Publishing

/// Renditions in the service: made once, waited for by who needs them, and shown by the release.
/// A site with pictures, everything that publishes it, a clock, and a helper that tests hold back or kill.
private struct PictureScene {
  let site: PublishedSite
  let store: Store
  let queue: PictureQueue
  let desk: PublishDesk
  let folder: PictureFolder
  let files: [AssetFile]
  let clock: Clock
  let reports: Reports

  final class Clock: Sendable {
    private let moment = Mutex(1_700_000_000_000)
    var now: Int { moment.withLock { $0 } }
    func advance(_ milliseconds: Int) { moment.withLock { $0 += milliseconds } }
  }

  final class Reports: Sendable {
    private let all = Mutex<[PictureQueue.Failure]>([])
    var failures: [PictureQueue.Failure] { all.withLock { $0 } }
    func add(_ failure: PictureQueue.Failure) { all.withLock { $0.append(failure) } }
  }

  static let owner = EditAuthority(role: .owner, phase: .done)

  /// The real helper behind a script that counts its starts, waits while there is a file `hold`, and ends as often as the file `kill` says.
  private static func program(_ folder: PictureFolder) throws -> HelperProgram {
    let program = try #require(TestPictures.program, "foyer-helper is built with the tests")
    let script = """
      #!/bin/sh
      echo start >> \(folder.path)/starts
      while [ -e \(folder.path)/hold ]; do sleep 0.05; done
      [ -e \(folder.path)/kill ] && kill -9 $$
      exec \(program.path) "$@"
      """
    return HelperProgram(path: folder.write(Array(script.utf8), as: "counting"))
  }

  /// - Parameter ratio: to which the pages crop their pictures
  static func with(
    _ engine: Database.Engine = .sqlite, pictures: Int = 1, ratio: Limits.Ratio? = nil, pauses: [Int] = [1000, 5000],
    hasPreview: Bool = false, _ body: (PictureScene) async throws -> Void
  ) async throws {
    let contents = (0..<pictures).map { TestPictures.png(500 + 20 * $0, 400) }
    let files = contents.map { TestPictures.file($0) }
    try await PublishedSite.with(engine, snapshot(files, ratio: ratio, hasPreview: hasPreview)) { site in
      for (file, bytes) in zip(files, contents) {
        unlink(site.store.blobs.location(of: file.hash))
        try site.store.blobs.put(bytes, hash: file.hash)
      }
      let clock = Clock()
      let store = try Store(database: site.store.database, blobs: site.store.blobs, now: { clock.now })
      let (folder, reports) = (PictureFolder(), Reports())
      let queue = PictureQueue(
        store: store, program: try program(folder), pauses: pauses, report: { _, failure in reports.add(failure) })
      try await body(
        PictureScene(
          site: site, store: store, queue: queue, desk: desk(store, queue), folder: folder, files: files, clock: clock,
          reports: reports))
    }
  }

  static func desk(_ store: Store, _ queue: PictureQueue?) -> PublishDesk {
    PublishDesk(
      store: store, publisher: SitePublisher(store: store, live: LiveReleases(), pictures: queue, year: { 2026 }),
      year: { 2026 }, today: { CalendarDate(year: 2026, month: 3, day: 1)! })
  }

  private static func snapshot(_ files: [AssetFile], ratio: Limits.Ratio?, hasPreview: Bool) -> SiteSnapshot {
    var nodes = files.indices.map { index in
      var body = ElementBody(
        kind: .image, tag: "img",
        content: .image(ImageContent(source: .asset("assets/p\(index).png"), alternative: .text("A"))))
      body.limits.ratio = ratio
      body.capabilities = .media
      return ElementNode(id: ElementID(stored: "picture\(index)"), body: body)
    }
    nodes.append(
      ElementNode(
        id: ElementID(stored: "words"),
        body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("Old")), capabilities: .text)))
    var page = Page(id: PageID(stored: "home"), slug: "", title: "S", locale: "en")
    if hasPreview { page.meta.image = "assets/p0.png" }
    return SiteSnapshot(
      settings: SiteSettings(
        name: "S", locales: ["en"], url: hasPreview ? "https://s.example" : "", theme: "plain"),
      theme: Theme(name: "plain", title: "Plain"), pages: [PageContent(page: page, slots: ["main": nodes])],
      templates: [:], shared: [:],
      assets: Dictionary(uniqueKeysWithValues: files.enumerated().map { ("assets/p\($0).png", $1) }))
  }

  var key: SiteKey { site.key }

  func hold() { _ = folder.write([], as: "hold") }
  func letGo() { unlink("\(folder.path)/hold") }
  func killAll() { _ = folder.write([], as: "kill") }
  func letLive() { unlink("\(folder.path)/kill") }

  /// How often the helper was started.
  var starts: Int {
    guard let file = fopen("\(folder.path)/starts", "re") else { return 0 }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    return bytes.prefix(count).count { $0 == 0x0A }
  }

  /// Until nothing of the site's pictures is in the queue.
  func idle(_ queue: PictureQueue? = nil) async throws {
    for _ in 0..<3_000 {
      if (queue ?? self.queue).making(of: Set(files.map(\.hash))).isEmpty { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    Issue.record("the pictures are not made in a minute")
  }

  func releases() async throws -> [Release] { try await store.releases(of: key).reversed() }

  /// The types of the pictures that are live, and whether all originals are.
  func live() async throws -> (types: Set<String>, hasOriginals: Bool, html: String) {
    let manifest = try #require(try await store.liveRelease(of: key)).manifest
    let page = try #require(manifest.artifacts.first { $0.path == "index.html" })
    return (
      Set(manifest.artifacts.filter { $0.path.hasPrefix("a/") }.map(\.type)),
      files.allSatisfy { file in manifest.artifacts.contains { $0.hash == file.hash } },
      String(decoding: try store.blobs.get(page.hash), as: UTF8.self)
    )
  }

  func edit(_ words: String) async throws {
    let id = ElementID(stored: "words")
    let row = try #require(try await store.tree(of: PageID(stored: "home"), in: key).rows.first { $0.id == id })
    try await site.edit(.setText(id, version: row.since, InlineText(words)))
  }
}

/// Renditions in the service: made once, shown as soon as they are there, and waited for by nobody.
@Suite("Pictures of sites", .serialized)
struct PictureQueueTests {
  @Test(
    "A publish goes out at once; when all its pictures are made, the same is published once more, and nobody's draft with it",
    arguments: TestDatabases.engines)
  func renewal(engine: Database.Engine) async throws {
    try await PictureScene.with(engine, pictures: 3) { scene in
      scene.hold()
      let first = try #require(try await scene.desk.publish(of: scene.key))
      var live = try await scene.live()
      #expect(live.types == ["image/png"] && live.hasOriginals, "the originals stand in")
      #expect(try await scene.desk.pictures(of: scene.key).making == 3)
      #expect(try await scene.desk.pictureProgress(of: scene.key) == .init(made: 0, total: 3))
      #expect(try await scene.store.awaitedPictures(of: scene.key, release: 1).open.count == 3)
      try await scene.edit("New")
      try await scene.desk.renewPictures()
      #expect(try await scene.releases().count == 1, "nothing is made yet")

      scene.letGo()
      try await scene.idle()
      #expect(try await scene.desk.pictureProgress(of: scene.key) == .init(made: 3, total: 3))
      try await scene.desk.renewPictures()
      let releases = try await scene.releases()
      #expect(releases.map(\.reason) == [.publish, .renewal], "once for all pictures")
      #expect(try await scene.desk.pictureProgress(of: scene.key) == .none)
      #expect(releases.last?.composition == first.composition)
      live = try await scene.live()
      #expect(live.types.contains("image/avif") && !live.hasOriginals)
      #expect(live.html.contains("<p>Old</p>"), "what was not published stays a draft")
      #expect(try await scene.desk.pending(of: scene.key, for: PictureScene.owner)?.count == 1)
      #expect(try await scene.desk.pictures(of: scene.key) == PublishDesk.PictureState(making: 0, problems: []))

      // There is nothing left to do, for this process and for the next one.
      try await scene.desk.renewPictures()
      #expect(try await !scene.desk.renew(scene.key))
      try await PictureScene.desk(scene.store, scene.queue).renewPictures()
      try await scene.queue.resume()
      try await scene.idle()
      #expect(try await scene.releases().count == 2)
      #expect(scene.starts == 3, "each was made once")
      _ = try await scene.desk.publish(of: scene.key)
      #expect(try await scene.live().html.contains("<p>New</p>"))
      #expect(try await scene.store.awaitedPictures().isEmpty)
    }
  }

  @Test(
    "Whenever a process ends, the next one makes what is missing and brings it live", arguments: TestDatabases.engines)
  func killedService(engine: Database.Engine) async throws {
    try await PictureScene.with(engine, pictures: 2) { scene in
      // Ended after the publish, before anything was made.
      _ = try await PictureScene.desk(scene.store, nil).publish(of: scene.key)
      try await scene.edit("New")
      try await scene.desk.renewPictures()
      try await scene.idle()
      #expect(try await scene.releases().count == 1)
      // Ended when all was made, before it was published.
      let next = PictureScene.desk(scene.store, scene.queue)
      try await next.renewPictures()
      #expect(try await scene.releases().map(\.reason) == [.publish, .renewal])
      #expect(try await scene.live().types.contains("image/avif"))
      #expect(scene.starts == 2)
    }
  }

  @Test(
    "A renewal comes from the site that stands ready where nothing else has changed, and is what a build from nothing makes"
  )
  func incremental() async throws {
    try await PictureScene.with(pictures: 2) { scene in
      scene.hold()
      _ = try await scene.desk.publish(of: scene.key)
      scene.letGo()
      try await scene.idle()
      try await scene.desk.renewPictures()
      let live = try #require(try await scene.store.liveRelease(of: scene.key))
      #expect(live.manifest == Manifest(try BuiltSite(try await scene.store.snapshot(of: scene.key)).files.values))
      // The next publish starts from it.
      try await scene.edit("New")
      _ = try await scene.desk.publish(of: scene.key)
      let next = try #require(try await scene.store.liveRelease(of: scene.key))
      #expect(next.manifest == Manifest(try BuiltSite(try await scene.store.snapshot(of: scene.key)).files.values))
    }
  }

  @Test("Until a crop is made the whole picture stands in for it, cropped by the browser")
  func standIn() async throws {
    try await PictureScene.with(ratio: Limits.Ratio(width: 1, height: 1)) { scene in
      let whole = PictureNeed(scene.files[0], .whole)
      _ = await scene.queue.make([whole])
      scene.hold()
      _ = try await scene.desk.publish(of: scene.key)
      var live = try await scene.live()
      #expect(live.types.contains("image/avif") && !live.hasOriginals)
      #expect(live.html.contains("class=\"ratio-1-1\"") && live.html.contains(" 480w"))
      #expect(live.html.contains("sizes=\"(min-width: 400px) calc(400px * 1.25), calc(100vw * 1.25)\""))
      #expect(live.html.contains("width=\"400\" height=\"400\""))
      scene.letGo()
      try await scene.idle()
      try await scene.desk.renewPictures()
      live = try await scene.live()
      #expect(live.html.contains(" 400w") && !live.html.contains(" 480w") && !live.html.contains("calc"))
      #expect(scene.starts == 2)
    }
  }

  @Test("Whoever waits gets all pictures in one release, and no more than its pages show")
  func waiting() async throws {
    try await PictureScene.with(pictures: 2, ratio: Limits.Ratio(width: 1, height: 1)) { scene in
      let told = Mutex<[String]>([])
      _ = try await scene.desk.publish(
        of: scene.key, waiting: { done, total in told.withLock { $0.append("\(done) of \(total)") } })
      #expect(told.withLock { $0 } == ["1 of 2", "2 of 2"])
      let live = try await scene.live()
      #expect(live.types.contains("image/avif") && !live.hasOriginals)
      #expect(scene.starts == 2, "the whole pictures are not shown")
      #expect(try await scene.store.awaitedPictures().isEmpty)
      try await scene.desk.renewPictures()
      #expect(try await scene.releases().count == 1)
    }
  }

  @Test("What an earlier recipe has made is shown until it is made anew", arguments: TestDatabases.engines)
  func earlierRecipe(engine: Database.Engine) async throws {
    try await PictureScene.with(engine) { scene in
      let need = PictureNeed(scene.files[0], .whole)
      _ = await scene.queue.make([need])
      for table in ["rendition", "renditionRun"] {
        let age = Statement("test.age.\(table)", "UPDATE \(table) SET recipe = '0 whole'")
        try await scene.store.database.write { _ = try $0.execute(age) }
      }
      #expect(try await scene.store.renditions(for: need) == nil)
      scene.hold()
      _ = try await scene.desk.publish(of: scene.key)
      #expect(try await scene.live().types.contains("image/avif"))
      #expect(try await scene.store.awaitedPictures(of: scene.key, release: 1).open == [need])
      scene.letGo()
      try await scene.idle()
      try await scene.desk.renewPictures()
      // It came to the same, so there is nothing to publish and nothing to wait for.
      #expect(try await scene.releases().count == 1)
      #expect(try await scene.store.awaitedPictures().isEmpty)
    }
  }

  @Test("A customer's publish is proved while pictures come in, before and after they are live")
  func proof() async throws {
    try await PictureScene.with(pictures: 2) { scene in
      let author = try #require(try await scene.store.account(scene.site.designer, agency: scene.key.agency))
      func publish() async throws -> Release {
        try await scene.desk.publish(.everything, of: scene.key, by: author, as: PictureScene.owner).release
      }
      scene.hold()
      _ = try await scene.desk.publish(of: scene.key)
      try await scene.edit("Two")
      let early = try await publish()
      #expect(early.number == 2)
      #expect(try await scene.desk.verify(2, of: scene.key) == nil)
      scene.letGo()
      try await scene.idle()
      #expect(try await scene.desk.verify(2, of: scene.key) == nil, "the proof speaks of what was there then")
      // The pictures are made and not live yet: they are no change of the customer's.
      try await scene.edit("Three")
      let late = try await publish()
      #expect(try await scene.releases().map(\.reason) == [.publish, .publish, .renewal, .publish])
      #expect(late.number == 4)
      #expect(try await scene.desk.verify(4, of: scene.key) == nil)
      #expect(try await scene.live().types.contains("image/avif"))
      try await scene.desk.renewPictures()
      #expect(try await scene.releases().count == 4)
    }
  }

  @Test("A customer who chooses what is important in the page's own picture changes its preview too, and nothing else")
  func preview() async throws {
    try await PictureScene.with(hasPreview: true) { scene in
      let author = try #require(try await scene.store.account(scene.site.designer, agency: scene.key.agency))
      let home = PageID(stored: "home")
      _ = try await scene.desk.publish(of: scene.key)
      try await scene.idle()
      try await scene.desk.renewPictures()
      let before = try await scene.live().html
      let id = ElementID(stored: "picture0")
      let row = try #require(try await scene.store.tree(of: home, in: scene.key).rows.first { $0.id == id })
      try await scene.site.edit(
        .setImage(id, version: row.since, ImageChange(focalPoint: .some(ImageContent.FocalPoint(x: 0, y: 0)))))
      let release = try await scene.desk.publish(.everything, of: scene.key, by: author, as: PictureScene.owner).release
      #expect(try await scene.desk.verify(release.number, of: scene.key) == nil)
      try await scene.idle()
      try await scene.desk.renewPictures()
      let after = try await scene.live().html
      func social(_ html: String) -> Substring? {
        html.firstRange(of: "og:image\" content=\"").map { html[$0.upperBound...].prefix { $0 != "\"" } }
      }
      #expect(social(before) != nil && social(before) != social(after))
    }
  }

  @Test("A renewal that comes between is no reason to refuse anybody; somebody else's release is")
  func overRenewals() async throws {
    try await PictureScene.with { scene in
      _ = try await PictureScene.desk(scene.store, nil).publish(of: scene.key)
      _ = await scene.queue.make([PictureNeed(scene.files[0], .whole)])
      let seen = Mutex<[Int]>([])
      let answer = try await scene.desk.overRenewals(scene.key) { live in
        seen.withLock { $0.append(live?.number ?? 0) }
        if live?.number == 1 {
          #expect(try await scene.desk.renew(scene.key))
          throw StoreError.exists("release 2")
        }
        return "done"
      }
      #expect(answer == "done" && seen.withLock { $0 } == [1, 2])
      await #expect(throws: StoreError.exists("release 3")) {
        try await scene.desk.overRenewals(scene.key) { _ in
          try await scene.edit("New")
          _ = try await scene.desk.publish(of: scene.key)
          throw StoreError.exists("release 3")
        }
      }
    }
  }

  @Test("What visitors see counts, and not what is made besides") func progress() async throws {
    try await PictureScene.with { scene in
      scene.hold()
      _ = try await scene.desk.publish(of: scene.key)
      scene.queue.want([PictureNeed(TestPictures.file(TestPictures.png(333, 222)), .whole)])
      #expect(try await scene.desk.pictureProgress(of: scene.key) == .init(made: 0, total: 1))
      // A publish by another program is known at once: what it was built without is in the rows.
      #expect(try await PictureScene.desk(scene.store, scene.queue).pictureProgress(of: scene.key).total == 1)
      #expect(try await PictureScene.desk(scene.store, nil).pictureProgress(of: scene.key) == .none)
      scene.letGo()
      try await scene.idle()
      #expect(try await scene.desk.pictureProgress(of: scene.key).isOver)
    }
  }

  @Test("A helper that is killed half-way is started once more at once")
  func killedOnce() async throws {
    try await PictureScene.with { scene in
      scene.hold()
      scene.killAll()
      _ = try await scene.desk.publish(of: scene.key)
      scene.letGo()
      for _ in 0..<500 where scene.starts < 2 { try await Task.sleep(for: .milliseconds(2)) }
      scene.letLive()
      try await scene.idle()
      if scene.reports.failures.isEmpty {
        try await scene.desk.renewPictures()
        #expect(try await scene.live().types.contains("image/avif"))
      }
      #expect(scene.starts == 2)
    }
  }

  @Test("Work that is ended is taken up again after growing pauses, a few times, and once more by the next service")
  func ended() async throws {
    try await PictureScene.with { scene in
      let need = PictureNeed(scene.files[0], .whole)
      scene.killAll()
      _ = try await scene.desk.publish(of: scene.key)
      try await scene.idle()
      #expect(scene.starts == 2)
      #expect(try await scene.store.renditions(for: need) == nil, "nothing is said of the picture")
      #expect(try await scene.live().hasOriginals)
      try await scene.desk.renewPictures()
      try await scene.idle()
      #expect(scene.starts == 2, "it is not time yet")
      let problem = try #require(try await scene.desk.pictures(of: scene.key).problems.first)
      #expect(problem.path == "assets/p0.png" && problem.words.contains("signal 9") && problem.isTriedAgain)
      #expect(try await scene.desk.pictureProgress(of: scene.key).isOver, "nobody waits for the next try")

      for (pause, starts) in [(999, 2), (1, 4), (4_999, 4), (1, 6), (100_000_000, 6)] {
        scene.clock.advance(pause)
        try await scene.desk.renewPictures()
        try await scene.idle()
        #expect(scene.starts == starts, "after \(pause)")
      }
      #expect(scene.reports.failures.map(\.attempts) == [1, 2, 3])
      #expect(scene.reports.failures.map { $0.next == nil } == [false, false, true])
      #expect(try await scene.desk.pictures(of: scene.key).problems.first?.isTriedAgain == false)

      scene.letLive()
      let queue = PictureQueue(store: scene.store, program: HelperProgram(path: "\(scene.folder.path)/counting"))
      let next = PictureScene.desk(scene.store, queue)
      try await next.renewPictures()
      try await scene.idle(queue)
      try await next.renewPictures()
      #expect(try await scene.releases().map(\.reason) == [.publish, .renewal])
      #expect(try await scene.live().types.contains("image/avif"))
      #expect(try await next.pictures(of: scene.key).problems.isEmpty)
    }
  }

  @Test("A picture that the helper refuses is refused for good, and it is said why")
  func refused() async throws {
    try await PictureScene.with { scene in
      let file = scene.files[0]
      unlink(scene.store.blobs.location(of: file.hash))
      // What lies under the name is no picture any more; nobody has looked at it yet.
      let place = open(scene.store.blobs.location(of: file.hash), O_WRONLY | O_CREAT, 0o644)
      _ = write(place, "broken", 6)
      close(place)
      _ = try await scene.desk.publish(of: scene.key)
      try await scene.idle()
      try await scene.desk.renewPictures()
      scene.clock.advance(100_000_000)
      try await scene.desk.renewPictures()
      try await scene.idle()
      #expect(scene.starts == 1)
      #expect(try await scene.releases().count == 1, "the page would be the same")
      let problem = try #require(try await scene.desk.pictures(of: scene.key).problems.first)
      #expect(problem.path == "assets/p0.png" && !problem.words.isEmpty && !problem.isTriedAgain)
      #expect(scene.reports.failures.count == 1)
    }
  }

  @Test("Without the helper pages show the originals; it is said why, and tried again without end")
  func missing() async throws {
    try await PictureScene.with { scene in
      let queue = PictureQueue(
        store: scene.store, program: HelperProgram(path: "/nowhere/foyer-helper"), pauses: [1000])
      let desk = PictureScene.desk(scene.store, queue)
      _ = try await desk.publish(of: scene.key)
      try await scene.idle(queue)
      #expect(try await scene.live().hasOriginals)
      #expect(queue.trouble?.contains("foyer-helper") == true)
      #expect(try await scene.store.renditions(for: PictureNeed(scene.files[0], .whole)) == nil)
      for _ in 0..<3 {
        scene.clock.advance(1000)
        try await desk.renewPictures()
        try await scene.idle(queue)
      }
      let failure = try #require(queue.failures(of: [scene.files[0].hash]).first?.value)
      #expect(failure.attempts == 4 && failure.next == scene.clock.now + 1000)
    }
  }
}
