import Access
import App
import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing
import Web

@testable import Feedback

@Suite("The page behind a review link") struct GuestEntryTests {
  @Test("Somebody says a name and is in; opening the link alone changes nothing", arguments: TestDatabases.engines)
  func shared(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let invitation = try await scene.invite()
      for _ in 0..<2 {
        let page = try await scene.open(invitation.path)
        #expect(page.status == 200 && page.header("Set-Cookie") == nil)
        #expect(page.text.contains("Your feedback on “Site mine”") && page.text.contains("Büro Nord is showing you"))
        #expect(page.text.contains("name=\"name\"") && page.text.contains("This link is valid until"))
        #expect(page.header("X-Robots-Tag") == "noindex" && page.header("Cache-Control") == "no-store")
        #expect(page.header("Referrer-Policy") == "no-referrer")
        #expect(!page.text.contains("<script") && !page.text.contains("style="))
      }
      #expect(try await list(scene).json?["items"]?.array?[0]["guests"] == [])
      let inside = try await scene.enter(invitation.path, "name=+Gabi+Gast+&mail=")
      #expect(inside.status == 303 && inside.header("Location") == "/sites/mine/review")
      let cookie = try #require(inside.header("Set-Cookie"))
      #expect(cookie.hasPrefix("foyer-guest=") && cookie.contains("Path=/; HttpOnly; SameSite=Lax"))
      #expect(cookie.hasSuffix("Max-Age=\(14 * 86_400)"))
      let mine = try #require(FeedbackScene.cookie(in: inside))
      let visit = try #require(try await scene.visit(mine))
      #expect(visit.guest.name == "Gabi Gast" && visit.guest.mail == nil && visit.authority.role == .guest)

      // The same browser comes back as the same guest, another one as somebody else.
      let again = try await scene.open(invitation.path, mine)
      #expect(again.status == 303 && again.header("Location") == "/sites/mine/review")
      let repeated = try await scene.enter(invitation.path, "name=Somebody+Else", mine)
      let renewed = try #require(FeedbackScene.cookie(in: repeated))
      #expect(try await scene.visit(renewed)?.guest == visit.guest)
      #expect(try await scene.visit(mine) == nil, "a new secret each time")
      let second = try await scene.guest(invitation, "name=Gabi+Gast")
      #expect(try await scene.visit(second)?.guest.id != visit.guest.id)
    }
  }

  @Test("A personal link has its name, in every browser", arguments: TestDatabases.engines)
  func personal(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      let invitation = try await scene.invite("personal", name: "Gabi Gast")
      let page = try await scene.open(invitation.path)
      #expect(page.text.contains("Continue as Gabi Gast") && !page.text.contains("name=\"name\""))
      let one = try await scene.guest(invitation, "name=The+Boss&mail=gabi%40example.net")
      let two = try await scene.guest(invitation, "")
      let visit = try #require(try await scene.visit(one))
      #expect(visit.guest.name == "Gabi Gast" && visit.guest.mail == "gabi@example.net")
      #expect(try await scene.visit(two)?.guest == visit.guest, "an empty field takes no address away")
      // Who opens it after her is not told her address.
      #expect(try await !scene.open(invitation.path).text.contains("gabi@"))
    }
  }

  @Test("A link that is unknown, revoked, over or broken always looks the same") func oracle() async throws {
    try await FeedbackScene.with { scene in
      let revoked = try await scene.invite()
      #expect(try await scene.call(.delete, "/sites/mine/review-links/\(revoked.id)", as: .owner).status == 204)
      #expect(try await scene.call(.delete, "/sites/mine/review-links/\(revoked.id)", as: .owner).status == 204)
      let expired = try await scene.invite(more: #","days":1"#)
      #expect(try await scene.open(expired.path).status == 200)
      scene.app.clock.advance(seconds: 86_400)
      let paths = [
        "/review/~\(Secret.random().text)", revoked.path, expired.path, "/review/~short", "/review/x",
        "/review/\(revoked.path.split(separator: "~")[1])", "/review/%7E\(Secret.random().text)",
      ]
      for language in ["de", "en"] {
        let pages = try await paths.asyncMap { try await scene.open($0, language: language) }
        #expect(Set(pages.map(\.status)) == [410] && Set(pages.map(\.text)).count == 1)
        #expect(
          pages[0].text.contains(language == "de" ? "Dieser Link gilt nicht mehr" : "This link is no longer valid"))
        #expect(!pages[0].text.contains("Site mine"))
      }
      let sent = try await paths.asyncMap { try await scene.enter($0) }
      #expect(Set(sent.map(\.status)) == [410] && Set(sent.map(\.text)).count == 1)
      #expect(sent.allSatisfy { $0.header("Set-Cookie") == nil })
    }
  }

  @Test("With the link ends everything that was opened by it, at once", arguments: TestDatabases.engines)
  func end(engine: Database.Engine) async throws {
    try await FeedbackScene.with(engine) { scene in
      func draft(_ cookie: HTTPFields) async throws -> String {
        let visit = try #require(try await scene.visit(cookie))
        return "/~\(try await scene.app.access.drafts.create(for: visit, mode: .view).text)/"
      }
      func look(_ path: String, site: String = "mine") async throws -> TestAnswer {
        try await scene.app.send(.get, path, host: "\(site).draft.localhost:8080")
      }
      let revoked = try await scene.invite()
      let expiring = try await scene.invite("personal", name: "Gabi", more: #","days":1"#)
      for (invitation, ending) in [(revoked, "revoked"), (expiring, "expired")] {
        let guest = try await scene.guest(invitation)
        let path = try await draft(guest)
        let page = try await look(path)
        #expect(page.status == 200 && page.text.contains("Frisches Brot") && !page.text.contains("editing-agent"))
        for site in ["other", "foreign"] { #expect(try await look(path, site: site).status == 404) }
        if ending == "revoked" {
          _ = try await scene.call(.delete, "/sites/mine/review-links/\(invitation.id)", as: .designer)
        } else {
          try await scene.wait(seconds: 86_400)
        }
        #expect(try await look(path).status == 404, "\(ending)")
        #expect(try await scene.visit(guest) == nil, "\(ending)")
        #expect(try await scene.open(invitation.path, guest).status == 410, "\(ending)")
      }
      let states = try await list(scene).json?["items"]?.array?.compactMap { $0["state"]?.string } ?? []
      #expect(Set(states) == ["revoked", "expired"])
      // Leaving ends the session and its drafts, and not the link.
      let third = try await scene.invite("personal", name: "Theo")
      let guest = try await scene.guest(third)
      let path = try await draft(guest)
      let left = try await scene.enter("/guest/leave", "", guest)
      #expect(left.status == 200 && left.header("Set-Cookie")?.contains("Max-Age=0") == true)
      #expect(try await look(path).status == 404)
      #expect(try await scene.visit(guest) == nil)
      #expect(try await scene.open(third.path).status == 200)
    }
  }

  @Test("A link to one revision shows that one for good") func pinned() async throws {
    try await FeedbackScene.with { scene in
      let pinned = try await scene.invite("personal", name: "Gabi", more: #","revision":1"#)
      let following = try await scene.invite("personal", name: "Theo")
      #expect(try await scene.open(pinned.path).text.contains("as it was in revision 1, for good"))
      let edit = #"{"operations":[{"op":"setText","element":"mine-headline","version":1,"text":"Neues Brot"}]}"#
      #expect(try await scene.call(.post, "/sites/mine/edits", edit, as: .designer).status == 201)
      for (invitation, words) in [(pinned, "Frisches Brot"), (following, "Neues Brot")] {
        let visit = try #require(try await scene.visit(try await scene.guest(invitation)))
        let secret = try await scene.app.access.drafts.create(for: visit, mode: .view)
        let page = try await scene.app.send(.get, "/~\(secret.text)/", host: "mine.draft.localhost:8080")
        #expect(page.text.contains(words))
      }
    }
  }

  @Test("One browser may be a guest of several sites, and an account beside") func severalSites() async throws {
    try await FeedbackScene.with { scene in
      let (mine, other) = (try await scene.invite(), try await scene.invite(to: "other"))
      let first = try await scene.guest(mine)
      let draft = try await scene.app.access.drafts.create(for: try #require(try await scene.visit(first)), mode: .view)
      let both = try #require(FeedbackScene.cookie(in: try await scene.enter(other.path, "name=Gabi", first)))
      for site in [scene.mine, scene.other] { #expect(try await scene.visit(both, site: site) != nil) }
      #expect(try await scene.visit(both, site: scene.foreign) == nil)
      let page = try await scene.app.send(.get, "/~\(draft.text)/", host: "mine.draft.localhost:8080")
      #expect(page.status == 200, "an open frame stays open")

      // Who has an account on the site needs no link, and does not become a guest.
      let owner = scene.cookie(.owner)
      let shown = try await scene.open(mine.path, owner)
      #expect(shown.text.contains("Continue as Dana owner") && !shown.text.contains("<form"))
      // Somebody who is signed in elsewhere may be a guest here; the form carries the session's token.
      let stranger = scene.cookie(.otherOwner)
      let form = try await scene.open(mine.path, stranger)
      let token = try #require(form.text.firstMatch(of: /name="formToken" value="([^"]+)"/)).output.1
      #expect(try await scene.enter(mine.path, "name=Gabi", stranger).status == 403)
      #expect(try await scene.enter(mine.path, "name=Gabi&formToken=\(token)", stranger).status == 303)
    }
  }

  @Test("What cannot be a name or an address is said where it stands") func fields() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      let rows: [(String, String)] = [
        ("", "Enter your name."), ("name=+%09", "Enter your name."), ("name=a%0Ab", "in one line of at most 100"),
        ("name=%E2%80%AEnimda", "in one line"), ("name=%E2%80%8B", "in one line"),
        ("name=\(String(repeating: "x", count: 101))", "in one line"),
        ("name=Gabi&mail=gabi", "Check the email address"),
        ("name=Gabi&mail=a%40b.example%0D%0ABcc:c%40d.example", "Check the email address"),
      ]
      for (fields, words) in rows {
        let answer = try await scene.enter(invitation.path, fields)
        #expect(answer.status == 422 && answer.text.contains(words), "\(fields)")
        #expect(answer.text.contains("role=\"alert\"") && answer.text.contains("aria-invalid=\"true\""))
        #expect(answer.header("Set-Cookie") == nil)
      }
      #expect(try await scene.enter(invitation.path, "name=a&name=b").status == 400)
      #expect(try await scene.enter(invitation.path, "name=%FF").status == 400)
      var foreign: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
      for site in ["same-site", "cross-site"] {
        foreign[.secFetchSite] = site
        #expect(try await scene.app.send(.post, invitation.path, foreign, body: "name=Gabi").status == 403)
      }
    }
  }

  @Test("German and English, by the browser and by a switch that stays") func languages() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      let german = try await scene.open(invitation.path, language: "de-AT,en;q=0.5")
      #expect(german.text.contains("<html lang=\"de\">") && german.text.contains("Ihre Meinung zu „Site mine“"))
      #expect(german.text.contains("Dieser Link gilt bis zum ") && german.text.contains("href=\"?lang=en\""))
      let chosen = try await scene.open("\(invitation.path)?lang=en", language: "de")
      #expect(
        chosen.text.contains("<html lang=\"en\">") && chosen.text.contains("action=\"\(invitation.path)?lang=en\""))
      #expect(try await scene.open("\(invitation.path)?lang=fr", language: "de").text.contains("<html lang=\"de\">"))
      for language in Language.allCases {
        let words = PortalWordsTests.texts(EntryWords.of(language))
        #expect(words.count > 15 && words.allSatisfy { !$0.text.isEmpty })
      }
      let pairs = zip(PortalWordsTests.texts(EntryWords.of(.german)), PortalWordsTests.texts(EntryWords.of(.english)))
      for (one, two) in pairs { #expect(one.text != two.text && one.path == two.path, "\(one.path)") }
      let informal: Set = ["du", "dein", "deine", "dir", "euch"]
      for (path, text) in PortalWordsTests.texts(EntryWords.of(.german)) {
        #expect(informal.isDisjoint(with: text.lowercased().split { !$0.isLetter }.map(String.init)), "\(path)")
      }
    }
  }

  @Test("Over https the cookie belongs to this host alone") func secureCookie() async throws {
    try await FeedbackScene.with(url: "https://portal.example.org") { scene in
      let secret = Secret.random()
      let cookie = SessionCookie.guest(scene.app.parts.origins).opening(secret, lifetime: 60_000)
      #expect(cookie == "__Host-foyer-guest=\(secret.text); Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60")
      // Neither cookie is taken for the other.
      let account = SessionCookie(scene.app.parts.origins)
      #expect(account.name == "__Host-foyer")
      let answer = try await scene.app.send(
        .get, "/api/v1/session", host: "portal.example.org", [.cookie: "__Host-foyer-guest=\(secret.text)"])
      #expect(answer.status == 401)
    }
  }

  @Test("Who tries links that are not there, or comes in too often, is told to wait") func limits() async throws {
    try await FeedbackScene.with { scene in
      let invitation = try await scene.invite()
      for _ in 0..<50 { #expect(try await scene.open("/review/~\(Secret.random().text)").status == 410) }
      let waiting = try await scene.open(invitation.path)
      #expect(waiting.status == 429 && waiting.header("Retry-After") == "900" && waiting.text.contains("15 minutes"))
      #expect(try await scene.enter(invitation.path).status == 429)
      #expect(try await scene.open(invitation.path, address: "198.51.100.1").status == 200, "nobody else is kept out")
      #expect(try await scene.open(invitation.path, address: "192.0.2.200").status == 429, "a network is one")
      scene.app.clock.advance(seconds: 900)
      #expect(try await scene.open(invitation.path).status == 200)

      for index in 0..<60 {
        #expect(try await scene.enter(invitation.path, "name=G", address: "203.0.\(index).1").status == 303)
      }
      let full = try await scene.enter(invitation.path, "name=G", address: "203.0.99.1")
      #expect(full.status == 429 && full.header("Retry-After") == "900")
      let another = try await scene.invite()
      #expect(try await scene.enter(another.path, "name=G", address: "203.0.99.1").status == 303)
      for _ in 0..<59 { _ = try await scene.enter(another.path, "name=G", address: "127.0.0.1") }
      #expect(try await scene.enter(another.path, "name=G", address: "127.0.0.1").status == 429)
      for _ in 0..<2 {
        scene.app.clock.advance(seconds: 900)
        for _ in 0..<60 { _ = try await scene.enter(another.path, "name=G", address: "127.0.0.1") }
      }
      scene.app.clock.advance(seconds: 900)
      for _ in 0..<30 { _ = try await scene.enter(another.path, "name=G", address: "127.0.0.1") }
      let crowded = try await scene.enter(another.path, "name=G", address: "127.0.0.1")
      #expect(crowded.status == 429 && crowded.text.contains("Ask for a link of your own."))
    }
  }

  private func list(_ scene: FeedbackScene) async throws -> TestAnswer {
    try await scene.call(.get, "/sites/mine/review-links", as: .designer)
  }
}

extension Array {
  func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
    var result: [Result] = []
    for element in self { result.append(try await transform(element)) }
    return result
  }
}
