/// Names that the builder gives to what never changes.
package enum HashedName {
  /// Whether a path is of the form `a/<name>.<hash>.<ending>`, the hash being the first ten figures of the content's or, where two share
  /// those, all of them. A page may well stand below `/a/`, and pages change.
  package static func isHashed(_ path: String) -> Bool {
    guard path.utf8.starts(with: "a/".utf8) else { return false }
    var name = path.utf8.dropFirst(2)
    // A compressed form is as old as what it was made of.
    for ending in [".br", ".gz"] where name.suffix(3).elementsEqual(ending.utf8) { name = name.dropLast(3) }
    let parts = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard !name.contains(UInt8(ascii: "/")), parts.count == 2 || parts.count == 3, parts.allSatisfy({ !$0.isEmpty })
    else { return false }
    return [10, 64].contains(parts[1].count)
      && parts[1].allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}
