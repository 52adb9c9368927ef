/// Tells browsers which pages they may fetch before somebody has asked for them: those of the same site, when a pointer rests on the
/// link. Named by a header, so that pages need no script for it.
package enum SpeculationRules {
  /// Below the site's root.
  package static let path = "_f/speculation.json"
  package static let type = "application/speculationrules+json"

  /// - Parameter prefix: what stands in front of every path of the site, such as `/sub`, or nothing
  package static func json(prefix: String = "") -> [UInt8] {
    let pages: JSONValue = [
      "and": [
        ["href_matches": .string("\(prefix)/*"), "relative_to": "document"],
        ["not": ["href_matches": .string("\(prefix)/a/*"), "relative_to": "document"]],
        ["not": ["selector_matches": "[download],[rel~=nofollow]"]],
      ]
    ]
    return JSONValue.object([
      "prefetch": [["where": pages, "eagerness": "moderate"]],
      "prerender": [["where": pages, "eagerness": "conservative"]],
    ]).canonicalBytes
  }
}
