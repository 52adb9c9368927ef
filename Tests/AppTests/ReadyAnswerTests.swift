import App
import Database
import Glibc
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Model
import Publishing
import Store
import Synchronization
import Testing
import Web

/// Requests of the live host that are answered in front of everything else get what they would get from it, to the byte.
@Suite("Ready answers")
struct ReadyAnswerTests {
  /// A live site on a port.
  struct Scene {
    let files: HostFileTests.Scene
    let port: Int
    fileprivate let asked: Asked

    /// How many requests have come as far as the face itself.
    var count: Int { asked.count.load(ordering: .relaxed) }

    /// Sends all and reads until the server has ended the connection.
    func exchange(_ parts: [String]) async throws -> [UInt8] {
      let client = try #require(RawClient(port: port))
      for part in parts {
        client.send(part)
        if parts.count > 1 { try await Task.sleep(for: .milliseconds(2)) }
      }
      client.finish()
      let begin = ContinuousClock.now
      while !client.isClosed, ContinuousClock.now - begin < .seconds(20) {
        try await Task.sleep(for: .milliseconds(1))
      }
      #expect(client.isClosed)
      return client.receivedBytes
    }

    func text(_ parts: String...) async throws -> String {
      comparable(try await exchange(parts))
    }

    /// What the face itself answers: after a request with this field every request of the connection goes to it.
    func slow(_ text: String) async throws -> String {
      let first = "HEAD /about/ HTTP/1.1\r\nHost: oven.site.localhost\r\nTE: trailers\r\n\r\n"
      let alone = comparable(try await exchange([first]))
      let all = comparable(try await exchange([first + text]))
      #expect(all.hasPrefix(alone))
      return String(all.dropFirst(alone.count))
    }
  }

  fileprivate final class Asked: Sendable {
    let count = Atomic<Int>(0)
  }

  static func live(
    _ configure: @escaping @Sendable (inout Configuration) -> Void = { _ in },
    _ body: @escaping @Sendable (Scene) async throws -> Void
  ) async throws {
    let asked = Asked()
    var faces = Faces.standard
    let standard = faces.site
    faces.site = { parts in
      let site = try standard(parts)
      return SiteResponder(
        respond: {
          asked.count.wrappingAdd(1, ordering: .relaxed)
          return try await site.respond($0, $1)
        }, ready: site.ready)
    }
    try await HostFileTests.with(
      faces: faces,
      configure: {
        $0.port = 0
        configure(&$0)
      }
    ) { files in
      try await files.app.application.test(.live) { client in
        try await body(Scene(files: files, port: try #require(client.port), asked: asked))
      }
    }
  }

  static func fill(_ scene: Scene, _ word: String = "Brot") async throws -> Artifact {
    let files = scene.files
    let page = try files.put("index.html", HostFileTests.page + word)
    try await files.publish([
      page, try files.put("about/index.html", "<p>\(word)"),
      try files.put("a/s.1111111111.css", String(repeating: "p{margin:0}", count: 200), type: "text/css"),
      try files.put("a/p.1111111111.jpg", String(repeating: "x", count: 300_000), type: "image/jpeg"),
      try files.put("old/index.html", "<p>moved", redirect: .moved("/about/")),
      try files.put("gone/index.html", "<p>gone", redirect: .gone), try files.put("404.html", "<p>missing"),
    ])
    for path in ["/", "/about/", "/a/s.1111111111.css"] {
      for encoding in ["", "gzip", "br"] { _ = try await scene.text(get(path, "Accept-Encoding: \(encoding)\r\n")) }
    }
    return page
  }

  static func get(_ path: String = "/", _ fields: String = "", _ method: String = "GET") -> String {
    "\(method) \(path) HTTP/1.1\r\nHost: oven.site.localhost\r\n\(fields)\r\n"
  }

  // MARK: The same answers

  @Test("A page that is in memory is answered without the face, whole, to HEAD and to who has it")
  func ready() async throws {
    try await Self.live { scene in
      let page = try await Self.fill(scene)
      for method in ["GET", "HEAD"] {
        for fields in [
          "", "Accept-Encoding: gzip, deflate, br, zstd\r\n", "Accept-Encoding: gzip\r\nConnection: keep-alive\r\n",
          "If-None-Match: \"\(page.hash)\"\r\n", "If-None-Match: W/\"\(page.hash)-br\"\r\nAccept-Encoding: br\r\n",
          "If-None-Match: *\r\n", "If-None-Match: \"x\"\r\nUser-Agent: test\r\nCookie: a=b\r\n",
        ] {
          let request = Self.get("/", fields, method)
          let before = scene.count
          let answer = try await scene.text(request)
          #expect(scene.count == before, "\(request)")
          #expect(try await answer == scene.slow(request))
          #expect(answer.hasPrefix("HTTP/1.1 \(fields.contains("x\"") || !fields.contains("None") ? 200 : 304) "))
        }
      }
    }
  }

  static let methods = ["GET", "GET", "GET", "GET", "HEAD", "HEAD", "OPTIONS", "get"]
  static let targets = [
    "/", "/", "/", "/about/", "/about/", "/a/s.1111111111.css", "/a/p.1111111111.jpg", "/about", "/about.html",
    "/index.html", "/old/", "/gone/", "/nowhere", "/nowhere/", "/?q=1", "//", "/./", "/../x", "/%61bout/", "/about/.",
    "/a\\b", "/a\"b", "/~x", "/healthz", "http://oven.site.localhost/", "http://other.example/", "*",
  ]
  static let hosts = [
    "Host: oven.site.localhost\r\n", "Host: oven.site.localhost\r\n", "Host: oven.site.localhost\r\n",
    "Host: OVEN.Site.localhost:8080\r\n", "host:oven.site.localhost.\r\n", "Host: nobody.site.localhost\r\n",
    "Host: other.example\r\n", "Host: oven.site.localhost \r\n", "Host:\r\n", "",
    "Host: oven.site.localhost\r\nHost: other.example\r\n", "Host: oven.site.localhost:x\r\n", "Host: a/b\r\n",
  ]
  static let fields = [
    "", "", "", "Accept-Encoding: br\r\n", "Accept-Encoding: gzip\r\n", "Accept-Encoding: gzip;q=0, br\r\n",
    "Accept-Encoding:\r\n", "Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n", "If-None-Match: *\r\n",
    "If-None-Match: \"x\"\r\n", "Range: bytes=0-9\r\n", "Connection: keep-alive\r\n", "Content-Length: 0\r\n",
    "X-Long: \(String(repeating: "x", count: 3000))\r\n", "X:  y \t\r\n", "TE: trailers\r\n",
  ]
  /// Ends of requests after which nobody reads on.
  static let last = [
    "Connection: close\r\n\r\n", "Content-Length: 5\r\n\r\nGET /",
    "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "Content-Length: 2\r\nContent-Length: 3\r\n\r\nab", "X : y\r\n\r\n",
    "X: a\r\n folded\r\n\r\n", "X: \u{0}\r\n\r\n", "no colon\r\n\r\n", "X: a", "",
    "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
  ]

  @Test("Whatever is asked, alone or one after another, is answered as the face answers it")
  func sameAnswers() async throws {
    try await Self.live { scene in
      _ = try await Self.fill(scene)
      var random = Dice(state: 0x5EED)
      var answeredHere = 0
      for round in 0..<250 {
        var stream = ""
        for _ in 0..<random.number(4) + 1 {
          stream += "\(random.one(Self.methods)) \(random.one(Self.targets)) HTTP/1.1\r\n"
          stream += random.one(Self.hosts) + random.one(Self.fields) + random.one(Self.fields) + "\r\n"
        }
        if random.number(3) == 0 {
          stream +=
            "GET / HTTP/1.\(random.number(3) == 0 ? 0 : 1)\r\nHost: oven.site.localhost\r\n" + random.one(Self.last)
        }
        // A form may just have been made smaller.
        for attempt in 0... {
          let before = try await scene.slow(stream)
          let count = scene.count
          let answer = try await scene.text(stream)
          let asked = scene.count - count
          let after = try await scene.slow(stream)
          guard before == after || attempt == 20 else { continue }
          #expect(answer == after, "round \(round):\n\(stream)")
          if answer == after, answer.components(of: "HTTP/1.1 ") > asked { answeredHere += 1 }
          break
        }
      }
      #expect(answeredHere > 60)
    }
  }

  @Test("It does not matter where requests are cut")
  func cut() async throws {
    try await Self.live { scene in
      _ = try await Self.fill(scene)
      let stream =
        Self.get("/about/") + Self.get("/?q") + Self.get("/", "Accept-Encoding: gzip\r\n", "HEAD")
        + Self.get("/about/", "Content-Length: 0\r\n") + Self.get("/nowhere")
      let whole = try await scene.slow(stream)
      #expect(whole.components(of: "HTTP/1.1 ") == 5)
      let bytes = Array(stream.utf8)
      for position in 1..<bytes.count {
        let answer = try await scene.text(
          String(decoding: bytes[..<position], as: UTF8.self), String(decoding: bytes[position...], as: UTF8.self))
        #expect(answer == whole, "cut at \(position)")
      }
      let one = try #require(RawClient(port: scene.port))
      for byte in bytes {
        one.send([byte])
        try await Task.sleep(for: .microseconds(200))
      }
      one.finish()
      while !one.isClosed { try await Task.sleep(for: .milliseconds(1)) }
      #expect(comparable(one.receivedBytes) == whole)
    }
  }

  @Test("Nothing is answered here for another host than a published site's, nor after it on the same connection")
  func otherHosts() async throws {
    try await Self.live { scene in
      _ = try await Self.fill(scene)
      for host in ["portal.localhost", "oven.draft.localhost", "other.example", "nobody.site.localhost"] {
        let request = "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n"
        let before = scene.count
        let answer = try await scene.text(request + Self.get())
        let body = try await scene.text(Self.get())
        #expect(!answer.hasPrefix("HTTP/1.1 200 OK") || host == "portal.localhost", "\(host)")
        #expect(answer.hasSuffix(body) && answer.components(of: "HTTP/1.1 ") == 2)
        #expect(scene.count > before || host == "nobody.site.localhost", "\(host)")
      }
    }
  }

  // MARK: What is live

  @Test("A publish, a rollback and a page that goes show with the next request of the same connection")
  func releases() async throws {
    try await Self.live { scene in
      let store = scene.files.app.store
      let client = try #require(RawClient(port: scene.port))
      var seen = 0
      func next(_ path: String = "/about/") async throws -> String {
        client.send(Self.get(path))
        let begin = ContinuousClock.now
        while client.received.components(of: "\r\n\r\n") == seen, ContinuousClock.now - begin < .seconds(5) {
          try await Task.sleep(for: .milliseconds(1))
        }
        try await Task.sleep(for: .milliseconds(20))
        let text = client.received
        seen = text.components(of: "\r\n\r\n")
        return String(text[(text.ranges(of: "HTTP/1.1 ").last?.lowerBound ?? text.startIndex)...])
      }
      _ = try await Self.fill(scene, "one")
      for _ in 0..<2 { #expect(try await next().hasSuffix("<p>one")) }
      let before = scene.count
      #expect(try await next().hasSuffix("<p>one"))
      #expect(scene.count == before)
      _ = try await Self.fill(scene, "two")
      for _ in 0..<2 { #expect(try await next().hasSuffix("<p>two")) }
      try await store.setLive(1, of: scene.files.key)
      // As this process says it, without any time gone.
      scene.files.app.parts.live.changed(scene.files.key)
      for _ in 0..<2 { #expect(try await next().hasSuffix("<p>one")) }
      try await scene.files.publish([try scene.files.put("about/index.html", "", redirect: .gone)])
      for _ in 0..<2 { #expect(try await next().hasPrefix("HTTP/1.1 410 ")) }
      try await scene.files.publish([try scene.files.put("about/index.html", "", redirect: .moved("/x/"))])
      for _ in 0..<2 { #expect(try await next().hasPrefix("HTTP/1.1 308 ")) }
      try await scene.files.publish([try scene.files.put("index.html", "<p>1")])
      for _ in 0..<2 { #expect(try await next().hasPrefix("HTTP/1.1 404 ")) }
    }
  }

  @Test("A domain that comes, is second to another or goes")
  func domains() async throws {
    try await Self.live { scene in
      _ = try await Self.fill(scene)
      let (app, key) = (scene.files.app, scene.files.key)
      func status(_ host: String) async throws -> String {
        app.clock.advance(seconds: 1)
        let request = "GET /about/ HTTP/1.1\r\nHost: \(host)\r\n\r\n"
        let first = try await scene.text(request)
        #expect(try await scene.text(request) == first)
        return String(first.dropFirst(9).prefix(3))
      }
      #expect(try await status("oven.example") == "421")
      _ = try await app.store.setDomain(DomainName("oven.example")!, isMain: true, of: key)
      #expect(try await status("oven.example") == "200")
      #expect(try await status("oven.site.localhost") == "308")
      _ = try await app.store.setDomain(DomainName("www.oven.example")!, isMain: true, of: key)
      // Until a request for the new name has arrived.
      #expect(try await status("oven.example") == "200")
      #expect(try await status("www.oven.example") == "200")
      #expect(try await status("oven.example") == "308")
      try await app.store.removeDomain("www.oven.example", of: key)
      try await app.store.removeDomain("oven.example", of: key)
      #expect(try await status("www.oven.example") == "421")
      #expect(try await status("oven.site.localhost") == "200")
    }
  }

  // MARK: Clients that misbehave

  @Test(
    "Who sends requests and reads no answers is held up, gets all in order when he reads, and is closed when he does not"
  )
  func slowReaders() async throws {
    let configure: @Sendable (inout Configuration) -> Void = {
      $0.limits.request = .milliseconds(1500)
      $0.limits.idle = .seconds(20)
      $0.limits.check = .milliseconds(50)
    }
    try await Self.live(configure) { scene in
      _ = try await Self.fill(scene)
      let big = try scene.files.put("big.html", String(repeating: "0123456789", count: 20_000))
      try await scene.files.publish([big])
      let request = Self.get("/big.html")
      let one = try await scene.exchange([request])
      let count = 300
      let patient = try #require(RawClient(port: scene.port))
      for _ in 0..<count { patient.send(request) }
      patient.finish()
      try await Task.sleep(for: .milliseconds(300))
      while !patient.isClosed { try await Task.sleep(for: .milliseconds(1)) }
      #expect(patient.receivedBytes.count == one.count * count)

      let impatient = try #require(RawClient(port: scene.port))
      for _ in 0..<count { impatient.send(request) }
      try await Task.sleep(for: .seconds(4))
      for _ in 0..<200 where !impatient.isClosed { try await Task.sleep(for: .milliseconds(10)) }
      #expect(impatient.isClosed)
      #expect(impatient.receivedBytes.count < one.count * count)
    }
  }

  @Test("A service that stops cuts no answer in two")
  func stop() async throws {
    let reading = Mutex<Task<(count: Int, size: Int), any Error>?>(nil)
    try await Self.live { scene in
      try await scene.files.publish([
        try scene.files.put("big.html", String(repeating: "0123456789", count: 20_000))
      ])
      let request = Self.get("/big.html")
      _ = try await scene.exchange([request])
      let size = try await scene.exchange([request]).count
      let client = try #require(RawClient(port: scene.port))
      for _ in 0..<300 { client.send(request) }
      try await Task.sleep(for: .milliseconds(200))
      reading.withLock {
        // Reads when the service is on its way down.
        $0 = Task {
          try await Task.sleep(for: .milliseconds(300))
          try await client.wait(atMost: .seconds(20)) { _ in false }
          return (client.receivedBytes.count, size)
        }
      }
    }
    let (count, size) = try await #require(reading.withLock { $0 }).value
    #expect(count > 0 && count < 300 * size && count % size == 0, "\(count) of \(size) each")
  }

  @Test("Connections that only ask for what is ready end in time, too")
  func deadlines() async throws {
    let configure: @Sendable (inout Configuration) -> Void = {
      $0.limits.idle = .milliseconds(900)
      $0.limits.check = .milliseconds(50)
    }
    try await Self.live(configure) { scene in
      _ = try await Self.fill(scene)
      for (start, drips) in [(Self.get(), false), (Self.get() + "GET /about/ HTTP/1.1\r\nX: ", true), ("GET /", true)] {
        let client = try #require(RawClient(port: scene.port))
        client.send(start)
        let begin = ContinuousClock.now
        while !client.isClosed, ContinuousClock.now - begin < .seconds(10) {
          if drips { client.send("1") }
          try await Task.sleep(for: .milliseconds(50))
        }
        #expect(client.isClosed && ContinuousClock.now - begin < .seconds(8), "\(start)")
      }
      // Who goes on asking stays.
      let client = try #require(RawClient(port: scene.port))
      for _ in 0..<10 {
        client.send(Self.get("/about/"))
        try await Task.sleep(for: .milliseconds(200))
      }
      #expect(!client.isClosed && client.received.components(of: "HTTP/1.1 200 ") == 10)
    }
  }
}

/// As text, without what may differ from one moment to the next.
private func comparable(_ bytes: [UInt8]) -> String {
  var text = String(decoding: bytes, as: UTF8.self)
  for range in text.ranges(of: "\r\nDate: ").reversed() {
    let value = range.upperBound..<text[range.upperBound...].firstIndex(of: "\r\n")!
    // RFC 9110, section 5.6.7.
    #expect(text[value].utf8.count == 29 && text[value].hasSuffix(" GMT"))
    text.replaceSubrange(value, with: "…")
  }
  // Each request has a number of its own, of one length.
  for range in text.ranges(of: "urn:foyer:request:").reversed() {
    let value = range.upperBound..<text[range.upperBound...].firstIndex(of: "\"")!
    #expect(text[value].utf8.count == 15)
    text.replaceSubrange(value, with: "…")
  }
  return text
}

extension String {
  fileprivate func components(of part: String) -> Int { ranges(of: part).count }
}

/// The same numbers in each run.
private struct Dice {
  var state: UInt64

  mutating func number(_ limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((value ^ (value >> 31)) % UInt64(limit))
  }

  mutating func one(_ all: [String]) -> String { all[number(all.count)] }
}
