import Access
import Model
import Publishing
import Store
import Web

/// `foyer serve --demo`: sites to try things on, and somebody to be.
package struct Demo: Sendable {
  private struct Person {
    let role: String
    let email: String
    let name: String
  }

  private static let designer = Person(role: "designer", email: "designer@demo.example", name: "Dana Designer")
  private static let customer = Person(role: "customer", email: "customer@demo.example", name: "Carla Kundin")
  private static let reviewer = Person(role: "reviewer", email: "reviewer@demo.example", name: "Rafael Reviewer")
  /// Long enough for the links on the screen to work until somebody tries them.
  private static let linkLifetime = 24 * 3_600_000

  private let parts: Parts
  private let configuration: Configuration

  package init(_ parts: Parts, configuration: Configuration) {
    self.parts = parts
    self.configuration = configuration
  }

  /// Fills an empty data folder; one with an agency in it is left as it is.
  package func seed() async throws {
    let store = parts.store
    guard try await store.agencies().isEmpty else { return }
    let agency = try await store.createAgency(name: "Atelier Foyer")
    _ = try await account(Self.designer, agencyRole: .designer, agency: agency.id)
    let customer = try await account(Self.customer, agencyRole: nil, agency: agency.id)
    let reviewer = try await account(Self.reviewer, agencyRole: nil, agency: agency.id)
    for folder in try subfolders(of: configuration.content) {
      let site = try await SiteCommands.importSite(
        "\(configuration.content)/\(folder)", slug: folder, themes: configuration.themes, phase: .done, into: store
      ).site
      try await store.setMembership(.owner, of: customer, in: site.project)
      try await store.setMembership(.reviewer, of: reviewer, in: site.project)
      // Without other sizes of pictures, which take a while; the service makes them as soon as it runs.
      _ = try await SiteCommands(store: store).publish(site.slug)
    }
  }

  /// What is printed at each start: where everything is, with links that let in once.
  package func announcement() async throws -> [String] {
    var lines: [String] = []
    for person in [Self.designer, Self.customer, Self.reviewer] {
      // Whoever has taken the demo over and removed its people gets no links to them.
      guard let account = try await parts.store.account(email: person.email) else { continue }
      let secret = try await parts.access.links.create(.login, for: account, lifetime: Self.linkLifetime)
      lines.append("  \(person.role)  \(parts.origins.loginURL(secret))")
    }
    for site in try await parts.store.sites() { lines.append("  site  \(parts.origins.siteURL(site.slug))") }
    return lines
  }

  private func account(_ person: Person, agencyRole: Role?, agency: AgencyID) async throws -> Account {
    try await parts.store.createAccount(
      email: person.email, name: person.name, agencyRole: agencyRole, agency: agency)
  }
}
