import Model

/// Where the addresses lead at which something stood once: by the agency's word, or to where the page is now.
struct FormerAddresses: Sendable {
  private let site: SiteData
  /// By hand, keyed as paths are compared.
  private let written: [String: String]
  private let loops: Set<String>

  init(_ site: SiteData) {
    self.site = site
    written = Dictionary(
      site.settings.redirects.map { (SitePaths.normalized($0.key), $0.value) }, uniquingKeysWith: { $1 })
    loops = Redirects.loops(in: site.settings.redirects)
  }

  /// The redirects that people wrote, each leading straight to where its way ends; those that lead in a circle are left out.
  func written(_ warn: (String) -> Void) -> [(path: String, redirect: Redirect)] {
    site.settings.redirects.sorted { $0.key < $1.key }.compactMap { old, new in
      guard !loops.contains(old) else {
        warn("the redirect from “\(old)” leads back to itself and is left out")
        return nil
      }
      return (old, end(of: new, steps: 0))
    }
  }

  /// The redirects that follow from where pages were.
  func kept() -> [(path: String, redirect: Redirect)] {
    guard site.settings.keepsRedirects else { return [] }
    let free = site.former.filter { site.layout.place(atExactPath: $0.key) == nil && written[$0.key] == nil }
    return free.sorted { $0.key < $1.key }.map { path, former in
      let redirect = target(of: former, at: path, steps: 0)
      // Where the way leads back to, there is nothing.
      if case .moved(let url) = redirect, url == site.address.prefix + SiteAddress.encoded(path) {
        return (path, .gone)
      }
      return (path, redirect)
    }
  }

  private static let longestWay = 32

  private func target(of former: FormerAddress, at path: String, steps: Int) -> Redirect {
    switch former.leadsTo {
    case .gone?: return .gone
    case .moved(let text)?: return end(of: text, steps: steps + 1)
    case nil: break
    }
    if let place = site.layout.place(of: former.page), site.layout.hasPlace[place] {
      return .moved(site.layout.urls[place])
    }
    guard site.settings.removedPages == .parent else { return .gone }
    var parts = path.split(separator: "/")
    while parts.count > 1 {
      parts.removeLast()
      let above = "/" + parts.joined(separator: "/") + "/"
      if let place = site.layout.place(atExactPath: above) { return .moved(site.layout.urls[place]) }
      if let other = site.former[above], steps < Self.longestWay {
        let redirect = target(of: other, at: above, steps: steps + 1)
        if redirect != .gone { return redirect }
      }
    }
    return .gone
  }

  /// Where a visitor ends who follows an address of this site through all redirects.
  private func end(of target: String, steps: Int) -> Redirect {
    if target == SiteSettings.goneWord { return .gone }
    guard steps < Self.longestWay, let path = Redirects.next(target), site.layout.place(atExactPath: path) == nil else {
      return .moved(url(target))
    }
    if let next = written[path] { return end(of: next, steps: steps + 1) }
    if site.settings.keepsRedirects, let former = site.former[path] {
      return self.target(of: former, at: path, steps: steps + 1)
    }
    return .moved(url(target))
  }

  /// As the site's links have it.
  private func url(_ target: String) -> String {
    guard let path = Redirects.next(target) else { return target }
    let rest = target.drop { $0 != "?" && $0 != "#" }
    if let place = site.layout.place(atExactPath: path) { return site.layout.urls[place] + rest }
    return site.address.prefix + target
  }
}
