import Glibc

/// The Chromium with which screenshots are taken. It is no part of Foyer: where there is none, there are no screenshots.
package enum BrowserProgram: Hashable, Sendable {
  /// A program that may be started.
  case found(path: String)
  /// Nobody wants any.
  case off
  /// None is installed, or what was named is none; in words.
  case missing(String)

  /// The variable that names the program; `none` for no screenshots.
  package static let variable = "FOYER_CHROMIUM"
  /// In the order in which they are looked for.
  package static let names = [
    "chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable",
  ]

  /// What the service's environment says. `isProgram` tells whether a path is one of a program that may be started.
  package init(environment: (String) -> String?, isProgram: (String) -> Bool) {
    let folders = (environment("PATH") ?? "").split(separator: ":").filter { $0.hasPrefix("/") }
    func path(of name: String) -> String? { folders.map { "\($0)/\(name)" }.first(where: isProgram) }
    switch environment(Self.variable) {
    case "none": self = .off
    case let named? where !named.isEmpty:
      guard let path = named.contains("/") ? (isProgram(named) ? named : nil) : path(of: named) else {
        self = .missing("\(Self.variable) names “\(named)”, which is no program")
        return
      }
      self = .found(path: path)
    default:
      for name in Self.names {
        if let path = path(of: name) {
          self = .found(path: path)
          return
        }
      }
      self = .missing("Chromium is not installed")
    }
  }

  /// The one of this process's environment.
  package static var standard: BrowserProgram {
    BrowserProgram(
      environment: { name in getenv(name).map { String(cString: $0) } },
      isProgram: { path in
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && access(path, X_OK) == 0
      })
  }
}
