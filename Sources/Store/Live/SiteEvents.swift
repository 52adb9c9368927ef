import Database
import Model
import Synchronization

/// Tells everybody who has a site open what happens on it, within this process.
///
/// Who writes only says that there is a new revision; what it has touched is read once from the log and goes to all streams of the site.
/// Each stream knows the last revision that it was sent, so there is neither a gap nor a double, however it began. One timer serves all
/// streams: it shows that they are alive, ends those whose reader has lost the right, and looks for edits of other processes.
package final class SiteEvents: Sendable {
  /// How many streams, and how many tabs, an account has on one site.
  package static let screensOfAccount = 20
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
    let continuation: Continuation
    /// Whose window it is; with it ends that somebody is there.
    let tab: Tab?
    var sent: Revision
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

  /// What happens on a site from now on, or since a revision.
  /// - Parameter screen: the tab that listens, by the name that it has given itself: when its last stream ends, nobody is there any more
  /// - Throws: `TooManyScreens`, `notFound`
  package func stream(
    of key: SiteKey, for reader: StreamReader, screen: String? = nil, after: Revision?
  ) async throws -> SiteStream {
    // Read before the stream is known: whatever comes in between is after it.
    let current = try await database.read { transaction in
      guard let site = try SiteRows.find(key, in: transaction) else { throw StoreError.notFound("site \(key.site)") }
      return site.revision
    }
    let (events, continuation) = AsyncStream.makeStream(
      of: [SiteEvent].self, bufferingPolicy: .bufferingOldest(Self.buffer))
    let id: Int? = try state.withLock { state in
      guard !state.isClosed else { return nil }
      let own = state.rooms[key]?.streams.values.count { $0.reader.account == reader.account } ?? 0
      guard own < Self.screensOfAccount else { throw TooManyScreens() }
      state.nextStream += 1
      let tab = screen.map { Tab(account: reader.account, screen: $0) }
      // A page that comes back from the browser's memory listens again.
      if let tab { state.rooms[key]?.departed[tab] = nil }
      // Revision 1 is the whole site, which nobody was there to miss.
      state.rooms[key, default: Room()].streams[state.nextStream] = Stream(
        reader: reader, continuation: continuation, tab: tab,
        sent: max(1, min(after ?? current, current)))
      return state.nextStream
    }
    guard let id else {
      continuation.finish()
      return SiteStream(events: events) {}
    }
    startTicking()
    wake(key)
    return SiteStream(events: events) { [weak self] in self?.end(id, of: key) }
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

  /// Lets one task for each site go through what its streams have not been told.
  private func wake(_ key: SiteKey) {
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
        let events = try await database.read {
          try EditEventRows.events(after: from, of: key, limit: Self.batch, in: $0)
        }
        deliver(events, readAfter: from, to: key)
      } catch {
        // The timer asks again.
        state.withLock { $0.rooms[key]?.isPumping = false }
        return
      }
    }
  }

  /// The revision to read after; nil when everything is told.
  private func beginRound(_ key: SiteKey) -> Revision? {
    state.withLock { state in
      guard let room = state.rooms[key], room.isAsked, let from = room.streams.values.map(\.sent).min() else {
        state.rooms[key]?.isPumping = false
        return nil
      }
      state.rooms[key]!.isAsked = false
      return from
    }
  }

  private func deliver(_ events: [EditEvent], readAfter from: Revision, to key: SiteKey) {
    let slow = state.withLock { state -> [Continuation] in
      guard let room = state.rooms[key] else { return [] }
      var slow: [Continuation] = []
      let people = room.present
      for (id, stream) in room.streams {
        // A stream that began while this was read may miss earlier ones: the next round, which it has asked for, is its first.
        let isServed = stream.sent >= from
        var news = (isServed ? events : []).filter { $0.revision > stream.sent }.map { event in
          var event = event
          if event.author?.id == stream.reader.account {
            event.screen = state.screens[Edit(key: key, revision: event.revision)]
          }
          return SiteEvent.edit(event)
        }
        if room.peopleChanged || !stream.knowsPeople { news.append(.presence(people)) }
        guard !news.isEmpty else { continue }
        if case .enqueued = stream.continuation.yield(news) {
          if isServed { state.rooms[key]!.streams[id]!.sent = max(stream.sent, events.last?.revision ?? 0) }
          state.rooms[key]!.streams[id]!.knowsPeople = true
        } else {
          slow.append(stream.continuation)
          state.rooms[key]!.streams[id] = nil
        }
      }
      state.rooms[key]!.peopleChanged = false
      if events.count == Self.batch { state.rooms[key]!.isAsked = true }
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
          try SiteRows.find(key, in: transaction)?.revision ?? 0,
          try Self.lost(Set(readers.values), in: key, at: moment, transaction)
        )
      }
      turn(key, lost: found?.1 ?? [], revision: found?.0 ?? 0)
    }
  }

  /// Readers who have no session any more, or another right than they had when the stream began.
  private static func lost(
    _ readers: Set<StreamReader>, in key: SiteKey, at moment: Int, _ transaction: Transaction
  ) throws -> Set<StreamReader> {
    var lost: Set<StreamReader> = []
    for reader in readers {
      let session = try transaction.first(
        LoginSessionRows.byHash, .init(reader.session), .init(moment), .init(moment - reader.idleLimit)
      ) { _ in true }
      let authority = try AuthorityRows.authority(of: reader.account, in: key, transaction: transaction)
      if session == nil || authority != reader.authority { lost.insert(reader) }
    }
    return lost
  }

  private func turn(_ key: SiteKey, lost: Set<StreamReader>, revision: Revision) {
    let (ended, isBehind) = state.withLock { state -> ([Continuation], Bool) in
      guard let room = state.rooms[key] else { return ([], false) }
      var ended: [Continuation] = []
      for (id, stream) in room.streams {
        let isLost = lost.contains(stream.reader)
        if case .enqueued = stream.continuation.yield([isLost ? .over : .alive]), !isLost { continue }
        ended.append(stream.continuation)
        state.rooms[key]!.streams[id] = nil
      }
      let gone = Set(lost.map(\.account)).subtracting(state.rooms[key]!.streams.values.map(\.reader.account))
      for tab in room.people.keys where gone.contains(tab.account) {
        state.rooms[key]!.people[tab] = nil
        state.rooms[key]!.peopleChanged = true
      }
      let isBehind =
        state.rooms[key]!.peopleChanged || state.rooms[key]!.streams.values.contains { $0.sent < revision }
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
  private let atEnd: @Sendable () -> Void

  fileprivate init(events: AsyncStream<[SiteEvent]>, atEnd: @escaping @Sendable () -> Void) {
    self.events = events
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
