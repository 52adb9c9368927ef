import Database

extension Migration {
  /// What is asked for those who came to a site later than others: which state stood there at a moment, and what is hidden now.
  static let sight = Migration(
    number: 8, name: "sight",
    portable: """
      CREATE INDEX editAt ON edit (agency, site, at, revision);
      CREATE INDEX elementHidden ON element (agency, site, since, id) WHERE hidden = 1 AND until IS NULL;
      """)
}
