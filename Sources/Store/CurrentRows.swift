import Database

extension Statement {
  /// A statement that reads the current rows of a temporal table and names the index that holds nothing but them (`INDEXED BY …`).
  ///
  /// SQLite keeps no figures here by which it could see how many past rows there are, and of two indexes that begin alike it may take
  /// the one over the whole history. PostgreSQL keeps such figures and does not know the words.
  init(_ name: String, current sql: String) {
    self.init(name, sqlite: sql, postgreSQL: sql.replacing(#/ INDEXED BY \w+/#, with: ""))
  }
}
