/// What a release consists of: a site as it stood at one revision, with single things taken as they stand at newer ones.
///
/// A composition without picks is a whole revision. What is picked may also be gone at its revision, and is left out then.
package struct Composition: Hashable, Sendable {
  /// The smallest thing that can be taken by itself: one row.
  package enum Pick: Hashable, Sendable {
    case element(ElementID)
    case page(PageID)
    /// A value of the settings by its path (`company.phone`, `site.name`), or `theme`.
    case setting(String)
    /// A file of the site by its path.
    case asset(String)
  }

  package let base: Revision
  /// At which revision each of them is taken; always newer than the base.
  package private(set) var picks: [Pick: Revision]

  package init(base: Revision, picks: [Pick: Revision] = [:]) {
    self.base = base
    self.picks = picks.filter { $0.value > base }
  }

  /// Whether it is a revision as it stood, with nothing picked.
  package var isWhole: Bool { picks.isEmpty }

  /// The revision at which a thing is taken.
  package func revision(of pick: Pick) -> Revision { picks[pick] ?? base }

  /// The newest revision of which something is in it.
  package var newest: Revision { picks.values.max() ?? base }

  /// The same with further things taken as they stand at a revision.
  package func taking(_ further: some Sequence<Pick>, at revision: Revision) -> Composition {
    var result = picks
    for pick in further { result[pick] = revision }
    return Composition(base: base, picks: result)
  }
}

extension Composition {
  /// What was pinned, put on what is live now: where another release came between, only what was chosen is taken from it, so that nothing
  /// goes back. The live composition itself when all of it, or something newer, is live already.
  /// - Returns: nil where the site was set back to an older state than the one that single things were picked for
  package func rebased(on live: Composition) -> Composition? {
    if isWhole { return live.base >= base ? live : Composition(base: base, picks: live.picks) }
    guard live.base >= base else { return nil }
    var result = live
    for (pick, revision) in picks where revision > live.revision(of: pick) {
      result = result.taking([pick], at: revision)
    }
    return result
  }
}

extension Composition {
  private static let members: [(name: String, make: @Sendable (String) -> Pick?)] = [
    ("elements", { ElementID($0).map(Pick.element) }), ("pages", { PageID($0).map(Pick.page) }),
    ("settings", { .setting($0) }), ("assets", { .asset($0) }),
  ]

  /// The picks as an object of objects: kind → name → revision. Empty for a whole revision.
  package var picksJSON: JSONValue {
    var members: [String: [String: JSONValue]] = [:]
    for (pick, revision) in picks {
      let (kind, name) =
        switch pick {
        case .element(let id): ("elements", id.rawValue)
        case .page(let id): ("pages", id.rawValue)
        case .setting(let path): ("settings", path)
        case .asset(let path): ("assets", path)
        }
      members[kind, default: [:]][name] = .integer(revision)
    }
    return .object(members.mapValues { .object($0) })
  }

  /// The picks as they are kept in a row: canonical JSON, or empty for a whole revision.
  package var storedPicks: String { isWhole ? "" : picksJSON.canonical }

  package init(base: Revision, picksJSON json: JSONValue, at pointer: String = "") throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: Set(Self.members.map(\.name)))
    var picks: [Pick: Revision] = [:]
    for (kind, make) in Self.members {
      for (name, value) in reader.value(kind)?.object ?? [:] {
        guard let pick = make(name), let revision = value.integer, revision > base else {
          throw reader.error("\(kind)/\(name)", "is not something that was picked from a revision after \(base)")
        }
        picks[pick] = revision
      }
    }
    self.init(base: base, picks: picks)
  }

  /// - Throws: `JSONError`, `FieldError` for what this program has not written.
  package init(base: Revision, storedPicks text: String) throws {
    if text.isEmpty { self.init(base: base) } else { try self.init(base: base, picksJSON: .parse(text)) }
  }
}
