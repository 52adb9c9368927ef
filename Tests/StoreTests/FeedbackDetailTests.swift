import Database
import DatabaseTesting
import Model
import Store
import Testing

/// Files of comments, rounds, and who is told of what.
@Suite("Files, rounds and notices of feedback") struct FeedbackDetailTests {
  private func picture(_ letter: Character, size: Int = 9, type: String = "image/png") -> AssetFile {
    AssetFile(hash: String(repeating: letter, count: 64), size: size, type: type, width: 4, height: 3)
  }

  @Test("Files belong to whoever sent them, then to whoever may read the comment", arguments: TestDatabases.engines)
  func files(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let guest = try await test.guest("gast")
      func send(_ letter: Character, by person: Participant) async throws -> CommentFile {
        try await test.store.addCommentFile(
          picture(letter), name: "../Bild\u{202E}\n\(letter).png", to: test.key, by: person)
      }
      let file = try await send("a", by: people.owner)
      #expect(file.name == "Bild a.png")
      func may(_ id: CommentFileID, _ person: Participant) async -> Bool {
        await refusal { _ = try await test.store.commentFile(id, of: test.key, for: person) }.isEmpty
      }
      #expect(await may(file.id, people.owner))
      for person in [people.designer, people.reviewer, guest, people.stranger] {
        #expect(await !may(file.id, person), "nobody else knows of what is not sent yet")
      }
      var new = try await test.newThread("Siehe Bild")
      new.comment.files = [file.id]
      #expect(
        await refusal { _ = try await test.store.addThread(new, of: test.key, by: people.reviewer) } == "/files/0")
      let thread = try await test.store.addThread(new, of: test.key, by: people.owner)
      #expect(thread.comments[0].files == [file])
      for person in [people.designer, people.reviewer, guest] { #expect(await may(file.id, person)) }
      #expect(await !may(file.id, people.stranger))
      #expect(
        await refusal {
          _ = try await test.store.addComment(
            NewComment("noch einmal", files: [file.id]), to: thread.thread.id, of: test.key, by: people.owner)
        } == "/files/0", "a file is sent once")

      let secret = try await send("b", by: people.designer)
      _ = try await test.store.addComment(
        NewComment("intern", visibility: .internal, files: [secret.id]), to: thread.thread.id, of: test.key,
        by: people.designer)
      #expect(await may(secret.id, people.designer))
      for person in [people.owner, guest] { #expect(await !may(secret.id, person)) }
      // With the words go their files.
      _ = try await test.store.removeComment(
        thread.comments[0].comment.id, of: thread.thread.id, in: test.key, by: people.designer)
      #expect(await !may(file.id, people.owner))

      for bad in [
        picture("c", type: "image/svg+xml"), picture("c", type: "text/html"),
        picture("c", size: FeedbackLimits.fileBytes + 1),
      ] {
        await #expect(throws: FileRefusal.self) {
          try await test.store.addCommentFile(bad, name: "x", to: test.key, by: people.owner)
        }
      }
      #expect(await refusal { _ = try await send("c", by: people.stranger) } == "notFound")
      for _ in 0..<FeedbackLimits.looseFiles { _ = try await send("d", by: guest) }
      #expect(await refusal { _ = try await send("d", by: guest) } == "full")
      // What nobody used is forgotten after a day.
      let later = try test.later(by: FeedbackLimits.looseFor + 1)
      _ = try await later.addCommentFile(picture("d"), name: "x", to: test.key, by: guest)
      var many = NewComment("viele")
      many.files = (0...FeedbackLimits.filesOfComment).map { CommentFileID("f\($0)")! }
      #expect(
        await refusal { _ = try await test.store.addComment(many, to: thread.thread.id, of: test.key, by: guest) }
          == "/files")
    }
  }

  @Test("Guests' files leave room for those of people with an account", arguments: TestDatabases.engines)
  func rooms(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let large = picture("e", size: FeedbackLimits.fileBytes)
      func send(_ count: Int, by person: Participant) async throws -> Int {
        var sent = 0
        for _ in 0..<count {
          guard
            await refusal({
              _ = try await test.store.addCommentFile(large, name: "x", to: test.key, by: person)
            }).isEmpty
          else { break }
          sent += 1
        }
        return sent
      }
      var guests: [Participant] = []
      for index in 0..<10 { guests.append(try await test.guest("gast-\(index)")) }
      #expect(try await send(30, by: guests[0]) == 12, "128 MiB of one")
      #expect(try await send(1, by: guests[1]) == 1, "another one is not kept out")
      for guest in guests[1..<8] { _ = try await send(12, by: guest) }
      #expect(try await send(30, by: guests[8]) == 6, "1 GiB of all")
      #expect(try await send(30, by: guests[9]) == 0)
      #expect(try await send(30, by: test.people.owner) == 30)
    }
  }

  @Test("Threads leave room for those who have to answer") func shares() {
    for (role, most) in [(Role.guest, 800), (.owner, 900), (.reviewer, 900), (.support, 1000), (.admin, 1000)] {
      #expect(FeedbackLimits.share(of: 1000, for: role) == most)
    }
  }

  @Test("A thread belongs to the round in which it was written", arguments: TestDatabases.engines)
  func rounds(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let moment = test.store.now()
      #expect(try await test.begin("davor", by: people.owner).thread.round == nil)
      let first = try await test.store.addRound(
        name: "Erste Runde", endsAt: moment + 1000, of: test.key, by: test.designer)
      #expect(first.number == 1 && first.opensAt == moment)
      #expect(try await test.begin("darin", by: people.owner).thread.round == 1)
      _ = try await test.store.addRound(
        name: "Zweite", opensAt: moment + 5000, endsAt: nil, of: test.key, by: test.designer)
      #expect(try await test.begin("noch darin", by: people.owner).thread.round == 1, "the second has not begun")
      let closed = try await test.store.changeRound(1, isClosed: true, of: test.key, by: test.designer)
      #expect(closed.closedAt == moment && closed.name == "Erste Runde")
      let late = try await test.begin("danach", by: people.owner)
      #expect(late.thread.round == nil)
      #expect(
        try await test.change(late.thread.id, ThreadChange(round: .some(2)), by: people.designer).thread.round == 2)
      #expect(try await test.threads(for: people.owner) { $0.round = 1 }.count == 2)
      let renamed = try await test.store.changeRound(
        1, name: "Runde 1", endsAt: .some(nil), isClosed: false, of: test.key, by: test.designer)
      #expect(renamed.name == "Runde 1" && renamed.endsAt == nil && renamed.closedAt == nil)
      #expect(try await test.store.rounds(of: test.key, for: people.owner).map(\.number) == [2, 1])
      #expect(await refusal { _ = try await test.store.rounds(of: test.key, for: people.stranger) } == "notFound")
      #expect(
        await refusal { _ = try await test.store.addRound(name: "x", endsAt: nil, of: test.key, by: test.owner) }
          == "role")
      #expect(
        await refusal { _ = try await test.store.changeRound(9, of: test.key, by: test.designer) } == "notFound")
      #expect(
        await refusal { _ = try await test.store.addRound(name: " ", endsAt: nil, of: test.key, by: test.designer) }
          == "/name")
      #expect(
        await refusal {
          _ = try await test.store.addRound(name: "x", endsAt: moment, of: test.key, by: test.designer)
        } == "/endsAt")
    }
  }

  @Test("Everybody whom it concerns is told, nobody else, never the author", arguments: TestDatabases.engines)
  func notices(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let second = try await test.store.createAccount(
        email: "second@example.org", name: "Zweite", agencyRole: .support, agency: test.agency)
      let mailed = try await test.guest("post", mail: "gast@example.org")
      _ = try await test.guest("stumm")
      func told(_ id: AccountID) async throws -> [String] {
        let account = try #require(try await test.store.account(id, agency: test.agency))
        return try await test.store.notices(for: account, limit: 50).reversed().map {
          "\($0.kind.rawValue) \($0.payload["author"]?.string ?? "") \($0.payload["words"]?.string ?? "")"
        }
      }
      let id = try await test.begin("Hallo", by: people.owner).thread.id
      #expect(try await told(test.designer) == ["thread owner Hallo"])
      #expect(try await told(second.id) == ["thread owner Hallo"])
      #expect(try await told(test.owner) == [])
      #expect(try await told(test.reviewer) == [])
      try await test.say("Unter uns", in: id, by: people.designer, visibility: .internal)
      #expect(try await told(second.id).count == 2)
      #expect(try await told(test.owner) == [], "of what is internal others are told nothing")
      try await test.say("Gern", in: id, by: people.designer)
      #expect(try await told(test.owner) == ["comment designer Gern"])
      _ = try await test.store.addComment(
        NewComment("@Prüfer", mentions: [test.reviewer]), to: id, of: test.key, by: people.owner)
      #expect(try await told(test.reviewer) == ["mention owner @Prüfer"])
      // Who has written takes part from then on.
      try await test.say("Vom Gast", in: id, by: mailed)
      _ = try await test.change(id, ThreadChange(state: .declined, reason: "Zu teuer"), by: people.designer)
      #expect(
        try await Set(told(test.owner)) == [
          "comment designer Gern", "comment post Vom Gast", "state designer Zu teuer",
        ])
      #expect(try await told(test.reviewer).count == 1)
      _ = try await test.change(id, ThreadChange(assignee: .some(second.id)), by: people.designer)
      #expect(try await told(second.id).contains("assigned designer "))
      #expect(try await told(test.designer).filter { $0.contains("designer") } == [])
      let guests = try await test.store.database.read {
        try $0.all(Statement("test.guests", "SELECT payload FROM outbox WHERE guest IS NOT NULL")) { $0.text(0) }
      }
      #expect(guests.count == 1 && guests[0].contains("Zu teuer"))
      #expect(!guests[0].contains("@example.org"))

      // Words that were taken back are told to nobody any more.
      let comment = try await test.say("Versehen", in: id, by: people.designer).comment.comment
      #expect(try await told(test.owner).contains("comment designer Versehen"))
      _ = try await test.store.removeComment(comment.id, of: id, in: test.key, by: people.designer)
      #expect(try await !told(test.owner).contains { $0.contains("Versehen") })
      let owner = try #require(try await test.store.account(test.owner, agency: test.agency))
      try await test.store.readNotices(of: owner, until: test.store.now())
      #expect(try await test.store.notices(for: owner, unreadOnly: true, limit: 50).isEmpty)
      // Without a role there is nothing to read.
      try await test.store.removeMembership(of: owner, in: ProjectID("project")!)
      #expect(try await told(test.owner) == [])
    }
  }
}
