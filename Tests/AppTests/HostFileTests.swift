import App
import Database
import DatabaseTesting
import Glibc
import HTTPTypes
import Model
import Store
import Testing
import Web

/// What the live host answers for the files of a release: forms, parts, conditions, headers, and what stays between releases.
@Suite("Files of the live host")
struct HostFileTests {
  struct Scene {
    let app: TestApp
    let key: SiteKey

    func put(_ path: String, _ text: String, type: String = "text/html; charset=utf-8", redirect: Redirect? = nil)
      throws -> Artifact
    {
      let bytes = Array(text.utf8)
      return Artifact(
        path: path, hash: try app.store.blobs.put(bytes), size: bytes.count, type: type, redirect: redirect)
    }

    func publish(_ artifacts: [Artifact]) async throws {
      _ = try await app.store.publish(
        ReleaseDraft(Manifest(artifacts), of: Composition(base: 1), by: nil), of: key)
      // As another process would: seen within a second.
      app.clock.advance(seconds: 1)
    }

    func get(_ path: String, _ headers: HTTPFields = [:], _ method: HTTPRequest.Method = .get) async throws
      -> TestAnswer
    {
      try await app.send(method, path, host: "oven.site.localhost:8080", headers)
    }
  }

  static func with(
    _ engine: Database.Engine = .sqlite, url: String = "http://portal.localhost:8080", faces: Faces = .standard,
    configure: (inout Configuration) -> Void = { _ in }, _ body: (Scene) async throws -> Void
  ) async throws {
    let assets = try StaticAssets(
      folders: resourceFolders(home: TestApp.checkout), vendor: try VendorFiles(home: TestApp.checkout))
    try await TestApp.with(engine, url: url, faces: faces, assets: assets, configure: configure) { app in
      let designer = try await app.person()
      let project = try await app.store.createProject(name: "p", phase: .done, agency: designer.agency)
      let key = try await app.store.createSite(
        SiteSnapshot(
          settings: SiteSettings(name: "Oven", locales: ["de"], theme: "plain"),
          theme: Theme(name: "plain", title: "Plain"), pages: [], templates: [:], shared: [:], assets: [:]),
        slug: "oven", project: project.id, agency: designer.agency, author: designer.id)
      try await body(Scene(app: app, key: key))
    }
  }

  static let page = "<!doctype html><style>p{margin:0}</style><p>" + String(repeating: "Brot und Salz. ", count: 200)

  @Test(
    "A text goes out in the form that the client likes best",
    arguments: [
      (nil, nil), ("", nil), ("identity", nil), ("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"),
      ("br;q=0, gzip", "gzip"), ("br;q=0.1,gzip;q=0.2", "gzip"), ("*", "br"), ("*;q=0", nil), ("br;q=0,*", "gzip"),
      ("identity;q=1, *;q=0", nil), ("identity;q=0.5, br;q=0.4", nil), ("BR ; Q=0.5", "br"), ("br;q=x", nil),
      ("br;q=2", nil), ("x-gzip", "gzip"), ("zstd", nil), (";;,,=", nil),
    ] as [(String?, String?)])
  func negotiation(_ accepted: String?, _ encoding: String?) async throws {
    try await Self.with { scene in
      let artifact = try scene.put("index.html", Self.page)
      try await scene.publish([artifact])
      let headers: HTTPFields = accepted.map { [.acceptEncoding: $0] } ?? [:]
      let answer = try await scene.get("/", headers)
      #expect(answer.status == 200 && answer.header("Content-Encoding") == encoding)
      #expect(answer.header("Vary") == "Accept-Encoding" && answer.header("Accept-Ranges") == nil)
      #expect(answer.header("ETag") == "\"\(artifact.hash)\(encoding.map { "-\($0)" } ?? "")\"")
      #expect(answer.header("Content-Length") == String(answer.body.count))
      #expect(encoding == nil ? answer.text == Self.page : answer.body.count < 500)
      let head = try await scene.get("/", headers, .head)
      #expect(head.status == 200 && head.body.isEmpty)
      for field in answer.headers { #expect(head.headers[field.name] == field.value, "\(field.name)") }
    }
  }

  @Test("What is small or compressed already goes out as it is")
  func plainOnly() async throws {
    try await Self.with { scene in
      let long = String(repeating: "x", count: 5000)
      try await scene.publish([
        try scene.put("index.html", "<p>x"), try scene.put("a/p.0123456789.jpg", long, type: "image/jpeg"),
        try scene.put("a/p.0123456789.svg", long + "y", type: "image/svg+xml"),
        try scene.put("feed.xml", long + "z", type: "application/atom+xml; charset=utf-8"),
      ])
      for (path, encoding) in [
        ("/", nil), ("/a/p.0123456789.jpg", nil), ("/a/p.0123456789.svg", "br"), ("/feed.xml", "br"),
      ] as [(String, String?)] {
        #expect(try await scene.get(path, [.acceptEncoding: "br"]).header("Content-Encoding") == encoding, "\(path)")
      }
    }
  }

  @Test("A copy of any form is still good while the file is the same")
  func conditions() async throws {
    try await Self.with { scene in
      let artifact = try scene.put("index.html", Self.page)
      try await scene.publish([artifact, try scene.put("404.html", "<p>?")])
      let hash = artifact.hash
      for (tag, status) in [
        ("\"\(hash)\"", 304), ("\"\(hash)-br\"", 304), ("\"\(hash)-gzip\"", 304), ("W/\"\(hash)-br\"", 304),
        ("\"x\", \"\(hash)\"", 304), ("*", 304), ("\"\(hash)-zstd\"", 200), ("\(hash)", 200), ("\"x\"", 200), ("", 200),
      ] {
        let answer = try await scene.get("/", [.ifNoneMatch: tag, .acceptEncoding: "br"])
        #expect(answer.status == status, "\(tag)")
        guard status == 304 else { continue }
        #expect(answer.body.isEmpty && answer.header("Cache-Control") == "no-cache")
        #expect(answer.header("Vary") == "Accept-Encoding" && answer.header("ETag") != nil)
        #expect(answer.header("Content-Length") == nil || answer.header("Content-Length") == "0")
      }
      #expect(try await scene.get("/nowhere", [.ifNoneMatch: "*"]).status == 404)
    }
  }

  @Test(
    "One part of a file",
    arguments: [
      ("bytes=0-3", 206, "0123", "bytes 0-3/10"), ("bytes=7-", 206, "789", "bytes 7-9/10"),
      ("bytes=-2", 206, "89", "bytes 8-9/10"), ("bytes=-99", 206, "0123456789", "bytes 0-9/10"),
      ("bytes=5-99999999999999999999", 206, "56789", "bytes 5-9/10"), ("Bytes= 1 - 2", 206, "12", "bytes 1-2/10"),
      ("bytes=10-", 416, "The file has no such part.\n", "bytes */10"),
      ("bytes=-0", 416, "The file has no such part.\n", "bytes */10"),
      ("bytes=3-1", 200, "0123456789", nil), ("bytes=0-1,3-4", 200, "0123456789", nil),
      ("bytes=-", 200, "0123456789", nil),
      ("lines=0-1", 200, "0123456789", nil), ("bytes=a-b", 200, "0123456789", nil),
      ("bytes=--1", 200, "0123456789", nil),
    ] as [(String, Int, String, String?)])
  func ranges(_ range: String, _ status: Int, _ text: String, _ contentRange: String?) async throws {
    try await Self.with { scene in
      let artifact = try scene.put("a/v.0123456789.mp4", "0123456789", type: "video/mp4")
      try await scene.publish([artifact])
      let answer = try await scene.get("/a/v.0123456789.mp4", [.range: range])
      #expect(answer.status == status && answer.text == text && answer.header("Content-Range") == contentRange)
      #expect(answer.header("Content-Length") == String(text.utf8.count))
      let head = try await scene.get("/a/v.0123456789.mp4", [.range: range], .head)
      #expect(head.status == status && head.body.isEmpty && head.header("Content-Range") == contentRange)
      guard status == 206 else { return }
      // With the copy of another content the whole file is needed.
      #expect(
        try await scene.get("/a/v.0123456789.mp4", [.range: range, .ifRange: "\"\(artifact.hash)\""]).status == 206)
      for other in ["\"x\"", "W/\"\(artifact.hash)\"", "Wed, 21 Oct 2015 07:28:00 GMT"] {
        #expect(try await scene.get("/a/v.0123456789.mp4", [.range: range, .ifRange: other]).status == 200)
      }
    }
  }

  @Test(
    "What a release says of a file's size is not believed: parts are those of the bytes that there are",
    arguments: [0, 3, 1_000_000, 50_000_000, Int.max])
  func wrongSize(_ size: Int) async throws {
    try await Self.with { scene in
      let file = try scene.put("a/v.0123456789.mp4", "0123456789", type: "video/mp4")
      try await scene.publish([Artifact(path: file.path, hash: file.hash, size: size, type: file.type)])
      for (range, status, text, contentRange) in [
        ("bytes=500-600", 416, "The file has no such part.\n", "bytes */10"),
        ("bytes=-5", 206, "56789", "bytes 5-9/10"),
        ("bytes=2-3", 206, "23", "bytes 2-3/10"), ("bytes=5-", 206, "56789", "bytes 5-9/10"),
        ("lines=1", 200, "0123456789", nil),
      ] as [(String, Int, String, String?)] {
        let answer = try await scene.get("/\(file.path)", [.range: range])
        #expect(answer.status == status && answer.text == text, "\(range)")
        #expect(answer.header("Content-Range") == contentRange)
        #expect(answer.header("Content-Length") == String(text.utf8.count))
      }
    }
  }

  @Test("A large file is sent from the disk, whole and in parts, and never when it is damaged")
  func largeFile() async throws {
    try await Self.with { scene in
      let text = String(repeating: "0123456789abcdef", count: 330_000)
      let artifact = try scene.put("a/v.0123456789.mp4", text, type: "video/mp4")
      let damaged = try scene.put("a/w.0123456789.mp4", text + "!", type: "video/mp4")
      try await scene.publish([artifact, damaged])
      let whole = try await scene.get("/a/v.0123456789.mp4")
      #expect(whole.status == 200 && whole.text == text && whole.header("ETag") == "\"\(artifact.hash)\"")
      #expect(whole.header("Content-Length") == String(text.utf8.count) && whole.header("Accept-Ranges") == "bytes")
      let part = try await scene.get("/a/v.0123456789.mp4", [.range: "bytes=1000001-1900000"])
      #expect(part.status == 206 && part.text == String(Array(text)[1_000_001...1_900_000]))
      let head = try await scene.get("/a/v.0123456789.mp4", [:], .head)
      #expect(head.body.isEmpty && head.header("Content-Length") == String(text.utf8.count))
      try overwrite(scene.app.store.blobs.location(of: damaged.hash), "not what it was")
      #expect(try await scene.get("/a/w.0123456789.mp4").status == 500)
      #expect(try await scene.get("/a/w.0123456789.mp4").status == 500)
    }
  }

  @Test(
    "Who has a page open from before a publish or a rollback still gets its files", arguments: TestDatabases.engines)
  func betweenReleases(_ engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      let first = try scene.put("a/s.1111111111.css", "p{}", type: "text/css")
      let second = try scene.put("a/s.2222222222.css", "q{}", type: "text/css")
      try await scene.publish([try scene.put("index.html", "1"), first, try scene.put("only/index.html", "1")])
      #expect(try await scene.get("/").text == "1")
      try await scene.publish([try scene.put("index.html", "2"), second])
      #expect(try await scene.get("/").text == "2")
      #expect(try await scene.get("/only/").status == 404, "a page that went is gone")
      for (path, text) in [("/a/s.1111111111.css", "p{}"), ("/a/s.2222222222.css", "q{}")] {
        let answer = try await scene.get(path)
        #expect(answer.text == text && answer.header("Cache-Control") == "public, max-age=31536000, immutable")
      }
      try await scene.app.store.setLive(1, of: scene.key)
      scene.app.clock.advance(seconds: 1)
      #expect(try await scene.get("/").text == "1")
      #expect(try await scene.get("/only/").text == "1")
      #expect(try await scene.get("/a/s.2222222222.css").text == "q{}")
      try await scene.publish([
        try scene.put("index.html", "3"), try scene.put("alt/index.html", "→", redirect: .moved("/")),
      ])
      #expect(try await scene.get("/").text == "3")
      #expect(try await scene.get("/alt.html").header("Location") == "/")
      #expect(try await scene.get("/a/s.1111111111.css").text == "p{}")
      for number in 4...24 {
        try await scene.publish([try scene.put("index.html", "\(number)")]); _ = try await scene.get("/")
      }
      #expect(try await scene.get("/").text == "24")
      #expect(try await scene.get("/a/s.1111111111.css").status == 404, "twenty releases later nobody waits for it")
    }
  }

  @Test("Headers of pages and files")
  func headers() async throws {
    try await Self.with(url: "https://portal.localhost") { scene in
      try await scene.publish([
        try scene.put(
          "index.html",
          "<style>p{}</style><script type=\"application/ld+json\">{}</script><iframe src=\"https://Maps.example/x;y\">"),
        try scene.put("plain/index.html", "<p>"),
        try scene.put("script/index.html", "<script type=\"module\" src=\"/a/s.js\"></script>"),
        try scene.put("a/p.0123456789.svg", "<svg/>", type: "image/svg+xml"),
      ])
      func get(_ path: String) async throws -> TestAnswer {
        try await scene.app.send(.get, path, host: "oven.site.localhost")
      }
      let page = try await get("/")
      #expect(page.header("Strict-Transport-Security") == "max-age=31536000", "names below a customer's are not ours")
      #expect(page.header("Referrer-Policy") == "strict-origin-when-cross-origin")
      #expect(page.header("Permissions-Policy") == "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
      #expect(page.header("Cross-Origin-Opener-Policy") == "same-origin")
      #expect(page.header("Cross-Origin-Resource-Policy") == "same-origin")
      #expect(page.header("Speculation-Rules") == "\"/_f/speculation.json\"")
      #expect(
        page.header("Content-Security-Policy")
          == "default-src 'none'; style-src 'sha256-gG2yISYereRMiG2lMXrbiUgi0Ubw9p7QCeWcroOvy9Y='; frame-src https://maps.example; "
          + "img-src 'self' data:; media-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
          + "base-uri 'none'; frame-ancestors 'none'")
      #expect(try await get("/plain/").header("Content-Security-Policy")?.contains("style-src 'none'; img-src") == true)
      #expect(
        try await get("/script/").header("Content-Security-Policy")?
          .contains("script-src 'self'; connect-src 'self'; img-src") == true)
      let picture = try await get("/a/p.0123456789.svg")
      #expect(picture.header("Content-Security-Policy") == "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      #expect(picture.header("Cross-Origin-Resource-Policy") == "cross-origin")
      #expect(picture.header("Cross-Origin-Opener-Policy") == nil && picture.header("Speculation-Rules") == nil)
    }
  }
}

private func overwrite(_ path: String, _ text: String) throws {
  let file = try #require(fopen(path, "r+"))
  defer { fclose(file) }
  _ = text.withCString { fputs($0, file) }
}
