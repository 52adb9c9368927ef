import Model
import Store

/// An address that was live once, with what is known of its page now.
struct AddressLine: Sendable {
  let address: KeptAddress
  /// Where the page is in the draft; nil when it is not there any more.
  let pagePath: String?
  /// Whether some page of the draft stands at the address.
  let isCurrent: Bool
}

/// Old addresses, for people of the agency: the screen and the API say the same.
extension PortalServices {
  enum AddressRefusal: Error, Sendable {
    /// It is no target of a redirect.
    case target
    /// A visitor who follows it comes back to where it began.
    case circle
  }

  func formerAddresses(of key: SiteKey) async throws -> [AddressLine] {
    let pages = try await store.pages(of: key)
    let paths = Dictionary(pages.map { ($0.page.id, $0.path) }, uniquingKeysWith: { first, _ in first })
    let taken = Set(pages.map(\.path))
    return try await store.keptAddresses(of: key).map {
      AddressLine(address: $0, pagePath: paths[$0.page], isCurrent: taken.contains($0.path))
    }
  }

  /// - Parameter target: a path of the site, an address, `gone`, or nothing for the page that stood there
  /// - Throws: `AddressRefusal`; `StoreError.notFound` when nothing was ever live at the path.
  func lead(_ path: String, to target: String?, of key: SiteKey) async throws {
    let target = target ?? ""
    if target.isEmpty { return try await store.lead(path, to: nil, of: key) }
    if target == SiteSettings.goneWord { return try await store.lead(path, to: .gone, of: key) }
    guard Redirects.isTarget(target) else { throw AddressRefusal.target }
    guard try await !leadsBack(path, to: target, key) else { throw AddressRefusal.circle }
    try await store.lead(path, to: .moved(target), of: key)
  }

  /// Whether whoever follows the address, and what else leads on from there, arrives where no page is and where the way began.
  private func leadsBack(_ path: String, to target: String, _ key: SiteKey) async throws -> Bool {
    let settings = try await store.settings(of: key)
    // The site's own address before a path is that path.
    func own(_ target: String) -> String {
      let site = settings.url.hasSuffix("/") ? String(settings.url.dropLast()) : settings.url
      guard !site.isEmpty, target.hasPrefix(site) else { return target }
      let rest = target.dropFirst(site.count)
      return rest.isEmpty ? "/" : rest.first == "/" ? String(rest) : target
    }
    var ways = settings.redirects
    for line in try await formerAddresses(of: key) where !line.isCurrent {
      if case .moved(let target)? = line.address.leadsTo { ways[line.address.path] = target }
    }
    ways[path] = target
    return Redirects.loops(in: ways.mapValues(own)).contains(path)
  }
}
