import Synchronization

/// Which forms of a content a client takes, by its Accept-Encoding header (RFC 9110, section 12.5.3).
package struct AcceptedEncodings: Hashable, Sendable {
  /// Those of ours that the client prefers to the plain content, the best one first.
  package private(set) var preferred: [TextCompression] = []

  /// A client that sends no header gets the plain content: it could not be read otherwise by the simplest of them.
  package init(_ header: String?) {
    guard let header, !header.isEmpty else { return }
    var weights: [TextCompression: Int] = [:]
    var others: Int?
    var plain: Int?
    for part in header.utf8.prefix(1000).split(separator: UInt8(ascii: ",")) {
      let pieces = part.split(separator: UInt8(ascii: ";"))
      guard let name = pieces.first.map(Self.word) else { continue }
      let weight = Self.weight(pieces.dropFirst())
      switch name {
      case "br": weights[.brotli] = weight
      case "gzip", "x-gzip": weights[.gzip] = weight
      case "identity": plain = weight
      case "*": others = weight
      default: break
      }
    }
    // Ties go to the smaller form; the plain one is as good as any only when it is named.
    preferred = TextCompression.allCases
      .map { ($0, weights[$0] ?? others ?? 0) }
      .filter { $0.1 > 0 && $0.1 >= plain ?? 0 }
      .sorted { $0.1 > $1.1 }.map(\.0)
  }

  /// Lower-case, without white space around it.
  private static func word(_ text: Substring.UTF8View.SubSequence) -> String {
    String(decoding: text.filter { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self).lowercased()
  }

  /// In thousandths; 1000 when there is no `q`, 0 when it cannot be read.
  private static func weight(_ parameters: ArraySlice<Substring.UTF8View.SubSequence>) -> Int {
    guard let text = parameters.map(word).first(where: { $0.hasPrefix("q=") })?.dropFirst(2) else { return 1000 }
    guard let value = Double(text), (0...1).contains(value) else { return 0 }
    return Int(value * 1000)
  }
}

/// What was made of the headers that came; browsers send a handful of different ones.
package final class KnownEncodings: Sendable {
  private static let limit = 100
  private let known = Mutex<[String: AcceptedEncodings]>([:])

  package init() {}

  package func encodings(_ header: String?) -> AcceptedEncodings {
    guard let header else { return AcceptedEncodings(nil) }
    if let known = known.withLock({ $0[header] }) { return known }
    let encodings = AcceptedEncodings(header)
    // A long header is nobody's usual one.
    guard header.utf8.count <= 100 else { return encodings }
    known.withLock { known in
      if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
      known[header] = encodings
    }
    return encodings
  }
}
