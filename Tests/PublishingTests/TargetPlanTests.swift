import Model
import Publishing
import Testing

/// What is written, removed, left and refused, as a table of what should be there, what the list says and what stands there.
@Suite struct TargetPlanTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let story: String
    var wanted: [String: Character] = [:]
    var known: [String: OwnFiles.Entry] = [:]
    var found: [String: Standing] = [:]
    var replacesChanged = false
    var written: [String] = []
    var removed: [String] = []
    var removedFirst: Set<String> = []
    var swept: [String] = []
    var left: [String] = []
    var unchanged = 0
    var changed: [String] = []
    /// Why nothing is sent.
    var refused: TargetError?

    var testDescription: String { story }
  }

  static func hash(_ mark: Character) -> String { String(repeating: mark, count: 64) }
  static func content(_ mark: Character) -> FileContent { FileContent(identity: hash(mark), size: 10) }
  static func sure(_ mark: Character) -> OwnFiles.Entry { OwnFiles.Entry(content(mark)) }
  static func maybe(_ marks: Character...) -> OwnFiles.Entry { OwnFiles.Entry(uncertain: Set(marks.map(content))) }
  static func file(_ mark: Character) -> Standing { .file(size: 10, hash: hash(mark)) }
  static let blind = Standing.file(size: 10, hash: nil)

  static let rows: [Row] = [
    Row(story: "an empty place gets everything", wanted: ["p.html": "a"], written: ["p.html"]),
    Row(story: "what is there is not sent", wanted: ["p.html": "a"], known: ["p.html": sure("a")], unchanged: 1),
    Row(
      story: "another content is sent", wanted: ["p.html": "b"], known: ["p.html": sure("a")],
      found: ["p.html": file("a")], written: ["p.html"]),
    Row(
      story: "what is gone is removed", known: ["p.html": sure("a")], found: ["p.html": file("a")], removed: ["p.html"]),
    Row(story: "what is gone already is forgotten", known: ["p.html": sure("a")], swept: ["p.html"]),
    Row(
      story: "a foreign file is refused", wanted: ["p.html": "a"], found: ["p.html": file("a")],
      refused: .foreign(["p.html"])),
    Row(
      story: "all that is in the way is named", wanted: ["p.html": "a", "q/r.html": "a"],
      found: ["p.html": file("b"), "q/r.html": .blocked("q")], refused: .foreign(["p.html", "q"])),
    Row(
      story: "a file of ours that somebody changed is theirs", wanted: ["p.html": "b"], known: ["p.html": sure("a")],
      found: ["p.html": file("c")], refused: .changed(["p.html"])),
    Row(
      story: "whoever put a file there is asked first, and then whoever changed one",
      wanted: ["p.html": "b", "q.html": "b"],
      known: ["p.html": sure("a")], found: ["p.html": file("c"), "q.html": file("c")], refused: .foreign(["q.html"])),
    Row(
      story: "a changed file that the release has as it was sent is told and left", wanted: ["p.html": "a"],
      known: ["p.html": sure("a")], found: ["p.html": file("c")], changed: ["p.html"]),
    Row(
      story: "and replaced where one says so", wanted: ["p.html": "a"], known: ["p.html": sure("a")],
      found: ["p.html": file("c")], replacesChanged: true, written: ["p.html"]),
    Row(
      story: "looked at and as it was sent", wanted: ["p.html": "a"], known: ["p.html": sure("a")],
      found: ["p.html": file("a")], unchanged: 1),
    Row(
      story: "looked at and gone", wanted: ["p.html": "a"], known: ["p.html": sure("a")], found: ["p.html": .nothing],
      written: ["p.html"]),
    Row(
      story: "announced, and another's by the time it should have arrived", wanted: ["p.html": "b"],
      known: ["p.html": maybe("b")], found: ["p.html": file("c")], refused: .changed(["p.html"])),
    Row(
      story: "unless one says so", wanted: ["p.html": "b"], known: ["p.html": sure("a")],
      found: ["p.html": file("c")], replacesChanged: true, written: ["p.html"]),
    Row(
      story: "a changed file that is gone from the release is left", known: ["p.html": sure("a")],
      found: ["p.html": file("c")], left: ["p.html"]),
    Row(
      story: "cut off before the file arrived", wanted: ["p.html": "b"], known: ["p.html": maybe("a", "b")],
      found: ["p.html": file("a")], written: ["p.html"]),
    Row(
      story: "cut off after it arrived", wanted: ["p.html": "b"], known: ["p.html": maybe("a", "b")],
      found: ["p.html": file("b")], swept: ["p.html"], unchanged: 1),
    Row(
      story: "when the place tells no hash, two of one size cannot be told apart", wanted: ["p.html": "b"],
      known: ["p.html": maybe("a", "b")], found: ["p.html": blind], written: ["p.html"]),
    Row(
      story: "a new file that is there is the one that was announced", wanted: ["p.html": "b"],
      known: ["p.html": maybe("b")], found: ["p.html": blind], swept: ["p.html"], unchanged: 1),
    Row(
      story: "announced, cut off, and not wanted any more", known: ["p.html": maybe("a", "b")],
      found: ["p.html": file("a")], removed: ["p.html"]),
    Row(
      story: "made by a build: ours, of unknown content", wanted: ["p.html": "a"],
      known: ["p.html": OwnFiles.Entry(uncertain: []), "q.html": OwnFiles.Entry(uncertain: [])],
      found: ["p.html": file("c"), "q.html": file("d")], written: ["p.html"], removed: ["q.html"]),
    Row(
      story: "a file takes the place of our folder", wanted: ["p": "a"], known: ["p/q.html": sure("b")],
      found: ["p": .folder, "p/q.html": file("b")], written: ["p"], removed: ["p/q.html"], removedFirst: ["p/q.html"]),
    Row(
      story: "and our folder that of a file", wanted: ["p/q.html": "a"], known: ["p": sure("b")],
      found: ["p/q.html": .blocked("p"), "p": file("b")], written: ["p/q.html"], removed: ["p"], removedFirst: ["p"]),
    Row(story: "but not that of another's folder", wanted: ["p": "a"], found: ["p": .folder], refused: .foreign(["p"])),
    Row(
      story: "parts, then pages, then lists of pages",
      wanted: ["sitemap.xml": "a", "b.html": "a", "a/x.0123456789.css": "a", "a.html": "a"],
      written: ["a/x.0123456789.css", "a.html", "b.html", "sitemap.xml"]),
  ]

  static func outgoing(_ files: [String: Character]) -> [OutgoingFile] {
    files.map { path, mark in
      let type = path.hasSuffix(".html") ? "text/html" : path.hasSuffix(".xml") ? "application/xml" : "text/css"
      return OutgoingFile(path: path, content: content(mark), source: .blob(hash(mark)), type: type)
    }
  }

  @Test(arguments: rows) func plan(_ row: Row) throws {
    let known = OwnFiles(site: "site", release: 1, entries: row.known)
    let wanted = Self.outgoing(row.wanted)
    do {
      let plan = try SendPlan(wanted, known: known, found: row.found, replacesChanged: row.replacesChanged)
      #expect(row.refused == nil)
      #expect(plan.changed == row.changed)
      #expect(plan.written.map(\.path) == row.written)
      #expect(plan.removed == row.removed)
      #expect(plan.removedFirst == row.removedFirst)
      #expect(plan.swept == row.swept)
      #expect(plan.left == row.left)
      #expect(plan.unchanged == row.unchanged)
      // Whatever will be touched is uncertain from now on, with all that may stand there.
      let list = plan.announcement(of: wanted, known: known, site: "site")
      #expect(!list.isFinished)
      for path in plan.written.map(\.path) + plan.removed + plan.swept {
        #expect(list.entries[path]?.isCertain == false, "\(path)")
      }
    } catch {
      #expect(error == row.refused)
    }
  }

  /// What is looked at: what will be touched, or all of it.
  @Test func questions() {
    let wanted = Self.outgoing(["p.html": "a", "q.html": "b"])
    let known = OwnFiles(site: "s", entries: ["p.html": Self.sure("a"), "r.html": Self.sure("a")])
    #expect(Set(SendPlan.questions(wanted, known)) == ["q.html", "r.html"])
    #expect(Set(SendPlan.questions(wanted, known, verifying: true)) == ["p.html", "q.html", "r.html"])
  }

  @Test func whatIsSaidNamesTheWayOut() {
    #expect("\(TargetError.foreign(["a.html"]))".contains("not made by foyer"))
    let changed = "\(TargetError.changed((0..<12).map { "p\($0).html" }))"
    #expect(changed.contains("sent by foyer and changed there") && changed.contains("--replace-changed"))
    #expect(changed.contains("p9.html and 2 more") && !changed.contains("not made by foyer"))
  }

  /// A run that was cut off by another, cut off in turn: all three contents are possible.
  @Test func possibilitiesAddUp() throws {
    let wanted = Self.outgoing(["p.html": "c"])
    let known = OwnFiles(site: "s", entries: ["p.html": Self.maybe("a", "b")])
    let plan = try SendPlan(wanted, known: known, found: ["p.html": Self.blind])
    #expect(plan.announcement(of: wanted, known: known, site: "s").entries["p.html"] == Self.maybe("a", "b", "c"))
  }
}

/// The list of files at a target, which anybody may have written.
@Suite struct OwnFilesTests {
  @Test func whatIsWrittenIsRead() throws {
    let list = OwnFiles(
      site: "site", release: 7,
      entries: [
        "index.html": TargetPlanTests.sure("a"), "ä b.html": TargetPlanTests.maybe("a", "b"),
        "c.txt": OwnFiles.Entry(uncertain: []),
        "index.html.br": OwnFiles.Entry(FileContent(identity: "br:" + TargetPlanTests.hash("a"), size: nil)),
      ])
    #expect(try OwnFiles(list.encoded()) == list)
  }

  @Test func whatABuildWroteIsOurs() throws {
    let list = try OwnFiles(Array("foyer-manifest 1\na/b.css\nindex.html\n".utf8))
    #expect(list.entries.keys.sorted() == ["a/b.css", "index.html"])
    #expect(list.site == nil && !list.isFinished)
  }

  @Test(arguments: [
    "", "foyer-manifest 3\n", "foyer-manifest 1\n../x\n", "foyer-manifest 2\n= \(TargetPlanTests.hash("a")) 1 ../x\n",
    "foyer-manifest 2\n= \(TargetPlanTests.hash("a")) 1 /etc/passwd\n",
    "foyer-manifest 2\n= \(TargetPlanTests.hash("a")) 1 a//b\n",
    "foyer-manifest 2\n= \(TargetPlanTests.hash("a")) 1 a/./b\n",
    "foyer-manifest 2\n= \(TargetPlanTests.hash("a")) -1 a\n",
    "foyer-manifest 2\n= \(TargetPlanTests.hash("g")) 1 a\n",
    "foyer-manifest 2\n= \(TargetPlanTests.hash("a")) 1 a\\b\n",
    "foyer-manifest 2\n= \(TargetPlanTests.hash("a")) 1 a\n= \(TargetPlanTests.hash("b")) 1 a\n",
    "foyer-manifest 2\nrelease none\n", "foyer-manifest 2\n= - - a\n",
    "foyer-manifest 2\n= \(TargetPlanTests.hash("a")) 1 .foyer-manifest\n",
    "foyer-manifest 2\n= \(TargetPlanTests.hash("a")) 1 a/.foyer-new-0123456789abcdef\n",
  ])
  func anythingElseIsRefused(text: String) {
    #expect(throws: TargetError.self) { try OwnFiles(Array(text.utf8)) }
  }
}
