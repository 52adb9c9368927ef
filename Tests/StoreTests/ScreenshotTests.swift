import Database
import DatabaseTesting
import Model
import Store
import Testing

/// Jobs of screenshots and what comes of them.
@Suite("Screenshots in the store") struct ScreenshotTests {
  private static let shot = Screenshot(small: file("a", 480, 270, 9_000), large: file("b", 1280, 720, 50_000))

  private static func file(_ letter: Character, _ width: Int, _ height: Int, _ size: Int) -> AssetFile {
    AssetFile(
      hash: String(repeating: letter, count: 64), size: size, type: Screenshot.type, width: width, height: height)
  }

  private func states(_ test: TestStore) async throws -> [String] {
    try await test.store.database.read {
      try $0.all(Statement("test.shots", "SELECT state, problem FROM screenshotJob ORDER BY thread")) { row in
        row.text(1).isEmpty ? row.text(0) : "\(row.text(0)): \(row.text(1))"
      }
    }
  }

  @Test(
    "A thread about a page or an element asks for one, and shows it once it is taken", arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      _ = try await test.store.addThread(
        NewThread(page: nil, element: nil, anchor: Anchor(revision: 1), comment: NewComment("Zur Site")), of: test.key,
        by: people.owner)
      #expect(try await test.store.beginScreenshot() == nil, "there is nothing to be seen of a whole site")
      let anchor = Anchor(
        revision: 1, point: .init(x: 10, y: 20), viewport: .init(width: 375, height: 667), scheme: .dark)
      let thread = try await test.store.addThread(
        NewThread(page: test.page, element: test.headline, anchor: anchor, comment: NewComment("So nicht")),
        of: test.key, by: people.owner
      ).thread.id
      #expect(try await test.thread(thread, for: people.owner).screenshot == nil)
      let job = try #require(try await test.store.beginScreenshot())
      #expect(job.site == test.key && job.thread == thread && job.page == test.page && job.element == test.headline)
      #expect(job.anchor == anchor && job.attempt == 1)
      #expect(try await test.store.beginScreenshot() == nil, "one who has begun has it alone")
      let version = try await test.thread(thread, for: people.owner).version
      #expect(try await test.store.end(job, with: .taken(Self.shot)) == nil)
      #expect(try await test.later(by: 86_400_000).beginScreenshot() == nil)
      let view = try await test.thread(thread, for: people.owner)
      #expect(view.screenshot == Self.shot && view.version == version, "nobody has said anything")
      #expect(try await test.threads(for: people.designer).first { $0.thread.id == thread }?.screenshot == Self.shot)
      let designer = try #require(try await test.store.account(test.designer, agency: test.agency))
      #expect(try await test.store.inbox(for: designer, limit: 9).items.contains { $0.thread.screenshot == Self.shot })
      #expect(
        try await test.store.screenshot(.large, of: thread, in: test.key, for: people.reviewer) == Self.shot.large)
      await #expect(throws: StoreError.self) {
        try await test.store.screenshot(.small, of: thread, in: test.key, for: people.stranger)
      }
    }
  }

  @Test("Who may not read the thread, or not see its revision, has no picture", arguments: TestDatabases.engines)
  func sight(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let inside = try await test.begin("Intern", on: test.headline, by: people.designer, visibility: .internal).thread
        .id
      _ = try await test.edit(test.designer, test.setText(test.headline, "Neu"))
      let newer = try await test.begin("Neu", on: test.headline, revision: 2, by: people.designer).thread.id
      for _ in 1...2 {
        let job = try #require(try await test.store.beginScreenshot())
        try await test.store.end(job, with: .taken(Self.shot))
      }
      let (early, late) = (try await test.guest("early", pinned: 1), try await test.guest("late"))
      let expected: [(ThreadID, Participant, Bool)] = [
        (inside, people.designer, true), (inside, people.owner, false), (inside, late, false),
        (newer, people.designer, true), (newer, people.owner, true), (newer, late, true), (newer, early, false),
      ]
      for (thread, person, isSeen) in expected {
        let found = try? await test.store.screenshot(.small, of: thread, in: test.key, for: person)
        #expect((found != nil) == isSeen, "\(thread) \(person)")
        let told = try await test.threads(for: person).first { $0.thread.id == thread }?.screenshot
        #expect((told != nil) == isSeen, "\(thread) \(person)")
      }
    }
  }

  @Test("Nobody's picture waits for many of somebody else's", arguments: TestDatabases.engines)
  func turns(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let guest = try await test.guest("Gabi")
      var many: [ThreadID] = []
      for number in 1...4 {
        many.append(try await test.begin("\(number)", on: test.headline, by: guest).thread.id)
      }
      let own = try await test.begin("x", on: test.headline, by: test.people.owner).thread.id
      many.append(try await test.begin("5", on: test.headline, by: guest).thread.id)
      var order: [ThreadID] = []
      while let job = try await test.store.beginScreenshot() {
        order.append(job.thread)
        try await test.store.end(job, with: .taken(Self.shot))
      }
      #expect(Set(order.prefix(2)) == [many[0], own])
      #expect(Array(order.dropFirst(2)) == Array(many.dropFirst()))
    }
  }

  @Test(
    "Guests' pictures take a part of the room, and those of one link a part of that", arguments: TestDatabases.engines)
  func room(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let large = Screenshot(
        small: Self.file("a", 480, 270, 1), large: Self.file("b", 1280, 720, FeedbackLimits.linkBytes - 1))
      let (first, second, third) = (try await test.guest("A"), try await test.guest("B"), try await test.guest("C"))
      let people = [first, first, second, third, test.people.owner, test.people.owner, test.people.designer]
      var taken: [Bool] = []
      for person in people {
        let thread = try await test.begin("x", on: test.headline, by: person).thread.id
        let job = try #require(try await test.store.beginScreenshot())
        try await test.store.end(job, with: .taken(large))
        taken.append(try await test.thread(thread, for: test.people.designer).screenshot != nil)
      }
      #expect(taken == [true, false, true, false, true, true, false])
    }
  }

  @Test("What was cut off is taken up again, three times at most", arguments: TestDatabases.engines)
  func cutOff(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      _ = try await test.begin("x", on: test.headline, by: test.people.owner)
      var old: ScreenshotJob?
      for attempt in 1...3 {
        let store = try test.later(by: (attempt - 1) * ScreenshotSchedule.lease)
        let job = try #require(try await store.beginScreenshot())
        #expect(job.attempt == attempt)
        #expect(try await test.later(by: attempt * ScreenshotSchedule.lease - 1).beginScreenshot() == nil)
        if let old {
          // Who comes too late changes nothing.
          try await store.end(old, with: .taken(Self.shot))
          #expect(try await states(test) == ["waiting"])
          #expect(try await test.threads(for: test.people.owner)[0].screenshot == nil)
        }
        old = job
      }
      #expect(try await test.later(by: 3 * ScreenshotSchedule.lease).beginScreenshot() == nil)
      #expect(try await states(test) == ["failed: it was cut off each time"])
    }
  }

  @Test("What fails is tried again later, and what shows nothing is not", arguments: TestDatabases.engines)
  func failures(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      _ = try await test.begin("x", on: test.headline, by: test.people.owner)
      var wait = 0
      for attempt in 1...3 {
        let store = try test.later(by: wait)
        let job = try #require(try await store.beginScreenshot())
        let next = try await store.end(job, with: .failed("the browser\nhas ended"))
        #expect(next.map { $0 - store.now() } == ScreenshotSchedule.pause(after: attempt))
        guard let pause = ScreenshotSchedule.pause(after: attempt) else { break }
        #expect(try await test.later(by: wait + pause - 1).beginScreenshot() == nil)
        wait += pause
      }
      #expect(try await states(test) == ["failed: the browser has ended"])
      _ = try await test.begin("y", on: test.slogan, by: test.people.owner)
      let job = try #require(try await test.store.beginScreenshot())
      #expect(try await test.store.end(job, with: .nothing) == nil)
      #expect(try await test.later(by: 86_400_000).beginScreenshot() == nil)
      #expect(try await Set(states(test)) == ["failed: the browser has ended", "nothing"])
    }
  }

  @Test("Without a browser they are skipped, and made up for when there is one", arguments: TestDatabases.engines)
  func skipped(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let thread = try await test.begin("x", on: test.headline, by: test.people.owner).thread.id
      #expect(try await test.store.skipScreenshots() == 1)
      #expect(try await test.store.skipScreenshots() == 0)
      #expect(try await test.store.beginScreenshot() == nil)
      #expect(try await test.thread(thread, for: test.people.owner).screenshot == nil)
      let late = try test.later(by: ScreenshotSchedule.makeUp + 1)
      try await late.makeUpForScreenshots()
      #expect(try await late.beginScreenshot() == nil)
      try await test.store.makeUpForScreenshots()
      #expect(try await test.store.beginScreenshot()?.thread == thread)
    }
  }

  @Test("They go with their site's archive and come with it", arguments: TestDatabases.engines)
  func archive(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      _ = try await test.begin("x", on: test.headline, by: test.people.owner)
      _ = try await test.begin("y", on: test.slogan, by: test.people.owner)
      let job = try #require(try await test.store.beginScreenshot())
      try await test.store.end(job, with: .taken(Self.shot))
      let history = try await test.store.history(of: test.key)
      #expect(history.blobs.isSuperset(of: [Self.shot.small.hash, Self.shot.large.hash]))
      let rows = history.rows.filter { $0["table"] == "screenshot" }
      #expect(rows.map { $0["kind"]?.string } == ["large", "small"])
      #expect(rows.allSatisfy { $0["thread"]?.string == job.thread.rawValue })
      #expect(!history.rows.contains { $0["table"] == "screenshotJob" })
    }
  }
}
