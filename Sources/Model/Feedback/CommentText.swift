/// What people write in feedback, as it is kept.
package enum CommentText {
  /// In characters.
  package static let longestBody = 5000
  package static let longestReason = 1000
  package static let longestTag = 40
  package static let mostTags = 12

  /// The text without white space around it.
  /// - Throws: `FieldError` for what nobody could read, and for more than `maximum` characters.
  package static func checked(_ text: String, pointer: String, maximum: Int = longestBody) throws(FieldError) -> String
  {
    var words = text[...]
    while words.first?.isWhitespace == true { words.removeFirst() }
    while words.last?.isWhitespace == true { words.removeLast() }
    func problem(_ words: String) -> FieldError { FieldError(pointer: pointer, problem: words) }
    guard words.unicodeScalars.allSatisfy(ElementRules.isTextCharacter) else {
      throw problem("contains a control character")
    }
    guard ElementRules.isVisible(String(words)) else { throw problem("says nothing") }
    // A character may be any number of bytes long, so these are counted too.
    guard words.utf8.count <= maximum * 8, words.count <= maximum else {
      throw problem("must not be longer than \(maximum) characters")
    }
    return String(words)
  }

  /// Tags in their order, each once.
  /// - Throws: `FieldError` for one that says nothing, has a line break, or is too long, and for too many.
  package static func checkedTags(_ tags: [String], pointer: String) throws(FieldError) -> [String] {
    guard tags.count <= mostTags else {
      throw FieldError(pointer: pointer, problem: "must not be more than \(mostTags)")
    }
    var result: [String] = []
    for (index, tag) in tags.enumerated() {
      let tag = try checked(tag, pointer: "\(pointer)/\(index)", maximum: longestTag)
      guard !tag.contains(where: \.isNewline), !tag.contains(",") else {
        throw FieldError(pointer: "\(pointer)/\(index)", problem: "must be one line without commas")
      }
      if !result.contains(tag) { result.append(tag) }
    }
    return result
  }
}
