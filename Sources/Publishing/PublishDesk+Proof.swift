import Builder
import Crypto
import Model
import Store

/// What a customer's publish is shown to leave alone: of all bytes of the release only those differ from the release before that belong to
/// what the customer has changed within the own rights.
///
/// Which rows may change at all is decided before, from the rows; this looks at what was built of them.
extension PublishDesk {
  /// - Throws: `PublishRefusal` when something else would become different; nothing is published then
  func prove(
    _ built: BuiltRelease, _ composition: Composition, of key: SiteKey, against live: Release,
    for authority: EditAuthority, by author: AccountID?
  ) async throws -> JSONValue {
    let changes = try await store.pendingChanges(of: key, from: live.composition, to: composition, for: authority)
    do {
      guard changes.others == 0, changes.changes.allSatisfy(\.isWithinRights) else {
        let foreign = changes.changes.filter { !$0.isWithinRights }.map(\.id)
        throw ProofFault("\(changes.others + foreign.count) changes that are not the customer's", foreign)
      }
      // With the renditions of this build: meanwhile there may be more.
      let after = ScopeProof.State(
        snapshot: built.snapshot, manifest: built.manifest, options: built.options, day: built.options.day)
      var was = try await store.snapshot(of: key, composition: live.composition)
      was.renditions = after.snapshot.renditions
      let before = ScopeProof.State(
        snapshot: was,
        manifest: try await store.manifest(of: live.number, in: key), options: built.options, day: live.day)
      return try await onWorkerThread {
        try ScopeProof(number: live.number, before: before, after: after, changes: changes).prove()
      }
    } catch let fault as ProofFault {
      await tell(.scopeRefused(fault.description, key))
      throw PublishRefusal(
        .scope, "more would have changed than this person may change; submit it for approval", needs: fault.changes)
    }
  }

  /// Does the proof of a release again, from the rows and what is published; nil when it holds, otherwise why not.
  package func verify(_ number: Int, of key: SiteKey) async throws -> String? {
    guard let proof = try await store.proof(of: number, in: key), let base = proof["before"]?.integer,
      let years = proof["years"]?.array?.compactMap(\.integer), years.count == 2,
      let live = try await store.release(base, of: key), let release = try await store.release(number, of: key)
    else { return "the release has no such proof" }
    let whole = EditAuthority(role: .admin, phase: .done)
    let changes = try await store.pendingChanges(
      of: key, from: live.composition, to: release.composition, for: whole)
    // What was made since neither of both has shown.
    let missing =
      try await store.awaitedPictures(of: key, release: base).all + store.awaitedPictures(of: key, release: number).all
    func state(_ release: Release, year: Int) async throws -> ScopeProof.State {
      var snapshot = try await store.snapshot(of: key, composition: release.composition)
      for need in missing { snapshot.renditions[need.original.hash]?[need.shape] = nil }
      return ScopeProof.State(
        snapshot: snapshot, manifest: try await store.manifest(of: release.number, in: key),
        options: BuildOptions(year: year),
        day: release.day)
    }
    let (before, after) = (try await state(live, year: years[0]), try await state(release, year: years[1]))
    do {
      let again = try await onWorkerThread {
        try ScopeProof(number: base, before: before, after: after, changes: changes).prove()
      }
      return again == proof ? nil : "done again, the proof comes to something else"
    } catch let fault as ProofFault {
      return fault.description
    }
  }
}

/// Why a proof fails, for the log and the agency.
struct ProofFault: Error, CustomStringConvertible {
  let description: String
  /// Changes that are not the customer's.
  let changes: [String]

  init(_ description: String, _ changes: [String] = []) {
    self.description = description
    self.changes = changes
  }

  init(_ fault: ScopeFault) {
    let page = fault.path.isEmpty ? "every page" : fault.path
    let place = "at byte \(fault.offset)" + (fault.element.map { ", in the element \($0)" } ?? "")
    switch fault.kind {
    case .differs: self.init("\(page) differs \(place), outside of what was changed")
    case .styles: self.init("\(page) has styles that do not follow from the theme, \(place)")
    case .before: self.init("\(page) is not what the builder makes of the release before")
    case .after: self.init("\(page) is not what the builder makes of this release")
    }
  }
}

/// The comparison of a release with the one before it.
struct ScopeProof: Sendable {
  /// What was built, and from what.
  struct State: Sendable {
    let snapshot: SiteSnapshot
    let manifest: Manifest
    var options: BuildOptions

    init(snapshot: SiteSnapshot, manifest: Manifest, options: BuildOptions, day: CalendarDate?) {
      self.snapshot = snapshot
      self.manifest = manifest
      self.options = options
      self.options.day = day
    }
  }

  let number: Int
  let before: State
  let after: State
  let changes: PendingChanges

  /// - Throws: `ProofFault`
  func prove() throws -> JSONValue {
    var state = before
    do { return try prove(from: state) } catch let fault as ScopeFault where fault.kind == .before {
      // The release before may be from last year.
      state.options.year -= 1
      do { return try prove(from: state) } catch is ScopeFault { throw ProofFault(fault) }
    } catch let fault as ScopeFault {
      throw ProofFault(fault)
    }
  }

  private func prove(from before: State) throws -> JSONValue {
    var scope = changes.scope
    scope.hasOtherYear = before.options.year != after.options.year
    let comparison = ScopeComparison(
      before: (before.snapshot, before.options), after: (after.snapshot, after.options), scope: scope)
    let change = after.manifest.change(from: before.manifest)
    let known = Dictionary(before.manifest.artifacts.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
    var pages: [ScopeComparison.File] = []
    var derived: [JSONValue] = []
    var added: [String] = []
    for artifact in change.written {
      guard let old = known[artifact.path] else {
        added.append(artifact.path)
        continue
      }
      guard old.redirect == artifact.redirect, old.type == artifact.type else {
        throw ProofFault("\(artifact.path) is answered in another way")
      }
      switch comparison.kind(of: artifact.path) {
      case .page: pages.append(.init(path: artifact.path, before: old.hash, after: artifact.hash))
      case .derived:
        derived.append(
          ["path": .string(artifact.path), "before": .string(old.hash), "after": .string(artifact.hash)])
      case .other: throw ProofFault("\(artifact.path) differs, which no change of a customer makes")
      }
    }
    let files = added + change.removed
    if let foreign = files.first(where: { !$0.hasPrefix("a/") }) {
      throw ProofFault("\(foreign) came or went, which no change of a customer makes")
    }
    let result = try comparison.compare(pages, assets: Set(files)) { hexadecimal(SHA256.hash(data: $0)) }
    if let foreign = files.first(where: { !result.named.contains($0) }) {
      throw ProofFault("\(foreign) came or went, and nothing that was changed names it")
    }
    return [
      "before": .integer(number), "years": [.integer(before.options.year), .integer(after.options.year)],
      "places": .integer(changes.changes.count), "changes": .array(told(result)),
      "pages": .integer(result.pages), "masked": .string(hash(of: pages, result)), "derived": .array(derived),
      "added": .strings(added), "removed": .strings(change.removed),
      "unchanged": .integer(after.manifest.artifacts.count - change.written.count),
    ]
  }

  /// What was changed, and how often it stands in the pages.
  private func told(_ result: ScopeComparison.Result) -> [JSONValue] {
    changes.changes.sorted { $0.id < $1.id }.map { change in
      let name = change.id.drop { $0 != "-" }.dropFirst()
      return .record([
        "id": .string(change.id), "name": change.changes.first.map { .string($0.label) },
        "page": change.page.map { .string($0.rawValue) }, "places": .integer(result.places[String(name)] ?? 0),
      ])
    }
  }

  /// One hash over all pages without what may differ, in the order of their paths.
  private func hash(of pages: [ScopeComparison.File], _ result: ScopeComparison.Result) -> String {
    var hasher = SHA256()
    for (page, hash) in zip(pages, result.hashes) { hasher.update(data: Array("\(page.path) \(hash)\n".utf8)) }
    return hexadecimal(hasher.finalize())
  }
}
