import Access
import Glibc
import HTTPTypes
import Model
import Store
import Testing
import Web

@Suite("Sessions and one-time links")
struct SessionTests {
  @Test("The cookie has the attributes that the address allows")
  func cookieAttributes() throws {
    let secret = Secret.random()
    let local = SessionCookie(try Origins(portal: "http://portal.localhost:8080"))
    #expect(local.opening(secret) == "foyer=\(secret.text); Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000")
    #expect(local.closing == "foyer=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    let secure = SessionCookie(try Origins(portal: "https://portal.example.de"))
    #expect(
      secure.opening(secret) == "__Host-foyer=\(secret.text); Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=2592000")
  }

  @Test func aSessionSaysWhoAsksOnThePortal() async throws {
    try await TestApp.with { app in
      let account = try await app.person()
      let secret = try await app.access.sessions.open(for: account).secret
      func who(_ cookie: String) async throws -> String? {
        try await app.send(.get, "/who", [.cookie: cookie]).json?["who"]?.string
      }
      #expect(try await who("foyer=\(secret.text)") == account.email)
      #expect(try await who("a=b; foyer=\(secret.text); c=d") == account.email)
      #expect(try await who("") == nil)
      #expect(try await who("foyer=") == nil)
      #expect(try await who("foyer=\(Secret.random().text)") == nil)
      #expect(try await who("foyer=\(secret.hash)") == nil, "the stored hash opens nothing")
      #expect(try await who("foyer=\(secret.text)x") == nil)
      #expect(try await who("xfoyer=\(secret.text)") == nil)
      #expect(try await who("foyer=\(secret.text); foyer=\(secret.text)") == nil, "one of two is somebody else's")
      #expect(try await app.send(.get, "/language", app.cookie(secret)).text == "de")
      #expect(try await app.send(.get, "/language", [.acceptLanguage: "fr, en-GB;q=0.8, de;q=0.5"]).text == "en")
      #expect(try await app.send(.get, "/language", [.acceptLanguage: "fr"]).text == "de")
    }
  }

  @Test("A session rests twelve hours at most and lasts thirty days at most")
  func expiry() async throws {
    try await TestApp.with { app in
      let sessions = app.access.sessions
      let rested = try await sessions.open(for: try await app.person()).secret
      app.clock.advance(seconds: 12 * 3600 - 1)
      #expect(try await sessions.actor(presenting: rested) != nil)
      app.clock.advance(seconds: 12 * 3600 + 1)
      #expect(try await sessions.actor(presenting: rested) == nil)

      let busy = try await sessions.open(for: try await app.person("b@example.org")).secret
      for _ in 0..<(30 * 4 - 1) {
        app.clock.advance(seconds: 6 * 3600)
        #expect(try await sessions.actor(presenting: busy) != nil)
      }
      app.clock.advance(seconds: 6 * 3600 + 1)
      #expect(try await sessions.actor(presenting: busy) == nil)
    }
  }

  @Test func rotatingAndSigningOutEndTheOldSecret() async throws {
    try await TestApp.with { app in
      let sessions = app.access.sessions
      let account = try await app.person()
      let (first, actor) = try await sessions.open(for: account)
      let (second, rotated) = try #require(try await sessions.rotate(actor))
      #expect(try await sessions.actor(presenting: first) == nil)
      #expect(try await sessions.actor(presenting: second) == rotated)
      #expect(try await sessions.rotate(actor) == nil)
      let elsewhere = try await sessions.open(for: account).secret
      try await sessions.end(rotated)
      #expect(try await sessions.actor(presenting: second) == nil)
      #expect(try await sessions.actor(presenting: elsewhere) != nil)
      let (third, here) = try await sessions.open(for: account)
      try await sessions.endOthers(of: here)
      #expect(try await sessions.actor(presenting: elsewhere) == nil)
      #expect(try await sessions.actor(presenting: third) != nil)
    }
  }

  @Test("Of twenty who use one link at the same time one gets in")
  func oneTimeLinkRace() async throws {
    try await TestApp.with { app in
      let link = try await app.access.links.create(.login, for: try await app.person())
      #expect(try await app.access.links.look(at: link) != nil)
      #expect(try await app.access.links.look(at: link) != nil, "looking uses nothing up")
      let winners = await withTaskGroup(of: Bool.self) { group in
        for _ in 0..<20 { group.addTask { (try? await app.access.links.use(link)) != nil } }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(winners == 1)
      await #expect(throws: AccessError.linkOver) { try await app.access.links.use(link) }
    }
  }

  @Test("Links end: an hour for signing in and reset, a week for an invitation", arguments: LoginPurpose.allCases)
  func linkExpiry(purpose: LoginPurpose) async throws {
    try await TestApp.with { app in
      let account = try await app.person()
      let seconds = purpose == .invitation ? 7 * 86_400 : 3600
      let link = try await app.access.links.create(purpose, for: account)
      app.clock.advance(seconds: seconds - 1)
      #expect(try await app.access.links.look(at: link)?.purpose == purpose)
      app.clock.advance(seconds: 1)
      #expect(try await app.access.links.look(at: link) == nil)
      await #expect(throws: AccessError.linkOver) {
        try await app.access.links.use(link, password: "correct horse battery")
      }
    }
  }

  @Test func anInvitationSetsAPasswordAndAResetEndsEverythingElse() async throws {
    try await TestApp.with { app in
      let links = app.access.links
      let account = try await app.person()
      let invitation = try await links.create(.invitation, for: account)
      await #expect(throws: AccessError.password(.tooShort)) { try await links.use(invitation, password: "short") }
      await #expect(throws: AccessError.password(.tooShort)) { try await links.use(invitation) }
      let old = try await links.use(invitation, password: "correct horse battery").secret
      let waiting = try await links.create(.invitation, for: account)
      let reset = try await links.create(.reset, for: account)
      let new = try await links.use(reset, password: "another long password").secret
      #expect(try await app.access.sessions.actor(presenting: old) == nil)
      #expect(try await app.access.sessions.actor(presenting: new) != nil)
      #expect(try await links.look(at: waiting) == nil)
      await #expect(throws: AccessError.wrongCredentials) {
        try await app.access.signIn(email: account.email, password: "correct horse battery", address: "192.0.2.1")
      }
      _ = try await app.access.signIn(
        email: " DANA@Example.org ", password: "another long password", address: "192.0.2.1")
      #expect(try await app.store.auditEntries(of: account.agency).contains { $0.action == "signIn" })
    }
  }

  @Test("The database file holds no secret that opens anything")
  func nothingAtRest() async throws {
    try await TestApp.with { app in
      let account = try await app.person()
      let password = "a password to look for"
      let invitation = try await app.access.links.create(.invitation, for: account)
      let unused = try await app.access.links.create(.login, for: account)
      let (session, _) = try await app.access.links.use(invitation, password: password)
      let stored = try ["data.sqlite", "data.sqlite-wal"].map { try contents(of: "\(app.folder)/\($0)") }.joined()
      let file = Array(stored)
      #expect(file.contains(Array(session.hash.utf8)), "the hashes are there, so this looks in the right place")
      for secret in [session.text, invitation.text, unused.text, password] {
        #expect(!file.contains(Array(secret.utf8)))
      }
      #expect("\(session)" == "(secret)" && String(reflecting: session) == "(secret)")
    }
  }

  private func contents(of path: String) throws -> [UInt8] {
    let file = try #require(fopen(path, "r"), "\(path)")
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8_000_000)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }
}
