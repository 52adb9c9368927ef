import Database
import Model

/// A site with everything that it ever was, as rows that belong to no instance.
package struct SiteHistoryRows: Sendable {
  /// What the site's own row says.
  package struct Site: Sendable {
    package var slug: String
    package var name: String
    package var revision: Revision
    package var liveRelease: Int?

    package init(slug: String, name: String, revision: Revision, liveRelease: Int?) {
      self.slug = slug
      self.name = name
      self.revision = revision
      self.liveRelease = liveRelease
    }
  }

  /// Somebody who has written on the site.
  package struct Person: Sendable {
    package var id: String
    package var email: String
    package var name: String

    package init(id: String, email: String, name: String) {
      self.id = id
      self.email = email
      self.name = name
    }
  }

  package var site: Site
  package var people: [Person]
  /// Rows with the name of their table under `table`, in a fixed order.
  package var rows: [JSONValue]
  /// The contents that the rows name.
  package var blobs: Set<String>

  package init(site: Site, people: [Person], rows: [JSONValue]) {
    self.site = site
    self.people = people
    self.rows = rows
    blobs = Set(
      rows.compactMap { row -> String? in
        guard let table = row.object?["table"]?.string, table == "asset" || table == "artifact" else { return nil }
        return row.object?["hash"]?.string
      })
  }
}

extension Store {
  private static let person = Statement("history.person", "SELECT email, name FROM account WHERE agency = ? AND id = ?")

  /// Everything that a site ever was, read at one moment.
  package func history(of key: SiteKey) async throws -> SiteHistoryRows {
    try await database.read { transaction in
      guard let record = try SiteRows.find(key, in: transaction) else { throw StoreError.notFound("site \(key.site)") }
      var rows: [JSONValue] = []
      var authors: Set<String> = []
      for table in SiteTable.all {
        try transaction.query(table.read, [.init(key.agency.rawValue), .init(key.site.rawValue)]) { row in
          let json = table.json(row)
          for column in table.columns where column.kind == .account {
            if let author = json.object?[column.name]?.string { authors.insert(author) }
          }
          rows.append(json)
        }
      }
      var people: [SiteHistoryRows.Person] = []
      for id in authors.sorted() {
        let found = try transaction.first(Self.person, .init(key.agency.rawValue), .init(id)) { row in
          SiteHistoryRows.Person(id: id, email: row.text(0), name: row.text(1))
        }
        if let found { people.append(found) }
      }
      // The theme's files are named by a setting, not by rows of their own.
      let site = SiteHistoryRows.Site(
        slug: record.slug, name: record.name, revision: record.revision, liveRelease: record.liveRelease)
      var history = SiteHistoryRows(site: site, people: people, rows: rows)
      history.blobs.formUnion(history.themeFiles)
      return history
    }
  }
}

extension SiteHistoryRows {
  /// The contents of the files of every theme that the site has had.
  package var themeFiles: Set<String> {
    var hashes: Set<String> = []
    for row in rows {
      guard row.object?["table"]?.string == "setting", row.object?["name"]?.string == "theme",
        let value = row.object?["value"]?.string, let theme = try? Theme(json: JSONValue.parse(value))
      else { continue }
      hashes.formUnion(theme.assets.values.map(\.hash))
    }
    return hashes
  }
}
