import Access
import Model

/// The names under which this installation is reached. Every address in an answer or a mail is built from these, never from what a
/// request claims.
package struct Origins: Sendable, Hashable {
  /// Which of the three faces a host name belongs to.
  package enum Face: Sendable, Hashable {
    case portal
    case draft(slug: String)
    case site(slug: String)
  }

  package let isSecure: Bool
  /// nil for the scheme's own port.
  package let port: Int?
  package let portalHost: String
  /// With its leading dot, such as `.draft.localhost`.
  package let draftSuffix: String
  package let siteSuffix: String

  /// - Parameter portal: the portal's address, such as `https://portal.example.de`. A portal named `portal.X` has drafts under
  ///   `<site>.draft.X` and sites under `<site>.site.X`, unless the suffixes say otherwise.
  /// - Throws: `OriginError`, also for plain http on a name that leads to another machine: session cookies would travel in the open.
  package init(portal: String, draftSuffix: String? = nil, siteSuffix: String? = nil) throws(OriginError) {
    let rest: Substring
    if portal.hasPrefix("https://") {
      (isSecure, rest) = (true, portal.dropFirst(8))
    } else if portal.hasPrefix("http://") {
      (isSecure, rest) = (false, portal.dropFirst(7))
    } else {
      throw .malformed(portal)
    }
    let authority = rest.hasSuffix("/") ? rest.dropLast() : rest
    guard let host = HostName(authority: authority), host.isName else { throw .malformed(portal) }
    portalHost = host.text
    port = host.port == (isSecure ? 443 : 80) ? nil : host.port
    guard isSecure || portalHost == "localhost" || portalHost.hasSuffix(".localhost") else {
      throw .insecure(portalHost)
    }
    let parent = host.text.drop { $0 != "." }
    guard let draft = draftSuffix ?? (parent.isEmpty ? nil : ".draft\(parent)"),
      let site = siteSuffix ?? (parent.isEmpty ? nil : ".site\(parent)"), draft.hasPrefix("."), site.hasPrefix("."),
      draft != site
    else { throw .malformed(portal) }
    self.draftSuffix = draft.lowercased()
    self.siteSuffix = site.lowercased()
  }

  /// The face that answers for one of the installation's own names; nil for any other, which may be a site's domain.
  package func face(of host: HostName) -> Face? {
    if host.text == portalHost { return .portal }
    if let slug = slug(of: host.text, under: draftSuffix) { return .draft(slug: slug) }
    return slug(of: host.text, under: siteSuffix).map { .site(slug: $0) }
  }

  /// Whether a name is one of the installation's own, which no site can have: the portal's, those of drafts and sites, and all below
  /// them. Browsers take a page below the portal's name for one of the portal's own site.
  package func isOwn(_ host: String) -> Bool {
    [".\(portalHost)", draftSuffix, siteSuffix].contains { host.hasSuffix($0) || host == $0.dropFirst() }
  }

  // MARK: Addresses

  package var portalOrigin: String { origin(of: portalHost) }

  /// - Parameter path: starts with `/`
  package func portalURL(_ path: String = "/") -> String { portalOrigin + path }

  /// The page of a one-time link. The secret is a part of the path that begins with `~`, which keeps it out of the log.
  package func loginURL(_ secret: Secret) -> String { portalURL("/login/~\(secret.text)") }

  /// The page of a review link.
  package func reviewURL(_ secret: Secret) -> String { portalURL("/review/~\(secret.text)") }

  /// Every draft's origin at once, as a Content-Security-Policy writes it.
  package var allDraftOrigins: String { origin(of: "*\(draftSuffix)") }

  package func draftOrigin(_ slug: String) -> String { origin(of: slug + draftSuffix) }

  /// A page of a draft, with the right to see it in the path.
  package func draftURL(_ slug: String, token: Secret, path: String = "/") -> String {
    "\(draftOrigin(slug))/~\(token.text)\(path)"
  }

  package func siteURL(_ slug: String, path: String = "/") -> String { origin(of: slug + siteSuffix) + path }

  /// Scheme, host and port of any name that this installation answers for.
  package func origin(of host: String) -> String {
    "\(isSecure ? "https" : "http")://\(host)\(port.map { ":\($0)" } ?? "")"
  }

  /// One label before the suffix, in the form that slugs have.
  private func slug(of host: String, under suffix: String) -> String? {
    guard host.hasSuffix(suffix) else { return nil }
    let label = host.dropLast(suffix.count)
    return label.isEmpty || label.contains(".") ? nil : String(label)
  }
}

package enum OriginError: Error, Sendable, Hashable, CustomStringConvertible {
  case malformed(String)
  case insecure(String)

  package var description: String {
    switch self {
    case .malformed(let text):
      "“\(text)” is no portal address; write it like https://portal.example.de or http://portal.localhost:8080"
    case .insecure(let host):
      "the portal would send sessions to “\(host)” over plain http; give an https address "
        + "(http is for names that end in .localhost)"
    }
  }
}

/// A host name as it stands in a Host header: in lower case, without port and final dot.
package struct HostName: Sendable, Hashable {
  package let text: String
  package let port: Int?
  /// False for an IPv6 address in brackets.
  package let isName: Bool

  /// nil when it cannot be a host.
  package init?(authority: some StringProtocol) {
    var host = authority[...]
    var port: Int?
    let isAddress = host.first == "["
    // The colons within brackets belong to the address.
    let colon = isAddress ? host.lastIndex(of: "]").map { host.index(after: $0) } : host.firstIndex(of: ":")
    if isAddress, colon == nil { return nil }
    if let colon, colon < host.endIndex {
      let digits = host[host.index(after: colon)...]
      guard host[colon] == ":", digits.utf8.count <= 5, digits.utf8.allSatisfy({ (48...57).contains($0) }) else {
        return nil
      }
      port = Int(digits)
      host = host[..<colon]
    }
    if !isAddress, host.last == "." { host = host.dropLast() }
    let allowed: (UInt8) -> Bool = { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        true
      case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"): isAddress
      default: false
      }
    }
    guard (1...253).contains(host.utf8.count), host.utf8.allSatisfy(allowed) else { return nil }
    text = host.lowercased()
    self.port = port
    isName = !isAddress
  }
}
