import Model

/// Clients that send one edit after the other over kept connections, each as soon as the one before was answered.
///
///     foyer-bench edits --port PORT --host NAME --path PATH --cookie COOKIE --clients 32 --seconds 3 < ELEMENTS
///
/// Standard input names the texts to change, one in a line: ID, space, version. Each client has its own.
struct EditClients {
  private let port: UInt16
  private let head: String
  private let clients: Int
  private let seconds: Double
  private let elements: [(id: String, version: Int)]

  init(_ arguments: Arguments) throws {
    port = UInt16(try arguments.number("--port", default: 8080))
    let host = "\(try arguments.text("--host")):\(port)"
    head =
      "POST \(try arguments.text("--path")) HTTP/1.1\r\nHost: \(host)\r\nOrigin: http://\(host)\r\n"
      + "Sec-Fetch-Site: same-origin\r\nCookie: \(try arguments.text("--cookie"))\r\n"
      + "Content-Type: application/json\r\nContent-Length: "
    clients = try arguments.number("--clients", default: 32)
    seconds = Double(try arguments.number("--seconds", default: 3))
    var elements: [(id: String, version: Int)] = []
    while let line = readLine() {
      let parts = line.split(separator: " ")
      guard parts.count == 2, let version = Int(parts[1]) else { throw Failure("not an element: \(line)") }
      elements.append((String(parts[0]), version))
    }
    guard elements.count >= clients else {
      throw Failure("\(clients) clients need as many texts, there are \(elements.count)")
    }
    self.elements = elements
  }

  func run() throws {
    try Clients(count: clients, seconds: seconds).run("edits over HTTP") { client, end in
      try edit(stride(from: client, to: elements.count, by: clients).map { elements[$0] }, until: end)
    }
  }

  private func edit(_ texts: [(id: String, version: Int)], until end: Double) throws -> [Double] {
    var texts = texts
    let connection = try Connection(port: port)
    var latencies: [Double] = []
    var last = Clock.now
    while last < end {
      let place = latencies.count % texts.count
      let body: JSONValue = [
        "operations": [
          [
            "op": "setText", "element": .string(texts[place].id), "version": .integer(texts[place].version),
            "text": .string("Edit \(latencies.count)"),
          ]
        ]
      ]
      let bytes = body.canonicalBytes
      let answer = try connection.exchange(Array("\(head)\(bytes.count)\r\n\r\n".utf8) + bytes)
      guard answer.status == 200 || answer.status == 201 else {
        throw Failure("an edit was answered with \(answer.status): \(String(decoding: answer.body, as: UTF8.self))")
      }
      guard let revision = try JSONValue.parse(answer.body).object?["revision"]?.integer else {
        throw Failure("the answer names no revision")
      }
      texts[place].version = revision
      let now = Clock.now
      latencies.append(now - last)
      last = now
    }
    return latencies
  }
}
