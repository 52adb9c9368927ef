import Database
import Glibc
import Model
import Publishing
import SiteFolder
import Store

/// One element changed → live: an edit, its publish, and what a host asks for to serve it; beside what the disk alone takes for as many syncs.
///
///     foyer-bench publish --data FOLDER --site FOLDER [--rounds 300]
///
/// In turn with every publish the bare engine commits two rows, one for the edit and one for the release, and a file of the page's size is
/// written, synced and renamed. Then a template is changed, which makes every page anew, beside the first publish, which did so too.
struct PublishBenchmark {
  private let folder: String
  private let site: String
  private let rounds: Int

  init(_ arguments: Arguments) throws {
    folder = try arguments.text("--data")
    site = try arguments.text("--site")
    rounds = try arguments.number("--rounds", default: 300)
  }

  func run() async throws {
    let database = try Database.open(.sqliteFile(path: folder + "/foyer.sqlite"))
    let store = try Store(database: database, blobs: BlobFolder(path: folder + "/blobs"))
    let agency = try await store.createAgency(name: "Bench").id
    let project = try await store.createProject(name: "Bench", phase: .done, agency: agency).id
    let designer = try await store.createAccount(
      email: "d@bench.example", name: "D", agencyRole: .designer, agency: agency
    ).id
    let read = try SiteFolder.read(site, themes: [], options: SiteFolder.Options(workers: 2))
    let key = try await store.importSite(read, slug: "bench", project: project, agency: agency, author: designer)
    let publisher = SitePublisher(store: store, live: LiveReleases(), year: { 2026 })
    let order = PublishOrder(.newest, by: designer)

    let first = Clock.now
    var live = try await publisher.publish(order, of: key)
    let firstSeconds = Clock.now - first
    var texts = Self.texts(of: try await store.snapshot(of: key))
    guard !texts.isEmpty else { throw Failure("the site has no Markdown to change") }

    let bare = try BareSQLite(path: folder + "/bare.sqlite")
    let file = BareFile(folder: folder)
    var (published, synced): ([Double], [Double]) = ([], [])
    for round in 0..<rounds + 10 {
      let place = round * 7919 % texts.count
      let start = Clock.now
      let text = texts[place]
      let changed = text.source + "\n\nRound \(round).\n"
      let edit = EditRequest(operations: [.setMarkdown(text.id, version: text.version, changed)])
      let result = try await store.edit(edit, of: key, by: designer)
      let before = live.number
      live = try await publisher.publish(order, of: key)
      guard let changes = try await store.liveChanges(of: key, since: before),
        changes.written.contains(where: { $0.type.hasPrefix("text/html") })
      else { throw Failure("an edit was published, and nothing is different") }
      let middle = Clock.now
      texts[place].version = result.revision
      try bare.commit()
      try file.write(bytes: changes.written.reduce(0) { $0 + $1.size }, round: round)
      try bare.commit()
      // The first ones fill caches on both sides.
      guard round >= 10 else { continue }
      published.append(middle - start)
      synced.append(Clock.now - middle)
    }
    let template = try await change(template: store, key, designer)
    let again = Clock.now
    _ = try await publisher.publish(order, of: key)
    let templateSeconds = Clock.now - again
    try await check(store, key)
    database.close()
    printLine([
      "pages": .integer(read.snapshot.pages.count), "template": .string(template),
      "firstMilliseconds": .integer(Int(firstSeconds * 1e3)),
      "templateMilliseconds": .integer(Int(templateSeconds * 1e3)),
      "residentMegabytes": .integer(peakMegabytes),
      "published": Measurement(
        name: "publish", seconds: published.reduce(0, +), processorSeconds: 0, latencies: published
      ).json,
      "synced": Measurement(name: "syncs", seconds: synced.reduce(0, +), processorSeconds: 0, latencies: synced).json,
    ])
  }

  /// The kernel's figure for the whole process.
  private var peakMegabytes: Int {
    var usage = rusage()
    return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? usage.ru_maxrss / 1024 : 0
  }

  private struct Text {
    let id: ElementID
    let source: String
    var version: Revision
  }

  private static func texts(of snapshot: SiteSnapshot) -> [Text] {
    snapshot.pages.flatMap { page in
      page.slots.values.joined().compactMap { node -> Text? in
        guard case .markdown(let source) = node.body.content else { return nil }
        return Text(id: node.id, source: source, version: node.since)
      }
    }
  }

  /// A class on the outermost element of the template that most pages have.
  private func change(template store: Store, _ key: SiteKey, _ designer: AccountID) async throws -> String {
    let snapshot = try await store.snapshot(of: key)
    let counts = Dictionary(grouping: snapshot.pages, by: \.page.template).mapValues(\.count)
    guard let name = counts.max(by: { $0.value < $1.value })?.key,
      let node = snapshot.templates[name]?.first(where: { $0.body.kind == .box })
    else { throw Failure("the site has no template to change") }
    let edit = EditRequest(operations: [.update(node.id, version: node.since, ["classes": ["changed"]])])
    _ = try await store.edit(edit, of: key, by: designer)
    return name
  }

  /// The live release is what its revision says, with all contents on the disk.
  private func check(_ store: Store, _ key: SiteKey) async throws {
    guard let live = try await store.liveRelease(of: key), live.release.revision == (try await store.revision(of: key))
    else {
      throw Failure("the newest revision is not the live one")
    }
    for artifact in live.manifest.artifacts where !store.blobs.contains(artifact.hash) {
      throw Failure("the content of \(artifact.path) is missing")
    }
  }
}

/// A file as a blob is written: its content to the disk, its name, the name to the disk.
private struct BareFile {
  let folder: String

  func write(bytes count: Int, round: Int) throws {
    let (temporary, path) = ("\(folder)/bare.new", "\(folder)/bare.\(round)")
    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: count)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL, 0o640)
    guard descriptor >= 0, Glibc.write(descriptor, bytes, count) == count, fsync(descriptor) == 0,
      close(descriptor) == 0, rename(temporary, path) == 0
    else { throw Failure("cannot write \(path)") }
    let parent = open(folder, O_RDONLY | O_DIRECTORY)
    guard fsync(parent) == 0 else { throw Failure("cannot sync \(folder)") }
    close(parent)
  }
}
