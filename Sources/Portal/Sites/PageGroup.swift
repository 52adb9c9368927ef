import Model

/// Pages as people look for them: the site's pages first, then the entries of each collection below its title, the newest first.
struct PageGroup: Sendable {
  struct Line: Sendable {
    let id: PageID
    let title: String
    let path: String
    /// The page's language, where the site has several.
    var locale: String?

    /// What stands for the page in a list.
    var shown: String { title.isEmpty ? path : title }
  }

  /// The collection's name and title; nil for pages that are no entries.
  let collection: (name: String, title: String)?
  var lines: [Line]

  /// - Parameters:
  ///   - pages: in the order of the tree
  ///   - collections: in the order in which they are shown, also those without entries
  static func all(
    _ pages: [(page: Page, path: String)], _ collections: [(name: String, settings: CollectionSettings)],
    hasSeveralLanguages: Bool
  ) -> [PageGroup] {
    let known = Set(collections.map(\.name))
    func lines(_ pages: [(page: Page, path: String)]) -> [Line] {
      pages.map {
        Line(
          id: $0.page.id, title: $0.page.title, path: $0.path, locale: hasSeveralLanguages ? $0.page.locale : nil)
      }
    }
    let entries = Dictionary(grouping: pages) { $0.page.collection.flatMap { known.contains($0) ? $0 : nil } }
    return [PageGroup(collection: nil, lines: lines(entries[nil] ?? []))]
      + collections.map { name, settings in
        let newest = (entries[name] ?? []).enumerated().sorted { one, other in
          let (first, second) = (one.element.page.meta.date, other.element.page.meta.date)
          if first == second { return one.offset < other.offset }
          return (first ?? .min) > (second ?? .min)
        }
        return PageGroup(collection: (name, settings.title), lines: lines(newest.map(\.element)))
      }
  }

  /// The part of a list of groups that a range of its lines names. A group without lines belongs to what stands before it.
  static func slice(_ groups: [PageGroup], _ range: Range<Int>) -> [PageGroup] {
    var start = 0
    var result: [PageGroup] = []
    for group in groups {
      let own = start..<(start + group.lines.count)
      let shown = own.clamped(to: range)
      if !shown.isEmpty {
        result.append(
          PageGroup(
            collection: group.collection,
            lines: Array(group.lines[(shown.lowerBound - start)..<(shown.upperBound - start)])))
      } else if own.isEmpty, group.collection != nil,
        range.contains(start - 1) || start == range.lowerBound && start == 0
      {
        result.append(group)
      }
      start = own.upperBound
    }
    return result
  }
}

extension CalendarDate {
  /// Before every other day: what has none.
  fileprivate static let min = CalendarDate(year: 1, month: 1, day: 1)!
}
