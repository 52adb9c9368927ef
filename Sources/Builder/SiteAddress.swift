import Model

/// Where the site stands on the web: `https://example.org/sub` is an origin and a path in front of every link.
struct SiteAddress: Sendable {
  /// `https://example.org`; nil when the address is not known, and then nothing can be absolute.
  let origin: String?
  /// In front of every path: empty or `/sub`.
  let prefix: String
  /// In front of `/a/…`.
  let assetPrefix: String

  init(settings: SiteSettings, options: BuildOptions) {
    if case .draft(let draft) = options.rendering {
      origin = nil
      prefix = draft.urlPrefix
      assetPrefix = draft.assetPrefix
      return
    }
    let url = options.baseURL ?? settings.url
    guard let scheme = ["https://", "http://"].first(where: { url.lowercased().hasPrefix($0) }),
      SiteSettings.isAddress(url)
    else {
      (origin, prefix, assetPrefix) = (nil, "", "")
      return
    }
    let rest = url.dropFirst(scheme.count).prefix { $0 != "?" && $0 != "#" }
    let host = rest.prefix { $0 != "/" }
    var path = String(rest.dropFirst(host.count))
    while path.hasSuffix("/") { path.removeLast() }
    origin = host.isEmpty ? nil : scheme + host
    prefix = path
    assetPrefix = path
  }

  /// The absolute form of a URL that starts with `prefix`; nil when the origin is not known.
  func absolute(_ url: String) -> String? { origin.map { $0 + url } }

  /// A path as it stands in a URL: what may not is percent-encoded. Source: RFC 3986, `pchar`.
  static func encoded(_ path: String) -> String {
    if path.utf8.allSatisfy(isPathByte) { return path }
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      if isPathByte(byte) {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(hexDigits[Int(byte >> 4)])
        bytes.append(hexDigits[Int(byte & 15)])
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isPathByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "~"), UInt8(ascii: "/"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: "@"):
      true
    default: false
    }
  }
}

private let hexDigits = Array("0123456789ABCDEF".utf8)

/// Where a page or a redirect is written below the site's root: `/leistungen/` is `leistungen/index.html`.
package enum OutputPath {
  package static func of(_ path: String) -> String {
    let relative = path.hasPrefix("/") ? String(path.dropFirst()) : path
    return relative.isEmpty || relative.hasSuffix("/") ? relative + "index.html" : relative
  }

  /// Whether the path can be a file below a folder: no empty parts, no `.` and `..`, no control characters, no backslash.
  package static func isSafe(_ path: String) -> Bool {
    var path = path
    return path.withUTF8 { bytes in
      var start = 0
      for index in bytes.indices {
        let byte = bytes[index]
        guard byte >= 0x20, byte != 0x7F, byte != UInt8(ascii: "\\") else { return false }
        guard byte == UInt8(ascii: "/") else { continue }
        guard isSafePart(bytes[start..<index]) else { return false }
        start = index + 1
      }
      return isSafePart(bytes[start...])
    }
  }

  private static func isSafePart(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let point = UInt8(ascii: ".")
    switch part.count {
    case 0: return false
    case 1: return part[part.startIndex] != point
    case 2: return part[part.startIndex] != point || part[part.startIndex + 1] != point
    default: return part.count <= 255
    }
  }
}
