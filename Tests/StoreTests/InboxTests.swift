import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite("The inbox") struct InboxTests {
  private func account(_ test: TestStore, _ id: AccountID) async throws -> Account {
    try #require(try await test.store.account(id, agency: test.agency))
  }

  @Test("Everything that waits, over all sites, as one may know it on each", arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let people = test.people
      let other = try await test.store.createSite(
        EditingSite.snapshot(), slug: "other", project: try await test.otherProject(), agency: test.agency,
        author: test.designer)
      func begin(
        _ body: String, _ minutes: Int, on site: SiteKey, by person: Participant,
        _ visibility: FeedbackVisibility = .customer
      )
        async throws -> ThreadID
      {
        try await test.later(by: minutes * 60_000).addThread(
          NewThread(
            page: nil, element: nil, anchor: Anchor(revision: 1), comment: NewComment(body, visibility: visibility)),
          of: site, by: person
        ).thread.id
      }
      let one = try await begin("Eins", 1, on: test.key, by: people.owner)
      let two = try await begin("Zwei", 2, on: other, by: people.designer)
      let secret = try await begin("Intern", 3, on: test.key, by: people.designer, .internal)
      let four = try await begin("Vier", 4, on: test.key, by: people.reviewer)
      _ = try await test.later(by: 5 * 60_000).changeThread(
        one, ThreadChange(state: .done, assignee: .some(test.designer)), version: nil, of: test.key,
        by: people.designer)
      func inbox(
        _ id: AccountID, after: String? = nil, limit: Int = 10, _ set: (inout InboxFilter) -> Void = { _ in }
      ) async throws -> Inbox {
        var filter = InboxFilter()
        set(&filter)
        return try await test.store.inbox(
          for: try await account(test, id), filter: filter, after: after, limit: limit)
      }
      func ids(_ inbox: Inbox) -> [ThreadID] { inbox.items.map(\.thread.thread.id) }

      let all = try await inbox(test.designer)
      #expect(ids(all) == [one, four, secret, two] && all.next == nil)
      #expect(all.items.map(\.slug) == ["demo", "demo", "demo", "other"] && all.items[3].siteName == "Editing")
      #expect(all.counts == [.open: 3, .done: 1])
      #expect(ids(try await inbox(test.designer) { $0.states = [.open] }) == [four, secret, two])
      #expect(ids(try await inbox(test.designer) { $0.sites = [other.site] }) == [two])
      #expect(ids(try await inbox(test.designer) { $0.assignee = test.designer }) == [one])
      let free = try await inbox(test.designer) { $0.isUnassigned = true }
      #expect(ids(free) == [four, secret, two] && free.counts == [.open: 3])
      #expect(ids(try await inbox(test.designer) { $0.isUnread = true }) == [four])
      _ = try await test.store.addComment(
        NewComment("Schau", mentions: [test.designer, test.owner]), to: four, of: test.key, by: people.reviewer)
      #expect(ids(try await inbox(test.designer) { $0.isMentioned = true }) == [four])

      let owner = try await inbox(test.owner)
      #expect(Set(ids(owner)) == [one, four] && owner.counts == [.open: 1, .done: 1])
      #expect(owner.items.allSatisfy { $0.thread.thread.assignee == nil })
      #expect(ids(try await inbox(test.owner) { $0.assignee = test.designer }) == [])
      #expect(ids(try await inbox(test.owner) { $0.isMentioned = true }) == [four])
      #expect(ids(try await inbox(test.stranger)) == [])

      var seen: [ThreadID] = []
      var next: String?
      repeat {
        let part = try await inbox(test.designer, after: next, limit: 1)
        seen += ids(part)
        next = part.next
      } while next != nil
      #expect(seen.count == 4 && Set(seen) == [one, two, secret, four])
      await #expect(throws: FieldError.self) { try await inbox(test.designer, after: "x") }
      // A role in the project wins over the one in the agency.
      let designer = try await account(test, test.designer)
      try await test.store.setMembership(.reviewer, of: designer, in: ProjectID("project")!)
      #expect(Set(ids(try await inbox(test.designer))) == [one, four, two])
    }
  }

  @Test("Who was named among the agency alone finds nothing of it as a reviewer", arguments: TestDatabases.engines)
  func namedAmongTheAgency(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let thread = try await test.begin("Offen", by: test.people.owner)
      _ = try await test.store.addComment(
        NewComment("Unter uns", visibility: .internal, mentions: [test.designer]), to: thread.thread.id, of: test.key,
        by: test.people.designer)
      let designer = try await account(test, test.designer)
      var filter = InboxFilter()
      filter.isMentioned = true
      #expect(try await test.store.inbox(for: designer, filter: filter, limit: 10).items.count == 1)
      try await test.store.setMembership(.reviewer, of: designer, in: ProjectID("project")!)
      let later = try await test.store.inbox(for: designer, filter: filter, limit: 10)
      #expect(later.items.isEmpty && later.counts.isEmpty)
    }
  }
}
