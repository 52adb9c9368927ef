/// Why a well-formed JSON document is not what was asked for: where in it (a JSON Pointer, RFC 6901) and what is wrong.
package struct FieldError: Error, Hashable, Sendable {
  package let pointer: String
  package let problem: String

  package init(pointer: String, problem: String) {
    self.pointer = pointer
    self.problem = problem
  }
}

/// Reads the members of one JSON object and insists that nothing else stands in it.
package struct JSONReader {
  package let pointer: String
  private let members: [String: JSONValue]

  /// - Parameter known: every key that may stand in the object; another key is an error, so that nothing can be smuggled past the rules.
  package init(_ value: JSONValue, at pointer: String = "", known: Set<String>) throws(FieldError) {
    guard case .object(let members) = value else { throw FieldError(pointer: pointer, problem: "must be an object") }
    if let unknown = members.keys.filter({ !known.contains($0) }).min() {
      throw FieldError(pointer: "\(pointer)/\(unknown)", problem: "unknown key")
    }
    self.members = members
    self.pointer = pointer
  }

  package func has(_ key: String) -> Bool { members[key] != nil }
  package func value(_ key: String) -> JSONValue? { members[key] }

  package func string(_ key: String, maximum: Int = 100_000) throws(FieldError) -> String {
    guard let value = try optionalString(key, maximum: maximum) else { throw error(key, "is missing") }
    return value
  }

  package func optionalString(_ key: String, maximum: Int = 100_000) throws(FieldError) -> String? {
    guard let value = try present(key) else { return nil }
    guard let text = value.string else { throw error(key, "must be a string") }
    guard text.utf8.count <= maximum else { throw error(key, "must not be longer than \(maximum) bytes") }
    return text
  }

  package func optionalInteger(_ key: String) throws(FieldError) -> Int? {
    guard let value = try present(key) else { return nil }
    guard let number = value.integer else { throw error(key, "must be a whole number") }
    return number
  }

  package func integer(_ key: String) throws(FieldError) -> Int {
    guard let value = try optionalInteger(key) else { throw error(key, "is missing") }
    return value
  }

  package func optionalBool(_ key: String) throws(FieldError) -> Bool? {
    guard let value = try present(key) else { return nil }
    guard let flag = value.bool else { throw error(key, "must be true or false") }
    return flag
  }

  package func optionalArray(_ key: String) throws(FieldError) -> [JSONValue]? {
    guard let value = try present(key) else { return nil }
    guard let values = value.array else { throw error(key, "must be a list") }
    return values
  }

  package func optionalStrings(_ key: String) throws(FieldError) -> [String]? {
    guard let values = try optionalArray(key) else { return nil }
    var result: [String] = []
    for (index, value) in values.enumerated() {
      guard let text = value.string else { throw error("\(key)/\(index)", "must be a string") }
      result.append(text)
    }
    return result
  }

  package func optionalIdentifier<Subject>(_ key: String) throws(FieldError) -> Identifier<Subject>? {
    guard let text = try optionalString(key) else { return nil }
    guard let identifier = Identifier<Subject>(text) else { throw error(key, "is not an ID") }
    return identifier
  }

  package func identifier<Subject>(_ key: String) throws(FieldError) -> Identifier<Subject> {
    guard let identifier: Identifier<Subject> = try optionalIdentifier(key) else { throw error(key, "is missing") }
    return identifier
  }

  package func error(_ key: String, _ problem: String) -> FieldError {
    FieldError(pointer: "\(pointer)/\(key)", problem: problem)
  }

  /// An absent member is left out: a null would be a second way to say the same, or not quite the same.
  private func present(_ key: String) throws(FieldError) -> JSONValue? {
    guard let value = members[key] else { return nil }
    guard value != .null else { throw error(key, "must not be null") }
    return value
  }
}
