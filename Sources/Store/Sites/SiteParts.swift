import Database
import Model

extension Store {
  /// The section patterns of the site's theme, by name.
  package func sections(of key: SiteKey) async throws -> [(name: String, seed: JSONValue)] {
    try await database.read { transaction in
      let sections = try SiteRows.theme(of: key, in: transaction)?["sections"]?.object ?? [:]
      return sections.sorted { $0.key < $1.key }.map { (name: $0.key, seed: $0.value) }
    }
  }

  /// What people call the templates of the site's theme: name → locale → title; `""` is the locale of a title for all languages.
  package func templateTitles(of key: SiteKey) async throws -> [String: [String: String]] {
    try await database.read { transaction in
      let titles = try SiteRows.theme(of: key, in: transaction)?["templateTitles"]?.object ?? [:]
      return titles.mapValues { ($0.object ?? [:]).compactMapValues(\.string) }
    }
  }

  /// The site's collections, by title.
  package func collections(of key: SiteKey) async throws -> [(name: String, settings: CollectionSettings)] {
    try await database.read { transaction in
      try SiteRows.settings(of: key, in: transaction).collections
        .sorted { ($0.value.title, $0.key) < ($1.value.title, $1.key) }.map { (name: $0.key, settings: $0.value) }
    }
  }

  /// The company's data, by key.
  package func company(of key: SiteKey) async throws -> [(key: String, value: String)] {
    try await database.read { transaction in
      try SiteRows.settings(of: key, in: transaction).company.sorted { $0.key < $1.key }
        .map { (key: $0.key, value: $0.value) }
    }
  }
}
