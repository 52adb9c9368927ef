import Database
import Glibc
import Media
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
      } catch HelperFailure.refused(let message) {
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
        } catch HelperFailure.refused(let message) { #expect(message.contains(said), "\(message)") }
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
        } catch HelperFailure.refused {
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
        try SiteHistory.read(folder), slug: "neu", project: exchange.madeProject, agency: exchange.agency
      ).key
      #expect(SiteLines(try await store.snapshot(of: copy, at: 1)).lines == before)
      #expect(
        SiteLines(try await store.snapshot(of: copy)).lines == SiteLines(try await store.snapshot(of: key)).lines)
      #expect(try await store.revision(of: copy) == 2)
      let (one, two) = (try await store.history(of: key), try await store.history(of: copy))
      #expect(one.rows == two.rows)
      #expect(one.people.map(\.email) == ["designer@example.org"])

      Files.write("{}", to: "\(folder)/history/blobs/\(hash)")
      #expect(throws: ArchiveFault.self) { try SiteHistory.read(folder) }
      Files.write("hello", to: "\(folder)/history/blobs/\(hash)")
      #expect(throws: Never.self) { try SiteHistory.read(folder) }
      Files.write("x", to: "\(folder)/stray.txt")
      #expect(throws: ArchiveFault.self) { try SiteHistory.read(folder) }
    }
  }

  /// What is changed in a good archive, and a part of what is said of it.
  static let impossible: [(name: String, change: @Sendable (inout Doctored) -> Void, said: String)] = [
    ("a revision of 2^63-1", { $0.site["revision"] = .integer(.max) }, "site.json: the revision 9223372036854775807"),
    ("a revision of 0", { $0.site["revision"] = 0 }, "site.json: the revision 0 cannot be"),
    ("a negative revision", { $0.site["revision"] = -3 }, "site.json: the revision -3 cannot be"),
    ("a gap", { $0.remove("edit") { $0["revision"] == 2 } }, "the edit that made revision 2 is missing"),
    ("a revision more than there are edits", { $0.site["revision"] = 9 }, "the edit that made revision 4 is missing"),
    ("an edit beyond the newest", { $0.change("edit") { $0["revision"] = 77 } }, "revision is 77, which is not 1 to 3"),
    ("a state from beyond", { $0.change("page") { $0["since"] = 44 } }, "it stands from revision 44"),
    ("a state from before", { $0.change("element") { $0["since"] = 0 } }, "it stands from revision 0"),
    (
      "a state that ends first", { $0.change("page") { ($0["since"], $0["until"]) = (3, 2) } },
      "it ends with revision 2"
    ),
    (
      "two states at once",
      { archive in
        let page = archive.rows.first { $0["table"] == "page" && $0["until"] == nil }!
        let again = page["since"] == 1 ? 2 : 1
        archive.rows.append(page.merging(["since": .integer(again)]) { $1 })
      }, "begins before the state in line"
    ),
    ("a live release that is none", { $0.site["liveRelease"] = 7 }, "site.json: liveRelease is 7"),
    ("a release of a later revision", { $0.change("release") { $0["revision"] = 50 } }, "revision is 50"),
    (
      "a release picked from later",
      {
        $0.change("release") { $0["picks"] = #"{"pages":{"p0":60}}"# }
      }, "something of revision 60"
    ),
    (
      "a release's number", { $0.change("release") { $0["number"] = .integer(.max) } },
      "there is no release 9223372036854775807"
    ),
    ("a file of no release", { $0.change("artifact") { $0["since"] = 5 } }, "it stands from release 5"),
    ("a moment beyond all years", { $0.change("edit") { $0["at"] = .integer(.max) } }, "at is 9223372036854775807"),
    (
      "a built file's size that is not its content's", { $0.change("artifact") { $0["size"] = 1_000_000 } },
      "size is 1000000, but the content has 5 bytes"
    ),
    (
      "an original's size that is not its content's", { $0.change("asset") { $0["size"] = 4_000_000 } },
      "size is 4000000, but the content has 5 bytes"
    ),
    (
      "a theme's file whose size is not its content's",
      {
        $0.replace("setting", "value", #""size":5"#, #""size":500"#)
      }, "size of theme/a.txt is 500, but the content has 5 bytes"
    ),
    ("a size below 0", { $0.change("asset") { $0["size"] = -1 } }, "size is -1"),
    ("rights that there are not", { $0.change("element") { $0["capabilities"] = 4096 } }, "capabilities is 4096"),
    (
      "an address in capitals", { $0.site["people"] = [["id": "a", "email": "A@example.org", "name": "A"]] },
      "A@example.org"
    ),
    ("no address", { $0.site["people"] = [["id": "a", "email": "a@example", "name": "A"]] }, "email is not an e-mail"),
    ("nobody's words", { $0.change("edit") { $0["author"] = "nobody" } }, "author names nobody of history/site.json"),
    ("an unknown table", { $0.change("edit") { $0["table"] = "account" } }, "“account” is no table of a site"),
    ("an unknown column", { $0.change("page") { $0["owner"] = "x" } }, "page has no owner"),
    ("a missing column", { $0.change("page") { $0["slug"] = nil } }, "page lacks slug"),
    ("a number that is text", { $0.change("page") { $0["since"] = "1" } }, "since is not a number"),
    ("an ID that is none", { $0.change("element") { $0["id"] = "a/b" } }, "id “a/b” is no ID"),
    ("a page's position at 0", { $0.change("page") { $0["position"] = "0" } }, "position “0” is none"),
    ("a position that ends in 0", { $0.change("element") { $0["position"] = "V0" } }, "position “V0” is none"),
    ("no position", { $0.change("element") { $0["position"] = "" } }, "position “” is none"),
    ("a position that is no digit", { $0.change("page") { $0["position"] = "\u{FFFF}" } }, "position “"),
    (
      "a type with a line end", { $0.change("artifact") { $0["type"] = "text/plain\r\nX-Injected: yes" } },
      "is no media type"
    ),
    ("a type that is none", { $0.change("artifact") { $0["type"] = "html" } }, "type “html” is no media type"),
    (
      "a redirect to a script", { $0.change("artifact") { $0["location"] = "javascript:alert(1)" } },
      "location “javascript:alert(1)” is no target"
    ),
    (
      "a redirect to a host without a scheme", { $0.change("artifact") { $0["location"] = "//evil.example/" } },
      "is no target"
    ),
    (
      "files that differ in case", { $0.again("artifact", ["path": "Index.html"], content: "other") },
      "cannot stand in one folder together"
    ),
    (
      "a file that is a folder too", { $0.again("artifact", ["path": "index.html/x.html"]) },
      "“index.html/x.html” and “index.html” cannot stand in one folder together"
    ),
    (
      "an original that says it is a page", { $0.change("asset") { $0["type"] = "text/html" } },
      "is not what its row says: its content is text/plain"
    ),
    (
      "a picture's size of what is none", { $0.change("asset") { ($0["width"], $0["height"]) = (1_000_000, 1) } },
      "is not what its row says"
    ),
    (
      "a theme's file that says it is a page",
      { $0.replace("setting", "value", #""type":"text/plain""#, #""type":"text/html""#) },
      "“theme/a.txt” is not what its row says"
    ),
    (
      "settings that lead to a script",
      { $0.replace("setting", "value", #""/x":"https://example.org/""#, #""/x":"javascript:alert(1)""#) },
      "the redirect from “/x” to “javascript:alert(1)” is none"
    ),
    (
      "settings whose old path adds a header",
      { $0.replace("setting", "value", #""/x":"#, #""/x\r\nSet-Cookie: a=b/":"#) }, "the redirect from"
    ),
    (
      "an address that ends a text",
      { $0.replace("setting", "value", "https://www.example.org", #"https://x.example/\")}*{color:red"#) },
      "is no site's address"
    ),
    (
      "a token that is left open", { $0.replace("setting", "value", #""light":"1rem""#, #""light":"var(--x""#) },
      "the token “space” cannot stand in a style sheet"
    ),
    ("a slug that leads up", { $0.change("page") { $0["slug"] = "../../../tmp/x" } }, "is no part of an address"),
    (
      "a slug of 5000 letters", { $0.change("page") { $0["slug"] = .string(String(repeating: "a", count: 5000)) } },
      "is no part of an address"
    ),
    ("a slug with a blank", { $0.change("page") { $0["slug"] = "a b" } }, "slug “a b” is no part of an address"),
    ("a slug in capitals", { $0.change("page") { $0["slug"] = "ABOUT" } }, "is no part of an address"),
    ("a language that is markup", { $0.change("page") { $0["locale"] = "\"><script>" } }, "is no language"),
    ("a template above", { $0.change("page") { $0["template"] = "../x" } }, "is no name of a template"),
    ("a collection above", { $0.change("page") { $0["collection"] = "../../x" } }, "is no name of a collection"),
    ("a title with a control", { $0.change("page") { $0["title"] = "a\u{1}b" } }, "is no line of text"),
    (
      "a picture for previews above", { $0.change("page") { $0["meta"] = #"{"image":"../../etc/passwd"}"# } },
      "“../../etc/passwd” is no picture of a site"
    ),
    (
      "a day beyond all years", { $0.change("page") { $0["meta"] = #"{"publish":"99999-99-99"}"# } },
      "publish must be a date"
    ),
    ("a page below itself", { $0.changeAll("page") { $0["parent"] = $0["id"] } }, "it stands below itself"),
    (
      "two pages below each other",
      { archive in
        archive.changeAll("page") { $0["parent"] = $0["id"] == "p0" ? "p1" : $0["id"] == "p1" ? "p0" : $0["parent"] }
      }, "it stands below itself"
    ),
    ("a page below none", { $0.changeAll("page") { $0["parent"] = "nowhere" } }, "nowhere, below which it stands"),
    (
      "a shared tree above",
      { $0.change("element") { ($0["ownerKind"], $0["owner"]) = ("shared", "../../../../tmp/pwned") } },
      "is no ID or name of what holds it"
    ),
    ("a slot that is markup", { $0.change("element") { $0["slot"] = "\"><b>" } }, "is no name of a slot"),
    (
      "elements nested 50 deep",
      { archive in
        var row = archive.rows.first { $0["table"] == "element" && $0["kind"] == "box" && $0["until"] == nil }!
        row["copiedFrom"] = nil
        for number in 0..<50 {
          row["parent"] = row["id"]
          row["id"] = .string("deep\(number)")
          archive.rows.append(row)
        }
      }, "or deeper than 40 levels"
    ),
    ("no theme", { $0.remove("setting") { $0["name"] == "theme" } }, "no settings or no theme"),
    ("settings that are none", { $0.change("setting") { $0["value"] = "{}" } }, "history.jsonl:"),
    ("an element's content", { $0.change("element") { $0["content"] = "{\"evil\":1}" } }, "history.jsonl:"),
    ("a file above", { $0.change("artifact") { $0["path"] = "../x.html" } }, "names a file that cannot be one"),
    (
      "a file far above", { $0.change("artifact") { $0["path"] = "a/../../x.html" } }, "names a file that cannot be one"
    ),
    ("an absolute file", { $0.change("artifact") { $0["path"] = "/etc/cron.d/x" } }, "names a file that cannot be one"),
    ("our own list", { $0.change("artifact") { $0["path"] = ".foyer-manifest" } }, "names a file that cannot be one"),
    ("a backslash", { $0.change("artifact") { $0["path"] = "a\\b" } }, "names a file that cannot be one"),
    ("a line end", { $0.change("artifact") { $0["path"] = "a\nb" } }, "names a file that cannot be one"),
    ("a picture above", { $0.change("asset") { $0["path"] = "assets/../../x" } }, "names a file that cannot be one"),
    ("a picture elsewhere", { $0.change("asset") { $0["path"] = "/var/x" } }, "names a file that cannot be one"),
    ("an address above", { $0.change("liveAddress") { $0["path"] = "/../x" } }, "names a file that cannot be one"),
  ]

  @Test("Rows that cannot be those of a site are refused with their line, and nothing of them is left")
  func impossibleRows()
    async throws
  {
    try await Exchange.with { exchange in
      let store = exchange.store
      let hash = try store.blobs.put(Array("hello".utf8))
      var random = RandomSite(seed: 5)
      var snapshot = random.snapshot(hash: hash)
      snapshot.formerAddresses["/alt/"] = FormerAddress(page: PageID("p0")!, leadsTo: nil)
      let key = try await exchange.create(snapshot, "alt")
      for title in ["Neu", "Neuer"] {
        let version = try await store.snapshot(of: key).pages.first { $0.page.id.rawValue == "p0" }!.page.since
        _ = try await store.edit(
          EditRequest(operations: [.setMeta(PageID("p0")!, version: version, MetaChange(title: title))]), of: key,
          by: exchange.designer)
      }
      let page = Artifact(path: "index.html", hash: hash, size: 5, type: "text/html")
      _ = try await store.publish(
        ReleaseDraft(Manifest([page]), of: Composition(base: 3), by: exchange.designer), of: key)
      let good = exchange.newPath("good")
      _ = try await store.export(key, at: nil, to: good)
      _ = try await store.exportHistory(of: key, to: good)
      #expect(throws: Never.self) { try SiteHistory.read(good) }

      func count() async throws -> [Int] {
        try await store.database.read { transaction in
          try ["project", "site", "account", "element", "edit"].map { table in
            try transaction.first(
              Statement("test.count.\(table)", "SELECT COUNT(*) FROM \(table)"), map: { $0.integer(0) })!
          }
        }
      }
      let before = try await count()
      for (name, change, said) in Self.impossible {
        let folder = exchange.newPath("bad")
        for (path, bytes) in Files.all(below: good) { Files.write(bytes, to: "\(folder)/\(path)") }
        var archive = try Doctored(folder)
        change(&archive)
        try archive.write(to: folder, store.blobs)
        do {
          let history = try SiteHistory.read(folder)
          let project = Project(id: .random(), agency: exchange.agency, name: history.siteName, phase: .done)
          _ = try await store.importHistory(history, slug: "neu", project: project, agency: exchange.agency)
          Issue.record("\(name) was imported")
        } catch let fault as ArchiveFault {
          let told = "\(fault)"
          #expect(told.contains(said) && told.contains("history/"), "\(name): \(told)")
          #expect(!told.contains("INSERT") && !told.contains("constraint"), "\(name): \(told)")
        }
        #expect(try await count() == before, "\(name) left something")
      }
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

/// The rows of an unpacked archive, to be changed and written back so that the archive's own list still fits.
struct Doctored {
  var site: [String: JSONValue]
  var rows: [[String: JSONValue]]
  /// Further contents that rows name.
  private var contents: [String] = []

  init(_ folder: String) throws {
    site = try JSONValue.parse(Files.bytes("\(folder)/history/site.json")).object ?? [:]
    rows = try Files.bytes("\(folder)/history/history.jsonl").split(separator: 0x0A).map {
      try JSONValue.parse($0).object ?? [:]
    }
  }

  /// Changes the first row of a table.
  mutating func change(_ table: String, _ body: (inout [String: JSONValue]) -> Void) {
    guard let place = rows.firstIndex(where: { $0["table"]?.string == table }) else {
      Issue.record("the archive has no \(table)")
      return
    }
    body(&rows[place])
  }

  mutating func changeAll(_ table: String, _ body: (inout [String: JSONValue]) -> Void) {
    for place in rows.indices where rows[place]["table"]?.string == table { body(&rows[place]) }
  }

  /// Puts one text in the place of another one wherever it stands in a column.
  mutating func replace(_ table: String, _ column: String, _ old: String, _ new: String) {
    var count = 0
    changeAll(table) { row in
      guard let text = row[column]?.string, text.contains(old) else { return }
      row[column] = .string(text.replacing(old, with: new))
      count += 1
    }
    if count == 0 { Issue.record("no \(column) holds \(old)") }
  }

  /// Adds a row like the first one of the table.
  mutating func again(_ table: String, _ changes: [String: JSONValue], content: String? = nil) {
    guard var row = rows.first(where: { $0["table"]?.string == table }) else { return }
    row.merge(changes) { $1 }
    if let content {
      row["size"] = .integer(content.utf8.count)
      row["hash"] = .string(MediaFile.hash(of: Array(content.utf8)))
      contents.append(content)
    }
    rows.append(row)
  }

  mutating func remove(_ table: String, where isMeant: ([String: JSONValue]) -> Bool) {
    rows.removeAll { $0["table"]?.string == table && isMeant($0) }
  }

  func write(to folder: String, _ blobs: BlobFolder) throws {
    for content in contents {
      Files.write(content, to: "\(folder)/history/blobs/\(MediaFile.hash(of: Array(content.utf8)))")
    }
    let lines = rows.map { JSONValue.object($0).canonical + "\n" }.joined()
    Files.write(lines, to: "\(folder)/history/history.jsonl")
    Files.write(JSONValue.object(site).canonical + "\n", to: "\(folder)/history/site.json")
    var files: [String: JSONValue] = [:]
    for (path, bytes) in Files.all(below: folder) where path != "history/manifest.json" {
      files[path] = .string(try blobs.put(bytes))
    }
    let manifest: JSONValue = ["files": .object(files)]
    Files.write(manifest.canonical + "\n", to: "\(folder)/history/manifest.json")
  }
}
