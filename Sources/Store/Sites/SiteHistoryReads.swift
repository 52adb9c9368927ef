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
    let rows = ArchivedNotes.asThreads(rows)
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
    case "asset", "artifact", "commentFile", "screenshot":
      guard let hash = fields["hash"]?.string, let size = fields["size"]?.integer else { return [] }
      return [("size", hash, size)]
    case "suggestion":
      guard let file = suggested(by: fields) else { return [] }
      return [("the picture's size", file.hash, file.size)]
    default: return themeFiles(of: fields).map { ("size of \($0.key)", $0.value.hash, $0.value.size) }
    }
  }

  /// Whether the site's own files and its themes' are what their rows say: a type that a content has not would be believed by browsers, and
  /// a picture's size by whoever makes others of it.
  /// - Parameter kind: what a content is, by its hash and the path of the file
  package func checkOriginals(kind: (String, String) throws(ArchiveFault) -> AssetFile) throws(ArchiveFault) {
    var known: [String: AssetFile] = [:]
    func check(_ path: String, _ file: AssetFile, row: Int) throws(ArchiveFault) {
      let key = "\(file.hash) \(path)"
      let actual: AssetFile
      if let seen = known[key] {
        actual = seen
      } else {
        do throws(ArchiveFault) { actual = try kind(file.hash, path) } catch {
          throw ArchiveFault(error.problem, row: row)
        }
        known[key] = actual
      }
      // AVIF under the general brand is told by its name alone.
      let isNamed = actual.type == "image/heic" && file.type == "image/avif"
      guard actual.hash == file.hash, actual.type == file.type || isNamed,
        isNamed || actual.width == file.width && actual.height == file.height
      else {
        let size = actual.width.map { ", \($0) × \(actual.height ?? 0)" } ?? ""
        throw ArchiveFault("“\(path)” is not what its row says: its content is \(actual.type)\(size)", row: row)
      }
    }
    for (index, row) in rows.enumerated() {
      guard let fields = row.object else { continue }
      if fields["table"] == "asset", let path = fields["path"]?.string {
        let file = AssetFile(
          hash: fields["hash"]?.string ?? "", size: fields["size"]?.integer ?? 0, type: fields["type"]?.string ?? "",
          width: fields["width"]?.integer, height: fields["height"]?.integer)
        try check(path, file, row: index)
      }
      for (path, file) in Self.themeFiles(of: fields) { try check(path, file, row: index) }
      if ["commentFile", "screenshot"].contains(fields["table"]), let type = fields["type"]?.string,
        let ending = CommentFileKinds.endings[type]
      {
        let file = AssetFile(
          hash: fields["hash"]?.string ?? "", size: fields["size"]?.integer ?? 0, type: type,
          width: fields["width"]?.integer, height: fields["height"]?.integer)
        try check("file.\(ending)", file, row: index)
      }
      if let file = Self.suggested(by: fields), let ending = CommentFileKinds.endings[file.type] {
        try check("file.\(ending)", file, row: index)
      }
    }
  }

  /// The picture that a suggestion brings.
  private static func suggested(by fields: [String: JSONValue]) -> AssetFile? {
    guard fields["table"] == "suggestion", let text = fields["picture"]?.string, !text.isEmpty else { return nil }
    return try? Suggestion.Picture(json: JSONValue.parse(text)).file
  }

  /// The files of the theme that a row holds; none for any other row.
  private static func themeFiles(of fields: [String: JSONValue]) -> [(key: String, value: AssetFile)] {
    guard fields["table"] == "setting", fields["name"] == "theme", let value = fields["value"]?.string,
      let theme = try? Theme(json: JSONValue.parse(value))
    else { return [] }
    return theme.assets.sorted { $0.key < $1.key }
  }

  /// The highest number of a release; 0 where there is none.
  var newestRelease: Int {
    rows.lazy.filter { $0.object?["table"]?.string == "release" }.compactMap { $0.object?["number"]?.integer }.max()
      ?? 0
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
