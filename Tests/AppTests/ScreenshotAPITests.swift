import Database
import DatabaseTesting
import HTTPTypes
import Media
import Model
import Store
import Testing
import Web

/// Screenshots over HTTP: nobody, the wrong role and another's site first, then the story.
@Suite("Screenshots over HTTP") struct ScreenshotAPITests {
  /// Does what the queue does, with pictures that say their size.
  private func take(_ scene: FeedbackScene) async throws {
    let store = scene.app.store
    let job = try #require(try await store.beginScreenshot())
    func file(_ width: Int, _ height: Int) throws -> AssetFile {
      let bytes = AssetTests.png(width, height)
      let hash = MediaFile.hash(of: bytes)
      try store.blobs.put(bytes, hash: hash)
      return AssetFile(hash: hash, size: bytes.count, type: Screenshot.type, width: width, height: height)
    }
    try await store.end(job, with: .taken(Screenshot(small: try file(48, 27), large: try file(128, 72))))
  }

  @Test("Whoever reads the thread sees it, and nobody else", arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let guest = try await scene.guest(try await scene.invite())
      let stranger = try await scene.guest(try await scene.invite(to: "other"))
      for visibility in ["customer", "internal"] {
        let body = #"{"page":"mine-home","revision":1,"body":"So","visibility":"\#(visibility)"}"#
        let begun = try await scene.call(.post, "/sites/mine/threads", body, as: .designer)
        let id = try #require(begun.json?["id"]?.string)
        #expect(begun.json?["screenshot"] == .null)
        let path = "/sites/mine/threads/\(id)"
        #expect(try await scene.call(.get, "\(path)/screenshot", as: .designer).status == 404)
        try await take(scene)
        let told = try await scene.call(.get, path, as: .designer).json?["screenshot"]
        #expect(told?["width"] == 48 && told?["height"] == 27)
        #expect(told?["url"]?.string == "/api/v1\(path)/screenshot")
        #expect(told?["largeUrl"]?.string == "/api/v1\(path)/screenshot/large")
        let ofCustomers = visibility == "customer" ? 200 : 404
        for (person, status) in [
          ([:], 401), (scene.cookie(.otherOwner), 404), (scene.cookie(.foreignAdmin), 404), (stranger, 404),
          (scene.cookie(.admin), 200), (scene.cookie(.support), 200), (scene.cookie(.owner), ofCustomers),
          (scene.cookie(.reviewer), ofCustomers), (guest, ofCustomers),
        ] as [(HTTPFields, Int)] {
          for (address, width) in [("\(path)/screenshot", 48), ("\(path)/screenshot/large", 128)] {
            let answer = try await scene.call(.get, address, as: person)
            #expect(answer.status == status, "\(visibility) \(address)")
            #expect(
              try await scene.call(.get, address, as: person, [.ifNoneMatch: "*"]).status
                == (status == 200 ? 304 : status))
            guard status == 200 else { continue }
            #expect(answer.body == AssetTests.png(width, width * 9 / 16))
            #expect(answer.header("Content-Type") == "image/webp")
            #expect(answer.header("Cache-Control") == "private, no-cache")
            #expect(answer.header("X-Content-Type-Options") == "nosniff")
            #expect(answer.header("Content-Security-Policy")?.contains("sandbox") == true)
            #expect(answer.header("ETag")?.hasPrefix("\"") == true)
          }
          let other = try await scene.call(
            .get, "\(path)/screenshot".replacing("/mine/", with: "/other/"), as: person)
          #expect(other.status != 200)
        }
        #expect(try await scene.call(.get, "/sites/mine/threads/nowhere/screenshot", as: .designer).status == 404)
        #expect(try await scene.call(.get, "\(path)/screenshot/huge", as: .designer).status == 404)
      }
    }
  }
}
