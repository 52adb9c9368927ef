import Database
import Glibc
import Store
import Web

/// Whether the service can do its work, from what it has noticed and what the system says. Nothing is written to find out.
package struct ServiceHealth: Sendable {
  package let store: Store
  /// The free space, in bytes, below which the next file is as good as refused.
  package var neededSpace = 4 << 20
  /// After which a write that has no answer counts as stuck.
  package var longestWait = Duration.seconds(10)
  /// How long a write that found no space is remembered when no other has come since. Somebody may have made space, and nobody would write
  /// while the service gets no requests.
  package var memory = Duration.seconds(300)

  package init(store: Store) { self.store = store }

  package var trouble: ServiceTrouble? {
    switch store.database.writeTrouble(longestWait: longestWait, memory: memory) {
    case .failed(let error): return ServiceTrouble(word: "broken", detail: "\(error)")
    case .full:
      return ServiceTrouble(
        word: "full", detail: "the last change found no space on the disk of \(store.database.location); free some")
    case .stuck:
      return ServiceTrouble(
        word: "stuck",
        detail: "a change has been waiting for the database for more than \(longestWait); see what holds it up")
    case nil: break
    }
    guard let space = Self.space(of: store.blobs.path), space < neededSpace else { return nil }
    return ServiceTrouble(word: "full", detail: "\(space) bytes are left on the disk of \(store.blobs.path); free some")
  }

  /// What is left for us on a folder's disk, in bytes; nil where the system does not say.
  private static func space(of folder: String) -> Int? {
    var status = statvfs()
    guard statvfs(folder, &status) == 0, status.f_frsize > 0 else { return nil }
    let (bytes, isOver) = Int(clamping: status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
    return isOver ? .max : bytes
  }
}
