import Crypto

/// The Content-Security-Policy of a published file: for a page what stands in it and nothing else.
enum PagePolicy {
  /// A file opened by itself (an SVG picture above all) runs nothing and loads nothing.
  static let file = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

  /// - Parameter html: as the builder wrote it. Its texts cannot hold a tag, so looking for tags is enough.
  static func page(_ html: [UInt8]) -> String {
    var styles: [String] = []
    var scripts: Set<String> = []
    var frames: Set<String> = []
    var rest = html[...]
    while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
      rest = rest[(start + 1)...]
      if rest.starts(with: "style>".utf8) {
        let css = rest.dropFirst("style>".utf8.count)
        guard let end = css.firstRange(of: "</style>".utf8) else { continue }
        let source = "'sha256-\(Base64.text(SHA256.hash(data: Array(css[..<end.lowerBound]))))'"
        if !styles.contains(source) { styles.append(source) }
        rest = css[end.upperBound...]
      } else if rest.starts(with: "script ".utf8) || rest.starts(with: "iframe ".utf8) {
        let tag = rest.prefix { $0 != UInt8(ascii: ">") }
        guard let source = attribute("src", of: tag) else { continue }
        // Data blocks have no source and need no permission.
        let origin = origin(of: source) ?? "'self'"
        if rest.starts(with: "script ".utf8) { scripts.insert(origin) } else { frames.insert(origin) }
      }
    }
    var policy = "default-src 'none'; style-src \(styles.isEmpty ? "'none'" : styles.joined(separator: " "))"
    if !scripts.isEmpty {
      policy += "; script-src \(scripts.sorted().joined(separator: " ")); connect-src 'self'"
    }
    if !frames.isEmpty { policy += "; frame-src \(frames.sorted().joined(separator: " "))" }
    return policy
      + "; img-src 'self' data:; media-src 'self'; font-src 'self'; manifest-src 'self'; form-action 'self'; "
      + "base-uri 'none'; frame-ancestors 'none'"
  }

  private static func attribute(_ name: String, of tag: ArraySlice<UInt8>) -> String? {
    guard let start = tag.firstRange(of: " \(name)=\"".utf8) else { return nil }
    return String(decoding: tag[start.upperBound...].prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
  }

  /// `https://host` of another site's address; nil for one of our own, and for anything that could add to the policy.
  private static func origin(of address: String) -> String? {
    let rest = address.hasPrefix("//") ? address.dropFirst(2) : address.dropFirst("https://".count)
    guard address.hasPrefix("https://") || address.hasPrefix("//") else { return nil }
    let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }.lowercased()
    let isHost = host.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: ":"):
        true
      default: false
      }
    }
    return isHost && !host.isEmpty ? "https://\(host)" : nil
  }
}

enum Base64 {
  static func text(_ bytes: some Sequence<UInt8>) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let bytes = Array(bytes)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let chunk = bytes[start..<min(start + 3, bytes.count)]
      var value = chunk.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - chunk.count))
      var digits: [UInt8] = []
      for place in 0..<4 {
        digits.append(place < 3 - chunk.count ? UInt8(ascii: "=") : alphabet[value & 63])
        value >>= 6
      }
      result += digits.reversed()
    }
    return String(decoding: result, as: UTF8.self)
  }
}
