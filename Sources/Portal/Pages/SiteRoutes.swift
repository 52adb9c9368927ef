import Access
import HTTPTypes
import Hummingbird
import Model
import Publishing
import Store
import Web

/// The list of sites and a site's own screen.
struct SiteRoutes {
  let services: PortalServices
  let screens: Screens

  func add(to pages: RouterGroup<WebContext>) {
    pages.get("/", use: start)
    pages.get("sites", use: list)
    pages.get("sites/{site}", use: show)
  }

  /// Somebody with one site is at home there; a list of one is no list.
  @Sendable private func start(_ request: Request, _ context: WebContext) async throws -> Response {
    let sites = try await services.store.visibleSites(to: try context.requireActor().account)
    return .seeOther(sites.count == 1 ? "/sites/\(sites[0].site.slug)" : "/sites")
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let sites = try await services.store.visibleSites(to: try context.requireActor().account)
    let list = ListPage(request.uri.queryParameters["page"], size: 60, total: sites.count)
    let agency = try context.requireActor().account.agency
    let requests = try await services.store.sitesWithPublishRequest(of: agency)
    var cards: [SitesView.Card] = []
    for visible in sites[list.range] {
      cards.append(
        SitesView.Card(
          visible: visible, state: try await services.state(of: visible),
          lastEdit: try await services.lastEdit(visible.site.key),
          address: try await services.address(of: visible.site),
          hasRequest: visible.role.isAgency && requests.contains(visible.site.key.site),
          isReturned: try await services.desk.returned(of: visible.site.key, for: visible.authority) != nil))
    }
    let screen = screens.screen(context, request: request)
    let navigation = Navigation(sites: sites, origins: services.origins)
      .links(for: nil, at: .sites, screen.words.common)
    return .html(SitesView(cards: cards, list: list, navigation: navigation).html(screen))
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    let screen = screens.screen(context, request: request)
    var view = try await view(of: visible, for: account, screen, page: request.uri.queryParameters["page"])
    tellNews(in: &view, request)
    return .html(view.html(screen))
  }

  /// The screen after a domain that cannot be had, with what was typed.
  func refused(
    _ domain: SiteView.RefusedDomain, of visible: VisibleSite, _ context: WebContext
  ) async throws -> Response {
    let screen = screens.screen(context)
    var view = try await view(of: visible, for: try context.requireActor().account, screen, page: nil)
    view.refusedDomain = domain
    return .html(view.html(screen), status: .unprocessableContent)
  }

  private func view(
    of visible: VisibleSite, for account: Account, _ screen: Screen, page: Substring?
  ) async throws -> SiteView {
    let site = visible.site
    let sites = try await services.store.visibleSites(to: account)
    let figures = try await services.figures.figures(of: site)
    let pages = try await services.store.pages(of: site.key)
    let list = ListPage(page, size: 100, total: pages.count)
    let languages = Set(pages.map(\.page.locale)).union(try await services.store.settings(of: site.key).locales)
    let groups = PageGroup.all(
      pages, try await services.store.collections(of: site.key), hasSeveralLanguages: languages.count > 1)
    let state = try await services.state(of: visible)
    let releases = try await services.store.releases(of: site.key, limit: 8)
    var view = SiteView(
      visible: visible, state: state, access: DraftAccess(visible.authority, unlocked: figures.unlocked),
      figures: figures,
      pages: PageGroup.slice(groups, list.range),
      pageList: list, releases: try await lines(releases, live: state.live, site: site),
      newestRelease: releases.first?.number ?? 0, liveURL: services.origins.siteURL(site.slug),
      hasSeveralSites: sites.count > 1,
      navigation: Navigation(sites: sites, origins: services.origins)
        .links(for: visible, at: .site, screen.words.common))
    view.pageNames = Dictionary(
      pages.map { ($0.page.id, PageName(title: $0.page.title, path: $0.path)) }, uniquingKeysWith: { $1 })
    view.hasSeveralLanguages = languages.count > 1
    view.pictures = try await services.desk.pictureProgress(of: site.key)
    view.act = PublishDesk.act(visible.role, mode: try await services.store.publishRule(of: site.key).mode)
    view.hasRequest = try await services.store.openPublishRequest(of: site.key) != nil
    view.returned = try await services.desk.returned(of: site.key, for: visible.authority)
    view.feedback = try await feedback(of: visible, for: account)
    view.approvals = try await approvals(of: visible, pages, for: account)
    if visible.role.isAgency {
      view.targets = try await services.targets.lines(of: site.key)
      let domains = try await services.store.domains(of: site.key)
      view.addresses = SiteAddresses(
        domains: domains, ownHost: site.slug + services.origins.siteSuffix,
        address: try await services.store.address(of: site.key),
        links: Dictionary(uniqueKeysWithValues: domains.map { ($0.host, services.origins.origin(of: $0.host) + "/") }))
    } else if visible.role.mayPublish {
      view.outdatedCopies = try await services.targets.lines(of: site.key).filter(\.isOutdated).map(\.target.name)
    }
    return view
  }

  private func feedback(of visible: VisibleSite, for account: Account) async throws -> SiteView.Feedback? {
    let (key, reader) = (visible.site.key, Participant.account(account.id))
    let counts = try await services.store.threadCounts(of: key, for: reader)
    guard
      SiteView.Feedback.isShown(visible.role, visible.project.phase, hasAny: counts.values.contains { $0 > 0 })
    else { return nil }
    var filter = ThreadFilter()
    filter.states = SiteView.Feedback.waiting
    let newest = try await services.store.threads(
      of: key, for: reader, filter: filter, limit: SiteView.Feedback.limit)
    return SiteView.Feedback(threads: newest.threads, counts: counts)
  }

  private func approvals(
    of visible: VisibleSite, _ pages: [(page: Page, path: String)], for account: Account
  ) async throws -> SiteView.Approvals? {
    let all = try await services.store.approvals(of: visible.site.key, for: account.id)
    let hasAny = all.contains { $0.standing.state != .withdrawn }
    guard SiteView.Approvals.isShown(visible.role, visible.project.phase, hasAny: hasAny) else { return nil }
    return SiteView.Approvals(all, of: pages)
  }

  private func lines(_ releases: [Release], live: Release?, site: SiteRecord) async throws -> [SiteView.ReleaseLine] {
    // The live one is always shown, however long ago it was made.
    let isShown = live.map { live in releases.contains { $0.number == live.number } } ?? true
    let shown = isShown ? releases : releases + [live].compactMap { $0 }
    let authors = try await services.authors(of: shown, agency: site.key.agency)
    var lines: [SiteView.ReleaseLine] = []
    for release in shown {
      var line = SiteView.ReleaseLine(
        release: release, author: release.author.flatMap { authors[$0] }, isLive: release.number == live?.number)
      line.proof = try await services.store.proof(of: release.number, in: site.key)
      lines.append(line)
    }
    return lines
  }

  /// What the address says has happened is told only where it is still so.
  private func tellNews(in view: inout SiteView, _ request: Request) {
    func number(_ name: String) -> Int? { request.uri.queryParameters[Substring(name)].flatMap { Int($0) } }
    let live = view.state.live?.number
    if request.uri.queryParameters["failed"] != nil {
      view.news = .failed
    } else if let published = number("published"), published == live {
      view.news = .published(published)
      view.left = max(0, number("left") ?? 0)
    } else if let made = number("live"), made == live {
      view.news = .madeLive(made)
    }
    if view.news != nil, let before = number("before"), (1...max(1, view.newestRelease)).contains(before),
      before != live
    {
      view.before = view.act == .publish ? before : nil
    }
  }
}
