import Database
import DatabaseTesting
import Model
import Store
import Synchronization
import Testing

@Suite("What others do on a site") struct SiteEventsTests {
  /// Takes what a stream brings as it comes.
  fileprivate final class Listener: Sendable {
    private let stream: SiteStream
    private let got = Mutex<[SiteEvent]>([])
    private let ended = Mutex(false)
    private let task = Mutex<Task<Void, Never>?>(nil)

    init(_ stream: SiteStream) {
      self.stream = stream
      let events = stream.events
      task.withLock {
        $0 = Task { [weak self] in
          for await batch in events { self?.got.withLock { $0 += batch } }
          self?.ended.withLock { $0 = true }
        }
      }
    }

    deinit { stream.end() }

    var all: [SiteEvent] { got.withLock { $0 } }
    var isOver: Bool { ended.withLock { $0 } }
    var edits: [EditEvent] { all.compactMap { if case .edit(let event) = $0 { event } else { nil } } }
    var threads: [ThreadEvent] { all.compactMap { if case .thread(let event) = $0 { event } else { nil } } }
    var approvals: Int { all.count { $0 == .approval } }
    var releases: Int { all.count { $0 == .release } }
    var people: [PresentPerson]? {
      all.compactMap { if case .presence(let people) = $0 { people } else { nil } }.last
    }

    func until(_ what: (Listener) -> Bool) async -> Bool {
      for _ in 0..<3000 where !what(self) && !isOver { try? await Task.sleep(for: .milliseconds(10)) }
      return what(self)
    }
  }

  /// A reader with a session, so that the timer lets the stream go on.
  fileprivate func reader(_ test: TestStore, _ account: AccountID) async throws -> StreamReader {
    let session = "s-\(account)"
    let moment = test.store.now()
    if try await test.store.loginSession(hash: session, usedSince: 0) == nil {
      let found = try #require(try await test.store.account(account, agency: test.agency))
      // Another listener may be doing the same.
      try? await test.store.createLoginSession(hash: session, account: found, expiresAt: moment + 1_000_000)
    }
    return StreamReader(
      account: account, session: session, idleLimit: 1000,
      authority: try #require(try await test.store.authority(of: account, in: test.key)))
  }

  fileprivate func listen(
    _ test: TestStore, _ account: AccountID, after: Revision? = nil
  ) async throws -> Listener {
    let reader = try await reader(test, account)
    return Listener(try await test.store.events.stream(of: test.key, for: reader, after: after))
  }

  @Test("Every edit comes once, in order, with what it has touched", arguments: TestDatabases.engines)
  func edits(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let early = try await listen(test, test.owner)
      #expect(await early.until { $0.people == [] })
      _ = try await test.edit(test.owner, test.setText(test.headline, "Eins"))
      let seed = ElementSeed(
        body: ElementBody(kind: .box, tag: "div"),
        children: [ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("neu"))))])
      let added = try await test.edit(
        test.designer, .insert(seed, at: .init(owner: .page(test.page), slot: "main")), .remove(test.slogan, version: 1)
      )
      _ = try await test.edit(
        test.designer,
        .createPage(.init(parent: nil, slug: "neu", title: "Neu", template: "page", locale: "de")))
      #expect(await early.until { $0.edits.count == 3 })

      let edits = early.edits
      #expect(edits.map(\.revision) == [2, 3, 4])
      #expect(
        edits[0].author?.id == test.owner && edits[0].author?.name == "owner" && edits[0].elements == [test.headline])
      #expect(edits[0].added.isEmpty && edits[0].removed.isEmpty)
      #expect(edits[1].removed == [test.slogan] && edits[1].added == added.added && added.added.count == 2)
      #expect(Set(edits[1].elements) == Set(added.added))
      #expect(edits[2].pages.count == 1)

      // Who comes later learns the same from the log.
      let late = try await listen(test, test.reviewer, after: 1)
      #expect(await late.until { $0.edits.count == 3 })
      #expect(late.edits == edits)
      let newest = try await listen(test, test.reviewer)
      let ahead = try await listen(test, test.reviewer, after: 99)
      _ = try await test.edit(test.owner, test.setText(test.headline, "Zwei", version: 2))
      for listener in [newest, ahead] {
        #expect(await listener.until { $0.edits.count == 1 })
        #expect(listener.edits.map(\.revision) == [5])
      }
    }
  }

  @Test("Neither a gap nor a double while many write and many begin anew", arguments: TestDatabases.engines)
  func storm(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let last = 121
      let writing = Task {
        for revision in 1..<last {
          _ = try await test.edit(test.designer, test.setText(test.headline, "Wort \(revision)", version: revision))
        }
      }
      await withTaskGroup(of: [Revision].self) { group in
        for _ in 0..<8 {
          group.addTask {
            var seen: [Revision] = []
            while seen.last != last {
              guard let listener = try? await listen(test, test.owner, after: seen.last ?? 1) else { return seen }
              let wanted = Int.random(in: 1...30)
              _ = await listener.until { $0.edits.count >= wanted || $0.edits.last?.revision == last }
              seen += listener.edits.map(\.revision)
            }
            return seen
          }
        }
        for await seen in group { #expect(seen == Array(2...last)) }
      }
      try await writing.value
    }
  }

  @Test("A file is an event too, and another process's edit is found by the timer", arguments: TestDatabases.engines)
  func othersWays(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let listener = try await listen(test, test.owner)
      let file = AssetFile(hash: String(repeating: "a", count: 64), size: 1, type: "image/png")
      _ = try await test.store.addFile(file, name: "a", ending: "png", to: test.key, by: test.designer)
      #expect(await listener.until { $0.edits.count == 1 })
      // A store of its own knows nothing of this one's streams, like another process.
      let other = try Store(database: test.store.database, blobs: test.store.blobs, now: test.store.now)
      let request = EditRequest(operations: [test.setText(test.headline, "Anders")])
      _ = try await other.edit(request, of: test.key, by: test.designer)
      #expect(listener.edits.count == 1)
      await test.store.events.tick()
      #expect(await listener.until { $0.edits.map(\.revision) == [2, 3] })
    }
  }

  @Test("Those who see edits are told that visitors see another release", arguments: TestDatabases.engines)
  func releases(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      func visit(_ name: String, pinned: Revision?) async throws -> Listener {
        guard case .guest(let guest) = try await test.guest(name, pinned: pinned) else { preconditionFailure() }
        return Listener(try await test.store.events.stream(of: test.key, for: StreamReader(guest: guest), after: nil))
      }
      let draft = ReleaseDraft(.all(Manifest([])), of: Composition(base: 1), by: test.designer)
      let customer = try await listen(test, test.owner)
      let guest = try await visit("gast", pinned: nil)
      let pinned = try await visit("fest", pinned: 1)
      #expect(await customer.until { $0.people == [] })
      _ = try await test.store.publish(draft, of: test.key)
      for listener in [customer, guest] { #expect(await listener.until { $0.releases == 1 }) }

      // Who comes now has nothing to be told; going back to an older release is news again.
      let late = try await listen(test, test.reviewer)
      let other = try Store(database: test.store.database, blobs: test.store.blobs, now: test.store.now)
      _ = try await other.publish(draft, of: test.key)
      await test.store.events.tick()
      for listener in [customer, guest] { #expect(await listener.until { $0.releases == 2 }) }
      try await test.store.setLive(1, of: test.key)
      for listener in [customer, guest] { #expect(await listener.until { $0.releases == 3 }) }
      #expect(await late.until { $0.releases == 2 })
      // A pinned link tells nothing that is newer.
      _ = try await test.begin("Zuletzt", on: test.headline, by: test.people.owner)
      #expect(await pinned.until { !$0.threads.isEmpty })
      #expect(pinned.releases == 0)
      _ = try await test.begin("Und noch eins", by: test.people.owner)
      #expect(await customer.until { $0.threads.count == 2 })
      #expect(customer.releases == 3)
    }
  }

  @Test("People with a role are told of approvals, guests are not", arguments: TestDatabases.engines)
  func approvals(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      guard case .guest(let visitor) = try await test.guest("gast") else { preconditionFailure() }
      let guest = Listener(
        try await test.store.events.stream(of: test.key, for: StreamReader(guest: visitor), after: nil))
      let designer = try await listen(test, test.designer)
      #expect(await designer.until { $0.people == [] })
      func approve(in store: Store) async throws -> ApprovalID {
        let answer = try await store.approve(test.page, at: 1, of: test.key, by: test.owner) {
          RecordedAnswer(status: 201, document: .string($0.approval.id.rawValue))
        }
        return ApprovalID(stored: answer.document.string ?? "")
      }
      let first = try await approve(in: test.store)
      #expect(await designer.until { $0.approvals == 1 })
      let late = try await listen(test, test.reviewer)
      #expect(await late.until { $0.people == [] })
      try await test.store.withdrawApproval(first, of: test.key, by: test.owner)
      #expect(await designer.until { $0.approvals == 2 })
      // Another process's is found by the timer.
      let other = try Store(database: test.store.database, blobs: test.store.blobs, now: test.store.now)
      _ = try await approve(in: other)
      await test.store.events.tick()
      #expect(await designer.until { $0.approvals == 3 })
      #expect(await late.until { $0.approvals == 2 })
      _ = try await test.begin("Zuletzt", by: test.people.owner)
      for listener in [guest, designer] { #expect(await listener.until { !$0.threads.isEmpty }) }
      #expect(guest.approvals == 0 && designer.approvals == 3)
    }
  }

  @Test("The tab that edited is named to its own account alone") func screens() async throws {
    try await TestStore.with(.sqlite) { test in
      let own = try await listen(test, test.owner)
      let other = try await listen(test, test.designer)
      let request = EditRequest(operations: [test.setText(test.headline, "Neu")])
      _ = try await test.store.edit(request, of: test.key, by: test.owner, from: "tab-1", once: nil) { _ in
        RecordedAnswer(status: 201, document: .null)
      }
      #expect(await own.until { $0.edits.count == 1 })
      #expect(await other.until { $0.edits.count == 1 })
      #expect(own.edits[0].screen == "tab-1" && other.edits[0].screen == nil)
      // However soon after the commit somebody asks what is new.
      for round in 2..<60 {
        let request = EditRequest(operations: [
          .setText(test.headline, version: round, InlineText("Neu \(round)"))
        ])
        async let asking: Void = { for _ in 0..<4 { _ = try await listen(test, test.designer) } }()
        _ = try await test.store.edit(request, of: test.key, by: test.owner, from: "tab-\(round)", once: nil) { _ in
          RecordedAnswer(status: 201, document: .null)
        }
        try await asking
        #expect(await own.until { $0.edits.count == round })
        #expect(own.edits.last?.screen == "tab-\(round)")
      }
    }
  }

  @Test("People come, move, leave and are forgotten") func presence() async throws {
    let moment = Mutex(1_700_000_000_000)
    try await TestStore.with(.sqlite) { test in
      // A clock that moves, on the same data.
      let store = try Store(
        database: test.store.database, blobs: test.store.blobs, now: { moment.withLock { $0 } })
      let account = try #require(try await store.account(test.owner, agency: test.agency))
      try await store.createLoginSession(hash: "s", account: account, expiresAt: .max)
      func person(_ screen: String, _ element: ElementID? = nil, page: PageID? = nil) -> PresentPerson {
        PresentPerson(
          screen: screen, account: test.owner, name: "Olga", page: page ?? test.page, element: element)
      }
      try await store.arrive(person("a"), in: test.key)
      let reader = StreamReader(
        account: test.owner, session: "s", idleLimit: 1_000_000, authority: .init(role: .owner, phase: .done))
      let listener = Listener(try await store.events.stream(of: test.key, for: reader, after: nil))
      #expect(await listener.until { $0.people == [person("a")] }, "who was there before is told at once")
      try await store.arrive(person("a", test.headline), in: test.key)
      try await store.arrive(person("b"), in: test.key)
      #expect(await listener.until { $0.people == [person("a", test.headline), person("b")] })
      store.events.leave(screen: "b", account: test.designer, of: test.key)
      store.events.leave(screen: "b", account: test.owner, of: test.key)
      #expect(await listener.until { $0.people == [person("a", test.headline)] })
      moment.withLock { $0 += 44_000 }
      await store.events.tick()
      #expect(listener.people?.count == 1)
      moment.withLock { $0 += 2_000 }
      await store.events.tick()
      #expect(await listener.until { $0.people == [] })
      #expect(listener.all.contains(.alive) && !listener.isOver)
      // A window is there for as long as it listens; one that has begun again is still there when its first line ends.
      let window = try await store.events.stream(of: test.key, for: reader, screen: "w", after: nil)
      let again = try await store.events.stream(of: test.key, for: reader, screen: "w", after: nil)
      try await store.arrive(person("w"), in: test.key)
      window.end()
      #expect(await listener.until { $0.people == [person("w")] })
      again.end()
      #expect(await listener.until { $0.people == [] })
      // What a window said before it was closed may arrive afterwards.
      try await store.arrive(person("w"), in: test.key)
      try await store.arrive(person("late"), in: test.key)
      store.events.leave(screen: "late", account: test.owner, of: test.key)
      try await store.arrive(person("late"), in: test.key)
      try await store.arrive(person("last"), in: test.key)
      #expect(await listener.until { $0.people == [person("last")] }, "a closed window is not there again")
      // One that comes back from the browser's memory listens first, and is.
      let back = try await store.events.stream(of: test.key, for: reader, screen: "w", after: nil)
      try await store.arrive(person("w"), in: test.key)
      #expect(await listener.until { $0.people == [person("last"), person("w")] })
      back.end()
      store.events.leave(screen: "last", account: test.owner, of: test.key)
      #expect(await listener.until { $0.people == [] })
      await #expect(throws: FieldError.self) {
        try await store.arrive(person("a", page: PageID("nowhere")!), in: test.key)
      }
      for number in 0..<SiteEvents.screensOfAccount {
        try await store.arrive(person("n\(number)"), in: test.key)
      }
      await #expect(throws: TooManyScreens.self) { try await store.arrive(person("surplus"), in: test.key) }
    }
  }

  @Test("A stream ends with the session, the role or the phase", arguments: ["session", "rest", "role", "phase"])
  func over(what: String) async throws {
    let moment = Mutex(1_700_000_000_000)
    try await TestStore.with(.sqlite) { test in
      let store = try Store(
        database: test.store.database, blobs: test.store.blobs, now: { moment.withLock { $0 } })
      let owner = try #require(try await store.account(test.owner, agency: test.agency))
      let designer = try #require(try await store.account(test.designer, agency: test.agency))
      try await store.createLoginSession(hash: "s", account: owner, expiresAt: .max)
      try await store.createLoginSession(hash: "d", account: designer, expiresAt: .max)
      func listen(_ account: AccountID, _ session: String, _ idle: Int) async throws -> Listener {
        let authority = try #require(try await store.authority(of: account, in: test.key))
        return Listener(
          try await store.events.stream(
            of: test.key,
            for: StreamReader(account: account, session: session, idleLimit: idle, authority: authority), after: nil))
      }
      let own = try await listen(test.owner, "s", 60_000)
      let other = try await listen(test.designer, "d", .max / 2)
      await store.events.tick()
      #expect(await own.until { $0.all.contains(.alive) })
      switch what {
      case "session": try await store.endLoginSession(hash: "s")
      case "rest": moment.withLock { $0 += 61_000 }
      case "role": try await store.removeMembership(of: owner, in: ProjectID("project")!)
      default: try await store.setPhase(.revision, of: ProjectID("project")!, agency: test.agency)
      }
      await store.events.tick()
      #expect(await own.until { $0.isOver && $0.all.last == .over })
      #expect(other.isOver == (what == "phase"))
    }
  }

  @Test("Streams have a limit, give their place back, and all end when the service stops") func limits() async throws {
    try await TestStore.with(.sqlite) { test in
      var listeners: [Listener] = []
      for _ in 0..<SiteEvents.screensOfAccount { listeners.append(try await listen(test, test.owner)) }
      await #expect(throws: TooManyScreens.self) { try await listen(test, test.owner) }
      let other = try await listen(test, test.designer)
      listeners.removeLast()
      #expect(test.store.events.streamCount == SiteEvents.screensOfAccount)
      listeners.append(try await listen(test, test.owner))
      test.store.events.close()
      for listener in listeners + [other] { #expect(await listener.until { $0.isOver }) }
      #expect(await (try listen(test, test.owner)).until { $0.isOver })
      #expect(test.store.events.streamCount == 0)
    }
  }

  @Test("Who does not read is ended, and everybody else goes on") func slow() async throws {
    try await TestStore.with(.sqlite) { test in
      let slow = try await test.store.events.stream(of: test.key, for: try await reader(test, test.owner), after: nil)
      let quick = try await listen(test, test.owner)
      for revision in 1...200 {
        _ = try await test.edit(test.designer, test.setText(test.headline, "\(revision)", version: revision))
        if revision % 10 == 0 { _ = await quick.until { $0.edits.last?.revision == revision + 1 } }
      }
      #expect(await quick.until { $0.edits.map(\.revision) == Array(2...201) })
      var seen: [Revision] = []
      for await batch in slow.events {
        for case .edit(let event) in batch { seen.append(event.revision) }
        if seen.last == 201 { break }
      }
      #expect(!seen.isEmpty && seen == Array(2...(seen.last ?? 0)), "what came has no gap; the rest is asked for anew")
    }
  }
}

/// Threads in the streams, to each as they may know of them.
extension SiteEventsTests {
  @Test(
    "A guest listens in few windows, and the guests of one link are not without number",
    arguments: TestDatabases.engines)
  func guestsListen(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      guard case .guest(let first) = try await test.guest("gast") else { return }
      func listen(_ guest: GuestID) async throws -> SiteStream {
        try await test.store.events.stream(of: test.key, for: StreamReader(guest: guest), after: nil)
      }
      var streams: [SiteStream] = []
      for _ in 0..<5 { streams.append(try await listen(first)) }
      await #expect(throws: TooManyScreens.self) { try await listen(first) }
      streams.removeLast().end()
      streams.append(try await listen(first))
      // Many names by the same link.
      let insert = Statement(
        "test.guests",
        "INSERT INTO guest (agency, site, id, link, name, at, seenAt) VALUES (?, ?, ?, 'link-gast', 'x', 0, 0)")
      try await test.store.database.write { transaction in
        for index in 0..<50 {
          try transaction.execute(
            insert, .init(test.key.agency.rawValue), .init(test.key.site.rawValue), .init("minted-\(index)"))
        }
      }
      for index in 0..<47 { for _ in 0..<5 { streams.append(try await listen(GuestID("minted-\(index)")!)) } }
      await #expect(throws: TooManyScreens.self) { try await listen(GuestID("minted-48")!) }
      // Others are not kept out.
      guard case .guest(let other) = try await test.guest("andere") else { return }
      streams.append(try await listen(other))
      _ = try await test.store.events.stream(of: test.key, for: try await reader(test, test.owner), after: nil)
      for stream in streams { stream.end() }
    }
  }

  @Test("Threads are told to those who may know of them, once, also after a break", arguments: TestDatabases.engines)
  func threads(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let (agency, customer) = (try await listen(test, test.designer), try await listen(test, test.owner))
      let guest = try await test.guest("gast")
      guard case .guest(let guestID) = guest else { return }
      let visitor = Listener(
        try await test.store.events.stream(of: test.key, for: StreamReader(guest: guestID), after: nil))
      let one = try await test.begin("Eins", on: test.headline, by: people.owner).thread.id
      let secret = try await test.begin("Intern", by: people.designer, visibility: .internal).thread.id
      try await test.say("intern", in: one, by: people.designer, visibility: .internal)
      _ = try await test.change(one, ThreadChange(assignee: .some(test.designer)), by: people.designer)
      let two = try await test.begin("Zwei", by: people.reviewer).thread.id
      _ = try await test.edit(test.owner, test.setText(test.headline, "Neu"))

      #expect(await agency.until { $0.threads.last?.id == two && $0.edits.count == 1 })
      #expect(Set(agency.threads.map(\.id)) == [one, secret, two])
      #expect(agency.threads.map(\.version) == agency.threads.map(\.version).sorted())
      for listener in [customer, visitor] {
        #expect(await listener.until { $0.threads.last?.id == two && $0.edits.count == 1 })
        #expect(listener.threads.map(\.version).allSatisfy { $0 <= 2 }, "the agency's own acts are not counted")
        #expect(!listener.threads.map(\.id).contains(secret))
      }
      #expect(customer.threads.first?.page == test.page)
      #expect(visitor.edits.first?.author == nil && visitor.people == nil, "guests are told of no names")

      // Whoever comes back with a number learns what came after it.
      let again = Listener(
        try await test.store.events.stream(
          of: test.key, for: try await reader(test, test.reviewer), after: nil, threads: 1))
      #expect(await again.until { !$0.threads.isEmpty })
      #expect(again.threads.map(\.id) == [two] && again.threads.map(\.version) == [2])
      let ahead = Listener(
        try await test.store.events.stream(
          of: test.key, for: try await reader(test, test.reviewer), after: nil, threads: 99))
      try await test.say("Antwort", in: one, by: people.owner)
      #expect(await ahead.until { $0.threads.map(\.version) == [3] })
      let log = try await test.store.threadChanges(of: test.key, for: people.owner, after: 1, limit: 10)
      #expect(log.newest == 3 && log.events.map(\.id) == [two, one])

      // Another process's thread is found by the timer.
      let other = try Store(database: test.store.database, blobs: test.store.blobs, now: test.store.now)
      let far = try await other.addThread(test.newThread("Fern"), of: test.key, by: people.owner).thread.id
      await test.store.events.tick()
      #expect(await agency.until { $0.threads.last?.id == far })
      #expect(await customer.until { $0.threads.last?.id == far })
      // A guest's stream ends with the link.
      try await test.store.database.write {
        try $0.execute(Statement("test.revoke", "UPDATE reviewLink SET revokedAt = 1"))
      }
      await test.store.events.tick()
      #expect(await visitor.until { $0.isOver && $0.all.last == .over })
      #expect(!customer.isOver)
    }
  }

  @Test("Neither a gap nor a double of threads while many write and begin anew", arguments: TestDatabases.engines)
  func threadStorm(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let first = try await test.begin("Null", by: people.owner)
      let total = 60
      let writing = Task {
        for number in 1...total {
          if number % 2 == 0 {
            _ = try await test.begin("Nr. \(number)", by: people.owner)
          } else {
            try await test.say("Nr. \(number)", in: first.thread.id, by: people.reviewer)
          }
          try await test.say("intern", in: first.thread.id, by: people.designer, visibility: .internal)
        }
      }
      let last = first.version + total
      await withTaskGroup(of: [Int].self) { group in
        for _ in 0..<6 {
          group.addTask {
            var seen: [Int] = []
            while seen.last != last {
              guard let reader = try? await reader(test, test.owner),
                let stream = try? await test.store.events.stream(
                  of: test.key, for: reader, after: nil, threads: seen.last ?? first.version)
              else { return seen }
              let listener = Listener(stream)
              let wanted = Int.random(in: 1...20)
              _ = await listener.until { $0.threads.count >= wanted || $0.threads.last?.version == last }
              seen += listener.threads.map(\.version)
            }
            return seen
          }
        }
        for await seen in group {
          #expect(seen == seen.sorted() && Set(seen).count == seen.count && seen.last == last)
        }
      }
      try await writing.value
      // Whoever was told of everything knows the newest change of every thread.
      let log = try await test.store.threadChanges(of: test.key, for: people.owner, after: 0, limit: 100)
      #expect(log.newest == last && log.events.count == 1 + total / 2)
    }
  }
}
