import Access
import HTTPTypes
import Model
import Portal
import Store
import Testing
import Web

@Suite("JSON API of the portal")
struct PortalAPITests {
  struct Row: Sendable {
    let method: HTTPRequest.Method
    let path: String
    var body: String?
    let answers: KeyValuePairs<PortalApp.Who, Int>
  }

  static let rows: [Row] = [
    Row(method: .get, path: "/session", answers: [.nobody: 401, .owner: 200]),
    Row(method: .post, path: "/session", body: #"{"email":"a@b.de","password":"x"}"#, answers: [.nobody: 401]),
    Row(method: .post, path: "/session", body: #"{"email":"a@b.de","password":"x","more":1}"#, answers: [.nobody: 422]),
    Row(method: .get, path: "/sites", answers: [.nobody: 401, .stranger: 200, .owner: 200]),
    Row(method: .get, path: "/sites?limit=0", answers: [.nobody: 401, .owner: 422]),
    Row(method: .get, path: "/sites?after=none", answers: [.owner: 422]),
    Row(method: .get, path: "/sites/demo", answers: [.nobody: 401, .stranger: 404, .reviewer: 200, .owner: 200]),
    Row(method: .get, path: "/sites/none", answers: [.nobody: 401, .owner: 404]),
    Row(method: .get, path: "/sites/demo/pages", answers: [.nobody: 401, .stranger: 404, .reviewer: 200]),
    Row(method: .get, path: "/sites/demo/releases", answers: [.nobody: 401, .stranger: 404, .reviewer: 200]),
    Row(method: .get, path: "/sites/demo/releases?after=x", answers: [.owner: 422]),
    Row(
      method: .post, path: "/sites/demo/releases", body: "{}",
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .editor: 403, .support: 201, .designer: 201]),
    Row(method: .post, path: "/sites/demo/releases", body: #"{"x":1}"#, answers: [.owner: 422]),
    Row(method: .post, path: "/sites/demo/releases", body: #"{"revision":1}"#, answers: [.owner: 403]),
    Row(
      method: .get, path: "/sites/demo/pending", answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .owner: 200]),
    Row(method: .get, path: "/sites/demo/checks", answers: [.nobody: 401, .stranger: 404, .editor: 403, .owner: 200]),
    Row(
      method: .get, path: "/sites/demo/pictures", answers: [.nobody: 401, .stranger: 404, .editor: 200, .owner: 200]),
    Row(method: .get, path: "/sites/demo/publish-rule", answers: [.nobody: 401, .stranger: 404, .owner: 200]),
    Row(
      method: .put, path: "/sites/demo/publish-rule", body: #"{"mode":"direct","checks":{"brokenLink":"stop"}}"#,
      answers: [.nobody: 401, .stranger: 404, .owner: 403, .designer: 200]),
    Row(method: .put, path: "/sites/demo/publish-rule", body: #"{"mode":"x"}"#, answers: [.designer: 422]),
    Row(
      method: .get, path: "/sites/demo/releases/99/proof",
      answers: [.nobody: 401, .stranger: 404, .owner: 403, .designer: 404]),
    Row(method: .get, path: "/sites/demo/publish-requests", answers: [.nobody: 401, .stranger: 404, .owner: 200]),
    Row(
      method: .post, path: "/sites/demo/publish-requests", body: "{}",
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .editor: 403]),
    Row(
      method: .put, path: "/sites/demo/publish-requests/none/decision", body: #"{"decision":"return","reason":"x"}"#,
      answers: [.nobody: 401, .stranger: 404, .owner: 403, .designer: 404]),
    Row(
      method: .put, path: "/sites/demo/publish-requests/none/decision", body: #"{"decision":"dismiss"}"#,
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .designer: 403, .owner: 404]),
    Row(
      method: .get, path: "/sites/demo/plans",
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .editor: 200, .owner: 200]),
    Row(
      method: .post, path: "/sites/demo/plans", body: #"{"at":"2001-01-01T00:00:00Z"}"#,
      answers: [.nobody: 401, .stranger: 404, .designer: 422]),
    Row(
      method: .delete, path: "/sites/demo/plans/none",
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .designer: 404]),
    Row(
      method: .put, path: "/sites/demo/live", body: #"{"release":1}"#,
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .editor: 403, .owner: 200]),
    Row(method: .put, path: "/sites/demo/live", body: #"{"release":99}"#, answers: [.owner: 422]),
    Row(method: .put, path: "/sites/demo/live", body: "{}", answers: [.owner: 422]),
    Row(
      method: .post, path: "/sites/demo/drafts", body: #"{"mode":"view"}"#,
      answers: [.nobody: 401, .stranger: 404, .reviewer: 201, .owner: 201]),
    Row(
      method: .post, path: "/sites/demo/drafts", body: #"{"mode":"edit"}"#,
      answers: [.stranger: 404, .reviewer: 403, .editor: 201, .designer: 201]),
    Row(method: .post, path: "/sites/demo/drafts", body: #"{"mode":"own"}"#, answers: [.owner: 422]),
    Row(method: .post, path: "/sites/demo/drafts", body: #"{"mode":"view","page":"none"}"#, answers: [.owner: 422]),
    Row(
      method: .get, path: "/sites/demo/domains",
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .owner: 403, .support: 200, .designer: 200]),
    Row(
      method: .put, path: "/sites/demo/domains/www.oven.example", body: #"{"main":true}"#,
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .owner: 403, .support: 200, .designer: 200]),
    Row(
      method: .put, path: "/sites/other/domains/www.oven.example", body: #"{"main":true}"#,
      answers: [.owner: 404, .designer: 409]),
    Row(method: .put, path: "/sites/demo/domains/portal.localhost", body: #"{"main":true}"#, answers: [.designer: 422]),
    Row(method: .put, path: "/sites/demo/domains/x", body: #"{"main":true}"#, answers: [.designer: 422]),
    Row(method: .put, path: "/sites/demo/domains/www.oven.example", body: "{}", answers: [.designer: 422]),
    Row(method: .delete, path: "/sites/other/domains/www.oven.example", answers: [.owner: 404, .designer: 404]),
    Row(
      method: .delete, path: "/sites/demo/domains/www.oven.example",
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .owner: 403, .designer: 204]),
    Row(
      method: .get, path: "/sites/demo/addresses",
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .owner: 403, .support: 200, .designer: 200]),
    Row(
      method: .patch, path: "/sites/demo/addresses", body: #"{"path":"/never/","leadsTo":"/"}"#,
      answers: [.nobody: 401, .stranger: 404, .owner: 403, .designer: 404]),
    Row(
      method: .patch, path: "/sites/demo/addresses", body: #"{"path":"/","leadsTo":"javascript:x"}"#,
      answers: [.designer: 422]),
    Row(
      method: .delete, path: "/sites/demo/addresses?path=/never/",
      answers: [.nobody: 401, .stranger: 404, .owner: 403, .designer: 404]),
    Row(method: .delete, path: "/sites/demo/addresses", answers: [.designer: 422]),
    Row(
      method: .get, path: "/sites/demo/translations",
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .owner: 200, .designer: 200]),
    Row(
      method: .post, path: "/sites/demo/translations/none/confirmation",
      answers: [.nobody: 401, .stranger: 404, .reviewer: 403, .designer: 404]),
    Row(method: .get, path: "/openapi.json", answers: [.nobody: 200]),
    Row(method: .delete, path: "/session", answers: [.nobody: 401, .owner: 204]),
  ]

  @Test("Who gets which answer") func answers() async throws {
    try await PortalApp.with { portal in
      for row in Self.rows {
        for (who, status) in row.answers {
          let answer = try await portal.call(row.method, row.path, row.body, as: who)
          #expect(answer.status == status, "\(row.method) \(row.path) \(row.body ?? "") as \(who): \(answer.text)")
          if status >= 400 { #expect(answer.json?["code"]?.string?.isEmpty == false) }
        }
      }
    }
  }

  @Test("A list comes in pages") func pages() async throws {
    try await PortalApp.with { portal in
      let first = try #require(try await portal.call(.get, "/sites/demo/pages?limit=1", as: .owner).json)
      #expect(first["items"]?.array?.map { $0["path"]?.string } == ["/"])
      let next = try #require(first["next"]?.string)
      let second = try #require(
        try await portal.call(.get, "/sites/demo/pages?limit=1&after=\(next)", as: .owner).json)
      #expect(second["items"]?.array?.map { $0["path"]?.string } == ["/about/"])
      #expect(second["next"] == nil)

      for _ in 0..<3 { _ = try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer) }
      var numbers: [Int?] = []
      var path = "/sites/demo/releases?limit=2"
      while true {
        let page = try #require(try await portal.call(.get, path, as: .owner).json)
        numbers += page["items"]?.array?.map { $0["number"]?.integer } ?? []
        guard let next = page["next"]?.string else { break }
        path = "/sites/demo/releases?limit=2&after=\(next)"
      }
      #expect(numbers == [3, 2, 1])
    }
  }

  @Test("The same key publishes once; without a body, too") func idempotency() async throws {
    try await PortalApp.with { portal in
      let key: HTTPFields = [.idempotencyKey: "once"]
      let first = try await portal.call(.post, "/sites/demo/releases", as: .designer, key)
      let again = try await portal.call(.post, "/sites/demo/releases", as: .designer, key)
      #expect(first.status == 201)
      #expect(again.text == first.text)
      #expect(first.json?["live"]?.bool == true)
      #expect(first.json?["author"]?["name"]?.string == "Dana designer")
      #expect(try await portal.app.store.releases(of: portal.key).count == 1)
    }
  }

  @Test("A draft's address is worth what the answer says") func drafts() async throws {
    try await PortalApp.with { portal in
      let about = try await portal.app.store.pages(of: portal.key)[1].page.id
      let answer = try #require(
        try await portal.call(
          .post, "/sites/demo/drafts", #"{"mode":"edit","page":"\#(about)"}"#, as: .owner
        ).json)
      let url = try #require(answer["url"]?.string)
      #expect(url.hasPrefix("http://demo.draft.localhost:8080/~"))
      #expect(url.hasSuffix("/about/"))
      #expect(answer["expiresAt"]?.string == "2023-11-15T10:13:20Z")
    }
  }

  @Test("The document names every reference that it uses") func document() throws {
    var references: Set<String> = []
    func visit(_ value: JSONValue) {
      if let reference = value["$ref"]?.string { references.insert(reference) }
      value.object?.values.forEach(visit)
      value.array?.forEach(visit)
    }
    visit(PortalFace.openAPI)
    #expect(references.count > 20)
    for reference in references {
      var value: JSONValue? = PortalFace.openAPI
      for part in reference.split(separator: "/").dropFirst() { value = value?[String(part)] }
      #expect(value != nil, "\(reference)")
    }
  }
}
