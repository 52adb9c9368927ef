import HTTPTypes
import Model
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
