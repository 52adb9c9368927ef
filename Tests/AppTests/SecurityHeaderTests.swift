import App
import HTTPTypes
import Model
import Testing
import Web

@Suite("Every answer carries its face's security headers")
struct SecurityHeaderTests {
  /// Method and path on the portal: answers of every kind, errors included.
  static let portal: [(HTTPRequest.Method, String)] = [
    (.get, "/who"), (.get, "/nothing"), (.get, "/fail/misuse"), (.post, "/json"), (.put, "/plain"),
    (.get, "/_f/0/x.js"),
    (.head, "/who"), (.options, "/who"), (HTTPRequest.Method("TRACE")!, "/who"),
  ]

  @Test(arguments: portal)
  func portalHeaders(method: HTTPRequest.Method, path: String) async throws {
    try await TestApp.with { app in
      let answer = try await app.send(method, path)
      let policy = try #require(answer.header("Content-Security-Policy"))
      let nonce = policy.split(separator: "'nonce-").last?.prefix { $0 != "'" } ?? ""
      #expect(nonce.count == 43)
      #expect(
        policy
          == "default-src 'none'; script-src 'self' 'nonce-\(nonce)'; style-src 'self'; img-src 'self' data: blob:; "
          + "connect-src 'self'; font-src 'self'; frame-src http://*.draft.localhost:8080; frame-ancestors 'none'; "
          + "base-uri 'none'; form-action 'self'")
      #expect(answer.header("Cross-Origin-Opener-Policy") == "same-origin")
      #expect(answer.header("Cross-Origin-Resource-Policy") == "same-origin")
      #expect(answer.header("X-Content-Type-Options") == "nosniff")
      #expect(answer.header("Referrer-Policy") == "same-origin")
      #expect(answer.header("Permissions-Policy") == "camera=(self), microphone=(), geolocation=()")
      #expect(answer.header("Cache-Control") == "no-store")
      #expect(answer.header("Strict-Transport-Security") == nil)
      #expect(
        try await app.send(method, path).header("Content-Security-Policy") != policy, "the nonce is new each time")
    }
  }

  /// The secret of a review link is in the path, so no answer there may let a browser tell its address to anybody.
  static let review: [(HTTPRequest.Method, String)] = [
    (.get, "/review/~secret"), (.head, "/review/~secret"), (.post, "/review/~secret"), (.put, "/review/~secret"),
    (.get, "/review/~secret/"), (.get, "/review/~secret/x"), (.get, "/review/%7Esecret"), (.get, "/review/x"),
    (.get, "/review/~secret?lang=en"), (.get, "/review/~a%2F..%2Fb"), (.get, "/Review/~secret"),
    (.get, "//review/~secret"),
  ]

  @Test(arguments: review)
  func reviewLinksAreToldToNobody(method: HTTPRequest.Method, path: String) async throws {
    let assets = try StaticAssets(
      folders: resourceFolders(home: TestApp.checkout), vendor: try VendorFiles(home: TestApp.checkout))
    try await TestApp.with(faces: .standard, assets: assets) { app in
      for accept in ["text/html", "application/json"] {
        let answer = try await app.send(method, path, [.accept: accept])
        #expect(answer.header("Referrer-Policy") == "no-referrer", "\(answer.status)")
        #expect(answer.header("Cache-Control") == "no-store", "\(answer.status)")
      }
    }
  }

  @Test(arguments: ["/", "/~x/y", "/_f/0/x"])
  func draftHeaders(path: String) async throws {
    try await TestApp.with { app in
      let answer = try await app.send(.get, path, host: "demo.draft.localhost:8080")
      let policy = try #require(answer.header("Content-Security-Policy"))
      #expect(policy.hasPrefix("default-src 'none'; script-src 'nonce-"))
      #expect(
        policy.contains(
          "; connect-src 'none'; frame-ancestors http://portal.localhost:8080; base-uri 'none'; form-action 'none'"))
      #expect(answer.header("Referrer-Policy") == "no-referrer")
      #expect(answer.header("X-Robots-Tag") == "noindex")
      #expect(answer.header("Cache-Control")?.hasSuffix("no-store") == true)
      #expect(answer.header("X-Content-Type-Options") == "nosniff")
      #expect(answer.header("Set-Cookie") == nil)
    }
  }

  @Test func overHTTPSBrowsersAreToldToStayThere() async throws {
    try await TestApp.with(url: "https://portal.example.de") { app in
      for host in ["portal.example.de", "demo.draft.example.de", "elsewhere.example"] {
        let answer = try await app.send(.get, "/nothing", host: host)
        #expect(answer.header("Strict-Transport-Security") == "max-age=31536000; includeSubDomains", "\(host)")
      }
    }
  }

  @Test func answersOfNoFaceAllowNothing() async throws {
    try await TestApp.with { app in
      for (path, host) in [("/", "elsewhere.example"), ("/", ""), ("/healthz", "elsewhere.example")] {
        let answer = try await app.send(.get, path, host: host)
        #expect(
          answer.header("Content-Security-Policy")?.hasPrefix("default-src 'none'; frame-ancestors 'none'") == true)
        #expect(answer.header("X-Content-Type-Options") == "nosniff")
      }
    }
  }

  @Test("Own files are served for good under a name that changes with them")
  func assets() async throws {
    let assets = try StaticAssets(folders: ["\(TestApp.checkout)/Sources/Portal/Resources"])
    try await TestApp.with(assets: assets) { app in
      let file = try assets.require("portal.css")
      for host in ["portal.localhost:8080", "demo.draft.localhost:8080"] {
        let answer = try await app.send(.get, file.url, host: host)
        #expect(answer.status == 200 && answer.body == file.bytes)
        #expect(answer.header("Content-Type") == "text/css; charset=utf-8")
        #expect(answer.header("Cache-Control") == "public, max-age=31536000, immutable")
        let tag = try #require(answer.header("ETag"))
        let again = try await app.send(.get, file.url, host: host, [.ifNoneMatch: tag])
        #expect(again.status == 304 && again.body.isEmpty)
        #expect(try await app.send(.head, file.url, host: host).status == 200)
        #expect(try await app.send(.get, "\(file.url)/../portal.css", host: host).status != 500)
      }
      #expect(throws: StaticAssetError.missing(name: "none.js")) { try assets.require("none.js") }
    }
  }

  @Test("Own files go in fewer bytes to those who take them, as soon as these are made")
  func smallForms() async throws {
    let assets = try StaticAssets(folders: ["\(TestApp.checkout)/Sources/Portal/Resources"])
    try await TestApp.with(assets: assets) { app in
      let file = try assets.require("portal.css")
      func ask(_ encoding: String, _ more: HTTPFields = [:]) async throws -> TestAnswer {
        var headers = more
        headers[.acceptEncoding] = encoding
        return try await app.send(.get, file.url, headers)
      }
      // The form that is made while the first one is sent whole comes with one of the next.
      func small(_ encoding: String) async throws -> TestAnswer {
        for _ in 0..<3000 {
          let answer = try await ask(encoding)
          #expect(answer.status == 200 && answer.header("Vary") == "Accept-Encoding")
          if answer.header("Content-Encoding") != nil { return answer }
          #expect(answer.body == file.bytes)
          try await Task.sleep(for: .milliseconds(10))
        }
        return try await ask(encoding)
      }
      for (encoding, magic) in [("gzip", [0x1F, 0x8B]), ("gzip, deflate, br", [])] as [(String, [UInt8])] {
        let answer = try await small(encoding)
        #expect(answer.header("Content-Encoding") == (magic.isEmpty ? "br" : "gzip"))
        #expect(answer.body.count * 3 < file.bytes.count && answer.body.starts(with: magic))
        let tag = try #require(answer.header("ETag"))
        #expect(try await ask(encoding, [.ifNoneMatch: tag]).status == 304)
        // Who has that form and cannot take it gets another one.
        #expect(try await ask("identity", [.ifNoneMatch: tag]).body == file.bytes)
      }
      #expect(try await ask("").body == file.bytes)
    }
  }

  @Test("Scripts are served with the addresses of the packages that they import by name")
  func packages() throws {
    let home = TestApp.checkout
    let assets = try StaticAssets(folders: resourceFolders(home: home), vendor: try VendorFiles(home: home))
    let script = String(decoding: try assets.require("inline-text.js").bytes, as: UTF8.self)
    let package = try assets.require("prosemirror").url
    #expect(script.contains("import { pm } from '\(package)'") && !script.contains("'prosemirror'"))
    #expect(script.contains("from './inline-nodes.js'"))
  }
}
