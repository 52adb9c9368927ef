import Model
import Store

/// The approval round.
extension PublishDesk {
  /// Submits a customer's changes for approval, pinned as they stand. What was submitted before and waits still is replaced.
  /// - Throws: `PublishRefusal`
  package func submit(
    _ selection: Selection, message: String, of key: SiteKey, by author: Account, as authority: EditAuthority
  ) async throws -> PublishRequest {
    guard message.utf8.count <= PublishRequest.longestText else {
      throw FieldError(pointer: "/message", problem: "must not be longer than \(PublishRequest.longestText) bytes")
    }
    let prepared = try await prepare(selection, of: key, for: authority, bringing: true, submitting: true)
    let request = try await prepared.trying { choice in
      let composition: Composition
      if let choice {
        composition = choice.composition
        // Whether it stands by itself is known now, not when the agency has approved it.
        if !composition.isWhole { _ = try await store.snapshot(of: key, composition: composition) }
      } else {
        composition = Composition(base: try await store.revision(of: key))
      }
      return try await store.submitPublishRequest(composition, message: message, of: key, by: author.id)
    }
    await tell(.submitted(request, key))
    return request
  }

  /// Takes an open request back; whoever could have submitted it may.
  package func withdraw(
    _ id: PublishRequestID, of key: SiteKey, by account: Account, as authority: EditAuthority
  ) async throws -> PublishRequest {
    guard authority.role.mayPublish else { throw PublishRefusal(.role, "this role submits nothing") }
    let request = try await store.closePublishRequest(id, as: .withdrawn, of: key, by: account.id)
    await tell(.withdrawn(request, key))
    return request
  }

  /// The request that the agency has sent back, for those who submit: until it was put aside or submitted again, or all of it has gone live or
  /// is gone from the draft.
  package func returned(of key: SiteKey, for authority: EditAuthority) async throws -> PublishRequest? {
    guard authority.role.mayPublish, !authority.role.isAgency,
      let request = try await store.latestPublishRequest(of: key), request.state == .returned,
      let live = try await live(of: key)
    else { return nil }
    // What went live once is done with, also where the site was set back later.
    let since = try await store.releases(of: key, limit: 100).filter { $0.at >= request.at }
    if since.contains(where: { request.composition.rebased(on: $0.composition) == $0.composition }) { return nil }
    let waiting = try await store.pendingChanges(of: key, from: live.composition, for: authority)
    guard let put = request.composition.rebased(on: live.composition) else {
      return waiting.count > 0 ? request : nil
    }
    let asked = try await store.pendingChanges(of: key, from: live.composition, to: put, for: authority)
    return Set(asked.changes.map(\.id)).isDisjoint(with: waiting.changes.map(\.id)) ? nil : request
  }

  /// Puts aside what was sent back: whoever submits has read it.
  /// - Throws: `exists` when it is not one that was sent back
  package func dismiss(_ id: PublishRequestID, of key: SiteKey, as authority: EditAuthority) async throws {
    guard authority.role.mayPublish, !authority.role.isAgency else {
      throw PublishRefusal(.role, "whoever submits puts aside what was sent back")
    }
    try await store.dismissReturnedRequest(id, of: key)
  }

  /// Sends a request back with a reason. For the agency.
  package func sendBack(
    _ id: PublishRequestID, reason: String, of key: SiteKey, by account: Account, as authority: EditAuthority
  ) async throws -> PublishRequest {
    guard authority.role.isAgency else { throw PublishRefusal(.role, "the agency decides") }
    guard !reason.allSatisfy(\.isWhitespace) else {
      throw FieldError(pointer: "/reason", problem: "must say what should become different")
    }
    guard reason.utf8.count <= PublishRequest.longestText else {
      throw FieldError(pointer: "/reason", problem: "must not be longer than \(PublishRequest.longestText) bytes")
    }
    let request = try await store.closePublishRequest(id, as: .returned, reason: reason, of: key, by: account.id)
    await tell(.returned(request, key))
    return request
  }

  /// Publishes what was submitted, as it was submitted. What has gone live since then stays.
  /// - Throws: `PublishRefusal`; `exists` when somebody else has decided
  package func approve(
    _ id: PublishRequestID, of key: SiteKey, by account: Account, as authority: EditAuthority, override: Bool = false
  ) async throws -> Release {
    guard authority.role.isAgency, authority.role.mayPublish else { throw PublishRefusal(.role, "the agency decides") }
    guard let request = try await store.publishRequest(id, of: key) else { throw StoreError.notFound("request \(id)") }
    guard request.state == .open else { throw StoreError.exists("a decision (\(request.state.rawValue))") }
    let rule = try await store.publishRule(of: key)
    let release: Release
    do {
      release = try await overRenewals(key) { live in
        var order = PublishOrder(
          .composition(try rebased(request.composition, on: live)), by: account.id, reason: .approval)
        order.builtOn = live?.number ?? 0
        order.settles = .request(id)
        order.day = try await day(of: key)
        order.examine = examination(of: key, rule: rule, by: account.id, override: override, proving: nil)
        return try await publisher.publish(order, of: key)
      }
    } catch let fault as CompositionFault {
      throw PublishRefusal(.outdated, "what went live since does not go together with it: \(fault.explanation)")
    }
    await tell(.approved(id, release, key))
    return release
  }

  /// Which of the changes that wait stand in the open request just as they are now.
  package func submitted(
    among pending: PendingChanges, of key: SiteKey, for authority: EditAuthority
  ) async throws -> Set<String> {
    guard let request = try await store.openPublishRequest(of: key),
      let put = request.composition.rebased(on: pending.from)
    else { return [] }
    let asked = try await store.pendingChanges(of: key, from: pending.from, to: put, for: authority)
    let since = try await store.pendingChanges(of: key, from: put, to: pending.to, for: authority)
    return Set(asked.changes.map(\.id)).intersection(pending.changes.map(\.id)).subtracting(since.changes.map(\.id))
  }

  /// What was pinned, put on what is live now; see `Composition.rebased`.
  package func rebased(_ pinned: Composition, on live: Release?) throws(PublishRefusal) -> Composition {
    guard let live = live?.composition else { return pinned }
    guard let composition = pinned.rebased(on: live) else {
      throw PublishRefusal(.outdated, "the site was set back to an older version since; submit or plan it again")
    }
    return composition
  }
}
