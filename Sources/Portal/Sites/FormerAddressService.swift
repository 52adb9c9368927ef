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
  struct AddressRefusal: Error, Sendable {}

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
    let isAddress = target.hasPrefix("https://") || target.hasPrefix("http://")
    guard isAddress || (target.hasPrefix("/") && !target.hasPrefix("//")), ElementRules.isSafeURL(target),
      isAddress || SitePaths.normalized(target) != path
    else { throw AddressRefusal() }
    try await store.lead(path, to: .moved(target), of: key)
  }
}
