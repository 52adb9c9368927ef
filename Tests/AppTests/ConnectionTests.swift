import App
import Glibc
import Hummingbird
import HummingbirdTesting
import Testing
import Web

@Suite("Connections end in time")
struct ConnectionTests {
  /// What a client sends, and whether it goes on sending a byte now and then.
  static let rows: [(name: String, start: String, drips: Bool)] = [
    ("nothing at all", "", false),
    ("a head that never ends", "GET / HTTP/1.1\r\nHost: portal.localhost\r\nX-A: ", true),
    (
      "a body that never ends",
      "POST /json HTTP/1.1\r\nHost: portal.localhost\r\nSec-Fetch-Site: same-origin\r\n"
        + "Content-Type: application/json\r\nContent-Length: 900\r\n\r\n", true
    ),
    (
      "a body that is refused and goes on",
      "PUT /plain HTTP/1.1\r\nHost: portal.localhost\r\nContent-Length: 900\r\n\r\n", true
    ),
    (
      "a file that trickles",
      "POST /file HTTP/1.1\r\nHost: portal.localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 90000\r\n\r\n",
      true
    ),
    ("one request and then nothing", "GET /healthz HTTP/1.1\r\nHost: portal.localhost\r\n\r\n", false),
  ]

  @Test(arguments: rows)
  func slowClients(name: String, start: String, drips: Bool) async throws {
    try await live { port in
      let client = try #require(RawClient(port: port))
      client.send(start)
      let begin = ContinuousClock.now
      while !client.isClosed, ContinuousClock.now - begin < .seconds(10) {
        if drips { client.send("1") }
        try await Task.sleep(for: .milliseconds(50))
      }
      #expect(client.isClosed)
      #expect(ContinuousClock.now - begin < .seconds(8))
    }
  }

  @Test("A file may take longer than other requests, as long as it comes at its rate") func slowFile() async throws {
    let part = String(repeating: "a", count: 40_000)
    try await live {
      $0.limits.request = .seconds(2)
      $0.limits.upload = .seconds(600)
      // The first part earns the time for the second one, however slow this machine is.
      $0.limits.uploadRate = 200
    } _: { port in
      let client = try #require(RawClient(port: port))
      let begin = ContinuousClock.now
      client.send(
        "POST /file HTTP/1.1\r\nHost: portal.localhost\r\nSec-Fetch-Site: same-origin\r\n"
          + "Content-Length: \(2 * part.utf8.count)\r\n\r\n" + part)
      while ContinuousClock.now - begin < .seconds(3) { try await Task.sleep(for: .milliseconds(100)) }
      #expect(!client.isClosed)
      client.send(part)
      try await client.wait(atMost: .seconds(60)) { $0.received.hasSuffix("bytes") }
      #expect(client.received.hasPrefix("HTTP/1.1 200 ") && client.received.hasSuffix("80000 bytes"))
    }
  }

  @Test("A file that comes more slowly has no more time than anything else") func slowerFile() async throws {
    try await live {
      $0.limits.upload = .seconds(600)
    } _: { port in
      let client = try #require(RawClient(port: port))
      client.send(
        "POST /file HTTP/1.1\r\nHost: portal.localhost\r\nSec-Fetch-Site: same-origin\r\n"
          + "Content-Length: 200000\r\n\r\n")
      try await client.wait(atMost: .seconds(60)) { client in
        client.send(String(repeating: "a", count: 90))
        return client.isClosed
      }
      #expect(client.isClosed && client.received.isEmpty)
    }
  }

  @Test("A guest's file that trickles ends sooner than other requests do") func impatience() async throws {
    try await live {
      $0.limits.request = .seconds(60)
      $0.limits.upload = .seconds(600)
    } _: { port in
      let client = try #require(RawClient(port: port))
      client.send(
        "POST /impatient HTTP/1.1\r\nHost: portal.localhost\r\nSec-Fetch-Site: same-origin\r\n"
          + "Content-Length: 200000\r\n\r\n")
      let begin = ContinuousClock.now
      try await client.wait(atMost: .seconds(30)) { client in
        client.send("a")
        return client.isClosed
      }
      #expect(client.isClosed && client.received.isEmpty && ContinuousClock.now - begin < .seconds(20))
    }
  }

  @Test("No file takes for ever") func endlessFile() async throws {
    try await live { port in
      let client = try #require(RawClient(port: port))
      client.send(
        "POST /file HTTP/1.1\r\nHost: portal.localhost\r\nSec-Fetch-Site: same-origin\r\n"
          + "Content-Length: 200000\r\n\r\n")
      let begin = ContinuousClock.now
      while !client.isClosed, ContinuousClock.now - begin < .seconds(12) {
        client.send(String(repeating: "a", count: 600))
        try await Task.sleep(for: .milliseconds(50))
      }
      #expect(client.isClosed && ContinuousClock.now - begin < .seconds(9))
    }
  }

  @Test("The number of a request tells nothing of those before it") func requestNumbers() async throws {
    try await live(Self.patient) { port in
      var numbers: [String] = []
      for _ in 0..<3 {
        let client = try #require(RawClient(port: port))
        client.send("GET /nothing HTTP/1.1\r\nHost: portal.localhost\r\nConnection: close\r\n\r\n")
        try await client.wait(atMost: .seconds(60)) { $0.received.contains("urn:foyer:request:") }
        let number = client.received.split(separator: "urn:foyer:request:").last?.prefix { $0 != "\"" }
        numbers.append(String(try #require(number)))
      }
      #expect(Set(numbers.map { $0.prefix(6) }).count == 3 && numbers.allSatisfy { $0.count >= 12 }, "\(numbers)")
    }
  }

  @Test("Large heads are refused")
  func largeHead() async throws {
    try await live { port in
      let client = try #require(RawClient(port: port))
      client.send(
        "GET / HTTP/1.1\r\nHost: portal.localhost\r\nX-A: \(String(repeating: "a", count: 40_000))\r\n\r\n")
      try await Task.sleep(for: .milliseconds(500))
      #expect(client.received.hasPrefix("HTTP/1.1 4") || client.isClosed)
    }
  }

  /// What follows the head of a request that brings JSON.
  static let broken: [(name: String, rest: String)] = [
    ("an encoding that nobody knows", "Transfer-Encoding: rot13\r\n\r\nabc"),
    ("an encoding beside chunks", "Transfer-Encoding: gzip, rot13\r\n\r\n"),
    ("a chunk without a length", "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n"),
    ("a chunk longer than it says", "Transfer-Encoding: chunked\r\n\r\n1\r\n{}\r\n0\r\n\r\n"),
    (
      "too many trailers",
      "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
        + (0..<200).map { "X-\($0): a\r\n" }.joined() + "\r\n"
    ),
  ]

  @Test("A broken body is the client's mistake", arguments: broken)
  func brokenBody(name: String, rest: String) async throws {
    try await live(Self.patient) { port in
      let client = try #require(RawClient(port: port))
      client.send(
        "POST /json HTTP/1.1\r\nHost: portal.localhost\r\nSec-Fetch-Site: same-origin\r\n"
          + "Content-Type: application/json\r\n\(rest)")
      try await client.wait(atMost: .seconds(60)) { !$0.received.isEmpty }
      #expect(client.received.hasPrefix("HTTP/1.1 400 "), "\(client.received.prefix(200))")
    }
  }

  /// What a request line asks for, the Host field beside it, and how the answer begins and what it holds.
  static let targets: [(target: String, host: String, status: Int, text: String)] = [
    ("http://demo.site.localhost/who", "demo.site.localhost", 200, "site demo"),
    ("HTTP://Demo.SITE.localhost:80/", "demo.site.localhost.", 200, "site demo"),
    ("http://demo.site.localhost:8080/?q=http://evil.example/", "demo.site.localhost:8080", 200, "site demo"),
    ("https://demo.site.localhost/", "demo.site.localhost:443", 200, "site demo"),
    ("http://demo.site.localhost", "demo.site.localhost", 200, "site demo"),
    ("http://demo.site.localhost?q=1", "demo.site.localhost", 200, "site demo"),
    ("http://portal.localhost/language", "portal.localhost", 200, "de"),
    ("/http://evil.example/", "demo.site.localhost", 200, "site demo"),
    ("http://evil.example/", "demo.site.localhost", 400, "another host"),
    ("http://evil.example/who", "portal.localhost", 400, "another host"),
    ("http://portal.localhost/who", "demo.site.localhost", 400, "another host"),
    ("http://demo.site.localhost/", "portal.localhost", 400, "another host"),
    ("http://demo.site.localhost/healthz", "evil.example", 400, "another host"),
    ("http://demo.site.localhost:8080/", "demo.site.localhost", 400, "another host"),
    ("http://demo.site.localhost/", "demo.site.localhost:443", 400, "another host"),
    ("http://me@demo.site.localhost/", "demo.site.localhost", 400, "another host"),
    ("http://demo.site.localhost#/", "demo.site.localhost", 400, ""),
    ("ftp://demo.site.localhost/", "demo.site.localhost", 400, "another host"),
    ("http:///who", "demo.site.localhost", 400, ""), ("x:/who", "demo.site.localhost", 400, ""),
    ("who", "demo.site.localhost", 400, ""), ("*", "demo.site.localhost", 400, ""),
  ]

  @Test("A target that names a host names the one in the Host field", arguments: targets)
  func absoluteTarget(target: String, host: String, status: Int, text: String) async throws {
    try await live(Self.patient) { port in
      // Also behind a request that is answered as usual.
      for before in ["", "GET /healthz HTTP/1.1\r\nHost: demo.site.localhost\r\n\r\n"] {
        let client = try #require(RawClient(port: port))
        client.send("\(before)GET \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
        try await client.wait(atMost: .seconds(60)) { $0.isClosed }
        let last = client.received.split(separator: "HTTP/1.1 ").last ?? ""
        #expect(last.hasPrefix("\(status) ") && last.contains(text), "\(client.received)")
      }
    }
  }

  @Test("A connection serves one request after another")
  func keepAlive() async throws {
    try await live(Self.patient) { port in
      let client = try #require(RawClient(port: port))
      for count in 1...3 {
        client.send("GET /healthz HTTP/1.1\r\nHost: demo.site.localhost\r\n\r\n")
        try await client.wait(atMost: .seconds(60)) { $0.received.split(separator: "200 OK").count > count }
      }
      #expect(client.received.split(separator: "HTTP/1.1 200 OK").count == 3)
    }
  }

  @Test("One client has so many connections at a time, and gets new ones for those that have ended")
  func connectionsOfClient() async throws {
    let configure: (inout Configuration) -> Void = {
      $0.port = 0
      // Five and the connection of the test itself.
      $0.limits.connectionsOfClient = 6
      $0.limits.uncounted = []
    }
    try await TestApp.with(configure: configure) { app in
      try await app.application.test(.live) { client in
        let port = try #require(client.port)
        var clients: [RawClient] = []
        for _ in 0..<5 { clients.append(try await answered(port)) }
        let surplus = try #require(RawClient(port: port))
        let begin = ContinuousClock.now
        while !surplus.isClosed, ContinuousClock.now - begin < .seconds(5) {
          try await Task.sleep(for: .milliseconds(10))
        }
        #expect(surplus.isClosed)
        #expect(clients.allSatisfy { !$0.isClosed })
        clients.removeAll()
        try await Task.sleep(for: .milliseconds(300))
        #expect(try await !answered(port).isClosed)
      }
    }
  }

  private func answered(_ port: Int) async throws -> RawClient {
    let client = try #require(RawClient(port: port))
    client.send("GET /healthz HTTP/1.1\r\nHost: portal.localhost\r\n\r\n")
    let begin = ContinuousClock.now
    while client.received.isEmpty, ContinuousClock.now - begin < .seconds(5) {
      try await Task.sleep(for: .milliseconds(10))
    }
    #expect(client.received.hasPrefix("HTTP/1.1 200 "))
    return client
  }

  @Test("Connections fit into the limit of open files")
  func openFiles() throws {
    for (configured, limit, expected) in [
      (2000, 65_536, 2000), (2000, 1024, 768), (2000, 512, 256), (100, 1024, 100), (2000, 511, nil), (2000, 0, nil),
    ] as [(Int, Int, Int?)] {
      #expect((try? OpenFiles.connections(configured, limit: limit)) == expected)
    }
    #expect(OpenFiles.raise() >= 512)
    let failure = CommandFailure(ConfigurationError.openFiles(limit: 100, needed: 512))
    #expect(failure.code == .configuration && failure.description.contains("100 files"))
  }

  /// For what has nothing to do with time: a machine that is busy is no reason to end a connection.
  private static let patient: @Sendable (inout Configuration) -> Void = {
    $0.limits.request = .seconds(60)
    $0.limits.idle = .seconds(60)
  }

  private func live(
    _ further: @escaping (inout Configuration) -> Void = { _ in },
    _ body: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    let configure: (inout Configuration) -> Void = {
      $0.limits.request = .milliseconds(600)
      $0.limits.idle = .milliseconds(900)
      $0.limits.check = .milliseconds(50)
      $0.limits.upload = .seconds(5)
      $0.limits.uploadRate = 6000
      $0.port = 0
      further(&$0)
    }
    try await TestApp.with(configure: configure) { app in
      try await app.application.test(.live) { client in try await body(try #require(client.port)) }
    }
  }
}

/// A socket that says exactly what it is told.
final class RawClient: @unchecked Sendable {
  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var isOver = false

  init?(port: Int) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { return nil }
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit { close(descriptor) }

  /// Waits until something is so; for a machine that is busy, much longer than it takes.
  func wait(atMost limit: Duration, until isSo: (RawClient) -> Bool) async throws {
    let begin = ContinuousClock.now
    while !isSo(self), !isClosed, ContinuousClock.now - begin < limit { try await Task.sleep(for: .milliseconds(50)) }
  }

  func send(_ text: String) { send(Array(text.utf8)[...]) }

  func send(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBytes { sent in
      if Glibc.send(descriptor, sent.baseAddress, sent.count, Int32(MSG_NOSIGNAL)) < 0, errno != EAGAIN {
        isOver = true
      }
    }
  }

  /// Sends no more.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Whether the server has ended the connection.
  var isClosed: Bool {
    receive()
    return isOver
  }

  var received: String { String(decoding: receivedBytes, as: UTF8.self) }

  var receivedBytes: [UInt8] {
    receive()
    return bytes
  }

  private func receive() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count > 0 {
        bytes += buffer[..<count]
      } else {
        if count == 0 || errno != EAGAIN { isOver = true }
        return
      }
    }
  }
}
