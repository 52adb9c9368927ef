import Model
import Synchronization

/// What a page, a template or another file was made from beside itself: each is something that may change later.
enum ReadKey: Hashable, Sendable {
  /// What stands at a path, or that nothing does.
  case path(String)
  /// A file by its path (`assets/hero.jpg`), or by the one it has on the web (`a/hero.0123456789.jpg`).
  case asset(String)
  /// Which entries a collection has, and in which order.
  case collection(String)
  case menu(String)
  /// Which pages of a language may be found.
  case contents(String)
  /// The home page in a language.
  case home(String)
  case company(String)
  case shared(String)
  case template(String)
  /// That there is no such page.
  case missing(PageID)
}

/// A key as a small number. Pages are by far the most frequent, so they need no look-up: their number is in the code.
typealias ReadCode = UInt32

extension ReadCode {
  /// The page's row: title, address, date, whether it is shown.
  static func row(_ number: Int) -> ReadCode { ReadCode(number) << 2 | 1 }
  /// What stands before and after the page in its collection.
  static func beside(_ number: Int) -> ReadCode { ReadCode(number) << 2 | 3 }
  /// The page's elements.
  static func body(_ number: Int) -> ReadCode { ReadCode(number) << 2 | 2 }
  fileprivate static func named(_ number: Int) -> ReadCode { ReadCode(number) << 2 }
}

/// Numbers of all keys but pages. A key that nothing has read has none.
final class ReadNames: Sendable {
  private let codes = Mutex<[ReadKey: ReadCode]>([:])
  private let asksBeside = Mutex(false)

  /// Whether anybody has asked what stands before or after an entry.
  var hasNeighbours: Bool { asksBeside.withLock { $0 } }
  func noteNeighbours() { asksBeside.withLock { $0 = true } }

  func code(_ key: ReadKey) -> ReadCode {
    codes.withLock { codes in
      if let known = codes[key] { return known }
      let code = ReadCode.named(codes.count)
      codes[key] = code
      return code
    }
  }

  /// nil when nothing has ever read it.
  func known(_ key: ReadKey) -> ReadCode? { codes.withLock { $0[key] } }
}

/// Takes down what is read while something is made. One per worker.
final class ReadLog {
  private let names: ReadNames
  /// False for a build that nothing follows: only the files that something uses are noted then.
  private let isFull: Bool
  private var known: [ReadKey: ReadCode] = [:]
  /// By code: the round in which it was noted last.
  private var rounds: [UInt32] = []
  private var round: UInt32 = 1
  private var codes: [ReadCode] = []
  private var hasNotedNeighbours = false

  init(_ names: ReadNames, isFull: Bool) {
    self.names = names
    self.isFull = isFull
  }

  func row(_ page: Int) { if isFull { note(.row(page)) } }
  func body(_ page: Int) { if isFull { note(.body(page)) } }
  func named(_ key: @autoclosure () -> ReadKey) { if isFull { note(code(key())) } }
  func asset(_ path: String) { note(code(.asset(path))) }

  func beside(_ page: Int) {
    guard isFull else { return }
    if !hasNotedNeighbours {
      names.noteNeighbours()
      hasNotedNeighbours = true
    }
    note(.beside(page))
  }

  /// What something was made from that stands in what is made now.
  func add(_ codes: [ReadCode]) { for code in codes { note(code) } }

  /// What was read since the last call, each once.
  func take() -> [ReadCode] {
    defer {
      codes.removeAll(keepingCapacity: true)
      round += 1
    }
    return Array(codes[...])
  }

  private func code(_ key: ReadKey) -> ReadCode {
    if let code = known[key] { return code }
    let code = names.code(key)
    known[key] = code
    return code
  }

  private func note(_ code: ReadCode) {
    let place = Int(code)
    if place >= rounds.count {
      rounds.append(contentsOf: repeatElement(0, count: max(place + 1 - rounds.count, rounds.count, 1024)))
    }
    guard rounds[place] != round else { return }
    rounds[place] = round
    codes.append(code)
  }
}
