import Database
import Model

/// A site as one account sees it.
package struct VisibleSite: Hashable, Sendable {
  package let site: SiteRecord
  package let project: Project
  package let role: Role

  package var authority: EditAuthority { EditAuthority(role: role, phase: project.phase) }
}

extension Store {
  /// The sites in which the account has a role, by slug: all of its agency for the agency's people, those of their projects for a
  /// customer's.
  package func visibleSites(to account: Account) async throws -> [VisibleSite] {
    try await database.read { transaction in
      try transaction.all(VisibleSiteRows.all, .init(account.agency.rawValue), .init(account.id.rawValue)) { row in
        VisibleSiteRows.Found(row)
      }.compactMap { try $0?.visible(in: transaction) }
    }
  }

  /// The site of that name if the account has a role in it. Somebody else's site is nil, as one that does not exist.
  package func site(slug: String, visibleTo account: Account) async throws -> VisibleSite? {
    // No site is called so, and neither database takes it as a value.
    guard !slug.utf8.contains(0) else { return nil }
    return try await database.read { transaction in
      try transaction.first(
        VisibleSiteRows.bySlug, .init(account.agency.rawValue), .init(account.id.rawValue), .init(slug)
      ) { row in VisibleSiteRows.Found(row) }?.flatMap { try $0.visible(in: transaction) }
    }
  }

  /// The projects in which the account has a role, with that role, by name.
  package func visibleProjects(to account: Account) async throws -> [(project: Project, role: Role)] {
    try await database.read { transaction in
      try transaction.all(VisibleSiteRows.projects, .init(account.agency.rawValue), .init(account.id.rawValue)) { row in
        (project: ProjectRows.project(row), role: Role(rawValue: row.text(4)))
      }.compactMap { found in
        guard let project = found.project, let role = found.role else { return nil }
        return (project: project, role: role)
      }
    }
  }
}

extension Store {
  /// When a site was last changed, in milliseconds since 1970; nil when it never was.
  package func lastEdit(of key: SiteKey) async throws -> Int? {
    try await database.read {
      try $0.first(VisibleSiteRows.lastEdit, .init(key.agency.rawValue), .init(key.site.rawValue)) { $0.integer(0) }
    }
  }
}

enum VisibleSiteRows {
  static let lastEdit = Statement(
    "edit.last", "SELECT at FROM edit WHERE agency = ? AND site = ? ORDER BY revision DESC LIMIT 1")

  // A role in the project wins over the one that holds in the whole agency, as in `AuthorityRows`.
  private static let visible = """
    FROM account a JOIN project p ON p.agency = a.agency
    LEFT JOIN membership m ON m.agency = p.agency AND m.project = p.id AND m.account = a.id
    """
  private static let condition = """
    WHERE a.agency = ?1 AND a.id = ?2 AND (a.agencyRole IS NOT NULL OR m.role IS NOT NULL)
    """
  private static let columns = "p.agency, p.id, p.name, p.phase, COALESCE(m.role, a.agencyRole), s.id"
  private static let sites = "\(visible) JOIN site s ON s.agency = p.agency AND s.project = p.id \(condition)"

  static let all = Statement("site.visible", "SELECT \(columns) \(sites) ORDER BY s.slug")
  static let bySlug = Statement("site.visibleBySlug", "SELECT \(columns) \(sites) AND s.slug = ?3")
  static let projects = Statement(
    "project.visible",
    """
    SELECT p.agency, p.id, p.name, p.phase, COALESCE(m.role, a.agencyRole) \(visible) \(condition) ORDER BY p.name, p.id
    """)

  struct Found {
    let key: SiteKey
    let project: Project
    let role: Role

    init?(_ row: borrowing Row) {
      guard let project = ProjectRows.project(row), let role = Role(rawValue: row.text(4)) else { return nil }
      self.project = project
      self.role = role
      key = SiteKey(agency: project.agency, site: SiteID(stored: row.text(5)))
    }

    func visible(in transaction: Transaction) throws -> VisibleSite? {
      guard let site = try SiteRows.find(key, in: transaction) else { return nil }
      return VisibleSite(site: site, project: project, role: role)
    }
  }
}
