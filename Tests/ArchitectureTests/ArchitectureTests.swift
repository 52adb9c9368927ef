import Testing

@Suite struct ArchitectureTests {
  /// Every import of one of our modules is in the table, and every arrow in the table is used.
  @Test func importsAreThoseOfTheTable() throws {
    let table = try ModuleTable().allowed
    #expect(table.count >= 16, "the table in docs/architecture.md could not be read")
    for (module, allowed) in table {
      let imports = try Checkout.imports(of: module)
      for (imported, file) in imports where table[imported] != nil && !allowed.contains(imported) {
        Issue.record("\(file) imports \(imported), which docs/architecture.md does not allow for \(module)")
      }
      for arrow in allowed where imports[arrow] == nil {
        Issue.record("docs/architecture.md says that \(module) imports \(arrow), but no file does")
      }
    }
  }

  /// Following the arrows never leads back.
  @Test func arrowsPointDown() throws {
    let table = try ModuleTable().allowed
    func visit(_ module: String, path: [String]) {
      guard !path.contains(module) else {
        Issue.record("\((path + [module]).joined(separator: " → "))")
        return
      }
      for next in table[module] ?? [] { visit(next, path: path + [module]) }
    }
    for module in table.keys { visit(module, path: []) }
    for face in ["Portal", "Editor", "Feedback", "Host"] {
      for (module, allowed) in table where module != "App" {
        #expect(!allowed.contains(face), "\(module) imports \(face)")
      }
    }
  }

  /// A system library has one owner, so that its traps are handled in one place.
  @Test func systemLibrariesHaveOneOwner() throws {
    var owners: [String: Set<String>] = [:]
    for module in try ModuleTable().allowed.keys {
      for imported in try Checkout.imports(of: module).keys
      where imported.hasPrefix("C") && Checkout.exists("Sources/\(imported)/module.modulemap") {
        owners[imported, default: []].insert(module)
      }
    }
    #expect(owners.count >= 8)
    for (library, modules) in owners { #expect(modules.count == 1, "\(library): \(modules.sorted())") }
  }

  /// A browser is started in one place, where it can reach nothing.
  @Test func oneModuleHasABrowser() throws {
    let files = try Checkout.swiftFiles(below: "Sources").filter {
      try Checkout.text($0).contains("--remote-debugging")
    }
    #expect(files == ["Sources/Screenshots/BrowserProcess.swift"])
  }

  /// Values and the builder stay pure: no files, no clock, no random numbers of the builder's own.
  @Test func pureModulesStayPure() throws {
    for module in ["Model", "Builder"] {
      let imports = try Checkout.imports(of: module)
      for impure in ["Foundation", "Dispatch", "NIOCore", "NIOPosix", "Hummingbird"] {
        #expect(imports[impure] == nil, "\(imports[impure] ?? "") imports \(impure)")
      }
    }
    for file in Checkout.swiftFiles(below: "Sources/Builder") {
      let text = try Checkout.text(file)
      for call in [".random(", "clock_gettime", "time(nil)", "fopen(", "getenv"] where text.contains(call) {
        Issue.record("\(file) calls \(call)")
      }
    }
  }

  @Test(arguments: ["docs/architecture.md", "README.md", "CONTRIBUTING.md", "docs/site-folder.md", "docs/hosting.md"])
  func namedFilesExist(page: String) throws {
    for line in try Checkout.text(page).split(separator: "\n") {
      for name in ModuleTable.names(line)
      where name.hasPrefix("Sources/") || name.hasPrefix("Tests/") || name.hasPrefix("docs/") {
        guard !name.contains("<"), !name.contains("*"), !name.contains(" ") else { continue }
        #expect(Checkout.exists(name), "\(page) names \(name)")
      }
    }
  }
}
