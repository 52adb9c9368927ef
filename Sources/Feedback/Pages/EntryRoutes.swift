import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `/review/~…`: the page behind a review link. Opening it changes nothing, since mail scanners open every link they see; its button lets
/// in. A link that is unknown, revoked or over always looks the same.
struct EntryRoutes {
  let services: FeedbackServices

  func add(to router: WebRouter) {
    router.get("review/{token}", use: show)
    router.post("review/{token}", use: enter)
    router.post("guest/leave", use: leave)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let page = page(request, context)
    switch try await look(context) {
    case .over: return page.over()
    case .wait(let seconds): return page.wait(seconds)
    case .open(let secret, let open):
      if try await isHereAlready(by: open, request) { return .seeOther(services.reviewPath(open.site.slug)) }
      if let account = try await member(context, of: open.site) { return page.member(account, of: open) }
      return page.entry(open, EntryForm(), action: path(of: secret), token: context.actor?.formToken)
    }
  }

  @Sendable private func enter(_ request: Request, _ context: WebContext) async throws -> Response {
    let page = page(request, context)
    let fields = try await request.form(context, limit: 16_384)
    let (secret, open): (Secret, OpenReviewLink)
    switch try await look(context) {
    case .over: return page.over()
    case .wait(let seconds): return page.wait(seconds)
    case .open(let found, let link): (secret, open) = (found, link)
    }
    if try await member(context, of: open.site) != nil { return .seeOther(services.reviewPath(open.site.slug)) }
    var form = EntryForm(
      name: String((fields["name"] ?? "").prefix(1000)), mail: String((fields["mail"] ?? "").prefix(1000)))
    let name = form.checkedName(isNeeded: open.guest == nil)
    let mail = form.checkedMail()
    guard !form.isWrong else {
      return page.entry(open, form, action: path(of: secret), token: context.actor?.formToken)
    }
    let isHere = try await isHereAlready(by: open, request)
    let isNew = open.guest == nil && !isHere
    do {
      let session: (secret: Secret, visit: GuestVisit)
      do {
        if let seconds = wait(for: open, isNew, context) { return page.wait(seconds) }
        session = try await services.access.guests.enter(
          secret, name: name, mail: mail, mayAdd: isNew || open.guest != nil,
          session: services.participants.secret(in: request))
      } catch ReviewLinkRefusal.unknown {
        // The same browser has come in meanwhile, by another request: this one makes a new guest, and counts as one.
        if let seconds = wait(for: open, true, context) { return page.wait(seconds) }
        session = try await services.access.guests.enter(secret, name: name, mail: mail, session: nil)
      }
      var response = Response.seeOther(services.reviewPath(open.site.slug))
      response.headers[.setCookie] = services.cookie.opening(
        session.secret, lifetime: open.link.expiresAt - services.store.now())
      return response
    } catch is ReviewLinkOver {
      return page.over()
    } catch ReviewLinkRefusal.tooMany {
      return page.full()
    }
  }

  @Sendable private func leave(_ request: Request, _ context: WebContext) async throws -> Response {
    if let secret = services.participants.secret(in: request) { try await services.access.guests.end(secret) }
    var response = page(request, context).left()
    response.headers[.setCookie] = services.cookie.closing
    return response
  }

  private func wait(for open: OpenReviewLink, _ isNew: Bool, _ context: WebContext) -> Int? {
    services.access.feedbackRates.entering(by: open.link.id, from: context.clientAddress, isNew: isNew)
  }

  private enum Found {
    case open(Secret, OpenReviewLink)
    case over
    case wait(Int)
  }

  private func look(_ context: WebContext) async throws -> Found {
    let limits = services.access.feedbackRates
    if let seconds = limits.opening(from: context.clientAddress) { return .wait(seconds) }
    let text = context.parameters.get("token") ?? ""
    guard let secret = Secret(presented: text.hasPrefix("~") ? text.dropFirst() : text[...]),
      let open = try await services.access.guests.look(at: secret)
    else {
      limits.missed(from: context.clientAddress)
      return .over
    }
    return .open(secret, open)
  }

  /// Whether this browser has come by the same link before.
  private func isHereAlready(by open: OpenReviewLink, _ request: Request) async throws -> Bool {
    guard let secret = services.participants.secret(in: request) else { return false }
    return try await services.access.guests.visit(presenting: secret, site: open.site.key)?.link.id == open.link.id
  }

  /// Who is signed in and needs no link, because the account has a role on the site.
  private func member(_ context: WebContext, of site: SiteRecord) async throws -> Account? {
    guard let account = context.actor?.account,
      try await services.store.site(slug: site.slug, visibleTo: account) != nil
    else { return nil }
    return account
  }

  private func path(of secret: Secret) -> String { "/review/~\(secret.text)" }

  private func page(_ request: Request, _ context: WebContext) -> EntryPage {
    let chosen = request.uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) }
    return EntryPage(services: services, language: chosen ?? context.language, isChosen: chosen != nil)
  }
}

/// What somebody has filled in, and what is wrong with it.
struct EntryForm: Sendable, Hashable {
  enum Trouble: Sendable, Hashable { case missing, unusable }

  var name = ""
  var mail = ""
  private(set) var nameTrouble: Trouble?
  private(set) var mailIsWrong = false

  init(name: String = "", mail: String = "") {
    self.name = name
    self.mail = mail
  }

  var isWrong: Bool { nameTrouble != nil || mailIsWrong }

  /// - Parameter isNeeded: not for a personal link, which has its name
  mutating func checkedName(isNeeded: Bool) -> String? {
    guard isNeeded else { return nil }
    guard !name.allSatisfy(\.isWhitespace) else {
      nameTrouble = .missing
      return nil
    }
    guard let checked = try? Guest.checked(name: name) else {
      nameTrouble = .unusable
      return nil
    }
    return checked
  }

  mutating func checkedMail() -> String? {
    do {
      return try Guest.checked(mail: mail)
    } catch {
      mailIsWrong = true
      return nil
    }
  }
}
