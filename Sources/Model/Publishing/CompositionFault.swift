/// Why a composition cannot be a site: something that was taken needs something that was not.
package struct CompositionFault: Error, Hashable, Sendable {
  /// The trees, pages and addresses that do not fit; taking all changes of one of them helps.
  package enum Place: Hashable, Sendable {
    case owner(Owner)
    case element(ElementID)
    case page(PageID)
  }

  package let places: [Place]
  package let explanation: String

  package init(_ places: [Place], _ explanation: String) {
    self.places = places
    self.explanation = explanation
  }
}

/// What must hold for a site that was put together: the same as after every edit, and that everything stands somewhere.
package enum CompositionRules {
  /// - Parameters:
  ///   - rows: of the trees that are looked at, each whole
  ///   - pages: all of the site
  ///   - slots: the slots of a template; nil for one that the site has not
  package static func check(
    _ rows: [Owner: [Element]], pages: [Page], slots: (String) -> Set<String>?
  ) throws(CompositionFault) {
    let byID = Dictionary(pages.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for page in pages {
      if let parent = page.parent, byID[parent] == nil {
        throw CompositionFault([.page(page.id), .page(parent)], "the page above “\(page.title)” is not there")
      }
    }
    for (owner, rows) in rows where !rows.isEmpty {
      var offered: Set<String>?
      if case .page(let id) = owner {
        guard let page = byID[id] else {
          throw CompositionFault([.page(id), .owner(owner)], "the page of an element is not there")
        }
        offered = slots(page.template)
      }
      do {
        try TreeInvariants.check(rows, slots: offered)
      } catch {
        var places: [CompositionFault.Place] = [.element(error.element)]
        if let parent = rows.first(where: { $0.id == error.element })?.parent { places.append(.element(parent)) }
        throw CompositionFault(places + [.owner(owner)], error.explanation)
      }
    }
  }

  /// - Parameter known: addresses that two pages wanted before
  package static func checkPaths(
    of pages: [Page], collections: [String: CollectionSettings], known: Set<String>
  ) throws(CompositionFault) {
    let paths = SitePaths(pages: pages, collections: collections)
    guard let collision = paths.collisions.first(where: { !known.contains($0.path) }) else { return }
    let rivals = pages.filter { paths.path(of: $0.id) == collision.path }
    throw CompositionFault(
      rivals.map { .page($0.id) }, "two pages would have the address \(collision.path)")
  }
}
