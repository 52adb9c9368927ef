import Model

/// What is wrong with the archive of a site, and where.
package struct ArchiveFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// Within the archive; empty where the problem names the file itself.
  package let file: String
  package let line: Int?
  package let problem: String

  package init(_ problem: String, file: String = "", line: Int? = nil) {
    self.file = file
    self.line = line
    self.problem = problem
  }

  package init(_ problem: String, row: Int) { self.init(problem, file: SiteHistoryRows.file, line: row + 1) }

  package var description: String {
    let place = file.isEmpty ? "" : file + (line.map { ":\($0)" } ?? "") + ": "
    return VisibleText.of("\(place)\(problem); nothing was imported")
  }
}

extension SiteHistoryRows {
  /// Where the rows stand in an archive, one in a line.
  package static let file = "history/history.jsonl"
  /// Where it stands whose they are.
  package static let siteFile = "history/site.json"

  /// Whether these are the rows of a site as this program writes them: every number in its range, every state followed by the next one,
  /// nothing that another row does not know. What elements and pages say is looked at when they are read back.
  /// - Throws: `ArchiveFault` for the first row that cannot be
  package func check() throws(ArchiveFault) { try SiteHistoryCheck(self).run() }
}

private struct SiteHistoryCheck {
  private let history: SiteHistoryRows
  private let tables = Dictionary(SiteTable.all.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  private let people: Set<String>
  private var releases: Set<Int> = []
  /// For each thing that has states in time: where the state in each of its rows begins and ends.
  private var states: [String: [(row: Int, since: Int, until: Int?)]] = [:]
  private var edits: [Int: Int] = [:]
  private var unique: [String: Int] = [:]
  private var files = ArchivedFiles()
  private var feedback = ArchivedFeedback()
  private var pages = ArchivedPlaces(depth: ArchivedPlaces.pageDepth)
  private var elements = ArchivedPlaces(depth: TreeLimits.depth)

  /// The last moment of the year 9999, in milliseconds since 1970.
  private static let lastMoment = 253_402_300_799_999
  private static let moments = [
    "at", "decidedAt", "editedAt", "removedAt", "changedAt", "publicChangedAt", "opensAt", "endsAt", "closedAt",
    "expiresAt", "revokedAt", "seenAt", "withdrawnAt",
  ]
  /// More than any site will ever have of anything that is counted.
  private static let most = 1_000_000_000

  init(_ history: SiteHistoryRows) {
    self.history = history
    people = Set(history.people.map(\.id))
  }

  func run() throws(ArchiveFault) {
    var check = self
    try check.checkSite()
    for (row, json) in history.rows.enumerated() { try check.checkForm(row, json) }
    for (row, json) in history.rows.enumerated() { try check.checkValues(row, json) }
    try check.checkStates()
    try check.files.check()
    try check.feedback.check()
    try check.pages.check()
    try check.elements.check()
    try check.checkWhole()
  }

  // MARK: Whose rows they are

  private func checkSite() throws(ArchiveFault) {
    func wrong(_ problem: String) -> ArchiveFault { ArchiveFault(problem, file: SiteHistoryRows.siteFile) }
    let site = history.site
    guard (1...Self.most).contains(site.revision) else { throw wrong("the revision \(site.revision) cannot be") }
    guard (1...2_000).contains(site.name.utf8.count), site.name.unicodeScalars.allSatisfy(ElementRules.isTextCharacter)
    else { throw wrong("the site's name is empty, longer than 2000 bytes or no text") }
    var (ids, addresses): (Set<String>, Set<String>) = ([], [])
    for person in history.people {
      guard AccountID(person.id) != nil, ids.insert(person.id).inserted else {
        throw wrong("“\(person.id)” is no ID of a person, or there twice")
      }
      guard Account.normalized(email: person.email) == person.email, addresses.insert(person.email).inserted else {
        throw wrong("the address “\(person.email)” is not written in lower case without spaces, or there twice")
      }
      let account = Account(
        id: AccountID(stored: person.id), agency: AgencyID(stored: ""), email: person.email, name: person.name,
        locale: "de", agencyRole: nil)
      do { try AccountRows.check(account) } catch {
        throw wrong("the person “\(person.email)”: \(error.pointer.dropFirst()) \(error.problem)")
      }
    }
  }

  // MARK: Single rows

  private mutating func checkForm(_ row: Int, _ json: JSONValue) throws(ArchiveFault) {
    func wrong(_ problem: String) -> ArchiveFault { ArchiveFault(problem, row: row) }
    guard let fields = json.object, let name = fields["table"]?.string else { throw wrong("the row names no table") }
    guard let table = tables[name] else { throw wrong("“\(name)” is no table of a site") }
    let known = Set(table.columns.map(\.name) + ["table"])
    if let other = fields.keys.filter({ !known.contains($0) }).min() { throw wrong("\(name) has no \(other)") }
    for column in table.columns {
      guard let value = fields[column.name] else {
        guard column.isOptional else { throw wrong("\(name) lacks \(column.name)") }
        continue
      }
      switch column.kind {
      case .integer: guard value.integer != nil else { throw wrong("\(column.name) is not a number") }
      case .text:
        guard let text = value.string, !text.utf8.contains(0) else { throw wrong("\(column.name) is not text") }
      case .account:
        guard let id = value.string, people.contains(id) else {
          throw wrong("\(column.name) names nobody of \(SiteHistoryRows.siteFile)")
        }
      }
    }
    if name == "release", let number = fields["number"]?.integer {
      guard (1...Self.most).contains(number), releases.insert(number).inserted else {
        throw wrong("there is no release \(number), or it is there twice")
      }
    }
  }

  private mutating func checkValues(_ row: Int, _ json: JSONValue) throws(ArchiveFault) {
    func wrong(_ problem: String) -> ArchiveFault { ArchiveFault(problem, row: row) }
    guard let fields = json.object, let name = fields["table"]?.string else { return }
    func number(_ column: String, _ range: ClosedRange<Int>) throws(ArchiveFault) {
      guard let value = fields[column]?.integer, !range.contains(value) else { return }
      throw wrong("\(column) is \(value), which is not \(range.lowerBound) to \(range.upperBound)")
    }
    for column in Self.moments { try number(column, 0...Self.lastMoment) }
    for column in ["removed", "hidden", "changesRights"] { try number(column, 0...1) }
    for column in ["width", "height", "version"] { try number(column, 0...Self.most) }
    try number("size", 0...Int.max)
    try number("capabilities", 0...Capabilities.all.rawValue)
    try number("revision", 1...history.site.revision)
    for column in ["restores", "resolution", "edit", "pinned"] { try number(column, 1...history.site.revision) }
    for column in ["change", "publicChange", "place"] { try number(column, 0...Self.most) }
    for column in ["number", "round"] { try number(column, 1...Self.most) }
    if let release = fields["release"]?.integer, !releases.contains(release) {
      throw wrong("there is no release \(release)")
    }
    for column in [
      "id", "parent", "translationOf", "copiedFrom", "element", "thread", "comment", "guest", "link", "duplicateOf",
    ] {
      if let id = fields[column]?.string, ElementID(id) == nil { throw wrong("\(column) “\(id)” is no ID") }
    }
    if let target = fields["leadsTo"]?.string, !["", LiveAddressRows.forgotten].contains(target),
      !Redirects.isTarget(target)
    {
      throw wrong("leadsTo “\(target)” is no target of a redirect")
    }
    if let hash = fields["hash"]?.string, !Self.isHash(hash) { throw wrong("“\(hash)” is no SHA-256") }
    try checkContent(row, name, fields)
    try note(row, name, fields)
  }

  private func checkContent(_ row: Int, _ name: String, _ fields: [String: JSONValue]) throws(ArchiveFault) {
    func text(_ column: String) -> String { fields[column]?.string ?? "" }
    func composition() throws {
      let composition = try Composition(base: fields["revision"]?.integer ?? 0, storedPicks: text("picks"))
      guard composition.newest <= history.site.revision else {
        throw ArchiveFault("it holds something of revision \(composition.newest), which the site has not", row: row)
      }
    }
    func one<Value: RawRepresentable>(_ type: Value.Type, _ column: String) throws where Value.RawValue == String {
      if type.init(rawValue: text(column)) == nil {
        throw ArchiveFault("\(column) “\(text(column))” is not one that there is", row: row)
      }
    }
    func refuse(_ fault: String?) throws(ArchiveFault) {
      if let fault { throw ArchiveFault(fault, row: row) }
    }
    do {
      try refuse(ArchivedRow.fault(in: name, fields))
      try refuse(ArchivedFeedback.fault(in: name, fields))
      switch name {
      case "setting":
        switch text("name") {
        case "settings": try refuse(ArchivedRow.fault(in: SiteSettings(json: JSONValue.parse(text("value")))))
        case "theme": try refuse(ArchivedRow.fault(in: Theme(json: JSONValue.parse(text("value")))))
        default: throw ArchiveFault("“\(text("name"))” is no setting", row: row)
        }
      case "page":
        let meta = try PageMeta(json: JSONValue.parse(text("meta")))
        if let image = meta.image, !ElementRules.isAssetPath(image) { try refuse("“\(image)” is no picture of a site") }
      case "element":
        guard ElementKind(rawValue: text("kind")) != nil, Owner(kind: text("ownerKind"), name: text("owner")) != nil
        else { throw ArchiveFault("there is no such kind or owner of elements", row: row) }
      case "edit":
        guard try JSONValue.parse(text("operations")).array != nil else {
          throw ArchiveFault("operations is no list", row: row)
        }
      case "release":
        try composition()
        try one(Release.Reason.self, "reason")
        guard text("day").isEmpty || CalendarDate(text("day")) != nil else {
          throw ArchiveFault("“\(text("day"))” is no day", row: row)
        }
        if !text("proof").isEmpty { _ = try JSONValue.parse(text("proof")) }
      case "publishRule":
        try one(PublishMode.self, "mode")
        _ = try PublishRule(mode: .direct, checksJSON: JSONValue.parse(text("checks")))
      case "publishRequest":
        try composition()
        try one(PublishRequest.State.self, "state")
      default: break
      }
    } catch let fault as ArchiveFault {
      throw fault
    } catch let error as FieldError {
      throw ArchiveFault("\(error.pointer.dropFirst()) \(error.problem)", row: row)
    } catch {
      throw ArchiveFault("\(error)", row: row)
    }
  }

  private static func isHash(_ text: String) -> Bool {
    text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }

  // MARK: Rows together

  private mutating func note(_ row: Int, _ name: String, _ fields: [String: JSONValue]) throws(ArchiveFault) {
    func wrong(_ problem: String) -> ArchiveFault { ArchiveFault(problem, row: row) }
    let key = identity(name, fields)
    feedback.add(name, fields, row: row)
    if name == "edit", let revision = fields["revision"]?.integer {
      guard edits.updateValue(row, forKey: revision) == nil else { throw wrong("revision \(revision) is there twice") }
    } else if tables[name]?.columns.contains(where: { $0.name == "until" }) == true,
      let since = fields["since"]?.integer
    {
      let newest = name == "artifact" ? releases.max() ?? 0 : history.site.revision
      let what = name == "artifact" ? "release" : "revision"
      let until = fields["until"]?.integer
      guard since >= 1, since <= newest, until.map({ $0 <= newest }) ?? true else {
        throw wrong("it stands from \(what) \(since) to \(until.map { "\($0)" } ?? "now"); there are 1 to \(newest)")
      }
      if let until, until <= since { throw wrong("it ends with \(what) \(until), before it begins with \(since)") }
      states["\(name) \(key)", default: []].append((row, since, until))
      switch name {
      case "artifact": files.add(fields, row: row)
      case "page": pages.add(fields, row: row)
      case "element": elements.add(fields, row: row)
      default: break
      }
    } else if name != "release" {
      guard unique.updateValue(row, forKey: "\(name) \(key)") == nil else {
        throw wrong("\(name) \(key) is there twice")
      }
      if name == "liveAddress", let since = fields["since"]?.integer, !(0...(releases.max() ?? 0)).contains(since) {
        throw wrong("there is no release \(since)")
      }
    }
  }

  /// What tells a row of a table from all others of that table.
  private func identity(_ name: String, _ fields: [String: JSONValue]) -> String {
    guard let columns = tables[name]?.key else {
      return (fields["id"] ?? fields["path"] ?? fields["name"])?.string ?? ""
    }
    return columns.map { column in
      fields[column]?.string ?? fields[column]?.integer.map { "\($0)" } ?? ""
    }.joined(separator: " ")
  }

  private func checkStates() throws(ArchiveFault) {
    for (_, rows) in states {
      var before: (row: Int, since: Int, until: Int?)?
      for state in rows.sorted(by: { ($0.since, $0.row) < ($1.since, $1.row) }) {
        if let before, before.until.map({ $0 > state.since }) ?? true {
          throw ArchiveFault("it begins before the state in line \(before.row + 1) has ended", row: state.row)
        }
        before = state
      }
    }
  }

  private func checkWhole() throws(ArchiveFault) {
    let newest = history.site.revision
    guard edits.count == newest else {
      let missing = (1...min(newest, edits.count + 1)).first { edits[$0] == nil } ?? newest
      throw ArchiveFault(
        "the site is at revision \(newest), but the edit that made revision \(missing) is missing",
        file: SiteHistoryRows.file)
    }
    if let live = history.site.liveRelease, !releases.contains(live) {
      throw ArchiveFault("liveRelease is \(live), which is none of the releases", file: SiteHistoryRows.siteFile)
    }
    let unended = { (name: String) in states["setting \(name)"]?.contains { $0.until == nil } == true }
    guard unended("settings"), unended("theme") else {
      throw ArchiveFault("the site has no settings or no theme now", file: SiteHistoryRows.file)
    }
  }
}
