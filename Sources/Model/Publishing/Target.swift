package typealias TargetID = Identifier<Target>

/// A place that a site's live release is sent to, beside the built-in host.
package struct Target: Hashable, Sendable {
  package let id: TargetID
  /// What people call it; unique within the site.
  package let name: String
  package let settings: TargetSettings
  /// Password or key, sealed; empty where none is needed.
  package let sealedSecret: String
  /// Sent to after each publish, not only when somebody asks.
  package let isAutomatic: Bool

  package init(id: TargetID, name: String, settings: TargetSettings, sealedSecret: String, isAutomatic: Bool) {
    self.id = id
    self.name = name
    self.settings = settings
    self.sealedSecret = sealedSecret
    self.isAutomatic = isAutomatic
  }
}

/// Where a target is and how it is reached. Holds nothing secret.
package enum TargetSettings: Hashable, Sendable {
  case folder(Folder)
  case sftp(SFTP)
  case s3(S3)

  package struct Folder: Hashable, Sendable {
    /// Absolute.
    package let path: String
    /// Whether `.br` and `.gz` stand beside each text file.
    package let isCompressed: Bool

    package init(path: String, isCompressed: Bool) {
      self.path = path
      self.isCompressed = isCompressed
    }
  }

  package struct SFTP: Hashable, Sendable {
    package let user: String
    package let host: String
    package let port: Int
    /// Absolute, or relative to the folder in which a login starts.
    package let path: String
    /// The host's public key as in a `known_hosts` file, type and base64: the only one that is accepted.
    package let hostKey: String
    package let isCompressed: Bool

    package init(user: String, host: String, port: Int, path: String, hostKey: String, isCompressed: Bool) {
      self.user = user
      self.host = host
      self.port = port
      self.path = path
      self.hostKey = hostKey
      self.isCompressed = isCompressed
    }
  }

  package struct S3: Hashable, Sendable {
    /// `https://…`, or `http://` on this machine; no path.
    package let endpoint: String
    package let region: String
    package let bucket: String
    /// In front of every key: empty, or with a slash at the end.
    package let prefix: String
    /// The public half of the credentials.
    package let accessKey: String
    /// `endpoint/bucket/key` instead of `bucket.endpoint/key`.
    package let isPathStyle: Bool

    package init(
      endpoint: String, region: String, bucket: String, prefix: String, accessKey: String, isPathStyle: Bool
    ) {
      self.endpoint = endpoint
      self.region = region
      self.bucket = bucket
      self.prefix = prefix
      self.accessKey = accessKey
      self.isPathStyle = isPathStyle
    }
  }

  /// `folder`, `sftp` or `s3`.
  package var kind: String {
    switch self {
    case .folder: "folder"
    case .sftp: "sftp"
    case .s3: "s3"
    }
  }

  /// Where it is, for people.
  package var place: String {
    switch self {
    case .folder(let folder): folder.path
    case .sftp(let sftp):
      "\(sftp.user)@\(sftp.host)\(sftp.port == 22 ? "" : ":\(sftp.port)")/"
        + (sftp.path.hasPrefix("/") ? String(sftp.path.dropFirst()) : "~/\(sftp.path)")
    case .s3(let s3): "\(s3.bucket)/\(s3.prefix) (\(s3.endpoint))"
    }
  }
}

/// One attempt to send a release to a target.
package struct TargetRun: Hashable, Sendable {
  package enum State: String, Sendable {
    case running, done, failed
  }

  package let target: TargetID
  /// When it began, in milliseconds since 1970 UTC.
  package let at: Int
  package let release: Int
  package let state: State
  /// What was done, or why it failed; see `TargetReport`.
  package let report: JSONValue

  package init(target: TargetID, at: Int, release: Int, state: State, report: JSONValue) {
    self.target = target
    self.at = at
    self.release = release
    self.state = state
    self.report = report
  }
}
