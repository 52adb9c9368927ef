import Access
import HTTPTypes
import Model
import Portal
import Store
import Testing
import Web

@Suite("Signing in and the account, in the portal")
struct PortalLoginTests {
  @Test("By password: wrong, right, back to where one wanted to go, out") func password() async throws {
    try await PortalApp.with { portal in
      let owner = try await portal.account(.owner)
      try await portal.app.store.setPassword(
        hash: try await portal.app.access.passwords.hash("brot und butter"), of: owner)
      let missing = try await portal.form("/login", ["email": "", "password": ""], as: .nobody)
      #expect(missing.status == 422)
      #expect(missing.text.contains("Geben Sie Ihre E-Mail-Adresse ein."))
      let wrong = try await portal.form("/login", ["email": "owner@example.org", "password": "nein"], as: .nobody)
      #expect(wrong.status == 401)
      #expect(wrong.text.contains("passen nicht zusammen"))
      #expect(wrong.text.contains("value=\"owner@example.org\""))
      #expect(wrong.header("set-cookie") == nil)

      for (next, target) in [
        ("/sites/demo", "/sites/demo"), ("//evil.example", "/"), ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
      ] {
        let right = try await portal.form(
          "/login", ["email": "Owner%40example.org", "password": "brot+und+butter", "next": next], as: .nobody)
        #expect(right.status == 303)
        #expect(right.header("location") == target)
        #expect(right.header("set-cookie")?.hasPrefix("foyer=") == true)
      }
    }
  }

  @Test("Too many tries are told to wait") func throttling() async throws {
    try await PortalApp.with { portal in
      for _ in 0..<10 {
        portal.app.access.throttle.failed(email: "owner@example.org", address: "192.0.2.7")
      }
      let answer = try await portal.form("/login", ["email": "owner@example.org", "password": "x"], as: .nobody)
      #expect(answer.status == 429)
      #expect(answer.header("retry-after") == "900")
      #expect(answer.text.contains("Warten Sie 15 Minuten"))
    }
  }

  @Test("A link shows whom it signs in, works once, and not by being opened") func link() async throws {
    try await PortalApp.with { portal in
      let secret = try await portal.app.access.links.create(.login, for: try await portal.account(.owner))
      let path = PortalFace.loginPath(for: secret)
      for _ in 0..<2 {
        let shown = try await portal.get(path, as: .nobody)
        #expect(shown.status == 200)
        #expect(shown.text.contains("Als Dana owner anmelden"))
        #expect(shown.header("set-cookie") == nil)
      }
      let used = try await portal.form(path, as: .nobody)
      #expect(used.status == 303)
      #expect(used.header("set-cookie")?.hasPrefix("foyer=") == true)
      #expect(try await portal.form(path, as: .nobody).status == 410)
      #expect(try await portal.get(path, as: .nobody).status == 410)
    }
  }

  @Test("A link ends the session of whoever was signed in before") func linkReplaces() async throws {
    try await PortalApp.with { portal in
      let secret = try await portal.app.access.links.create(.login, for: try await portal.account(.owner))
      let path = PortalFace.loginPath(for: secret)
      #expect(try await portal.get(path, as: .editor).text.contains("Sie sind gerade als Dana editor angemeldet"))
      #expect(try await portal.form(path, as: .editor, token: "wrong").status == 403)
      #expect(try await portal.form(path, as: .editor).status == 303)
      #expect(try await portal.get("/account", as: .editor).status == 303)
    }
  }

  @Test("The first sign-in keeps the browser's language; a language that was chosen stays")
  func language() async throws {
    try await PortalApp.with { portal in
      let english: HTTPFields = [.acceptLanguage: "en-GB,en;q=0.9,de;q=0.5"]
      let owner = try await portal.account(.owner)
      #expect(owner.locale.isEmpty, "nobody has chosen")
      #expect(try await portal.get("/account", as: .owner, english).text.contains("<html lang=\"en\">"))
      #expect(try await portal.get("/account", as: .owner).text.contains("<html lang=\"de\">"))
      func signIn(_ account: Account, as who: PortalApp.Who = .nobody, query: String = "") async throws {
        let secret = try await portal.app.access.links.create(.login, for: account)
        let path = PortalFace.loginPath(for: secret) + query
        #expect(try await portal.form(path, as: who, english).status == 303)
      }
      try await signIn(owner)
      #expect(portal.saved.all == ["Dana owner en"])
      // Who has asked for German beside the form is not asked by the browser.
      try await signIn(owner, query: "?lang=de")
      #expect(portal.saved.all == ["Dana owner en", "Dana owner de"])
      let chosen = try await portal.app.store.createAccount(
        email: "chosen@example.org", name: "Ruth", locale: "de", agency: owner.agency)
      try await signIn(chosen)
      #expect(portal.saved.all.count == 2)
      let hash = try await portal.app.access.passwords.hash("brot und butter")
      try await portal.app.store.setPassword(hash: hash, of: try await portal.account(.editor))
      let fields = ["email": "editor%40example.org", "password": "brot+und+butter"]
      #expect(try await portal.form("/login", fields, as: .nobody, english).status == 303)
      #expect(portal.saved.all.last == "Dana editor en" && portal.saved.all.count == 3)
    }
  }

  @Test("An invitation asks for a password of twelve characters") func invitation() async throws {
    try await PortalApp.with { portal in
      let secret = try await portal.app.access.links.create(.invitation, for: try await portal.account(.owner))
      let path = PortalFace.loginPath(for: secret)
      #expect(try await portal.get(path, as: .nobody).text.contains("Mindestens 12 Zeichen"))
      let short = try await portal.form(path, ["password": "kurz"], as: .nobody)
      #expect(short.status == 422)
      #expect(short.text.contains("Das Passwort ist zu kurz."))
      #expect(try await portal.form(path, ["password": "lang+genug+fuer+uns"], as: .nobody).status == 303)
      let signedIn = try await portal.form(
        "/login", ["email": "owner@example.org", "password": "lang+genug+fuer+uns"], as: .nobody)
      #expect(signedIn.status == 303)
    }
  }

  @Test("Signing out needs the form's token and ends the session") func signOut() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.form("/logout", as: .owner, token: "wrong").status == 403)
      #expect(try await portal.get("/account", as: .owner).status == 200)
      let answer = try await portal.form("/logout", as: .owner)
      #expect(answer.header("location") == "/login")
      #expect(answer.header("set-cookie") == "foyer=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
      #expect(try await portal.get("/account", as: .owner).status == 303)
    }
  }

  @Test("Name and language are stored; the switch comes back to the page") func account() async throws {
    try await PortalApp.with { portal in
      #expect(try await portal.form("/account", ["name": "", "language": "de"], as: .owner).status == 422)
      #expect(try await portal.form("/account", ["name": "Ruth", "language": "fr"], as: .owner).status == 422)
      #expect(try await portal.form("/account", ["name": "Ruth", "language": "en"], as: .nobody).status == 303)
      #expect(portal.saved.all.isEmpty)
      let saved = try await portal.form("/account", ["name": "Ruth", "language": "en"], as: .owner)
      #expect(saved.header("location") == "/account?done=saved")
      let switched = try await portal.form(
        "/account/language", ["language": "en", "next": "/sites/demo"], as: .owner)
      #expect(switched.header("location") == "/sites/demo")
      #expect(portal.saved.all == ["Ruth en", "Dana owner en"])
    }
  }

  @Test("A new password needs the old one and ends the other sessions") func newPassword() async throws {
    try await PortalApp.with { portal in
      let owner = try await portal.account(.owner)
      let elsewhere = try await portal.app.access.sessions.open(for: owner).secret
      try await portal.app.store.setPassword(
        hash: try await portal.app.access.passwords.hash("brot und butter"), of: owner,
        keeping: nil)
      #expect(try await portal.app.access.sessions.actor(presenting: elsewhere) == nil)
      #expect(try await portal.get("/account", as: .owner).status == 303, "its sessions have ended")

      let editor = try await portal.account(.editor)
      let other = try await portal.app.access.sessions.open(for: editor).secret
      let wrong = try await portal.form(
        "/account/password", ["currentPassword": "x", "newPassword": "lang+genug+fuer+uns"], as: .editor)
      #expect(wrong.status == 422)
      #expect(wrong.text.contains("Das ist nicht Ihr bisheriges Passwort."))
      let short = try await portal.form(
        "/account/password", ["currentPassword": "x", "newPassword": "kurz"], as: .editor)
      #expect(short.text.contains("Das Passwort ist zu kurz."))
      #expect(try await portal.form("/account/sessions", as: .editor).header("location") == "/account?done=others")
      #expect(try await portal.app.access.sessions.actor(presenting: other) == nil)
    }
  }
}
