import Database

extension Migration {
  /// Every step of the schema in order. A released step is never changed: what is wrong in it is mended by a new one.
  package static let all: [Migration] = [
    .sites, .accounts, .history, .notes, .publishing, .archives, .feedback, .sight,
  ]

  /// One text for both engines. It is written for SQLite; PostgreSQL reads it with its own type names, a byte-wise order of text,
  /// and without `STRICT`.
  init(number: Int, name: String, portable sql: String) {
    let postgreSQL = [
      (" TEXT", " TEXT COLLATE \"C\""), (" INTEGER", " BIGINT"), (") STRICT;", ");"),
    ].reduce(sql) { text, rule in text.replacingEvery(rule.0, by: rule.1) }
    self.init(number: number, name: name, sqlite: sql, postgreSQL: postgreSQL)
  }
}

extension String {
  fileprivate func replacingEvery(_ pattern: String, by replacement: String) -> String {
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: pattern) {
      result += rest[..<range.lowerBound]
      result += replacement
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
