import Database
import DatabaseTesting
import Glibc
import Model
import Publishing
import SiteFolder
import Store

/// A store with an agency and somebody in it, and sites that come and go.
struct Exchange {
  let store: Store
  let folder: String
  let agency = AgencyID("agency")!
  let project = ProjectID("project")!
  let designer = AccountID("designer")!

  static func with(
    _ engine: Database.Engine = .sqlite, _ body: (Exchange) async throws -> Void
  ) async throws {
    try await TestDatabases.with(engine) { test in
      let store = try Store(
        database: test.database, blobs: try BlobFolder(path: test.folder + "/blobs"), now: { 1_700_000_000_000 })
      let exchange = Exchange(store: store, folder: test.folder)
      try await exchange.addPeople()
      try await body(exchange)
    }
  }

  var madeProject: Project { Project(id: project, agency: agency, name: "P", phase: .done) }

  private func addPeople() async throws {
    try await store.database.write { transaction in
      try transaction.execute(
        Statement("test.agency", "INSERT INTO agency (id, name, createdAt) VALUES (?, 'Agency', 0)"),
        .init(agency.rawValue))
      try transaction.execute(
        Statement(
          "test.project",
          "INSERT INTO project (agency, id, name, phase, createdAt) VALUES (?, 'project', 'P', 'done', 0)"),
        .init(agency.rawValue))
      try transaction.execute(
        Statement(
          "test.account",
          """
          INSERT INTO account (agency, id, email, name, locale, agencyRole, createdAt)
          VALUES (?, 'designer', 'designer@example.org', 'Dana', 'de', 'designer', 0)
          """), .init(agency.rawValue))
    }
  }

  /// A new folder's path; the folder is gone with the database.
  func newPath(_ name: String) -> String { "\(folder)/\(name)-\(UInt32.random(in: 0 ... .max))" }

  func create(_ snapshot: SiteSnapshot, _ slug: String) async throws -> SiteKey {
    try await store.createSite(snapshot, slug: slug, project: project, agency: agency, author: designer)
  }

  func importFolder(_ path: String, _ slug: String, themes: [String] = []) async throws -> SiteKey {
    let read = try SiteFolder.read(path, themes: themes, options: .init(label: ""))
    return try await store.importSite(read, slug: slug, project: project, agency: agency, author: designer)
  }

  /// Exports the site, imports the folder, exports that: nil when the two sites and the two folders are the same.
  func roundTrip(_ key: SiteKey, _ slug: String) async throws -> String? {
    let first = newPath("first")
    let second = newPath("second")
    _ = try await store.export(key, at: nil, to: first)
    let copy = try await importFolder(first, slug)
    let before = SiteLines(try await store.snapshot(of: key)).lines
    let after = SiteLines(try await store.snapshot(of: copy)).lines
    if before != after { return "the site differs:\n" + SiteLines.difference(before, after) }
    _ = try await store.export(copy, at: nil, to: second)
    let (a, b) = (Files.all(below: first), Files.all(below: second))
    for path in Set(a.keys).union(b.keys).sorted() where a[path] != b[path] { return "the folders differ at \(path)" }
    return nil
  }
}

/// Everything that a snapshot says, but for the revisions, as lines that can be compared. Positions count as the order that they give.
struct SiteLines {
  let lines: [String]

  init(_ snapshot: SiteSnapshot) {
    var lines = [snapshot.settings.json.canonical, snapshot.theme.json.canonical]
    func add(_ trees: [ElementNode], depth: Int) {
      for node in trees {
        let copied = node.copiedFrom.map { " from \($0)" } ?? ""
        lines.append(String(repeating: " ", count: depth) + "\(node.id)\(copied) \(node.body.json.canonical)")
        add(node.children, depth: depth + 1)
      }
    }
    for (path, file) in snapshot.assets.sorted(by: { $0.key < $1.key }) {
      lines.append("\(path) \(file.json.canonical)")
    }
    // Entries of collections and pages may stand between each other; the order among siblings counts.
    var siblings: [String: Int] = [:]
    var pages: [(PageID, [String])] = []
    for content in snapshot.pages {
      let page = content.page
      let group = "\(page.collection ?? "")/\(page.parent?.rawValue ?? "")"
      siblings[group, default: 0] += 1
      let outer = lines
      lines = [
        """
        page \(page.id) \(siblings[group]!) below \(group) “\(page.slug)” \(page.template) \(page.title) \(page.locale) \
        \(page.translationOf?.rawValue ?? "-") \(page.capabilities.names) \(page.copiedFrom?.rawValue ?? "-") \
        \(page.meta.json.canonical)
        """
      ]
      for (slot, trees) in content.slots.sorted(by: { $0.key < $1.key }) where !trees.isEmpty {
        lines.append("slot \(slot)")
        add(trees, depth: 1)
      }
      pages.append((page.id, lines))
      lines = outer
    }
    for (_, own) in pages.sorted(by: { $0.0 < $1.0 }) { lines += own }
    for (name, trees) in snapshot.templates.sorted(by: { $0.key < $1.key }) {
      lines.append("template \(name)")
      add(trees, depth: 1)
    }
    for (name, trees) in snapshot.shared.sorted(by: { $0.key < $1.key }) {
      lines.append("shared \(name)")
      add(trees, depth: 1)
    }
    self.lines = lines
  }

  static func difference(_ before: [String], _ after: [String]) -> String {
    after.difference(from: before).prefix(12).map { step in
      switch step {
      case .insert(_, let line, _): "+ \(line.prefix(600))"
      case .remove(_, let line, _): "- \(line.prefix(600))"
      }
    }.joined(separator: "\n")
  }
}

enum Files {
  /// The contents of all files below a folder, by their paths.
  static func all(below root: String) -> [String: [UInt8]] {
    var found: [String: [UInt8]] = [:]
    var pending = [""]
    while let folder = pending.popLast() {
      guard let stream = opendir("\(root)/\(folder)") else { continue }
      defer { closedir(stream) }
      while let entry = readdir(stream) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        guard name != ".", name != ".." else { continue }
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        if Int(entry.pointee.d_type) == Int(DT_DIR) {
          pending.append(path)
        } else {
          found[path] = bytes("\(root)/\(path)")
        }
      }
    }
    return found
  }

  static func bytes(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { return bytes }
      bytes += buffer[..<count]
    }
  }

  static func write(_ bytes: [UInt8], to path: String) {
    var folder = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o755)
    }
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    bytes.withUnsafeBytes { _ = Glibc.write(file, $0.baseAddress, $0.count) }
    close(file)
  }

  static func write(_ text: String, to path: String) { write(Array(text.utf8), to: path) }

  /// The top of this package.
  static let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
}
