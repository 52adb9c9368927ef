import Database
import Model
import Synchronization

/// Tells everybody who has a site open what happens on it, within this process.
///
/// Who writes only says that there is something new; what it has touched is read once from the log and goes to all streams of the site.
/// Each stream knows the last revision and the last change of a thread that it was sent, so there is neither a gap nor a double, however it
/// began. One timer serves all streams: it shows that they are alive, ends those whose reader has lost the right, and looks for what other processes did.
package final class SiteEvents: Sendable {
  /// How many streams, and how many tabs, an account has on one site.
  package static let screensOfAccount = 20
  /// Anybody with a link may be many guests; those of one network are not so many that others of the link have none.
  private static let screensOfGuest = 5
  private static let screensOfLink = 240
  /// How long a tab is there after it has said so, in milliseconds.
  package static let presenceLifetime = 45_000
  /// How long a tab that was closed cannot be there again, in milliseconds: what it said last may arrive after what says that it is gone.
  package static let departureLifetime = 10_000
  /// What a reader may leave unread; whoever is slower begins again.
  private static let buffer = 64
  private static let batch = 100
  private static let rememberedScreens = 1000

  private let database: Database
  private let now: @Sendable () -> Int
  private let interval: Duration
  private let state = Mutex(State())

  private typealias Continuation = AsyncStream<[SiteEvent]>.Continuation

  private struct State {
    var rooms: [SiteKey: Room] = [:]
    var isClosed = false
    var isTicking = false
    var nextStream = 0
    /// Which tab made which edit, the newest ones.
    var screens: [Edit: String] = [:]
    var screenOrder: [Edit] = []
  }

  private struct Edit: Hashable {
    let key: SiteKey
    let revision: Revision
  }

  private struct Room {
    var streams: [Int: Stream] = [:]
    var people: [Tab: (person: PresentPerson, until: Int)] = [:]
    /// Until when a closed tab is not believed that it is there.
    var departed: [Tab: Int] = [:]
    var isPumping = false
    /// Something has happened that streams have not been told yet.
    var isAsked = false
    var peopleChanged = false

    var isEmpty: Bool { streams.isEmpty && people.isEmpty && departed.isEmpty }
    var present: [PresentPerson] {
      people.values.map(\.person).sorted { ($0.name, $0.screen, $0.account) < ($1.name, $1.screen, $1.account) }
    }

    /// A tab was closed.
    /// - Returns: whether it was there
    mutating func depart(_ tab: Tab, at moment: Int) -> Bool {
      departed[tab] = moment + SiteEvents.departureLifetime
      guard people.removeValue(forKey: tab) != nil else { return false }
      peopleChanged = true
      return true
    }
  }

  private struct Tab: Hashable {
    let account: AccountID
    let screen: String
  }

  private struct Stream {
    let reader: StreamReader
    /// By which a guest has come.
    let link: ReviewLinkID?
    /// From when on its reader could know anything, in milliseconds since 1970 UTC.
    let since: Int
    let continuation: Continuation
    /// Whose window it is; with it ends that somebody is there.
    let tab: Tab?
    var sent: StreamPlace
    /// The release that visitors saw when the stream was told last.
    var live: Int?
    /// How many steps of approving it was told of; nil for guests, who hear of none.
    var approvals: Int?
    /// A guest of a pinned link sees no edits, and no releases of them, and learns of no page.
    let seesEdits: Bool
    var knowsPeople = false
  }

  /// - Parameter interval: from one sign of life to the next
  init(database: Database, now: @escaping @Sendable () -> Int, interval: Duration = .seconds(12)) {
    self.database = database
    self.now = now
    self.interval = interval
  }

  // MARK: Writers

  /// A tab is about to commit a revision: call within the transaction, since what is committed may be told before anybody is back here.
  /// A revision that is not committed after all is the next one's.
  func note(_ screen: String?, of revision: Revision, in key: SiteKey) {
    state.withLock { state in
      let edit = Edit(key: key, revision: revision)
      guard let screen else { return state.screens[edit] = nil }
      if state.screens.updateValue(screen, forKey: edit) == nil { state.screenOrder.append(edit) }
      if state.screenOrder.count > Self.rememberedScreens {
        for old in state.screenOrder.prefix(Self.rememberedScreens / 2) { state.screens[old] = nil }
        state.screenOrder.removeFirst(Self.rememberedScreens / 2)
      }
    }
  }

  /// There is a new revision; call after the commit.
  func announce(_ revision: Revision, of key: SiteKey) { wake(key) }

  // MARK: Readers

  /// What happens on a site from now on, or since a revision and a change of a thread.
  /// - Parameters:
  ///   - screen: the tab that listens, by the name that it has given itself: when its last stream ends, nobody is there any more
  ///   - threads: the number of the last change that the reader knows of
  /// - Throws: `TooManyScreens`, `notFound`
  package func stream(
    of key: SiteKey, for reader: StreamReader, screen: String? = nil, after: Revision?, threads: Int? = nil
  ) async throws -> SiteStream {
    let moment = now()
    // Read before the stream is known: whatever comes in between is after it.
    let (current, pinned, link, since) = try await database.read { transaction in
      guard let newest = try Self.newest(of: key, in: transaction) else {
        throw StoreError.notFound("site \(key.site)")
      }
      guard let visitor = reader.participant.guest else { return (newest, Revision?.none, ReviewLinkID?.none, 0) }
      let guest = try FeedbackReader(reader.participant, in: key, at: moment, transaction)
      return (newest, guest.pinned, try GuestRows.link(of: visitor, in: key, transaction), guest.since)
    }
    let newest = current.place(for: reader)
    // Revision 1 is the whole site, which nobody was there to miss.
    let start = StreamPlace(
      revision: max(1, min(after ?? newest.revision, newest.revision)),
      threads: min(threads ?? newest.threads, newest.threads))
    // Nor is a pinned link's guest told by the number how much was edited since.
    let told = StreamPlace(revision: min(start.revision, pinned ?? .max), threads: start.threads)
    let (events, continuation) = AsyncStream.makeStream(
      of: [SiteEvent].self, bufferingPolicy: .bufferingOldest(Self.buffer))
    let id: Int? = try state.withLock { state in
      guard !state.isClosed else { return nil }
      let streams = state.rooms[key]?.streams.values
      let own = streams?.count { $0.reader.participant == reader.participant } ?? 0
      guard own < (link == nil ? Self.screensOfAccount : Self.screensOfGuest) else { throw TooManyScreens() }
      if let link, streams?.count(where: { $0.link == link }) ?? 0 >= Self.screensOfLink { throw TooManyScreens() }
      state.nextStream += 1
      let tab = screen.flatMap { screen in reader.account.map { Tab(account: $0, screen: screen) } }
      // A page that comes back from the browser's memory listens again.
      if let tab { state.rooms[key]?.departed[tab] = nil }
      state.rooms[key, default: Room()].streams[state.nextStream] = Stream(
        reader: reader, link: link, since: since, continuation: continuation, tab: tab, sent: start,
        live: current.live, approvals: reader.account.map { _ in current.approvals }, seesEdits: pinned == nil)
      return state.nextStream
    }
    guard let id else {
      continuation.finish()
      return SiteStream(events: events, start: told) {}
    }
    startTicking()
    wake(key)
    return SiteStream(events: events, start: told) { [weak self] in self?.end(id, of: key) }
  }

  private func end(_ id: Int, of key: SiteKey) {
    let moment = now()
    let (stream, hasLeft) = state.withLock { state in
      let stream = state.rooms[key]?.streams.removeValue(forKey: id)
      var hasLeft = false
      // A tab that has begun again is still there.
      if let tab = stream?.tab, state.rooms[key]?.streams.values.contains(where: { $0.tab == tab }) == false {
        hasLeft = state.rooms[key]!.depart(tab, at: moment)
      }
      if state.rooms[key]?.isEmpty == true { state.rooms[key] = nil }
      return (stream, hasLeft)
    }
    stream?.continuation.finish()
    if hasLeft { wake(key) }
  }

  /// Ends all streams and begins no more: the service stops.
  package func close() {
    let streams = state.withLock { state in
      state.isClosed = true
      defer { state.rooms = [:] }
      return state.rooms.values.flatMap(\.streams.values)
    }
    for stream in streams { stream.continuation.finish() }
  }

  /// How many streams there are.
  package var streamCount: Int { state.withLock { $0.rooms.values.reduce(0) { $0 + $1.streams.count } } }

  // MARK: Presence

  /// Somebody is on a page, or still is.
  /// - Throws: `TooManyScreens`
  package func arrive(_ person: PresentPerson, in key: SiteKey) throws {
    let tab = Tab(account: person.account, screen: person.screen)
    let until = now() + Self.presenceLifetime
    let hasChanged = try state.withLock { state in
      guard !state.isClosed, state.rooms[key]?.departed[tab] == nil else { return false }
      let known = state.rooms[key]?.people[tab]?.person
      if known == nil, let people = state.rooms[key]?.people.keys,
        people.count(where: { $0.account == person.account }) >= Self.screensOfAccount
      {
        throw TooManyScreens()
      }
      state.rooms[key, default: Room()].people[tab] = (person, until)
      if known != person { state.rooms[key]?.peopleChanged = true }
      return known != person
    }
    startTicking()
    if hasChanged { wake(key) }
  }

  /// A tab was closed.
  package func leave(screen: String, account: AccountID, of key: SiteKey) {
    let moment = now()
    let tab = Tab(account: account, screen: screen)
    let wasThere = state.withLock { state in
      // Of a tab that nobody knows nothing is kept.
      guard let room = state.rooms[key],
        room.people[tab] != nil || room.streams.values.contains(where: { $0.tab == tab })
      else { return false }
      return state.rooms[key]!.depart(tab, at: moment)
    }
    if wasThere { wake(key) }
  }

  // MARK: Telling

  /// Lets one task for each site go through what its streams have not been told; call after the commit of what is news.
  func wake(_ key: SiteKey) {
    let isFree = state.withLock { state in
      guard state.rooms[key]?.streams.isEmpty == false else { return false }
      state.rooms[key]!.isAsked = true
      if state.rooms[key]!.isPumping { return false }
      state.rooms[key]!.isPumping = true
      return true
    }
    if isFree { Task { await pump(key) } }
  }

  private func pump(_ key: SiteKey) async {
    while let from = beginRound(key) {
      do {
        let news = try await database.read { transaction in
          let newest = try Self.newest(of: key, in: transaction)
          return News(
            after: from, live: newest?.live, approvals: newest?.approvals ?? 0,
            edits: try EditEventRows.events(after: from.revision, of: key, limit: Self.batch, in: transaction),
            all: try Self.threads(after: from.all, seesInternal: true, of: key, in: transaction),
            visible: try Self.threads(after: from.visible, seesInternal: false, of: key, in: transaction))
        }
        deliver(news, to: key)
      } catch {
        // The timer asks again.
        state.withLock { $0.rooms[key]?.isPumping = false }
        return
      }
    }
  }

  private static func threads(
    after: Int?, seesInternal: Bool, of key: SiteKey, in transaction: Transaction
  ) throws -> [ThreadEvent] {
    guard let after else { return [] }
    return try ThreadEventRows.events(
      after: after, knownUpTo: nil, since: 0, seesInternal: seesInternal, of: key, limit: batch, in: transaction)
  }

  /// After what is read for the streams of a site: threads by themselves for those who see everything and those who do not; nil where
  /// there is no such stream.
  private struct Reading {
    let revision: Revision
    let all: Int?
    let visible: Int?
  }

  private struct News {
    let after: Reading
    let live: Int?
    let approvals: Int
    let edits: [EditEvent]
    let all: [ThreadEvent]
    let visible: [ThreadEvent]

    var mayBeMore: Bool { [edits.count, all.count, visible.count].contains(SiteEvents.batch) }

    /// What a stream is told, with where it stands then. A stream that began while this was read may miss earlier ones: the next round,
    /// which it has asked for, is its first.
    func events(for stream: Stream) -> (events: [SiteEvent], sent: StreamPlace) {
      var (events, sent): ([SiteEvent], StreamPlace) = ([], stream.sent)
      if sent.revision >= after.revision {
        if stream.seesEdits { events = edits.filter { $0.revision > sent.revision }.map(SiteEvent.edit) }
        sent.revision = max(sent.revision, edits.last?.revision ?? 0)
      }
      let seesInternal = stream.reader.seesInternal
      if let from = seesInternal ? after.all : after.visible, sent.threads >= from {
        let threads = seesInternal ? all : visible
        events += threads.filter {
          $0.version > sent.threads && $0.knownWith <= sent.threads && $0.goneAt ?? .max >= stream.since
        }.map { SiteEvent.thread(stream.seesEdits ? $0 : $0.withoutPage) }
        sent.threads = max(sent.threads, threads.last?.version ?? 0)
      }
      if stream.seesEdits, live != stream.live { events.append(.release) }
      if let told = stream.approvals, approvals > told { events.append(.approval) }
      return (events, sent)
    }
  }

  /// What to read after; nil when everything is told.
  private func beginRound(_ key: SiteKey) -> Reading? {
    state.withLock { state in
      guard let room = state.rooms[key], room.isAsked, !room.streams.isEmpty else {
        state.rooms[key]?.isPumping = false
        return nil
      }
      state.rooms[key]!.isAsked = false
      let streams = room.streams.values
      return Reading(
        revision: streams.map(\.sent.revision).min() ?? 0,
        all: streams.filter(\.reader.seesInternal).map(\.sent.threads).min(),
        visible: streams.filter { !$0.reader.seesInternal }.map(\.sent.threads).min())
    }
  }

  private func deliver(_ news: News, to key: SiteKey) {
    let slow = state.withLock { state -> [Continuation] in
      guard let room = state.rooms[key] else { return [] }
      var slow: [Continuation] = []
      let people = room.present
      for (id, stream) in room.streams {
        let (told, sent) = news.events(for: stream)
        var events = told.map { event -> SiteEvent in
          guard case .edit(var edit) = event else { return event }
          if stream.reader.account == nil {
            edit.author = nil
          } else if edit.author?.id == stream.reader.account {
            edit.screen = state.screens[Edit(key: key, revision: edit.revision)]
          }
          return .edit(edit)
        }
        if stream.reader.account != nil, room.peopleChanged || !stream.knowsPeople { events.append(.presence(people)) }
        if events.isEmpty {
          state.rooms[key]!.streams[id]!.sent = sent
        } else if case .enqueued = stream.continuation.yield(events) {
          state.rooms[key]!.streams[id]!.sent = sent
          state.rooms[key]!.streams[id]!.live = news.live
          state.rooms[key]!.streams[id]!.approvals = stream.approvals.map { _ in news.approvals }
          state.rooms[key]!.streams[id]!.knowsPeople = true
        } else {
          slow.append(stream.continuation)
          state.rooms[key]!.streams[id] = nil
        }
      }
      state.rooms[key]!.peopleChanged = false
      if news.mayBeMore { state.rooms[key]!.isAsked = true }
      return slow
    }
    for continuation in slow { continuation.finish() }
  }

  // MARK: The timer

  private func startTicking() {
    let isFirst = state.withLock { state in
      defer { state.isTicking = true }
      return !state.isTicking
    }
    guard isFirst else { return }
    Task { [weak self, interval] in
      while true {
        try? await Task.sleep(for: interval)
        guard let self, self.hasRooms() else { return }
        await self.tick()
      }
    }
  }

  private func hasRooms() -> Bool {
    state.withLock { state in
      if state.rooms.isEmpty { state.isTicking = false }
      return !state.rooms.isEmpty
    }
  }

  /// One turn of the timer.
  package func tick() async {
    let moment = now()
    let rooms = state.withLock { state in
      for key in state.rooms.keys {
        state.rooms[key]!.departed = state.rooms[key]!.departed.filter { $0.value > moment }
        let gone = state.rooms[key]!.people.filter { $0.value.until <= moment }
        for tab in gone.keys { state.rooms[key]!.people[tab] = nil }
        if !gone.isEmpty { state.rooms[key]!.peopleChanged = true }
        if state.rooms[key]!.isEmpty { state.rooms[key] = nil }
      }
      return state.rooms.filter { !$0.value.streams.isEmpty }.mapValues { $0.streams.mapValues(\.reader) }
    }
    for (key, readers) in rooms {
      // What cannot be read now is asked in the next turn.
      let found = try? await database.read { transaction in
        (
          try Self.newest(of: key, in: transaction),
          try Self.lost(Set(readers.values), in: key, at: moment, transaction)
        )
      }
      turn(key, lost: found?.1 ?? [], newest: found?.0)
    }
  }

  /// The newest numbers of a site.
  private struct Newest {
    let revision: Revision
    let change: Int
    let publicChange: Int
    let live: Int?
    /// Approvals that were given, and those taken back once more: a number that only grows.
    let approvals: Int

    func place(for reader: StreamReader) -> StreamPlace {
      StreamPlace(revision: revision, threads: reader.seesInternal ? change : publicChange)
    }

    func isAhead(of stream: Stream) -> Bool {
      let place = place(for: stream.reader)
      return place.revision > stream.sent.revision || place.threads > stream.sent.threads
        || stream.seesEdits && live != stream.live || stream.approvals.map { approvals > $0 } ?? false
    }
  }

  private static let newest = Statement(
    "site.newestNumbers",
    """
    SELECT revision, feedback, publicFeedback, liveRelease,
    (SELECT COUNT(*) + COUNT(p.withdrawnAt) FROM approval p WHERE p.agency = s.agency AND p.site = s.id)
    FROM site s WHERE agency = ? AND id = ?
    """)

  private static func newest(of key: SiteKey, in transaction: Transaction) throws -> Newest? {
    try transaction.first(newest, key.values) {
      Newest(
        revision: $0.integer(0), change: $0.integer(1), publicChange: $0.integer(2), live: $0.optionalInteger(3),
        approvals: $0.integer(4))
    }
  }

  /// Readers who have no session any more, or another right than they had when the stream began.
  private static func lost(
    _ readers: Set<StreamReader>, in key: SiteKey, at moment: Int, _ transaction: Transaction
  ) throws -> Set<StreamReader> {
    var lost: Set<StreamReader> = []
    for reader in readers {
      guard let account = reader.account else {
        do { _ = try FeedbackReader(reader.participant, in: key, at: moment, transaction) } catch StoreError.notFound {
          lost.insert(reader)
        }
        continue
      }
      let session = try transaction.first(
        LoginSessionRows.byHash, .init(reader.session), .init(moment), .init(moment - reader.idleLimit)
      ) { _ in true }
      let authority = try AuthorityRows.authority(of: account, in: key, transaction: transaction)
      if session == nil || authority != reader.authority { lost.insert(reader) }
    }
    return lost
  }

  private func turn(_ key: SiteKey, lost: Set<StreamReader>, newest: Newest?) {
    let (ended, isBehind) = state.withLock { state -> ([Continuation], Bool) in
      guard let room = state.rooms[key] else { return ([], false) }
      var ended: [Continuation] = []
      for (id, stream) in room.streams {
        let isLost = lost.contains(stream.reader)
        if case .enqueued = stream.continuation.yield([isLost ? .over : .alive]), !isLost { continue }
        ended.append(stream.continuation)
        state.rooms[key]!.streams[id] = nil
      }
      let gone = Set(lost.compactMap(\.account)).subtracting(
        state.rooms[key]!.streams.values.compactMap(\.reader.account))
      for tab in room.people.keys where gone.contains(tab.account) {
        state.rooms[key]!.people[tab] = nil
        state.rooms[key]!.peopleChanged = true
      }
      let isBehind =
        state.rooms[key]!.peopleChanged
        || state.rooms[key]!.streams.values.contains { newest?.isAhead(of: $0) ?? false }
      if state.rooms[key]!.isEmpty { state.rooms[key] = nil }
      return (ended, isBehind)
    }
    for continuation in ended { continuation.finish() }
    if isBehind { wake(key) }
  }
}

/// One reader's events, until `end()` or until nobody holds it any more.
package final class SiteStream: Sendable {
  package let events: AsyncStream<[SiteEvent]>
  /// After what they come.
  package let start: StreamPlace
  private let atEnd: @Sendable () -> Void

  fileprivate init(
    events: AsyncStream<[SiteEvent]>, start: StreamPlace, atEnd: @escaping @Sendable () -> Void
  ) {
    self.events = events
    self.start = start
    self.atEnd = atEnd
  }

  deinit { atEnd() }

  package func end() { atEnd() }
}

extension Store {
  /// Tells who has the site open of an edit that was committed.
  func announce(_ result: EditResult, of key: SiteKey) { events.announce(result.revision, of: key) }

  /// - Throws: `FieldError` when the site has no such page, `TooManyScreens`
  package func arrive(_ person: PresentPerson, in key: SiteKey) async throws {
    guard try await database.read({ try PageRows.current(person.page, of: key, in: $0) }) != nil else {
      throw FieldError(pointer: "/page", problem: "is no page of this site")
    }
    try events.arrive(person, in: key)
  }
}

/// What an edit has made, on its way out of the transaction.
final class CommittedEdit: Sendable {
  private let kept = Mutex<EditResult?>(nil)

  /// nil when nothing was made.
  var result: EditResult? { kept.withLock { $0 } }

  func keep(_ result: EditResult) -> EditResult {
    kept.withLock { $0 = result }
    return result
  }
}
