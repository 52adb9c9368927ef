import Database
import Glibc
import Model
import Store

/// What history costs where there is much of it: one page of 500 elements, of which each was changed again and again and one as often as
/// all the others together.
///
///     foyer-bench history --data FOLDER [--revisions 100000] [--rounds 200] [--postgres URL]
///
/// `--revisions` counts those of the one element; the site has twice as many. All of them come through the one door.
struct HistoryBenchmark {
  private let folder: String
  private let revisions: Int
  private let rounds: Int
  private let postgres: String?

  init(_ arguments: Arguments) throws {
    folder = try arguments.text("--data")
    revisions = try arguments.number("--revisions", default: 100_000)
    rounds = try arguments.number("--rounds", default: 200)
    postgres = arguments.optional("--postgres")
  }

  func run() async throws {
    let location = postgres.map { DatabaseLocation.postgreSQL(url: $0) }
    let database = try Database.open(location ?? .sqliteFile(path: folder + "/foyer.sqlite"))
    let store = try Store(database: database, blobs: BlobFolder(path: folder + "/blobs"))
    let site = try await OldSite(store)
    let start = Clock.now
    try await site.age(by: revisions)
    let seeded = Clock.now - start

    var measured: [JSONValue] = []
    for (name, question) in site.questions {
      // The first answer prepares statements and fills caches.
      _ = try await question()
      let (before, processor) = (Memory.resident, Clock.processor)
      var latencies: [Double] = []
      for _ in 0..<rounds {
        let start = Clock.now
        guard try await question() > 0 else { throw Failure("\(name): there was nothing to tell") }
        latencies.append(Clock.now - start)
      }
      let used = Clock.processor - processor
      let figures = Measurement(
        name: name, seconds: latencies.reduce(0, +), processorSeconds: used, latencies: latencies)
      measured.append([
        "name": .string(name), "medianMicroseconds": .integer(Int(figures.percentile(0.5) * 1e6)),
        "p95Microseconds": .integer(Int(figures.percentile(0.95) * 1e6)),
        "processorMicrosecondsEach": .integer(Int(used / Double(rounds) * 1e6)),
        "grownKilobytes": .integer((Memory.resident - before) >> 10),
      ])
    }
    let revision = try await store.revision(of: site.key)
    database.close()
    printLine([
      "engine": postgres == nil ? "sqlite" : "postgresql", "revisions": .integer(revision),
      "versions": .integer(revisions + 1), "seedSeconds": .integer(Int(seeded)),
      "residentMegabytes": .integer(Memory.resident >> 20), "measured": .array(measured),
    ])
  }
}

private enum Memory {
  /// What of this process is in memory, in bytes.
  static var resident: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 200)
    guard fgets(&line, 200, file) != nil else { return 0 }
    let words = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(
      separator: " ")
    return words.count > 1 ? (Int(words[1]) ?? 0) * sysconf(Int32(_SC_PAGESIZE)) : 0
  }
}

/// A page of 25 sections with 19 texts each, and a second one that nobody has touched.
private final class OldSite: Sendable {
  let key: SiteKey
  private let store: Store
  private let owner: Account
  private let page = PageID("old")!
  private let hot: ElementID
  private let texts: [ElementID]

  private static let customer = EditAuthority(role: .owner, phase: .done)
  private static let designer = EditAuthority(role: .designer, phase: .done)

  init(_ store: Store) async throws {
    self.store = store
    let agency = try await store.createAgency(name: "Bench")
    let project = try await store.createProject(name: "Bench", phase: .done, agency: agency.id)
    owner = try await store.createAccount(email: "owner@bench.example", name: "Owner", locale: "en", agency: agency.id)
    try await store.setMembership(.owner, of: owner, in: project.id)
    var texts: [ElementID] = []
    let sections = (0..<25).map { section in
      ElementNode(
        id: .random(), body: ElementBody(kind: .box, tag: "section"),
        children: (0..<19).map { line in
          let node = ElementNode(
            id: .random(),
            body: ElementBody(
              kind: .text, tag: "p", content: .inline(InlineText(Words.sentence(line))), capabilities: .text))
          texts.append(node.id)
          return node
        })
    }
    let template = [
      ElementNode(id: .random(), body: ElementBody(kind: .slot, tag: "", content: .slot("main")))
    ]
    let snapshot = SiteSnapshot(
      settings: SiteSettings(name: "Bench", locales: ["en"], theme: "bench"),
      theme: Theme(name: "bench", title: "Bench"),
      pages: [
        PageContent(page: Page(id: page, slug: "", title: "Old"), slots: ["main": sections]),
        PageContent(page: Page(id: .random(), slug: "new", title: "New"), slots: [:]),
      ], templates: ["page": template], shared: [:], assets: [:])
    key = try await store.createSite(snapshot, slug: "old", project: project.id, agency: agency.id, author: nil)
    hot = texts.removeFirst()
    self.texts = texts
  }

  /// As many edits of one text as of all the others together, which are made by sixteen clients.
  func age(by revisions: Int) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await self.edit([self.hot], times: revisions) }
      for client in 0..<16 {
        let own = stride(from: client, to: texts.count, by: 16).map { texts[$0] }
        let share = revisions / 16 + (client < revisions % 16 ? 1 : 0)
        group.addTask { try await self.edit(own, times: share) }
      }
      try await group.waitForAll()
    }
  }

  private func edit(_ elements: [ElementID], times: Int) async throws {
    var versions = [Revision](repeating: 1, count: elements.count)
    for number in 0..<times {
      let place = number % elements.count
      let operation = Operation.setText(
        elements[place], version: versions[place], InlineText(Words.sentence(number)))
      versions[place] = try await store.edit(EditRequest(operations: [operation]), of: key, by: owner.id).revision
    }
  }

  /// Each answers how much it had to tell.
  var questions: [(name: String, ask: @Sendable () async throws -> Int)] {
    let (store, key, page, hot) = (store, key, page, hot)
    let reader = HistoryReader(account: owner.id, authority: Self.customer)
    let owner = owner.id
    func versions(before revision: Revision? = nil) -> @Sendable () async throws -> Int {
      { try await store.history(of: hot, in: key, for: Self.customer, before: revision, limit: 50).count }
    }
    func edits(before revision: Revision? = nil) -> @Sendable () async throws -> Int {
      { try await store.history(of: page, in: key, for: reader, before: revision, limit: 50).entries.count }
    }
    func changes(_ page: PageID?, from: @escaping @Sendable (Revision) -> (Revision, Revision))
      -> @Sendable () async throws
      -> Int
    {
      {
        let (from, to) = from(try await store.revision(of: key))
        return try await store.difference(of: key, page: page, from: from, to: to, for: Self.customer).changes.count
      }
    }
    return [
      ("an element's newest 50 states", versions()), ("an element's oldest 50 states", versions(before: 200)),
      ("a page's newest 50 edits", edits()), ("a page's oldest 50 edits", edits(before: 52)),
      (
        "the site's newest 50 edits",
        { try await store.history(of: key, for: reader, limit: 50).entries.count }
      ),
      ("a page's changes since the first revision", changes(page) { (1, $0) }),
      ("a page's changes in the middle", changes(page) { ($0 / 2, $0 / 2 + 100) }),
      ("a page's changes in the last 100 revisions", changes(page) { ($0 - 100, $0) }),
      ("the site's changes in the last 100 revisions", changes(nil) { ($0 - 100, $0) }),
      ("what somebody can undo", { try await store.editStacks(of: owner, in: key).undo.count }),
      ("the tree of the page, without JSON", { try await store.tree(of: page, in: key).rows.count }),
    ]
  }
}
