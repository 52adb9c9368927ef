/// The part of a file that a client asks for (RFC 9110, section 14).
enum ByteRange: Hashable, Sendable {
  /// The whole file: no range, several of them, another unit, or nothing that can be read.
  case whole
  case part(Range<Int>)
  /// Nothing of what is asked for exists.
  case outside

  /// - Parameter size: the file's, in bytes
  init(_ header: String?, size: Int) {
    guard let header, header.lowercased().hasPrefix("bytes=") else {
      self = .whole
      return
    }
    let bounds = header.dropFirst(6).filter { $0 != " " }.split(separator: "-", omittingEmptySubsequences: false)
    guard bounds.count == 2, !header.contains(","), bounds.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else {
      self = .whole
      return
    }
    // A number too large for any file is beyond its end.
    func number(_ text: Substring) -> Int { Int(text) ?? .max }
    switch (bounds[0].isEmpty, bounds[1].isEmpty) {
    case (true, true): self = .whole
    case (true, false):
      let count = min(number(bounds[1]), size)
      self = count == 0 ? .outside : .part(size - count..<size)
    case (false, let isOpen):
      let first = number(bounds[0])
      let last = isOpen ? .max : number(bounds[1])
      if first > last {
        self = .whole
      } else {
        self = first >= size ? .outside : .part(first..<min(last, size - 1) + 1)
      }
    }
  }
}
