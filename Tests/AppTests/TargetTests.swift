import App
import Foundation
import HTTPTypes
import Model
import Publishing
import Store
import Testing

@Suite("Targets in portal and API")
struct TargetTests {
  /// A folder of the test's own beside the data.
  private static func withFolder(_ work: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("foyer-target-\(UUID())").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await work(path)
  }

  private static func add(
    _ folder: String, named name: String = "web", isAutomatic: Bool, to portal: PortalApp
  ) async throws -> Target {
    try await portal.app.parts.targets.targets.add(
      .folder(.init(path: folder, isCompressed: false)), named: name, secret: nil, isAutomatic: isAutomatic,
      to: portal.key)
  }

  /// Waits for a run's end.
  private static func finished(_ portal: PortalApp, _ isRight: (TargetRun) -> Bool = { _ in true }) async throws
    -> TargetRun
  {
    for _ in 0..<400 {
      if let run = try await portal.app.store.lastRuns(of: portal.key).values.first, run.state != .running, isRight(run)
      {
        return run
      }
      try await Task.sleep(for: .milliseconds(25))
    }
    throw CocoaError(.fileReadUnknown)
  }

  @Test("Targets are the agency's matter") func rights() async throws {
    try await Self.withFolder { folder in
      try await PortalApp.with { portal in
        let target = try await Self.add("\(folder)/www", isAutomatic: false, to: portal)
        _ = try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer)
        let run = "/sites/demo/targets/\(target.id)/runs"
        let rows: [(HTTPRequest.Method, String, KeyValuePairs<PortalApp.Who, Int>)] = [
          (
            .get, "/sites/demo/targets",
            [.nobody: 401, .stranger: 404, .reviewer: 403, .editor: 403, .owner: 403, .support: 200, .designer: 200]
          ),
          (.post, run, [.nobody: 401, .stranger: 404, .reviewer: 403, .editor: 403, .owner: 403]),
          (.post, "/sites/demo/targets/none/runs", [.designer: 404]),
          (.post, "/sites/other/targets/\(target.id)/runs", [.designer: 404, .stranger: 403]),
          (.post, run, [.support: 202]),
        ]
        for (method, path, answers) in rows {
          for (who, status) in answers {
            #expect(try await portal.call(method, path, as: who).status == status, "\(method) \(path) as \(who)")
          }
        }
        for (who, status) in [(.owner, 403), (.stranger, 404), (.designer, 303)] as [(PortalApp.Who, Int)] {
          #expect(try await portal.form("/sites/demo/targets/\(target.id)/runs", as: who).status == status)
        }
        #expect(try await portal.form("/sites/demo/targets/\(target.id)/runs", as: .designer, token: "x").status == 403)
        _ = try await Self.finished(portal)
        #expect(FileManager.default.fileExists(atPath: "\(folder)/www/index.html"))
      }
    }
  }

  @Test("The screen and the API tell the last run, and what went wrong in plain words") func screen() async throws {
    try await Self.withFolder { folder in
      try await PortalApp.with { portal in
        #expect(!(try await portal.get("/sites/demo", as: .designer).text.contains("targets-title")))
        let target = try await Self.add("\(folder)/www", named: "Web & mehr", isAutomatic: false, to: portal)
        _ = try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer)
        #expect(try await portal.get("/sites/demo", as: .designer).text.contains("Noch nicht gesendet"))
        #expect(!(try await portal.get("/sites/demo", as: .owner).text.contains("Web &amp; mehr")))

        try FileManager.default.createDirectory(atPath: "\(folder)/www", withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: URL(fileURLWithPath: "\(folder)/www/index.html"))
        _ = try await portal.call(.post, "/sites/demo/targets/\(target.id)/runs", as: .designer)
        #expect(try await Self.finished(portal).state == .failed)
        let page = try await portal.get("/sites/demo", as: .designer).text
        for words in ["Web &amp; mehr", "Fehlgeschlagen", "Fremde Dateien stehen im Weg", "index.html"] {
          #expect(page.contains(words))
        }
        #expect(!page.contains("not made by foyer"), "a German page says it in German")
        let item = try await portal.call(.get, "/sites/demo/targets", as: .designer).json?["items"]?.array?.first
        #expect(item?["lastRun"]?["failure"]?["code"]?.string == "foreign")
        #expect(item?["place"]?.string == "\(folder)/www")

        try FileManager.default.removeItem(atPath: "\(folder)/www/index.html")
        _ = try await portal.call(.post, "/sites/demo/targets/\(target.id)/runs", as: .designer)
        let run = try await Self.finished(portal) { $0.state == .done }
        #expect(run.release == 1)
        #expect(try await portal.get("/sites/demo", as: .designer).text.contains("Aktuell gesendet"))
      }
    }
  }

  @Test(
    "What goes wrong at a target is told in German on a German page, and nothing of it in English but another program's words"
  )
  func words() async throws {
    try await PortalApp.with { portal in
      let target = try await Self.add("/srv/www/demo", isAutomatic: false, to: portal)
      let reasons = TargetReason.Kind.allCases.map { kind -> TargetReason in
        switch kind.count {
        case 0: TargetReason(kind, said: "they <say>")
        case 1: TargetReason(kind, "/one", said: "they <say>")
        case 2: TargetReason(kind, "/one", "/two", said: "they <say>")
        default: TargetReason(kind, "/one", "/two", "/three", said: "they <say>")
        }
      }
      let about = TargetReason(.saidAbout, "index.html", said: "they <say>")
      let errors: [TargetError] =
        [.foreign(["index.html"]), .changed(["index.html"]), .otherSite, .running]
        + [
          TargetError.badManifest, TargetError.hostKey, TargetError.signIn, TargetError.permission, TargetError.full,
          TargetError.noBucket, TargetError.certificate, TargetError.connection, TargetError.busy, TargetError.missing,
          TargetError.place, TargetError.secret,
        ].map { $0(about) } + reasons.map { TargetError.refused($0) }
      #expect(Set(errors.map(\.code)) == Set(TargetError.Code.allCases), "every error is tried")
      var sentences: [TargetError.Code: String] = [:]
      for (number, error) in errors.enumerated() {
        let run = TargetRun(
          target: target.id, at: number + 1, release: 1, state: .failed, report: SiteTargets.json(of: error))
        try await portal.app.store.record(run, of: portal.key)
        let page = try await portal.get("/sites/demo", as: .designer).text
        let list = String(
          page.split(separator: "<ul class=\"rows targets\">").last?.split(separator: "</ul>").first ?? "")
        let plain = list.replacing(/<form.*<\/form>/.dotMatchesNewlines(), with: "").replacing(/<[^>]*>/, with: "\n")
          .replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        sentences[error.code] = plain
        #expect(!plain.contains("Das Senden hat nicht geklappt"), "\(error)")
        for english in ["the ", " is ", "cannot", "not made by foyer"] {
          #expect(!plain.contains(english), "\(error): \(plain)")
        }
        guard let reason = error.reason else { continue }
        for name in reason.about where reason.kind != .noProgram || name != "/two" {
          #expect(plain.contains(name), "\(error): \(plain)")
        }
        #expect(plain.contains("they <say>") && list.contains("<span lang=\"en\">they &lt;say&gt;</span>"), "\(error)")
        #expect(reason.kind == .said || !plain.contains(reason.words) || reason.kind == .saidAbout, "\(plain)")
      }
      #expect(Set(sentences.values).count == TargetError.Code.allCases.count)
      // What no target has said: its own words stay, marked as English.
      let run = TargetRun(
        target: target.id, at: 1_000, release: 1, state: .failed, report: SiteTargets.json(of: StoreError.damaged("x")))
      try await portal.app.store.record(run, of: portal.key)
      #expect(try await portal.get("/sites/demo", as: .designer).text.contains("Das Senden hat nicht geklappt"))
    }
  }

  @Test("A publish and going back are sent by themselves; one that cannot be sent stays published") func queue()
    async throws
  {
    try await Self.withFolder { folder in
      try await PortalApp.with { portal in
        let sending = Task { await portal.app.parts.targets.run() }
        defer { sending.cancel() }
        _ = try await Self.add("\(folder)/www", isAutomatic: true, to: portal)
        _ = try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer)
        _ = try await Self.finished(portal) { $0.state == .done && $0.release == 1 }
        let first = try String(contentsOfFile: "\(folder)/www/index.html", encoding: .utf8)
        #expect(first.contains("Brot"))

        try await portal.edit()
        _ = try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer)
        _ = try await Self.finished(portal) { $0.state == .done && $0.release == 2 }
        #expect(try String(contentsOfFile: "\(folder)/www/index.html", encoding: .utf8).contains("Kuchen"))
        _ = try await portal.call(.put, "/sites/demo/live", #"{"release":1}"#, as: .designer)
        _ = try await Self.finished(portal) { $0.state == .done && $0.release == 1 }
        #expect(try String(contentsOfFile: "\(folder)/www/index.html", encoding: .utf8) == first)

        try Data("edited by hand".utf8).write(to: URL(fileURLWithPath: "\(folder)/www/index.html"))
        #expect(try await portal.call(.put, "/sites/demo/live", #"{"release":2}"#, as: .designer).status == 200)
        let run = try await Self.finished(portal) { $0.state == .failed && $0.release == 2 }
        #expect(run.report["code"]?.string == "changed")
        #expect(try await portal.get("/sites/demo", as: .designer).text.contains("die gesendet worden waren"))
        // Customers do not see targets, but that visitors of the copy see something old concerns them.
        let words = "ist nicht auf dem neuesten Stand"
        #expect(try await portal.get("/sites/demo", as: .owner).text.contains(words))
        #expect(try await !portal.get("/sites/demo", as: .reviewer).text.contains(words))
        #expect(try String(contentsOfFile: "\(folder)/www/index.html", encoding: .utf8) == "edited by hand")
      }
    }
  }

  @Test("No site is put into the system, the service's data or what sites are made of") func forbiddenPlaces()
    async throws
  {
    try await Self.withFolder { folder in
      try await PortalApp.with { portal in
        let files = FileManager.default
        let blobs = portal.app.store.blobs.path
        let data = URL(fileURLWithPath: blobs).deletingLastPathComponent().path
        for path in ["site", "site/pages", "site/out", "theme", "theme/styles", "data"] {
          try files.createDirectory(atPath: "\(folder)/\(path)", withIntermediateDirectories: true)
        }
        try Data().write(to: URL(fileURLWithPath: "\(folder)/site/site.yaml"))
        try Data().write(to: URL(fileURLWithPath: "\(folder)/theme/theme.yaml"))
        try files.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: data)
        let rows: [(String, String)] = [
          ("/", "folder of the system"), ("/../..", "folder of the system"), ("/etc", "belongs to the system"),
          ("/etc/nginx/www", "belongs to the system"), ("/usr", "folder of the system"),
          ("relative", "not an absolute path"),
          (data, "in the data folder"), (blobs, "in the data folder"), ("\(blobs)/ab/new", "in the data folder"),
          ("\(data)/../\(URL(fileURLWithPath: data).lastPathComponent)/www", "in the data folder"),
          (URL(fileURLWithPath: data).deletingLastPathComponent().path, "folder"),
          ("\(folder)/link", "leads to"), ("\(folder)/link/www", "in the data folder"),
          ("\(folder)/site", "is made of"), ("\(folder)/site/pages", "is made of"),
          ("\(folder)/site/pages/www", "is made of"), ("\(folder)/theme", "is made of"),
          ("\(folder)/theme/styles", "is made of"),
        ]
        for (path, problem) in rows {
          do {
            _ = try await Self.add(path, named: "t", isAutomatic: false, to: portal)
            Issue.record("\(path) was taken")
          } catch let error as TargetError {
            #expect(error.code == .place && "\(error)".contains(problem), "\(path): \(error)")
            #expect("\(error)".contains(path) && "\(error)".contains("Choose a folder of its own"), "\(error)")
          }
        }
        #expect(try await portal.app.store.targets(of: portal.key).isEmpty)
        for (name, path) in [("out", "\(folder)/site/out"), ("www", "\(folder)/data/www")] {
          _ = try await Self.add(path, named: name, isAutomatic: false, to: portal)
        }
        let open = TargetSettings.S3(
          endpoint: "http://s3.example.com", region: "eu", bucket: "bucket", prefix: "", accessKey: "A",
          isPathStyle: true)
        await #expect(throws: TargetError.self) {
          try await portal.app.parts.targets.targets.add(
            .s3(open), named: "s3", secret: .secretKey("x"), isAutomatic: false, to: portal.key)
        }
      }
    }
  }

  @Test("A release that says another size than its contents have is not sent, and counting it does not overflow")
  func wrongSizes() async throws {
    try await Self.withFolder { folder in
      try await PortalApp.with { portal in
        let store = portal.app.store
        let hash = try store.blobs.put(Array("0123456789".utf8))
        let files = ["a.bin", "b.bin"].map {
          Artifact(path: $0, hash: hash, size: .max, type: "application/octet-stream")
        }
        let revision = try await store.revision(of: portal.key)
        _ = try await store.publish(
          ReleaseDraft(Manifest(files), of: Composition(base: revision), by: nil), of: portal.key)
        let target = try await Self.add("\(folder)/www", isAutomatic: false, to: portal)
        for isDryRun in [true, false] {
          var request = SiteTargets.Request()
          request.isDryRun = isDryRun
          do {
            _ = try await portal.app.parts.targets.targets.send(target, of: portal.key, request)
            Issue.record("it was sent (dry run: \(isDryRun))")
          } catch StoreError.damaged(let what) {
            // Which of the two is looked at first is the threads' matter.
            #expect(what.hasSuffix(".bin has 10 bytes, its release says \(Int.max)"))
          }
        }
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/www/a.bin"))
      }
    }
  }

  @Test("A folder that has become a link into the data since is not written to") func laterLink() async throws {
    try await Self.withFolder { folder in
      try await PortalApp.with { portal in
        let files = FileManager.default
        let target = try await Self.add("\(folder)/www", isAutomatic: false, to: portal)
        _ = try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer)
        let blobs = portal.app.store.blobs.path
        let before = try files.contentsOfDirectory(atPath: blobs).sorted()
        try files.createSymbolicLink(atPath: "\(folder)/www", withDestinationPath: blobs)
        _ = try await portal.call(.post, "/sites/demo/targets/\(target.id)/runs", as: .designer)
        let run = try await Self.finished(portal)
        #expect(run.state == .failed && run.report["code"]?.string == "place")
        #expect(try files.contentsOfDirectory(atPath: blobs).sorted() == before)
        #expect(try await portal.get("/sites/demo", as: .designer).text.contains("darf keine Website gelegt werden"))
        try await portal.app.parts.targets.targets.remove(target, of: portal.key, removingFiles: false)
      }
    }
  }
}
