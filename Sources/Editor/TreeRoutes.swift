import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// A page's tree as the account may see it: what each element is, and what this account may do to it.
struct TreeRoutes {
  let store: Store

  /// The form of the answer: a browser that has kept one of an older program must not be told that it is still good.
  private static let form = 4

  func add(to sites: WebRoutes) { sites.get("pages/:page/tree", use: tree) }

  @Sendable private func tree(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await context.visibleSite(store)
    guard let page = PageID(try context.parameters.require("page")) else { throw Problem.notFound }
    let authority = try viewer(request, site)
    let tree = try await store.tree(of: page, in: site.site.key)
    // The same tree looks different to another role and in another phase. The address says whether it is seen as somebody else.
    let etag = "\(Self.form)-\(tree.revision)-\(authority.role.rawValue)-\(authority.phase.rawValue)"
    return .json(PageTreeAnswer(tree: tree, authority: authority).json, etag: etag, for: request)
  }

  /// Whose rights are told: the account's own or, for designers who ask what their customer sees, a customer's in the phase in which
  /// customers edit.
  private func viewer(_ request: Request, _ site: VisibleSite) throws(Problem) -> EditAuthority {
    switch request.uri.queryParameters["as"] {
    case nil: return site.authority
    case "customer"?:
      guard site.role.mayDesign else { throw .forbidden("only designers look at a site as somebody else") }
      return EditAuthority(role: .editor, phase: .done)
    default: throw .unprocessable("/as", "must be customer")
    }
  }
}

extension WebContext {
  /// The site in the address.
  /// - Throws: 401 when nobody is signed in; 404 for a site in which the account has no role, as for one that does not exist.
  func visibleSite(_ store: Store) async throws -> VisibleSite {
    let account = try requireActor().account
    guard let site = try await store.site(slug: try parameters.require("site"), visibleTo: account) else {
      throw Problem.notFound
    }
    return site
  }
}
