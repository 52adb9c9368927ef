import Database

/// What a caller who knows nothing of databases can do about an error of the store.
package enum StorageTrouble: Sendable, Hashable {
  /// Nothing was stored; trying again helps.
  case busy
  /// The connection broke during the commit: only reading again tells whether it was stored.
  case outcomeUnknown
  /// The disk is full; nothing was stored.
  case full
  /// Somebody stored the same name first.
  case exists
  /// Nothing that a caller could do; the log says more.
  case defect

  /// nil for an error that is not the database's.
  package init?(_ error: any Error) {
    guard let error = error as? DatabaseError else { return nil }
    switch error {
    case .busy, .connectionLost: self = .busy
    case .outcomeUnknown: self = .outcomeUnknown
    case .full: self = .full
    case .constraint(.unique, _): self = .exists
    case .cannotOpen, .locked, .constraint, .io, .corrupted, .unsupported, .misuse: self = .defect
    }
  }
}
