/// Numbers with their nouns, for the command line and for messages.
package enum Counted {
  /// `1 page`, `3 pages`.
  /// - Parameter plural: where it is not the noun with an s
  package static func of(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
  }
}
