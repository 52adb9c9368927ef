import Crypto
import Glibc
import Model

/// Seals what opens a target, so that a copy of the database alone opens none. The key is a file of the data folder, made at first use.
package struct SecretBox: Sendable {
  private let path: String

  /// - Parameter folder: the data folder
  package init(folder: String) { path = "\(folder)/secret.key" }

  /// Seals a secret for one purpose; opened for another it is worthless.
  /// - Returns: text for a column of the database
  /// - Throws: `TargetError.secret` when the key cannot be read or made.
  package func seal(_ secret: [UInt8], for purpose: String) throws(TargetError) -> String {
    let key: SymmetricKey
    if let known = try readKey() { key = known } else { key = try makeKey() }
    do {
      let box = try ChaChaPoly.seal(secret, using: key, authenticating: Array(purpose.utf8))
      return "1:" + Base64.encoded(Array(box.combined))
    } catch {
      throw .secret(.init(.cannotSeal, said: "\(error)"))
    }
  }

  /// - Throws: `TargetError.secret` when the key is gone or another one, or the text is not what was sealed for this purpose.
  package func open(_ sealed: String, for purpose: String) throws(TargetError) -> [UInt8] {
    guard let key = try readKey() else {
      throw .secret(.init(.keyMissing, path))
    }
    guard sealed.hasPrefix("1:"), let bytes = Base64.decoded(String(sealed.dropFirst(2))),
      let box = try? ChaChaPoly.SealedBox(combined: bytes),
      let secret = try? ChaChaPoly.open(box, using: key, authenticating: Array(purpose.utf8))
    else {
      throw .secret(.init(.keyOther, path))
    }
    return Array(secret)
  }

  private func readKey() throws(TargetError) -> SymmetricKey? {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      if errno == ENOENT { return nil }
      throw failure(.cannotRead)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & 0o077 == 0 else {
      throw .secret(.init(.keyIsOpen, path))
    }
    var bytes = [UInt8](repeating: 0, count: 33)
    guard read(descriptor, &bytes, bytes.count) == 32 else { throw .secret(.init(.keyBroken, path)) }
    return SymmetricKey(data: bytes.prefix(32))
  }

  /// Whoever is first wins: another process may make one at the same moment.
  private func makeKey() throws(TargetError) -> SymmetricKey {
    let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max))"
    let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure(.cannotWrite) }
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    let isWritten = write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    close(descriptor)
    defer { unlink(temporary) }
    guard isWritten, link(temporary, path) == 0 || errno == EEXIST else { throw failure(.cannotWrite) }
    guard let key = try readKey() else { throw failure(.cannotRead) }
    return key
  }

  private func failure(_ kind: TargetReason.Kind) -> TargetError {
    .secret(.init(kind, path, said: String(cString: strerror(errno))))
  }
}

/// RFC 4648, §4.
package enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  /// The value of each digit; 64 for what is none.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 64, count: 256)
    for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
    return values
  }()

  package static func encoded(_ bytes: [UInt8], isPadded: Bool = true) -> String {
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let rest = bytes.count - start
      let word =
        UInt32(bytes[start]) << 16 | (rest > 1 ? UInt32(bytes[start + 1]) << 8 : 0)
        | (rest > 2 ? UInt32(bytes[start + 2]) : 0)
      for index in 0..<4 {
        if index <= rest {
          result.append(alphabet[Int(word >> (18 - 6 * UInt32(index)) & 63)])
        } else if isPadded {
          result.append(UInt8(ascii: "="))
        }
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// nil when the text is not of that form.
  package static func decoded(_ text: String) -> [UInt8]? {
    var result: [UInt8] = []
    var word: UInt32 = 0
    var count = 0
    var digits = Array(text.utf8)[...]
    guard digits.count % 4 == 0 else { return nil }
    for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits = digits.dropLast() }
    let values = Self.values
    for digit in digits {
      let value = values[Int(digit)]
      guard value < 64 else { return nil }
      word = word << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: word >> UInt32(count)))
      }
    }
    return count < 6 ? result : nil
  }
}
