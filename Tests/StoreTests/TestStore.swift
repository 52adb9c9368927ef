import Database
import DatabaseTesting
import Model
import Store

/// A store with one small site, and the people of its project.
struct TestStore {
  let store: Store
  let key: SiteKey
  let page: PageID
  let agency = AgencyID("agency")!
  let designer = AccountID("designer")!
  let owner = AccountID("owner")!
  let reviewer = AccountID("reviewer")!
  let stranger = AccountID("stranger")!

  let headline = ElementID("headline")!
  let slogan = ElementID("slogan")!
  let sealedText = ElementID("sealedText")!
  let sealed = ElementID("sealed")!
  let section = ElementID("section")!
  let free = ElementID("free")!
  let freeText = ElementID("freeText")!
  let list = ElementID("list")!

  static func with(
    _ engine: Database.Engine, phase: Phase = .done, _ body: (TestStore) async throws -> Void
  ) async throws {
    try await TestDatabases.with(engine) { test in
      let blobs = try BlobFolder(path: test.folder + "/blobs")
      let store = try Store(database: test.database, blobs: blobs, now: { 1_700_000_000_000 })
      try await body(try await TestStore(store: store, phase: phase))
    }
  }

  private init(store: Store, phase: Phase) async throws {
    self.store = store
    page = PageID("home")!
    let agency = agency
    let people: [(AccountID, Role?, Role?)] = [
      (designer, .designer, nil), (owner, nil, .owner), (reviewer, nil, .reviewer), (stranger, nil, nil),
    ]
    try await store.database.write { transaction in
      try transaction.execute(
        Statement("test.agency", "INSERT INTO agency (id, name, createdAt) VALUES (?, 'Agency', 0)"),
        .init(agency.rawValue))
      try transaction.execute(
        Statement(
          "test.project", "INSERT INTO project (agency, id, name, phase, createdAt) VALUES (?, 'project', 'P', ?, 0)"),
        .init(agency.rawValue), .init(phase.rawValue))
      for (id, agencyRole, role) in people {
        try transaction.execute(
          Statement(
            "test.account",
            "INSERT INTO account (agency, id, email, name, locale, agencyRole, createdAt) VALUES (?, ?, ?, ?, 'de', ?, 0)"
          ),
          .init(agency.rawValue), .init(id.rawValue), .init("\(id)@example.org"), .init(id.rawValue),
          .init(agencyRole?.rawValue))
        guard let role else { continue }
        try transaction.execute(
          Statement(
            "test.member", "INSERT INTO membership (agency, project, account, role) VALUES (?, 'project', ?, ?)"),
          .init(agency.rawValue), .init(id.rawValue), .init(role.rawValue))
      }
    }
    key = try await store.createSite(
      Self.snapshot(page: page), slug: "demo", project: ProjectID("project")!, agency: agency, author: designer)
  }

  static func snapshot(page: PageID) -> SiteSnapshot {
    func text(_ id: String, _ words: String, _ capabilities: Capabilities = [], tag: String = "p") -> ElementNode {
      ElementNode(
        id: ElementID(id)!,
        body: ElementBody(kind: .text, tag: tag, content: .inline(InlineText(words)), capabilities: capabilities))
    }
    func box(
      _ id: String, _ children: [ElementNode], _ capabilities: Capabilities = [], kind: ElementKind = .box
    ) -> ElementNode {
      var body = ElementBody(
        kind: kind, tag: "div", content: kind == .list ? .list(itemTemplate: nil) : .none, capabilities: capabilities)
      if kind == .list {
        body.limits.minimumItems = 1
        body.limits.maximumItems = 2
      }
      return ElementNode(id: ElementID(id)!, body: body, children: children)
    }
    var headline = text("headline", "Frisches Brot", .text, tag: "h1")
    headline.body.limits.maximumLength = 20
    let main = [
      headline, text("slogan", "Seit 1952"),
      box("section", [text("inner", "innen")]),
      box("sealed", [text("sealedText", "Preis", .text)], .seal),
      box("free", [text("freeText", "frei"), box("freeSealed", [text("freeSealedText", "x")], .seal)], .structure),
      box("list", [box("item", [text("itemText", "eins", .text)])], .items, kind: .list),
    ]
    let template = ElementNode(
      id: ElementID("template-main")!, body: ElementBody(kind: .box, tag: "main"),
      children: [
        ElementNode(id: ElementID("template-slot")!, body: ElementBody(kind: .slot, tag: "", content: .slot("main")))
      ])
    return SiteSnapshot(
      settings: SiteSettings(name: "Demo", locales: ["de"], theme: "plain"),
      theme: Theme(name: "plain", title: "Plain", css: "p{}"),
      pages: [
        PageContent(page: Page(id: page, slug: "", title: "Start", locale: "de"), slots: ["main": main]),
        PageContent(page: Page(id: PageID("about")!, slug: "about", title: "Über uns", locale: "de"), slots: [:]),
      ],
      templates: ["page": [template]], shared: ["contact": [text("contact", "Rufen Sie an")]],
      assets: ["assets/a.txt": AssetFile(hash: String(repeating: "0", count: 64), size: 1, type: "text/plain")])
  }

  func edit(_ account: AccountID, _ operations: Operation...) async throws -> EditResult {
    try await store.edit(EditRequest(operations: operations), of: key, by: account)
  }

  func setText(_ element: ElementID, _ words: String, version: Revision = 1) -> Operation {
    .setText(element, version: version, InlineText(words))
  }

  /// The words of an element in the newest revision.
  func words(_ element: ElementID, at revision: Revision? = nil) async throws -> String? {
    var found: String?
    for content in try await store.snapshot(of: key, at: revision).pages {
      for node in content.slots.values.flatMap({ $0 }) {
        node.forEach { if $0.id == element, case .inline(let text) = $0.body.content { found = text.plain } }
      }
    }
    return found
  }
}
