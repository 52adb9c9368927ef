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
  case badManifest(String)
  /// The host shows another key than the one that was confirmed, or none that can be checked.
  case hostKey(String)
  /// Password, key or access key are wrong.
  case signIn(String)
  /// Signed in, but not allowed to do this.
  case permission(String)
  case full(String)
  case noBucket(String)
  /// The certificate is not valid for the host.
  case certificate(String)
  /// The connection could not be made or broke; trying again may help.
  case connection(String)
  /// The other side is busy or in trouble; trying again may help.
  case busy(String)
  /// Anything else that the other side refused.
  case refused(String)
  /// A folder of this machine in which no site may be put, or an endpoint that is not reached safely.
  case place(String)
  /// Another send to this target is running.
  case running
  /// A program or library that is needed to reach the target is missing.
  case missing(String)
  /// The stored secret cannot be opened.
  case secret(String)

  /// Whether the same may succeed a moment later.
  package var isTransient: Bool {
    switch self {
    case .connection, .busy: true
    default: false
    }
  }

  /// Stable, for programs and for the words of the portal.
  package var code: String {
    switch self {
    case .foreign: "foreign"
    case .changed: "changed"
    case .otherSite: "otherSite"
    case .badManifest: "badManifest"
    case .hostKey: "hostKey"
    case .signIn: "signIn"
    case .permission: "permission"
    case .full: "full"
    case .noBucket: "noBucket"
    case .certificate: "certificate"
    case .connection: "connection"
    case .busy: "busy"
    case .refused: "refused"
    case .place: "place"
    case .running: "running"
    case .missing: "missing"
    case .secret: "secret"
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
    case .badManifest(let problem):
      "\(OwnFiles.name) at the target is damaged: \(problem); nothing was changed. Restore the file, or empty the place"
    case .hostKey(let detail): "the host's key is not the one that was confirmed: \(detail); nothing was sent"
    case .signIn(let detail): "the target refuses the credentials: \(detail)"
    case .permission(let detail): "the target does not allow it: \(detail)"
    case .full(let detail): "the target has no room left: \(detail)"
    case .noBucket(let name): "there is no bucket “\(name)” at this endpoint"
    case .certificate(let detail): "the endpoint's certificate is not valid: \(detail)"
    case .connection(let detail): "the connection failed: \(detail)"
    case .busy(let detail): "the target is busy or in trouble: \(detail)"
    case .refused(let detail): "the target refuses: \(detail)"
    case .running: "another send to this target is running"
    case .place(let problem): problem
    case .missing(let what): what
    case .secret(let detail): detail
    }
  }
}
