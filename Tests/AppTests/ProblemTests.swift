import Access
import HTTPTypes
import Model
import Testing
import Web

@Suite("Errors and bodies")
struct ProblemTests {
  @Test("The shape of an error")
  func shape() async throws {
    try await TestApp.with { app in
      let answer = try await app.send(.get, "/fail/stale")
      #expect(answer.status == 409)
      #expect(answer.header("Content-Type") == "application/problem+json; charset=utf-8")
      #expect(
        answer.text
          == #"{"code":"stale","current":{"id":"words","kind":"text","tag":"p","version":7},"detail":"changed","element":"words","#
          + #""errors":[{"detail":"changed","pointer":"/operations/2"}],"instance":"urn:foyer:request:request-1","operation":2,"#
          + #""rule":"stale","status":409,"title":"The edit was not made","type":"urn:foyer:problem:stale"}"#)
    }
  }

  static let rows: [(kind: String, status: Int, code: String)] = [
    ("role", 403, "role"), ("phase", 403, "phase"), ("sealed", 403, "sealed"), ("locked", 403, "locked"),
    ("capability", 403, "capability"), ("limit", 422, "limit"), ("kind", 422, "kind"), ("invalid", 422, "invalid"),
    ("invariant", 422, "invariant"), ("field", 422, "invalid"),
    ("notFound", 404, "notFound"), ("exists", 409, "exists"), ("damaged", 500, "internalError"), ("busy", 503, "busy"),
    ("full", 507, "full"), ("misuse", 500, "internalError"), ("throttled", 429, "throttled"),
  ]

  @Test(arguments: rows)
  func mapping(kind: String, status: Int, code: String) async throws {
    try await TestApp.with { app in
      let answer = try await app.send(.get, "/fail/\(kind)")
      #expect(answer.status == status)
      #expect(answer.json?["code"]?.string == code)
      for inner in ["SELECT", "/var/lib", "secret"] { #expect(!answer.text.contains(inner), "nothing of the inside") }
      if kind == "busy" { #expect(answer.header("Retry-After") == "2") }
      if kind == "throttled" { #expect(answer.header("Retry-After") == "17") }
    }
  }

  @Test("Another's site and one that does not exist look the same")
  func notFoundTellsNothing() async throws {
    try await TestApp.with { app in
      let foreign = try await app.send(.get, "/fail/notFound")
      #expect(foreign.body == (try await app.send(.get, "/nothing")).body)
    }
  }

  @Test("Somebody who opens an address gets a page, in their language")
  func pages() async throws {
    try await TestApp.with { app in
      let english = try await app.send(.get, "/nothing", [.accept: "text/html", .acceptLanguage: "en"])
      #expect(english.status == 404 && english.text.contains("<html lang=\"en\">"))
      #expect(english.text.contains("There is nothing here"))
      let german = try await app.send(.get, "/fail/misuse", [.secFetchMode: "navigate"])
      #expect(german.status == 500 && german.text.contains("Da ist etwas schiefgegangen"))
      #expect(german.text.contains("request-1") && !german.text.contains("SELECT"))
      let script = try await app.send(.get, "/nothing", [.secFetchMode: "cors", .accept: "text/html"])
      #expect(script.json?["code"]?.string == "notFound")
    }
  }

  static let bodies: [(type: String?, body: String, status: Int)] = [
    ("application/json", #"{"a":1}"#, 200), ("application/json; charset=utf-8", "[]", 200),
    ("Application/JSON;charset=\"UTF-8\"", "null", 200), ("application/json; charset=latin1", "[]", 415),
    ("text/plain", "[]", 415), ("application/x-www-form-urlencoded", "[]", 415), (nil, "[]", 415),
    ("application/json", "", 400), ("application/json", "{", 400), ("application/json", #"{"a":1,"a":2}"#, 400),
    ("application/json", "[1] 2", 400), ("application/json", #""\u0000""#, 400),
    ("application/json", String(repeating: "[", count: 100) + String(repeating: "]", count: 100), 400),
    ("application/json", "\"\(String(repeating: "x", count: 1000))\"", 413),
  ]

  @Test(arguments: bodies)
  func json(type: String?, body: String, status: Int) async throws {
    try await TestApp.with { app in
      var headers: HTTPFields = [.secFetchSite: "same-origin"]
      if let type { headers[.contentType] = type }
      let answer = try await app.send(.post, "/json", headers, body: body)
      #expect(answer.status == status, "\(answer.text)")
      if status != 200 { #expect(answer.json?["status"]?.integer == status) }
    }
  }

  @Test("A body that announces too much is refused before it is read")
  func announcedLength() async throws {
    try await TestApp.with { app in
      for length in ["2097153", "99999999999999999999", "-1", "x"] {
        let headers: HTTPFields = [
          .secFetchSite: "same-origin", .contentType: "application/json", .contentLength: length,
        ]
        let answer = try await app.send(.post, "/json", headers)
        #expect(answer.status == 413 || answer.status == 400, "\(length)")
      }
      let draft = try await app.send(.post, "/", host: "demo.draft.localhost", [.contentLength: "1"], body: "x")
      #expect(draft.status == 413, "nothing is ever sent to a draft")
    }
  }

  @Test("A repeated POST gets the first answer again")
  func idempotency() async throws {
    try await TestApp.with { app in
      let (secret, _) = try await app.access.sessions.open(for: try await app.person())
      func post(_ body: String, key: String?, signedIn: Bool = true) async throws -> TestAnswer {
        var headers = signedIn ? app.cookie(secret) : [:]
        if let key { headers[.idempotencyKey] = key }
        return try await app.post("/once", body, headers)
      }
      let first = try await post("{}", key: "k1")
      #expect(first.status == 201 && first.header("Location") == "/here")
      let again = try await post("{ }", key: "k1")
      #expect(again.status == 201 && again.text == first.text && again.header("Location") == "/here")
      #expect(try await post("{}", key: "k2").text != first.text)
      #expect(try await post("{}", key: nil).text != first.text)
      #expect(try await post("[]", key: "k1").json?["code"]?.string == "idempotencyKey")
      #expect(try await post("{}", key: "k1", signedIn: false).status == 401)
      #expect(try await post("{}", key: "with space").status == 400)
      #expect(try await post(#"{"fail":1}"#, key: "k3").status == 422)
      #expect(try await post(#"{"fail":1}"#, key: "k3").status == 422, "after an error the key is free again")
      app.clock.advance(seconds: 86_401)
      let (later, _) = try await app.access.sessions.open(for: try await app.person("later@example.org"))
      #expect(try await app.post("/once", "{}", app.cookie(later)).status == 201)
    }
  }

  @Test("The log shows no secrets and no tricks")
  func logging() {
    #expect(RequestLog.loggable(path: "/~abc/ueber-uns") == "/~/ueber-uns")
    #expect(RequestLog.loggable(path: "/login/~abc") == "/login/~")
    #expect(RequestLog.loggable(path: "/%7eabc/x") == "/~/x")
    #expect(RequestLog.loggable(path: "/a\n\u{1B}[31mb") == "/a??[31mb")
    #expect(RequestLog.loggable(path: String(repeating: "/a", count: 1000)).utf8.count == 300)
  }
}
