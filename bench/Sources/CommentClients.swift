import Model

/// Clients that write one comment after the other over kept connections, each as soon as the one before was answered.
///
///     foyer-bench comments --port PORT --host NAME --path PATH --cookie COOKIE --clients 8 --seconds 3 < THREADS
///
/// Standard input names the threads to answer in, one in a line; `--path` is the address of them all. Each client has its own.
struct CommentClients {
  private let port: UInt16
  private let path: String
  private let head: String
  private let clients: Int
  private let seconds: Double
  private let threads: [String]

  init(_ arguments: Arguments) throws {
    port = UInt16(try arguments.number("--port", default: 8080))
    let host = "\(try arguments.text("--host")):\(port)"
    path = try arguments.text("--path")
    head =
      "HTTP/1.1\r\nHost: \(host)\r\nOrigin: http://\(host)\r\nSec-Fetch-Site: same-origin\r\n"
      + "Cookie: \(try arguments.text("--cookie"))\r\nContent-Type: application/json\r\nContent-Length: "
    clients = try arguments.number("--clients", default: 8)
    seconds = Double(try arguments.number("--seconds", default: 3))
    var threads: [String] = []
    while let line = readLine() { threads.append(line) }
    guard threads.count >= clients else {
      throw Failure("\(clients) clients need as many threads, there are \(threads.count)")
    }
    self.threads = threads
  }

  func run() throws {
    try Clients(count: clients, seconds: seconds).run("comments over HTTP") { client, end in
      try comment(in: stride(from: client, to: threads.count, by: clients).map { threads[$0] }, until: end)
    }
  }

  private func comment(in threads: [String], until end: Double) throws -> [Double] {
    let connection = try Connection(port: port)
    var latencies: [Double] = []
    var last = Clock.now
    while last < end {
      let body: JSONValue = ["body": .string("Words that somebody writes, number \(latencies.count)")]
      let bytes = body.canonicalBytes
      let thread = threads[latencies.count % threads.count]
      let answer = try connection.exchange(
        Array("POST \(path)/\(thread)/comments \(head)\(bytes.count)\r\n\r\n".utf8) + bytes)
      guard answer.status == 201 else {
        throw Failure("a comment was answered with \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
      }
      let now = Clock.now
      latencies.append(now - last)
      last = now
    }
    return latencies
  }
}
