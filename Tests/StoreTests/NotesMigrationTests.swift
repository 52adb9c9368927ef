import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite("Notes of before") struct NotesMigrationTests {
  private static let before = """
    INSERT INTO agency VALUES ('agency', 'A', 0);
    INSERT INTO project VALUES ('agency', 'p', 'P', 'done', 0);
    INSERT INTO account (agency, id, email, name, locale, agencyRole, createdAt)
      VALUES ('agency', 'dana', 'd@example.org', 'Dana', 'de', 'designer', 0);
    INSERT INTO account (agency, id, email, name, locale, createdAt)
      VALUES ('agency', 'olga', 'o@example.org', 'Olga', 'de', 0);
    INSERT INTO membership VALUES ('agency', 'p', 'olga', 'owner');
    INSERT INTO site (agency, id, project, slug, revision, createdAt) VALUES ('agency', 's', 'p', 'one', 3, 0);
    INSERT INTO site (agency, id, project, slug, revision, createdAt) VALUES ('agency', 't', 'p', 'two', 1, 0);
    INSERT INTO setting (agency, site, name, since, value)
      VALUES ('agency', 's', 'settings', 1, '{"locales":["de"],"name":"S","theme":"t"}');
    INSERT INTO page (agency, site, id, since, template, slug, title, meta, position, locale, capabilities)
      VALUES ('agency', 's', 'home', 1, 'page', '', 'Start', '{}', 'V', 'de', 0);
    INSERT INTO edit (agency, site, revision, author, at, reason, operations) VALUES ('agency', 's', 1, 'dana', 10, '', '[]');
    INSERT INTO edit (agency, site, revision, author, at, reason, operations) VALUES ('agency', 's', 2, 'dana', 20, '', '[]');
    INSERT INTO edit (agency, site, revision, author, at, reason, operations) VALUES ('agency', 's', 3, 'dana', 40, '', '[]');
    INSERT INTO note VALUES ('agency', 's', 'young', 'home', NULL, 'Später', 'dana', 50, NULL, NULL);
    INSERT INTO note VALUES ('agency', 's', 'old', 'home', 'gone', 'Früher', 'olga', 30, 60, 'dana');
    INSERT INTO note VALUES ('agency', 't', 'other', 'home', NULL, 'Anderswo', 'olga', 5, NULL, NULL);
    """

  @Test("A database with notes goes on with them as threads", arguments: TestDatabases.engines)
  func migrates(engine: Database.Engine) async throws {
    let old = Migration.all.filter { $0.number < 7 }
    try await TestDatabases.with(engine, migrations: old) { test in
      for line in Self.before.split(separator: ";\n") {
        let statement = Statement("test.before", String(line))
        try await test.database.write { _ = try $0.execute(statement) }
      }
      let store = try Store(
        database: test.database, blobs: try BlobFolder(path: test.folder + "/blobs"), now: { 100 })
      let key = SiteKey(agency: AgencyID("agency")!, site: SiteID("s")!)
      let (dana, olga) = (Participant.account(AccountID("dana")!), Participant.account(AccountID("olga")!))

      let notes = try await store.notes(of: key, for: AccountID("dana")!)
      #expect(notes.map(\.id.rawValue) == ["young", "old"] && notes.map(\.text) == ["Später", "Früher"])
      #expect(notes.map(\.doneAt) == [nil, 60] && notes.map(\.author) == [dana, olga])
      #expect(try await store.notes(of: key, for: AccountID("olga")!).map(\.id.rawValue) == ["old"])

      let done = try await store.thread(ThreadID("old")!, of: key, for: olga)
      #expect(done.thread.label == "1" && done.thread.state == .done && done.thread.anchor.revision == 2)
      #expect(done.comments.map(\.comment.kind) == [.words, .state(from: .open, to: .done)])
      #expect(done.comments.map(\.author?.name) == ["Olga", "Dana"] && done.place.state == .removed)
      #expect(!done.isUnread && done.rights.contains(.accept))
      let open = try await store.thread(ThreadID("young")!, of: key, for: dana)
      #expect(open.thread.label == "2" && open.thread.state == .open && open.thread.anchor.revision == 3)
      #expect(open.place.state == .attached && open.place.page == PageID("home")!)
      let told = try await store.threadChanges(of: key, for: olga, after: 0, limit: 10)
      #expect(told.newest == 3 && told.events.map(\.version) == [2, 3])

      // What is said now goes on behind.
      let next = try await store.addThread(
        NewThread(page: nil, element: nil, anchor: Anchor(revision: 3), comment: NewComment("Neu")), of: key, by: olga)
      #expect(next.thread.label == "3" && next.version == 4)
      let other = SiteKey(agency: key.agency, site: SiteID("t")!)
      #expect(try await store.threadChanges(of: other, for: olga, after: 0, limit: 10).newest == 1)
    }
  }
}
