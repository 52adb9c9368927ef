import Synchronization

/// A named SQL statement in the subset that SQLite and PostgreSQL read alike, with `?` for each value (or `?1`, `?2` …
/// throughout, to use a value twice; in places of different types PostgreSQL wants a CAST). Make it once, as a `static let`: connections find their prepared form by its number, and a new text
/// stays registered as long as the process lives, so never build texts from data.
package struct Statement: Sendable {
  let text: StatementText

  package var name: String { text.name }

  /// - Parameter name: appears in error messages, such as `page.insert`.
  package init(_ name: String, _ sql: String) {
    self.init(name, sqlite: sql, postgreSQL: sql)
  }

  /// For the few statements that the engines spell differently.
  package init(_ name: String, sqlite: String, postgreSQL: String) {
    text = StatementText.registered(name: name, sqlite: sqlite, postgreSQL: postgreSQL)
  }
}

/// The texts behind a statement; one object per distinct text.
final class StatementText: Sendable {
  let name: String
  let sqlite: String
  let postgreSQL: String
  /// How many values it takes.
  let valueCount: Int
  /// Small and dense, so that each connection keeps its prepared statements in a plain array.
  let number: Int

  private init(name: String, sqlite: String, postgreSQL: String, number: Int) {
    self.name = name
    self.sqlite = sqlite
    (self.postgreSQL, valueCount) = numberedPlaceholders(postgreSQL)
    self.number = number
  }

  private struct Key: Hashable {
    let name: String
    let sqlite: String
    let postgreSQL: String
  }

  private static let registry = Mutex<[Key: StatementText]>([:])

  static func registered(name: String, sqlite: String, postgreSQL: String) -> StatementText {
    let key = Key(name: name, sqlite: sqlite, postgreSQL: postgreSQL)
    return registry.withLock { known in
      if let text = known[key] { return text }
      let text = StatementText(name: name, sqlite: sqlite, postgreSQL: postgreSQL, number: known.count)
      known[key] = text
      return text
    }
  }
}

/// Rewrites `?` to `$1`, `$2` … and `?3` to `$3`, outside quotes and comments.
/// - Returns: the text, and the highest number in it.
private func numberedPlaceholders(_ sql: String) -> (text: String, highest: Int) {
  let bytes = Array(sql.utf8)
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count + 8)
  var highest = 0
  var index = 0
  while index < bytes.count {
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: "'"), UInt8(ascii: "\""):
      // A doubled quote inside closes one literal and opens the next, which comes to the same.
      let end = bytes[(index + 1)...].firstIndex(of: byte) ?? bytes.count - 1
      result += bytes[index...end]
      index = end + 1
    case UInt8(ascii: "-") where index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "-"):
      let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      result += bytes[index..<end]
      index = end
    case UInt8(ascii: "?"):
      let digits = bytes[(index + 1)...].prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      let number = Int(String(decoding: digits, as: UTF8.self)) ?? highest + 1
      result += "$\(number)".utf8
      highest = max(highest, number)
      index += 1 + digits.count
    default:
      result.append(byte)
      index += 1
    }
  }
  return (String(decoding: result, as: UTF8.self), highest)
}
