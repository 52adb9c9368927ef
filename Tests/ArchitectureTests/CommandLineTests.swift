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

/// A command with those below it.
struct CommandLineHelp: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
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
            flags: Set((arguments ?? []).flatMap { $0.names ?? [] }.map { ($0.kind == "long" ? "--" : "-") + $0.name }))
        ] : below.flatMap { $0.leaves(above: name) }
    }
  }

  struct Leaf {
    let path: String
    let flags: Set<String>
  }

  let command: Command
  var leaves: [Leaf] { command.leaves(above: []) }

  /// Asks the program that was built with these tests.
  static func read() throws -> CommandLineHelp {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let beside = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("foyer-server")
    let process = Process()
    process.executableURL = beside
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
