import Access
import Model
import Store
import Web

/// Giving names to sites, for people of the agency: the form and the API say the same.
extension PortalServices {
  enum DomainRefusal: Error, Sendable {
    /// No name of a website.
    case invalid
    /// A name of this installation itself.
    case own
    /// Another site's, with or without `www.`; in the store's words, which name the domain but not the site.
    case taken(String)
  }

  /// - Throws: `DomainRefusal`, and what the store throws.
  func setDomain(
    _ typed: String, isMain: Bool, of site: SiteRecord, by account: Account
  ) async throws -> Domain {
    guard let name = DomainName(typed) else { throw DomainRefusal.invalid }
    guard !origins.isOwn(name.text) else { throw DomainRefusal.own }
    do {
      return try await store.setDomain(name, isMain: isMain, of: site.key, by: account.id)
    } catch StoreError.exists(let what) {
      throw DomainRefusal.taken(what)
    }
  }

  /// The host at which visitors find a site: its main domain as soon as it leads here, otherwise the one that the installation gives it.
  func address(of site: SiteRecord) async throws -> String {
    let domains = try await store.domains(of: site.key)
    return domains.first { $0.isMain && $0.reachedAt != nil }?.host ?? site.slug + origins.siteSuffix
  }
}

extension VisibleSite {
  /// - Throws: 403 for customers
  func requireAgency() throws(Problem) {
    guard role.isAgency else { throw .forbidden("the role “\(role.rawValue)” does not decide about a site's domains") }
  }
}

/// What the site's screen says of its names.
struct SiteAddresses: Sendable {
  let domains: [Domain]
  /// The name that the installation gives to the site.
  let ownHost: String
  /// The address in the site's settings, when visitors are sent to another one.
  let differing: String?
  /// Where each domain opens, by host.
  let links: [String: String]

  /// - Parameter address: what the site says its address is; empty when it says none
  init(domains: [Domain], ownHost: String, address: String, links: [String: String]) {
    self.domains = domains
    self.ownHost = ownHost
    self.links = links
    let main = domains.first { $0.isMain && $0.reachedAt != nil }?.host
    differing = main.flatMap { address.isEmpty || DomainName(address)?.text == $0 ? nil : address }
  }
}
