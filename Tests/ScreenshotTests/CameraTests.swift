import Database
import DatabaseTesting
import Glibc
import Media
import Model
import Publishing
import Screenshots
import Store
import Testing

/// The browser that there is; tests with it are skipped, and say so, where there is none and nobody promises one.
enum TestBrowser {
  static let path: String? = if case .found(let path) = BrowserProgram.standard { path } else { nil }
  /// A build server has one, so that nothing is skipped there unseen.
  static let isExpected = path != nil || getenv("CI") != nil
  static let note: Testing.Comment = "Chromium is not installed"
}

/// A site whose headline is red, and in dark schemes blue, on a page that is higher than a window.
struct ShotScene {
  let store: Store
  let key: SiteKey
  let drafts: DraftRenderer
  let designer: AccountID
  let folder: String

  static let page = PageID("home")!
  static let other = PageID("other")!
  static let headline = ElementID("headline")!
  static let hidden = ElementID("hidden")!
  static let window = Anchor.Size(width: 1000, height: 700)

  /// - Parameter css: what the theme says besides
  static func with(
    _ engine: Database.Engine = .sqlite, css: String = "", _ body: (ShotScene) async throws -> Void
  ) async throws {
    try await TestDatabases.with(engine) { test in
      let store = try Store(
        database: test.database, blobs: try BlobFolder(path: test.folder + "/blobs"), now: { 1_700_000_000_000 })
      let agency = try await store.createAgency(name: "A").id
      let project = try await store.createProject(name: "P", phase: .feedback, agency: agency).id
      let designer = try await store.createAccount(
        email: "d@example.org", name: "D", agencyRole: .designer, agency: agency
      ).id
      let key = try await store.createSite(
        snapshot(css), slug: "site", project: project, agency: agency, author: designer)
      try await body(
        ShotScene(
          store: store, key: key, drafts: DraftRenderer(store: store, year: { 2026 }), designer: designer,
          folder: test.folder))
    }
  }

  private static func snapshot(_ more: String) -> SiteSnapshot {
    func text(_ id: ElementID, _ words: String, tag: String, isHidden: Bool = false) -> ElementNode {
      ElementNode(
        id: id, body: ElementBody(kind: .text, tag: tag, content: .inline(InlineText(words)), hidden: isHidden))
    }
    let filler = (1...60).map { text(ElementID("p\($0)")!, "Absatz \($0)", tag: "p") }
    let template = ElementNode(
      id: ElementID("main")!, body: ElementBody(kind: .box, tag: "main"),
      children: [ElementNode(id: ElementID("slot")!, body: ElementBody(kind: .slot, tag: "", content: .slot("main")))])
    let css = """
      html { scroll-behavior: smooth } h1 { background: #f00; color: #f00; height: 90px }
      @media (prefers-color-scheme: dark) { h1 { background: #00f } } @media (max-width: 400px) { h1 { height: 200px } }
      """
    return SiteSnapshot(
      settings: SiteSettings(name: "Demo", locales: ["de"], theme: "plain"),
      theme: Theme(name: "plain", title: "Plain", css: css + more),
      pages: [
        PageContent(
          page: Page(id: page, slug: "", title: "Start", locale: "de"),
          slots: [
            "main": filler + [
              text(headline, "Brot", tag: "h1"), text(hidden, "Verborgen", tag: "p", isHidden: true),
            ]
          ]),
        PageContent(
          page: Page(id: other, slug: "andere", title: "Andere", locale: "de"),
          slots: ["main": [text(ElementID("elsewhere")!, "Anderswo", tag: "p")]]),
      ], templates: ["page": [template]], shared: [:], assets: [:])
  }

  func shot(
    _ element: ElementID? = headline, window: Anchor.Size = window, scheme: Anchor.Scheme = .light
  ) -> DraftShot {
    DraftShot(page: Self.page, element: element, point: nil, window: window, scheme: scheme)
  }

  func edit(_ operations: Operation...) async throws {
    _ = try await store.edit(EditRequest(operations: operations), of: key, by: designer)
  }

  func take(_ shot: DraftShot, at revision: Revision = 1) async throws -> DraftCamera.Pictures? {
    let still = try await drafts.still(of: key, at: revision)
    let camera = DraftCamera(path: try #require(TestBrowser.path))
    return try await onWorkerThread { try camera.take(shot, of: still) }
  }
}

/// Processes of browsers that are at work for this process.
private func browsers() -> [String] {
  guard let folder = opendir("/proc") else { return [] }
  defer { closedir(folder) }
  var found: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) {
      $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    guard Int(name) != nil, let file = fopen("/proc/\(name)/cmdline", "r") else { continue }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let line = String(decoding: buffer[..<fread(&buffer, 1, buffer.count, file)], as: UTF8.self)
    if line.contains("foyer-browser-\(getpid())-") { found.append(name) }
  }
  return found
}

@Suite("Screenshots by a real browser", .serialized, .enabled(if: TestBrowser.isExpected, TestBrowser.note))
struct CameraTests {
  @Test("Pictures of an element have their sizes, and nothing of the browser is left")
  func sizes() async throws {
    try await ShotScene.with { scene in
      let pictures = try #require(try await scene.take(scene.shot()))
      #expect(pictures.small.asset.type == "image/webp" && pictures.large.asset.type == "image/webp")
      #expect(pictures.small.asset.width == 480 && pictures.large.asset.width == 1280)
      #expect(pictures.small.asset.size <= 60_000 && pictures.large.asset.size <= 400_000)
      // 90 pixels of the headline with 48 on each side are less than what is shown at least.
      #expect((129...131).contains(pictures.small.asset.height ?? 0), "\(pictures.small.asset.height ?? 0)")
      let phone = try #require(
        try await scene.take(scene.shot(window: Anchor.Size(width: 375, height: 667))))
      #expect(phone.small.asset.width == 375 && phone.large.asset.width == 750)
      #expect((295...297).contains(phone.small.asset.height ?? 0), "\(phone.small.asset.height ?? 0)")
      let page = try #require(try await scene.take(scene.shot(nil)))
      #expect(page.small.asset.width == 480 && page.small.asset.height == 336)
    }
    #expect(browsers().isEmpty)
    #expect(try folders().isEmpty)
  }

  private func folders() throws -> [String] {
    let folder = try #require(opendir("/tmp"))
    defer { closedir(folder) }
    var found: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix("foyer-browser-\(getpid())-") { found.append(name) }
    }
    return found
  }

  @Test("It is the revision and the scheme that somebody has seen, and what was hidden is not shown")
  func states() async throws {
    try await ShotScene.with { scene in
      let before = try #require(try await scene.take(scene.shot()))
      try await scene.edit(.setText(ShotScene.headline, version: 1, InlineText("Kuchen und viele weitere Worte")))
      #expect(try await scene.take(scene.shot(), at: 1)?.small.asset.hash == before.small.asset.hash)
      let dark = try #require(try await scene.take(scene.shot(scheme: .dark), at: 1))
      #expect(dark.small.asset.hash != before.small.asset.hash)
      #expect(try await scene.take(scene.shot(ShotScene.hidden)) == nil)
      #expect(try await scene.take(scene.shot(ElementID("nobody")!)) == nil)
    }
  }

  @Test("A draft's answers are its own, and nothing else's")
  func answers() async throws {
    try await ShotScene.with { scene in
      let still = try await scene.drafts.still(of: scene.key, at: 1)
      let origin = DraftRenderer.Still.origin
      let address = try #require(still.address(of: ShotScene.page))
      let page = try await still.answer(address)
      #expect(page != nil)
      #expect(address.hasPrefix("\(origin)/"))
      #expect(still.address(of: PageID("nowhere")!) == nil)
      for foreign in [
        "", "/", "file:///etc/passwd", "http://127.0.0.1/", "http://portal.localhost/api/v1/sites",
        "http://example.org/",
        "\(origin).example.org/", "\(origin)@example.org/", "\(origin)/~still/nowhere/", "\(origin)/../../etc/passwd",
        "\(origin)/a/%2e%2e/%2e%2e/etc/passwd", "\(origin)/api/v1/sites", "\(origin)/%ff%00",
      ] {
        let answer = try await still.answer(foreign)
        #expect(answer == nil, "\(foreign)")
      }
    }
  }

  @Test("What a draft wants from elsewhere is asked for nowhere")
  func network() async throws {
    // Somebody listens; a browser with a network would come by.
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, length) == 0 && listen(listener, 8) == 0 && getsockname(listener, pointer, &length) == 0
      }
    }
    try #require(isListening)
    let origin = "127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
    let css = """
      @font-face { font-family: x; src: url(http://\(origin)/font.woff2) } h1 { font-family: x }
      h1 { border-image: url("http://\(origin)/picture.png") } p { background: url(http://localhost:\(UInt16(bigEndian: address.sin_port))/x) }
      main { background: url(/andere/) }
      """
    try await ShotScene.with(css: css) { scene in
      _ = try #require(try await scene.take(scene.shot()))
    }
    var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
    #expect(poll(&waiting, 1, 300) == 0, "the browser has asked somebody else")
  }

  @Test("A browser that hangs, dies, or is none is an error, and goes")
  func failures() async throws {
    try await ShotScene.with { scene in
      let still = try await scene.drafts.still(of: scene.key, at: 1)
      let shot = scene.shot()
      for (script, seconds, expected) in [
        ("sleep 60 & sleep 60", 1, "it took longer than 1 seconds"),
        ("echo Kein Platz >&2; exit 3", 9, "the browser has ended: Kein Platz"),
        ("kill -9 $$", 9, "the browser has ended"), ("printf 'nonsense\\0' >&4; sleep 9", 9, "the browser refuses"),
      ] {
        let path = "\(scene.folder)/browser"
        let file = try #require(fopen(path, "w"))
        fputs("#!/bin/sh\n\(script)\n", file)
        fclose(file)
        chmod(path, 0o755)
        let camera = DraftCamera(path: path, seconds: seconds)
        do {
          _ = try await onWorkerThread { try camera.take(shot, of: still) }
          Issue.record("\(script) has taken a picture")
        } catch {
          #expect("\(error)".hasPrefix(expected), "\(error)")
        }
      }
      let camera = DraftCamera(path: "/nowhere/chromium")
      await #expect(throws: BrowserFailure.self) { try await onWorkerThread { try camera.take(shot, of: still) } }
    }
    #expect(browsers().isEmpty)
    #expect(try folders().isEmpty)
  }

  @Test("The queue does what threads ask for, and is told when it cannot", arguments: TestDatabases.engines)
  func queue(engine: Database.Engine) async throws {
    try await ShotScene.with(engine) { scene in
      let designer = Participant.account(scene.designer)
      func begin() async throws -> ThreadID {
        try await scene.store.addThread(
          NewThread(
            page: ShotScene.page, element: ShotScene.headline,
            anchor: Anchor(revision: 1, viewport: ShotScene.window, scheme: .light), comment: NewComment("x")),
          of: scene.key, by: designer
        ).thread.id
      }
      let skipped = try await begin()
      let none = ScreenshotQueue(store: scene.store, drafts: scene.drafts, program: .off)
      #expect(try await none.turn() == false)
      #expect(try await scene.store.beginScreenshot() == nil)

      let thread = try await begin()
      let queue = ScreenshotQueue(
        store: scene.store, drafts: scene.drafts, program: .found(path: try #require(TestBrowser.path)))
      #expect(try await queue.turn() == true)
      #expect(try await queue.turn() == false)
      let shot = try #require(try await scene.store.thread(thread, of: scene.key, for: designer).screenshot)
      #expect(try scene.store.blobs.get(shot.small.hash).count == shot.small.size)
      #expect(try scene.store.blobs.get(shot.large.hash).count == shot.large.size)
      try await scene.store.makeUpForScreenshots()
      #expect(try await queue.turn() == true)
      #expect(try await scene.store.thread(skipped, of: scene.key, for: designer).screenshot == shot)
    }
  }
}
