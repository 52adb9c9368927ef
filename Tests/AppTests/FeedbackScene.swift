import Access
import App
import Database
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// The whole service with three sites: `mine` and `other` of one agency, `foreign` of another, each with people of its own.
struct FeedbackScene: Sendable {
  enum Who: String, Sendable, CaseIterable {
    case nobody, admin, designer, support, owner, editor, reviewer
    /// The owner of `other`.
    case otherOwner
    /// The admin of the other agency.
    case foreignAdmin
  }

  let app: TestApp
  let mine: SiteRecord
  let other: SiteRecord
  let foreign: SiteRecord
  private let secrets: [Who: Secret]

  static func with(
    _ engine: Database.Engine = .sqlite, url: String = "http://portal.localhost:8080",
    _ body: (FeedbackScene) async throws -> Void
  ) async throws {
    let assets = try StaticAssets(
      folders: resourceFolders(home: TestApp.checkout), vendor: try VendorFiles(home: TestApp.checkout))
    try await TestApp.with(engine, url: url, faces: .standard, assets: assets) { app in
      try await body(try await FeedbackScene(app))
    }
  }

  private init(_ app: TestApp) async throws {
    self.app = app
    let store = app.store
    let agency = try await store.createAgency(name: "Büro Nord").id
    let foreignAgency = try await store.createAgency(name: "Büro Süd").id
    func site(_ slug: String, _ agency: AgencyID) async throws -> (SiteRecord, ProjectID) {
      let project = try await store.createProject(name: slug, phase: .feedback, agency: agency).id
      _ = try await store.createSite(
        SiteAPITests.snapshot(slug), slug: slug, project: project, agency: agency, author: nil)
      return (try await store.site(slug: slug)!, project)
    }
    let (mine, mineProject) = try await site("mine", agency)
    let (other, otherProject) = try await site("other", agency)
    (foreign, _) = try await site("foreign", foreignAgency)
    self.mine = mine
    self.other = other
    var secrets: [Who: Secret] = [:]
    for who in Who.allCases where who != .nobody {
      let role: Role? =
        switch who {
        case .admin, .foreignAdmin: .admin
        case .designer: .designer
        case .support: .support
        default: nil
        }
      let account = try await store.createAccount(
        email: "\(who.rawValue)@example.org", name: "Dana \(who.rawValue)", locale: "en", agencyRole: role,
        agency: who == .foreignAdmin ? foreignAgency : agency)
      switch who {
      case .owner: try await store.setMembership(.owner, of: account, in: mineProject)
      case .editor: try await store.setMembership(.editor, of: account, in: mineProject)
      case .reviewer: try await store.setMembership(.reviewer, of: account, in: mineProject)
      case .otherOwner: try await store.setMembership(.owner, of: account, in: otherProject)
      default: break
      }
      secrets[who] = try await app.access.sessions.open(for: account).secret
    }
    self.secrets = secrets
  }

  func account(_ who: Who) async throws -> Account {
    try await app.store.account(email: "\(who.rawValue)@example.org")!
  }

  /// The cookie of somebody with an account.
  func cookie(_ who: Who) -> HTTPFields { secrets[who].map { app.cookie($0) } ?? [:] }

  /// Lets time go by without anybody being signed out for resting too long.
  func wait(seconds: Int) async throws {
    var left = seconds
    while left > 0 {
      app.clock.advance(seconds: min(left, 36_000))
      left -= 36_000
      for secret in secrets.values { _ = try await app.access.sessions.actor(presenting: secret) }
    }
  }

  /// Calls the API as a page of the portal does.
  func call(
    _ method: HTTPRequest.Method, _ path: String, _ json: String? = nil, as person: HTTPFields,
    _ extra: HTTPFields = [:], address: String = "192.0.2.7"
  ) async throws -> TestAnswer {
    var headers = person
    headers[.accept] = "application/json"
    headers[.secFetchSite] = "same-origin"
    if json != nil { headers[.contentType] = "application/json" }
    for field in extra { headers[field.name] = field.value }
    return try await app.send(method, "/api/v1\(path)", headers, body: json, address: address)
  }

  func call(
    _ method: HTTPRequest.Method, _ path: String, _ json: String? = nil, as who: Who, _ extra: HTTPFields = [:]
  ) async throws -> TestAnswer {
    try await call(method, path, json, as: cookie(who), extra)
  }

  // MARK: Guests

  struct Invitation: Sendable {
    let id: String
    /// The path of the entry page.
    let path: String
  }

  func invite(
    _ mode: String = "shared", name: String = "Everybody", more: String = "", to site: String = "mine",
    as who: Who = .designer
  ) async throws -> Invitation {
    let answer = try await call(
      .post, "/sites/\(site)/review-links", #"{"mode":"\#(mode)","name":"\#(name)"\#(more)}"#, as: who)
    guard let id = answer.json?["id"]?.string, let url = answer.json?["url"]?.string else { throw Unexpected(answer) }
    return Invitation(id: id, path: String(url.dropFirst(app.parts.origins.portalOrigin.count)))
  }

  /// Opens a page as a browser does.
  func open(
    _ path: String, _ headers: HTTPFields = [:], language: String = "en", address: String = "192.0.2.7"
  ) async throws -> TestAnswer {
    var headers = headers
    headers[.accept] = "text/html"
    headers[.acceptLanguage] = language
    return try await app.send(.get, path, headers, address: address)
  }

  /// Sends the form of the entry page.
  func enter(
    _ path: String, _ fields: String = "name=Gabi+Gast", _ headers: HTTPFields = [:], address: String = "192.0.2.7"
  ) async throws -> TestAnswer {
    var headers = headers
    headers[.accept] = "text/html"
    headers[.acceptLanguage] = "en"
    headers[.secFetchSite] = "same-origin"
    headers[.contentType] = "application/x-www-form-urlencoded"
    return try await app.send(.post, path, headers, body: fields, address: address)
  }

  /// A guest's cookie.
  func guest(_ invitation: Invitation, _ fields: String = "name=Gabi+Gast") async throws -> HTTPFields {
    let answer = try await enter(invitation.path, fields)
    guard let cookie = Self.cookie(in: answer) else { throw Unexpected(answer) }
    return cookie
  }

  static func cookie(in answer: TestAnswer) -> HTTPFields? {
    guard let pair = answer.header("Set-Cookie")?.split(separator: ";").first, !pair.hasSuffix("=") else { return nil }
    return [.cookie: String(pair)]
  }

  /// What the store knows of a guest's cookie.
  func visit(_ cookie: HTTPFields, site: SiteRecord? = nil) async throws -> GuestVisit? {
    guard let text = cookie[.cookie]?.split(separator: "=", maxSplits: 1).last, let secret = Secret(presented: text)
    else { return nil }
    return try await app.access.guests.visit(presenting: secret, site: (site ?? mine).key)
  }

  struct Unexpected: Error, CustomStringConvertible {
    let description: String
    init(_ answer: TestAnswer) { description = "\(answer.status): \(answer.text)" }
  }
}
