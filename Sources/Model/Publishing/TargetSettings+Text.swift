extension TargetSettings.SFTP {
  /// What people write for a place reached by SFTP.
  package struct Address: Hashable, Sendable {
    package let user: String
    package let host: String
    package let port: Int
    package let path: String

    /// `USER@HOST[:PORT]/PATH`; `/~/PATH` is relative to the folder in which a login starts. An IPv6 address stands in brackets.
    /// - Throws: `FieldError` that says which part is wrong.
    package init(_ text: String) throws(FieldError) {
      func wrong(_ problem: String) -> FieldError { FieldError(pointer: "/sftp", problem: problem) }
      let form = "is USER@HOST[:PORT]/PATH"
      guard let slash = text.firstIndex(of: "/") else { throw wrong("\(form): the path is missing") }
      let authority = text[..<slash]
      guard let at = authority.lastIndex(of: "@") else { throw wrong("\(form): the user is missing") }
      user = String(authority[..<at])
      var rest = authority[authority.index(after: at)...]
      var port = 22
      if rest.last != "]", let colon = rest.lastIndex(of: ":") {
        guard let number = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(number) else {
          throw wrong("\(form): the port is a number up to 65535")
        }
        port = number
        rest = rest[..<colon]
      }
      if rest.first == "[", rest.last == "]" { rest = rest.dropFirst().dropLast() }
      host = String(rest)
      self.port = port
      // They become arguments of another program, which must not take them for options.
      guard !user.isEmpty, !user.hasPrefix("-"), user.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x40 }) else {
        throw wrong("\(form): “\(user)” is no user name")
      }
      guard !host.isEmpty, !host.hasPrefix("-"),
        host.utf8.allSatisfy({ isLetterOrDigit($0) || "-._:".utf8.contains($0) })
      else { throw wrong("\(form): “\(host)” is no host name") }
      var path = String(text[slash...])
      if path.hasPrefix("/~/") { path = String(path.dropFirst(3)) }
      while path.count > 1, path.hasSuffix("/") { path.removeLast() }
      let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(path.hasPrefix("/") ? 1 : 0)
      guard path.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }), path != "/", !path.isEmpty,
        parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
      else { throw wrong("\(form): “\(path)” is no folder for a site") }
      self.path = path
    }
  }
}

extension TargetSettings.S3 {
  /// - Parameters:
  ///   - place: `BUCKET[/PREFIX]`
  ///   - endpoint: nil for Amazon's own in that region
  ///   - isPathStyle: nil to choose: by host name at Amazon, by path elsewhere
  /// - Throws: `FieldError` that says which part is wrong.
  package init(
    place: String, endpoint: String?, region: String, accessKey: String, isPathStyle: Bool?
  ) throws(FieldError) {
    let parts = place.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    let bucket = String(parts[0])
    guard (3...63).contains(bucket.utf8.count),
      bucket.utf8.allSatisfy({ isLetterOrDigit($0) || "-.".utf8.contains($0) }),
      !bucket.hasPrefix("-"), !bucket.hasPrefix(".")
    else { throw FieldError(pointer: "/s3", problem: "is BUCKET[/PREFIX]: “\(bucket)” is no name of a bucket") }
    var prefix = parts.count > 1 ? String(parts[1]) : ""
    while prefix.hasSuffix("/") { prefix.removeLast() }
    guard
      prefix.isEmpty
        || prefix.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0x5C })
          && prefix.split(separator: "/", omittingEmptySubsequences: false).allSatisfy({
            !["", ".", ".."].contains($0)
          })
    else { throw FieldError(pointer: "/s3", problem: "is BUCKET[/PREFIX]: “\(prefix)” is no prefix") }
    guard !region.isEmpty, region.utf8.allSatisfy({ isLetterOrDigit($0) || "-".utf8.contains($0) }) else {
      throw FieldError(pointer: "/region", problem: "is a name such as eu-central-1")
    }
    guard !accessKey.isEmpty, accessKey.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x2F && $0 != 0x2C }) else {
      throw FieldError(pointer: "/access-key", problem: "is the ID of an access key")
    }
    self.init(
      endpoint: try Self.checked(endpoint ?? "https://s3.\(region).amazonaws.com"), region: region, bucket: bucket,
      prefix: prefix.isEmpty ? "" : prefix + "/", accessKey: accessKey, isPathStyle: isPathStyle ?? (endpoint != nil))
  }

  /// Contents and signatures travel encrypted; without TLS only within this machine.
  private static func checked(_ endpoint: String) throws(FieldError) -> String {
    var url = endpoint
    while url.hasSuffix("/") { url.removeLast() }
    let isSecure = url.hasPrefix("https://")
    guard isSecure || url.hasPrefix("http://") else {
      throw FieldError(pointer: "/endpoint", problem: "begins with https://")
    }
    let authority = url.dropFirst(isSecure ? 8 : 7)
    guard !authority.isEmpty, authority.utf8.allSatisfy({ isLetterOrDigit($0) || "-._:[]".utf8.contains($0) }) else {
      throw FieldError(pointer: "/endpoint", problem: "is https://HOST[:PORT] without a path")
    }
    guard isSecure || isLoopback(String(authority)) else {
      throw FieldError(pointer: "/endpoint", problem: "begins with https://; http:// is for this machine alone")
    }
    return url
  }

  /// Whether requests stay on this machine, by how the address is written.
  package var isLocal: Bool { endpoint.hasPrefix("http://") && Self.isLoopback(String(endpoint.dropFirst(7))) }

  private static func isLoopback(_ authority: String) -> Bool {
    if authority == "[::1]" || authority.hasPrefix("[::1]:") { return true }
    let host = authority.prefix { $0 != ":" }
    if host == "localhost" { return true }
    let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
    return numbers.count == 4 && numbers[0] == 127 && numbers.allSatisfy { $0 != nil }
  }
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"):
    true
  default: false
  }
}
