import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// The agency's inbox: what waits on all of its sites, as a list or a board. Everything works by links and forms.
struct InboxRoutes {
  let services: PortalServices
  let screens: Screens

  static let path = "/inbox"

  /// How many threads a list shows at once, and a column of the board.
  private static let listSize = 50
  private static let columnSize = 12

  func add(to pages: RouterGroup<WebContext>) {
    pages.get("inbox", use: show)
    pages.post("inbox", use: change)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let sites = try await agencySites(of: account)
    var query = InboxQuery(request.uri.queryParameters.map { (String($0.key), String($0.value)) }, sites: sites)
    var rounds: [Round] = []
    if let site = query.site, let key = sites.first(where: { $0.site.slug == site })?.site.key {
      rounds = try await services.store.rounds(of: key, for: .account(account.id))
    }
    if !rounds.contains(where: { $0.number == query.round }) { query.round = nil }
    let filter = query.filter(for: account, sites)
    var view = InboxView(
      query: query, sites: sites, rounds: rounds, counts: [:], columns: [], items: [], next: nil,
      navigation: Navigation(sites: try await services.store.visibleSites(to: account), origins: services.origins)
        .links(for: nil, at: .inbox, screens.screen(context, request: request).words.common))
    if query.isBoard {
      for state in InboxQuery.columns {
        var column = filter
        column.states = [state]
        let found = try await services.store.inbox(for: account, filter: column, limit: Self.columnSize)
        view.columns.append((state, found.items))
        view.counts = found.counts
      }
    } else {
      do {
        let found = try await services.store.inbox(
          for: account, filter: filter, after: query.after, limit: Self.listSize)
        (view.items, view.next, view.counts) = (found.items, found.next, found.counts)
      } catch is FieldError {
        return .seeOther(query.address { $0.after = nil })
      }
    }
    return .html(view.html(screens.screen(context, request: request)))
  }

  /// Does one thing to all threads that were chosen; each by itself, so that one that cannot be changed keeps none of the others back.
  @Sendable private func change(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let sites = try await agencySites(of: account)
    let fields = try await request.form(context, limit: 65_536, fields: Self.listSize + 20)
    let back = InboxQuery(
      ["view", "site", "round", "state", "assignee", "unread", "mentioned", "suggestion"].compactMap { name in
        fields[name].map { (name, $0) }
      },
      sites: sites)
    let chosen = fields.names(after: "thread.")
    guard !chosen.isEmpty else { return .seeOther(back.address { $0.news = .noneChosen }) }
    guard let change = Self.change(fields["action"] ?? "", account.id) else {
      return .seeOther(back.address { $0.news = .noAction })
    }
    var changed = 0
    for name in chosen.sorted() {
      let parts = name.split(separator: ".", maxSplits: 1)
      guard parts.count == 2, let site = sites.first(where: { $0.site.slug == parts[0] }),
        let thread = ThreadID(parts[1])
      else { continue }
      do {
        _ = try await services.store.changeThread(
          thread, change, version: nil, of: site.site.key, by: .account(account.id))
        changed += 1
      } catch {
        guard Problem(error).status.code < 500 else { throw error }
      }
    }
    return .seeOther(back.address { $0.news = .changed(changed, of: chosen.count) })
  }

  private static func change(_ action: String, _ me: AccountID) -> ThreadChange? {
    switch action {
    case "mine": ThreadChange(assignee: .some(me))
    case "nobody": ThreadChange(assignee: .some(nil))
    default: InboxQuery.steps.first { $0.rawValue == action }.map { ThreadChange(state: $0) }
    }
  }

  /// - Throws: 404 for whoever is not the agency's on any site
  private func agencySites(of account: Account) async throws -> [VisibleSite] {
    let sites = try await services.store.visibleSites(to: account).filter(\.role.isAgency)
    guard !sites.isEmpty else { throw Problem.notFound }
    return sites
  }
}

/// What the address of the inbox says.
struct InboxQuery: Sendable {
  enum News: Sendable, Hashable {
    case changed(Int, of: Int)
    case noneChosen, noAction

    fileprivate var text: String {
      switch self {
      case .changed(let changed, let all): "\(changed).\(all)"
      case .noneChosen: "none"
      case .noAction: "what"
      }
    }

    fileprivate init?(_ text: String) {
      switch text {
      case "none": self = .noneChosen
      case "what": self = .noAction
      default:
        let parts = text.split(separator: ".").compactMap { Int($0) }
        guard parts.count == 2, parts[0] >= 0, parts[0] <= parts[1], parts[1] <= 200 else { return nil }
        self = .changed(parts[0], of: parts[1])
      }
    }
  }

  enum Assignee: String, Sendable { case me, nobody }

  /// The board's columns.
  static let columns: [CommentThread.State] = [.open, .inProgress, .question, .done]
  /// What many threads can be made at once: the other states need words.
  static let steps: [CommentThread.State] = [.open, .inProgress, .question, .done, .accepted]

  var isBoard = false
  var site: String?
  /// The number of one of that site's rounds.
  var round: Int?
  /// nil for everything that is open.
  var state: CommentThread.State?
  var isEveryState = false
  var assignee: Assignee?
  var isUnread = false
  var isMentioned = false
  var isSuggestion = false
  var after: String?
  var news: News?

  /// Whatever the address says that makes no sense is left out.
  init(_ query: [(name: String, value: String)], sites: [VisibleSite]) {
    for (name, value) in query {
      switch name {
      case "view": isBoard = value == "board"
      case "site": site = sites.contains { $0.site.slug == value } ? value : nil
      case "round": round = Int(value).flatMap { $0 > 0 ? $0 : nil }
      case "state":
        state = CommentThread.State(rawValue: value)
        isEveryState = value == "all"
      case "assignee": assignee = Assignee(rawValue: value)
      case "unread": isUnread = value == "1"
      case "mentioned": isMentioned = value == "1"
      case "suggestion": isSuggestion = value == "1"
      case "after": after = value.isEmpty ? nil : value
      case "news": news = News(value)
      default: break
      }
    }
    // Each site counts its own rounds.
    if site == nil { round = nil }
  }

  var isFiltered: Bool {
    site != nil || state != nil || isEveryState || assignee != nil || isUnread || isMentioned
      || isSuggestion
  }

  func filter(for account: Account, _ sites: [VisibleSite]) -> InboxFilter {
    var filter = InboxFilter()
    if let state {
      filter.states = [state]
    } else if !isEveryState {
      filter.states = [.open, .inProgress, .question]
    }
    filter.sites = Set(sites.filter { site == nil || $0.site.slug == site }.map(\.site.key.site))
    filter.assignee = assignee == .me ? account.id : nil
    filter.isUnassigned = assignee == .nobody
    filter.isUnread = isUnread
    filter.isMentioned = isMentioned
    filter.isSuggestion = isSuggestion
    filter.round = round
    return filter
  }

  /// The fields that lead back here, besides news and place.
  var fields: [(name: String, value: String)] {
    var fields: [(String, String)] = []
    if isBoard { fields.append(("view", "board")) }
    if let site { fields.append(("site", site)) }
    if let round { fields.append(("round", String(round))) }
    if let state { fields.append(("state", state.rawValue)) } else if isEveryState { fields.append(("state", "all")) }
    if let assignee { fields.append(("assignee", assignee.rawValue)) }
    if isUnread { fields.append(("unread", "1")) }
    if isMentioned { fields.append(("mentioned", "1")) }
    if isSuggestion { fields.append(("suggestion", "1")) }
    return fields
  }

  /// The address of the inbox that is shown after a change of this one.
  func address(_ change: (inout InboxQuery) -> Void) -> String {
    var other = self
    other.news = nil
    other.after = nil
    change(&other)
    var fields = other.fields
    if let after = other.after { fields.append(("after", after)) }
    if let news = other.news { fields.append(("news", news.text)) }
    // Slugs, states, cursors and numbers: nothing that would have to be encoded.
    let query = fields.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
    return query.isEmpty ? InboxRoutes.path : "\(InboxRoutes.path)?\(query)"
  }
}
