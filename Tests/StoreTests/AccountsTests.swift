import Database
import DatabaseTesting
import Model
import Store
import Synchronization
import Testing

@Suite("Accounts in the store")
struct AccountsTests {
  /// Two agencies with a site each, and people of every kind.
  struct World: Sendable {
    let store: Store
    let clock: Clock
    let site: SiteRecord
    let project: Project
    let foreignSite: SiteRecord
    let designer: Account
    let owner: Account
    let stranger: Account
    let foreigner: Account
  }

  final class Clock: Sendable {
    private let moment = Mutex(1_700_000_000_000)
    var now: Int { moment.withLock { $0 } }
    func advance(_ milliseconds: Int) { moment.withLock { $0 += milliseconds } }
  }

  private func with(_ engine: Database.Engine, _ body: (World) async throws -> Void) async throws {
    try await TestDatabases.with(engine) { test in
      let clock = Clock()
      let store = try Store(
        database: test.database, blobs: try BlobFolder(path: test.folder + "/blobs"), now: { clock.now })
      func agency(_ name: String, slug: String) async throws -> (Project, SiteRecord) {
        let agency = try await store.createAgency(name: name)
        let project = try await store.createProject(name: "Project of \(name)", phase: .done, agency: agency.id)
        _ = try await store.createSite(
          TestStore.snapshot(page: PageID("home")!), slug: slug, project: project.id, agency: agency.id, author: nil)
        let site = try #require(try await store.site(slug: slug))
        return (project, site)
      }
      let (project, site) = try await agency("A", slug: "one")
      let (other, foreignSite) = try await agency("B", slug: "two")
      func person(_ name: String, _ role: Role? = nil, _ agency: AgencyID? = nil) async throws -> Account {
        try await store.createAccount(
          email: "\(name)@example.org", name: name, agencyRole: role, agency: agency ?? project.agency)
      }
      let owner = try await person("owner")
      try await store.setMembership(.owner, of: owner, in: project.id)
      try await body(
        World(
          store: store, clock: clock, site: site, project: project, foreignSite: foreignSite,
          designer: try await person("designer", .designer), owner: owner, stranger: try await person("stranger"),
          foreigner: try await person("foreigner", .admin, other.agency)))
    }
  }

  @Test("Everybody sees their own sites only", arguments: TestDatabases.engines)
  func visibility(engine: Database.Engine) async throws {
    try await with(engine) { world in
      let store = world.store
      let rows: [(Account, own: [String], role: Role?)] = [
        (world.designer, ["one"], .designer), (world.owner, ["one"], .owner), (world.stranger, [], nil),
        (world.foreigner, ["two"], nil),
      ]
      for (account, slugs, role) in rows {
        #expect(try await store.visibleSites(to: account).map(\.site.slug) == slugs)
        #expect(try await store.site(slug: "one", visibleTo: account)?.role == role)
        #expect(try await store.site(slug: "none", visibleTo: account) == nil)
        #expect(try await store.visibleProjects(to: account).count == slugs.count)
      }
      #expect(try await store.site(slug: "one", visibleTo: world.owner)?.authority == .init(role: .owner, phase: .done))

      // A role in the project wins over the agency's, here as in the door for edits.
      try await store.setMembership(.reviewer, of: world.designer, in: world.project.id)
      #expect(try await store.site(slug: "one", visibleTo: world.designer)?.role == .reviewer)
      #expect(try await store.authority(of: world.designer.id, in: world.site.key)?.role == .reviewer)

      try await store.setPhase(.creation, of: world.project.id, agency: world.project.agency)
      #expect(try await store.site(slug: "one", visibleTo: world.owner)?.project.phase == .creation)
      try await store.setMembership(.editor, of: world.owner, in: world.project.id)
      #expect(
        try await store.members(of: world.project.id, agency: world.project.agency).map(\.role) == [.reviewer, .editor])
      try await store.removeMembership(of: world.owner, in: world.project.id)
      #expect(try await store.visibleSites(to: world.owner).isEmpty)
      await #expect(throws: StoreError.self) {
        try await store.setMembership(.owner, of: world.foreigner, in: world.project.id)
      }
      await #expect(throws: FieldError.self) {
        try await store.setMembership(.admin, of: world.owner, in: world.project.id)
      }
    }
  }

  @Test("An address belongs to one account, whatever its case", arguments: TestDatabases.engines)
  func addresses(engine: Database.Engine) async throws {
    try await with(engine) { world in
      let store = world.store
      let agency = world.project.agency
      #expect(try await store.account(email: "  OWNER@example.ORG ") == world.owner)
      await #expect(throws: StoreError.exists("account “owner@example.org”")) {
        try await store.createAccount(email: "Owner@Example.org", name: "x", agency: agency)
      }
      for wrong in [
        "", "a", "a@b", "@b.de", "a b@c.de", "a@b@c.de", "a\n@b.de", "a@.", "a@b..de", "a@.de", "a@b.de.", ".a@b.de",
        "a..b@c.de", "a<b@c.de", "a@b.de>", "a,b@c.de", "\"a\"@b.de", "a\u{200B}@b.de", "a@b.d\u{202E}e", "a;b@c.de",
        "a@-b.de",
        "a@b_c.de", "a@[127.0.0.1]",
      ] {
        await #expect(throws: FieldError.self, "\(wrong)") {
          try await store.createAccount(email: wrong, name: "x", agency: agency)
        }
      }
      await #expect(throws: FieldError.self) {
        try await store.createAccount(email: "x@y.de", name: "x", agencyRole: .owner, agency: agency)
      }
      try await store.saveAccount(world.owner, name: "Other", locale: "en")
      #expect(try await store.account(email: "owner@example.org")?.name == "Other")
      await #expect(throws: FieldError.self) { try await store.saveAccount(world.owner, name: "x", locale: "fr") }
      #expect(try await store.accounts(of: agency).map(\.email).count == 3)
      #expect(try await store.passwordHash(email: "owner@example.org")?.hash == nil)
      try await store.setPassword(hash: "h", of: world.owner)
      #expect(try await store.passwordHash(email: "OWNER@example.org")?.hash == "h")
      #expect(try await store.passwordHash(email: "nobody@example.org") == nil)
    }
  }

  @Test("Of many who use one link at the same time one gets in", arguments: TestDatabases.engines)
  func linkRace(engine: Database.Engine) async throws {
    try await with(engine) { world in
      let store = world.store
      let end = world.clock.now + 1000
      try await store.createLoginToken(hash: "t", purpose: .login, account: world.owner, expiresAt: end)
      let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<10 {
          group.addTask {
            try await store.consumeLoginToken(hash: "t", password: nil, session: (hash: "s\(number)", expiresAt: end))
              != nil
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(winners == 1)
      #expect(try await store.loginSessions(of: world.owner).count == 1)
      #expect(try await store.loginToken(hash: "t") == nil)
    }
  }

  @Test("A draft link is worth what its account may do now", arguments: TestDatabases.engines)
  func draftLinks(engine: Database.Engine) async throws {
    try await with(engine) { world in
      let store = world.store
      let end = world.clock.now + 100_000
      try await store.createLoginSession(hash: "s", account: world.owner, expiresAt: end)
      for token in ["a", "b"] {
        try await store.createDraftToken(
          hash: token, site: world.site.key, account: world.owner, session: "s", mode: .edit, expiresAt: end)
      }
      #expect(try await store.draftGrant(hash: "a", usedSince: 0)?.authority.role == .owner)
      #expect(try await store.draftGrant(hash: "none", usedSince: 0) == nil)
      #expect(
        try await store.draftGrant(hash: "a", usedSince: world.clock.now + 1) == nil, "the session rested too long")

      try await store.setMembership(.reviewer, of: world.owner, in: world.project.id)
      #expect(try await store.draftGrant(hash: "a", usedSince: 0)?.authority.role == .reviewer)
      try await store.removeMembership(of: world.owner, in: world.project.id)
      #expect(try await store.draftGrant(hash: "a", usedSince: 0) == nil)
      try await store.setMembership(.owner, of: world.owner, in: world.project.id)
      #expect(try await store.draftGrant(hash: "a", usedSince: 0) != nil)

      try await store.endLoginSession(hash: "s")
      #expect(try await store.draftGrant(hash: "a", usedSince: 0) == nil, "signing out ends it")

      try await store.createLoginSession(hash: "s2", account: world.owner, expiresAt: end)
      try await store.createDraftToken(
        hash: "c", site: world.site.key, account: world.owner, session: "s2", mode: .view, expiresAt: end)
      #expect(try await store.draftGrant(hash: "c", usedSince: 0)?.mode == .view)
      world.clock.advance(100_000)
      #expect(try await store.draftGrant(hash: "c", usedSince: 0) == nil)
    }
  }

  @Test("A repeated request gets the first answer, whoever asks at the same time", arguments: TestDatabases.engines)
  func answers(engine: Database.Engine) async throws {
    try await with(engine) { world in
      let store = world.store
      @Sendable func ask(_ hash: String, _ number: Int, _ account: Account? = nil, fail: Bool = false) async throws
        -> Int?
      {
        let key = RequestKey(key: "k", requestHash: hash, account: account ?? world.owner)
        return try await store.answeringOnce(key) { _ in
          if fail { throw StoreError.exists("it") }
          return RecordedAnswer(status: 201, document: .integer(number))
        }.document.integer
      }
      await #expect(throws: StoreError.exists("it")) { try await ask("h", 0, fail: true) }
      #expect(try await store.recordedAnswer(to: RequestKey(key: "k", requestHash: "h", account: world.owner)) == nil)
      let answers = try await withThrowingTaskGroup(of: Int?.self) { group in
        for number in 1...8 { group.addTask { try await ask("h", number) } }
        return try await group.reduce(into: Set<Int?>()) { $0.insert($1) }
      }
      #expect(answers.count == 1 && answers.first != nil)
      #expect(try await ask("h", 9) == answers.first)
      await #expect(throws: RequestKeyTaken.self) { try await ask("x", 9) }
      #expect(try await ask("x", 9, world.designer) == 9, "keys are each account's own")
      world.clock.advance(86_400_001)
      #expect(try await ask("x", 10) == 10, "kept for a day")
    }
  }

  @Test("An edit and a release are stored together with their answers", arguments: TestDatabases.engines)
  func answersWithTheirChanges(engine: Database.Engine) async throws {
    try await with(engine) { world in
      let (store, site) = (world.store, world.site.key)
      func key(_ name: String) -> RequestKey { RequestKey(key: name, requestHash: "h", account: world.designer) }
      let edit = EditRequest(operations: [
        .createPage(.init(parent: nil, slug: "neu", title: "Neu", template: "page", locale: ""))
      ])
      let before = try await store.revision(of: site)
      for _ in 0..<2 {
        let answer = try await store.edit(edit, of: site, by: world.designer.id, once: key("edit")) {
          RecordedAnswer(status: 201, document: .integer($0.revision))
        }
        #expect(answer == RecordedAnswer(status: 201, document: .integer(before + 1)))
      }
      #expect(try await store.revision(of: site) == before + 1)
      for _ in 0..<2 {
        let answer = try await store.publish(
          ReleaseDraft(Manifest([]), of: Composition(base: before), by: world.designer.id), of: site,
          once: key("release")
        ) { RecordedAnswer(status: 201, document: .integer($0.number)) }
        #expect(answer.document == 1)
      }
      #expect(try await store.releases(of: site).count == 1)
      // Without a key each is a request of its own; here the address is taken.
      await #expect(throws: EditRefusal.self) {
        try await store.edit(edit, of: site, by: world.designer.id, once: nil) { _ in
          RecordedAnswer(status: 201, document: true)
        }
      }
    }
  }

  @Test("The record of privileged acts", arguments: TestDatabases.engines)
  func audit(engine: Database.Engine) async throws {
    try await with(engine) { world in
      let agency = world.project.agency
      try await world.store.audit("one", by: world.owner.id, agency: agency)
      world.clock.advance(1)
      try await world.store.audit("two", detail: ["n": 2], agency: agency)
      try await world.store.audit("elsewhere", agency: world.foreigner.agency)
      let entries = try await world.store.auditEntries(of: agency)
      #expect(entries.map(\.action) == ["two", "one"])
      #expect(entries[0].detail == ["n": 2] && entries[1].account == world.owner.id)
      #expect(try await world.store.lastEdit(of: world.site.key) == world.clock.now - 1)
    }
  }
}
