import Model

/// What opens a target. Never printed: describing one tells its kind alone.
package enum TargetSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible {
  case password(String)
  /// As OpenSSH stores it, without a passphrase.
  case privateKey(String)
  /// The secret half of an S3 access key.
  case secretKey(String)

  package var description: String {
    switch self {
    case .password: "a password"
    case .privateKey: "a private key"
    case .secretKey: "a secret key"
    }
  }

  package var debugDescription: String { description }

  private var encoded: JSONValue {
    switch self {
    case .password(let text): ["password": .string(text)]
    case .privateKey(let text): ["privateKey": .string(text)]
    case .secretKey(let text): ["secretKey": .string(text)]
    }
  }

  package func sealed(in box: SecretBox, for target: TargetID) throws(TargetError) -> String {
    try box.seal(encoded.canonicalBytes, for: "target \(target.rawValue)")
  }

  package init(sealed: String, in box: SecretBox, for target: TargetID) throws(TargetError) {
    let bytes = try box.open(sealed, for: "target \(target.rawValue)")
    let json = try? JSONValue.parse(bytes)
    if let text = json?["password"]?.string {
      self = .password(text)
    } else if let text = json?["privateKey"]?.string {
      self = .privateKey(text)
    } else if let text = json?["secretKey"]?.string {
      self = .secretKey(text)
    } else {
      throw .secret(.init(.secretDamaged))
    }
  }
}
