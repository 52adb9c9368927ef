import Access
import HTTPTypes
import Model
import Testing
import Web

@Suite("Unsafe methods pass only from the portal's own pages")
struct OriginCheckTests {
  static let rows: [(method: HTTPRequest.Method, site: String?, origin: String?, status: Int)] = [
    (.put, "same-origin", nil, 200),
    (.put, "same-origin", "http://portal.localhost:8080", 200),
    (.put, "same-site", "http://portal.localhost:8080", 403),
    (.put, "cross-site", "http://portal.localhost:8080", 403),
    (.put, "none", nil, 403),
    (.put, "", nil, 403),
    (.put, "Same-Origin", nil, 403),
    (.put, nil, "http://portal.localhost:8080", 200),
    (.put, nil, "http://portal.localhost", 403),
    (.put, nil, "https://portal.localhost:8080", 403),
    (.put, nil, "http://demo.draft.localhost:8080", 403),
    (.put, nil, "null", 403),
    (.put, nil, nil, 403),
    (.delete, nil, nil, 403),
    (.post, nil, nil, 403),
    (HTTPRequest.Method("PATCH")!, nil, nil, 403),
    (.get, "cross-site", nil, 404),
    (.head, "cross-site", nil, 404),
  ]

  @Test(arguments: rows)
  func check(method: HTTPRequest.Method, site: String?, origin: String?, status: Int) async throws {
    try await TestApp.with { app in
      var headers: HTTPFields = [:]
      if let site { headers[.secFetchSite] = site }
      if let origin { headers[.origin] = origin }
      let path = method == .get || method == .head ? "/nothing" : "/plain"
      let answer = try await app.send(method, path, headers)
      #expect(answer.status == status)
      if status == 403 { #expect(answer.json?["code"]?.string == "crossOrigin") }
    }
  }

  @Test("Two Sec-Fetch-Site headers are none")
  func doubled() async throws {
    try await TestApp.with { app in
      var headers: HTTPFields = [.secFetchSite: "same-origin"]
      headers.append(HTTPField(name: .secFetchSite, value: "cross-site"))
      let answer = try await app.send(.put, "/plain", headers)
      #expect(answer.status == 403)
    }
  }

  @Test("A form of somebody who is signed in carries the session's token")
  func formToken() async throws {
    try await TestApp.with { app in
      let (secret, actor) = try await app.access.sessions.open(for: try await app.person())
      let other = try await app.access.sessions.open(for: actor.account).actor
      func form(_ body: String, signedIn: Bool = true) async throws -> TestAnswer {
        var headers = signedIn ? app.cookie(secret) : [:]
        headers[.contentType] = "application/x-www-form-urlencoded"
        headers[.secFetchSite] = "same-origin"
        return try await app.send(.post, "/form", headers, body: body)
      }
      #expect(try await form("word=gr%C3%BCn+und+gut&formToken=\(actor.formToken)").text == "grün und gut")
      #expect(try await form("word=a").json?["code"]?.string == "formToken")
      #expect(try await form("word=a&formToken=\(other.formToken)").status == 403)
      #expect(try await form("word=a&formToken=\(secret.text)").status == 403)
      #expect(try await form("word=a", signedIn: false).status == 200, "nobody is signed in who could be abused")
      #expect(try await form("word=a&word=b&formToken=\(actor.formToken)").status == 400)
      #expect(try await form("word=%zz&formToken=\(actor.formToken)").status == 400)
      #expect(try await form("word=%00&formToken=\(actor.formToken)").status == 400)
      #expect(try await form("word=%ff&formToken=\(actor.formToken)").status == 400)
      #expect(try await form("word=+&formToken=\(actor.formToken)").status == 422)
      #expect(actor.formToken != secret.text && actor.formToken != actor.session)
    }
  }
}
