import Model
import Store
import Web

/// `foyer domain`: a site's names, from the command line.
package struct DomainCommands: Sendable {
  private let store: Store
  private let origins: Origins

  package init(store: Store, origins: Origins) {
    self.store = store
    self.origins = origins
  }

  /// - Returns: the domain as `list` shows it, and what is not right about it
  package func add(_ host: String, to slug: String, isMain: Bool) async throws -> (line: String, warning: String?) {
    let site = try await SiteCommands(store: store).site(slug)
    guard let name = DomainName(host) else {
      throw CommandFailure(.badInput, "“\(host)” is no name of a website; write it like www.example.de")
    }
    guard !origins.isOwn(name.text) else {
      throw CommandFailure(.badInput, "“\(name)” is a name of this installation itself; choose another one")
    }
    let domain = try await store.setDomain(name, isMain: isMain, of: site.key)
    let address = try await store.address(of: site.key)
    let differs = isMain && !address.isEmpty && DomainName(address) != name
    return (
      Self.line(domain),
      differs ? "the site's settings say that its address is \(address): canonical links go on naming that one" : nil
    )
  }

  /// - Parameters:
  ///   - host: nil is an error that says which domains the site has
  ///   - usage: how the command is written
  /// - Returns: the domain that is removed
  package func remove(_ host: String?, from slug: String, usage: String) async throws -> String {
    let site = try await SiteCommands(store: store).site(slug)
    let hosts = try await store.domains(of: site.key).map(\.host)
    guard let host else {
      let known = hosts.isEmpty ? "\(slug) has none" : "\(slug) has: \(hosts.joined(separator: ", "))"
      throw CommandFailure.missing("which domain? \(known)", usage: usage)
    }
    let name = DomainName(host)?.text ?? host
    guard hosts.contains(name) else {
      let known = hosts.isEmpty ? "it has none" : "it has: \(hosts.joined(separator: ", "))"
      throw CommandFailure(.badInput, "\(slug) has no domain “\(host)”; \(known)")
    }
    try await store.removeDomain(name, of: site.key)
    return name
  }

  package func list(_ slug: String) async throws -> [String] {
    let site = try await SiteCommands(store: store).site(slug)
    return try await store.domains(of: site.key).map(Self.line)
  }

  private static func line(_ domain: Domain) -> String {
    let traits = [
      domain.isMain ? "main" : nil, domain.reachedAt == nil ? "waiting: point the name to this server" : nil,
    ].compactMap { $0 }
    return traits.isEmpty ? domain.host : "\(domain.host) (\(traits.joined(separator: ", ")))"
  }
}
