import Builder
import Model
import Store

/// Who brings what live, and when: the rules of publishing in front of `SitePublisher`, which only builds.
package struct PublishDesk: Sendable {
  let store: Store
  let publisher: SitePublisher
  let year: @Sendable () -> Int
  /// The day by which pages come and go.
  let today: @Sendable () -> CalendarDate
  let pauses = RenewalPauses()
  /// Called after each change of state, when it is stored. The one place from which people are told by mail.
  let tell: @Sendable (PublishEvent) async -> Void

  package init(
    store: Store, publisher: SitePublisher, year: @escaping @Sendable () -> Int,
    today: @escaping @Sendable () -> CalendarDate,
    tell: @escaping @Sendable (PublishEvent) async -> Void = { _ in }
  ) {
    self.store = store
    self.publisher = publisher
    self.year = year
    self.today = today
    self.tell = tell
  }

  /// What somebody wants to bring live.
  package enum Selection: Hashable, Sendable {
    /// All that waits; of a customer's, all that is within this customer's rights.
    case everything
    /// Single changes, as they stand at the revision at which they were shown.
    case changes(Set<String>, at: Revision)
    /// A revision as it stood, older or newer than the live one. For the agency alone.
    case revision(Revision)
  }

  // MARK: Reading

  /// The live release; nil before the first publish.
  package func live(of key: SiteKey) async throws -> Release? {
    guard let number = try await store.liveNumber(of: key) else { return nil }
    return try await store.release(number, of: key)
  }

  /// What waits to be published, as far as the reader may know of it; nil before the first publish, when everything waits.
  /// - Parameter revision: nil for the newest
  package func pending(
    of key: SiteKey, at revision: Revision? = nil, for authority: EditAuthority
  ) async throws -> PendingChanges? {
    guard let live = try await live(of: key) else { return nil }
    return try await store.pendingChanges(
      of: key, from: live.composition, to: revision.map { Composition(base: $0) }, for: authority)
  }

  /// What the role does with what waits, on a site with that rule.
  package static func act(_ role: Role, mode: PublishMode) -> PublishAct {
    if role.isAgency { return role.mayPublish ? .publish : .none(.role) }
    guard role.mayPublish else { return .none(.role) }
    return switch mode {
    case .direct: .publish
    case .approval: .submit
    case .draftOnly: .none(.mode)
    }
  }

  /// What the checks of the site find in a composition; the newest revision when none is given.
  package func findings(of key: SiteKey, in composition: Composition? = nil) async throws -> [CheckFinding] {
    let rule = try await store.publishRule(of: key)
    let snapshot: SiteSnapshot
    if let composition {
      snapshot = try await store.snapshot(of: key, composition: composition)
    } else {
      snapshot = try await store.snapshot(of: key)
    }
    var options = BuildOptions(year: year())
    options.day = today()
    return try await findings(of: key, in: snapshot, options: options, rule: rule)
  }

  private func findings(
    of key: SiteKey, in snapshot: SiteSnapshot, options: BuildOptions, rule: PublishRule
  ) async throws -> [CheckFinding] {
    let stale =
      rule.level(of: .staleTranslation) == .off ? [:] : try await store.staleTranslations(of: key, in: snapshot)
    return try await onWorkerThread {
      SiteChecks(snapshot, options: options, rule: rule, stale: stale).findings()
    }
  }

  /// What a selection comes to, for a look at it before anything is published.
  /// - Throws: `PublishRefusal`
  package func composition(
    of selection: Selection, key: SiteKey, for authority: EditAuthority
  ) async throws -> Composition {
    switch selection {
    case .revision(let revision): return Composition(base: revision)
    case .changes(let ids, let revision):
      guard let live = try await live(of: key) else { return Composition(base: revision) }
      let pending = try await store.pendingChanges(
        of: key, from: live.composition, to: Composition(base: revision), for: authority)
      var choice = pending.choice(ids)
      guard !choice.ids.isEmpty else { throw PublishRefusal(.nothing, "nothing of what was chosen still waits") }
      for _ in 0..<30 {
        do {
          _ = try await store.snapshot(of: key, composition: choice.composition)
          return choice.composition
        } catch let fault as CompositionFault {
          guard let wider = pending.widened(choice, by: fault) else {
            throw PublishRefusal(.incomplete, fault.explanation)
          }
          choice = wider
        }
      }
      throw PublishRefusal(.incomplete, "what was chosen does not stand by itself")
    case .everything:
      guard !authority.role.isAgency, let pending = try await pending(of: key, for: authority) else {
        return Composition(base: try await store.revision(of: key))
      }
      return pending.withinRights.composition
    }
  }

  /// How customers publish a site and what is checked; chosen by the agency.
  /// - Throws: `PublishRefusal`
  package func setRule(
    _ rule: PublishRule, of key: SiteKey, by account: Account, as authority: EditAuthority
  ) async throws {
    guard authority.role.isAgency else { throw PublishRefusal(.role, "the agency sets the rules of a site") }
    try await store.setPublishRule(rule, of: key)
    try await store.audit(
      "publishRule.set", detail: ["site": .string(key.site.rawValue), "mode": .string(rule.mode.rawValue)],
      by: account.id, agency: key.agency)
  }

  /// The day for which a site is built; nil when none of its pages comes or goes by date.
  func day(of key: SiteKey) async throws -> CalendarDate? { try await store.hasDatedPages(key) ? today() : nil }

  // MARK: Publishing

  /// Brings what was chosen live, as far as the author may.
  /// - Parameters:
  ///   - override: whether the agency publishes although a check says stop
  ///   - bringing: whether what the choice needs is taken along without a word
  /// - Throws: `PublishRefusal`, and what `SitePublisher` throws
  package func publish(
    _ selection: Selection, of key: SiteKey, by author: Account, as authority: EditAuthority, override: Bool = false,
    bringing: Bool = false
  ) async throws -> PublishOutcome {
    try await renewing(key) { renditions in
      let prepared = try await prepare(selection, of: key, for: authority, bringing: bringing)
      return try await prepared.trying { choice in
        var order = try await order(choice, prepared, of: key, by: author, as: authority, override: override)
        order.renditions = renditions
        return PublishOutcome(release: try await publisher.publish(order, of: key), left: prepared.left(choice))
      }
    }
  }

  /// The same for a request that may be repeated.
  package func publish(
    _ selection: Selection, of key: SiteKey, by author: Account, as authority: EditAuthority, override: Bool,
    bringing: Bool = false, once repeatable: RequestKey?,
    answer: @escaping @Sendable (PublishOutcome) -> RecordedAnswer
  ) async throws -> RecordedAnswer {
    if let repeatable, let known = try await store.recordedAnswer(to: repeatable) { return known }
    return try await renewing(key) { renditions in
      let prepared = try await prepare(selection, of: key, for: authority, bringing: bringing)
      return try await prepared.trying { choice in
        var order = try await order(choice, prepared, of: key, by: author, as: authority, override: override)
        order.renditions = renditions
        let left = prepared.left(choice)
        return try await publisher.publish(order, of: key, once: repeatable) {
          answer(PublishOutcome(release: $0, left: left))
        }
      }
    }
  }

  /// Publishes the newest revision, or another one, for the command line and the service itself: they act for the agency.
  /// - Parameters:
  ///   - always: makes a release also where it would be the same as the live one
  ///   - waiting: gets how many of how many pictures are made, and the publish waits for them; nil does not wait
  /// - Returns: nil when the live release is of that revision and has the same files
  package func publish(
    revision: Revision? = nil, of key: SiteKey, override: Bool = false, always: Bool = false,
    waiting: (@Sendable (Int, Int) -> Void)? = nil
  ) async throws -> Release? {
    var order = PublishOrder(revision.map { .composition(Composition(base: $0)) } ?? .newest, by: nil)
    if revision != nil { order.builtOn = try await store.liveNumber(of: key) ?? 0 }
    order.day = try await day(of: key)
    order.waiting = waiting
    let examine = examination(
      of: key, rule: try await store.publishRule(of: key), by: nil, override: override, proving: nil)
    let live = always ? nil : try await live(of: key)
    order.examine = { built in
      if let live, live.composition == Composition(base: built.snapshot.revision),
        built.manifest == (try await store.manifest(of: live.number, in: key))
      {
        throw NothingNew()
      }
      return try await examine(built)
    }
    do { return try await publisher.publish(order, of: key) } catch is NothingNew { return nil }
  }

  /// Makes another release the live one. A customer goes only where nothing but what they may change becomes different. One that came with an
  /// archive is built here first, as a new one where its files are others.
  /// - Parameter author: who does it; nil for the command line
  /// - Returns: the number of the live release
  /// - Throws: `PublishRefusal`, `notFound`, and for a release of an archive what `SitePublisher.publish` throws
  @discardableResult
  package func setLive(
    _ number: Int, of key: SiteKey, by author: AccountID?, as authority: EditAuthority
  ) async throws -> Int {
    try await overRenewals(key) { try await setLive(number, over: $0, of: key, by: author, as: authority) }
  }

  private func setLive(
    _ number: Int, over live: Release?, of key: SiteKey, by author: AccountID?, as authority: EditAuthority
  ) async throws -> Int {
    var before: Int?
    if !authority.role.isAgency {
      let mode = try await store.publishRule(of: key).mode
      guard Self.act(authority.role, mode: mode) == .publish else { throw refusal(authority.role, mode) }
      guard let target = try await store.release(number, of: key), let live else {
        throw StoreError.notFound("release \(number)")
      }
      let difference = try await store.pendingChanges(
        of: key, from: live.composition, to: target.composition, for: authority)
      guard difference.others == 0, difference.changes.allSatisfy(\.isWithinRights) else {
        throw PublishRefusal(
          .rights, "between the two versions the agency has changed something; ask the agency to go back")
      }
      // What was looked at must be what is replaced.
      before = live.number
    }
    guard try await store.archivedReleases(of: key) >= number else {
      try await publisher.setLive(number, of: key, insteadOf: before)
      return number
    }
    if live?.number == number { return number }
    guard let release = try await store.release(number, of: key) else { throw StoreError.notFound("release \(number)") }
    return try await bringBack(release, of: key, insteadOf: live?.number, by: author, reason: .publish)
  }

  /// What was chosen, worked out against what is live now.
  struct Prepared: Sendable {
    let pending: PendingChanges?
    let choice: PendingChanges.Choice?
    let selection: Selection
    let live: Release?
    let rule: PublishRule
    let authority: EditAuthority
    let isBringing: Bool

    /// Changes that stay in the draft.
    func left(_ choice: PendingChanges.Choice?) -> Int {
      guard let pending, let choice else { return 0 }
      return max(0, pending.count - pending.changes.count { choice.ids.contains($0.id) })
    }

    /// Tries it, and takes more along where what was chosen does not stand by itself.
    func trying<Result: Sendable>(
      _ work: (PendingChanges.Choice?) async throws -> Result
    ) async throws -> Result {
      var choice = choice
      for _ in 0..<30 {
        do {
          return try await work(choice)
        } catch let fault as CompositionFault {
          guard let pending, let tried = choice, let wider = pending.widened(tried, by: fault) else {
            throw PublishRefusal(.incomplete, fault.explanation)
          }
          try PublishDesk.checkRights(wider, pending, authority)
          guard isBringing || !authority.role.isAgency else {
            throw PublishRefusal(
              .incomplete, fault.explanation, needs: wider.ids.subtracting(tried.ids).sorted())
          }
          choice = wider
        }
      }
      throw PublishRefusal(.incomplete, "what was chosen does not stand by itself; publish everything")
    }
  }

  func prepare(
    _ selection: Selection, of key: SiteKey, for authority: EditAuthority, bringing: Bool, submitting: Bool = false
  ) async throws -> Prepared {
    let rule = try await store.publishRule(of: key)
    let act = Self.act(authority.role, mode: rule.mode)
    guard act == .publish || submitting && act == .submit else { throw refusal(authority.role, rule.mode) }
    let live = try await live(of: key)
    func prepared(_ pending: PendingChanges?, _ choice: PendingChanges.Choice?) -> Prepared {
      Prepared(
        pending: pending, choice: choice, selection: selection, live: live, rule: rule, authority: authority,
        isBringing: bringing)
    }
    guard let live else {
      guard authority.role.isAgency else {
        throw PublishRefusal(.first, "the agency publishes a site for the first time")
      }
      if case .changes = selection {
        throw PublishRefusal(.incomplete, "nothing is published yet, so everything is published together")
      }
      return prepared(nil, nil)
    }
    switch selection {
    case .revision:
      guard authority.role.isAgency else { throw PublishRefusal(.role, "a whole revision is published by the agency") }
      return prepared(nil, nil)
    case .everything:
      if authority.role.isAgency { return prepared(nil, nil) }
      let pending = try await store.pendingChanges(of: key, from: live.composition, for: authority)
      let choice = pending.withinRights
      guard !choice.ids.isEmpty else { throw PublishRefusal(.nothing, "nothing of what waits is yours to publish") }
      return prepared(pending, choice)
    case .changes(let ids, let revision):
      let pending = try await store.pendingChanges(
        of: key, from: live.composition, to: Composition(base: revision), for: authority)
      let choice = pending.choice(ids)
      guard !choice.ids.isEmpty else { throw PublishRefusal(.nothing, "nothing of what was chosen still waits") }
      try Self.checkRights(choice, pending, authority)
      guard choice.added.isEmpty || bringing else {
        throw PublishRefusal(
          .incomplete, "what was chosen needs other changes, which have to go live with it",
          needs: choice.added.sorted())
      }
      return prepared(pending, choice)
    }
  }

  static func checkRights(
    _ choice: PendingChanges.Choice, _ pending: PendingChanges, _ authority: EditAuthority
  ) throws(PublishRefusal) {
    if authority.role.isAgency { return }
    let own = Set(pending.changes.filter(\.isWithinRights).map(\.id))
    let foreign = choice.ids.subtracting(own)
    guard foreign.isEmpty else {
      throw PublishRefusal(
        .rights, "this belongs to something that the agency is still working on, and waits for the agency",
        needs: foreign.sorted())
    }
  }

  private func order(
    _ choice: PendingChanges.Choice?, _ prepared: Prepared, of key: SiteKey, by author: Account,
    as authority: EditAuthority, override: Bool
  ) async throws -> PublishOrder {
    var order: PublishOrder
    if let choice {
      order = PublishOrder(.composition(choice.composition), by: author.id)
    } else if case .revision(let revision) = prepared.selection {
      order = PublishOrder(.composition(Composition(base: revision)), by: author.id)
    } else {
      order = PublishOrder(.newest, by: author.id)
    }
    if case .composition = order.content { order.builtOn = prepared.live?.number ?? 0 }
    order.day = try await day(of: key)
    order.examine = examination(
      of: key, rule: prepared.rule, by: author.id, override: override && authority.role.isAgency,
      proving: authority.role.isAgency
        ? nil : prepared.live.flatMap { live in choice.map { (live, authority, $0.composition) } })
    return order
  }

  /// What is looked at between build and publish: the checks that stop, and for a customer's publish that nothing else becomes different.
  func examination(
    of key: SiteKey, rule: PublishRule, by author: AccountID?, override: Bool,
    proving: (live: Release, authority: EditAuthority, composition: Composition)?
  ) -> @Sendable (BuiltRelease) async throws -> JSONValue? {
    // A look at the whole site takes the longer the larger it is, and only what stops a publish is worth that here.
    let mayStop = CheckKind.allCases.contains { rule.level(of: $0) == .stop }
    return { built in
      let findings =
        mayStop ? try await findings(of: key, in: built.snapshot, options: built.options, rule: rule) : []
      let stopping = findings.filter { rule.level(of: $0.kind) == .stop }
      if !stopping.isEmpty {
        guard override else {
          throw PublishRefusal(.checks, "a check has found what must be put right first", findings: stopping)
        }
        try await store.audit(
          "publish.override",
          detail: ["site": .string(key.site.rawValue), "findings": .integer(stopping.count)], by: author,
          agency: key.agency)
      }
      guard let proving else { return nil }
      return try await prove(
        built, proving.composition, of: key, against: proving.live, for: proving.authority, by: author)
    }
  }

  func refusal(_ role: Role, _ mode: PublishMode) -> PublishRefusal {
    switch Self.act(role, mode: mode) {
    case .none(.mode): PublishRefusal(.mode, "on this site the agency publishes")
    case .submit: PublishRefusal(.mode, "on this site changes are submitted for the agency's approval")
    default: PublishRefusal(.role, "the role “\(role.rawValue)” does not publish")
    }
  }
}

/// What somebody does with what waits.
package enum PublishAct: Hashable, Sendable {
  case publish
  /// Submit it for the agency's approval.
  case submit
  case none(PublishRefusal.Rule)
}

package struct PublishOutcome: Sendable, Hashable {
  package let release: Release
  /// How many changes stay in the draft.
  package let left: Int
}

/// What has happened to a site's publishing, told after it is stored.
package enum PublishEvent: Sendable, Hashable {
  case submitted(PublishRequest, SiteKey)
  case withdrawn(PublishRequest, SiteKey)
  case returned(PublishRequest, SiteKey)
  case approved(PublishRequestID, Release, SiteKey)
  case planDone(PlannedPublish, Release, SiteKey)
  /// Its time came, and all of it was live already.
  case planSettled(PlannedPublish, Int, SiteKey)
  case planFailed(PlannedPublish, String, SiteKey)
  /// A customer's publish would have changed more than the customer may change.
  case scopeRefused(String, SiteKey)
}
