/// What can go wrong between a request and the rows, apart from what the database itself reports.
package enum StoreError: Error, Sendable, Hashable {
  /// Nothing of that kind under that agency.
  case notFound(String)
  /// Something of that name is there already.
  case exists(String)
  /// What is stored does not match its hash or cannot be read.
  case damaged(String)
  /// The blob folder cannot be read or written: path and the system's reason.
  case blob(path: String, reason: String)
  /// There is no room for another content.
  case blobFolderFull(path: String)
}

extension StoreError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notFound(let what): "not found: \(what)"
    case .exists(let what): "already there: \(what)"
    case .damaged(let what): "stored data is damaged: \(what); restore it from a backup"
    case .blob(let path, let reason): "the blob folder failed at \(path): \(reason)"
    case .blobFolderFull(let path): "no space is left for the blob folder at \(path)"
    }
  }
}
