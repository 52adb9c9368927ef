import Database
import Model

/// What was made of originals, as rows. They belong to contents and not to sites: the same picture in two sites is made once.
enum RenditionRows {
  private static let ofSite = Statement(
    "rendition.ofSite",
    """
    SELECT source, recipe, type, width, height, hash, size FROM rendition WHERE source IN
    (SELECT hash FROM asset WHERE agency = ?1 AND site = ?2)
    """)
  private static let runsOfSite = Statement(
    "renditionRun.ofSite",
    """
    SELECT source, recipe, problem FROM renditionRun WHERE source IN
    (SELECT hash FROM asset WHERE agency = ?1 AND site = ?2)
    """)
  private static let ofSource = Statement(
    "rendition.ofSource", "SELECT source, recipe, type, width, height, hash, size FROM rendition WHERE source = ?")
  private static let runsOfSource = Statement(
    "renditionRun.ofSource", "SELECT source, recipe, problem FROM renditionRun WHERE source = ?")
  private static let insert = Statement(
    "rendition.insert",
    """
    INSERT INTO rendition (source, recipe, type, width, height, hash, size) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING
    """)
  private static let insertRun = Statement(
    "renditionRun.insert", "INSERT INTO renditionRun (source, recipe, problem) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
  private static let problemsOfSite = Statement(
    "renditionRun.problems",
    """
    SELECT asset.path, renditionRun.recipe, renditionRun.problem FROM asset
    JOIN renditionRun ON renditionRun.source = asset.hash
    WHERE asset.agency = ? AND asset.site = ? AND asset.until IS NULL AND renditionRun.problem <> ''
    """)
  private static let unmade = Statement(
    "asset.withoutRenditions",
    """
    SELECT DISTINCT hash, size, type, width, height FROM asset
    WHERE until IS NULL AND width IS NOT NULL AND height IS NOT NULL AND NOT EXISTS
    (SELECT 1 FROM renditionRun WHERE renditionRun.source = asset.hash AND renditionRun.recipe = ?)
    ORDER BY size, hash LIMIT ?
    """)

  typealias Sets = [String: [PictureShape: RenditionSet]]

  /// Of all files that a site ever had, and of its theme's.
  static func sets(of key: SiteKey, theme: some Collection<AssetFile>, _ transaction: Transaction) throws -> Sets {
    let keys: [SQLValue] = [.init(key.agency.rawValue), .init(key.site.rawValue)]
    var sets = try sets(
      runs: try transaction.all(runsOfSite, keys, map: run), files: try transaction.all(ofSite, keys, map: file))
    for file in theme where PictureRecipe.takes(file) && sets[file.hash] == nil {
      sets.merge(try self.sets(of: file.hash, transaction)) { $1 }
    }
    return sets
  }

  static func sets(of source: String, _ transaction: Transaction) throws -> Sets {
    try sets(
      runs: try transaction.all(runsOfSource, [.init(source)], map: run),
      files: try transaction.all(ofSource, [.init(source)], map: file))
  }

  static func save(_ set: RenditionSet, for need: PictureNeed, _ transaction: Transaction) throws {
    let (source, recipe) = (SQLValue(need.original.hash), SQLValue(recipe(need.shape)))
    // Who comes second changes nothing: pages may name the files of the first already.
    guard try transaction.execute(insertRun, [source, recipe, .init(set.problem)]) == 1 else { return }
    for file in set.files {
      try transaction.execute(
        insert,
        [source, recipe, .init(file.type), .init(file.width), .init(file.height), .init(file.hash), .init(file.size)])
    }
  }

  static func problems(of key: SiteKey, _ transaction: Transaction) throws -> [String: String] {
    var problems: [String: String] = [:]
    try transaction.query(problemsOfSite, [.init(key.agency.rawValue), .init(key.site.rawValue)]) { row in
      if row.text(1).hasPrefix(recipe) { problems[row.text(0)] = row.text(2) }
    }
    return problems
  }

  static func unmade(limit: Int, _ transaction: Transaction) throws -> [AssetFile] {
    try transaction.all(unmade, [.init(recipe(.whole)), .init(limit)]) { row in
      AssetFile(
        hash: row.text(0), size: row.integer(1), type: row.text(2), width: row.optionalInteger(3),
        height: row.optionalInteger(4))
    }
  }

  /// What the present recipes begin with.
  static let recipe = "\(PictureRecipe.version) "

  private static func recipe(_ shape: PictureShape) -> String { recipe + shape.name }

  private static func parts(of recipe: String) -> (version: Int, shape: PictureShape)? {
    let parts = recipe.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, let version = Int(parts[0]), let shape = PictureShape(name: String(parts[1])) else {
      return nil
    }
    return (version, shape)
  }

  private typealias Run = (source: String, recipe: String, problem: String)
  private typealias File = (source: String, recipe: String, file: AssetFile)

  private static func sets(runs: [Run], files: [File]) throws -> Sets {
    struct Place: Hashable {
      let source: String
      let recipe: String
    }
    let made = Dictionary(grouping: files) { Place(source: $0.source, recipe: $0.recipe) }
    var sets: Sets = [:]
    // The newest that there is; what an earlier recipe has made is shown until it is made anew.
    let known = runs.compactMap { run in parts(of: run.recipe).map { (run: run, version: $0.version, shape: $0.shape) }
    }
    for (run, version, shape) in known.sorted(by: { $0.version < $1.version }) where version <= PictureRecipe.version {
      let files = made[Place(source: run.source, recipe: run.recipe)] ?? []
      sets[run.source, default: [:]][shape] = RenditionSet(
        files: files.map(\.file), problem: run.problem, isOutdated: version < PictureRecipe.version)
    }
    return sets
  }

  private static func run(_ row: borrowing Row) -> Run { (row.text(0), row.text(1), row.text(2)) }

  private static func file(_ row: borrowing Row) -> File {
    (
      row.text(0), row.text(1),
      AssetFile(
        hash: row.text(5), size: row.integer(6), type: row.text(2), width: row.integer(3), height: row.integer(4))
    )
  }
}

extension Store {
  /// What was made of a shape of an original; nil where nobody has tried yet.
  package func renditions(for need: PictureNeed) async throws -> RenditionSet? {
    try await renditions(for: [need])[need]
  }

  /// What was made of these; those that nobody has tried yet are left out.
  package func renditions(for needs: Set<PictureNeed>) async throws -> [PictureNeed: RenditionSet] {
    try await database.read { transaction in
      var made: [PictureNeed: RenditionSet] = [:]
      for (hash, needs) in Dictionary(grouping: needs, by: \.original.hash) {
        let sets = try RenditionRows.sets(of: hash, transaction)[hash] ?? [:]
        for need in needs {
          if let set = sets[need.shape], !set.isOutdated { made[need] = set }
        }
      }
      return made
    }
  }

  /// Why nothing could be made of files that a site has now, by path.
  package func pictureProblems(of key: SiteKey) async throws -> [String: String] {
    try await database.read { try RenditionRows.problems(of: key, $0) }
  }

  /// Notes what was made. The contents must be in the blob folder already. What was noted before stays.
  package func save(_ set: RenditionSet, for need: PictureNeed) async throws {
    try await database.write { try RenditionRows.save(set, for: need, $0) }
  }

  /// The pictures among all sites' files of which no rendition was ever made, small ones first.
  package func picturesWithoutRenditions(limit: Int) async throws -> [AssetFile] {
    try await database.read { try RenditionRows.unmade(limit: limit, $0) }.filter(PictureRecipe.takes)
  }
}
