import Access
import HTTPTypes
import Hummingbird
import Model
import Publishing
import Store
import Web

/// A site's publishing screen, and what its forms ask for besides publishing itself.
struct PublishScreenRoutes {
  let services: PortalServices
  let screens: Screens

  private var desk: PublishDesk { services.desk }

  func add(to pages: RouterGroup<WebContext>) {
    pages.get("sites/{site}/publish", use: show)
    pages.post("sites/{site}/publish", use: look)
    pages.get("sites/{site}/preview", use: preview)
    pages.post("sites/{site}/publish-requests", use: submit)
    pages.post("sites/{site}/publish-requests/{request}/approval", use: approve)
    pages.post("sites/{site}/publish-requests/{request}/return", use: sendBack)
    pages.post("sites/{site}/publish-requests/{request}/withdrawal", use: withdraw)
    pages.post("sites/{site}/plans", use: plan)
    pages.post("sites/{site}/plans/{plan}/cancellation", use: cancel)
    pages.post("sites/{site}/plans/{plan}/time", use: move)
    pages.post("sites/{site}/publish-rule", use: saveRule)
  }

  // MARK: Looking

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    var view = try await self.view(of: visible, context, request)
    view.news = request.uri.queryParameters["news"].flatMap { PublishView.News(rawValue: String($0)) }
    return .html(view.html(screens.screen(context, request: request)))
  }

  /// The same screen with a way to look at what was ticked.
  @Sendable private func look(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = try await request.form(context, fields: PublishForm.most)
    var view = try await self.view(of: visible, context, request)
    let selection = PublishForm(form).selection
    do {
      let composition = try await desk.composition(of: selection, key: visible.site.key, for: visible.authority)
      if case .changes(let ids, _) = selection { view.ticked = ids }
      view.previewURL = try await address(of: composition, visible, context)
    } catch let refusal as PublishRefusal {
      view.refusal = refusal
    }
    return .html(view.html(screens.screen(context)))
  }

  /// Sends on to a state as visitors would see it: `release`, `revision`, `request` or `plan` says which.
  @Sendable private func preview(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let (key, query) = (visible.site.key, request.uri.queryParameters)
    var composition: Composition?
    if let number = query["release"].flatMap({ Int($0) }) {
      composition = try await services.store.release(number, of: key)?.composition
    } else if let revision = query["revision"].flatMap({ Int($0) }), (1...visible.site.revision).contains(revision) {
      composition = Composition(base: revision)
    } else if let id = query["request"].flatMap({ PublishRequestID($0) }) {
      composition = try await services.store.publishRequest(id, of: key)?.composition
    } else if let id = query["plan"].flatMap({ PlannedPublishID($0) }) {
      composition = try await services.store.plannedPublishes(of: key).first { $0.id == id }?.composition
    }
    guard let composition else { throw Problem.notFound }
    let address = try await address(of: composition, visible, context)
    return Response(status: .seeOther, headers: [.location: address])
  }

  private func address(
    of composition: Composition, _ visible: VisibleSite, _ context: WebContext
  ) async throws -> String {
    let secret = try await services.access.drafts.create(
      for: try context.requireActor(), site: visible.site.key, mode: .view, pinned: composition)
    return services.origins.draftURL(visible.site.slug, token: secret)
  }

  /// The screen after something that was not done: with what was ticked, and why.
  func refused(
    _ refusal: PublishRefusal, ticked: Set<String>?, _ visible: VisibleSite, _ context: WebContext, _ request: Request
  ) async throws -> Response {
    var view = try await self.view(of: visible, context, request)
    view.refusal = refusal
    if let ticked { view.ticked = ticked.union(refusal.rule == .incomplete ? Set(refusal.needs) : []) }
    return .html(
      view.html(screens.screen(context)), status: Problem(refusal).status)
  }

  private func view(of visible: VisibleSite, _ context: WebContext, _ request: Request) async throws -> PublishView {
    let (site, authority) = (visible.site, visible.authority)
    let store = services.store
    let live = try await desk.live(of: site.key)
    let rule = try await store.publishRule(of: site.key)
    let pending = try await desk.pending(of: site.key, for: authority)
    let pages = try await store.pages(of: site.key)
    let sites = try await store.visibleSites(to: try context.requireActor().account)
    var view = PublishView(
      visible: visible, live: live, rule: rule, act: PublishDesk.act(authority.role, mode: rule.mode),
      pending: pending,
      pages: Dictionary(
        pages.map { ($0.page.id, PageName(title: $0.page.title, path: $0.path)) }, uniquingKeysWith: { $1 }),
      findings: authority.role.mayPublish ? try await desk.findings(of: site.key) : [],
      navigation: Navigation(sites: sites, origins: services.origins)
        .links(for: visible, at: .site, screens.screen(context, request: request).words.common))
    view.ticked = Set((pending?.changes ?? []).filter(\.isWithinRights).map(\.id))
    view.newestRelease = try await store.releases(of: site.key, limit: 1).first?.number ?? 0
    view.plans = try await store.plannedPublishes(of: site.key).filter { $0.state == .waiting || $0.state == .failed }
    if let request = try await store.latestPublishRequest(of: site.key) {
      view.request = try await line(request, live: live, visible)
    }
    return view
  }

  private func line(_ request: PublishRequest, live: Release?, _ visible: VisibleSite) async throws
    -> PublishView.Request
  {
    let name = try await services.store.account(request.author, agency: visible.site.key.agency)?.name ?? ""
    guard request.state == .open, visible.role.isAgency, let live,
      let put = try? desk.rebased(request.composition, on: live)
    else { return PublishView.Request(request: request, author: name, changes: nil) }
    let difference = try await services.store.pendingChanges(
      of: visible.site.key, from: live.composition, to: put, for: visible.authority)
    return PublishView.Request(request: request, author: name, changes: difference.changes)
  }

  // MARK: Approval

  @Sendable private func submit(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = try await request.form(context, fields: PublishForm.most)
    let account = try context.requireActor().account
    let selection = PublishForm(form).selection
    do {
      _ = try await desk.submit(
        selection, message: form["message"] ?? "", of: visible.site.key, by: account, as: visible.authority)
    } catch let refusal as PublishRefusal {
      return try await refused(refusal, ticked: selection.ids, visible, context, request)
    }
    return back(visible, .submitted)
  }

  @Sendable private func approve(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = try await request.form(context)
    let account = try context.requireActor().account
    do {
      let release = try await desk.approve(
        try id(context), of: visible.site.key, by: account, as: visible.authority, override: form["override"] != nil)
      return .seeOther("/sites/\(visible.site.slug)?published=\(release.number)")
    } catch let refusal as PublishRefusal {
      return try await refused(refusal, ticked: nil, visible, context, request)
    } catch StoreError.exists {
      return back(visible, .decided)
    }
  }

  @Sendable private func sendBack(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = try await request.form(context)
    return try await decide(visible, .returned) {
      _ = try await desk.sendBack(
        try id(context), reason: form["reason"] ?? "", of: visible.site.key, by: try context.requireActor().account,
        as: visible.authority)
    }
  }

  @Sendable private func withdraw(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    _ = try await request.form(context)
    return try await decide(visible, .withdrawn) {
      _ = try await desk.withdraw(
        try id(context), of: visible.site.key, by: try context.requireActor().account, as: visible.authority)
    }
  }

  private func decide(
    _ visible: VisibleSite, _ news: PublishView.News, _ work: () async throws -> Void
  ) async throws -> Response {
    do {
      try await work()
      return back(visible, news)
    } catch StoreError.exists {
      return back(visible, .decided)
    }
  }

  private func id(_ context: WebContext) throws -> PublishRequestID {
    guard let id = context.parameters.get("request").flatMap({ PublishRequestID($0) }) else { throw Problem.notFound }
    return id
  }

  // MARK: Plans

  @Sendable private func plan(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = try await request.form(context, fields: PublishForm.most)
    let selection = PublishForm(form).selection
    do {
      _ = try await desk.plan(
        selection, at: try moment(form), of: visible.site.key, by: try context.requireActor().account,
        as: visible.authority)
    } catch let refusal as PublishRefusal {
      return try await refused(refusal, ticked: selection.ids, visible, context, request)
    }
    return back(visible, .planned)
  }

  @Sendable private func cancel(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    _ = try await request.form(context)
    return try await decide(visible, .cancelled) {
      try await desk.cancelPlan(
        try planID(context), of: visible.site.key, by: try context.requireActor().account.id, as: visible.authority)
    }
  }

  @Sendable private func move(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = try await request.form(context)
    return try await decide(visible, .moved) {
      try await desk.movePlan(
        try planID(context), to: try moment(form), of: visible.site.key, by: try context.requireActor().account.id,
        as: visible.authority)
    }
  }

  private func planID(_ context: WebContext) throws -> PlannedPublishID {
    guard let id = context.parameters.get("plan").flatMap({ PlannedPublishID($0) }) else { throw Problem.notFound }
    return id
  }

  private func moment(_ form: FormFields) throws -> Int {
    guard let moment = DateText.moment(field: try form.required("at")) else {
      throw Problem.unprocessable("/at", "is not a day and a time")
    }
    return moment
  }

  // MARK: Rules

  @Sendable private func saveRule(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = try await request.form(context)
    guard let mode = PublishMode(rawValue: try form.required("mode")) else {
      throw Problem.unprocessable("/mode", "must be direct, approval or draftOnly")
    }
    var rule = PublishRule(mode: mode)
    for kind in CheckKind.allCases {
      guard let text = form["check-\(kind.rawValue)"] else { continue }
      guard let level = CheckLevel(rawValue: text) else {
        throw Problem.unprocessable("/check-\(kind.rawValue)", "must be off, warn or stop")
      }
      rule.checks[kind] = level
    }
    try await desk.setRule(
      rule, of: visible.site.key, by: try context.requireActor().account, as: visible.authority)
    return back(visible, .saved)
  }

  private func back(_ visible: VisibleSite, _ news: PublishView.News) -> Response {
    .seeOther("/sites/\(visible.site.slug)/publish?news=\(news.rawValue)")
  }

  private func visible(_ context: WebContext) async throws -> VisibleSite {
    try await services.site(named: context.parameters.get("site"), for: try context.requireActor().account)
  }
}

/// What the list's form has sent.
struct PublishForm: Sendable {
  /// So many fields it may have: a box for each change, and the others.
  static let most = PublishView.most + 40

  let selection: PublishDesk.Selection

  init(_ form: FormFields) {
    guard form["chosen"] != nil, let revision = form["revision"].flatMap({ Int($0) }) else {
      selection = .everything
      return
    }
    selection = .changes(form.names(after: "change-"), at: revision)
  }
}

extension PublishDesk.Selection {
  /// The IDs of single changes.
  var ids: Set<String>? { if case .changes(let ids, _) = self { ids } else { nil } }
}
