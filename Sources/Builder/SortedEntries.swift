import Model
import Synchronization

/// Entries of collections in the orders that lists ask for, each sorted when the first one asks.
final class SortedEntries: Sendable {
  private struct Key: Hashable {
    let collection: String
    let order: CollectionQuery.Order
  }

  private let known: Mutex<[Key: [Int]]>
  private let places = Mutex<[Key: [Int: Int]]>([:])

  init() { known = Mutex([:]) }

  private init(_ known: [Key: [Int]]) { self.known = Mutex(known) }

  func without(_ collection: String) -> SortedEntries {
    SortedEntries(known.withLock { $0.filter { $0.key.collection != collection } })
  }

  /// Where an entry stands in the order.
  func place(of page: Int, in collection: String, by order: CollectionQuery.Order, among entries: [Int]) -> Int? {
    let key = Key(collection: collection, order: order)
    return places.withLock { places in
      if let found = places[key] { return found[page] }
      let found = Dictionary(zip(entries, entries.indices), uniquingKeysWith: { first, _ in first })
      places[key] = found
      return found[page]
    }
  }

  func entries(of collection: String, by order: CollectionQuery.Order, in site: SiteData) -> [Int] {
    let key = Key(collection: collection, order: order)
    return known.withLock { known in
      if let found = known[key] { return found }
      let found = Self.sort(site.layout.entries[collection] ?? [], by: order, pages: site.pages)
      known[key] = found
      return found
    }
  }

  /// Numbers by their size, everything else as titles are; entries without a value come last.
  private static func sort(
    _ entries: [Int], by field: String, isDescending: Bool, pages: ChunkedArray<PageContent>
  ) -> [Int] {
    let values = entries.map { pages[$0].row.page.meta.extra[field].flatMap { $0.isEmpty ? nil : $0 } }
    let numbers = values.map { $0.flatMap(CollectionField.number) }
    let areNumbers = zip(values, numbers).allSatisfy { $0.0 == nil || $0.1 != nil }
    let keys = values.map { $0.map(TitleOrder.key) }
    let order = entries.indices.sorted { left, right in
      guard let first = keys[left], let second = keys[right] else {
        return keys[left] != nil || (keys[right] == nil && left < right)
      }
      if areNumbers, let first = numbers[left], let second = numbers[right] {
        return first == second ? left < right : isDescending ? first > second : first < second
      }
      return first == second ? left < right : isDescending ? first > second : first < second
    }
    return order.map { entries[$0] }
  }

  /// Ties keep the snapshot's order, which is the one that people gave by hand. Entries without a date come last.
  private static func sort(
    _ entries: [Int], by order: CollectionQuery.Order, pages: ChunkedArray<PageContent>
  ) -> [Int] {
    switch order {
    case .manual: return entries
    case .field(let name, let isDescending): return sort(entries, by: name, isDescending: isDescending, pages: pages)
    case .title:
      let keys = entries.map { (TitleOrder.key(pages[$0].row.page.title), $0) }
      return keys.sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }.map(\.1)
    case .newestFirst, .oldestFirst:
      let last = order == .newestFirst ? 0 : Int.max
      let keys = entries.map { (pages[$0].row.page.meta.date?.number ?? last, $0) }
      return keys.sorted {
        if $0.0 == $1.0 { return $0.1 < $1.1 }
        return order == .newestFirst ? $0.0 > $1.0 : $0.0 < $1.0
      }.map(\.1)
    }
  }
}

extension CalendarDate {
  fileprivate var number: Int { (year * 100 + month) * 100 + day }
}

/// How titles are sorted: without regard to case and to the marks on Latin letters, as lists for people are.
enum TitleOrder {
  static func key(_ title: String) -> String {
    var key = ""
    for scalar in title.lowercased().unicodeScalars {
      switch scalar {
      case "ä", "à", "á", "â", "ã", "å": key += "a"
      case "ö", "ò", "ó", "ô", "õ", "ø": key += "o"
      case "ü", "ù", "ú", "û": key += "u"
      case "è", "é", "ê", "ë": key += "e"
      case "ì", "í", "î", "ï": key += "i"
      case "ß": key += "ss"
      case "ç": key += "c"
      case "ñ": key += "n"
      default: key.unicodeScalars.append(scalar)
      }
    }
    return key
  }
}
