/// Links an entry script with all modules of its folder that it imports into one file, so that a browser asks once instead of eighty times:
/// every request costs a way over the network and two milliseconds of the browser's own.
///
/// Each module becomes a function that gives what the module exports, called in the order in which a browser would run them. What is
/// only ever wanted by `import('…')` runs when it is wanted; behind `import("…")` stands a file of its own, linked like any other, which is
/// fetched when it is wanted. Modules of other people's packages stay imports. Comments that tell types are left out.
///
/// It knows the few forms of `import` and `export` that our scripts have, each from the beginning of a line, and refuses every other with
/// its place instead of guessing.
struct ScriptBundle {
  /// What a module says of itself and others.
  private struct Module {
    var imports: [(names: String, source: String)] = []
    var exports: [String] = []
    /// Sources of `import()`, by file name.
    var later: [String] = []
    /// The rest: what the function does.
    var body = ""
  }

  private let modules: [String: Module]
  private let entries: Set<String>

  /// - Parameter scripts: the files of one folder with their text, by name
  /// - Throws: `unlinkable`
  init(scripts: [String: String]) throws(StaticAssetError) {
    var modules: [String: Module] = [:]
    for (name, text) in scripts { modules[name] = try Self.read(text, name: name, among: scripts) }
    self.modules = modules
    entries = Set(scripts.keys).subtracting(modules.values.flatMap { $0.imports.map(\.source) + $0.later })
  }

  /// The scripts that no other imports, with everything that they import.
  func linked() throws(StaticAssetError) -> [String: String] {
    var result: [String: String] = [:]
    for entry in entries where modules[entry].map({ !$0.imports.isEmpty || !$0.later.isEmpty }) ?? false {
      result[entry] = try link(entry)
    }
    return result
  }

  // MARK: Linking

  private func link(_ entry: String) throws(StaticAssetError) -> String {
    var now: [String] = []
    try add(entry, to: &now, path: [])
    // Whatever is wanted later brings along what is not there yet.
    var later: [String] = []
    var pending = now
    while let name = pending.popLast() {
      for wanted in modules[name]?.later ?? [] where !now.contains(wanted) && !later.contains(wanted) {
        var found: [String] = []
        try add(wanted, to: &found, path: [entry])
        let new = found.filter { !now.contains($0) && !later.contains($0) }
        later += new
        pending += new
      }
    }
    let packages = Set((now + later).flatMap { modules[$0]?.imports.map(\.source) ?? [] }.filter { modules[$0] == nil })
    let names = Dictionary(uniqueKeysWithValues: (now + later).enumerated().map { ($1, "$\($0)") })
    let packageNames = Dictionary(
      uniqueKeysWithValues: packages.sorted().enumerated().map { ($1, "$package\($0)") })

    var result = ""
    let imported = Set(now.flatMap { modules[$0]?.imports.map(\.source) ?? [] })
    for package in packages.sorted() where imported.contains(package) {
      result += "import * as \(packageNames[package] ?? "") from '\(package)'\n"
    }
    if !later.isEmpty { result += "const $once = make => { let made; return () => made ??= make() }\n" }
    for name in later + now {
      guard let module = modules[name], let own = names[name] else { continue }
      let isLater = later.contains(name)
      result += "// \(name)\n"
      result += isLater ? "const \(own) = $once(async () => {\n" : "const \(own) = (() => {\n"
      for (wanted, source) in module.imports {
        let from =
          if let other = names[source] {
            later.contains(source) ? "await \(other)()" : other
          } else if isLater {
            "await import('\(source)')"
          } else {
            packageNames[source] ?? ""
          }
        result += "const {\(wanted.replacing(" as ", with: ": "))} = \(from)\n"
      }
      result += module.later.reduce(module.body) { body, source in
        let other = names[source] ?? ""
        return body.replacing(
          "import('./\(source)')", with: later.contains(source) ? "\(other)()" : "Promise.resolve(\(other))")
      }
      result += "return { \(module.exports.joined(separator: ", ")) }\n})\(isLater ? "" : "()")\n"
    }
    if let exports = modules[entry]?.exports, !exports.isEmpty {
      result += "export const { \(exports.joined(separator: ", ")) } = \(names[entry] ?? "")\n"
    }
    return result
  }

  /// Appends a module behind everything that it imports.
  private func add(_ name: String, to order: inout [String], path: [String]) throws(StaticAssetError) {
    guard let module = modules[name], !order.contains(name) else { return }
    guard !path.contains(name) else {
      throw .unlinkable(name: name, line: 1, reason: "it imports itself by way of \(path.joined(separator: ", "))")
    }
    for (_, source) in module.imports { try add(source, to: &order, path: path + [name]) }
    order.append(name)
  }

  // MARK: Reading

  private static func read(
    _ text: String, name: String, among scripts: [String: String]
  ) throws(StaticAssetError) -> Module {
    var module = Module()
    var statement: String?
    for (index, line) in withoutTypes(text).split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      func refusal(_ reason: String) -> StaticAssetError { .unlinkable(name: name, line: index + 1, reason: reason) }
      if statement != nil || line.hasPrefix("import ") {
        let whole = (statement.map { $0 + " " } ?? "") + line
        guard whole.contains(" from '") else {
          guard whole.hasPrefix("import {") else { throw refusal("write import { names } from './file.js'") }
          statement = whole
          continue
        }
        statement = nil
        guard let found = parts(of: whole) else { throw refusal("write import { names } from './file.js'") }
        if found.source.hasPrefix("./") {
          let source = String(found.source.dropFirst(2))
          guard scripts[source] != nil else { throw refusal("“\(source)” is not in its folder") }
          module.imports.append((found.names, source))
        } else {
          module.imports.append(found)
        }
      } else if line.hasPrefix("export ") {
        let declaration = line.dropFirst("export ".count)
        guard let exported = declared(by: declaration) else {
          throw refusal("export a const, function or class where it is declared")
        }
        module.exports.append(exported)
        module.body += declaration + "\n"
      } else {
        for part in line.split(separator: "import('./").dropFirst(line.hasPrefix("import('./") ? 0 : 1) {
          let source = String(part.prefix { $0 != "'" })
          guard scripts[source] != nil else { throw refusal("“\(source)” is not in its folder") }
          if !module.later.contains(source) { module.later.append(source) }
        }
        module.body += line + "\n"
      }
    }
    return module
  }

  /// The text without comments that begin with `/**`; line breaks in them stay, so that lines keep their numbers.
  private static func withoutTypes(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "/**") {
      result += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstRange(of: "*/") else { return result }
      result += String(repeating: "\n", count: rest[start.upperBound..<end.lowerBound].count { $0 == "\n" })
      rest = rest[end.upperBound...]
    }
    return result + rest
  }

  /// What `import { names } from 'source'` says.
  private static func parts(of statement: String) -> (names: String, source: String)? {
    guard statement.hasPrefix("import {"), let close = statement.firstRange(of: "} from '") else { return nil }
    let names = statement[..<close.lowerBound].dropFirst("import {".count)
    let source = statement[close.upperBound...]
    guard source.hasSuffix("'"), !names.contains("{") else { return nil }
    return (String(names), String(source.dropLast()))
  }

  /// The name that a declaration gives. A variable may change after it was handed over, which a linked script would not see.
  private static func declared(by declaration: Substring) -> String? {
    var words = declaration.split(separator: " ")[...]
    if words.first == "async" { words.removeFirst() }
    guard let kind = words.popFirst(), ["const", "function", "function*", "class"].contains(kind),
      let name = words.first?.prefix(while: { $0.isLetter || $0.isNumber || $0 == "_" }), !name.isEmpty
    else { return nil }
    return String(name)
  }
}
