/// A name under which visitors reach a site, as it stands in a Host header: in lower case and ASCII, without port and final dot.
package struct DomainName: Hashable, Sendable, CustomStringConvertible {
  package let text: String

  /// - Parameter typed: as people write or paste it: `Example.de`, `https://example.de/`, `bäckerei.example`
  /// - Returns: nil when it cannot be the name of a website
  package init?(_ typed: String) {
    var name = typed.lowercased().drop { $0 == " " }
    while name.last == " " { name.removeLast() }
    for scheme in ["https://", "http://"] where name.hasPrefix(scheme) { name = name.dropFirst(scheme.count) }
    while name.hasSuffix("/") { name = name.dropLast() }
    if name.hasSuffix(".") { name = name.dropLast() }
    var labels: [String] = []
    for label in name.split(separator: ".", omittingEmptySubsequences: false) {
      guard let ascii = Self.ascii(label) else { return nil }
      labels.append(ascii)
    }
    // The last part of an IP address is a number, that of a name never is.
    guard labels.count >= 2, labels.last?.utf8.allSatisfy({ (48...57).contains($0) }) == false else { return nil }
    text = labels.joined(separator: ".")
    guard text.utf8.count <= 253 else { return nil }
  }

  package var description: String { text }

  /// The same name with `www.` in front, or without it: who types one of them means both.
  package static func twin(of host: String) -> String {
    host.hasPrefix("www.") ? String(host.dropFirst(4)) : "www.\(host)"
  }

  /// 1 to 63 letters, figures and hyphens; other letters as Punycode.
  private static func ascii(_ label: Substring) -> String? {
    var label = String(label)
    if label.utf8.contains(where: { $0 >= 0x80 }) {
      guard label.unicodeScalars.allSatisfy({ $0.isASCII || $0.properties.isAlphabetic || $0.properties.isIDContinue })
      else { return nil }
      label = "xn--" + punycode(label)
    }
    guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-" else { return nil }
    let isPlain = label.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      default: false
      }
    }
    return isPlain ? label : nil
  }

  /// RFC 3492, section 6.3.
  private static func punycode(_ label: String) -> String {
    let scalars = label.unicodeScalars.map { Int($0.value) }
    var output = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
    let basic = output.count
    var (handled, next, delta, bias) = (basic, 0x80, 0, 72)
    if basic > 0 { output.append(UInt8(ascii: "-")) }
    while handled < scalars.count {
      let smallest = scalars.filter { $0 >= next }.min() ?? next
      delta += (smallest - next) * (handled + 1)
      next = smallest
      for scalar in scalars {
        if scalar < next { delta += 1 }
        guard scalar == next else { continue }
        var rest = delta
        var place = 36
        while true {
          let threshold = min(max(place - bias, 1), 26)
          if rest < threshold { break }
          output.append(digit(threshold + (rest - threshold) % (36 - threshold)))
          rest = (rest - threshold) / (36 - threshold)
          place += 36
        }
        output.append(digit(rest))
        bias = adapted(delta, handled + 1, isFirst: handled == basic)
        delta = 0
        handled += 1
      }
      delta += 1
      next += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  private static func adapted(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / 700 : delta / 2
    delta += delta / count
    var steps = 0
    while delta > 455 {
      delta /= 35
      steps += 36
    }
    return steps + 36 * delta / (delta + 38)
  }

  private static func digit(_ value: Int) -> UInt8 { UInt8(value < 26 ? value + 97 : value + 22) }
}
