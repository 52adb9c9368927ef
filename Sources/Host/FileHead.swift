import Compression
import HTTPTypes
import Model
import Store
import Web

/// The headers of a published file, made once for each of its forms.
struct FileHead: Sendable {
  /// What the headers depend on beside the form.
  struct Key: Hashable, Sendable {
    let hash: String
    let type: String
    let cacheControl: String

    static func == (left: Self, right: Self) -> Bool {
      left.hash == right.hash && left.cacheControl == right.cacheControl && left.type == right.type
    }

    func hash(into hasher: inout Hasher) { hasher.combine(hash) }
  }

  /// Headers that belong to the file in each of its forms, and to a 304.
  private let common: HTTPFields
  private let file: LiveSite.File
  private let base: HTTPFields
  private let policy: String

  /// - Parameters:
  ///   - base: what every answer carries
  ///   - bytes: of a page; for other files they are not looked at.
  init(_ file: LiveSite.File, base: HTTPFields, bytes: [UInt8]) {
    let isPage = file.isPage
    self.file = file
    self.base = base
    policy = isPage ? PagePolicy.page(bytes) : PagePolicy.file
    var common = base
    common[.cacheControl] = file.key.cacheControl
    // Pictures and feeds are meant to be shown elsewhere, pages are not.
    common[.crossOriginResourcePolicy] = isPage ? "same-origin" : "cross-origin"
    if isPage {
      common[.crossOriginOpenerPolicy] = "same-origin"
      common[.speculationRules] = "\"/\(SpeculationRules.path)\""
    }
    if file.isCompressible { common[.vary] = "Accept-Encoding" }
    self.common = common
  }

  /// - Parameter size: of the form, in bytes
  func headers(size: Int, encoding: TextCompression?) -> HTTPFields {
    var headers = common
    headers[.eTag] = tag(encoding)
    headers[.contentType] = file.artifact.type
    headers[.contentLength] = String(size)
    headers[.contentSecurityPolicy] = policy
    if let encoding { headers[.contentEncoding] = encoding.rawValue }
    // Parts of a compressed form would fit to nothing that a client has.
    if !file.isCompressible { headers[.acceptRanges] = "bytes" }
    return headers
  }

  func tag(_ encoding: TextCompression?) -> String { Self.tag(file.artifact.hash, encoding) }

  func notModified(_ encoding: TextCompression?) -> HTTPFields {
    Self.notModified(file, base: base, tag: tag(encoding))
  }

  /// For an answer that says that the client has the file already.
  static func notModified(_ file: LiveSite.File, base: HTTPFields, tag: String) -> HTTPFields {
    var headers = base
    headers[.cacheControl] = file.key.cacheControl
    headers[.eTag] = tag
    if file.isCompressible { headers[.vary] = "Accept-Encoding" }
    return headers
  }

  /// Each form has a tag of its own: `"hash"`, `"hash-br"`, `"hash-gzip"`.
  static func tag(_ hash: String, _ encoding: TextCompression?) -> String {
    encoding.map { "\"\(hash)-\($0.rawValue)\"" } ?? "\"\(hash)\""
  }

  /// The tag among those that the client names which is the file's in one of its forms; any of them means that its copy is good.
  static func known(_ header: String?, hash: String) -> String? {
    guard let header else { return nil }
    for part in header.utf8.split(separator: UInt8(ascii: ",")) {
      var tag = part.drop { $0 == 0x20 || $0 == 0x09 }
      while let last = tag.last, last == 0x20 || last == 0x09 { tag.removeLast() }
      if tag.starts(with: "W/".utf8) { tag = tag.dropFirst(2) }
      if tag.elementsEqual("*".utf8) { return Self.tag(hash, nil) }
      guard tag.count >= hash.utf8.count + 2, tag.first == UInt8(ascii: "\""), tag.last == UInt8(ascii: "\""),
        tag.dropFirst().starts(with: hash.utf8)
      else { continue }
      let text = String(decoding: tag, as: UTF8.self)
      if ([nil] + TextCompression.allCases.map { $0 }).contains(where: { Self.tag(hash, $0) == text }) { return text }
    }
    return nil
  }
}

extension HTTPField.Name {
  static let speculationRules = HTTPField.Name("Speculation-Rules")!
}
