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
    let added = CommentFile(id: .random(), name: CommentFile.plain(name, type: file.type), file: file)
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

  /// The same with the ending of what the file is, whatever its sender has called it: nobody saves a picture as a page or a program. An
  /// ending that the kind has too is kept, another one is replaced.
  static func plain(_ name: String, type: String) -> String {
    let ending = CommentFileKinds.endings[type] ?? "bin"
    let shown = name.unicodeScalars.filter { !$0.properties.isDefaultIgnorableCodePoint }
    var name = plain(String(String.UnicodeScalarView(shown)))
    while let last = name.last, last == "." || last.isWhitespace { name.removeLast() }
    func ends(_ name: String) -> Bool {
      let name = name.lowercased()
      return [ending, ending == "jpg" ? "jpeg" : ending].contains {
        name.hasSuffix(".\($0)") && name.count > $0.count + 1
      }
    }
    if ends(name) { return name }
    if let dot = name.lastIndex(of: ".") {
      let other = name[name.index(after: dot)...]
      // `Version 2.5` has none.
      if other.count <= 10, other.allSatisfy({ $0.isLetter || $0.isNumber }), !other.allSatisfy(\.isNumber) {
        name = String(name[..<dot])
      }
    }
    if ends(name) { return name }
    return "\(ElementRules.isVisible(name) ? name : "file").\(ending)"
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
  // `?4` is the reader's sight.
  private static let visible = Statement(
    "commentFile.visible",
    """
    SELECT \(columns) FROM commentFile f
    LEFT JOIN comment c ON c.agency = f.agency AND c.site = f.site AND c.thread = f.thread AND c.id = f.comment
    LEFT JOIN commentThread t ON t.agency = f.agency AND t.site = f.site AND t.id = f.thread
    WHERE f.agency = ?1 AND f.site = ?2 AND f.id = ?3 AND (
      f.thread IS NULL AND COALESCE(f.account, '') = ?5 AND COALESCE(f.guest, '') = ?6
      OR c.removedAt IS NULL AND (
        c.visibility = 'customer' AND t.visibility = 'customer' OR t.visibility IS NOT NULL AND ?4 = 1))
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
  /// What all guests have of it, those of the link by which `?3` has come, and that guest.
  private static let ofGuests = Statement(
    "commentFile.ofGuests",
    """
    SELECT CAST(COALESCE(SUM(f.size), 0) AS BIGINT),
      CAST(COALESCE(SUM(CASE WHEN g.link = me.link THEN f.size ELSE 0 END), 0) AS BIGINT),
      CAST(COALESCE(SUM(CASE WHEN g.id = me.id THEN f.size ELSE 0 END), 0) AS BIGINT)
    FROM guest me JOIN commentFile f ON f.agency = me.agency AND f.site = me.site
    JOIN guest g ON g.agency = f.agency AND g.site = f.site AND g.id = f.guest
    WHERE me.agency = ?1 AND me.site = ?2 AND me.id = ?3
    """)

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
    guard let guest = participant.guest else { return }
    let taken = try transaction.first(ofGuests, key.values + [.init(guest.rawValue)]) {
      (all: $0.integer(0), link: $0.integer(1), own: $0.integer(2))
    }
    guard let taken else { return }
    for (bytes, most, whose) in [
      (taken.own, FeedbackLimits.guestBytes, "your files"),
      (taken.link, FeedbackLimits.linkBytes, "the files of everybody with this review link"),
      (taken.all, FeedbackLimits.guestsBytes, "all files of guests"),
    ] where bytes + size > most {
      throw FeedbackRefusal(.full, "\(whose) together may have \(most >> 20) MiB")
    }
  }

  private static func file(_ row: borrowing Row) -> CommentFile {
    CommentFile(
      id: CommentFileID(stored: row.text(0)), name: CommentFile.plain(row.text(1), type: row.text(4)),
      file: AssetFile(
        hash: row.text(2), size: row.integer(3), type: row.text(4), width: row.optionalInteger(5),
        height: row.optionalInteger(6)))
  }
}
