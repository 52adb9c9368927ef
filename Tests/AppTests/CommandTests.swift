import App
import Foundation
import HTTPTypes
import Model
import Portal
import Store
import Testing

@Suite("The command line")
struct CommandTests {
  private static func failure(_ work: () async throws -> Void) async -> CommandFailure? {
    do {
      try await work()
      return nil
    } catch {
      return CommandFailure(error)
    }
  }

  @Test("A command without a site, or with a wrong one, says which there are")
  func sites() async throws {
    try await TestApp.with { app in
      let none = await Self.failure {
        _ = try await SiteCommands(store: app.store).named(nil, usage: "foyer releases SITE")
      }
      #expect(none?.code == .usage)
      #expect(none?.description.contains("there is none yet; make one with: foyer import FOLDER") == true)
    }
    try await PortalApp.with { portal in
      let commands = SiteCommands(store: portal.app.store)
      let bare = await Self.failure { _ = try await commands.named(nil, usage: "foyer releases SITE") }
      #expect(bare?.description == "which site? there are: demo, other\nusage: foyer releases SITE")
      let wrong = await Self.failure { _ = try await commands.releases("dmo") }
      #expect(wrong?.code == .badInput)
      #expect(wrong?.description == "there is no site “dmo”; there are: demo, other")
      let given = try await commands.named("demo", usage: "foyer releases SITE")
      #expect(given == "demo")
    }
  }

  @Test("What is live already is not published again, unless one says so; who published is told")
  func nothingNew() async throws {
    try await PortalApp.with { portal in
      let commands = SiteCommands(store: portal.app.store)
      #expect(try await commands.publish("demo")?.number == 1)
      #expect(try await commands.publish("demo") == nil)
      #expect(try await commands.publish("demo", revision: 1) == nil)
      #expect(try await commands.live("demo")?.number == 1)
      #expect(try await commands.publish("demo", always: true)?.number == 2)
      try await portal.edit()
      #expect(try await commands.publish("demo")?.number == 3)
      // Going back leaves something to publish again.
      _ = try await commands.rollBack("demo", to: 1)
      #expect(try await commands.publish("demo")?.number == 4)
      _ = try await commands.rollBack("demo", to: 1)
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let listed = try await commands.releases("demo")
      #expect(listed.map(\.release.number) == [5, 4, 3, 2, 1])
      #expect(listed.map(\.isLive) == [true, false, false, false, false])
      #expect(listed.map(\.maker) == ["Dana designer"] + Array(repeating: "command line", count: 4))
      #expect(listed[1].release.isFromCommandLine && !listed[0].release.isFromCommandLine)
    }
  }

  @Test("A site of that name is there: the message says how to give another one")
  func importedTwice() async throws {
    let above = FileManager.default.temporaryDirectory.appendingPathComponent("foyer-\(UUID())").path
    try FileManager.default.createDirectory(atPath: "\(above)/demo", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: above) }
    try await PortalApp.with { portal in
      let failure = await Self.failure {
        _ = try await SiteCommands.importSite("\(above)/demo", slug: nil, themes: "/nowhere", into: portal.app.store)
      }
      #expect(failure?.code == .badInput && failure?.description.contains("--site NAME") == true)
    }
  }

  @Test("Findings say where, what and what to do; no kind by its name in the program")
  func findings() {
    let rows: [(CheckFinding, String)] = [
      (
        CheckFinding(.missingAlternative, path: "/kontakt/", label: "Team", detail: "team.jpg"),
        "/kontakt/: the picture “team.jpg” in “Team” has no description — describe it in words, or mark it as decoration"
      ),
      (
        CheckFinding(.brokenLink, path: "navigation.main", label: "Shop", detail: "/shop/"),
        "menu “main”: “Shop” leads to “/shop/”, where there is nothing — correct where it leads, or remove it"
      ),
      (
        CheckFinding(.emptyText, path: "template page"),
        "template “page”: a text is empty — write something, or hide it"
      ),
      (
        CheckFinding(.brokenRedirect, path: "/alt/", label: "/alt/", detail: "/neu/"),
        "/alt/: the redirect leads to “/neu/”, where there is nothing — correct it in the site's redirects"
      ),
    ]
    for (finding, line) in rows { #expect(CheckWords.line(finding) == line) }
    for kind in CheckKind.allCases {
      let line = CheckWords.line(CheckFinding(kind, path: "/p/", label: "L", detail: "D\u{1B}[2J"))
      #expect(line.hasPrefix("/p/: ") && line.contains(" — ") && !line.contains(kind.rawValue), "\(line)")
      #expect(!line.unicodeScalars.contains("\u{1B}"))
    }
    let refusal = PublishRefusal(.checks, "a check has found what must be put right first", findings: [rows[0].0])
    #expect("\(CommandFailure(refusal))".contains(rows[0].1) && "\(CommandFailure(refusal))".contains("--override"))
  }

  @Test("What waits is told in the words of the publishing screen: which, where, what it was and is")
  func changes() async throws {
    try await PortalApp.with { portal in
      let commands = SiteCommands(store: portal.app.store)
      #expect(try await commands.changes("demo") == nil)
      _ = try await commands.publish("demo")
      #expect(try await commands.changes("demo")?.isEmpty == true)
      try await portal.edit()
      let told = try #require(try await commands.changes("demo"))
      #expect(told.map(\.words) == ["“Kuchen” on /: Words: “Brot” → “Kuchen”"])
      #expect(told.map(\.change.author) == ["Dana owner"])
    }
  }

  @Test("No property and no kind by its name in the program, and values as people know them")
  func changeLines() throws {
    let page = Page(id: PageID.random(), slug: "uns", title: "Über uns")
    let lines = ChangeLines(pages: [(page, "/uns/")])
    let element = ElementID.random()
    func line(_ changes: [Change]) -> String {
      lines.line(
        PendingChange(
          id: "x", changes: changes, page: page.id, element: element, author: nil, at: nil, isWithinRights: true,
          needs: []))
    }
    func change(
      _ property: Change.Property, kind: String = "text", label: String = "L", _ before: JSONValue = .null,
      _ after: JSONValue = .null
    ) -> Change { Change(.element(element), kind: kind, label: label, property, before: before, after: after) }
    let rows: [(Change, String)] = [
      (change(.text, "old", "new"), "“L” on /uns/: Words: “old” → “new”"),
      (change(.text, .null, "new"), "“L” on /uns/: Words: nothing → “new”"),
      (change(.added, .null, "Some\nwords"), "“L” on /uns/: Added: “Some words”"),
      (change(.removed), "“L” on /uns/: Removed"),
      (change(.position), "“L” on /uns/: Moved"),
      (change(.hidden, false, true), "“L” on /uns/: Hidden from visitors"),
      (change(.hidden, true, false), "“L” on /uns/: Shown to visitors again"),
      (
        change(.link, .string("page:\(page.id)"), "https://a.example"),
        "“L” on /uns/: Link: “Über uns” → “https://a.example”"
      ),
      (
        change(
          .image, kind: "image", label: "", ["source": "images/a.jpg", "alternative": ""],
          ["source": "images/b.jpg", "alternative": "Us"]),
        "“Picture” on /uns/: Picture: “a.jpg (decoration only)” → “b.jpg (“Us”)”"
      ),
      (change(.company, kind: "company", label: "phone", "1", "2"), "“Phone” on /uns/: Company data: “1” → “2”"),
      (change(.editability, ["text"], []), "“L” on /uns/: What the customer may change: “Words” → nothing"),
      (change(.formatting), "“L” on /uns/: Text style"),
    ]
    for (change, expected) in rows { #expect(line([change]) == expected) }
    for property in Change.Property.allCases {
      for kind in ["richText", "markdown", "navigation", "company", "form"] {
        let told = line([change(property, kind: kind, label: "")])
        #expect(!told.contains(kind), "\(told)")
        let said = told.split(separator: ": ", maxSplits: 1).last ?? ""
        #expect(!said.isEmpty && said.first?.isUppercase == true, "\(property): \(told)")
      }
    }
    let long = (0..<50).map { "word\($0)" }.joined(separator: " ")
    let told = line([change(.text, .string(long), .string(long + " and more"))])
    #expect(told.count < 260 && told.contains("and more"), "\(told)")
    #expect(line(Array(repeating: change(.position), count: 9)).hasSuffix("; …"))
  }

  @Test("One of something is one of it")
  func counted() {
    #expect(Counted.of(0, "error") == "0 errors")
    #expect(Counted.of(1, "error") == "1 error")
    #expect(Counted.of(2, "error") == "2 errors")
    #expect(Counted.of(2, "entry", plural: "entries") == "2 entries")
  }

  @Test("A folder without data is not made by a command that only looks")
  func missingData() async throws {
    var configuration = Configuration(home: TestApp.checkout)
    configuration.data = FileManager.default.temporaryDirectory.appendingPathComponent("foyer-none-\(UUID())").path
    let failure = await Self.failure {
      try await Installation.with(configuration, sharing: true, making: false) { _ in }
    }
    #expect(failure?.code == .configuration && failure?.description.contains("--data") == true)
    #expect(!FileManager.default.fileExists(atPath: configuration.data))
  }

  @Test("A theme is looked at wherever it lies and wherever the pages go, but into itself")
  func preview() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("foyer-themes-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let theme = try ThemeCommands.make("mine", in: folder, home: TestApp.checkout)
    func preview(_ theme: String, _ output: String) throws -> Int {
      try ThemeCommands.preview(theme, output: output, home: TestApp.checkout, year: 2026).pages
    }
    // Beside the theme, where one stands when one writes it.
    #expect(try preview(theme, "\(folder)/look") > 5)
    let inside = await Self.failure { _ = try preview(theme, "\(theme)/look") }
    #expect(inside?.description.contains("into the theme itself") == true)
    let none = await Self.failure { _ = try preview("\(folder)/look", "\(folder)/again") }
    #expect(none?.description == "\(folder)/look is no theme: there is no theme.yaml in it")
    try Data("x".utf8).write(to: URL(fileURLWithPath: "\(folder)/file"))
    let file = await Self.failure { _ = try preview(theme, "\(folder)/file") }
    #expect(file?.code == .cannotWrite && file?.description.contains("“\(folder)/file” is in the way") == true)
    try Data("title: [".utf8).write(to: URL(fileURLWithPath: "\(theme)/theme.yaml"))
    let broken = await Self.failure { _ = try preview(theme, "\(folder)/look") }
    #expect(broken?.code == .badInput && broken?.description.contains("\(theme)/theme.yaml:2: error: ") == true)
  }
}
