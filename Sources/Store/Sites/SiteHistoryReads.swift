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
    blobs = Set(rows.flatMap { Self.contents(of: $0).map(\.hash) })
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
      let site = SiteHistoryRows.Site(
        slug: record.slug, name: record.name, revision: record.revision, liveRelease: record.liveRelease)
      return SiteHistoryRows(site: site, people: people, rows: rows)
    }
  }
}

extension SiteHistoryRows {
  /// The contents that a row names, with the size that it says they have and whose it is; the theme's files are named by a setting.
  private static func contents(of row: JSONValue) -> [(what: String, hash: String, size: Int)] {
    guard let fields = row.object else { return [] }
    switch fields["table"]?.string {
    case "asset", "artifact":
      guard let hash = fields["hash"]?.string, let size = fields["size"]?.integer else { return [] }
      return [("size", hash, size)]
    case "setting":
      guard fields["name"]?.string == "theme", let value = fields["value"]?.string,
        let theme = try? Theme(json: JSONValue.parse(value))
      else { return [] }
      return theme.assets.sorted { $0.key < $1.key }.map { ("size of \($0.key)", $0.value.hash, $0.value.size) }
    default: return []
    }
  }

  /// Whether the contents that the rows name are there, each of the size that its rows say.
  /// - Parameter size: of the content of a hash, in bytes; nil where there is none
  package func checkContents(size: (String) -> Int?) throws(ArchiveFault) {
    for (index, row) in rows.enumerated() {
      for content in Self.contents(of: row) {
        guard let size = size(content.hash) else {
          throw ArchiveFault("the archive lacks history/blobs/\(content.hash)")
        }
        guard size == content.size else {
          throw ArchiveFault("\(content.what) is \(content.size), but the content has \(size) bytes", row: index)
        }
      }
    }
  }
}
