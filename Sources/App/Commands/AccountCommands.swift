import Access
import Model
import Store
import Web

/// `foyer account …`: people, from the command line. Each prints a one-time link, so that no password is ever typed into a shell.
package struct AccountCommands: Sendable {
  private let store: Store
  private let links: LoginLinks
  private let origins: Origins

  package init(store: Store, origins: Origins) {
    self.store = store
    self.origins = origins
    links = LoginLinks(store: store, passwords: PasswordHasher())
  }

  /// Adds one of the agency's people, and the agency with the first of them.
  /// - Returns: the address under which they choose a password
  package func add(email: String, name: String, role: String, locale: String) async throws -> String {
    guard let role = Role(rawValue: role), role.isAgency else {
      throw CommandFailure(.badInput, "“\(role)” is not a role in the agency; write admin, designer or support")
    }
    let account = try await store.createAccount(
      email: email, name: name, locale: locale, agencyRole: role, agency: try await SiteCommands.agency(in: store))
    try await store.audit(
      "account.added", detail: ["email": .string(account.email), "role": .string(role.rawValue)],
      agency: account.agency)
    return try await link(.invitation, for: account)
  }

  /// Gives somebody a role in a site's project; adds them where they are not known yet.
  /// - Parameter slug: nil is an error that says which sites there are
  /// - Returns: the address under which they choose a password, or sign in once if they are known
  package func invite(email: String, name: String, site slug: String?, role: String, locale: String) async throws
    -> String
  {
    guard let role = Role(rawValue: role), !role.isAgency, role != .guest else {
      throw CommandFailure(.badInput, "“\(role)” is not a role in a project; write owner, editor or reviewer")
    }
    let sites = SiteCommands(store: store)
    let slug = try await sites.named(slug, usage: "foyer account invite EMAIL --name NAME --site SITE")
    let site = try await sites.site(slug)
    let known = try await store.account(email: email)
    if let known, known.agency != site.key.agency {
      throw CommandFailure(.badInput, "\(known.email) has an account with another agency")
    }
    let account: Account
    if let known {
      account = known
    } else {
      account = try await store.createAccount(email: email, name: name, locale: locale, agency: site.key.agency)
    }
    try await store.setMembership(role, of: account, in: site.project)
    try await store.audit(
      "account.invited",
      detail: ["email": .string(account.email), "role": .string(role.rawValue), "site": .string(slug)],
      agency: account.agency)
    return try await link(known == nil ? .invitation : .login, for: account)
  }

  /// - Returns: the address under which the account chooses another password
  package func reset(email: String) async throws -> String {
    guard let account = try await store.account(email: email) else { throw StoreError.notFound("account “\(email)”") }
    try await store.audit("account.reset", detail: ["email": .string(account.email)], agency: account.agency)
    return try await link(.reset, for: account)
  }

  private func link(_ purpose: LoginPurpose, for account: Account) async throws -> String {
    origins.loginURL(try await links.create(purpose, for: account))
  }
}
