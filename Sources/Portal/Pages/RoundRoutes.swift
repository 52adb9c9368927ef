import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// The screen of a site's rounds of feedback, for the agency's people.
struct RoundRoutes {
  let services: PortalServices
  let screens: Screens

  func add(to pages: RouterGroup<WebContext>) {
    pages.get("sites/{site}/rounds", use: show)
    pages.post("sites/{site}/rounds", use: begin)
    pages.post("sites/{site}/rounds/{round}", use: change)
    pages.post("sites/{site}/rounds/{round}/close") { try await set(isClosed: true, $0, $1) }
    pages.post("sites/{site}/rounds/{round}/open") { try await set(isClosed: false, $0, $1) }
    // A form that comes back with what is wrong leaves its address in the bar.
    pages.get("sites/{site}/rounds/{round}") { _, context -> Response in
      .seeOther("/sites/\(try await arranger(context).visible.site.slug)/rounds")
    }
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let query = request.uri.queryParameters
    let news = query["news"].flatMap { RoundsView.News(rawValue: String($0)) }
    return try await page(request, context, news: news, of: query["round"].flatMap { Int($0) })
  }

  @Sendable private func begin(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, visible) = try await arranger(context)
    let typed = Typed(try await request.form(context, limit: 16_384))
    do {
      let round = try await services.store.addRound(
        name: typed.name, endsAt: try typed.deadline(), of: visible.site.key, by: account.id)
      return back(visible, .begun, round)
    } catch let error as FieldError {
      return try await page(request, context, refused: typed.refused(error, round: nil))
    }
  }

  @Sendable private func change(_ request: Request, _ context: WebContext) async throws -> Response {
    let (account, visible) = try await arranger(context)
    let number = try number(context)
    let typed = Typed(try await request.form(context, limit: 16_384))
    do {
      let round = try await services.store.changeRound(
        number, name: typed.name, endsAt: .some(try typed.deadline()), of: visible.site.key, by: account.id)
      return back(visible, .saved, round)
    } catch let error as FieldError {
      return try await page(request, context, refused: typed.refused(error, round: number))
    }
  }

  private func set(isClosed: Bool, _ request: Request, _ context: WebContext) async throws -> Response {
    let (account, visible) = try await arranger(context)
    _ = try await request.form(context, limit: 16_384)
    let round = try await services.store.changeRound(
      try number(context), isClosed: isClosed, of: visible.site.key, by: account.id)
    return back(visible, isClosed ? .closed : .reopened, round)
  }

  private func back(_ visible: VisibleSite, _ news: RoundsView.News, _ round: Round) -> Response {
    .seeOther("/sites/\(visible.site.slug)/rounds?news=\(news.rawValue)&round=\(round.number)")
  }

  private func number(_ context: WebContext) throws -> Int {
    guard let number = context.parameters.get("round").flatMap({ Int($0) }) else { throw Problem.notFound }
    return number
  }

  private func page(
    _ request: Request, _ context: WebContext, refused: RoundsView.Refused? = nil, news: RoundsView.News? = nil,
    of number: Int? = nil
  ) async throws -> Response {
    let (account, visible) = try await arranger(context)
    let screen = screens.screen(context, request: request)
    let key = visible.site.key
    let rounds = try await services.store.rounds(of: key, for: .account(account.id))
    let view = RoundsView(
      visible: visible, rounds: rounds,
      figures: try await services.store.roundFigures(of: key, for: .account(account.id)), refused: refused,
      news: news.flatMap { news in rounds.first { $0.number == number }.map { (news, $0) } },
      navigation: Navigation(
        sites: try await services.store.visibleSites(to: account), origins: services.origins
      ).links(for: visible, at: .site, screen.words.common))
    return .html(view.html(screen), status: refused == nil ? .ok : .unprocessableContent)
  }

  private func arranger(_ context: WebContext) async throws -> (account: Account, visible: VisibleSite) {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    guard visible.role.isAgency else { throw Problem.forbidden("the agency’s people open and close rounds") }
    return (account, visible)
  }

  /// What the form has sent.
  private struct Typed {
    let name: String
    private let at: String
    /// Which moment that means for the reader, where a script could say so.
    private let instant: String

    init(_ fields: FormFields) {
      name = String((fields["name"] ?? "").prefix(1000))
      at = String((fields[MomentField.name] ?? "").prefix(100))
      instant = fields["instant"] ?? ""
    }

    /// - Returns: nil for a round without a deadline
    func deadline() throws(FieldError) -> Int? {
      guard !at.isEmpty else { return nil }
      guard let moment = instant.isEmpty ? DateText.moment(field: at) : Timestamp.milliseconds(instant) else {
        throw FieldError(pointer: "/at", problem: "is not a day and a time")
      }
      return moment
    }

    func refused(_ error: FieldError, round: Int?) -> RoundsView.Refused {
      let trouble: RoundsView.Refused.Trouble =
        switch error.pointer {
        case "/at": .deadlineUnreadable
        case "/endsAt": .deadlineTooEarly
        default: name.allSatisfy(\.isWhitespace) ? .nameMissing : .nameUnusable
        }
      return RoundsView.Refused(round: round, name: name, deadline: at, trouble: trouble)
    }
  }
}
