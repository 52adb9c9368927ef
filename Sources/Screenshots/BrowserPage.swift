import Model
import Publishing

/// One page of a browser, driven over the DevTools protocol. Everything that it asks for is answered from here, and nothing else; scripts of
/// what it shows do not run.
final class BrowserPage {
  /// What the page is told of a file that it asks for.
  struct Reply {
    let type: String
    let bytes: [UInt8]
  }

  private let process: BrowserProcess
  private let answer: (String) throws -> Reply?
  private var session: String?
  private var calls = 0
  private var hasLoaded = false
  private var sentBytes = 0

  /// All files of a page together, in bytes.
  private static let mostBytes = 96 << 20

  /// - Parameter answer: what stands at an address; nil for nothing
  init(_ process: BrowserProcess, answer: @escaping (String) throws -> Reply?) throws {
    self.process = process
    self.answer = answer
    let target = try call("Target.createTarget", ["url": "about:blank"])
    let attached = try call("Target.attachToTarget", ["targetId": target["targetId"] ?? .null, "flatten": true])
    guard let session = attached["sessionId"]?.string else { throw BrowserFailure.refused("it attaches to no page") }
    self.session = session
    try call("Page.enable")
    try call("Fetch.enable", ["patterns": [["urlPattern": "*"]]])
    try call("Emulation.setScriptExecutionDisabled", ["value": true])
  }

  /// Lets it look like somebody's window.
  func look(width: Int, height: Int, scheme: Anchor.Scheme) throws {
    try call(
      "Emulation.setDeviceMetricsOverride",
      ["width": .integer(width), "height": .integer(height), "deviceScaleFactor": 1, "mobile": false])
    try call(
      "Emulation.setEmulatedMedia",
      [
        "features": [
          ["name": "prefers-color-scheme", "value": .string(scheme.rawValue)],
          ["name": "prefers-reduced-motion", "value": "reduce"],
        ]
      ])
  }

  /// Opens an address and waits until all that belongs to it is there.
  /// - Returns: the world in which scripts of ours run, apart from the page's
  func open(_ address: String) throws -> JSONValue {
    let navigation = try call("Page.navigate", ["url": .string(address)])
    if let problem = navigation["errorText"]?.string, !problem.isEmpty { throw BrowserFailure.refused(problem) }
    while !hasLoaded { try handle(try receive()) }
    let world = try call(
      "Page.createIsolatedWorld", ["frameId": navigation["frameId"] ?? .null, "worldName": "foyer"])
    return world["executionContextId"] ?? .null
  }

  /// Runs a script of ours, and waits for what it promises.
  func run(_ script: String, in world: JSONValue) throws -> JSONValue {
    let answer = try call(
      "Runtime.evaluate",
      ["expression": .string(script), "contextId": world, "returnByValue": true, "awaitPromise": true])
    if let problem = answer["exceptionDetails"] {
      throw BrowserFailure.refused(problem["exception"]?["description"]?.string ?? "a script has failed")
    }
    return answer["result"]?["value"] ?? .null
  }

  /// A part of the document as a picture.
  /// - Parameters:
  ///   - scale: how many of the picture's pixels one of the page's becomes
  ///   - quality: 0 to 100
  func picture(_ frame: ShotFrame, scrolled: (x: Double, y: Double), scale: Double, quality: Int) throws -> [UInt8] {
    let answer = try call(
      "Page.captureScreenshot",
      [
        "format": "webp", "quality": .integer(quality), "captureBeyondViewport": false,
        "clip": [
          "x": .number(Double(frame.x) + scrolled.x), "y": .number(Double(frame.y) + scrolled.y),
          "width": .integer(frame.width), "height": .integer(frame.height), "scale": .number(scale),
        ],
      ])
    guard let bytes = answer["data"]?.string.flatMap(Base64.decoded) else {
      throw BrowserFailure.refused("it makes no picture")
    }
    return bytes
  }

  // MARK: The protocol

  @discardableResult
  private func call(_ method: String, _ parameters: JSONValue = [:]) throws -> JSONValue {
    let number = try send(method, parameters)
    while true {
      let message = try receive()
      guard message["id"]?.integer == number else {
        try handle(message)
        continue
      }
      if let problem = message["error"] {
        throw BrowserFailure.refused("\(method): \(problem["message"]?.string ?? "")")
      }
      return message["result"] ?? .null
    }
  }

  @discardableResult
  private func send(_ method: String, _ parameters: JSONValue) throws -> Int {
    calls += 1
    let message = JSONValue.record([
      "id": .integer(calls), "method": .string(method), "params": parameters,
      "sessionId": session.map { .string($0) },
    ])
    try process.send(message.canonicalBytes)
    return calls
  }

  private func receive() throws -> JSONValue {
    let bytes = try process.receive()
    do throws(JSONError) {
      return try JSONValue.parse(bytes)
    } catch {
      throw BrowserFailure.refused("\(error)")
    }
  }

  private func handle(_ message: JSONValue) throws {
    guard message["sessionId"]?.string == session, session != nil else { return }
    switch message["method"]?.string {
    case "Page.loadEventFired": hasLoaded = true
    case "Fetch.requestPaused": try reply(to: message["params"] ?? .null)
    case "Inspector.targetCrashed": throw BrowserFailure.ended("the page has crashed")
    // Nothing on a page waits for somebody who says yes.
    case "Page.javascriptDialogOpening": try send("Page.handleJavaScriptDialog", ["accept": false])
    default: break
    }
  }

  private func reply(to request: JSONValue) throws {
    let id = request["requestId"] ?? .null
    let address = request["request"]?["url"]?.string ?? ""
    guard request["request"]?["method"]?.string == "GET", let reply = try answer(address) else {
      // An aborted navigation leaves everything as it is; others would show a page about the failure.
      try send("Fetch.failRequest", ["requestId": id, "errorReason": "Aborted"])
      return
    }
    sentBytes += reply.bytes.count
    guard sentBytes <= Self.mostBytes else { throw BrowserFailure.tooLarge }
    try send(
      "Fetch.fulfillRequest",
      [
        "requestId": id, "responseCode": 200, "body": .string(Base64.encoded(reply.bytes)),
        "responseHeaders": [
          ["name": "Content-Type", "value": .string(reply.type)],
          ["name": "X-Content-Type-Options", "value": "nosniff"],
          ["name": "Content-Security-Policy", "value": "script-src 'none'; object-src 'none'; frame-src 'none'"],
        ],
      ])
  }
}
