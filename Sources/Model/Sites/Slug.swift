/// URL parts from names that people give to files, tags and forms.
package enum Slug {
  /// Lower case, letters and digits of any script, everything else as single hyphens: “Über uns” is `ueber-uns`.
  package static func made(from name: String) -> String {
    var result = ""
    for scalar in name.lowercased().unicodeScalars {
      switch scalar {
      case "ä": result += "ae"
      case "ö": result += "oe"
      case "ü": result += "ue"
      case "ß": result += "ss"
      // The same letters as two characters, as file names from macOS have them.
      case "\u{308}": if let last = result.last, "aou".contains(last) { result += "e" }
      case "'", "’": continue
      case _ where scalar.properties.canonicalCombiningClass != .notReordered: continue
      case "_", ".": result.unicodeScalars.append(scalar)
      case _ where scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal:
        result.unicodeScalars.append(scalar)
      default: if !result.isEmpty, result.last != "-" { result += "-" }
      }
    }
    while let last = result.last, last == "-" || last == "." { result.removeLast() }
    while result.first == "." { result.removeFirst() }
    return result
  }
}
