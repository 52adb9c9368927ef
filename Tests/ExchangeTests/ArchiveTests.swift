import Glibc
import Model
import Publishing
import Store
import Testing

/// ZIP files of unknown origin, and our own.
@Suite("Archives", .serialized)
struct ArchiveTests {
  /// What is wrong with an archive, and a part of what is said of it.
  static let refused: [(name: String, python: String, said: String)] = [
    ("a path that leads out", "z.writestr('../a.txt', 'x')", "“../a.txt” leads out of the folder"),
    ("a path that leads out in the middle", "z.writestr('a/../../b.txt', 'x')", "leads out of the folder"),
    ("an absolute path", "z.writestr('/etc/a.txt', 'x')", "is an absolute path"),
    ("a control character", "z.writestr('a\\nb.txt', 'x')", "control character"),
    ("an empty part", "z.writestr('a//b.txt', 'x')", "is not a plain path"),
    (
      "a symbolic link",
      "i = zipfile.ZipInfo('l'); i.create_system = 3; i.external_attr = 0o120777 << 16; z.writestr(i, '/etc/passwd')",
      "“l” is a link or a device"
    ),
    (
      "a device", "i = zipfile.ZipInfo('d'); i.create_system = 3; i.external_attr = 0o020666 << 16; z.writestr(i, '')",
      "“d” is a link or a device"
    ),
    ("a name twice", "z.writestr('a.txt', 'x'); z.writestr('a.txt', 'y')", "“a.txt” stands in the archive twice"),
    ("names that differ in case", "z.writestr('a.txt', 'x'); z.writestr('A.txt', 'y')", "but for case or composition"),
    ("folders that differ in case", "z.writestr('a/x.txt', 'x'); z.writestr('A/y.txt', 'y')", "but for case"),
    ("composed letters", "z.writestr('\\u00fc.txt', 'x'); z.writestr('u\\u0308.txt', 'y')", ".txt” "),
    ("a file that is a folder too", "z.writestr('a', 'x'); z.writestr('a/b', 'y')", "cannot be made"),
    ("a bomb", "z.writestr('a.txt', b'0' * 300_000_000)", "unpacks to more than 100 times"),
    ("too many entries", "[z.writestr(f'{n}.txt', '') for n in range(1001)]", "more than 1000 entries"),
    ("too deep", "z.writestr('a/' * 40 + 'b.txt', 'x')", "lies deeper than 32 folders"),
    ("a long name", "z.writestr('a' * 300, 'x')", "is not a plain path"),
    ("no entries", "pass", "empty, or this is not a ZIP file"),
  ]

  @Test("Bad archives are refused by name, and nothing of them is left", arguments: refused.indices)
  func bad(index: Int) async throws {
    let (name, python, said) = Self.refused[index]
    try await Exchange.with { exchange in
      let archive = exchange.newPath("bad") + ".zip"
      try Self.zip(
        archive, "z.writestr('good.txt', 'good'); \(python.hasPrefix("pass") ? "" : python)", isEmpty: python == "pass")
      let before = Files.all(below: exchange.folder).count
      var limits = SiteArchive.Limits()
      limits.entries = 1_000
      do {
        _ = try SiteArchive.unpacked(archive, in: exchange.folder, limits: limits)
        Issue.record("\(name) was unpacked")
      } catch HelperError.refused(let message) {
        #expect(message.contains(said), "\(name): \(message)")
      }
      #expect(Files.all(below: exchange.folder).count == before, "\(name) left something")
    }
  }

  @Test("What is no archive is refused") func noArchive() async throws {
    try await Exchange.with { exchange in
      for (bytes, said) in [
        (Array("hello".utf8), "not a ZIP"), ([], "not a ZIP"), (Array("PK\u{3}\u{4}xxxxxxxxxx".utf8), ""),
      ] {
        let path = exchange.newPath("no") + ".zip"
        Files.write(bytes, to: path)
        do {
          _ = try SiteArchive.unpacked(path, in: exchange.folder)
          Issue.record("unpacked")
        } catch HelperError.refused(let message) { #expect(message.contains(said), "\(message)") }
      }
    }
  }

  @Test("Flipped and missing bytes end in a message, never in a crash") func damaged() async throws {
    try await Exchange.with { exchange in
      let folder = exchange.newPath("good")
      for name in ["a.txt", "b/c.txt"] {
        Files.write(String(repeating: "Frisches Brot\n", count: 50), to: "\(folder)/\(name)")
      }
      let archive = exchange.newPath("good") + ".zip"
      try SiteArchive.pack(folder, to: archive)
      let bytes = Files.bytes(archive)
      var numbers = Numbers(state: 7)
      for round in 0..<60 {
        var bad = bytes
        if round % 3 == 0 { bad.removeLast(Int.random(in: 1..<bytes.count, using: &numbers)) }
        for _ in 0..<(round % 3) where !bad.isEmpty {
          bad[Int.random(in: 0..<bad.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
        }
        Files.write(bad, to: exchange.newPath("flip") + ".zip")
        let path = exchange.newPath("flip") + ".zip"
        Files.write(bad, to: path)
        do {
          _ = try SiteArchive.unpacked(path, in: exchange.folder)
        } catch HelperError.refused {
        }
      }
    }
  }

  @Test("The same files make the same archive, and come out of it as they were") func packing() async throws {
    try await Exchange.with { exchange in
      let folder = exchange.newPath("site")
      for name in ["z.txt", "a/b.txt", "a/ü ö.txt", "empty.txt"] {
        Files.write(name == "empty.txt" ? "" : String(repeating: name, count: 100), to: "\(folder)/\(name)")
      }
      let (first, second) = (exchange.newPath("1") + ".zip", exchange.newPath("2") + ".zip")
      try SiteArchive.pack(folder, to: first)
      sleep(2)
      utimes("\(folder)/z.txt", nil)
      chmod("\(folder)/a/b.txt", 0o600)
      try SiteArchive.pack(folder, to: second)
      #expect(Files.bytes(first) == Files.bytes(second))
      let out = try SiteArchive.unpacked(first, in: exchange.folder)
      #expect(Files.all(below: out.path) == Files.all(below: folder))
    }
  }

  @Test("A site with its history comes back with it, and a damaged archive does not") func history() async throws {
    try await Exchange.with { exchange in
      let store = exchange.store
      let hash = try store.blobs.put(Array("hello".utf8))
      var random = RandomSite(seed: 5)
      let key = try await exchange.create(random.snapshot(hash: hash), "alt")
      let before = SiteLines(try await store.snapshot(of: key)).lines
      _ = try await store.edit(
        EditRequest(operations: [.setMeta(PageID("p0")!, version: 1, MetaChange(title: "Neu"))]), of: key,
        by: exchange.designer)
      let folder = exchange.newPath("full")
      _ = try await store.export(key, at: nil, to: folder)
      _ = try await store.exportHistory(of: key, to: folder)
      let copy = try await store.importHistory(
        try SiteHistory.read(folder), slug: "neu", project: exchange.project, agency: exchange.agency
      ).key
      #expect(SiteLines(try await store.snapshot(of: copy, at: 1)).lines == before)
      #expect(
        SiteLines(try await store.snapshot(of: copy)).lines == SiteLines(try await store.snapshot(of: key)).lines)
      #expect(try await store.revision(of: copy) == 2)
      let (one, two) = (try await store.history(of: key), try await store.history(of: copy))
      #expect(one.rows == two.rows)
      #expect(one.people.map(\.email) == ["designer@example.org"])

      Files.write("{}", to: "\(folder)/history/blobs/\(hash)")
      #expect(throws: StoreError.self) { try SiteHistory.read(folder) }
      Files.write("hello", to: "\(folder)/history/blobs/\(hash)")
      #expect(throws: Never.self) { try SiteHistory.read(folder) }
      Files.write("x", to: "\(folder)/stray.txt")
      #expect(throws: StoreError.self) { try SiteHistory.read(folder) }
    }
  }

  @Test("Archives hold every column of a site's rows") func columns() async throws {
    try await Exchange.with { exchange in
      let rows = try await exchange.store.columnsOutsideArchives()
      #expect(rows.isEmpty, "add them to SiteTable: \(rows)")
    }
  }

  private static func zip(_ path: String, _ python: String, isEmpty: Bool = false) throws {
    let script = """
      import sys, zipfile, warnings
      warnings.simplefilter("ignore")
      z = zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED)
      \(isEmpty ? "" : python)
      z.close()
      """
    let words =
      ["python3", "-c", script, path].map { (word: String) -> UnsafeMutablePointer<CChar>? in strdup(word) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    #expect(posix_spawnp(&process, "python3", nil, nil, words, [nil]) == 0)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    #expect(status == 0)
  }
}
