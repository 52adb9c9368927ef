import Database
import Model

/// Kinds of files that comments may have: pictures that browsers show, and PDF.
package enum CommentFileKinds {
  /// What the name of each kind ends with.
  static let endings = [
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/avif": "avif", "image/gif": "gif",
    "application/pdf": "pdf",
  ]

  /// - Throws: `FileRefusal` for a kind or a size that comments may not have
  package static func check(_ file: AssetFile) throws(FileRefusal) {
    guard endings[file.type] != nil else {
      throw FileRefusal(.type, "a comment may have pictures (JPEG, PNG, WebP, AVIF, GIF) and PDF")
    }
    guard file.size <= FeedbackLimits.fileBytes else {
      throw FileRefusal(.type, "a comment's file may have \(FeedbackLimits.fileBytes >> 20) MiB")
    }
  }
}

extension Store {
  /// Asks what adding a file will ask again, so that nobody sends a large one in vain.
  /// - Throws: `notFound`, `FeedbackRefusal`
  package func checkAddingCommentFile(to key: SiteKey, by participant: Participant) async throws {
    try await reading(key, participant) { teller in
      try CommentFileRows.checkRoom(for: 1, by: participant, in: key, teller.transaction)
    }
  }

  /// Keeps a file for a comment that is about to be written. The content must be in the blob folder already; it is none of the site's files.
  /// - Parameter name: as its sender calls it
  /// - Throws: `notFound`, `FileRefusal` for kinds and sizes that comments may not have, `FeedbackRefusal` when there is no more room
  package func addCommentFile(
    _ file: AssetFile, name: String, to key: SiteKey, by participant: Participant
  ) async throws -> CommentFile {
    try CommentFileKinds.check(file)
    let added = CommentFile(id: .random(), name: CommentFile.plain(name), file: file)
    let moment = now()
    try await database.write { transaction in
      // Two who send at once take turns, so that both are counted.
      guard try transaction.execute(ReleaseRows.lock, key.values) == 1 else {
        throw StoreError.notFound("site \(key.site)")
      }
      _ = try FeedbackReader(participant, in: key, at: moment, transaction)
      try CommentFileRows.forgetLoose(before: moment - FeedbackLimits.looseFor, in: key, transaction)
      try CommentFileRows.checkRoom(for: file.size, by: participant, in: key, transaction)
      try CommentFileRows.insert(added, by: participant, at: moment, of: key, transaction)
    }
    return added
  }

  /// A file that the participant may see: one of a comment that they may read, or one that they have sent themselves.
  /// - Throws: `notFound`
  package func commentFile(
    _ id: CommentFileID, of key: SiteKey, for participant: Participant
  ) async throws -> CommentFile {
    try await reading(key, participant) { teller in
      guard let file = try CommentFileRows.find(id, for: teller.reader, teller.transaction) else {
        throw StoreError.notFound("file \(id)")
      }
      return file
    }
  }
}

extension CommentFile {
  /// A name that says no more than a name: one line, without a folder, at most 100 characters.
  static func plain(_ name: String) -> String {
    let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
    let visible = String(String.UnicodeScalarView(last.unicodeScalars.filter(ElementRules.isTextCharacter)))
    let line = Excerpt.line(visible, maximum: 99)
    return ElementRules.isVisible(line) ? line : "file"
  }
}

/// Files of comments as rows.
enum CommentFileRows {
  private static let columns = "f.id, f.name, f.hash, f.size, f.type, f.width, f.height"
  private static let insert = Statement(
    "commentFile.insert",
    """
    INSERT INTO commentFile (agency, site, id, place, account, guest, hash, name, type, size, width, height, at)
    VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let attach = Statement(
    "commentFile.attach",
    """
    UPDATE commentFile SET thread = ?4, comment = ?5, place = ?6 WHERE agency = ?1 AND site = ?2 AND id = ?3
    AND thread IS NULL AND COALESCE(account, '') = ?7 AND COALESCE(guest, '') = ?8
    """)
  private static let ofThread = Statement(
    "commentFile.ofThread",
    """
    SELECT \(columns), f.comment FROM commentFile f WHERE f.agency = ? AND f.site = ? AND f.thread = ?
    ORDER BY f.comment, f.place, f.id
    """)
  private static let remove = Statement(
    "commentFile.remove", "DELETE FROM commentFile WHERE agency = ? AND site = ? AND thread = ? AND comment = ?")
  private static let forgetLoose = Statement(
    "commentFile.forgetLoose", "DELETE FROM commentFile WHERE agency = ? AND site = ? AND thread IS NULL AND at < ?")
  // `?4` is the reader's sight. In an internal thread every comment is internal.
  private static let visible = Statement(
    "commentFile.visible",
    """
    SELECT \(columns) FROM commentFile f
    LEFT JOIN comment c ON c.agency = f.agency AND c.site = f.site AND c.thread = f.thread AND c.id = f.comment
    WHERE f.agency = ?1 AND f.site = ?2 AND f.id = ?3 AND (
      f.thread IS NULL AND COALESCE(f.account, '') = ?5 AND COALESCE(f.guest, '') = ?6
      OR c.removedAt IS NULL AND (c.visibility = 'customer' OR c.visibility = 'internal' AND ?4 = 1))
    """)
  private static let loose = Statement(
    "commentFile.loose",
    """
    SELECT COUNT(*) FROM commentFile WHERE agency = ?1 AND site = ?2 AND thread IS NULL
    AND COALESCE(account, '') = ?3 AND COALESCE(guest, '') = ?4
    """)
  private static let total = Statement(
    "commentFile.total",
    "SELECT CAST(COALESCE(SUM(size), 0) AS BIGINT) FROM commentFile WHERE agency = ? AND site = ?")

  static func insert(
    _ file: CommentFile, by participant: Participant, at moment: Int, of key: SiteKey, _ transaction: Transaction
  ) throws {
    try transaction.execute(
      insert,
      key.values + [
        .init(file.id.rawValue), .init(participant.account?.rawValue), .init(participant.guest?.rawValue),
        .init(file.file.hash), .init(file.name), .init(file.file.type), .init(file.file.size), .init(file.file.width),
        .init(file.file.height), .init(moment),
      ])
  }

  /// - Returns: false when the comment's author has sent no such file, or has used it already
  static func attach(
    _ id: CommentFileID, to comment: Comment, at place: Int, of key: SiteKey, _ transaction: Transaction
  ) throws -> Bool {
    try transaction.execute(
      attach,
      key.values + [
        .init(id.rawValue), .init(comment.thread.rawValue), .init(comment.id.rawValue), .init(place),
        .init(comment.author?.account?.rawValue ?? ""), .init(comment.author?.guest?.rawValue ?? ""),
      ]) == 1
  }

  static func files(
    of thread: ThreadID, in key: SiteKey, _ transaction: Transaction
  ) throws -> [CommentID: [CommentFile]] {
    var found: [CommentID: [CommentFile]] = [:]
    try transaction.query(ofThread, key.values + [.init(thread.rawValue)]) { row in
      found[CommentID(stored: row.text(7)), default: []].append(file(row))
    }
    return found
  }

  static func remove(of comment: Comment, in key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(remove, key.values + [.init(comment.thread.rawValue), .init(comment.id.rawValue)])
  }

  static func forgetLoose(before moment: Int, in key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(forgetLoose, key.values + [.init(moment)])
  }

  static func find(
    _ id: CommentFileID, for reader: FeedbackReader, _ transaction: Transaction
  ) throws -> CommentFile? {
    let participant = reader.rules.participant
    return try transaction.first(
      visible,
      reader.key.values + [
        .init(id.rawValue), reader.sight, .init(participant.account?.rawValue ?? ""),
        .init(participant.guest?.rawValue ?? ""),
      ], map: file)
  }

  static func checkRoom(
    for size: Int, by participant: Participant, in key: SiteKey, _ transaction: Transaction
  ) throws {
    let count = try transaction.first(
      loose,
      key.values + [.init(participant.account?.rawValue ?? ""), .init(participant.guest?.rawValue ?? "")]
    ) { $0.integer(0) }
    guard (count ?? 0) < FeedbackLimits.looseFiles else {
      throw FeedbackRefusal(.full, "send the comments that your files are for first")
    }
    let total = try transaction.first(total, key.values) { $0.integer(0) } ?? 0
    guard total + size <= FeedbackLimits.siteBytes else {
      throw FeedbackRefusal(.full, "all files of comments together may have \(FeedbackLimits.siteBytes >> 30) GiB")
    }
  }

  private static func file(_ row: borrowing Row) -> CommentFile {
    CommentFile(
      id: CommentFileID(stored: row.text(0)), name: row.text(1),
      file: AssetFile(
        hash: row.text(2), size: row.integer(3), type: row.text(4), width: row.optionalInteger(5),
        height: row.optionalInteger(6)))
  }
}
