import Database
import Model

/// What is different between what visitors see and a younger state, as people choose from it.
package struct PendingChanges: Sendable {
  /// What visitors see.
  package let from: Composition
  package let to: Composition
  /// Those that the reader may know of, in the order of the pages.
  package let changes: [PendingChange]
  /// How many there are that the reader is not told.
  package let others: Int
  /// Whether there are so many that only everything at once can be published.
  package let isCut: Bool

  let graph: ChangeGraph
  let units: [ChangeUnit]

  /// All of them, told and not.
  package var count: Int { changes.count + others }

  /// What a choice comes to.
  package struct Choice: Sendable, Hashable {
    package let composition: Composition
    /// The chosen ones with all that they need, by ID.
    package let ids: Set<String>
    /// Those among them that were not chosen.
    package let added: Set<String>
  }

  /// The chosen changes with what they need. All of them are the younger state itself.
  /// - Parameter ids: those that are not in the list are left out: they are live, or taken back, by now
  package func choice(_ ids: Set<String>) -> Choice {
    let chosen = Set(units.indices.filter { ids.contains(units[$0].id) })
    return choice(of: graph.closure(of: chosen), chosen: chosen)
  }

  /// All that the reader may bring live.
  package var withinRights: Choice {
    let ids = Set(changes.filter(\.isWithinRights).map(\.id))
    return choice(ids)
  }

  /// A choice that takes more, because what it took does not stand by itself; nil when nothing more helps.
  package func widened(_ choice: Choice, by fault: CompositionFault) -> Choice? {
    var taken = Set(units.indices.filter { choice.ids.contains(units[$0].id) })
    let before = taken.count
    for place in fault.places where taken.count == before {
      taken.formUnion(units.indices.filter { units[$0].concerns(place) })
    }
    guard taken.count > before else { return nil }
    let chosen = taken.filter { choice.ids.contains(units[$0].id) && !choice.added.contains(units[$0].id) }
    return self.choice(of: graph.closure(of: taken), chosen: Set(chosen))
  }

  private func choice(of taken: Set<Int>, chosen: Set<Int>) -> Choice {
    let ids = Set(taken.map { units[$0].id })
    let added = Set(taken.subtracting(chosen).map { units[$0].id })
    guard taken.count < units.count || isCut else { return Choice(composition: to, ids: ids, added: added) }
    var composition = from
    for place in taken {
      for pick in units[place].picks {
        composition = composition.taking([pick], at: to.revision(of: pick))
      }
    }
    return Choice(composition: composition, ids: ids, added: added)
  }
}

/// One change with its rows.
struct ChangeUnit: Sendable {
  let id: String
  var elements: [Step<Element>] = []
  var pages: [Step<Page>] = []
  var settings: [String] = []
  var assets: Set<String> = []
  /// Whether it consists of nothing but what the reader may change now; without what it needs.
  var isWithinRights = false

  var picks: [Composition.Pick] {
    elements.compactMap { $0.after?.id ?? $0.before?.id }.map(Composition.Pick.element)
      + pages.compactMap { $0.after?.id ?? $0.before?.id }.map(Composition.Pick.page)
      + settings.map(Composition.Pick.setting) + assets.map(Composition.Pick.asset)
  }

  func concerns(_ place: CompositionFault.Place) -> Bool {
    switch place {
    case .owner(let owner): elements.contains { $0.after?.owner == owner || $0.before?.owner == owner }
    case .element(let id): elements.contains { $0.after?.id == id || $0.before?.id == id }
    case .page(let id): pages.contains { $0.after?.id == id || $0.before?.id == id }
    }
  }
}

extension Store {
  /// What is different between two compositions of a site, in changes that can be taken one by one.
  /// - Parameters:
  ///   - from: what visitors see
  ///   - to: nil for the newest revision
  /// - Throws: `notFound` for a revision that the site has not.
  package func pendingChanges(
    of key: SiteKey, from: Composition, to: Composition? = nil, for authority: EditAuthority
  ) async throws -> PendingChanges {
    try await database.read { transaction in
      try PendingReader(key: key, from: from, to: to, authority: authority, transaction: transaction).read()
    }
  }
}
