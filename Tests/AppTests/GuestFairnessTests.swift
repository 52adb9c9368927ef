import Database
import DatabaseTesting
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Store
import Synchronization
import Testing
import Web

/// What one guest takes is not taken from everybody: places of files, words of a link, names.
@Suite("Guests share") struct GuestFairnessTests {
  /// A file of which the beginning has come, and the rest when it is asked for.
  private final class SlowFile: Sendable {
    private let parts: AsyncStream<ByteBuffer>
    private let more: AsyncStream<ByteBuffer>.Continuation
    private let hasBegun: AsyncStream<Void>
    private let begun: AsyncStream<Void>.Continuation
    private let rest: [UInt8]
    private let answer = Mutex<Task<TestAnswer, any Error>?>(nil)

    /// - Parameter first: how many bytes come at once
    init(
      _ scene: FeedbackScene, as person: HTTPFields, first: Int = 8, site: String = "mine",
      path: String = "threads/files"
    ) {
      let bytes = AssetTests.png(30, 20)
      rest = Array(bytes[first...])
      (parts, more) = AsyncStream.makeStream()
      (hasBegun, begun) = AsyncStream.makeStream()
      if first > 0 { more.yield(ByteBuffer(bytes: bytes[..<first])) }
      var headers = person
      headers[.contentType] = "application/octet-stream"
      headers[.secFetchSite] = "same-origin"
      headers[.contentLength] = String(bytes.count)
      let body = RequestBody(asyncSequence: Watched(base: parts, asked: first > 0 ? 2 : 1, begun: begun))
      answer.withLock {
        $0 = Task { [headers, begun] in
          defer { begun.finish() }
          return try await scene.app.send(.post, "/api/v1/sites/\(site)/\(path)?name=a.png", headers, stream: body)
        }
      }
    }

    /// Waits until what has come is with the server, or it has answered.
    func begins() async -> SlowFile {
      for await _ in hasBegun { break }
      return self
    }

    func end() async throws -> TestAnswer {
      more.yield(ByteBuffer(bytes: rest))
      more.finish()
      return try await answer.withLock { $0 }!.value
    }

    /// The connection breaks.
    func breakOff() async throws -> TestAnswer {
      more.finish()
      return try await answer.withLock { $0 }!.value
    }

    private struct Watched: AsyncSequence, Sendable {
      let base: AsyncStream<ByteBuffer>
      let asked: Int
      let begun: AsyncStream<Void>.Continuation

      struct AsyncIterator: AsyncIteratorProtocol {
        var base: AsyncStream<ByteBuffer>.AsyncIterator
        var left: Int
        let begun: AsyncStream<Void>.Continuation

        mutating func next() async throws -> ByteBuffer? {
          left -= 1
          if left == 0 { begun.yield() }
          return await base.next()
        }
      }

      func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: base.makeAsyncIterator(), left: asked, begun: begun)
      }
    }
  }

  @Test("Slow files of guests leave places to everybody else, and what sends nothing has none") func slowFiles()
    async throws
  {
    try await FeedbackScene.with { scene in
      let (one, two) = (try await scene.invite(), try await scene.invite())
      let gabi = try await scene.guest(one)
      let theo = try await scene.guest(one, "name=Theo")
      let vera = try await scene.guest(two, "name=Vera")
      // Announced, and nothing sent: nobody's place.
      var silent: [SlowFile] = []
      for person in [gabi, gabi, theo, theo, vera, vera] {
        silent.append(await SlowFile(scene, as: person, first: 0).begins())
      }
      var slow: [SlowFile] = []
      for person in [gabi, gabi] { slow.append(await SlowFile(scene, as: person).begins()) }
      let third = try await SlowFile(scene, as: gabi).end()
      #expect(third.status == 429 && third.header("Retry-After") == "3" && third.json?["code"] == "busy")
      #expect(third.json?["detail"]?.string?.contains("at most 2 files") == true)
      for person in [theo, theo] { slow.append(await SlowFile(scene, as: person).begins()) }
      let full = try await SlowFile(scene, as: vera).end()
      #expect(full.status == 429 && full.header("Retry-After") == "3" && full.json?["code"] == "busy")
      #expect(full.json?["detail"]?.string?.contains("in a few seconds") == true)
      for who in [FeedbackScene.Who.owner, .editor, .designer, .admin] {
        for _ in 0..<2 { slow.append(await SlowFile(scene, as: scene.cookie(who)).begins()) }
      }
      for file in slow { #expect(try await file.end().status == 201) }
      #expect(try await SlowFile(scene, as: vera).end().status == 201)
      for file in silent { #expect(try await file.breakOff().status == 400) }
      // Those that broke off have left their places, too.
      for _ in 0..<6 {
        let file = await SlowFile(scene, as: vera).begins()
        #expect(try await file.breakOff().status == 400)
      }
    }
  }

  @Test("One network's new guests close a link to nobody else") func entries() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      var entered = 0
      var refused: TestAnswer?
      for index in 0..<40 {
        let answer = try await scene.enter(invitation.path, "name=G\(index)", address: "203.0.113.\(index)")
        if answer.status == 303 { entered += 1 } else { refused = answer }
      }
      #expect(entered == 12)
      let waiting = try #require(refused)
      #expect(waiting.status == 429 && waiting.header("Retry-After") == "900")
      #expect(try await scene.enter(invitation.path, address: "198.51.100.1").status == 303)
      // Who is in already is no new guest, whatever else comes from there; nor is somebody with a link of their own.
      let gabi = try await scene.guest(invitation)
      for index in 0..<20 { _ = try await scene.enter(invitation.path, "name=H\(index)") }
      #expect(try await scene.enter(invitation.path, "name=Gabi", gabi).status == 303)
      let own = try await scene.invite("personal", name: "Vera")
      #expect(try await scene.enter(own.path, "").status == 303)
      // And not more than some tens in a day.
      entered = 0
      for _ in 0..<4 {
        scene.app.clock.advance(seconds: 900)
        for index in 0..<13 {
          let answer = try await scene.enter(invitation.path, "name=I\(index)", address: "203.0.113.\(index)")
          if answer.status == 303 { entered += 1 }
        }
      }
      #expect(entered == 28)
    }
  }

  @Test("A browser that is known makes no new guests by asking many times at once") func known() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      let gabi = try await scene.guest(invitation)
      let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
        for index in 0..<30 {
          group.addTask { try await scene.enter(invitation.path, "name=G\(index)", gabi) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let list = try await scene.call(.get, "/sites/mine/review-links", as: .designer)
      let guests = list.json?["items"]?.array?[0]["guests"]?.array?.count ?? 0
      #expect((1...12).contains(guests), "\(guests)")
      #expect(Set(answers.map(\.status)).isSubset(of: [303, 429]) && answers.contains { $0.status == 429 })
    }
  }

  @Test("Names that nobody has said anything by do not close a link for good", arguments: TestDatabases.engines)
  func silentGuests(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let invitation = try await scene.invite()
      let first = try await scene.guest(invitation, "name=Gabi")
      let thread = #"{"page":"mine-home","revision":1,"body":"So"}"#
      #expect(try await scene.call(.post, "/sites/mine/threads", thread, as: first).status == 201)
      for index in 1..<ReviewLinkLimits.guestsOfLink {
        if index % 60 == 0 { scene.app.clock.advance(seconds: 900) }
        let answer = try await scene.enter(invitation.path, "name=G\(index)", address: "10.\(index).0.1")
        #expect(answer.status == 303, "\(index)")
      }
      scene.app.clock.advance(seconds: 900)
      let full = try await scene.enter(invitation.path, "name=Vera", address: "198.51.100.1")
      #expect(full.status == 429 && full.text.contains("Ask for a link of your own."))
      try await scene.wait(seconds: 86_400)
      #expect(try await scene.enter(invitation.path, "name=Vera", address: "198.51.100.1").status == 303)
      #expect(try await scene.visit(first)?.guest.name == "Gabi", "who has said something stays")
      let list = try await scene.call(.get, "/sites/mine/review-links", as: .designer)
      #expect(list.json?["items"]?.array?[0]["guests"]?.array?.count == 2)
    }
  }

  @Test("One network's words are not all that a link has") func words() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      let word = #"{"page":"mine-home","revision":1,"body":"So"}"#
      func say(_ person: HTTPFields, from address: String) async throws -> TestAnswer {
        try await scene.call(.post, "/sites/mine/threads", word, as: person, address: address)
      }
      var minted: [HTTPFields] = []
      for index in 0..<10 { minted.append(try await scene.guest(invitation, "name=G\(index)")) }
      var said = 0
      for person in minted { for _ in 0..<6 where try await say(person, from: "192.0.2.7").status == 201 { said += 1 } }
      #expect(said == 30)
      let answer = try await scene.enter(invitation.path, "name=Vera", address: "198.51.100.1")
      let vera = try #require(FeedbackScene.cookie(in: answer))
      #expect(try await say(vera, from: "198.51.100.1").status == 201)
      #expect(try await say(scene.cookie(.owner), from: "192.0.2.7").status == 201)
    }
  }
}
