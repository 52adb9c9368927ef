import Database
import Model

/// What the author of a thread saw of the draft: the part of the page around the thread's place, at its revision.
package struct Screenshot: Hashable, Sendable {
  package enum Size: String, Sendable, CaseIterable {
    case small, large
  }

  /// Of both.
  package static let type = "image/webp"

  package let small: AssetFile
  package let large: AssetFile

  package init(small: AssetFile, large: AssetFile) {
    self.small = small
    self.large = large
  }

  package subscript(size: Size) -> AssetFile {
    switch size {
    case .small: small
    case .large: large
    }
  }
}

/// A screenshot that somebody has begun to take.
package struct ScreenshotJob: Hashable, Sendable {
  package let site: SiteKey
  package let thread: ThreadID
  package let page: PageID
  /// nil for the page as a whole.
  package let element: ElementID?
  package let anchor: Anchor
  /// 1 for the first one.
  package let attempt: Int
  /// Whether the thread's author is a guest.
  let isByGuest: Bool
}

/// What has become of a job.
package enum ScreenshotResult: Hashable, Sendable {
  /// The contents are in the blob folder.
  case taken(Screenshot)
  /// Visitors would have seen nothing at that place.
  case nothing
  /// In words, for the log.
  case failed(String)
}

/// How often a screenshot is tried, and when again.
package enum ScreenshotSchedule {
  package static let attempts = 3
  /// How long one who works on a job has it alone, in milliseconds. More than it takes, so that what is older was cut off.
  package static let lease = 40_000
  private static let pauses = [60_000, 600_000]
  /// What was skipped for want of a browser is made up for when there is one, unless it is older, in milliseconds.
  package static let makeUp = 30 * 86_400_000

  /// Milliseconds until another attempt after one that failed; nil when it was the last one.
  package static func pause(after attempt: Int) -> Int? {
    attempt < attempts ? pauses[min(max(attempt, 1), pauses.count) - 1] : nil
  }
}

extension Store {
  /// The next screenshot that is due, for whoever asks first. What came to nothing three times without a word is given up here.
  package func beginScreenshot() async throws -> ScreenshotJob? {
    let moment = now()
    // Looking costs nothing; a write is a commit.
    guard try await database.read({ try ScreenshotRows.due(at: moment, $0) }) != nil else { return nil }
    return try await database.write { transaction in
      while let due = try ScreenshotRows.due(at: moment, transaction) {
        if due.attempts >= ScreenshotSchedule.attempts {
          try ScreenshotRows.settle(due, as: "failed", problem: "it was cut off each time", transaction)
        } else if let job = try ScreenshotRows.begin(due, at: moment, transaction) {
          return job
        } else {
          return nil
        }
      }
      return nil
    }
  }

  /// Keeps what has become of a job, unless somebody else has taken it up meanwhile.
  /// - Returns: when it is tried again, in milliseconds since 1970; nil when it is not
  @discardableResult
  package func end(_ job: ScreenshotJob, with result: ScreenshotResult) async throws -> Int? {
    let moment = now()
    return try await database.write { transaction in
      let due = ScreenshotRows.Due(key: job.site, thread: job.thread, attempts: job.attempt)
      // What was shown to others meanwhile is about another state, of which there is a job of its own.
      guard try ThreadRows.find(job.thread, of: job.site, in: transaction)?.thread.anchor == job.anchor else {
        return nil
      }
      switch result {
      case .nothing: try ScreenshotRows.settle(due, as: "nothing", problem: "", transaction)
      case .failed(let problem):
        guard let pause = ScreenshotSchedule.pause(after: job.attempt) else {
          try ScreenshotRows.settle(due, as: "failed", problem: problem, transaction)
          return nil
        }
        try ScreenshotRows.postpone(due, until: moment + pause, problem: problem, transaction)
        return moment + pause
      case .taken(let screenshot):
        let size = screenshot.small.size + screenshot.large.size
        guard try ScreenshotRows.hasRoom(for: size, of: job, transaction) else {
          try ScreenshotRows.settle(due, as: "failed", problem: "there is no more room for screenshots", transaction)
          return nil
        }
        guard try ScreenshotRows.settle(due, as: "taken", problem: "", transaction) else { return nil }
        for size in Screenshot.Size.allCases {
          try ScreenshotRows.insert(screenshot[size], size, of: job.thread, in: job.site, transaction)
        }
      }
      return nil
    }
  }

  /// Gives up what waits, for as long as there is no browser.
  /// - Returns: how many there were
  package func skipScreenshots() async throws -> Int {
    guard try await database.read({ try ScreenshotRows.due(at: .max, $0) }) != nil else { return 0 }
    return try await database.write { try $0.execute(ScreenshotRows.skip) }
  }

  /// Takes up what was skipped lately; the states that they show are still there.
  package func makeUpForScreenshots() async throws {
    let moment = now()
    try await database.write { transaction in
      try transaction.execute(
        ScreenshotRows.makeUp, .init(moment), .init(moment - ScreenshotSchedule.makeUp))
    }
  }

  /// The picture of a thread's place, for whoever may read the thread and see the state that it shows.
  /// - Throws: `notFound`
  package func screenshot(
    _ size: Screenshot.Size, of id: ThreadID, in key: SiteKey, for participant: Participant
  ) async throws -> AssetFile {
    try await reading(key, participant) { teller in
      let reader = teller.reader
      guard let thread = try ThreadRows.find(id, of: key, in: teller.transaction)?.thread,
        reader.rules.sees(thread.visibility), let found = try teller.screenshots(of: [thread])[id]
      else { throw StoreError.notFound("a screenshot of thread \(id)") }
      return found[size]
    }
  }
}

/// Screenshots and what is to become of them, as rows.
enum ScreenshotRows {
  /// A job with the attempts that were made.
  struct Due {
    let key: SiteKey
    let thread: ThreadID
    let attempts: Int

    fileprivate var values: [SQLValue] { key.values + [.init(thread.rawValue), .init(attempts)] }
  }

  /// How many of one author's may wait; what comes on top has none.
  static let waitingOfAuthor = 200

  private static let link = Statement(
    "screenshotJob.link", "SELECT link FROM guest WHERE agency = ? AND site = ? AND id = ?")
  private static let turn = Statement(
    "screenshotJob.turn",
    """
    SELECT COALESCE(MAX(turn) + 1, 0) FROM screenshotJob WHERE agency = ? AND site = ? AND author = ? AND state = 'waiting'
    """)
  private static let want = Statement(
    "screenshotJob.insert",
    """
    INSERT INTO screenshotJob (agency, site, thread, state, attempts, dueAt, author, turn)
    VALUES (?, ?, ?, 'waiting', 0, ?, ?, ?)
    ON CONFLICT (agency, site, thread) DO UPDATE
    SET state = 'waiting', attempts = 0, dueAt = excluded.dueAt, turn = excluded.turn, problem = ''
    """)
  private static let drop = Statement(
    "screenshot.drop", "DELETE FROM screenshot WHERE agency = ? AND site = ? AND thread = ?")
  // Everybody's first before anybody's second; among those the newest, because somebody may be looking at it.
  private static let due = Statement(
    "screenshotJob.due",
    """
    SELECT agency, site, thread, attempts FROM screenshotJob WHERE state = 'waiting' AND dueAt <= ?
    ORDER BY turn, dueAt DESC, agency, site, thread LIMIT 1
    """)
  // Two processes may have found the same one.
  private static let begin = Statement(
    "screenshotJob.begin",
    """
    UPDATE screenshotJob SET attempts = attempts + 1, dueAt = ?5
    WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND attempts = ?4 AND state = 'waiting'
    """)
  private static let postpone = Statement(
    "screenshotJob.postpone",
    """
    UPDATE screenshotJob SET dueAt = ?5, problem = ?6
    WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND attempts = ?4 AND state = 'waiting'
    """)
  private static let settle = Statement(
    "screenshotJob.settle",
    """
    UPDATE screenshotJob SET state = ?5, problem = ?6
    WHERE agency = ?1 AND site = ?2 AND thread = ?3 AND attempts = ?4 AND state = 'waiting'
    """)
  static let skip = Statement(
    "screenshotJob.skip", "UPDATE screenshotJob SET state = 'skipped' WHERE state = 'waiting'")
  static let makeUp = Statement(
    "screenshotJob.makeUp",
    """
    UPDATE screenshotJob SET state = 'waiting', attempts = 0, dueAt = ?1 WHERE state = 'skipped' AND dueAt >= ?2
    """)
  private static let insert = Statement(
    "screenshot.insert",
    """
    INSERT INTO screenshot (agency, site, thread, kind, hash, type, size, width, height)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    """)
  private static let ofThreads = Statement(
    "screenshot.ofThreads",
    listing: """
      SELECT s.thread, s.kind, s.hash, s.type, s.size, s.width, s.height FROM LISTED(?3)
      JOIN screenshot s ON s.agency = ?1 AND s.site = ?2 AND s.thread = j.value
      """)
  /// All that a site has, what its guests have of it, and what the author of one job has.
  private static let total = Statement(
    "screenshot.total",
    """
    SELECT CAST(COALESCE(SUM(s.size), 0) AS BIGINT),
      CAST(COALESCE(SUM(CASE WHEN t.guest IS NOT NULL THEN s.size ELSE 0 END), 0) AS BIGINT),
      CAST(COALESCE(SUM(CASE WHEN j.author = me.author THEN s.size ELSE 0 END), 0) AS BIGINT)
    FROM screenshotJob me JOIN screenshot s ON s.agency = me.agency AND s.site = me.site
    LEFT JOIN screenshotJob j ON j.agency = s.agency AND j.site = s.site AND j.thread = s.thread
    JOIN commentThread t ON t.agency = s.agency AND t.site = s.site AND t.id = s.thread
    WHERE me.agency = ?1 AND me.site = ?2 AND me.thread = ?3
    """)

  /// Asks for a picture of a thread that is being written, or that has none any more.
  static func want(_ thread: CommentThread, at moment: Int, of key: SiteKey, _ transaction: Transaction) throws {
    var author = SQLValue(thread.author.account?.rawValue ?? "")
    if let guest = thread.author.guest {
      author = .init(try transaction.first(link, key.values + [.init(guest.rawValue)]) { $0.text(0) } ?? "")
    }
    let turn = try transaction.first(turn, key.values + [author]) { $0.integer(0) } ?? 0
    guard turn < waitingOfAuthor else { return }
    try transaction.execute(want, key.values + [.init(thread.id.rawValue), .init(moment), author, .init(turn)])
  }

  /// Forgets the picture of a thread that is about another state by now, and asks for one of that.
  static func wantAnew(_ thread: CommentThread, at moment: Int, of key: SiteKey, _ transaction: Transaction) throws {
    try transaction.execute(drop, key.values + [SQLValue(thread.id.rawValue)])
    try want(thread, at: moment, of: key, transaction)
  }

  static func due(at moment: Int, _ transaction: Transaction) throws -> Due? {
    try transaction.first(due, .init(moment)) { row in
      Due(
        key: SiteKey(agency: AgencyID(stored: row.text(0)), site: SiteID(stored: row.text(1))),
        thread: ThreadID(stored: row.text(2)), attempts: row.integer(3))
    }
  }

  /// - Returns: nil when somebody else was faster
  static func begin(_ due: Due, at moment: Int, _ transaction: Transaction) throws -> ScreenshotJob? {
    guard
      try transaction.execute(begin, due.values + [.init(moment + ScreenshotSchedule.lease)]) == 1,
      let thread = try ThreadRows.find(due.thread, of: due.key, in: transaction)?.thread, let page = thread.page
    else { return nil }
    return ScreenshotJob(
      site: due.key, thread: due.thread, page: page, element: thread.element, anchor: thread.anchor,
      attempt: due.attempts + 1, isByGuest: thread.author.guest != nil)
  }

  static func postpone(_ due: Due, until moment: Int, problem: String, _ transaction: Transaction) throws {
    try transaction.execute(postpone, due.values + [.init(moment), .init(Excerpt.line(problem, maximum: 300))])
  }

  /// - Returns: false when it is somebody else's job by now
  @discardableResult
  static func settle(_ due: Due, as state: String, problem: String, _ transaction: Transaction) throws -> Bool {
    try transaction.execute(settle, due.values + [.init(state), .init(Excerpt.line(problem, maximum: 300))]) == 1
  }

  static func insert(
    _ file: AssetFile, _ size: Screenshot.Size, of thread: ThreadID, in key: SiteKey, _ transaction: Transaction
  ) throws {
    try transaction.execute(
      insert,
      key.values + [
        .init(thread.rawValue), .init(size), .init(file.hash), .init(file.type), .init(file.size),
        .init(file.width ?? 0), .init(file.height ?? 0),
      ])
  }

  /// Those that there are of these threads.
  static func screenshots(
    of threads: [CommentThread], in key: SiteKey, _ transaction: Transaction
  ) throws -> [ThreadID: Screenshot] {
    guard !threads.isEmpty else { return [:] }
    var found: [ThreadID: [Screenshot.Size: AssetFile]] = [:]
    try transaction.query(ofThreads, key.values + [.list(threads.map(\.id))]) { row in
      guard let size = Screenshot.Size(rawValue: row.text(1)) else { return }
      found[ThreadID(stored: row.text(0)), default: [:]][size] = AssetFile(
        hash: row.text(2), size: row.integer(4), type: row.text(3), width: row.integer(5), height: row.integer(6))
    }
    return found.compactMapValues { sizes in
      guard let small = sizes[.small], let large = sizes[.large] else { return nil }
      return Screenshot(small: small, large: large)
    }
  }

  /// As for files of comments: guests, and those of one link, may fill a part of it.
  static func hasRoom(for size: Int, of job: ScreenshotJob, _ transaction: Transaction) throws -> Bool {
    let taken = try transaction.first(total, job.site.values + [.init(job.thread.rawValue)]) {
      (all: $0.integer(0), guests: $0.integer(1), author: $0.integer(2))
    }
    guard let taken else { return true }
    guard job.isByGuest else { return taken.all + size <= FeedbackLimits.siteBytes }
    return taken.all + size <= FeedbackLimits.siteBytes && taken.guests + size <= FeedbackLimits.guestsBytes
      && taken.author + size <= FeedbackLimits.linkBytes
  }
}
