/// What an address in markup is used for; decides which schemes it may have.
package enum URLUse: Sendable {
  /// Something to follow: `http`, `https`, `mailto`, `tel`, relative, fragment.
  case link
  /// A picture: `http`, `https`, relative, and `data:` with a raster image.
  case image
  /// A form target, stylesheet, font or media file: `http`, `https`, relative.
  case resource

  /// True when the address has no scheme, or one that this use allows.
  ///
  /// `url` is the value after entities are decoded. Decides as browsers do: leading controls and spaces are skipped,
  /// tabs and line ends are ignored anywhere. Stricter than browsers in one point: a colon before the first `/`, `?` or
  /// `#` always counts as the end of a scheme. Source: URL Standard, basic URL parser.
  package func allows(_ url: String) -> Bool {
    // The letters of the scheme, eight at most; no allowed one is longer.
    var scheme: UInt64 = 0
    var count = 0
    for byte in url.utf8 {
      if byte == 0x09 || byte == 0x0A || byte == 0x0D { continue }
      if count == 0 && byte <= 0x20 { continue }
      switch byte {
      case UInt8(ascii: ":"): return count <= 8 && allows(scheme: scheme, of: url)
      case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\\"): return true
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): scheme = scheme << 8 | UInt64(byte | 0x20)
      default: scheme = scheme << 8 | UInt64(byte)
      }
      count += 1
    }
    return true
  }

  private func allows(scheme: UInt64, of url: String) -> Bool {
    switch scheme {
    case Self.http, Self.https: true
    case Self.mailto, Self.tel: self == .link
    case Self.data: self == .image && Self.isRasterImage(url)
    default: false
    }
  }

  private static func packed(_ scheme: StaticString) -> UInt64 {
    scheme.description.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static let http = packed("http")
  private static let https = packed("https")
  private static let mailto = packed("mailto")
  private static let tel = packed("tel")
  private static let data = packed("data")

  private static func isRasterImage(_ url: String) -> Bool {
    let start = url.utf8.drop { $0 <= 0x20 }.prefix(32)
    let head = String(decoding: start, as: UTF8.self).lowercased()
    return ["png", "jpeg", "gif", "webp", "avif"].contains { type in
      head.hasPrefix("data:image/\(type);") || head.hasPrefix("data:image/\(type),")
    }
  }
}
