import Access
import HTTPTypes
import Hummingbird
import Markup
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
    pages.get("sites/{site}/pictures", use: pictures)
    pages.post("sites/{site}/publish-requests", use: submit)
    pages.post("sites/{site}/publish-requests/{request}/approval", use: approve)
    pages.post("sites/{site}/publish-requests/{request}/return", use: sendBack)
    pages.post("sites/{site}/publish-requests/{request}/withdrawal", use: withdraw)
    pages.post("sites/{site}/publish-requests/{request}/dismissal", use: dismiss)
    pages.post("sites/{site}/plans", use: plan)
    pages.post("sites/{site}/plans/{plan}/cancellation", use: cancel)
    pages.post("sites/{site}/plans/{plan}/time", use: move)
    pages.post("sites/{site}/publish-rule", use: saveRule)
    // A form that comes back with what is wrong leaves its address in the bar.
    for form in [
      "releases", "live", "publish-requests", "publish-requests/{request}/approval",
      "publish-requests/{request}/return",
      "publish-requests/{request}/withdrawal", "publish-requests/{request}/dismissal", "plans",
      "plans/{plan}/cancellation", "plans/{plan}/time", "publish-rule",
    ] {
      pages.get("sites/{site}/\(form)") { _, context -> Response in
        .seeOther("/sites/\(try await visible(context).site.slug)/publish")
      }
    }
  }

  // MARK: Looking

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    var view = try await self.view(of: visible, context, request)
    view.news = request.uri.queryParameters["news"].flatMap { PublishView.News(rawValue: String($0)) }
    return .html(view.html(screens.screen(context, request: request)))
  }

  /// What was ticked, as visitors would see it; in a tab of its own.
  @Sendable private func look(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = PublishForm(try await request.form(context, fields: PublishForm.most))
    do {
      let composition = try await desk.composition(of: form.selection, key: visible.site.key, for: visible.authority)
      let address = try await address(of: composition, visible, context)
      return .html(
        PreviewView(address: address).html(screens.screen(context)), headers: [.refresh: "0; url=\(address)"])
    } catch let refusal as PublishRefusal {
      return try await again(form, visible, context, request) { $0.refusal = refusal }
    }
  }

  /// How far the pictures are, as the part of a page that the script puts in place of the one before; nothing when they are all made.
  @Sendable private func pictures(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let progress = try await desk.pictureProgress(of: visible.site.key)
    guard !progress.isOver else { return Response(status: .noContent) }
    var w = HTMLWriter(capacity: 1024)
    w.pictureProgress(progress, path: "/sites/\(visible.site.slug)", screens.screen(context))
    return .html(w.bytes)
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

  /// The screen after something that was not done: with what was ticked and typed, and why.
  func again(
    _ form: PublishForm?, _ visible: VisibleSite, _ context: WebContext, _ request: Request,
    status: HTTPResponse.Status? = nil, _ tell: (inout PublishView) -> Void
  ) async throws -> Response {
    var view = try await self.view(of: visible, context, request)
    if let form {
      if let ticked = form.selection.ids { view.ticked = ticked }
      view.typed = form.typed
    }
    tell(&view)
    if let refusal = view.refusal, refusal.rule == .incomplete { view.ticked.formUnion(refusal.needs) }
    let told = view.refusal.map { Problem($0).status } ?? .unprocessableContent
    return .html(view.html(screens.screen(context)), status: status ?? told)
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
    view.pictures = try await desk.pictures(of: site.key)
    view.newestRelease = try await store.releases(of: site.key, limit: 1).first?.number ?? 0
    view.plans = try await plans(of: visible, live: live)
    var request = try await store.latestPublishRequest(of: site.key)
    if request?.state == .returned { request = try await desk.returned(of: site.key, for: authority) }
    if let request {
      view.request = try await line(request, live: live, visible)
    }
    if view.act == .submit || visible.role.isAgency, let pending {
      view.submitted = try await desk.submitted(among: pending, of: site.key, for: authority)
    }
    view.ticked = Set((pending?.changes ?? []).filter(\.isWithinRights).map(\.id)).subtracting(view.submitted)
    return view
  }

  /// Those that wait, and for a week what became of those that are over.
  private func plans(of visible: VisibleSite, live: Release?) async throws -> [PublishView.Plan] {
    let (key, store) = (visible.site.key, services.store)
    var lines: [PublishView.Plan] = []
    for plan in try await store.plannedPublishes(of: key) {
      let isOver = plan.state == .done || plan.state == .failed
      guard plan.state == .waiting || isOver && plan.at > store.now() - 7 * 86_400_000 else { continue }
      var contents: PendingChanges?
      if plan.state == .waiting {
        contents = try await desk.contents(of: plan, on: live, of: key, for: visible.authority)
      }
      var (author, release): (String?, Release?)
      if let id = plan.author { author = try await store.account(id, agency: key.agency)?.name }
      if let number = plan.release { release = try await store.release(number, of: key) }
      lines.append(PublishView.Plan(plan: plan, author: author, contents: contents, release: release))
    }
    return lines
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
    let form = PublishForm(try await request.form(context, fields: PublishForm.most))
    let account = try context.requireActor().account
    do {
      _ = try await desk.submit(
        form.selection, message: form.typed.message, of: visible.site.key, by: account, as: visible.authority)
    } catch let refusal as PublishRefusal {
      return try await again(form, visible, context, request) { $0.refusal = refusal }
    } catch let error as FieldError where error.pointer == "/message" {
      return try await again(form, visible, context, request) {
        $0.typed.wrong = .init(field: "message", fault: .tooLong)
      }
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
      return try await again(PublishForm(form), visible, context, request) { $0.refusal = refusal }
    } catch StoreError.exists {
      return back(visible, .decided)
    }
  }

  @Sendable private func sendBack(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = PublishForm(try await request.form(context))
    do {
      return try await decide(visible, .returned) {
        _ = try await desk.sendBack(
          try id(context), reason: form.typed.reason, of: visible.site.key, by: try context.requireActor().account,
          as: visible.authority)
      }
    } catch let error as FieldError where error.pointer == "/reason" {
      let isMissing = form.typed.reason.allSatisfy(\.isWhitespace)
      return try await again(form, visible, context, request) {
        $0.typed.wrong = .init(field: "reason", fault: isMissing ? .missing : .tooLong)
      }
    }
  }

  @Sendable private func dismiss(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let form = try await request.form(context)
    do {
      try await desk.dismiss(try id(context), of: visible.site.key, as: visible.authority)
    } catch StoreError.exists {
      return back(visible, .decided)
    }
    let path = "/sites/\(visible.site.slug)"
    return .seeOther(form["from"] == ReturnedPlace.site.rawValue ? path : "\(path)/publish")
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
    let form = PublishForm(try await request.form(context, fields: PublishForm.most))
    do {
      _ = try await desk.plan(
        form.selection, at: try moment(form), of: visible.site.key, by: try context.requireActor().account,
        as: visible.authority)
    } catch let refusal as PublishRefusal {
      return try await again(form, visible, context, request) { $0.refusal = refusal }
    } catch let error as FieldError where error.pointer == "/at" {
      return try await again(form, visible, context, request) { $0.wrongTime = wrongTime(form, plan: nil) }
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
    let form = PublishForm(try await request.form(context))
    let plan = try planID(context)
    do {
      return try await decide(visible, .moved) {
        try await desk.movePlan(
          plan, to: try moment(form), of: visible.site.key, by: try context.requireActor().account.id,
          as: visible.authority)
      }
    } catch let error as FieldError where error.pointer == "/at" {
      return try await again(nil, visible, context, request) { $0.wrongTime = wrongTime(form, plan: plan) }
    }
  }

  private func planID(_ context: WebContext) throws -> PlannedPublishID {
    guard let id = context.parameters.get("plan").flatMap({ PlannedPublishID($0) }) else { throw Problem.notFound }
    return id
  }

  private func moment(_ form: PublishForm) throws(FieldError) -> Int {
    guard let moment = form.typed.moment else {
      throw FieldError(pointer: "/at", problem: "is not a day and a time")
    }
    return moment
  }

  private func wrongTime(_ form: PublishForm, plan: PlannedPublishID?) -> PublishView.WrongTime {
    PublishView.WrongTime(
      plan: plan, typed: form.typed.at,
      fault: form.typed.moment.map { $0 <= services.store.now() ? .past : .far } ?? .unreadable)
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
  let typed: PublishView.Typed

  init(_ form: FormFields) {
    typed = PublishView.Typed(
      at: form["at"] ?? "", instant: form["instant"] ?? "", message: form["message"] ?? "",
      reason: form["reason"] ?? "",
      isOverriding: form["override"] != nil)
    guard form["chosen"] != nil, let revision = form["revision"].flatMap({ Int($0) }) else {
      selection = .everything
      return
    }
    selection = .changes(form.names(after: "change-"), at: revision)
  }
}

extension PublishView.Typed {
  /// What was typed means the reader's own time where a script could say so, and the server's otherwise.
  fileprivate var moment: Int? { instant.isEmpty ? DateText.moment(field: at) : Timestamp.milliseconds(instant) }
}

extension PublishDesk.Selection {
  /// The IDs of single changes.
  var ids: Set<String>? { if case .changes(let ids, _) = self { ids } else { nil } }
}

extension HTTPField.Name {
  fileprivate static let refresh = HTTPField.Name("Refresh")!
}
