import NIOCore
import Testing
import Web

/// What is taken for a request that is answered in front of everything else.
@Suite("Plain requests")
struct PlainRequestTests {
  private func read(_ text: String) -> PlainRequest.Reading { PlainRequest.read(ByteBuffer(string: text)) }

  static let plain: [(text: String, path: String, host: String, encoding: String?, tag: String?)] = [
    ("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", "/", "a.example", nil, nil),
    ("HEAD /a/b.css HTTP/1.1\r\nhOsT:\t a.example:8080\r\n\r\n", "/a/b.css", "a.example:8080", nil, nil),
    (
      "GET /x/ HTTP/1.1\r\nAccept-Encoding: gzip, br\r\nHost: a\r\nIf-None-Match: \"x\"\r\n\r\n", "/x/", "a",
      "gzip, br",
      "\"x\""
    ),
    ("GET / HTTP/1.1\r\nHost: a\r\nConnection: Keep-Alive\r\n\r\n", "/", "a", nil, nil),
    (
      "GET / HTTP/1.1\r\nHost: a\r\nX-Empty:\r\nCookie: a=b; c=d\r\nUpgrade-Insecure-Requests: 1\r\n\r\n", "/", "a",
      nil, nil
    ),
    ("GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding:\r\nX-Forwarded-For: x\r\n\r\n", "/", "a", "", nil),
  ]

  @Test("Simple requests are read whole", arguments: plain)
  func simple(text: String, path: String, host: String, encoding: String?, tag: String?) throws {
    guard case .request(let request, let length) = read(text + "GET /next") else {
      Issue.record("\(read(text))")
      return
    }
    #expect(length == text.utf8.count && request.isSimple && request.isHead == text.hasPrefix("HEAD"))
    #expect(request.path == path && request.host == host)
    #expect(request.acceptEncoding == encoding && request.ifNoneMatch == tag)
    for count in 0..<text.utf8.count { #expect(read(String(text.utf8.prefix(count))!) == .incomplete, "\(count)") }
  }

  @Test(
    "Requests whose end is certain and whose answer depends on more",
    arguments: [
      "GET /?q HTTP/1.1\r\nHost: a\r\n\r\n", "GET /%61 HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET // HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /../x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /.well-known/x HTTP/1.1\r\nHost: a\r\n\r\n",
      "GET /a@b HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nIf-Range: \"x\"\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nIf-Modified-Since: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br \r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: br\r\nAccept-Encoding: gzip\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\nif-none-match: \"y\"\r\n\r\n",
    ])
  func notSimple(text: String) {
    guard case .request(let request, let length) = read(text + "GET /next") else {
      Issue.record("\(read(text))")
      return
    }
    #expect(length == text.utf8.count && !request.isSimple)
  }

  static let foreign: [String] =
    [
      "get / HTTP/1.1\r\n", "POST / HTTP/1.1\r\n", "PRI * HTTP/2.0\r\n", " GET / HTTP/1.1\r\n",
      "\r\nGET / HTTP/1.1\r\n",
      "GET  / HTTP/1.1\r\n", "GET /  HTTP/1.1\r\n", "GET / HTTP/1.0\r\n", "GET / HTTP/1.11\r\n", "GET / HTTP/1.1 \r\n",
      "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\r\n", "GET http://a/ HTTP/1.1\r\n", "GET * HTTP/1.1\r\n",
      "GET a HTTP/1.1\r\n",
      "GET /\u{e4} HTTP/1.1\r\n", "GET /\u{0} HTTP/1.1\r\n", "GET /\u{7f} HTTP/1.1\r\n", "GET /\r\n",
    ]
    + [
      "Host: b\r\n", "Host : b\r\n", " X: folded\r\n", "\tX: folded\r\n", ": none\r\n", "X\r\n", "X y: z\r\n",
      "X: a\nY: b\r\n",
      "X: a\rY: b\r\n", "X: \u{0}\r\n", "X: \u{b}\r\n", "X: \u{e4}\r\n", "X\u{e4}: a\r\n", "X(: a\r\n",
      "Content-Length: 0\r\n",
      "content-length: 5\r\n", "Content-Type: a\r\n", "Transfer-Encoding: chunked\r\n",
      "transfer-encoding:identity\r\n",
      "TE: trailers\r\n", "Trailer: X\r\n", "Connection: close\r\n", "Connection: keep-alive, x\r\n", "Connection:\r\n",
      "Connection: Upgrade\r\n", "Upgrade: h2c\r\n", "HTTP2-Settings: x\r\n", "Expect: 100-continue\r\n",
      "Proxy-Connection: keep-alive\r\n", "X: a\r\n\n", "\n",
    ].map { "GET / HTTP/1.1\r\nHost: a\r\n\($0)\r\n" }
    + [
      "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost:\r\n", "GET / HTTP/1.1\r\nHost: \r\n",
      "GET / HTTP/1.1\r\nHost: a \r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 64) + "\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 9000) + "\r\n\r\n",
      "GET /" + String(repeating: "y", count: 9000),
    ]

  @Test("Everything else is another's to read, from the first byte on that does not fit", arguments: foreign)
  func others(text: String) { #expect(read(text) == .other) }

  @Test("The largest request that is read")
  func limits() {
    let most =
      "GET / HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: PlainRequest.fieldLimit - 1) + "\r\n"
    guard case .request = read(most) else {
      Issue.record("\(read(most))")
      return
    }
    let start = "GET / HTTP/1.1\r\nHost: a\r\nX: "
    let long = start + String(repeating: "y", count: PlainRequest.sizeLimit - start.utf8.count - 4) + "\r\n\r\n"
    guard case .request(_, PlainRequest.sizeLimit) = read(long) else {
      Issue.record("\(read(long))")
      return
    }
  }
}
