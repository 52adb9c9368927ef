import Foundation
import HTTPTypes
import Model
import Store
import Testing
import Web

@testable import Feedback

/// What others have written to break out of a page: it comes back as data, and as text where there is a page.
@Suite("Hostile texts in feedback") struct HostileFeedbackTests {
  private static let own = [
    "<script>alert(1)</script>", "</textarea><img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "{{constructor.constructor('alert(1)')()}}", "${7*7}", "';alert(1)//", "\\u003cscript\\u003e", "&lt;script&gt;",
    "<!--<img src=\"--><img src=x onerror=alert(1)//\">", "]]><script>", "=cmd|'/c calc'!A1", "%3Cscript%3E",
  ]

  /// Every payload of the list that a text may hold; some are too long or have control characters.
  private static func payloads() -> [String] {
    let given = ProcessInfo.processInfo.environment["FOYER_CORPUS"] ?? "\(TestApp.checkout)/../shared/corpus"
    guard let bytes = FileManager.default.contents(atPath: "\(given)/security/html-payloads.jsonl") else { return own }
    let all = bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      (try? JSONValue.parse(Array($0)))?["payload"]?.string
    }
    // A part of them, another one in each hundred, keeps this quick.
    return own + all.enumerated().filter { $0.offset % 16 == 0 }.map(\.element)
  }

  @Test("Words, names, file names and tags come back as they were sent, as JSON") func words() async throws {
    try await FeedbackScene.with { scene in
      let made = try await scene.call(
        .post, "/sites/mine/threads", #"{"page":"mine-home","revision":1,"body":"Anfang"}"#, as: .designer)
      let id = try #require(made.json?["id"]?.string)
      var sent: [String] = []
      for payload in Self.payloads() {
        guard let kept = try? CommentText.checked(payload, pointer: "") else {
          let body = JSONValue.object(["body": .string(payload)]).canonical
          #expect(try await scene.call(.post, "/sites/mine/threads/\(id)/comments", body, as: .owner).status == 422)
          continue
        }
        let body = JSONValue.object(["body": .string(payload)]).canonical
        let answer = try await scene.call(.post, "/sites/mine/threads/\(id)/comments", body, as: .owner)
        #expect(answer.status == 201, "\(payload)")
        #expect(answer.header("Content-Type") == "application/json; charset=utf-8")
        #expect(answer.json?["comment"]?["body"] == .string(kept))
        sent.append(kept)
      }
      #expect(sent.count > 200 || sent.count == Self.own.count)
      let thread = try await scene.call(.get, "/sites/mine/threads/\(id)", as: .designer)
      let bodies = thread.json?["comments"]?.array?.compactMap { $0["body"]?.string } ?? []
      #expect(Array(bodies.dropFirst()) == sent)
      #expect(thread.header("X-Content-Type-Options") == "nosniff")
      let told = try await scene.call(.get, "/outbox?limit=200", as: .admin)
      #expect(told.json?["items"]?.array?.count == 200 || sent.count < 200)

      // A document asked for as a page is none.
      let opened = try await scene.open("/api/v1/sites/mine/threads/\(id)", scene.cookie(.designer))
      #expect(opened.header("Content-Type") == "application/json; charset=utf-8")
      let tag = try await scene.call(
        .patch, "/sites/mine/threads/\(id)", #"{"tags":["<b onmouseover=alert(1)>"]}"#, as: .designer,
        [.ifMatch: "\(thread.json?["version"]?.integer ?? 0)"])
      #expect(tag.json?["tags"] == ["<b onmouseover=alert(1)>"])
    }
  }

  @Test("On the pages behind a review link names are text") func names() async throws {
    try await FeedbackScene.with { scene in
      let plain = try await scene.open(try await scene.invite("personal", name: "Gabi Gast").path)
      let tags = plain.text.split(separator: "<").count
      var shown = 0
      for payload in Self.payloads().prefix(60) {
        guard let name = try? Guest.checked(name: payload) else { continue }
        let made = try await scene.call(
          .post, "/sites/mine/review-links",
          JSONValue.object(["mode": "personal", "name": .string(payload)]).canonical,
          as: .designer)
        let url = try #require(made.json?["url"]?.string)
        #expect(made.json?["name"] == .string(name))
        let path = String(url.dropFirst("http://portal.localhost:8080".count))
        let page = try await scene.open(path)
        #expect(page.text.contains("<strong>\(escaped(name))</strong>"), "\(name)")
        // The markup of the page is the same whatever the name is.
        #expect(page.text.split(separator: "<").count == tags, "\(name)")
        let wrong = try await scene.enter(path, "name=x&mail=\(encoded(payload))")
        #expect([303, 422].contains(wrong.status))
        if wrong.status == 422 {
          #expect(
            wrong.text.contains("value=\"\(escaped(String(payload.prefix(1000)), quotes: true))\"")
              || payload.contains("\n"))
        }
        shown += 1
        _ = try await scene.call(.delete, "/sites/mine/review-links/\(made.json?["id"]?.string ?? "")", as: .designer)
        scene.app.clock.advance(seconds: 30)
      }
      #expect(shown > 10)
    }
  }

  private func escaped(_ text: String, quotes: Bool = false) -> String {
    let plain = text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    return quotes ? plain.replacing("\"", with: "&quot;") : plain
  }

  private func encoded(_ text: String) -> String {
    text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  @Test(
    "Of a browser's words family and version are kept",
    arguments: [
      ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox 140"),
      (
        "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
        "Chrome 130"
      ),
      ("Mozilla/5.0 AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36 Edg/131.0", "Edge 131"),
      (
        "Mozilla/5.0 (iPhone) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        "Safari 18"
      ),
      ("Chrome/<script>alert(1)</script>", ""), ("Firefox/99999999999999999999", "Firefox 9999"), ("", ""),
      ("curl/8.1", ""), (String(repeating: "Chrome/", count: 100_000), ""),
    ])
  func browsers(agent: String, name: String) {
    #expect(BrowserName(userAgent: agent).text == name)
  }
}
