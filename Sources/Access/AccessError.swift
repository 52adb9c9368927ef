/// Why somebody is not let in, or not yet.
package enum AccessError: Error, Sendable, Hashable {
  package enum PasswordProblem: String, Sendable, Hashable {
    case tooShort, tooLong
  }

  /// Address and password do not belong together. It says nothing about whether the address is known.
  case wrongCredentials
  case password(PasswordProblem)
  /// Too many attempts from there; try again after so many seconds.
  case throttled(retryAfter: Int)
  /// Too many passwords are being checked at this moment.
  case busy
  /// A one-time link that is unknown, used or over.
  case linkOver
}

extension AccessError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .wrongCredentials: "e-mail address and password do not belong together"
    case .password(.tooShort): "a password has at least \(PasswordRules.minimumCharacters) characters"
    case .password(.tooLong): "a password has at most \(PasswordRules.maximumBytes) bytes"
    case .throttled(let seconds): "too many attempts; try again in \(seconds) seconds"
    case .busy: "too many people are signing in at this moment; try again shortly"
    case .linkOver: "this link has been used or is no longer valid; ask for a new one"
    }
  }
}
