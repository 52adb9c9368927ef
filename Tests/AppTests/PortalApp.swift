import Access
import App
import HTTPTypes
import Hummingbird
import Model
import Portal
import Store
import Synchronization
import Web

/// The portal in process, with two sites of one agency: `demo` with an owner, an editor and a reviewer, `other` with an owner of its own.
struct PortalApp: Sendable {
  enum Who: String, Sendable, CaseIterable {
    case nobody, designer, support, owner, editor, reviewer, stranger
  }

  let app: TestApp
  let key: SiteKey
  let project: ProjectID
  let saved: SavedAccounts
  private let secrets: [Who: Secret]

  /// What the portal has asked to be stored of accounts.
  final class SavedAccounts: Sendable {
    private let calls = Mutex<[String]>([])
    var all: [String] { calls.withLock { $0 } }
    func add(_ name: String, _ locale: String) { calls.withLock { $0.append("\(name) \(locale)") } }
  }

  static func with(phase: Phase = .done, _ body: (PortalApp) async throws -> Void) async throws {
    let saved = SavedAccounts()
    let assets = try StaticAssets(
      folders: ["\(TestApp.checkout)/Sources/Portal/Resources"], vendor: try VendorFiles(home: TestApp.checkout))
    let faces = Faces(
      portal: { routers, parts in
        let face = try PortalFace(
          services: PortalServices(
            access: parts.access, desk: parts.desk, targets: parts.targets, origins: parts.origins,
            saveAccount: { _, name, locale in saved.add(name, locale) }, lastEdit: { _ in nil }),
          assets: parts.assets, editing: EditingLook(module: "/_f/0/edit.js"))
        let router = routers.portal(errorPage: face.errorPage)
        face.addRoutes(to: router)
        return router
      }, draft: Faces.probes.draft, site: Faces.probes.site)
    try await TestApp.with(faces: faces, assets: assets) { app in
      try await body(try await PortalApp(app, phase: phase, saved: saved))
    }
  }

  private init(_ app: TestApp, phase: Phase, saved: SavedAccounts) async throws {
    self.app = app
    self.saved = saved
    let (store, agency) = (app.store, try await app.store.createAgency(name: "Agency").id)
    let demo = try await store.createProject(name: "Demo", phase: phase, agency: agency)
    let other = try await store.createProject(name: "Other", phase: .done, agency: agency)
    var secrets: [Who: Secret] = [:]
    for who in Who.allCases where who != .nobody {
      let account = try await store.createAccount(
        email: "\(who.rawValue)@example.org", name: "Dana \(who.rawValue)",
        agencyRole: who == .designer ? .designer : who == .support ? .support : nil, agency: agency)
      switch who {
      case .owner: try await store.setMembership(.owner, of: account, in: demo.id)
      case .editor: try await store.setMembership(.editor, of: account, in: demo.id)
      case .reviewer: try await store.setMembership(.reviewer, of: account, in: demo.id)
      case .stranger: try await store.setMembership(.owner, of: account, in: other.id)
      case .nobody, .designer, .support: break
      }
      secrets[who] = try await app.access.sessions.open(for: account).secret
    }
    self.secrets = secrets
    project = demo.id
    key = try await store.createSite(
      Self.snapshot(name: "Demo"), slug: "demo", project: demo.id, agency: agency, author: nil)
    _ = try await store.createSite(
      Self.snapshot(name: "Other"), slug: "other", project: other.id, agency: agency, author: nil)
  }

  static func snapshot(name: String) -> SiteSnapshot {
    let words = ElementNode(
      id: .random(),
      body: ElementBody(kind: .text, tag: "h1", content: .inline(InlineText("Brot")), capabilities: .text))
    let slot = ElementNode(id: .random(), body: ElementBody(kind: .slot, tag: "", content: .slot("main")))
    return SiteSnapshot(
      settings: SiteSettings(name: name, locales: ["de"], theme: "plain"),
      theme: Theme(name: "plain", title: "Plain", css: "p{}"),
      pages: [
        PageContent(page: Page(id: .random(), slug: "", title: "Start", locale: "de"), slots: ["main": [words]]),
        PageContent(
          page: Page(id: .random(), slug: "about", title: "Über uns", locale: "de", capabilities: .meta), slots: [:]),
      ],
      templates: ["page": [ElementNode(id: .random(), body: ElementBody(kind: .box, tag: "main"), children: [slot])]],
      shared: [:], assets: [:])
  }

  func account(_ who: Who) async throws -> Account {
    try await app.store.account(email: "\(who.rawValue)@example.org")!
  }

  /// Opens a page as a browser does.
  func get(_ path: String, as who: Who, _ headers: HTTPFields = [:]) async throws -> TestAnswer {
    try await app.send(.get, path, self.headers(who, headers, accept: "text/html"))
  }

  /// Sends a form of a page of the portal; its token is right unless another one is given.
  func form(
    _ path: String, _ fields: [String: String] = [:], as who: Who, token: String? = nil, _ extra: HTTPFields = [:]
  )
    async throws -> TestAnswer
  {
    var fields = fields
    fields["formToken"] = token ?? secrets[who]?.derived(for: "form")
    let body = fields.map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "&")
    var headers = extra
    headers[.contentType] = "application/x-www-form-urlencoded"
    headers[.secFetchSite] = "same-origin"
    return try await app.send(.post, path, self.headers(who, headers, accept: "text/html"), body: body)
  }

  /// Calls the API as a page of the portal does.
  func call(
    _ method: HTTPRequest.Method, _ path: String, _ json: String? = nil, as who: Who, _ extra: HTTPFields = [:]
  ) async throws -> TestAnswer {
    var fields = extra
    if json != nil { fields[.contentType] = "application/json" }
    fields[.secFetchSite] = "same-origin"
    return try await app.send(method, "/api/v1\(path)", headers(who, fields, accept: "application/json"), body: json)
  }

  /// Another revision of the demo site.
  func edit(_ words: String = "Kuchen") async throws {
    let pages = try await app.store.pages(of: key)
    let row = try await app.store.tree(of: pages[0].page.id, in: key).rows[0]
    let request = EditRequest(
      expected: nil, operations: [.setText(row.id, version: row.since, InlineText(words))])
    _ = try await app.store.edit(request, of: key, by: try await account(.owner).id)
  }

  private func headers(_ who: Who, _ extra: HTTPFields, accept: String) -> HTTPFields {
    var headers = secrets[who].map { app.cookie($0) } ?? [:]
    headers[.accept] = accept
    for field in extra { headers[field.name] = field.value }
    return headers
  }
}
