import Database

extension Migration {
  /// Notes to the designer: what somebody wishes for a part of a page that only the agency changes.
  static let notes = Migration(
    number: 4, name: "notes",
    portable: """
      CREATE TABLE note (
        agency TEXT NOT NULL,
        site TEXT NOT NULL,
        id TEXT NOT NULL,
        page TEXT NOT NULL,
        element TEXT,
        body TEXT NOT NULL,
        author TEXT NOT NULL,
        at INTEGER NOT NULL,
        doneAt INTEGER,
        doneBy TEXT,
        PRIMARY KEY (agency, site, id),
        FOREIGN KEY (agency, site) REFERENCES site (agency, id),
        FOREIGN KEY (agency, author) REFERENCES account (agency, id)
      ) STRICT;

      CREATE INDEX noteAt ON note (agency, site, at);
      CREATE INDEX noteOpen ON note (agency, site, author) WHERE doneAt IS NULL;
      """)
}
