import Database
import Model

/// A table whose rows belong to one site, with the columns that its archive holds: all but agency and site.
///
/// Whatever people leave on a site gets its row here.
struct SiteTable {
  let name: String
  /// A column that no archive holds: something else stands there in the new site.
  let secret: String?
  /// The rows that belong to an archive; nil for all.
  let only: String?
  /// What tells a row from all others, and puts them in order; nil for the usual columns.
  let key: [String]?
  /// Columns in order; those that hold numbers end in `#`, those that hold an account's ID in `@`; `?` behind that is one that may be empty.
  let columns: [Column]

  struct Column {
    enum Kind { case text, integer, account }
    let name: String
    let kind: Kind
    let isOptional: Bool

    init(_ word: Substring) {
      isOptional = word.last == "?"
      let word = isOptional ? word.dropLast() : word
      kind = word.last == "#" ? .integer : word.last == "@" ? .account : .text
      name = String(kind == .text ? word : word.dropLast())
    }
  }

  init(_ name: String, _ columns: String, secret: String? = nil, only: String? = nil, key: [String]? = nil) {
    self.name = name
    self.secret = secret
    self.only = only
    self.key = key
    self.columns = columns.split(separator: " ").map(Column.init)
  }

  static let all =
    [
      SiteTable("setting", "name since# until#? value"),
      SiteTable(
        "page",
        """
        id since# until#? parent? collection? template slug title meta position locale translationOf? capabilities# copiedFrom? removed#
        """),
      SiteTable(
        "element",
        """
        id since# until#? ownerKind owner slot parent? position kind tag classes name content attributes capabilities# limits hidden# hash \
        copiedFrom? removed#
        """),
      SiteTable("asset", "path since# until#? hash size# type width#? height#?"),
      SiteTable("edit", "revision# author@? at# reason operations restores#? accepts? resolves? changesRights#"),
      SiteTable("release", "number# revision# at# author@? picks day reason proof"),
      SiteTable("artifact", "path since# until#? hash size# type location?"),
      SiteTable("liveAddress", "path page since# leadsTo? version#"),
      SiteTable("publishRule", "mode checks"),
      SiteTable(
        "publishRequest", "id author@ at# revision# picks message state decidedBy@? decidedAt#? reason release#?"),
    ] + feedback

  var read: Statement {
    Statement(
      "history.read.\(name)",
      "SELECT \(columns.map(\.name).joined(separator: ", ")) FROM \(name) WHERE agency = ? AND site = ?\(only.map { " AND \($0)" } ?? "") ORDER BY \(order)"
    )
  }

  var insert: Statement {
    let names = columns.map(\.name) + (secret.map { [$0] } ?? [])
    let places = [String](repeating: "?", count: names.count + 2).joined(separator: ", ")
    return Statement(
      "history.insert.\(name)",
      "INSERT INTO \(name) (agency, site, \(names.joined(separator: ", "))) VALUES (\(places))")
  }

  /// What makes the same rows come in the same order.
  private var order: String {
    if let key { return key.joined(separator: ", ") }
    let keys = ["id", "path", "name", "revision", "number", "mode"]
    let first = columns.first { keys.contains($0.name) && $0.name != "revision" } ?? columns[0]
    let key = name == "element" || name == "page" ? "id" : first.name
    return columns.contains { $0.name == "since" } && name != "liveAddress" ? "\(key), since" : key
  }

  func json(_ row: borrowing Row) -> JSONValue {
    var members: [String: JSONValue] = ["table": .string(name)]
    for (index, column) in columns.enumerated() {
      switch column.kind {
      case .text, .account: members[column.name] = row.optionalText(index).map { .string($0) }
      case .integer: members[column.name] = row.optionalInteger(index).map { .integer($0) }
      }
    }
    return .object(members)
  }

  /// - Parameter accounts: the accounts here for those of the archive
  func values(_ json: JSONValue, accounts: [String: String]) throws -> [SQLValue] {
    try columns.map { column -> SQLValue in
      let value = json.object?[column.name]
      switch (column.kind, value) {
      case (_, nil): return .null
      case (.text, let value?) where value.string != nil: return .init(value.string)
      case (.integer, let value?) where value.integer != nil: return .init(value.integer)
      case (.account, let value?) where value.string != nil: return .init(accounts[value.string!])
      default: throw StoreError.damaged("the archive's \(name) has no such \(column.name)")
      }
    } + (secret == nil ? [] : [.init("archived-\(Identifier<SiteHistoryRows>.random())")])
  }
}

extension Store {
  /// Columns of the archived tables that no archive would hold, as `table.column`; for a test that keeps the two together. SQLite only.
  package func columnsOutsideArchives() async throws -> [String] {
    try await database.read { transaction in
      var missing: [String] = []
      for table in SiteTable.all {
        let known = Set(table.columns.map(\.name) + ["agency", "site", table.secret ?? "site"])
        let columns = try transaction.all(
          Statement("history.columns.\(table.name)", "SELECT name FROM pragma_table_info('\(table.name)')"), []
        ) { $0.text(0) }
        missing += columns.filter { !known.contains($0) }.map { "\(table.name).\($0)" }
      }
      return missing
    }
  }
}
