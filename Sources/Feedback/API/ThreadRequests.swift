import HTTPTypes
import Hummingbird
import Model
import Store
import Web

// What requests about threads say, read strictly.

extension NewThread {
  /// - Parameter userAgent: what the browser says of itself, of which family and version are kept where the request does not name them
  init(json: JSONValue, userAgent: String) throws {
    let reader = try JSONReader(
      json,
      known: [
        "page", "element", "revision", "anchor", "body", "visibility", "priority", "assignee", "tags", "round", "files",
        "mentions", "suggestion",
      ])
    let comment = NewComment(
      try reader.string("body"), visibility: try reader.optionalChoice("visibility") ?? .customer,
      files: try reader.identifiers("files", atMost: FeedbackLimits.filesOfComment),
      mentions: try reader.identifiers("mentions", atMost: FeedbackLimits.mentionsOfComment))
    self.init(
      page: try reader.optionalIdentifier("page"), element: try reader.optionalIdentifier("element"),
      anchor: try Anchor(
        wire: reader.value("anchor") ?? .null, revision: try reader.integer("revision"), userAgent: userAgent),
      comment: comment, priority: try reader.optionalChoice("priority"),
      assignee: try reader.optionalIdentifier("assignee"), tags: try reader.optionalStrings("tags") ?? [],
      round: try reader.optionalInteger("round"), suggestion: try reader.value("suggestion").map(NewSuggestion.init))
  }
}

extension Anchor {
  /// As screens send it: the point in fractions of the element's box.
  fileprivate init(wire: JSONValue, revision: Revision, userAgent: String) throws {
    let browser = BrowserName(userAgent: userAgent).text
    guard wire != .null else {
      self.init(revision: revision, browser: browser)
      return
    }
    let reader = try JSONReader(wire, at: "/anchor", known: ["x", "y", "viewport", "scheme", "browser"])
    func part(_ name: String) throws(FieldError) -> Int? {
      guard let value = reader.value(name), value != .null else { return nil }
      guard let number = value.number, (0...1).contains(number) else { throw reader.error(name, "must be 0 to 1") }
      return Int((number * 1000).rounded())
    }
    let (x, y) = (try part("x"), try part("y"))
    guard (x == nil) == (y == nil) else { throw reader.error(x == nil ? "x" : "y", "is missing") }
    var kept: [String: JSONValue] = [:]
    if let x, let y { kept["point"] = ["x": .integer(x), "y": .integer(y)] }
    for name in ["viewport", "scheme", "browser"] {
      if let value = reader.value(name), value != .null { kept[name] = value }
    }
    if kept["browser"] == nil { kept["browser"] = .string(browser) }
    try self.init(.object(kept), revision: revision, at: "/anchor")
  }
}

/// A browser's family and major version, and nothing else of what it says of itself.
struct BrowserName: Hashable {
  let text: String

  // In this order: most say the names of others, too.
  private static let families = [
    ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Version/", "Safari"),
  ]

  init(userAgent: String) {
    let agent = userAgent.prefix(1000)
    for (mark, family) in Self.families {
      guard let range = agent.firstRange(of: mark) else { continue }
      let version = agent[range.upperBound...].utf8.prefix(4).prefix { (48...57).contains($0) }
      guard !version.isEmpty, family != "Safari" || agent.contains("Safari/") else { continue }
      text = "\(family) \(String(decoding: version, as: UTF8.self))"
      return
    }
    text = ""
  }
}

extension ThreadChange {
  init(json: JSONValue) throws {
    let reader = try JSONReader(
      json,
      known: [
        "state", "reason", "duplicateOf", "priority", "assignee", "tags", "round", "resolvedBy", "visibility", "body",
      ])
    self.init(
      state: try reader.optionalChoice("state"), reason: try reader.optionalString("reason"),
      duplicateOf: try reader.optionalIdentifier("duplicateOf"), priority: try reader.optionalChoice("priority"),
      assignee: try reader.removable("assignee") { reader throws(FieldError) in
        try reader.optionalIdentifier("assignee")
      },
      tags: try reader.optionalStrings("tags"),
      round: try reader.removable("round") { reader throws(FieldError) in try reader.optionalInteger("round") },
      resolvedBy: try reader.optionalInteger("resolvedBy"), visibility: try reader.optionalChoice("visibility"),
      words: try reader.optionalString("body"))
  }
}

extension ThreadFilter {
  /// - Parameters:
  ///   - reader: whom `me` means
  ///   - others: values of filters that mean something else to whoever asks
  init(_ request: Request, reader: Participant, without others: [String: String] = [:]) throws(Problem) {
    let query = request.uri.queryParameters
    func text(_ name: String) -> String? {
      query[Substring(name)].map(String.init).flatMap { $0.isEmpty || $0 == others[name] ? nil : $0 }
    }
    func identifier<Subject>(_ name: String) throws(Problem) -> Identifier<Subject>? {
      guard let text = text(name) else { return nil }
      guard let identifier = Identifier<Subject>(text) else { throw .unprocessable("/\(name)", "is not an ID") }
      return identifier
    }
    self.init()
    page = try identifier("page")
    element = try identifier("element")
    for name in (text("state") ?? "").split(separator: ",") {
      guard let state = CommentThread.State(rawValue: String(name)) else {
        throw .unprocessable("/state", "“\(name)” is no state")
      }
      states.insert(state)
    }
    switch text("open") {
    case "true"?:
      let open = CommentThread.State.allCases.filter(\.isOpen)
      states = states.isEmpty ? Set(open) : states.intersection(open)
      // Nothing is left of both: a state that no thread has would be none at all.
      if states.isEmpty { throw .unprocessable("/open", "none of the states that are asked for is open") }
    case nil, "false"?: break
    default: throw .unprocessable("/open", "must be true or false")
    }
    if let number = text("round") {
      guard let number = Int(number) else { throw .unprocessable("/round", "is not a number") }
      round = number
    }
    if text("author") == "me" {
      author = reader
    } else if let guest = text("author"), guest.hasPrefix("guest.") {
      guard let id = GuestID(guest.dropFirst(6)) else { throw .unprocessable("/author", "is not an ID") }
      author = .guest(id)
    } else if let account: AccountID = try identifier("author") {
      author = .account(account)
    }
    if text("assignee") == "me", case .account(let account) = reader {
      assignee = account
    } else {
      assignee = try identifier("assignee")
    }
    if let tag = text("tag") {
      guard tag.utf8.count <= CommentText.longestTag * 8 else { throw .unprocessable("/tag", "is too long") }
      self.tag = tag
    }
    if let words = text("query") {
      guard words.utf8.count <= 400, !words.utf8.contains(0) else { throw .unprocessable("/query", "is too long") }
      self.query = words
    }
  }
}

extension Request {
  /// The version that `If-Match` names.
  /// - Throws: 428 without the header, since whoever changes a thread must have seen it; 400 for what is no version.
  func expectedVersion() throws(Problem) -> Int {
    guard let header = headers[.ifMatch] else {
      throw Problem(
        .preconditionRequired, code: "versionRequired", title: "Which version is meant?",
        detail: "name the version that you have seen in If-Match")
    }
    var text = header[...]
    if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
    guard let version = Int(text), version >= 0 else { throw .badRequest("If-Match names no version") }
    return version
  }
}

extension Cursor {
  /// The place in a list that is in the order of changes.
  var number: Int? {
    get throws(Problem) {
      guard let after else { return nil }
      guard let number = Int(after), number >= 0 else { throw .unprocessable("/after", "is not a cursor") }
      return number
    }
  }
}

extension JSONReader {
  func optionalChoice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String) throws(FieldError) -> Choice? {
    guard let text = try optionalString(key) else { return nil }
    guard let choice = Choice(rawValue: text) else {
      throw error(key, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }

  func identifiers<Subject>(_ key: String, atMost most: Int) throws(FieldError) -> [Identifier<Subject>] {
    let texts = try optionalStrings(key) ?? []
    guard texts.count <= most else { throw error(key, "must not be more than \(most)") }
    var result: [Identifier<Subject>] = []
    for (index, text) in texts.enumerated() {
      guard let identifier = Identifier<Subject>(text) else { throw error("\(key)/\(index)", "is not an ID") }
      result.append(identifier)
    }
    return result
  }

  /// A member that null takes away.
  func removable<Value>(
    _ key: String, _ read: (JSONReader) throws(FieldError) -> Value?
  ) throws(FieldError) -> Value?? {
    if value(key) == .null { return .some(nil) }
    return try read(self).map { .some($0) }
  }
}

extension Problem {
  static func tooOften(_ detail: String, _ seconds: Int) -> Problem {
    Problem(
      .tooManyRequests, code: "tooOften", title: "Too much at a time", detail: detail,
      headers: [.retryAfter: String(seconds)])
  }
}

extension HTTPResponse.Status {
  fileprivate static let preconditionRequired = HTTPResponse.Status(code: 428, reasonPhrase: "Precondition Required")
}
