import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite("Threads") struct ThreadTests {
  @Test("Whoever says that it is done means the newest edit of its element", arguments: TestDatabases.engines)
  func doneByEdit(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      func done(_ id: ThreadID) async throws -> ThreadView {
        _ = try await test.change(id, ThreadChange(state: .done), by: people.designer)
        return try await test.thread(id, for: people.owner)
      }
      let (id, other) = (
        try await test.begin("Kürzer", on: test.slogan, by: people.owner).thread.id,
        try await test.begin("Größer", on: test.headline, by: people.owner).thread.id
      )
      let edit = try await test.edit(test.designer, test.setText(test.slogan, "1952")).revision
      _ = try await test.edit(test.designer, test.setText(test.freeText, "etwas anderes"))
      let told = try await done(id)
      #expect(told.resolution?.revision == edit && told.resolution?.liveSince == nil)
      let changes = try await test.store.resolutionChanges(of: id, in: test.key, for: people.owner)
      #expect(changes.map(\.before) == ["Seit 1952"] && changes.map(\.after) == ["1952"])
      #expect(try await done(other).resolution == nil, "nothing has been edited")
      // Open again, it waits for another one.
      try await test.say("Noch nicht", in: id, by: people.owner)
      #expect(try await test.thread(id, for: people.owner).resolution == nil)
      #expect(try await done(id).resolution == nil)
      try await test.say("Immer noch nicht", in: id, by: people.owner)
      let removal = try await test.edit(
        test.designer, .remove(test.slogan, version: test.version(of: test.slogan))
      ).revision
      #expect(try await done(id).resolution?.revision == removal)
    }
  }

  @Test("From the first word to the acceptance", arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let begun = try await test.begin("  Bitte 1953 \n", on: test.slogan, by: people.owner)
      #expect(begun.thread.label == "1" && begun.thread.quote == "Seit 1952" && begun.excerpt == "Bitte 1953")
      #expect(
        begun.place
          == AnchorPlace(
            state: .attached, page: test.page, path: "/", title: "Start", label: "Seit 1952", quote: "Seit 1952"))
      #expect(begun.author.name == "owner" && !begun.author.isAgency && !begun.isUnread)
      #expect(begun.rights == [.reply, .withdraw])
      let id = begun.thread.id

      let read = try await test.thread(id, for: people.designer)
      #expect(read.isUnread && read.rights == [.reply, .internal, .change, .moderate, .accept])
      #expect(read.comments.map(\.comment.body) == ["Bitte 1953"])
      let question = try await test.change(
        id, ThreadChange(state: .question, priority: .important), version: read.version, by: people.designer)
      #expect(question.thread.state == .question && question.thread.priority == .important)
      let answered = try await test.say("Ja, sicher", in: id, by: people.owner)
      #expect(answered.state == .open, "an answer makes a question open again")

      let edit = try await test.edit(test.designer, test.setText(test.slogan, "Seit 1953"))
      let done = try await test.change(id, ThreadChange(resolvedBy: edit.revision), by: people.designer)
      #expect(done.thread.state == .done && done.thread.resolution == edit.revision)
      #expect(done.resolution?.by?.name == "designer" && done.resolution?.liveSince == nil)
      #expect(done.place.state == .textChanged && done.place.quote == "Seit 1953" && done.place.since == edit.revision)
      _ = try await test.store.publish(test, revision: edit.revision)
      let seen = try await test.thread(id, for: people.owner)
      #expect(seen.resolution?.liveSince == test.store.now() && seen.isUnread)
      #expect(seen.rights == [.reply, .accept, .reopen])
      try await test.store.seeThread(id, of: test.key, by: people.owner)
      #expect(try await !test.thread(id, for: people.owner).isUnread)

      let accepted = try await test.change(id, ThreadChange(state: .accepted), by: people.owner)
      #expect(
        accepted.comments.map(\.comment.kind) == [
          .words, .state(from: .open, to: .question), .words, .state(from: .question, to: .open),
          .resolution(edit.revision), .state(from: .open, to: .done), .state(from: .done, to: .accepted),
        ])
      // Who says more after the end means that it is not over.
      #expect(try await test.say("Doch nicht", in: id, by: people.owner).state == .open)
      let again = try await test.thread(id, for: people.designer)
      #expect(again.thread.resolution == nil && again.isUnread && again.commentCount == 3)
      #expect(Set(again.comments.map(\.author?.name)) == ["owner", "designer"])
    }
  }

  @Test("Who may read, begin, answer and change", arguments: TestDatabases.engines)
  func who(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let guest = try await test.guest("gast")
      let over = try await test.guest("vorbei", expiresAt: 1)
      let revoked = try await test.guest("zurueck", revokedAt: 1)
      let open = try await test.begin("Alle", by: people.owner)
      let secret = try await test.begin("Unter uns", by: people.designer, visibility: .internal)
      #expect(secret.thread.label == "i1" && open.thread.label == "1")
      try await test.say("Intern dazu", in: open.thread.id, by: people.designer, visibility: .internal)

      let table: [(Participant, read: String, secret: String, internal: String, change: String)] = [
        (people.designer, "", "", "", ""), (people.owner, "", "notFound", "role", "role"),
        (people.reviewer, "", "notFound", "role", "role"), (guest, "", "notFound", "role", "role"),
        (people.stranger, "notFound", "notFound", "notFound", "notFound"),
        (over, "notFound", "notFound", "notFound", "notFound"),
        (revoked, "notFound", "notFound", "notFound", "notFound"),
        (.guest(GuestID("guest-nobody")!), "notFound", "notFound", "notFound", "notFound"),
      ]
      for (person, read, hidden, intern, change) in table {
        let (id, secretID) = (open.thread.id, secret.thread.id)
        let who = "\(person)"
        #expect(await refusal { _ = try await test.thread(id, for: person) } == read, "\(who)")
        #expect(await refusal { _ = try await test.threads(for: person) } == read, "\(who)")
        #expect(
          await refusal { _ = try await test.store.threads(on: test.page, of: test.key, for: person) } == read,
          "\(who)")
        #expect(await refusal { _ = try await test.begin("Neu", by: person) } == read, "\(who)")
        #expect(await refusal { _ = try await test.say("Antwort", in: id, by: person) } == read, "\(who)")
        #expect(await refusal { try await test.store.seeThread(id, of: test.key, by: person) } == read, "\(who)")
        #expect(await refusal { _ = try await test.thread(secretID, for: person) } == hidden, "\(who)")
        #expect(await refusal { _ = try await test.say("x", in: secretID, by: person) } == hidden, "\(who)")
        #expect(
          await refusal { _ = try await test.change(secretID, ThreadChange(state: .done), by: person) } == hidden,
          "\(who)")
        #expect(
          await refusal { _ = try await test.begin("x", by: person, visibility: .internal) } == intern, "\(who)")
        #expect(
          await refusal { _ = try await test.say("x", in: id, by: person, visibility: .internal) } == intern,
          "\(who)")
        #expect(
          await refusal { _ = try await test.change(id, ThreadChange(priority: .critical), by: person) } == change,
          "\(who)")
        #expect(
          await refusal { _ = try await test.change(id, ThreadChange(tags: ["a"]), by: person) } == change, "\(who)")
      }
      // On another site nobody of this one is anybody, and this one's threads are none.
      let other = try await test.store.createSite(
        EditingSite.snapshot(), slug: "other", project: try await test.otherProject(), agency: test.agency,
        author: test.designer)
      for person in [people.owner, people.reviewer, guest] {
        #expect(
          await refusal { _ = try await test.store.thread(open.thread.id, of: other, for: person) } == "notFound")
        #expect(await refusal { _ = try await test.store.threads(of: other, for: person, limit: 1) } == "notFound")
      }
      #expect(
        await refusal { _ = try await test.store.thread(open.thread.id, of: other, for: people.designer) }
          == "notFound")
      let elsewhere = SiteKey(agency: AgencyID("elsewhere")!, site: test.key.site)
      #expect(
        await refusal { _ = try await test.store.thread(open.thread.id, of: elsewhere, for: people.designer) }
          == "notFound")
    }
  }

  @Test("What only the agency sees changes nothing for others", arguments: TestDatabases.engines)
  func canary(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let guest = try await test.guest("gast")
      let open = try await test.begin("Farbe", on: test.headline, by: people.owner)
      let id = open.thread.id
      func told() async throws -> [AnyHashable] {
        var told: [AnyHashable] = []
        for person in [people.owner, people.reviewer, guest] {
          told.append(try await test.thread(id, for: person))
          told.append(try await test.threads(for: person))
          told.append(try await test.store.threads(on: test.page, of: test.key, for: person))
          let changes = try await test.store.threadChanges(of: test.key, for: person, after: 0, limit: 10)
          told += [changes.events, changes.newest]
          told.append(try await test.store.threadCounts(of: test.key, for: person))
        }
        let owner = try #require(try await test.store.account(test.owner, agency: test.agency))
        told.append(try await test.store.notices(for: owner, limit: 10))
        return told
      }
      let before = try await told()
      let later = try test.later(by: 60_000)
      let secret = try await later.addThread(
        test.newThread("Kanari", on: test.slogan, visibility: .internal), of: test.key, by: people.designer)
      _ = try await later.addComment(
        NewComment("Kanari", visibility: .internal, mentions: [test.designer]), to: id, of: test.key,
        by: people.designer)
      _ = try await later.changeThread(
        secret.thread.id, ThreadChange(state: .declined, reason: "Kanari"), version: nil, of: test.key,
        by: people.designer)
      _ = try await later.changeThread(
        id, ThreadChange(assignee: .some(test.designer), tags: ["Kanari"]), version: nil, of: test.key,
        by: people.designer)
      #expect(try await told() == before)
      let agency = try await test.thread(id, for: people.designer)
      #expect(agency.version > open.version && agency.comments.count == 2 && agency.thread.tags == ["Kanari"])
      #expect(agency.assignee?.name == "designer")
      // The numbers that others see have no gap either.
      let next = try await test.begin("Noch etwas", by: people.reviewer)
      #expect(next.thread.label == "2" && next.version == open.version + 1)
      // Nobody is named to whom it may not be said.
      #expect(
        await refusal {
          _ = try await test.store.addComment(
            NewComment("x", visibility: .internal, mentions: [test.owner]), to: id, of: test.key,
            by: people.designer)
        } == "/mentions/0")
      #expect(
        await refusal {
          _ = try await test.change(
            id, ThreadChange(state: .duplicate, duplicateOf: secret.thread.id), by: people.designer)
        } == "/duplicateOf")
    }
  }

  @Test("Every step of the states, by everybody", arguments: TestDatabases.engines)
  func states(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let guest = try await test.guest("gast")
      let target = try await test.begin("Ziel", by: people.designer)
      let states = CommentThread.State.allCases
      for from in states {
        // One thread of each author for each state, which refused steps leave as it is.
        for author in [people.owner, people.reviewer, guest] {
          let id = try await test.begin("Farbe", by: author).thread.id
          func put(_ state: CommentThread.State, by person: Participant) async throws -> ThreadView {
            try await test.change(
              id,
              ThreadChange(
                state: state, reason: state == .declined ? "Geht nicht" : nil,
                duplicateOf: state == .duplicate && person == people.designer ? target.thread.id : nil), by: person)
          }
          if from != .open { _ = try await put(from, by: people.designer) }
          let thread = try await test.thread(id, for: people.designer).thread
          for (person, role) in [
            (people.owner, Role.owner), (people.reviewer, .reviewer), (guest, .guest), (people.designer, .designer),
          ] {
            for to in states where to != from {
              let mayMove = FeedbackRules(participant: person, role: role).mayMove(thread, to: to)
              let problem = await refusal { _ = try await put(to, by: person) }
              #expect((problem == "") == mayMove, "\(author): \(from) to \(to) by \(person): \(problem)")
              let now = try await test.thread(id, for: people.owner).thread
              #expect(now.state == (mayMove ? to : from))
              #expect(now.reason == (now.state == .declined ? "Geht nicht" : ""))
              #expect(now.duplicateOf == (now.state == .duplicate ? target.thread.id : nil))
              if now.state != from { _ = try await put(from, by: people.designer) }
            }
          }
        }
      }
      let id = try await test.begin("Farbe", by: people.owner).thread.id
      for (change, pointer) in [
        (ThreadChange(state: .declined), "/reason"), (ThreadChange(reason: "x"), "/reason"),
        (ThreadChange(state: .duplicate), "/duplicateOf"),
        (ThreadChange(state: .duplicate, duplicateOf: id), "/duplicateOf"),
        (ThreadChange(state: .done, duplicateOf: target.thread.id), "/duplicateOf"),
        (ThreadChange(assignee: .some(test.owner)), "/assignee"), (ThreadChange(round: .some(7)), "/round"),
        (ThreadChange(resolvedBy: 99), "/resolvedBy"), (ThreadChange(resolvedBy: 1), "/resolvedBy"),
        (ThreadChange(tags: ["a,b"]), "/tags/0"),
        (ThreadChange(state: .declined, reason: String(repeating: "x", count: 1001)), "/reason"),
      ] {
        #expect(await refusal { _ = try await test.change(id, change, by: people.designer) } == pointer, "\(change)")
      }
      #expect(try await test.thread(id, for: people.designer).comments.count == 1, "what is refused leaves nothing")
    }
  }

  @Test("Two designers at one thread do not overwrite each other", arguments: TestDatabases.engines)
  func stale(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let id = try await test.begin("Farbe", by: people.owner).thread.id
      let version = try await test.thread(id, for: people.designer).version
      _ = try await test.change(id, ThreadChange(state: .inProgress), version: version, by: people.designer)
      do {
        _ = try await test.change(id, ThreadChange(state: .done), version: version, by: people.designer)
        Issue.record("an old version was taken")
      } catch let stale as StaleThread {
        #expect(stale.current.thread.state == .inProgress && stale.current.comments.count == 2)
      }
      // What others cannot see does not make their version old.
      let seen = try await test.thread(id, for: people.owner).version
      try await test.say("intern", in: id, by: people.designer, visibility: .internal)
      _ = try await test.change(id, ThreadChange(state: .done), by: people.designer)
      #expect(
        await refusal { _ = try await test.change(id, ThreadChange(state: .accepted), version: seen, by: people.owner) }
          == "stale")
      let current = try await test.thread(id, for: people.owner).version
      try await test.say("intern", in: id, by: people.designer, visibility: .internal)
      _ = try await test.change(id, ThreadChange(state: .accepted), version: current, by: people.owner)

      // Many at once: of each version exactly one change wins.
      let busy = try await test.begin("Viele", by: people.owner).thread.id
      let first = try await test.thread(busy, for: people.designer).version
      let won = await withTaskGroup(of: Bool.self) { group in
        for priority in CommentThread.Priority.allCases + CommentThread.Priority.allCases where priority != .normal {
          group.addTask {
            await refusal {
              _ = try await test.change(busy, ThreadChange(priority: priority), version: first, by: people.designer)
            }.isEmpty
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(won == 1)
    }
  }

  @Test("Own words can be changed for a while; what is removed stays as removed", arguments: TestDatabases.engines)
  func words(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let id = try await test.begin("Farbbe", by: people.owner).thread.id
      let first = try await test.thread(id, for: people.owner).comments[0]
      #expect(first.rights == [.edit, .remove])
      let edited = try await test.store.editComment(
        first.comment.id, of: id, as: "Farbe", in: test.key, by: people.owner)
      #expect(edited.comments[0].comment.body == "Farbe" && edited.comments[0].comment.editedAt != nil)
      for person in [people.reviewer, people.designer] {
        #expect(
          await refusal {
            _ = try await test.store.editComment(first.comment.id, of: id, as: "x", in: test.key, by: person)
          } == "role")
      }
      #expect(
        await refusal {
          _ = try await test.store.removeComment(first.comment.id, of: id, in: test.key, by: people.reviewer)
        }
          == "role")
      let late = try test.later(by: FeedbackRules.changeableFor + 1)
      #expect(
        await refusal {
          _ = try await late.editComment(first.comment.id, of: id, as: "x", in: test.key, by: people.owner)
        }
          == "settled")
      try await test.say("intern", in: id, by: people.designer, visibility: .internal)
      #expect(try await test.thread(id, for: people.owner).comments[0].rights == [.edit, .remove])
      try await test.say("Welche?", in: id, by: people.designer)
      #expect(try await test.thread(id, for: people.owner).comments[0].rights == [])
      #expect(
        await refusal {
          _ = try await test.store.editComment(first.comment.id, of: id, as: "x", in: test.key, by: people.owner)
        }
          == "settled")
      let removed = try await test.store.removeComment(first.comment.id, of: id, in: test.key, by: people.designer)
      #expect(removed.comments[0].comment.body == "" && removed.comments[0].comment.removedAt != nil)
      #expect(removed.excerpt == "" && removed.commentCount == 2)
      let own = try await test.thread(id, for: people.owner)
      #expect(own.comments.map(\.comment.body) == ["", "Welche?"] && own.commentCount == 1)
      let secret = try await test.thread(id, for: people.designer).comments[1].comment
      #expect(
        await refusal { _ = try await test.store.removeComment(secret.id, of: id, in: test.key, by: people.owner) }
          == "notFound")
    }
  }

  @Test("What a thread is refused for", arguments: TestDatabases.engines)
  func refused(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let owner = test.people.owner
      for (page, element, revision, pointer) in [
        ("nowhere", nil, 1, "/page"), ("home", "nowhere", 1, "/element"), ("about", "headline", 1, "/element"),
        ("home", "headline", 2, "/revision"), ("home", "headline", 0, "/revision"), (nil, "headline", 1, "/page"),
        ("home", "template-main", 1, ""), ("home", "contact", 1, "/element"), (nil, nil, 1, ""),
      ] as [(String?, String?, Int, String)] {
        let new = NewThread(
          page: page.map(PageID.init(stored:)), element: element.map(ElementID.init(stored:)),
          anchor: Anchor(revision: revision), comment: NewComment("x"))
        let problem = await refusal { _ = try await test.store.addThread(new, of: test.key, by: owner) }
        #expect(problem == pointer, "\(page ?? "-") \(element ?? "-") \(revision)")
      }
      for body in ["", " \n", "\u{200B}", "a\u{0}b", "a\u{202E}b", String(repeating: "a", count: 5001)] {
        #expect(await refusal { _ = try await test.begin(body, by: owner) } == "/body", "\(body.debugDescription)")
      }
      #expect(try await test.threads(for: owner).count == 2)
      // A guest of a pinned link speaks of what they see.
      _ = try await test.edit(test.designer, test.setText(test.slogan, "Geheim"))
      let pinned = try await test.guest("fest", pinned: 1)
      #expect(await refusal { _ = try await test.begin("x", on: test.slogan, revision: 2, by: pinned) } == "/revision")
      let begun = try await test.begin("x", on: test.slogan, revision: 1, by: pinned)
      #expect(begun.place.state == .attached && begun.place.quote == "Seit 1952", "what is newer is not told")
      #expect(try await test.place(begun.thread.id).quote == "Geheim")
      let newer = try await test.begin("Besser so", on: test.slogan, by: owner)
      #expect(newer.thread.quote == "Geheim")
      #expect(try await test.place(newer.thread.id, for: pinned).quote == "Seit 1952")
      for view in [try await test.thread(newer.thread.id, for: pinned)] + (try await test.threads(for: pinned)) {
        #expect(view.thread.quote != "Geheim" && view.place.quote != "Geheim")
      }
    }
  }

  @Test("A repeated request begins one thread", arguments: TestDatabases.engines)
  func once(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let account = try #require(try await test.store.account(test.owner, agency: test.agency))
      let key = RequestKey(key: "k", requestHash: "h", account: account)
      let new = try await test.newThread("einmal")
      func add() async throws -> String? {
        try await test.store.addThread(new, of: test.key, by: test.people.owner, once: key) {
          RecordedAnswer(status: 201, document: .string($0.thread.id.rawValue))
        }.document.string
      }
      let first = try await add()
      #expect(try await add() == first)
      #expect(try await test.threads(for: test.people.owner).count == 1)
    }
  }

  @Test("Lists are filtered, in parts, newest change first", arguments: TestDatabases.engines)
  func lists(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let about = PageID("about")!
      let one = try await test.begin("Grün statt 100 % Blau", on: test.slogan, by: people.owner).thread.id
      let two = try await test.begin("Anderes Foto", page: about, by: people.reviewer).thread.id
      let three = try await test.begin("Schrift", on: ElementID("template-main")!, by: people.designer).thread.id
      let four = try await test.begin("Unter uns", by: people.designer, visibility: .internal).thread.id
      _ = try await test.change(
        one, ThreadChange(state: .done, assignee: .some(test.designer), tags: ["Farbe", "a\"b"]), by: people.designer)
      func found(_ person: Participant? = nil, _ set: (inout ThreadFilter) -> Void) async throws -> [ThreadID] {
        try await test.threads(for: person ?? people.designer, set).map(\.thread.id)
      }
      #expect(try await found { _ in } == [one, four, three, two])
      #expect(try await found(people.owner) { _ in } == [one, three, two])
      #expect(try await found { $0.page = about } == [two])
      #expect(try await found { $0.page = test.page } == [one, four, three])
      #expect(try await found { $0.element = test.slogan } == [one])
      #expect(try await found { $0.states = [.done, .accepted] } == [one])
      #expect(try await found { $0.states = [.open] } == [four, three, two])
      #expect(try await found { $0.author = people.reviewer } == [two])
      #expect(try await found { $0.assignee = test.designer } == [one])
      #expect(try await found { $0.tag = "Farbe" } == [one])
      #expect(try await found { $0.tag = "a\"b" } == [one])
      #expect(try await found { $0.tag = "Farb" } == [])
      #expect(try await found(people.owner) { $0.tag = "Farbe" } == [])
      #expect(try await found { $0.query = "anderes" } == [two])
      #expect(try await found { $0.query = "100 %" } == [one])
      #expect(try await found { $0.query = "seit_1952" } == [])
      #expect(try await found { $0.query = "seit 1952" } == [one], "the quote counts too")
      #expect(try await found { $0.query = "unter" } == [four])
      #expect(try await found(people.owner) { $0.query = "unter" } == [])
      #expect(try await found { $0.query = "#2" } == [two])
      // An element that has gone to another page is found there too.
      let moved = try await test.edit(
        test.designer, .move(test.slogan, version: 1, to: .init(owner: .page(about), slot: "main")))
      #expect(try await found { $0.page = about } == [one, two])
      #expect(try await test.place(one).page == about)
      #expect(try await test.place(one).since == moved.revision)

      var seen: [ThreadID] = []
      var next: Int?
      repeat {
        let part = try await test.store.threads(of: test.key, for: people.designer, after: next, limit: 1)
        seen += part.threads.map(\.thread.id)
        next = part.next
      } while next != nil
      #expect(seen == [one, four, three, two])
      #expect(try await test.store.threadCounts(of: test.key, for: people.owner) == [.done: 1, .open: 2])
      let pins = try await test.store.threads(on: about, of: test.key, for: people.owner).map(\.thread.id)
      #expect(pins == [one, two, three], "the template's element stands on both pages")
      #expect(
        try await test.store.threads(on: test.page, of: test.key, for: people.owner).map(\.thread.id) == [one, three])
      #expect(
        await refusal {
          _ = try await test.store.threads(on: PageID("nowhere")!, of: test.key, for: people.owner)
        } == "notFound")
    }
  }
}

extension TestStore {
  /// A project in which nobody of this one takes part.
  func otherProject() async throws -> ProjectID {
    try await store.createProject(name: "Anderes", phase: .done, agency: agency).id
  }
}

extension Store {
  /// Makes a release of a revision without building anything.
  func publish(_ test: TestStore, revision: Revision) async throws -> Release {
    try await publish(
      ReleaseDraft(.all(Manifest([])), of: Composition(base: revision), by: test.designer), of: test.key)
  }
}
