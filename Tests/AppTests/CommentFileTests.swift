import Access
import Database
import DatabaseTesting
import Foundation
import HTTPTypes
import Model
import Store
import Testing
import Web

/// Files of comments over HTTP: nobody, the wrong role and another's site first, then the story.
@Suite("Files of comments over HTTP") struct CommentFileTests {
  private func send(
    _ scene: FeedbackScene, _ bytes: [UInt8], name: String = "Foto.png", as person: HTTPFields, site: String = "mine"
  ) async throws -> TestAnswer {
    var headers = person
    headers[.contentType] = "application/octet-stream"
    headers[.secFetchSite] = "same-origin"
    return try await scene.app.send(
      .post, "/api/v1/sites/\(site)/threads/files?name=\(name)", headers, bytes: bytes)
  }

  private func get(_ scene: FeedbackScene, _ url: String, as person: HTTPFields, _ extra: HTTPFields = [:]) async throws
    -> TestAnswer
  {
    var headers = person
    for field in extra { headers[field.name] = field.value }
    return try await scene.app.send(.get, url, headers)
  }

  @Test(
    "A picture is sent, seen by whoever may read its comment, and gone with the words", arguments: TestDatabases.engines
  )
  func story(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let guest = try await scene.guest(try await scene.invite())
      let other = try await scene.guest(try await scene.invite(to: "other"))
      let picture = AssetTests.png(40, 30)
      for (person, site, status) in [
        ([:], "mine", 401), (scene.cookie(.otherOwner), "mine", 404), (other, "mine", 404),
        (scene.cookie(.foreignAdmin), "mine", 404), (guest, "other", 404), (guest, "nowhere", 404),
      ] as [(HTTPFields, String, Int)] {
        #expect(try await send(scene, picture, as: person, site: site).status == status)
      }
      let sent = try await send(scene, picture, name: "%3Cimg%20src=x%3E%22%0D%0A.png", as: guest)
      let file = try #require(sent.json)
      let (id, url) = (try #require(file["id"]?.string), try #require(file["url"]?.string))
      #expect(sent.status == 201 && file["type"] == "image/png" && file["width"] == 40 && file["height"] == 30)
      #expect(file["name"]?.string?.hasPrefix("<img src=x>\"") == true && !url.contains("<") && !url.contains("\""))
      // Before it has a comment, its sender alone has it.
      #expect(try await get(scene, url, as: guest).status == 200)
      for who in FeedbackScene.Who.allCases {
        #expect(try await get(scene, url, as: scene.cookie(who)).status == (who == .nobody ? 401 : 404), "\(who)")
      }
      // Nobody else can use it.
      let stolen = #"{"page":"mine-home","revision":1,"body":"Meins","files":["\#(id)"]}"#
      #expect(try await scene.call(.post, "/sites/mine/threads", stolen, as: .owner).status == 422)

      let thread = try await scene.call(
        .post, "/sites/mine/threads", #"{"page":"mine-home","revision":1,"body":"So","files":["\#(id)"]}"#, as: guest)
      #expect(thread.status == 201 && thread.json?["comments"]?.array?[0]["files"]?.array?[0] == file)
      for who in [FeedbackScene.Who.owner, .reviewer, .designer] {
        let shown = try await get(scene, url, as: scene.cookie(who))
        #expect(shown.status == 200 && shown.body == picture)
        #expect(shown.header("Content-Type") == "image/png" && shown.header("X-Content-Type-Options") == "nosniff")
        #expect(shown.header("Content-Security-Policy")?.contains("sandbox") == true)
        #expect(shown.header("Content-Disposition")?.hasPrefix("inline; filename=\"") == true)
        #expect(shown.header("Content-Disposition")?.contains("<") == false)
        #expect(shown.header("Cache-Control") == "private, no-cache")
      }
      let again = try await get(scene, url, as: guest, [.ifNoneMatch: "*"])
      #expect(again.status == 304 && again.body.isEmpty)
      for person in [scene.cookie(.otherOwner), scene.cookie(.foreignAdmin), other] {
        #expect(try await get(scene, url, as: person).status == 404)
        #expect(try await get(scene, url, as: person, [.ifNoneMatch: "*"]).status == 404)
        #expect(try await get(scene, url.replacing("/mine/", with: "/other/"), as: person).status == 404)
      }
      // It is none of the site's files.
      #expect(try await !scene.call(.get, "/sites/mine/assets", as: .designer).text.contains("Foto"))

      let path = "/sites/mine/threads/\(thread.json?["id"]?.string ?? "")/comments"
      let comment = try #require(thread.json?["comments"]?.array?[0]["id"]?.string)
      #expect(try await scene.call(.delete, "\(path)/\(comment)", as: guest).status == 204)
      #expect(try await get(scene, url, as: guest).status == 404)
      #expect(try await get(scene, url, as: scene.cookie(.designer)).status == 404)
    }
  }

  @Test("An internal comment's file is the agency's alone") func internalFiles() async throws {
    try await FeedbackScene.with { scene in
      let guest = try await scene.guest(try await scene.invite())
      let thread = try await scene.call(
        .post, "/sites/mine/threads", #"{"page":"mine-home","revision":1,"body":"x"}"#, as: guest)
      let file = try await send(scene, AssetTests.png(9, 9), as: scene.cookie(.designer))
      let id = try #require(file.json?["id"]?.string)
      let path = "/sites/mine/threads/\(thread.json?["id"]?.string ?? "")/comments"
      let said = try await scene.call(
        .post, path, #"{"body":"Siehe Bild","isInternal":true,"files":["\#(id)"]}"#, as: .designer)
      #expect(said.status == 201)
      let url = try #require(file.json?["url"]?.string)
      for (person, status) in [
        (scene.cookie(.support), 200), (scene.cookie(.owner), 404), (scene.cookie(.editor), 404),
        (scene.cookie(.reviewer), 404), (guest, 404), ([:], 401),
      ] as [(HTTPFields, Int)] {
        #expect(try await get(scene, url, as: person).status == status)
      }
    }
  }

  @Test("What is no picture and no PDF is not taken, whatever it is called") func kinds() async throws {
    try await FeedbackScene.with { scene in
      let owner = scene.cookie(.owner)
      for (text, name) in [
        ("<html><script>alert(1)</script>", "foto.png"), ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "foto.svg"),
        ("GIF89a<script>alert(1)</script>", "foto.gif"), ("PK\u{3}\u{4}", "a.docx"), ("MZ", "a.exe"), ("", "a.png"),
        ("#!/bin/sh", "a.jpg"),
      ] {
        let answer = try await send(scene, Array(text.utf8), name: name, as: owner)
        #expect([415, 422].contains(answer.status), "\(name): \(answer.status)")
      }
      let pdf = try await send(scene, Array("%PDF-1.4 a".utf8), name: "Karte.pdf", as: owner)
      let shown = try await get(scene, try #require(pdf.json?["url"]?.string), as: owner)
      #expect(shown.header("Content-Disposition") == "attachment; filename=\"Karte.pdf\"")
      #expect(shown.header("Content-Type") == "application/pdf")
      // Ten MiB, not what the site's own files may have.
      var large = AssetTests.png(20, 20)
      large += [UInt8](repeating: 0, count: FeedbackLimits.fileBytes)
      #expect(try await send(scene, large, as: owner).status == 413)
      let other = try await scene.app.send(
        .post, "/api/v1/sites/mine/threads/files/x", owner, bytes: [UInt8](repeating: 0, count: 3 << 20))
      #expect(other.status == 413 || other.status == 403)
    }
  }

  @Test("What a file is called ends as what it is, and nothing of it runs where it is opened") func endings()
    async throws
  {
    try await FeedbackScene.with { scene in
      let guest = try await scene.guest(try await scene.invite())
      let (png, pdf) = (AssetTests.png(9, 9), Array("%PDF-1.4 a".utf8))
      let long = String(repeating: "%C3%A4", count: 160)
      for (bytes, name, kept, plain) in [
        (png, "evil.html", "evil.png", "evil.png"), (png, "evil.svg", "evil.png", "evil.png"),
        (png, "Foto.PNG", "Foto.PNG", "Foto.png"), (png, "Foto", "Foto.png", "Foto.png"),
        (png, "x.html.", "x.png", "x.png"), (png, ".htaccess", "file.png", "file.png"),
        (png, "x.hta%20", "x.png", "x.png"), (png, "x.png%00.html", "x.png", "x.png"),
        (png, "lmth%E2%80%AEgnp.x", "lmthgnp.png", "lmthgnp.png"), (png, "a.%E2%80%8Bhtml", "a.png", "a.png"),
        (png, "Version%202.5", "Version 2.5.png", "Version-2.5.png"), (pdf, "Karte.exe", "Karte.pdf", "Karte.pdf"),
        (pdf, "..%2F..%2Fa.html", "a.pdf", "a.pdf"), (pdf, "", "file.pdf", "file.pdf"),
      ] {
        let sent = try await send(scene, bytes, name: name, as: guest)
        #expect(sent.status == 201 && sent.json?["name"] == .string(kept), "\(name): \(sent.text)")
        let url = try #require(sent.json?["url"]?.string)
        #expect(url.hasSuffix("/\(plain)"), "\(url)")
        let shown = try await get(scene, url, as: guest)
        let (type, way) = bytes == png ? ("image/png", "inline") : ("application/pdf", "attachment")
        #expect(shown.header("Content-Type") == type && shown.header("X-Content-Type-Options") == "nosniff")
        #expect(shown.header("Content-Disposition") == "\(way); filename=\"\(plain)\"")
        let policy = try #require(shown.header("Content-Security-Policy"))
        #expect(policy.hasPrefix("default-src 'none'; ") && policy.hasSuffix("; sandbox"))
        // Another name in the address makes no other kind of file of it.
        let renamed = try await get(scene, url.replacing("/\(plain)", with: "/evil.html"), as: guest)
        #expect(
          renamed.header("Content-Type") == type && renamed.header("Content-Disposition")?.contains("html") == false)
        scene.app.clock.advance(seconds: 60)
      }
      let sent = try await send(scene, png, name: "\(long).html", as: guest)
      #expect(sent.json?["url"]?.string?.hasSuffix(".png") == true, "cut, and still a picture")
      #expect(
        (sent.json?["name"]?.string?.count ?? 999) <= 104 && sent.json?["name"]?.string?.hasSuffix(".png") == true)
    }
  }

  @Test("A guest's files come in bounds") func limits() async throws {
    try await FeedbackScene.with { scene in
      let guest = try await scene.guest(try await scene.invite())
      for index in 0..<20 {
        #expect(try await send(scene, AssetTests.png(9, 9 + index), as: guest).status == 201)
      }
      let full = try await send(scene, AssetTests.png(9, 9), as: guest)
      #expect(full.status == 429 && full.header("Retry-After") == "600" && full.json?["code"] == "tooOften")
      for _ in 0..<2 {
        scene.app.clock.advance(seconds: 600)
        for index in 0..<20 { _ = try await send(scene, AssetTests.png(9, 9 + index), as: guest) }
      }
      scene.app.clock.advance(seconds: 600)
      let loose = try await send(scene, AssetTests.png(9, 9), as: guest)
      #expect(loose.status == 429 && loose.json?["code"] == "full", "forty wait for a comment")
    }
  }
}
