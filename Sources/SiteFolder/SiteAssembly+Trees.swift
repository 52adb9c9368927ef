import Markup
import Media
import Model

extension SiteAssembly {
  /// Reads every tree, now that all names are known.
  mutating func readTrees() {
    let sharedFiles = treeFiles()
    names.shared.formUnion(sharedFiles.shared.map(\.name))
    templateSlots = readTemplates(sharedFiles)
    readPages(slots: templateSlots)
  }

  private struct TreeFile {
    var name: String
    var path: String
    var shown: String
    var purpose: TreeReader.Purpose
  }

  private struct ReadTree {
    var file: TreeFile
    var nodes: [ElementNode]
    var slots: [String: Int] = [:]
    var usedShared: [String: Int] = [:]
    var sharedInCards: [String: Int] = [:]
    var hasCollections = false
    var hasSearch = false
    var ids: [(id: ElementID, line: Int)] = []
    var diagnostics: [Diagnostic]
  }

  /// Templates and sections of the theme; shared trees of both, the site's before the theme's.
  private func treeFiles() -> (all: [TreeFile], shared: [TreeFile]) {
    var shared: [String: TreeFile] = [:]
    var all: [TreeFile] = []
    if let themeFolder {
      func files(_ folder: String, _ purpose: TreeReader.Purpose) -> [TreeFile] {
        themeFolder.files(in: folder, FileName.isHTML).map {
          TreeFile(
            name: $0.name, path: "\(themeFolder.root)/\($0.path)", shown: themeFolder.shown($0.path), purpose: purpose)
        }
      }
      all += files("templates", .template).filter { isWanted($0.name, $0.path) } + files("sections", .section)
      for file in files("shared", .shared) { shared[file.name] = file }
    }
    for file in input.listing.files where file.hasPrefix("shared/") && FileName.isHTML(file) {
      let name = FileName.stem(file)
      shared[name] = TreeFile(name: name, path: "\(input.root)/\(file)", shown: input.shown(file), purpose: .shared)
    }
    let sorted = shared.values.sorted { $0.name < $1.name }
    return (all + sorted, sorted)
  }

  /// A theme may have templates for collections that a site does not have. As long as no page uses such a template it is left out.
  private func isWanted(_ template: String, _ path: String) -> Bool {
    if usedTemplates.contains(template) { return true }
    guard let bytes = try? OpenFile(path, limit: SourceText.sizeLimit).bytes() else { return true }
    return CollectionUses.names(in: bytes).allSatisfy { names.collections[$0] != nil }
  }

  private var usedTemplates: Set<String> {
    knownTemplates.union((tree?.pages ?? []).map(\.template)).union(settings.collections.values.map(\.template))
  }

  /// Reads templates, sections and shared trees; gives the slots of each template.
  private mutating func readTemplates(_ files: (all: [TreeFile], shared: [TreeFile])) -> [String: Set<String>] {
    let names = names
    let read = inParallel(files.all.count, workers: input.workers) { Self.read(files.all[$0], names: names) }
    var slots: [String: Set<String>] = [:]
    var uses: [String: (shown: String, used: [String: Int])] = [:]
    for tree in read {
      add(tree.diagnostics)
      addIDs(tree.ids, shown: tree.file.shown)
      // A theme offers a place for it to sites that want one.
      if tree.hasSearch, !isExport, !tree.file.shown.hasPrefix(themeFolder?.label ?? "\0") { settings.hasSearch = true }
      reportUnknownShared(tree.usedShared, shown: tree.file.shown)
      switch tree.file.purpose {
      case .template:
        theme?.templates[tree.file.name] = tree.nodes
        slots[tree.file.name] = Set(tree.slots.keys)
      case .section:
        guard tree.nodes.count == 1 else {
          report(shown: tree.file.shown).error(
            1, "a section is one element; here are \(tree.nodes.count)", "wrap them in a <section>")
          continue
        }
        theme?.sections[tree.file.name] = ElementSeed(copying: tree.nodes[0])
      case .shared, .page:
        shared[tree.file.name] = tree.nodes
        if tree.file.shown.hasPrefix(themeFolder?.label ?? "\0") { theme?.shared[tree.file.name] = tree.nodes }
        uses[tree.file.name] = (tree.file.shown, tree.usedShared)
      }
    }
    for name in uses.keys.sorted() { reportCycle(from: name, uses) }
    let lists = read.filter { $0.file.purpose == .shared && $0.hasCollections }.map(\.file.name)
    listsInShared = Self.holders(of: lists, uses)
    for tree in read { reportListsInCards(tree.sharedInCards, shown: tree.file.shown) }
    return slots
  }

  private static func read(_ file: TreeFile, names: SiteNames) -> ReadTree {
    let report = Report(file: file.shown)
    guard let bytes = SourceText.bytes(file.path, report: report) else {
      return ReadTree(file: file, nodes: [], diagnostics: report.diagnostics)
    }
    let reader = TreeReader(bytes[...], purpose: file.purpose, names: names, report: report)
    let nodes = reader.trees(firstLine: 1)["main"] ?? []
    return ReadTree(
      file: file, nodes: nodes, slots: reader.slots, usedShared: reader.usedShared,
      sharedInCards: reader.sharedInCards, hasCollections: reader.hasCollections,
      hasSearch: reader.hasSearch, ids: reader.givenIDs, diagnostics: report.diagnostics)
  }

  private mutating func reportUnknownShared(_ used: [String: Int], shown: String) {
    // A site may have had it that way; nothing is shown there.
    guard !isExport else { return }
    for (name, line) in used.sorted(by: { $0.key < $1.key }) where !names.shared.contains(name) {
      report(shown: shown).error(line, "there is no shared tree “\(name)”", "add shared/\(name).html")
    }
  }

  /// The shared trees with these names, and those that hold one of them.
  private static func holders(
    of names: [String], _ uses: [String: (shown: String, used: [String: Int])]
  ) -> Set<String> {
    var users: [String: [String]] = [:]
    for (name, use) in uses { for used in use.used.keys { users[used, default: []].append(name) } }
    var found = Set(names)
    var pending = names
    while let name = pending.popLast() {
      for user in users[name] ?? [] where found.insert(user).inserted { pending.append(user) }
    }
    return found
  }

  /// Reports shared trees in cards that would put a list into the card of another one.
  private mutating func reportListsInCards(_ used: [String: Int], shown: String) {
    for (name, line) in used.sorted(by: { $0.key < $1.key }) where listsInShared.contains(name) {
      report(shown: shown).error(
        line, "the shared tree “\(name)” brings a collection's list into the card of another one",
        "take the list out of shared/\(name).html, or the tree out of the card")
    }
  }

  /// Reports a shared tree that holds itself, once, where it does so first.
  private mutating func reportCycle(from start: String, _ uses: [String: (shown: String, used: [String: Int])]) {
    var pending = Array(uses[start]?.used.keys ?? [:].keys).map { (first: $0, name: $0) }
    var visited: Set<String> = []
    while let (first, name) = pending.popLast() {
      if name == start {
        report(shown: uses[start]!.shown).error(
          uses[start]!.used[first], "the shared tree “\(start)” holds itself", "take data-shared=\"\(first)\" out of it"
        )
        return
      }
      guard visited.insert(name).inserted else { continue }
      pending += (uses[name]?.used.keys ?? [:].keys).map { (first, $0) }
    }
  }

  // MARK: Pages

  private struct ReadPage {
    var slots: [String: [ElementNode]]
    var filled: [String: Int] = [:]
    var usedShared: [String: Int] = [:]
    var sharedInCards: [String: Int] = [:]
    var hasSearch = false
    var ids: [(id: ElementID, line: Int)] = []
    var diagnostics: [Diagnostic]
  }

  private mutating func readPages(slots: [String: Set<String>]) {
    guard let tree else { return }
    let (names, sources, input) = (names, sources, input)
    let markdownName = settings.locales.first?.hasPrefix("de") == true ? "Inhalt" : "Text"
    let read = inParallel(tree.pages.count, workers: input.workers) {
      index -> (found: ReadPage, content: PageContent) in
      let source = sources[tree.sources[index]]
      var page = tree.pages[index]
      let found = Self.read(
        source, page: page, names: names, markdownName: markdownName, shown: input.shown(source.file))
      if let path = source.head.translationOf { page.translationOf = Self.translated(path, names) }
      return (found, PageContent(page: page, slots: found.slots))
    }
    contents.reserveCapacity(read.count)
    // One thread does this for all pages; nothing is copied or named that need not be.
    for index in read.indices {
      let place = tree.sources[index]
      func shown() -> String { input.shown(sources[place].file) }
      if !sources[place].diagnostics.isEmpty { add(sources[place].diagnostics) }
      if !read[index].found.diagnostics.isEmpty { add(read[index].found.diagnostics) }
      if !read[index].found.ids.isEmpty { addIDs(read[index].found.ids, shown: shown()) }
      if read[index].found.hasSearch, !isExport { settings.hasSearch = true }
      if !read[index].found.usedShared.isEmpty { reportUnknownShared(read[index].found.usedShared, shown: shown()) }
      if !read[index].found.sharedInCards.isEmpty {
        reportListsInCards(read[index].found.sharedInCards, shown: shown())
      }
      if !read[index].found.filled.isEmpty, !isExport, let known = slots[tree.pages[index].template] {
        for (slot, line) in read[index].found.filled.sorted(by: { $0.key < $1.key }) where !known.contains(slot) {
          report(shown: shown()).error(
            line, "the template “\(tree.pages[index].template)” has no slot “\(slot)”",
            "it has: \(known.sorted().joined(separator: ", "))")
        }
      }
      contents.append(read[index].content)
      if case .tag(let tag)? = sources[place].generated { contents[index].slots = listOfPosts(tagged: tag) }
    }
  }

  private static func read(
    _ source: PageSource, page: Page, names: SiteNames, markdownName: String, shown: String
  ) -> ReadPage {
    let report = Report(file: shown)
    let path = names.paths.path(of: page.id) ?? "/"
    if source.generated != nil { return ReadPage(slots: [:], diagnostics: []) }
    if let image = source.head.meta.image, !names.assets.contains(image) {
      report.warning(
        source.head.lines["image"], "the picture “\(image)” is not there",
        "add the file or correct the name; case matters")
    }
    switch source.body {
    case .html(let bytes):
      // After an error in the front matter the body's lines are not what they seem.
      if source.hasErrors && bytes.isEmpty { return ReadPage(slots: [:], diagnostics: []) }
      let reader = TreeReader(bytes, purpose: .page, page: path, names: names, report: report)
      let slots = reader.trees(firstLine: source.bodyLine)
      return ReadPage(
        slots: slots, filled: reader.slots, usedShared: reader.usedShared, sharedInCards: reader.sharedInCards,
        hasSearch: reader.hasSearch, ids: reader.givenIDs, diagnostics: report.diagnostics)
    case .markdown(var text):
      if source.dialect == .foreign {
        ForeignText.adapt(&text, of: source, page: path, names: names, report: report)
      }
      MarkdownScan.forEachLocalAddress(in: text, firstLine: source.bodyLine) { address in
        guard case .dead = names.resolve(address.text, from: path) else { return }
        let what =
          address.isImage ? "the picture “\(address.text)” is not there" : "the link to “\(address.text)” leads nowhere"
        report.warning(address.line, what, "correct the address, or add the page or file")
      }
      let body = ElementBody(
        kind: .markdown, tag: "div", name: markdownName, content: .markdown(text),
        capabilities: source.head.capabilities.subtracting(.meta))
      let element = source.head.element
      return ReadPage(
        slots: ["main": [ElementNode(id: element ?? .random(), body: body)]],
        ids: element.map { [(id: $0, line: 1)] } ?? [], diagnostics: report.diagnostics)
    }
  }

  private mutating func addIDs(_ ids: [(id: ElementID, line: Int)], shown: String) {
    for (id, line) in ids {
      if let first = givenIDs[id] {
        report(shown: shown).error(
          line, "the ID “\(id)” is already that of an element in \(first)", "leave data-id out of the copy")
      } else {
        givenIDs[id] = "\(shown):\(line)"
      }
    }
  }
}
