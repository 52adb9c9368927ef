import Glibc

/// How many files and connections this process may have open. Accepting more connections than that ends the service, so the limit is raised
/// as far as it goes, and connections get what is left.
package enum OpenFiles {
  /// What the process keeps for database, blobs, threads and surplus connections on their way out.
  package static let reserve = 256
  private static let ceiling: rlim_t = 65_536

  /// Raises the limit towards the hard one.
  /// - Returns: the limit that now holds
  package static func raise() -> Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return reserve }
    let wanted = min(limit.rlim_max, ceiling)
    if limit.rlim_cur < wanted {
      var raised = limit
      raised.rlim_cur = wanted
      if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
    }
    return Int(min(limit.rlim_cur, rlim_t(Int32.max)))
  }

  /// - Parameters:
  ///   - configured: the connections that are wished for
  ///   - limit: how many files may be open
  /// - Throws: `ConfigurationError.openFiles` when fewer than 256 connections would be left
  package static func connections(_ configured: Int, limit: Int) throws(ConfigurationError) -> Int {
    guard limit - reserve >= 256 else { throw .openFiles(limit: limit, needed: reserve + 256) }
    return min(configured, limit - reserve)
  }
}
