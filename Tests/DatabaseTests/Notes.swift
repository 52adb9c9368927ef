import Database

/// The small schema that these tests share: one rule of each kind, spelled for each engine.
enum Notes {
  static let migration = Migration(
    number: 1, name: "notes",
    sqlite: """
      CREATE TABLE note (
        id TEXT PRIMARY KEY, body TEXT NOT NULL, size INTEGER NOT NULL DEFAULT 0 CHECK (size >= 0),
        parent TEXT REFERENCES note (id), share REAL, data BLOB) STRICT;
      CREATE TABLE pledge (note TEXT NOT NULL REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
      """,
    postgreSQL: """
      CREATE TABLE note (
        id TEXT COLLATE "C" PRIMARY KEY, body TEXT COLLATE "C" NOT NULL,
        size BIGINT NOT NULL DEFAULT 0 CHECK (size >= 0),
        parent TEXT COLLATE "C" REFERENCES note (id), share DOUBLE PRECISION, data BYTEA);
      CREATE TABLE pledge (note TEXT COLLATE "C" NOT NULL REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED);
      """)

  static let insert = Statement("note.insert", "INSERT INTO note (id, body) VALUES (?, ?)")
  static let insertAll = Statement(
    "note.insertAll", "INSERT INTO note (id, body, size, parent, share, data) VALUES (?, ?, ?, ?, ?, ?)")
  static let setSize = Statement("note.setSize", "UPDATE note SET size = ? WHERE id = ?")
  static let grow = Statement("note.grow", "UPDATE note SET size = size + 1 WHERE id = ? RETURNING size")
  static let count = Statement("note.count", "SELECT count(*) FROM note")
  static let ids = Statement("note.ids", "SELECT id FROM note ORDER BY id")
  static let all = Statement(
    "note.all", "SELECT id, body, size, parent, share, data, size = 0 FROM note ORDER BY id")
  static let pledge = Statement("pledge.insert", "INSERT INTO pledge (note) VALUES (?)")
}

extension Database {
  func noteIDs() async throws -> [String] { try await read { try $0.all(Notes.ids) { $0.text(0) } } }
  func noteCount() async throws -> Int? { try await read { try $0.first(Notes.count) { $0.integer(0) } } }
}

/// What a closure throws for reasons of its own.
struct Refusal: Error {}
