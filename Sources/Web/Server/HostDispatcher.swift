import Access
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import Model

/// The one place where a request enters: the host name decides which face answers it.
package struct HostDispatcher: HTTPResponder {
  package typealias Context = WebContext

  private let origins: Origins
  private let domains: SiteDomains?
  private let probe: DomainProbe?
  private let portal: WebResponder
  private let draft: WebResponder
  private let site: SiteResponder
  private let version: String
  private let trustedProxies: [AddressRange]
  private let trouble: @Sendable () -> ServiceTrouble?
  private let nowhere: HTTPFields
  private static let healthPath = "/healthz"

  /// - Parameters:
  ///   - domains: names of the sites' own
  ///   - probe: finds out whether a name leads here where no proxies are named; nil takes any request's word for it
  ///   - trustedProxies: whose word about the client's address is taken
  ///   - trouble: why the service should not get requests, if so; asked by `/healthz`.
  package init(
    origins: Origins, domains: SiteDomains? = nil, probe: DomainProbe? = nil, portal: @escaping WebResponder,
    draft: @escaping WebResponder,
    site: SiteResponder,
    version: String, trustedProxies: [AddressRange] = [], trouble: @escaping @Sendable () -> ServiceTrouble? = { nil }
  ) {
    self.origins = origins
    self.domains = domains
    self.probe = probe
    self.portal = portal
    self.draft = draft
    self.site = site
    self.version = version
    self.trustedProxies = trustedProxies
    self.trouble = trouble
    nowhere = SecurityHeaders.nowhere(origins)
  }

  package func respond(to request: Request, context: WebContext) async -> Response {
    var context = context
    context.readForwarding(request.headers, trusting: trustedProxies)
    let response = await answer(request, context)
    // Routes answer HEAD without a body by themselves; errors and the pages of this type do not.
    let isBare = request.method != .head || response.body.contentLength == 0
    return isBare ? response : response.createHeadResponse()
  }

  private func answer(_ request: Request, _ context: WebContext) async -> Response {
    do {
      return try await dispatch(request, context)
    } catch {
      // Faces turn their errors into answers themselves; this is the net below them.
      let problem = Problem(error)
      if problem.status.code >= 500 { context.logger.error("request failed", metadata: ["error": "\(error)"]) }
      var response = problem.response(requestID: context.requestID)
      response.add(nowhere)
      return response
    }
  }

  private func dispatch(_ request: Request, _ context: WebContext) async throws -> Response {
    // The server takes the first Host header out of the fields, so one that is left is a second one.
    guard let authority = request.head.authority, request.headers[.secondHost] == nil,
      let host = HostName(authority: authority)
    else { throw Problem.badRequest("one Host header is needed") }
    // The target must say nothing else than the header: `TargetReader` leaves of it what is a path on that host.
    guard request.head.path?.hasPrefix("/") != false || request.head.path == "*" && request.method == .options else {
      throw Problem.badRequest("the request's target is no path, or names another host than the Host header")
    }
    if request.uri.path == Self.healthPath { return health(request, context) }
    if let word = probe?.word(at: request.uri.path, host: host.text) { return said(word) }
    switch origins.face(of: host) {
    case .portal:
      var context = context
      context.face = .portal
      context.nonce = Secret.random().text
      return try await portal(request, context)
    case .draft(let slug):
      var context = context
      context.face = .draft(slug: slug)
      context.nonce = Secret.random().text
      return try await draft(request, context)
    case .site(let slug): return try await answer(for: slug, at: host, request, context)
    case nil: return try await answer(for: nil, at: host, request, context)
    }
  }

  /// A published site under any of its names.
  private func answer(
    for slug: String?, at host: HostName, _ request: Request, _ context: WebContext
  ) async throws -> Response {
    var table = await domains?.current()
    if table?.isWaiting(for: host.text) == true {
      if let probe, trustedProxies.isEmpty {
        probe.ask(host.text, logger: context.logger) { [domains] in _ = await domains?.reached(host.text) }
      } else if shows(context) {
        table = await domains?.reached(host.text)
      }
    }
    guard let slug = slug ?? table?.slug(for: host.text) else { return misdirected(host) }
    if let other = table?.otherHost(for: slug, than: host.text) { return moved(to: other, request) }
    var context = context
    context.face = .site(slug: slug)
    return try await site.respond(request, context)
  }

  /// Whether a request shows that its name leads here. Anybody can write any name into a request; where proxies are named, whoever comes
  /// past them has done no more than that.
  private func shows(_ context: WebContext) -> Bool { trustedProxies.isEmpty || context.isThroughTrustedProxy }

  /// What `respond` would answer for a published file, as far as it is known without asking the database.
  package func ready(_ request: PlainRequest) -> ReadyLookup {
    guard let host = HostName(authority: request.host) else { return .never }
    guard request.path != Self.healthPath else { return .notNow }
    let table: SiteDomains.Table?
    if let domains {
      guard let known = domains.known() else { return .notNow }
      table = known
    } else {
      table = nil
    }
    let slug: String
    switch origins.face(of: host) {
    case .portal, .draft: return .never
    case .site(let own): slug = own
    case nil:
      guard let own = table?.slug(for: host.text) else { return .never }
      slug = own
    }
    // The first request for a name is noted.
    guard table?.isWaiting(for: host.text) != true, table?.otherHost(for: slug, than: host.text) == nil,
      let answer = site.ready(request, slug)
    else { return .notNow }
    return .answer(answer)
  }

  /// The same page under the name that the site goes by.
  private func moved(to host: String, _ request: Request) -> Response {
    var target = origins.origin(of: host)
    for byte in (request.uri.path + (request.uri.query.map { "?\($0)" } ?? "")).utf8 {
      switch byte {
      case 0x21...0x7E where byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">"):
        target.unicodeScalars.append(Unicode.Scalar(byte))
      default: target += byte < 16 ? "%0\(String(byte, radix: 16))" : "%\(String(byte, radix: 16))"
      }
    }
    var response = Response.text("This website is at \(host).\n", status: .permanentRedirect)
    response.headers[.location] = target
    // The main name may change.
    response.headers[.cacheControl] = "no-cache"
    response.add(nowhere)
    return response
  }

  private func health(_ request: Request, _ context: WebContext) -> Response {
    let trouble = trouble()
    let status: HTTPResponse.Status = trouble == nil ? .ok : .serviceUnavailable
    var response: Response
    if context.isFromLoopback {
      response = .json(
        .record([
          "status": .string(trouble == nil ? "ok" : "failing"), "version": .string(version),
          "reason": trouble.map { .string($0.word) }, "detail": trouble.map { .string($0.detail) },
        ]), status: status)
    } else {
      response = .text(trouble.map { "failing: \($0.word)" } ?? "ok", status: status)
    }
    response.add(nowhere)
    return response
  }

  private func said(_ word: String) -> Response {
    var response = Response.text(word)
    response.headers[.cacheControl] = "no-store"
    response.add(nowhere)
    return response
  }

  private func misdirected(_ host: HostName) -> Response {
    var response = Response.text(
      "This server has no site called \(host.text).\n"
        + "If you run it: the portal is \(origins.portalURL()), and a site's name is the label before "
        + "\(origins.siteSuffix).\n",
      status: .misdirectedRequest)
    response.add(nowhere)
    return response
  }
}

extension HTTPField.Name {
  fileprivate static let secondHost = HTTPField.Name("Host")!
}
