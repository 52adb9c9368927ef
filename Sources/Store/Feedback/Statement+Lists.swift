import Database
import Model

extension Statement {
  /// A statement with what the engines spell differently: `LISTED(?3)` is a table `j` whose column `value` holds the texts of the JSON list
  /// in that place, `PLACE(a, b)` says where `b` stands in `a` (0 for nowhere), `RESEMBLES` compares without regard to the case of A to Z.
  ///
  /// What is joined to a list right behind it is looked up for each of its texts: SQLite has no figures by which to see that a list is short,
  /// and would rather read whole tables. `STEP element e ON «…»` joins the one row of which that is so; PostgreSQL, which thinks that the
  /// steps of a recursion are many, looks it up for each of them as well.
  init(_ name: String, listing sql: String) {
    self.init(
      name,
      sqlite: sql.replacing(#/LISTED\((\?\d+)\)(\s+)JOIN/#) {
        "json_each(\($0.output.1)) j\($0.output.2)CROSS JOIN"
      }
      .replacing(#/LISTED\((\?\d+)\)/#) { "json_each(\($0.output.1)) j" }
      .replacing(#/STEP (\w+) (\w+) ON «([^»]*)»/#) { "JOIN \($0.output.1) \($0.output.2) ON \($0.output.3)" }
      .replacing("PLACE(", with: "instr(").replacing("RESEMBLES", with: "LIKE"),
      postgreSQL: sql.replacing(#/LISTED\((\?\d+)\)/#) {
        "json_array_elements_text(CAST(\($0.output.1) AS json)) AS j(value)"
      }
      .replacing(#/STEP (\w+) (\w+) ON «([^»]*)»/#) { step in
        let (table, name, condition) = (step.output.1, step.output.2, step.output.3)
        return "CROSS JOIN LATERAL (SELECT * FROM \(table) \(name) WHERE \(condition) LIMIT 1) \(name)"
      }
      .replacing("PLACE(", with: "strpos(").replacing("RESEMBLES", with: "ILIKE"))
  }
}

extension SQLValue {
  /// IDs for `LISTED`, each once.
  static func list<Subject>(_ ids: some Sequence<Identifier<Subject>>) -> SQLValue {
    list(Set(ids.map(\.rawValue)).sorted())
  }

  static func list(_ texts: [String]) -> SQLValue { .init(JSONValue.strings(texts).canonical) }
}

extension SiteKey {
  /// The first two values of nearly every statement.
  var values: [SQLValue] { [.init(agency.rawValue), .init(site.rawValue)] }
}
