import Foundation

/// The sources and the page that describes them, as text.
enum Checkout {
  static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  static func text(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: "\(root)/\(path)") }

  /// Swift files below a folder.
  static func swiftFiles(below folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".swift") }.map { "\(folder)/\($0)" }.sorted()
  }

  /// Modules that a module's files import, each with one file that does.
  static func imports(of module: String) throws -> [String: String] {
    var found: [String: String] = [:]
    for file in swiftFiles(below: "Sources/\(module)") {
      for line in try text(file).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let place = words.firstIndex(of: "import"), place <= 1, words.count > place + 1 else { continue }
        found[String(words[place + 1].prefix { $0 != "." })] = file
      }
    }
    return found
  }
}

/// The table of modules in docs/architecture.md.
struct ModuleTable {
  let allowed: [String: Set<String>]

  init() throws {
    var allowed: [String: Set<String>] = [:]
    for line in try Checkout.text("docs/architecture.md").split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|", omittingEmptySubsequences: false)
      guard cells.count == 5, let module = Self.names(cells[1]).first else { continue }
      allowed[module] = Set(Self.names(cells[2]))
    }
    self.allowed = allowed
  }

  static func names(_ cell: some StringProtocol) -> [String] {
    cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map {
      String($0.element)
    }
  }
}
