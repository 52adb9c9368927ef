import Model

/// Why a target could not be reached or written. Never holds a secret.
package enum TargetError: Error, Hashable, Sendable {
  /// Files or folders that no run of ours has put there stand where the site's would go.
  case foreign([String])
  /// Files that a run of ours has put there, that would be replaced now, and that somebody has changed since.
  case changed([String])
  /// What is there was sent from another site.
  case otherSite
  /// The target's list of our files is not one, with what is wrong about it.
  case badManifest(TargetReason)
  /// The host shows another key than the one that was confirmed, or none that can be checked.
  case hostKey(TargetReason)
  /// Password, key or access key are wrong.
  case signIn(TargetReason)
  /// Signed in, but not allowed to do this.
  case permission(TargetReason)
  case full(TargetReason)
  case noBucket(TargetReason)
  /// The certificate is not valid for the host.
  case certificate(TargetReason)
  /// The connection could not be made or broke; trying again may help.
  case connection(TargetReason)
  /// The other side is busy or in trouble; trying again may help.
  case busy(TargetReason)
  /// Anything else that the other side refused.
  case refused(TargetReason)
  /// A folder of this machine in which no site may be put, or an endpoint that is not reached safely.
  case place(TargetReason)
  /// Another send to this target is running.
  case running
  /// A program or library that is needed to reach the target is missing.
  case missing(TargetReason)
  /// The stored secret cannot be opened.
  case secret(TargetReason)

  /// Whether the same may succeed a moment later.
  package var isTransient: Bool {
    switch self {
    case .connection, .busy: true
    default: false
    }
  }

  /// Stable, for programs and for the words of the portal.
  package enum Code: String, CaseIterable, Sendable {
    case foreign, changed, otherSite, badManifest, hostKey, signIn, permission, full, noBucket, certificate, connection
    case busy, refused, place, running, missing, secret
  }

  package var code: Code {
    switch self {
    case .foreign: .foreign
    case .changed: .changed
    case .otherSite: .otherSite
    case .badManifest: .badManifest
    case .hostKey: .hostKey
    case .signIn: .signIn
    case .permission: .permission
    case .full: .full
    case .noBucket: .noBucket
    case .certificate: .certificate
    case .connection: .connection
    case .busy: .busy
    case .refused: .refused
    case .place: .place
    case .running: .running
    case .missing: .missing
    case .secret: .secret
    }
  }

  /// nil where the code, with the paths, says it all.
  package var reason: TargetReason? {
    switch self {
    case .foreign, .changed, .otherSite, .running: nil
    case .badManifest(let reason), .hostKey(let reason), .signIn(let reason), .permission(let reason),
      .full(let reason), .noBucket(let reason), .certificate(let reason), .connection(let reason), .busy(let reason),
      .refused(let reason), .place(let reason), .missing(let reason), .secret(let reason):
      reason
    }
  }
}

extension TargetError: CustomStringConvertible {
  package var description: String { VisibleText.of(message) }

  /// The paths that an error is about.
  package var paths: [String] {
    switch self {
    case .foreign(let paths), .changed(let paths): paths
    default: []
    }
  }

  private static func list(_ paths: [String]) -> String {
    paths.prefix(10).joined(separator: ", ") + (paths.count > 10 ? " and \(paths.count - 10) more" : "")
  }

  private var message: String {
    switch self {
    case .foreign(let paths):
      "not made by foyer and not replaced: \(Self.list(paths))"
        + "; nothing was sent. Remove what is in the way, or choose another place"
    case .changed(let paths):
      "sent by foyer and changed there since: \(Self.list(paths))"
        + "; nothing was sent. Keep what you need of it, then send once with --replace-changed"
    case .otherSite:
      "the place holds another site's files (its \(OwnFiles.name) says so); choose another place"
    case .badManifest(let reason):
      "\(OwnFiles.name) at the target is damaged: \(reason.text); nothing was changed. Restore the file, or empty the place"
    case .hostKey(let reason): "the host's key is not the one that was confirmed: \(reason.text); nothing was sent"
    case .signIn(let reason): "the target refuses the credentials: \(reason.text)"
    case .permission(let reason): "the target does not allow it: \(reason.text)"
    case .full(let reason): "the target has no room left: \(reason.text)"
    case .noBucket(let reason), .place(let reason), .missing(let reason), .secret(let reason): reason.text
    case .certificate(let reason): "the endpoint's certificate is not valid: \(reason.text)"
    case .connection(let reason): "the connection failed: \(reason.text)"
    case .busy(let reason): "the target is busy or in trouble: \(reason.text)"
    case .refused(let reason): "the target refuses: \(reason.text)"
    case .running: "another send to this target is running"
    }
  }
}
