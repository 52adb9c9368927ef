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

  /// Whether it may stand among the redirects of a site: an old path, and where it leads or that it is gone.
  package static func isWritten(from old: String, to target: String) -> Bool {
    old.hasPrefix("/") && ElementRules.isSafeURL(old) && (target == SiteSettings.goneWord || isWritten(target))
  }

  /// Whether a redirect that people write by hand may lead there: a path, or an address of the web.
  package static func isWritten(_ target: String) -> Bool {
    ["/", "https://", "http://"].contains(where: target.hasPrefix) && ElementRules.isSafeURL(target)
  }

  /// Whether an address may lead there: a link to a page by its path, or to the web, that browsers and servers read alike.
  package static func isTarget(_ text: String) -> Bool {
    guard ElementRules.isSafeURL(text) else { return false }
    switch LinkTarget.url(text).kind {
    case .web: return hasHost(text)
    case .page: return isPath(text.prefix { $0 != "?" && $0 != "#" })
    default: return false
    }
  }

  /// `/a/b/`, also when what is written as `%2F` is read as a slash: nothing in it leads up, or to another host.
  private static func isPath(_ text: Substring) -> Bool {
    guard text.utf8.first == UInt8(ascii: "/"), let bytes = decoded(text) else { return false }
    let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return parts.enumerated().allSatisfy { index, part in
      let mayBeEmpty = index == 0 || index == parts.count - 1
      return (mayBeEmpty || !part.isEmpty) && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
        && part.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    }
  }

  /// nil where a percent sign stands for nothing.
  private static func decoded(_ text: Substring) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      guard digits.utf8.count == 2, digits.first?.isHexDigit == true, let value = UInt8(digits, radix: 16) else {
        return nil
      }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return bytes
  }

  /// `https://host[:port]`: a name, or an IPv6 address in brackets; nobody's name and password before it.
  static func hasHost(_ url: String) -> Bool {
    guard let start = url.firstRange(of: "//")?.upperBound else { return false }
    let authority = Array(url[start...].utf8.prefix { !"/?#".utf8.contains($0) })
    let isBracketed = authority.first == UInt8(ascii: "[")
    let end = isBracketed ? authority.firstIndex(of: UInt8(ascii: "]")) : authority.firstIndex(of: UInt8(ascii: ":"))
    if isBracketed, end == nil { return false }
    let host = authority[..<(end ?? authority.endIndex)].dropFirst(isBracketed ? 1 : 0)
    let port = authority[(end ?? authority.endIndex)...].dropFirst(isBracketed ? 1 : 0)
    guard !host.isEmpty, host.allSatisfy({ isHostByte($0, isBracketed: isBracketed) }) else { return false }
    guard !port.isEmpty else { return true }
    guard port.first == UInt8(ascii: ":") else { return false }
    let number = String(decoding: port.dropFirst(), as: UTF8.self)
    return number.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt16(number).map { $0 > 0 } ?? false
  }

  private static func isHostByte(_ byte: UInt8, isBracketed: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: "."):
      true
    case UInt8(ascii: ":"): isBracketed
    case UInt8(ascii: "g")...UInt8(ascii: "z"), UInt8(ascii: "G")...UInt8(ascii: "Z"), UInt8(ascii: "-"),
      UInt8(ascii: "_"), 0x80...:
      !isBracketed
    default: false
    }
  }

  /// The path of this site that a redirect leads to, as paths are compared; nil for another site's address.
  package static func next(_ target: String) -> String? {
    guard target.hasPrefix("/"), !target.hasPrefix("//") else { return nil }
    return SitePaths.normalized(target.prefix { $0 != "?" && $0 != "#" })
  }
}
