import Database
import Glibc
import Model
import Store

/// Durable edits through the one door, beside bare commits of the same engine on the same disk in the same run.
///
///     foyer-bench store --data FOLDER [--seconds 3] [--clients 1,8,32] [--postgres URL --bare-postgres URL]
///
/// Every client is an account of its own, an editor of the project, and changes unlocked texts of its own in turn. The
/// order is bare, clients, bare again, so that a machine that is getting slower shows.
struct StoreBenchmark {
  private let folder: String
  private let seconds: Double
  private let clients: [Int]
  private let postgres: (edits: String, bare: String)?

  init(_ arguments: Arguments) throws {
    folder = try arguments.text("--data")
    seconds = Double(try arguments.number("--seconds", default: 3))
    clients = (arguments.optional("--clients") ?? "1,8,32").split(separator: ",").compactMap { Int($0) }
    if let edits = arguments.optional("--postgres") {
      postgres = (edits, try arguments.text("--bare-postgres"))
    } else {
      postgres = nil
    }
  }

  func run() async throws {
    let location = postgres.map { DatabaseLocation.postgreSQL(url: $0.edits) }
    let database = try Database.open(location ?? .sqliteFile(path: folder + "/foyer.sqlite"))
    let store = try Store(database: database, blobs: BlobFolder(path: folder + "/blobs"))
    let site = try await BenchSite(store, clients: clients.max() ?? 1)
    let bare: any BareCommits =
      if let postgres { try BarePostgreSQL(url: postgres.bare) } else { try BareSQLite(path: folder + "/bare.sqlite") }

    var results = [try await bare.measure(seconds: seconds).json]
    for count in clients {
      let before = database.commitCounts
      let measured = try await site.measure(clients: count, seconds: seconds)
      let after = database.commitCounts
      guard after.writes - before.writes == measured.latencies.count else {
        throw Failure("\(measured.latencies.count) edits were answered, \(after.writes - before.writes) committed")
      }
      var row = measured.json.object ?? [:]
      row["clients"] = .integer(count)
      row["commits"] = .integer(after.commits - before.commits)
      results.append(.object(row))
    }
    results.append(try await bare.measure(seconds: seconds).json)
    try await site.check()
    database.close()
    printLine(["engine": postgres == nil ? "sqlite" : "postgresql", "measured": .array(results)])
  }
}

/// Ten pages of sixty elements: a section with seven boxes, in each a heading and six or seven texts.
private final class BenchSite: Sendable {
  private let store: Store
  private let key: SiteKey
  private let authors: [Account]
  /// The texts that clients change, and the revision that wrote them last, by client.
  private let texts: [ClientTexts]

  init(_ store: Store, clients: Int) async throws {
    self.store = store
    let agency = try await store.createAgency(name: "Bench")
    let project = try await store.createProject(name: "Bench", phase: .done, agency: agency.id)
    var authors: [Account] = []
    for number in 0..<clients {
      let account = try await store.createAccount(
        email: "editor\(number)@bench.example", name: "Editor \(number)", locale: "en", agency: agency.id)
      try await store.setMembership(.editor, of: account, in: project.id)
      authors.append(account)
    }
    self.authors = authors
    var elements: [ElementID] = []
    let pages = (0..<10).map { Self.page($0, texts: &elements) }
    let snapshot = SiteSnapshot(
      settings: SiteSettings(name: "Bench", locales: ["en"], theme: "bench"),
      theme: Theme(name: "bench", title: "Bench"), pages: pages, templates: [:], shared: [:], assets: [:])
    key = try await store.createSite(snapshot, slug: "bench", project: project.id, agency: agency.id, author: nil)
    texts = (0..<clients).map { client in
      ClientTexts(stride(from: client, to: elements.count, by: clients).map { (elements[$0], 1) })
    }
  }

  private static func page(_ number: Int, texts: inout [ElementID]) -> PageContent {
    var section = ElementNode(id: .random(), body: ElementBody(kind: .box, tag: "section"))
    for box in 0..<7 {
      var node = ElementNode(id: .random(), body: ElementBody(kind: .box, tag: "div", classes: ["card"]))
      for line in 0..<(box < 3 ? 8 : 7) {
        let child = ElementNode(
          id: .random(),
          body: ElementBody(
            kind: .text, tag: line == 0 ? "h2" : "p", content: .inline(InlineText(Words.sentence(line))),
            capabilities: .text))
        texts.append(child.id)
        node.children.append(child)
      }
      section.children.append(node)
    }
    let page = Page(id: .random(), slug: "page-\(number)", title: "Page \(number)")
    return PageContent(page: page, slots: ["main": [section]])
  }

  func measure(clients: Int, seconds: Double) async throws -> Measurement {
    let (start, processor) = (Clock.now, Clock.processor)
    let latencies = try await withThrowingTaskGroup(of: [Double].self) { group in
      for client in 0..<clients {
        group.addTask { try await self.edit(as: client, until: start + seconds) }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    return Measurement(
      name: "edits", seconds: Clock.now - start, processorSeconds: Clock.processor - processor, latencies: latencies)
  }

  private func edit(as client: Int, until end: Double) async throws -> [Double] {
    let (author, texts) = (authors[client].id, texts[client])
    var latencies: [Double] = []
    var last = Clock.now
    while last < end {
      let (id, version) = texts.next()
      let text = InlineText(Words.sentence(texts.count))
      let request = EditRequest(operations: [.setText(id, version: version, text)])
      let result = try await store.edit(request, of: key, by: author)
      texts.wrote(result.revision)
      let now = Clock.now
      latencies.append(now - last)
      last = now
    }
    return latencies
  }

  /// What was answered is what the database holds: the site's revision counts every edit, and every text says so.
  func check() async throws {
    let edits = texts.reduce(0) { $0 + $1.count }
    let revision = try await store.revision(of: key)
    guard revision == 1 + edits else { throw Failure("\(edits) edits were answered, the site is at \(revision)") }
    let snapshot = try await store.snapshot(of: key)
    var since: [ElementID: Revision] = [:]
    for page in snapshot.pages {
      for node in page.slots.values.joined() { node.forEach { since[$0.id] = $0.since } }
    }
    for (id, version) in texts.flatMap(\.all) where since[id] != version {
      throw Failure("an edit that was answered is not in the database")
    }
  }
}

/// Used by one client at a time, hence unchecked.
private final class ClientTexts: @unchecked Sendable {
  private(set) var all: [(id: ElementID, version: Revision)]
  private(set) var count = 0

  init(_ texts: [(id: ElementID, version: Revision)]) { all = texts }

  func next() -> (id: ElementID, version: Revision) { all[count % all.count] }

  func wrote(_ version: Revision) {
    all[count % all.count].version = version
    count += 1
  }
}
