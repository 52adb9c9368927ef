import Model
import Store

/// Publishing at a time to come.
extension PublishDesk {
  /// Plans a release of what waits, pinned as it stands. For the agency, and for customers who publish directly.
  /// - Parameter moment: milliseconds since 1970 UTC; must be to come
  package func plan(
    _ selection: Selection, at moment: Int, of key: SiteKey, by author: Account, as authority: EditAuthority
  ) async throws -> PlannedPublish {
    guard moment > store.now() else { throw FieldError(pointer: "/at", problem: "must be a time to come") }
    guard moment < store.now() + Self.longestPlan else {
      throw FieldError(pointer: "/at", problem: "must be within the next two years")
    }
    let prepared = try await prepare(selection, of: key, for: authority, bringing: true)
    return try await prepared.trying { choice in
      let composition: Composition
      if let choice {
        composition = choice.composition
        if !composition.isWhole { _ = try await store.snapshot(of: key, composition: composition) }
      } else if case .revision(let revision) = selection {
        composition = Composition(base: revision)
      } else {
        composition = Composition(base: try await store.revision(of: key))
      }
      if let live = prepared.live, try await isLive(composition, live, of: key) {
        throw PublishRefusal(.nothing, "all of it is live already")
      }
      return try await store.planPublish(
        composition, at: moment, of: key, on: prepared.live?.number ?? 0, by: author.id)
    }
  }

  /// What a plan would change for visitors if its time had come now, as far as the reader may know of it.
  /// - Returns: nil before the first publish, and where it does not go together with what is live
  package func contents(
    of plan: PlannedPublish, on live: Release?, of key: SiteKey, for authority: EditAuthority
  ) async throws -> PendingChanges? {
    guard let live, let put = plan.composition.rebased(on: live.composition) else { return nil }
    return try await store.pendingChanges(of: key, from: live.composition, to: put, for: authority)
  }

  /// Whether visitors see all of it, or something newer.
  private func isLive(_ pinned: Composition, _ live: Release, of key: SiteKey) async throws -> Bool {
    guard let put = pinned.rebased(on: live.composition) else { return false }
    if put == live.composition { return true }
    let whole = EditAuthority(role: .admin, phase: .done)
    return try await store.pendingChanges(of: key, from: live.composition, to: put, for: whole).count == 0
  }

  private static var longestPlan: Int { 2 * 366 * 86_400_000 }

  package func movePlan(
    _ id: PlannedPublishID, to moment: Int, of key: SiteKey, by account: AccountID, as authority: EditAuthority
  ) async throws {
    try await requirePlanning(of: key, as: authority)
    try await requireOwn(id, of: key, by: account, as: authority)
    guard moment > store.now(), moment < store.now() + Self.longestPlan else {
      throw FieldError(pointer: "/at", problem: "must be a time to come, within the next two years")
    }
    try await store.movePlannedPublish(id, to: moment, of: key)
  }

  package func cancelPlan(
    _ id: PlannedPublishID, of key: SiteKey, by account: AccountID, as authority: EditAuthority
  ) async throws {
    try await requirePlanning(of: key, as: authority)
    try await requireOwn(id, of: key, by: account, as: authority)
    try await store.cancelPlannedPublish(id, of: key)
  }

  /// A plan is carried out with its author's rights, so a customer has no hand in the agency's: neither what goes live nor when.
  private func requireOwn(
    _ id: PlannedPublishID, of key: SiteKey, by account: AccountID, as authority: EditAuthority
  ) async throws {
    guard !authority.role.isAgency else { return }
    guard let plan = try await store.plannedPublish(id, of: key) else { throw StoreError.notFound("plan \(id)") }
    guard plan.author == account else {
      throw PublishRefusal(.role, "somebody else has planned this; the agency or whoever planned it may change it")
    }
  }

  private func requirePlanning(of key: SiteKey, as authority: EditAuthority) async throws {
    let mode = try await store.publishRule(of: key).mode
    guard Self.act(authority.role, mode: mode) == .publish else { throw refusal(authority.role, mode) }
  }

  /// Publishes every plan whose time has come, also those that came while the service was off. Each goes live once, with however many
  /// processes on one database; what cannot be published is kept with the reason.
  package func publishDue() async throws {
    for (key, plan) in try await store.duePublishes() {
      do {
        if let live = try await live(of: key), try await isLive(plan.composition, live, of: key) {
          try await store.settlePlannedPublish(plan.id, with: live.number, of: key)
          await tell(.planSettled(plan, live.number, key))
          continue
        }
        let release = try await publish(plan, of: key)
        await tell(.planDone(plan, release, key))
      } catch StoreError.exists {
        // Another process was faster, or somebody has published meanwhile: the next turn looks again.
        continue
      } catch {
        if StorageTrouble(error) != nil { continue }
        let reason = Self.reason(of: error)
        try await store.failPlannedPublish(plan.id, reason, by: (error as? PublishRefusal)?.rule, of: key)
        await tell(.planFailed(plan, reason, key))
      }
    }
  }

  private func publish(_ plan: PlannedPublish, of key: SiteKey) async throws -> Release {
    let live = try await live(of: key)
    let rule = try await store.publishRule(of: key)
    let authority: EditAuthority? =
      if let author = plan.author { try await store.authority(of: author, in: key) } else {
        EditAuthority(role: .admin, phase: .done)
      }
    guard let authority, Self.act(authority.role, mode: rule.mode) == .publish else {
      throw PublishRefusal(.role, "whoever has planned this may not publish any more")
    }
    let composition = try rebased(plan.composition, on: live)
    if !authority.role.isAgency, let live {
      let difference = try await store.pendingChanges(
        of: key, from: live.composition, to: composition, for: authority)
      guard difference.others == 0, difference.changes.allSatisfy(\.isWithinRights) else {
        throw PublishRefusal(.rights, "the agency has changed or locked what was planned")
      }
    }
    var order = PublishOrder(.composition(composition), by: plan.author, reason: .plan)
    order.builtOn = live?.number ?? 0
    order.settles = .plan(plan.id)
    order.day = try await day(of: key)
    order.examine = examination(
      of: key, rule: rule, by: plan.author, override: false,
      proving: authority.role.isAgency ? nil : live.map { ($0, authority, composition) })
    return try await publisher.publish(order, of: key)
  }

  /// Builds what is live anew for the day that has come, on sites that have pages with dates.
  package func turnDay() async throws {
    let day = today()
    for (key, live) in try await store.releasesBefore(day) {
      var order = PublishOrder(.composition(live.composition), by: nil, reason: .day)
      order.builtOn = live.number
      order.day = day
      do {
        _ = try await publisher.publish(order, of: key)
      } catch StoreError.exists {
        // Another process was faster, or somebody has published meanwhile.
        continue
      }
    }
  }

  static func reason(of error: any Error) -> String {
    switch error {
    case let refusal as PublishRefusal: refusal.explanation
    case let fault as CompositionFault: fault.explanation
    case let error as FieldError: error.problem
    default: "\(error)"
    }
  }
}
