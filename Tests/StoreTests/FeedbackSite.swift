import Database
import Model
import Store

/// What tests of feedback ask for again and again, on the site of a `TestStore`.
extension TestStore {
  var people: (designer: Participant, owner: Participant, reviewer: Participant, stranger: Participant) {
    (.account(designer), .account(owner), .account(reviewer), .account(stranger))
  }

  func newThread(
    _ body: String, on element: ElementID? = nil, page: PageID? = nil, revision: Revision? = nil,
    visibility: FeedbackVisibility = .customer
  ) async throws -> NewThread {
    let newest = try await store.site(slug: "demo")?.revision ?? 0
    return NewThread(
      page: page ?? self.page, element: element, anchor: Anchor(revision: revision ?? newest),
      comment: NewComment(body, visibility: visibility))
  }

  func begin(
    _ body: String, on element: ElementID? = nil, page: PageID? = nil, revision: Revision? = nil,
    by participant: Participant, visibility: FeedbackVisibility = .customer
  ) async throws -> ThreadView {
    try await store.addThread(
      newThread(body, on: element, page: page, revision: revision, visibility: visibility), of: key, by: participant)
  }

  @discardableResult
  func say(
    _ body: String, in thread: ThreadID, by participant: Participant, visibility: FeedbackVisibility = .customer
  ) async throws -> AddedComment {
    try await store.addComment(
      NewComment(body, visibility: visibility), to: thread, of: key, by: participant)
  }

  func change(
    _ thread: ThreadID, _ change: ThreadChange, version: Int? = nil, by participant: Participant
  ) async throws -> ThreadView {
    try await store.changeThread(thread, change, version: version, of: key, by: participant)
  }

  func thread(_ id: ThreadID, for participant: Participant) async throws -> ThreadView {
    try await store.thread(id, of: key, for: participant)
  }

  func place(_ id: ThreadID, for participant: Participant? = nil) async throws -> AnchorPlace {
    try await thread(id, for: participant ?? people.designer).place
  }

  func threads(for participant: Participant, _ set: (inout ThreadFilter) -> Void = { _ in }) async throws
    -> [ThreadView]
  {
    var filter = ThreadFilter()
    set(&filter)
    return try await store.threads(of: key, for: participant, filter: filter, limit: 100).threads
  }

  /// Somebody with a review link.
  func guest(
    _ name: String, pinned: Revision? = nil, expiresAt: Int = .max, revokedAt: Int? = nil, mail: String? = nil,
    at moment: Int = 0
  ) async throws -> Participant {
    let (agency, site) = (key.agency.rawValue, key.site.rawValue)
    let (link, guest) = ("link-\(name)", "guest-\(name)")
    let designer = designer
    try await store.database.write { transaction in
      try transaction.execute(
        Statement(
          "test.link",
          """
          INSERT INTO reviewLink (agency, site, id, hash, mode, name, pinned, at, createdBy, expiresAt, revokedAt)
          VALUES (?, ?, ?, ?, 'personal', ?, ?, ?, ?, ?, ?)
          """),
        .init(agency), .init(site), .init(link), .init("hash-\(site)-\(name)"), .init(name), .init(pinned),
        .init(moment), .init(designer.rawValue), .init(expiresAt), .init(revokedAt))
      try transaction.execute(
        Statement(
          "test.guest",
          "INSERT INTO guest (agency, site, id, link, name, mail, at, seenAt) VALUES (?, ?, ?, ?, ?, ?, 0, 0)"),
        .init(agency), .init(site), .init(guest), .init(link), .init(name), .init(mail))
    }
    return .guest(GuestID(guest)!)
  }

  /// The same data at another time.
  func later(by milliseconds: Int) throws -> Store {
    let moment = store.now() + milliseconds
    return try Store(database: store.database, blobs: store.blobs, now: { moment })
  }
}

/// What is thrown, so that a table can hold it.
func refusal(_ body: () async throws -> Void) async -> String {
  do {
    try await body()
    return ""
  } catch let error as FeedbackRefusal {
    return error.rule.rawValue
  } catch let error as FieldError {
    return error.pointer
  } catch StoreError.notFound {
    return "notFound"
  } catch is StaleThread {
    return "stale"
  } catch {
    return "\(error)"
  }
}
