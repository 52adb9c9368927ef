import Database
import DatabaseTesting
import Glibc
import Media
import Model
import Publishing
import Store
import Testing

/// Renditions in the service: made once, waited for by who needs them, and shown by the release.
@Suite("Pictures of sites", .serialized)
struct PictureQueueTests {
  /// The real helper behind a script that counts its starts; the first `killed` of them are ended at once.
  private static func counting(_ folder: PictureFolder, killed: Int = 0) throws -> HelperProgram {
    let program = try #require(TestPictures.program, "foyer-helper is built with the tests")
    let script = """
      #!/bin/sh
      echo start >> \(folder.path)/starts
      [ $(wc -l < \(folder.path)/starts) -le \(killed) ] && kill -9 $$
      exec \(program.path) "$@"
      """
    return HelperProgram(path: folder.write(Array(script.utf8), as: "counting"))
  }

  private static func starts(_ folder: PictureFolder) -> Int {
    guard let file = fopen("\(folder.path)/starts", "re") else { return 0 }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    return bytes.prefix(count).count { $0 == 0x0A }
  }

  private static func snapshot(_ picture: AssetFile) -> SiteSnapshot {
    let image = ElementNode(
      id: ElementID(stored: "picture"),
      body: ElementBody(
        kind: .image, tag: "img",
        content: .image(ImageContent(source: .asset("assets/a.png"), alternative: .text("A")))))
    return SiteSnapshot(
      settings: SiteSettings(name: "S", locales: ["en"], theme: "plain"), theme: Theme(name: "plain", title: "Plain"),
      pages: [
        PageContent(
          page: Page(id: PageID(stored: "home"), slug: "", title: "S", locale: "en"), slots: ["main": [image]])
      ], templates: [:], shared: [:], assets: ["assets/a.png": picture])
  }

  @Test(
    "A publish waits for what its pages show; it is made once, however often and by however many it is asked for",
    arguments: TestDatabases.engines)
  func publish(engine: Database.Engine) async throws {
    let bytes = TestPictures.png(500, 400)
    let file = TestPictures.file(bytes)
    let folder = PictureFolder()
    try await PublishedSite.with(engine, Self.snapshot(file)) { site in
      unlink(site.store.blobs.location(of: file.hash))
      try site.store.blobs.put(bytes, hash: file.hash)
      let queue = PictureQueue(store: site.store, program: try Self.counting(folder))
      let publisher = SitePublisher(store: site.store, live: LiveReleases(), pictures: queue, year: { 2026 })
      _ = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
      let live = try #require(try await site.store.liveRelease(of: site.key))
      let types = Set(live.manifest.artifacts.filter { $0.path.hasPrefix("a/") }.map(\.type))
      #expect(types.contains("image/avif"))
      #expect(!live.manifest.artifacts.contains { $0.hash == file.hash }, "nothing links to the original")
      let page = try #require(live.manifest.artifacts.first { $0.path == "index.html" })
      let html = String(decoding: try site.store.blobs.get(page.hash), as: UTF8.self)
      for text in [
        "<picture><source type=\"image/avif\" srcset=\"/a/a.", " 320w, ", "fetchpriority=\"high\"></picture>",
      ] {
        #expect(html.contains(text), "\(text)")
      }
      #expect(Self.starts(folder) == 1)

      let need = PictureNeed(file, .whole)
      async let first = queue.make([need])
      async let second = queue.make([need])
      let answers = await [first, second]
      #expect(answers[0] == answers[1] && answers[0][need]?.files.isEmpty == false)
      queue.want([need])
      // A service that starts anew finds what was made, and nothing left to do.
      try await PictureQueue(store: site.store, program: try Self.counting(folder)).resume()
      #expect(try await site.store.picturesWithoutRenditions(limit: 10).isEmpty)
      #expect(Self.starts(folder) == 1, "it was made before")
    }
  }

  @Test("A helper that is killed half-way is started once more; one that always is leaves the original")
  func killed() async throws {
    let bytes = TestPictures.png(500, 400)
    let file = TestPictures.file(bytes)
    for (killed, isMade) in [(1, true), (9, false)] {
      let folder = PictureFolder()
      try await PublishedSite.with(.sqlite, Self.snapshot(file)) { site in
        unlink(site.store.blobs.location(of: file.hash))
        try site.store.blobs.put(bytes, hash: file.hash)
        let queue = PictureQueue(store: site.store, program: try Self.counting(folder, killed: killed))
        let publisher = SitePublisher(store: site.store, live: LiveReleases(), pictures: queue, year: { 2026 })
        _ = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
        let live = try #require(try await site.store.liveRelease(of: site.key))
        #expect(live.manifest.artifacts.contains { $0.type == "image/avif" } == isMade)
        #expect(live.manifest.artifacts.contains { $0.hash == file.hash } == !isMade)
        #expect(Self.starts(folder) == 2)
      }
    }
  }

  @Test("Without the helper pages show the originals, and it is said why")
  func missing() async throws {
    let bytes = TestPictures.png(500, 400)
    let file = TestPictures.file(bytes)
    try await PublishedSite.with(.sqlite, Self.snapshot(file)) { site in
      let queue = PictureQueue(store: site.store, program: HelperProgram(path: "/nowhere/foyer-helper"))
      let publisher = SitePublisher(store: site.store, live: LiveReleases(), pictures: queue, year: { 2026 })
      _ = try await publisher.publish(PublishOrder(.newest, by: nil), of: site.key)
      let live = try #require(try await site.store.liveRelease(of: site.key))
      #expect(live.manifest.artifacts.contains { $0.hash == file.hash })
      #expect(queue.trouble?.contains("foyer-helper") == true)
      #expect(try await site.store.renditions(for: PictureNeed(file, .whole)) == nil, "it is tried again")
    }
  }
}
