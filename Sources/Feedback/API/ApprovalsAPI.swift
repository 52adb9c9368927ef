import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `…/approvals`: a customer's word that a page, or a section of it, is right as it stands.
struct ApprovalsAPI {
  let services: FeedbackServices

  func add(to sites: WebRoutes) {
    sites.get("approvals", use: list)
    sites.post("approvals", use: create)
    sites.get("approvals/:approval", use: show)
    sites.delete("approvals/:approval", use: withdraw)
    sites.get("pages/:page/sections", use: sections)
  }

  /// What of a page can be approved by itself; with `of` also in which section an element stands.
  @Sendable private func sections(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await member(context)
    guard let page = PageID(try context.parameters.require("page")) else { throw Problem.notFound }
    var element: ElementID?
    if let text = request.uri.queryParameters["of"] {
      guard let id = ElementID(text) else { throw Problem.unprocessable("/of", "is not an ID") }
      element = id
    }
    let found = try await services.store.approvalSections(
      of: page, containing: element, in: site.key, for: account.id)
    return .json([
      "revision": .integer(found.revision), "section": found.section.map { .string($0.rawValue) } ?? .null,
      "sections": .array(
        found.sections.map { ["element": .string($0.id.rawValue), "label": .string($0.label)] }),
    ])
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await member(context)
    var page: PageID?
    if let text = request.uri.queryParameters["page"] {
      guard let id = PageID(text) else { throw Problem.unprocessable("/page", "is not an ID") }
      page = id
    }
    let approvals = try await services.store.approvals(of: site.key, page: page, for: account.id)
    return .json(["items": .array(approvals.map(\.json))])
  }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await member(context)
    let body = try await request.json(limit: 65_536)
    let reader = try JSONReader(body, known: ["page", "element", "revision", "words"])
    let page: PageID = try reader.identifier("page")
    let element: ElementID? = try reader.optionalIdentifier("element")
    if let seconds = services.access.feedbackRates.approving(account.id) {
      throw Problem.tooOften("wait a little before the next approval", seconds)
    }
    let (revision, words) = (try reader.integer("revision"), try reader.optionalString("words") ?? "")
    do {
      return try await request.answeredOnce(body: body, context) { key in
        try await services.store.approve(
          page, section: element, at: revision, words: words, of: site.key, by: account.id, once: key
        ) { JSONAnswer($0.json, status: .created).recorded }
      }
    } catch let error as ApprovalOutdated {
      throw Problem(
        .conflict, code: "stale", title: "The page has changed", detail: "look at it again, then approve",
        members: ["revision": .integer(error.newest)])
    }
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await member(context)
    let (told, changes) = try await services.store.approval(try approval(context), of: site.key, for: account.id)
    var members = told.json.object ?? [:]
    members["changes"] = .array(changes.map(\.answer))
    return .json(.object(members))
  }

  @Sendable private func withdraw(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, site) = try await member(context)
    try await services.store.withdrawApproval(try approval(context), of: site.key, by: account.id)
    return Response(status: .noContent)
  }

  private func approval(_ context: WebContext) throws -> ApprovalID {
    guard let approval = ApprovalID(try context.parameters.require("approval")) else { throw Problem.notFound }
    return approval
  }

  private func member(_ context: WebContext) async throws -> (Account, SiteRecord) {
    let account = try context.requireActor().account
    guard let site = try await services.store.site(slug: try context.parameters.require("site"), visibleTo: account)
    else { throw Problem.notFound }
    return (account, site.site)
  }
}

extension ToldApproval {
  fileprivate var json: JSONValue {
    [
      "id": .string(approval.id.rawValue), "page": .string(approval.page.rawValue),
      "element": approval.element.map { .string($0.rawValue) } ?? .null, "revision": .integer(approval.revision),
      "by": ["id": .string(approval.account.rawValue), "name": .string(accountName)],
      "at": .string(Timestamp.utc(approval.at)), "words": .string(approval.words),
      "withdrawnAt": approval.withdrawnAt.map { .string(Timestamp.utc($0)) } ?? .null, "title": .string(title),
      "label": .string(label), "path": path.map { .string($0) } ?? .null, "state": .string(standing.state.rawValue),
      "parts": .array(
        standing.parts.map {
          [
            "element": $0.section.map { .string($0.rawValue) } ?? .null, "label": .string($0.label),
            "state": .string($0.state.rawValue),
          ]
        }),
    ]
  }
}
