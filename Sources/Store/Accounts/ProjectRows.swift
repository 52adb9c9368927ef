import Database
import Model

extension Store {
  package func agencies() async throws -> [Agency] {
    try await database.read { transaction in
      try transaction.all(ProjectRows.agencies) { Agency(id: AgencyID(stored: $0.text(0)), name: $0.text(1)) }
    }
  }

  package func createAgency(name: String) async throws -> Agency {
    let agency = Agency(id: .random(), name: name)
    let moment = now()
    try await database.write {
      try $0.execute(ProjectRows.insertAgency, .init(agency.id.rawValue), .init(name), .init(moment))
    }
    return agency
  }

  package func createProject(name: String, phase: Phase = .preparation, agency: AgencyID) async throws -> Project {
    let project = Project(id: .random(), agency: agency, name: name, phase: phase)
    let moment = now()
    try await database.write { try ProjectRows.make(project, at: moment, in: $0) }
    return project
  }

  package func project(_ id: ProjectID, agency: AgencyID) async throws -> Project? {
    try await database.read {
      try $0.first(ProjectRows.byID, .init(agency.rawValue), .init(id.rawValue), map: ProjectRows.project) ?? nil
    }
  }

  package func setPhase(_ phase: Phase, of project: ProjectID, agency: AgencyID) async throws {
    try await database.write {
      guard
        try $0.execute(ProjectRows.setPhase, .init(agency.rawValue), .init(project.rawValue), .init(phase)) == 1
      else { throw StoreError.notFound("project \(project)") }
    }
  }

  /// Gives an account a role in a project, instead of the one it had.
  /// - Throws: `FieldError` for a role of the agency's people, `notFound` when project and account are not of one agency.
  package func setMembership(_ role: Role, of account: Account, in project: ProjectID) async throws {
    guard !role.isAgency, role != .guest else {
      throw FieldError(pointer: "/role", problem: "must be owner, editor or reviewer")
    }
    try await database.write { transaction in
      let keys: [SQLValue] = [.init(account.agency.rawValue), .init(project.rawValue)]
      guard try transaction.first(ProjectRows.byID, keys, map: { $0.text(0) }) != nil else {
        throw StoreError.notFound("project \(project)")
      }
      try transaction.execute(ProjectRows.setMembership, keys + [.init(account.id.rawValue), .init(role)])
    }
  }

  /// Takes the account's role in the project away; its draft links stop working with it, since every use asks for the role.
  package func removeMembership(of account: Account, in project: ProjectID) async throws {
    try await database.write {
      try $0.execute(
        ProjectRows.removeMembership, .init(account.agency.rawValue), .init(project.rawValue),
        .init(account.id.rawValue))
    }
  }

  /// Who has a role in the project, by address.
  package func members(of project: ProjectID, agency: AgencyID) async throws -> [(account: Account, role: Role)] {
    try await database.read { transaction in
      try transaction.all(ProjectRows.members, .init(agency.rawValue), .init(project.rawValue)) { row in
        (account: AccountRows.account(row), role: Role(rawValue: row.text(8)))
      }.compactMap { member in member.role.map { (account: member.account, role: $0) } }
    }
  }
}

enum ProjectRows {
  static let agencies = Statement("agency.all", "SELECT id, name FROM agency ORDER BY createdAt, id")
  static let insertAgency = Statement("agency.insert", "INSERT INTO agency (id, name, createdAt) VALUES (?, ?, ?)")
  static let insert = Statement(
    "project.insert", "INSERT INTO project (agency, id, name, phase, createdAt) VALUES (?, ?, ?, ?, ?)")
  static let byID = Statement(
    "project.byID", "SELECT agency, id, name, phase FROM project WHERE agency = ? AND id = ?")
  static let setPhase = Statement("project.setPhase", "UPDATE project SET phase = ?3 WHERE agency = ?1 AND id = ?2")
  static let setMembership = Statement(
    "membership.set",
    """
    INSERT INTO membership (agency, project, account, role) VALUES (?, ?, ?, ?)
    ON CONFLICT (agency, project, account) DO UPDATE SET role = excluded.role
    """)
  static let removeMembership = Statement(
    "membership.remove", "DELETE FROM membership WHERE agency = ? AND project = ? AND account = ?")
  static let members = Statement(
    "membership.ofProject",
    """
    SELECT a.agency, a.id, a.email, a.name, a.locale, 1, NULL, a.agencyRole, m.role FROM membership m
    JOIN account a ON a.agency = m.agency AND a.id = m.account
    WHERE m.agency = ? AND m.project = ? ORDER BY a.email
    """)

  /// Where there is none of that ID.
  static func make(_ project: Project, at moment: Int, in transaction: Transaction) throws {
    let keys: [SQLValue] = [.init(project.agency.rawValue), .init(project.id.rawValue)]
    guard try transaction.first(byID, keys, map: { $0.text(1) }) == nil else { return }
    try transaction.execute(insert, keys + [.init(project.name), .init(project.phase), .init(moment)])
  }

  static func project(_ row: borrowing Row) -> Project? {
    guard let phase = Phase(rawValue: row.text(3)) else { return nil }
    return Project(
      id: ProjectID(stored: row.text(1)), agency: AgencyID(stored: row.text(0)), name: row.text(2), phase: phase)
  }
}
