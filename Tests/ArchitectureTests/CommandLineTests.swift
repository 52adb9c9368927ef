import Foundation
import Testing

/// The command line as the program tells it, held against the pages that describe it.
@Suite("Commands and the pages that name them") struct CommandLineTests {
  @Test("Every command stands in the table of README.md, and the other way round")
  func table() throws {
    let program = try CommandLineHelp.read()
    var named: Set<String> = []
    for line in try Checkout.text("README.md").split(separator: "\n") where line.hasPrefix("| `foyer ") {
      // A bar within a cell is written with a backslash.
      let cell = line.replacing("\\|", with: "¦").split(separator: "|", omittingEmptySubsequences: false)[1]
      named.formUnion(CommandMention.commands(inCell: cell.replacing("¦", with: "|")))
    }
    let commands = Set(program.leaves.map(\.path))
    #expect(commands.count > 20)
    for missing in commands.subtracting(named).sorted() {
      Issue.record("README.md has no “foyer \(missing)” in its table")
    }
    for unknown in named.subtracting(commands).sorted() {
      Issue.record("README.md: there is no command “foyer \(unknown)”")
    }
  }

  @Test(
    "Commands and flags that a page names are there",
    arguments: ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"] + Checkout.pages(below: "docs"))
  func mentions(page: String) throws {
    let program = try CommandLineHelp.read()
    for mention in CommandMention.all(in: try Checkout.text(page)) {
      guard let command = mention.command(in: program) else {
        Issue.record("\(page): there is no command “foyer \(mention.text)”")
        continue
      }
      for flag in mention.flags where !command.flags.contains(flag) {
        Issue.record("\(page): “foyer \(command.path)” has no \(flag)")
      }
    }
  }

  @Test("Every page of docs is named by README.md or a page that is")
  func pagesAreReached() throws {
    var reached: Set<String> = []
    var pending = ["README.md"]
    while let page = pending.popLast() {
      let text = try Checkout.text(page)
      let folder = page.contains("/") ? "docs/" : ""
      for match in text.matches(of: /\]\(([\w\/.-]+\.md)\)/) {
        let target = folder + match.1
        #expect(Checkout.exists(target), "\(page) names \(target)")
        if Checkout.exists(target), reached.insert(target).inserted { pending.append(target) }
      }
    }
    for page in Checkout.pages(below: "docs") { #expect(reached.contains(page), "no page leads to \(page)") }
  }
}

@Suite("What commands say when something is not named") struct CommandUsageTests {
  @Test("A command about a site that is called without one, or with an unknown one, says which there are")
  func sites() throws {
    try Program.withData(sites: ["one", "two"]) { program in
      let commands = try CommandLineHelp.read().leaves.filter { $0.positionals.first == "site" }
      #expect(commands.count >= 15)
      for command in commands {
        let words = command.path.split(separator: " ").map(String.init)
        let bare = try program.run(words)
        #expect(bare.code == 64, "foyer \(command.path)")
        #expect(
          bare.errors.hasPrefix("error: which site? there are: one, two\nusage: foyer \(command.path) SITE"),
          "foyer \(command.path): \(bare.errors)")
        let unknown = try program.run(words + ["thre"])
        #expect(unknown.code == 65, "foyer \(command.path) thre")
        #expect(
          unknown.errors == "error: there is no site “thre”; there are: one, two\n",
          "foyer \(command.path): \(unknown.errors)")
      }
    }
  }

  @Test("What else is missing or unknown is asked for by its name, with what there is to choose from")
  func whatElse() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("foyer-target-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Program.withData(sites: ["one"]) { program in
      let addUsage = "usage: foyer target add SITE NAME --folder DIR | --sftp USER@HOST/PATH | --s3 BUCKET"
      let none: [([String], Int32, String)] = [
        (
          ["domain", "add", "one"], 64,
          "which domain, such as www.example.de?\nusage: foyer domain add SITE HOST [--main]"
        ),
        (["domain", "remove", "one"], 64, "which domain? one has none\nusage: foyer domain remove SITE HOST"),
        (["domain", "remove", "one", "a.example"], 65, "one has no domain “a.example”; it has none"),
        (
          ["theme", "apply", "one"], 64, "which folder is the theme in?\nusage: foyer theme apply SITE FOLDER [--watch]"
        ),
        (
          ["export", "one"], 64,
          "where to? name a folder or a .zip file\nusage: foyer export SITE --output DIR|FILE.zip"
        ),
        (["target", "add", "one"], 64, "what to call the target?\n\(addUsage)"),
        (["target", "add", "one", "web"], 64, "where to? give one of --folder, --sftp and --s3\n\(addUsage)"),
        (["target", "add", "one", "web", "--s3", "b"], 64, "which access key? --s3 needs --access-key\n\(addUsage)"),
        (
          ["target", "remove", "one"], 64,
          "which target? one has none\nusage: foyer target remove SITE NAME [--and-files]"
        ),
        (["target", "check", "one"], 65, "one has no target; add one with: foyer target add one NAME …"),
        (["target", "send", "one", "web"], 65, "one has no target “web”; it has none"),
      ]
      let invited = ["account", "invite", "a@example.org", "--name", "A"]
      try program.expect(
        invited, 64, "which site? there is: one\nusage: foyer account invite EMAIL --name NAME --site SITE")
      try program.expect(invited + ["--site", "on"], 65, "there is no site “on”; there is: one")
      for (words, code, message) in none { try program.expect(words, code, message) }
      #expect(try program.run(["domain", "add", "one", "a.example"]).code == 0)
      #expect(try program.run(["target", "add", "one", "web", "--folder", folder]).code == 0)
      let some: [([String], Int32, String)] = [
        (["domain", "remove", "one"], 64, "which domain? one has: a.example\nusage: foyer domain remove SITE HOST"),
        (["domain", "remove", "one", "b.example"], 65, "one has no domain “b.example”; it has: a.example"),
        (
          ["target", "remove", "one"], 64,
          "which target? one has: web\nusage: foyer target remove SITE NAME [--and-files]"
        ),
        (["target", "remove", "one", "wb"], 65, "one has no target “wb”; it has: web"),
        (["target", "check", "one", "wb"], 65, "one has no target “wb”; it has: web"),
      ]
      for (words, code, message) in some { try program.expect(words, code, message) }
      // The only one need not be named, unless it is removed.
      #expect(try program.run(["target", "check", "one"]).output == "nothing was sent yet\n")
      #expect(try program.run(["domain", "remove", "one", "A.example"]).output == "one: a.example is removed\n")
    }
  }

  @Test("Looking at a site makes no data folder, and nothing in a folder that is something else")
  func noData() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("foyer-none-\(UUID())").path
    let run = try Program(data: folder).run(["domain", "list", "one"])
    #expect(run.code == 78 && run.errors.contains("there is no data folder “\(folder)”"))
    #expect(!FileManager.default.fileExists(atPath: folder))

    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for words in [["releases", "one"], ["changes", "one"], ["target", "list", "one"]] {
      let run = try Program(data: folder).run(words)
      #expect(run.code == 78 && run.errors.contains("this is no data folder of Foyer"), "\(words): \(run.errors)")
    }
    #expect(try Program(data: folder).run(["doctor"]).output.contains("data folder: there is none"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
  }

  @Test("What cannot be is told by what it is, not by what the program stumbled over")
  func wrong() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("foyer-wrong-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let theme = "\(folder)/broken"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: "\(Checkout.root)/starters/theme", toPath: theme)
    let css = try String(contentsOfFile: "\(theme)/styles/theme.css", encoding: .utf8)
    try (css + "\n.zz{\n").write(toFile: "\(theme)/styles/theme.css", atomically: true, encoding: .utf8)
    let file = "\(Checkout.root)/README.md"
    let site = "\(Checkout.root)/Tests/Fixtures/static-club"
    try Program.withData(sites: ["one"]) { program in
      try program.expect(["import", file], 65, "“\(file)” is neither a folder nor a .zip file")
      try program.expect(["import", "/nowhere/x"], 65, "there is no folder or file “/nowhere/x”")
      try program.expect(["target", "add", "one", "web", "--folder", file], 65, "the folder is a file: \(file)")
      try program.expect(
        ["account", "add", "nobody", "--name", "N"], 65, "the email is not an e-mail address")
      let applied = try program.run(["theme", "apply", "one", theme])
      #expect(applied.code == 65 && applied.errors.contains("theme.css") && applied.errors.contains("error"))
      #expect(!applied.errors.hasPrefix("error: error") && !applied.errors.contains(": error: error"))
      #expect(try program.run(["domain", "list", "one"]).output.hasPrefix("one: no domain of its own"))
      #expect(try program.run(["export", "one", "--history", "--output", folder]).code == 64)

      let told = try program.run(["account", "add", "n@example.org", "--name", "N"])
      #expect(told.code == 0 && told.output.hasPrefix("http://portal.localhost"))
      #expect(told.errors == "send this address to n@example.org; it can be used once:\n")

      #expect(try program.run(["target", "add", "one", "web", "--folder", "\(folder)/web"]).code == 0)
      #expect(
        try program.run(["target", "remove", "one", "web"]).output
          == "one: web is no target any more; what was sent there stays\n")
    }
    let program = Program(data: folder)
    let unknown = try program.run(["nonsense"], withData: false)
    #expect(unknown.code == 64 && unknown.errors == "error: foyer has no command “nonsense”; foyer help lists them\n")
    let build = ["build", site, "--output", "\(folder)/site"]
    let address = try program.run(build + ["--base-url", "nonsense"], withData: false)
    #expect(address.code == 64 && address.errors.contains("--base-url “nonsense” is no address"))
    let themes = try program.run(build + ["--themes", "/nowhere"], withData: false)
    #expect(themes.code == 65 && themes.errors == "error: --themes: there is no folder “/nowhere”\n")
    #expect(!FileManager.default.fileExists(atPath: "\(folder)/site"))
  }
}

/// The program that was built with these tests, on a data folder of its own.
struct Program {
  let data: String

  /// - Parameter sites: the names of small sites that are there
  static func withData(sites: [String], _ work: (Program) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("foyer-commands-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let program = Program(data: folder)
    for site in sites {
      let made = try program.run(["import", "\(Checkout.root)/Tests/Fixtures/static-club", "--site", site])
      try #require(made.code == 0, "\(made.errors)")
    }
    try work(program)
  }

  static func executable() throws -> URL {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("foyer-server")
  }

  func run(_ words: [String], withData: Bool = true) throws -> (code: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = try Self.executable()
    process.arguments = words + (withData ? ["--data", data] : [])
    process.environment = ProcessInfo.processInfo.environment.merging(["FOYER_HOME": Checkout.root]) { $1 }
    let (output, errors) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // What commands say here is far less than a pipe holds.
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
      String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    )
  }

  func expect(_ words: [String], _ code: Int32, _ message: String) throws {
    let run = try run(words)
    #expect(run.code == code, "\(words)")
    #expect(run.errors == "error: \(message)\n", "\(words)")
  }
}

/// A command with those below it.
struct CommandLineHelp: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let valueName: String?
    let names: [Name]?
  }

  struct Command: Decodable {
    let commandName: String
    let arguments: [Argument]?
    let subcommands: [Command]?

    /// Those that do something: the ones below, or this one, each with its whole name.
    func leaves(above: [String]) -> [Leaf] {
      let below = (subcommands ?? []).filter { $0.commandName != "help" }
      let name = above + [commandName]
      return below.isEmpty
        ? [
          Leaf(
            path: name.dropFirst().joined(separator: " "),
            flags: Set((arguments ?? []).flatMap { $0.names ?? [] }.map { ($0.kind == "long" ? "--" : "-") + $0.name }),
            positionals: (arguments ?? []).filter { $0.kind == "positional" }.compactMap(\.valueName))
        ] : below.flatMap { $0.leaves(above: name) }
    }
  }

  struct Leaf {
    let path: String
    let flags: Set<String>
    var positionals: [String] = []
  }

  let command: Command
  var leaves: [Leaf] { command.leaves(above: []) }

  /// Asks the program that was built with these tests.
  static func read() throws -> CommandLineHelp {
    let process = Process()
    process.executableURL = try Program.executable()
    process.arguments = ["--experimental-dump-help"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode(CommandLineHelp.self, from: text)
  }
}

/// `foyer …` as a page writes it, in a block or in the middle of a sentence.
struct CommandMention {
  /// The words up to what is an argument.
  let words: [String]
  let flags: [String]
  var text: String { words.joined(separator: " ") }

  /// The command; a group of commands counts with the flags of all of them.
  func command(in program: CommandLineHelp) -> CommandLineHelp.Leaf? {
    for count in stride(from: words.count, to: 0, by: -1) {
      let path = words.prefix(count).joined(separator: " ")
      if let leaf = program.leaves.first(where: { $0.path == path }) { return leaf }
    }
    guard let first = words.first else { return nil }
    if first == "help" { return CommandLineHelp.Leaf(path: "help", flags: []) }
    let group = program.leaves.filter { $0.path.hasPrefix(first + " ") }
    // The second word would be one of the group's.
    guard !group.isEmpty, words.count == 1 else { return nil }
    return CommandLineHelp.Leaf(path: first, flags: group.reduce(into: []) { $0.formUnion($1.flags) })
  }

  /// In code: between backticks, and in blocks between lines of three.
  static func all(in page: String) -> [CommandMention] {
    var code: [String] = []
    var isBlock = false
    var prose = ""
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isBlock.toggle()
      } else if isBlock {
        code.append(String(line))
      } else {
        prose += line + "\n"
      }
    }
    code += ModuleTable.names(prose)
    return code.compactMap(mention)
  }

  /// The commands of a cell: `foyer build FOLDER`, `foyer domain add|remove|list SITE`, `foyer theme new NAME` · `check FOLDER`.
  static func commands(inCell cell: some StringProtocol) -> Set<String> {
    var group = ""
    var found: Set<String> = []
    for code in ModuleTable.names(cell) {
      var words = code.split(separator: " ").map(String.init)[...]
      if words.first == "foyer" { group = words.dropFirst().first ?? "" } else { words = ["foyer", group] + words }
      words = words.dropFirst(2)
      // What is in small letters alone is a command of a group; everything else is an argument.
      let below = words.first?.split(separator: "|").map(String.init) ?? []
      if !below.isEmpty, below.allSatisfy({ $0.wholeMatch(of: /[a-z]+/) != nil }) {
        for word in below { found.insert("\(group) \(word)") }
      } else {
        found.insert(group)
      }
    }
    return found
  }

  private static func mention(_ code: String) -> CommandMention? {
    let line = code.split(separator: "#", maxSplits: 1).first.map(String.init) ?? ""
    var parts = line.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let program = parts.first, program == "foyer" || program.hasSuffix("/foyer") else { return nil }
    parts.removeFirst()
    guard !parts.isEmpty else { return nil }
    var words: [String] = []
    for part in parts.prefix(2) where !part.contains("|") || part != part.lowercased() {
      guard part.wholeMatch(of: /[a-z]+/) != nil else { break }
      words.append(part)
    }
    if words.isEmpty, parts[0] == "…" { return nil }
    // A flag, within brackets too: `[--data DIR]`, `--watch`, `DIR|FILE.zip`.
    let flags = parts.compactMap { part -> String? in
      part.firstMatch(of: /^\[?(--[a-z0-9-]+)/).map { String($0.1) }
    }
    return CommandMention(words: words, flags: flags)
  }
}

extension Checkout {
  /// The pages in a folder, sorted.
  static func pages(below folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
    return names.filter { $0.hasSuffix(".md") }.map { "\(folder)/\($0)" }.sorted()
  }
}
