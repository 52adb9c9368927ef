import Database
import Model

/// A file of a site or of its theme, under the path by which content names it.
package struct SiteFile: Hashable, Sendable {
  package let path: String
  package let file: AssetFile
  /// The revision that brought it; 0 for a theme's.
  package let since: Revision

  package init(path: String, file: AssetFile, since: Revision) {
    self.path = path
    self.file = file
    self.since = since
  }

  package var name: String { String(path.split(separator: "/").last ?? "") }
}

/// What has become of a file that somebody has sent.
package struct AddedFile: Hashable, Sendable {
  package let file: SiteFile
  /// The site's revision; a new one only if the file is new.
  package let revision: Revision
  package let isNew: Bool
}

extension Store {
  /// Asks what adding a file will ask again, so that nobody sends a large one in vain.
  /// - Throws: `FileRefusal`, `notFound`
  package func checkAddingFiles(to key: SiteKey, by account: AccountID) async throws {
    try await database.read { transaction in
      try FileRows.authorize(account, in: key, transaction)
      try FileRows.checkRoom(for: 1, in: key, transaction)
    }
  }

  /// Makes a content one of the site's files, as an edit of its own: right, rows, log and revision in one transaction. A content that is
  /// among the site's files already keeps its path. A path never gets another content. The content must be in the blob folder already.
  /// - Parameters:
  ///   - name: what its address keeps of its name
  ///   - ending: by its type
  /// - Throws: `FileRefusal`, `notFound`
  package func addFile(
    _ file: AssetFile, name: String, ending: String, to key: SiteKey, by account: AccountID
  ) async throws -> AddedFile {
    let moment = now()
    let added = try await database.write { transaction in
      try FileRows.add(file, name: name, ending: ending, to: key, by: account, at: moment, transaction)
    }
    if added.isNew { events.announce(added.revision, of: key) }
    return added
  }

  /// The site's files as they stand now, newest first, and behind them its theme's where they are asked for.
  package func files(of key: SiteKey, withTheme: Bool = false) async throws -> [SiteFile] {
    try await database.read { transaction in
      try FileRows.current(of: key, transaction) + (withTheme ? FileRows.theme(of: key, transaction) : [])
    }
  }

  /// A file that the site or its theme has, or once had, by its content.
  package func file(hash: String, of key: SiteKey) async throws -> SiteFile? {
    try await database.read { transaction in
      try FileRows.ever(hash: hash, of: key, transaction)
        ?? FileRows.theme(of: key, transaction).first { $0.file.hash == hash }
    }
  }
}
