import Access
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Publishing
import Store
import Web

/// The working draft on its own origin. There is no cookie here: the right to see a draft is the token in the path, and what it is worth is
/// asked anew each time. Files under `/a/` carry their content's hash and need no token.
struct DraftRoutes {
  let store: Store
  let drafts: DraftRenderer
  let tokens: DraftTokens
  let agent: DraftRenderer.Agent
  let review: DraftRenderer.Agent
  /// The module of the page that is shown where the draft has none.
  let missing: String

  func add(to router: WebRouter) {
    router.get("**", use: show)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    guard let slug = context.slug, let path = request.decodedPath else { throw Problem.notFound }
    guard path.hasPrefix("/~") else { return try await file(at: path, slug: slug) }
    let rest = path.dropFirst(2)
    let end = rest.firstIndex(of: "/") ?? rest.endIndex
    guard let secret = Secret(presented: rest[..<end]),
      let grant = try await tokens.grant(presenting: secret, slug: slug)
    else { return try nothing(request, context) }
    let viewer = DraftRenderer.Viewer(
      token: secret.text, nonce: context.nonce, agent: agent(for: grant), pinned: grant.pinned)
    let target = rest[end...].isEmpty ? "/" : String(rest[end...])
    switch try await drafts.answer(path: target, of: grant.site.key, for: viewer) {
    case .page(_, let html)?: return .html(html)
    case .asset(let bytes, let type)?: return Self.file(bytes, type: type)
    case nil: return try nothing(request, context, in: "/~\(secret.text)/", of: grant)
    }
  }

  /// The script that the reader's draft runs; nil for those who only look.
  private func agent(for grant: DraftGrant) -> DraftRenderer.Agent? {
    switch grant.mode {
    case .view: return nil
    case .review: return review
    case .edit:
      let mayEdit = grant.authority.rights(own: .text, ancestors: []).capabilities.contains(.text)
      return mayEdit && grant.pinned == nil ? agent : nil
    }
  }

  /// - Parameter draft: the start page of the draft that the reader may see
  private func nothing(
    _ request: Request, _ context: WebContext, in draft: String? = nil, of grant: DraftGrant? = nil
  ) throws(Problem) -> Response {
    guard request.isNavigation else { throw .notFound }
    let language =
      grant?.account.flatMap { Language(rawValue: $0.locale) }
      ?? Language(acceptLanguage: request.headers[.acceptLanguage])
    return DraftErrorPage(draft: draft.map { ($0, agent.portal) }, module: missing).response(language, context)
  }

  private func file(at path: String, slug: String) async throws -> Response {
    guard path.hasPrefix("/a/"), let site = try await store.site(slug: slug),
      case .asset(let bytes, let type)? = try await drafts.asset(path: path, of: site.key)
    else { throw Problem.notFound }
    return Self.file(bytes, type: type)
  }

  private static func file(_ bytes: [UInt8], type: String) -> Response {
    Response(
      status: .ok, headers: [.contentType: type, .cacheControl: "private, max-age=31536000, immutable"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
