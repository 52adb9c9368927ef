import Access
import App
import Database
import Glibc
import HTTPTypes
import Hummingbird
import Model
import Store
import Synchronization
import Testing
import Web

@Suite("The host name decides who answers")
struct HostDispatchTests {
  static let rows: [(host: String?, status: Int, text: String)] = [
    ("portal.localhost:8080", 404, "notFound"),
    ("PORTAL.localhost", 404, "notFound"),
    ("portal.localhost.:8080", 404, "notFound"),
    ("demo.draft.localhost:8080", 200, "draft of demo"),
    ("Demo.Draft.LOCALHOST:1", 200, "draft of demo"),
    ("demo.site.localhost:8080", 200, "site demo"),
    ("a-b-9.site.localhost", 200, "site a-b-9"),
    ("a.b.site.localhost", 421, "portal.localhost:8080"),
    (".site.localhost", 421, "no site called"),
    ("localhost:8080", 421, "no site called localhost"),
    ("127.0.0.1:8080", 421, "no site called"),
    ("[::1]:8080", 421, "no site called [::1]"),
    ("evil.example", 421, "no site called evil.example"),
    ("portal.localhost.evil.example", 421, "no site"),
    (nil, 400, "one Host header"),
    ("", 400, "one Host header"),
    ("portal.localhost:80a", 400, "one Host header"),
    ("portal.localhost:", 404, "notFound"),
    ("port al.localhost", 400, "one Host header"),
    ("[::1", 400, "one Host header"),
    ("<script>", 400, "one Host header"),
  ]

  @Test(arguments: rows)
  func dispatch(host: String?, status: Int, text: String) async throws {
    try await TestApp.with { app in
      let answer = try await app.send(.get, "/nothing", host: host)
      #expect(answer.status == status)
      #expect(answer.text.contains(text), "\(answer.text)")
    }
  }

  @Test func aSecondHostHeaderIsRefused() async throws {
    try await TestApp.with { app in
      let answer = try await app.send(.get, "/who", [HTTPField.Name("Host")!: "portal.localhost:8080"])
      #expect(answer.status == 400)
    }
  }

  @Test("Health is answered on any host; what runs there is told on this machine only")
  func health() async throws {
    try await TestApp.with { app in
      for host in ["127.0.0.1:8080", "portal.localhost", "nowhere.example"] {
        let outside = try await app.send(.get, "/healthz", host: host)
        #expect(outside.status == 200 && outside.text == "ok")
        let inside = try await app.send(.get, "/healthz", host: host, address: "127.0.0.1")
        #expect(inside.json?["status"]?.string == "ok")
        #expect(inside.json?["version"]?.string?.isEmpty == false)
      }
    }
  }

  @Test("Health says in one word what keeps changes from being stored, until one is, and stores nothing itself")
  func poorHealth() async throws {
    try await TestApp.with { app in
      let database = app.store.database
      let large = Statement("large", "CREATE TABLE large AS SELECT zeroblob(4000000) AS content")
      func limit(_ pages: Int) async throws {
        try await database.write { try $0.query(Statement("limit", "PRAGMA max_page_count=\(pages)")) { _ in } }
      }
      try await limit(1)
      await #expect(throws: DatabaseError.self) { try await database.write { try $0.execute(large) } }
      let before = database.commitCounts.writes
      for host in ["portal.localhost", "demo.site.localhost", "nowhere.example"] {
        let outside = try await app.send(.get, "/healthz", host: host)
        #expect(outside.status == 503 && outside.text == "failing: full")
        let inside = try await app.send(.get, "/healthz", host: host, address: "127.0.0.1")
        #expect(inside.status == 503 && inside.json?["reason"] == "full")
        #expect(inside.json?["detail"]?.string?.contains("no space on the disk") == true)
      }
      #expect(database.commitCounts.writes == before)
      try await limit(1_000_000)
      #expect(try await app.send(.get, "/healthz").text == "ok")
      try await database.write { try $0.execute(large) }
      #expect(try await app.send(.get, "/healthz").status == 200)
    }
  }

  @Test("Health notices a change that waits too long, and a disk that is as good as full")
  func healthOfParts() async throws {
    try await TestApp.with { app in
      var health = ServiceHealth(store: app.store)
      #expect(health.trouble == nil)
      health.neededSpace = .max
      #expect(health.trouble?.word == "full")
      health.neededSpace = 0
      health.longestWait = .milliseconds(20)
      let isOver = Atomic(false)
      async let waiting: Void = app.store.database.write { _ in
        while !isOver.load(ordering: .relaxed) { usleep(1000) }
      }
      for _ in 0..<12_000 where health.trouble == nil { try await Task.sleep(for: .milliseconds(5)) }
      #expect(health.trouble?.word == "stuck")
      isOver.store(true, ordering: .relaxed)
      try await waiting
      #expect(health.trouble == nil)
    }
  }

  @Test("A proxy on this machine sees health as everybody does")
  func healthThroughProxy() async throws {
    try await TestApp.with(configure: { $0.trustedProxies = AddressRange.loopback }) { app in
      for name in ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"] {
        let answer = try await app.send(
          .get, "/healthz", [HTTPField.Name(name)!: "127.0.0.1"], address: "127.0.0.1")
        #expect(answer.text == "ok", "\(name)")
      }
    }
  }

  static let proxies = ["10.0.0.0/8", "127.0.0.1", "2001:db8::/32"]
  static let forwarded: [(peer: String, header: [String], client: String)] = [
    ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"), ("127.0.0.1", ["6.6.6.6, 198.51.100.7, 10.1.2.3"], "198.51.100.7"),
    ("127.0.0.1", ["6.6.6.6", "198.51.100.7"], "198.51.100.7"), ("::ffff:127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
    ("2001:db8:5::1", ["2001:DB9:0::1"], "2001:db9::1"), ("127.0.0.1", [], "127.0.0.1"),
    ("127.0.0.1", ["10.0.0.1"], "127.0.0.1"), ("127.0.0.1", ["6.6.6.6, unknown"], "127.0.0.1"),
    ("127.0.0.1", ["6.6.6.6,"], "127.0.0.1"), ("127.0.0.1", ["nonsense, 198.51.100.7"], "198.51.100.7"),
    ("127.0.0.1", ["198.51.100.7:80"], "127.0.0.1"), ("127.0.0.2", ["198.51.100.7"], "127.0.0.2"),
    ("192.0.2.7", ["198.51.100.7"], "192.0.2.7"),
  ]

  @Test("Only a trusted proxy's word about the client is taken", arguments: forwarded)
  func clientAddress(peer: String, header: [String], client: String) async throws {
    var faces = Faces.probes
    faces.site = { _ in SiteResponder { _, context in Response.text(context.clientAddress) } }
    let configure: (inout Configuration) -> Void = {
      $0.trustedProxies = Self.proxies.compactMap { Configuration.proxy($0) }
    }
    try await TestApp.with(faces: faces, configure: configure) { app in
      var headers: HTTPFields = [:]
      headers[values: HTTPField.Name("X-Forwarded-For")!] = header
      let answer = try await app.send(.get, "/", host: "demo.site.localhost", headers, address: peer)
      #expect(answer.text == client)
    }
  }

  @Test("Ranges of addresses")
  func ranges() {
    for text in ["", "10", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::/129", "a.example", "10.0.0.0/8/8"] {
      #expect(AddressRange(text) == nil, "\(text)")
    }
    #expect(AddressRange("10.1.0.0/15")!.contains(IPAddress("10.0.255.1")!))
    #expect(!AddressRange("10.1.0.0/15")!.contains(IPAddress("10.2.0.0")!))
    #expect(AddressRange("::/0")!.contains(IPAddress("2001:db8::1")!))
    #expect(!AddressRange("::/0")!.contains(IPAddress("10.0.0.1")!))
    #expect(!AddressRange("192.0.2.4")!.contains(IPAddress("192.0.2.5")!))
  }

  @Test("What is no path on the host is refused")
  func targets() async throws {
    try await TestApp.with { app in
      for (method, target, status) in [
        (.get, "/who", 200), (.get, "//who", 200), (.get, "who", 400), (.get, "", 400), (.get, "*", 400),
        (.get, "http://demo.site.localhost:8080/who", 400), (.get, "http://evil.example/who", 400),
        (.options, "*", 200), (.options, "http://evil.example/", 400),
      ] as [(HTTPRequest.Method, String, Int)] {
        let answer = try await app.send(method, target, host: "demo.site.localhost:8080")
        #expect(answer.status == status, "\(method) \(target)")
      }
    }
  }

  static let heads: [(path: String, host: String)] = [
    ("/nothing", "portal.localhost"), ("/api/v1/nothing", "portal.localhost"), ("/healthz", "portal.localhost"),
    ("/who", "portal.localhost"), ("/", "demo.draft.localhost"), ("/", "demo.site.localhost"), ("/", "evil.example"),
    ("/", "<script>"),
  ]

  @Test("HEAD answers as GET does, without a body", arguments: heads)
  func head(path: String, host: String) async throws {
    try await TestApp.with { app in
      let get = try await app.send(.get, path, host: host)
      let head = try await app.send(.head, path, host: host)
      #expect(head.status == get.status)
      #expect(head.body.isEmpty)
      #expect(!get.body.isEmpty && head.header("Content-Length") == "\(get.body.count)")
      #expect(head.header("Content-Type") == get.header("Content-Type"))
    }
  }

  @Test("Addresses are built from the configuration")
  func addresses() throws {
    let local = try Origins(portal: "http://portal.localhost:8080/")
    #expect(local.portalURL("/login") == "http://portal.localhost:8080/login")
    #expect(local.siteURL("demo") == "http://demo.site.localhost:8080/")
    #expect(local.allDraftOrigins == "http://*.draft.localhost:8080")
    let public_ = try Origins(portal: "https://portal.example.de:443")
    #expect(public_.draftOrigin("demo") == "https://demo.draft.example.de")
    for wrong in [
      "http://portal.example.de", "ftp://x", "portal.localhost", "https://", "https://single", "http://127.0.0.1",
    ] {
      #expect(throws: OriginError.self, "\(wrong)") { try Origins(portal: wrong) }
    }
  }
}
