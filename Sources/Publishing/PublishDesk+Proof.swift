import Builder
import Model
import Store

/// What a customer's publish is shown to leave alone: every file that no change of the customer's can touch is the same one, byte for byte,
/// as in the release before. Which rows may change at all is decided before; this looks at what was built of them.
extension PublishDesk {
  /// - Throws: `PublishRefusal` when another file would change; nothing is published then
  func prove(
    _ built: BuiltRelease, _ composition: Composition, of key: SiteKey, against live: Release,
    for authority: EditAuthority, by author: AccountID?
  ) async throws -> JSONValue {
    let changes = try await store.pendingChanges(of: key, from: live.composition, to: composition, for: authority)
    let before = try await store.manifest(of: live.number, in: key)
    let touched = TouchedFiles(changes.changes, in: built.snapshot)
    let change = built.manifest.change(from: before)
    let (written, removed) = (change.written, change.removed)
    let known = Set(before.artifacts.map(\.path))
    let foreign =
      removed.filter { !touched.mayLose($0) }
      + written.filter { !touched.mayChange($0.path, isNew: !known.contains($0.path)) }.map(\.path)
    guard changes.others == 0, foreign.isEmpty else {
      let reason =
        changes.others > 0
        ? "\(changes.others) changes that are not the customer's"
        : "files outside the customer's changes: \(foreign.sorted().prefix(5).joined(separator: ", "))"
      await tell(.scopeRefused(reason, key))
      throw PublishRefusal(.scope, "more would have changed than this person may change; submit it for approval")
    }
    return [
      "before": .integer(live.number), "places": .integer(changes.changes.count),
      "changes": .strings(changes.changes.map(\.id)), "written": .strings(written.map(\.path)),
      "removed": .strings(removed), "unchanged": .integer(built.manifest.artifacts.count - written.count),
    ]
  }

  /// Whether a release still differs from the one before it in the files that its proof names, and in no other.
  package func verify(_ number: Int, of key: SiteKey) async throws -> Bool {
    guard let proof = try await store.proof(of: number, in: key), let base = proof["before"]?.integer else {
      return false
    }
    let change = try await store.manifest(of: number, in: key).change(from: try await store.manifest(of: base, in: key))
    return JSONValue.strings(change.written.map(\.path)) == proof["written"]
      && JSONValue.strings(change.removed) == proof["removed"]
  }
}

/// The files that some changes can touch.
private struct TouchedFiles {
  private var pages: Set<String> = []
  /// Something that stands on many pages has changed.
  private var isEverywhere = false

  init(_ changes: [PendingChange], in snapshot: SiteSnapshot) {
    let paths = SitePaths(pages: snapshot.pages.lazy.map(\.page), collections: snapshot.settings.collections)
    for change in changes {
      guard let page = change.page, let path = paths.path(of: page),
        !change.changes.contains(where: Self.isSeenElsewhere)
      else {
        isEverywhere = true
        continue
      }
      pages.insert(path.hasSuffix("/") ? path.dropFirst() + "index.html" : String(path.dropFirst()))
    }
  }

  /// A page's title stands in menus and lists; the styles of all pages know where pictures are cropped.
  private static func isSeenElsewhere(_ change: Change) -> Bool {
    switch change.property {
    case .title, .description: true
    case .image: change.kind == "page" || change.before["focalPoint"] != change.after["focalPoint"]
    default: false
    }
  }

  func mayChange(_ path: String, isNew: Bool) -> Bool {
    if path.hasPrefix("a/") { return isNew }
    if path.hasSuffix(".html") { return !isNew && (isEverywhere || pages.contains(path)) }
    // Feeds, maps of the site and what a search reads are made of the pages.
    return path.hasSuffix(".xml") || path.hasSuffix(".json")
  }

  /// Sizes of pictures that are shown no more may go; a page may not.
  func mayLose(_ path: String) -> Bool { path.hasPrefix("a/") }
}
