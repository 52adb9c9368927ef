import Access
import Database
import Glibc
import Logging
import Web

/// Everything that can be set from outside; read once, at start.
package struct Configuration: Sendable {
  /// Where database, blobs and lock are.
  package var data = "data"
  package var host = "127.0.0.1"
  package var port = 8080
  /// nil for an SQLite file in the data folder.
  package var database: DatabaseLocation?
  /// The portal's address as browsers see it; nil for `portal.localhost` on the port.
  package var url: String?
  package var isDemo = false
  /// Whether pictures are made in the sizes and formats that pages show.
  package var makesPictures = true
  /// Writes no log, for tests.
  package var isQuiet = false
  /// What comes with the program: `vendor.json`, `vendor`, `themes`, `content`, the faces' `Resources`.
  package var home: String
  package var limits = ConnectionLimits()
  /// How many at a time; `serve` takes fewer where the limit of open files is lower.
  package var connections = 2000

  /// The proxies that add the client's address to `X-Forwarded-For`; nobody else's word about it is taken.
  package var trustedProxies: [AddressRange] = []

  /// How the service finds out whether a name leads to it; nil takes any request's word for it.
  package var fetch: DomainProbe.Fetch?

  package init(home: String) { self.home = home }

  package var themes: String { "\(home)/themes" }
  package var content: String { "\(home)/content" }
  package var databaseLocation: DatabaseLocation { database ?? .sqliteFile(path: "\(data)/foyer.sqlite") }

  /// A PostgreSQL URL or the path of an SQLite file.
  package mutating func setDatabase(_ text: String) { database = DatabaseLocation(text) }

  /// A proxy's address or range, such as `10.0.0.0/8`; nil for what is none.
  package static func proxy(_ text: String) -> AddressRange? { AddressRange(text) }

  package func origins() throws(OriginError) -> Origins {
    try Origins(portal: url ?? "http://portal.localhost:\(port)")
  }

  /// `LOG_LEVEL` chooses; every request is told at the level `debug`.
  var logger: Logger {
    if isQuiet { return Logger(label: "foyer") { _ in SwiftLogNoOpLogHandler() } }
    var logger = Logger(label: "foyer") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = getenv("LOG_LEVEL").flatMap { Logger.Level(rawValue: String(cString: $0)) } ?? .info
    return logger
  }

  /// The folder that comes with the program: above the executable in a checkout, `share/foyer` beside its folder when installed.
  /// `FOYER_HOME` wins.
  /// - Throws: `ConfigurationError.noHome`
  package static func findHome() throws(ConfigurationError) -> String {
    if let home = getenv("FOYER_HOME") { return String(cString: home) }
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { throw .noHome(searched: "/proc/self/exe") }
    let executable = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    var folder = executable[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      for candidate in ["\(folder)", "\(folder)/share/foyer"] where access("\(candidate)/vendor.json", R_OK) == 0 {
        return candidate
      }
    }
    throw .noHome(searched: executable)
  }
}

package enum ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
  case noHome(searched: String)
  case folder(path: String, reason: String)
  case noData(path: String)
  case noDatabase(path: String)
  case openFiles(limit: Int, needed: Int)

  package var description: String {
    switch self {
    case .noHome(let path):
      "the files that belong to Foyer (vendor.json, themes, content) are not above \(path); "
        + "name their folder in the environment variable FOYER_HOME"
    case .noData(let path):
      "there is no data folder “\(path)” here; name it with --data, or make the first site with: foyer import FOLDER"
    case .noDatabase(let path):
      "there is no database “\(path)”: this is no data folder of Foyer; name it with --data, or make the first site with: foyer import FOLDER"
    case .openFiles(let limit, let needed):
      "this process may have only \(limit) files open, and needs \(needed); raise the limit (ulimit -n, LimitNOFILE)"
    case .folder(let path, let reason): "the folder \(path) cannot be used: \(reason)"
    }
  }
}
