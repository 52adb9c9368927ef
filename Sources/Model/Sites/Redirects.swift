/// What follows from redirects that people write by hand.
package enum Redirects {
  /// The paths from which a visitor would never arrive anywhere.
  package static func loops(in redirects: [String: String]) -> Set<String> {
    var targets: [String: String] = [:]
    for (from, to) in redirects { targets[SitePaths.normalized(from)] = next(to) }
    return Set(
      redirects.keys.filter { from in
        var seen: Set<String> = []
        var path: String? = SitePaths.normalized(from)
        while let here = path, let to = targets[here] {
          guard seen.insert(here).inserted else { return true }
          path = to
        }
        return path.map { seen.contains($0) } ?? false
      })
  }

  /// The path of this site that a redirect leads to, as paths are compared; nil for another site's address.
  package static func next(_ target: String) -> String? {
    guard target.hasPrefix("/"), !target.hasPrefix("//") else { return nil }
    return SitePaths.normalized(target.prefix { $0 != "?" && $0 != "#" })
  }
}
