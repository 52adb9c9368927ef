/// Where the data lives.
package enum DatabaseLocation: Sendable, Hashable {
  case sqliteFile(path: String)
  /// A file of its own in the temporary folder, deleted on close: several readers need a file, a private
  /// in-memory database would be one connection only.
  case sqliteTemporary
  /// `postgres://user:password@host:port/name?…`, as libpq reads it, several hosts and TLS settings included.
  case postgreSQL(url: String)

  /// Tells a PostgreSQL URL from a file path, as given on the command line.
  package init(_ text: String) {
    let isURL = text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    self = isURL ? .postgreSQL(url: text) : .sqliteFile(path: text)
  }
}

extension DatabaseLocation: CustomStringConvertible {
  /// Fit for messages and logs: user, password and parameters of a URL are left out.
  package var description: String {
    switch self {
    case .sqliteFile(let path): return path
    case .sqliteTemporary: return "(temporary)"
    case .postgreSQL(let url):
      let scheme = url.utf8.firstIndex(of: UInt8(ascii: ":")).map { url[..<$0] } ?? "postgres"
      let address = url.dropFirst(scheme.count).drop { $0 == ":" || $0 == "/" }.prefix { $0 != "?" }
      let host = address.lastIndex(of: "@").map { address[address.index(after: $0)...] } ?? address
      return "\(scheme)://\(host)"
    }
  }
}

/// How many connections, how long to wait, how durable. The defaults are right for everything but tests and statistics.
package struct DatabaseOptions: Sendable {
  package enum Durability: Sendable {
    /// An answer goes out after the disk has it (`synchronous=FULL`).
    case everyCommit
    /// The last moments before a power cut may be lost, never consistency. For visit statistics only.
    case lastSecondsMayBeLost
  }

  package var durability = Durability.everyCommit
  /// SQLite connections for reading, besides the one writer.
  package var readers = 4
  /// PostgreSQL connections at most; they are opened as they are needed.
  package var connections = 8
  /// How long a write waits for a foreign lock, in milliseconds.
  package var busyTimeout = 5000
  /// How many writes share one SQLite commit at most: a bound on how long the first of them waits.
  package var groupLimit = 64
  /// How many writes may wait; more are refused as busy, since their callers would give up before their turn.
  package var queueLimit = 4096

  package init() {}
}
