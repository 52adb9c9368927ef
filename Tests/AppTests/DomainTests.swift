import App
import Database
import DatabaseTesting
import HTTPTypes
import HummingbirdTesting
import Model
import Publishing
import Store
import Synchronization
import Testing
import Web

/// Sites under names of their own: who gives them, which site answers, where other names lead.
@Suite("Domains")
struct DomainTests {
  @Test(
    "A site answers under its domain, and under every other name leads to the main one",
    arguments: TestDatabases.engines)
  func names(_ engine: Database.Engine) async throws {
    try await HostFileTests.with(engine) { scene in
      let store = scene.app.store
      try await scene.publish([
        try scene.put("index.html", "home"), try scene.put("b/index.html", "b"),
      ])
      func get(_ host: String, _ path: String = "/") async throws -> TestAnswer {
        try await scene.app.send(.get, path, host: host)
      }
      #expect(try await get("oven.example").status == 421)
      // Set by another process: seen within a second.
      _ = try await store.setDomain(DomainName("oven.example")!, isMain: false, of: scene.key)
      scene.app.clock.advance(seconds: 1)
      #expect(try await get("oven.example").text == "home")
      #expect(try await get("OVEN.example:8080").text == "home")
      #expect(try await get("oven.site.localhost:8080").text == "home")
      let twin = try await get("www.oven.example", "/b/?q=1&r=%22")
      #expect(twin.status == 308 && twin.header("Location") == "http://oven.example:8080/b/?q=1&r=%22")
      #expect(twin.header("Cache-Control") == "no-cache")

      _ = try await store.setDomain(DomainName("www.oven.example")!, isMain: true, of: scene.key)
      scene.app.clock.advance(seconds: 1)
      // Nobody is sent to a name that may not lead here yet, or the website would be gone.
      #expect(try await get("oven.site.localhost:8080").text == "home")
      #expect(try await get("oven.example").text == "home")
      #expect(try await store.domains(of: scene.key).map { $0.reachedAt != nil } == [true, false])
      #expect(try await get("www.oven.example").text == "home")
      #expect(try await store.domains(of: scene.key).allSatisfy { $0.reachedAt != nil })
      for host in ["oven.example", "oven.site.localhost:8080"] {
        let answer = try await get(host, "//evil.example/b")
        #expect(answer.status == 308, "\(host)")
        #expect(answer.header("Location") == "http://www.oven.example:8080//evil.example/b")
      }
      #expect(try await get("portal.localhost:8080", "/login").status == 200)
      #expect(try await store.domains(of: scene.key).map(\.isMain) == [false, true])

      _ = try await store.setDomain(DomainName("oven.example")!, isMain: true, of: scene.key)
      #expect(try await store.domains(of: scene.key).map(\.isMain) == [true, false], "there is one main domain")
      try await store.removeDomain("oven.example", of: scene.key)
      try await store.removeDomain("www.oven.example", of: scene.key)
      scene.app.clock.advance(seconds: 1)
      #expect(try await get("oven.example").status == 421)
      await #expect(throws: StoreError.self) { try await store.removeDomain("oven.example", of: scene.key) }
      let audited = try await store.auditEntries(of: scene.key.agency).map(\.action)
      #expect(audited.count { $0 == "domain.set" } == 3 && audited.count { $0 == "domain.removed" } == 2)
    }
  }

  @Test("With and without “www.” the one leads to the other only when the other has been reached")
  func twins() async throws {
    try await HostFileTests.with { scene in
      try await scene.publish([try scene.put("index.html", "home")])
      _ = try await scene.app.store.setDomain(DomainName("www.oven.example")!, isMain: false, of: scene.key)
      scene.app.clock.advance(seconds: 1)
      func get(_ host: String) async throws -> Int { try await scene.app.send(.get, "/", host: host).status }
      #expect(try await get("oven.example") == 200)
      #expect(try await get("www.oven.example") == 200)
      #expect(try await get("oven.example") == 308)
      // Whoever takes the name away and adds it again starts anew: it may have moved meanwhile.
      try await scene.app.store.removeDomain("www.oven.example", of: scene.key)
      _ = try await scene.app.store.setDomain(DomainName("www.oven.example")!, isMain: true, of: scene.key)
      scene.app.clock.advance(seconds: 1)
      #expect(try await get("oven.site.localhost:8080") == 200)
    }
  }

  @Test("Where proxies are named, a name that somebody has written into a request past them shows nothing")
  func forged() async throws {
    try await HostFileTests.with(configure: { $0.trustedProxies = [Configuration.proxy("192.0.2.0/28")!] }) { scene in
      let store = scene.app.store
      try await scene.publish([try scene.put("index.html", "home")])
      _ = try await store.setDomain(DomainName("www.oven.example")!, isMain: true, of: scene.key)
      scene.app.clock.advance(seconds: 1)
      let via: HTTPFields = [HTTPField.Name("X-Forwarded-For")!: "198.51.100.7"]
      let rows: [(String, HTTPFields, isProof: Bool)] = [
        ("198.51.100.9", [:], false), ("198.51.100.9", via, false), ("127.0.0.1", [:], false),
        ("127.0.0.1", via, false),
        // Somebody on the proxy's own machine, past the proxy.
        ("192.0.2.7", [:], false), ("192.0.2.7", via, true),
      ]
      for (address, headers, isProof) in rows {
        // It is the site all the same.
        let answer = try await scene.app.send(.get, "/", host: "www.oven.example", headers, address: address)
        #expect(answer.text == "home", "\(address)")
        let isReached = try await store.domains(of: scene.key).allSatisfy { $0.reachedAt != nil }
        #expect(isReached == isProof, "\(address) \(headers)")
        let other = try await scene.app.send(.get, "/", host: "oven.site.localhost:8080", via, address: "192.0.2.7")
        #expect(other.status == (isProof ? 308 : 200), "\(address)")
      }
    }
  }

  /// The place of the service behind a name: what the probe asked for, and what it was told.
  private final class Asked: Sendable {
    let urls = Mutex<[String]>([])
    let answer = Mutex<@Sendable (_ path: String) async -> String?>({ _ in nil })

    func fetch(_ url: String) async -> String? {
      let answer = answer.withLock { $0 }
      let text = await answer(String(url.dropFirst("http://".count).drop { $0 != "/" }))
      urls.withLock { $0.append(url) }
      return text
    }

    func wait(for count: Int) async throws {
      // Counted in looks, not in time: tests that keep all threads busy keep the service's answer back as well.
      for _ in 0..<12_000 where urls.withLock({ $0.count }) < count { try await Task.sleep(for: .milliseconds(5)) }
    }
  }

  @Test("Without proxies a name counts when the service has found itself there, whatever requests claim")
  func probed() async throws {
    let asked = Asked()
    try await HostFileTests.with(configure: { $0.fetch = { await asked.fetch($0) } }) { scene in
      let (app, store) = (scene.app, scene.app.store)
      try await scene.publish([try scene.put("index.html", "home")])
      _ = try await store.setDomain(DomainName("www.oven.example")!, isMain: true, of: scene.key)
      app.clock.advance(seconds: 1)
      func get(_ host: String, _ path: String = "/") async throws -> TestAnswer {
        try await app.send(.get, path, host: host)
      }
      func isReached() async throws -> Bool {
        try await store.domains(of: scene.key).allSatisfy { $0.reachedAt != nil }
      }
      // Nothing, another page, another service's word, and one that repeats what it was asked for.
      let wrong: [@Sendable (String) async -> String?] = [
        { _ in nil }, { _ in "home" }, { _ in String(repeating: "A", count: 43) },
        { String($0.split(separator: "/").last ?? "") },
        { try? await app.send(.get, $0, host: "oven.example").text },
        { try? await app.send(.get, $0 + "x", host: "www.oven.example").text },
      ]
      for (index, answer) in wrong.enumerated() {
        asked.answer.withLock { $0 = answer }
        for _ in 0..<3 { #expect(try await get("www.oven.example").text == "home", "it is the site all the same") }
        try await asked.wait(for: index + 1)
        #expect(try await get("www.oven.example").text == "home")
        #expect(asked.urls.withLock { $0.count } == index + 1, "once a minute")
        #expect(try await !isReached(), "\(index)")
        #expect(try await get("oven.site.localhost:8080").status == 200)
        app.clock.advance(seconds: 61)
      }
      let urls = asked.urls.withLock { $0 }
      #expect(urls.allSatisfy { $0.hasPrefix("http://www.oven.example:8080/.well-known/foyer/") })
      #expect(Set(urls).count == wrong.count)
      // The next request for the name, whatever its path, is asked about with the right answer.
      asked.answer.withLock { $0 = { try? await app.send(.get, $0, host: "www.oven.example:8080").text } }
      // What was asked long ago is not answered any more.
      let old = try #require(urls.first?.split(separator: "/").last)
      #expect(try await get("www.oven.example", "/.well-known/foyer/\(old)").status == 404)

      #expect(try await get("www.oven.example").text == "home")
      try await asked.wait(for: wrong.count + 1)
      for _ in 0..<12_000 {
        if try await isReached() { break }
        try await Task.sleep(for: .milliseconds(5))
      }
      // Domains are read again within a second of the service's clock, by whichever request comes first.
      var moved = try await get("oven.site.localhost:8080", "/b/")
      for _ in 0..<12_000 where moved.status != 308 {
        app.clock.advance(seconds: 1)
        try await Task.sleep(for: .milliseconds(5))
        moved = try await get("oven.site.localhost:8080", "/b/")
      }
      #expect(moved.status == 308 && moved.header("Location") == "http://www.oven.example:8080/b/")
      app.clock.advance(seconds: 61)
      #expect(try await get("www.oven.example").status == 200)
      #expect(asked.urls.withLock { $0.count } == wrong.count + 1, "what is known is not asked for again")
    }
  }

  @Test("What the service finds at an address: a short answer, as it is, and not from a private network")
  func ownAddress() async throws {
    try await TestApp.with(configure: { $0.port = 0 }) { app in
      try await app.application.test(.live) { client in
        let port = try #require(client.port)
        #expect(await OwnAddress.text(at: "http://127.0.0.1:\(port)/healthz")?.contains("ok") == true)
        for url in [
          "http://127.0.0.1:\(port)/nothing", "http://127.0.0.1:1/", "https://127.0.0.1:\(port)/healthz",
          "file:///etc/hostname",
          "http://10.0.0.1/", "http://192.168.1.1/", "http://172.31.0.1/", "http://169.254.169.254/latest/meta-data/",
          "http://100.64.0.1/", "http://0.0.0.0:\(port)/healthz", "http://[fd00::1]/", "http://[fe80::1]/",
          "http://[::ffff:10.0.0.1]/", "http://[::]:\(port)/healthz",
        ] {
          let begin = ContinuousClock.now
          #expect(await OwnAddress.text(at: url) == nil, "\(url)")
          #expect(ContinuousClock.now - begin < .seconds(9), "\(url)")
        }
      }
    }
  }

  @Test("A name belongs to one site", arguments: TestDatabases.engines)
  func oneSite(_ engine: Database.Engine) async throws {
    try await SiteAPITests.with(engine) { scene in
      let store = scene.app.store
      let mine = try #require(try await store.site(slug: "mine")).key
      let other = try #require(try await store.site(slug: "other")).key
      let name = DomainName("oven.example")!
      _ = try await store.setDomain(name, isMain: true, of: mine)
      await #expect(throws: StoreError.self) { try await store.setDomain(name, isMain: true, of: other) }
      await #expect(throws: StoreError.self) { try await store.removeDomain(name.text, of: other) }
      #expect(try await store.domains(of: mine).map { "\($0.host) \($0.isMain)" } == ["oven.example true"])
      #expect(try await store.domains(of: other).isEmpty)
    }
  }

  @Test("A name and the same with “www.” belong to one site", arguments: TestDatabases.engines)
  func oneSiteForTwins(_ engine: Database.Engine) async throws {
    try await SiteAPITests.with(engine) { scene in
      let store = scene.app.store
      let mine = try #require(try await store.site(slug: "mine")).key
      let other = try #require(try await store.site(slug: "other")).key
      func set(_ host: String, _ key: SiteKey) async throws {
        _ = try await store.setDomain(DomainName(host)!, isMain: true, of: key)
      }
      try await set("oven.example", mine)
      try await set("www.mill.example", mine)
      for (host, taken) in [("www.oven.example", "oven.example"), ("mill.example", "www.mill.example")] {
        let error = await #expect(throws: StoreError.self) { try await set(host, other) }
        guard case .exists(let words)? = error else {
          Issue.record("\(host): \(error as Any)")
          continue
        }
        #expect(words.contains(" \(taken),") && !words.contains("mine"), "\(words)")
      }
      #expect(try await store.domains(of: other).isEmpty)
      // Further names below are names of their own.
      try await set("shop.oven.example", other)
      try await set("www.www.oven.example", other)
      try await set("www.oven.example", mine)
      try await set("oven.example", mine)
      #expect(try await store.domains(of: mine).count == 3)
      for host in ["oven.example", "www.oven.example"] { try await store.removeDomain(host, of: mine) }
      try await store.removeDomain("www.www.oven.example", of: other)
      try await set("www.oven.example", other)
    }
  }

  @Test("Of two sites that want a name and its “www.” at the same moment one gets it", arguments: TestDatabases.engines)
  func raceOfTwins(_ engine: Database.Engine) async throws {
    try await SiteAPITests.with(engine) { scene in
      let store = scene.app.store
      let keys = [
        try #require(try await store.site(slug: "mine")).key, try #require(try await store.site(slug: "other")).key,
      ]
      for round in 0..<8 {
        let got = await withTaskGroup(of: Bool.self) { group in
          for (key, prefix) in zip(keys, ["", "www."]) {
            group.addTask {
              let name = DomainName("\(prefix)oven\(round).example")!
              return (try? await store.setDomain(name, isMain: true, of: key)) != nil
            }
          }
          return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(got == 1)
      }
    }
  }

  @Test("Names below those of the installation are nobody's")
  func ownNames() async throws {
    try await PortalApp.with { portal in
      let api = "/sites/demo/domains/"
      for host in [
        "portal.localhost", "www.portal.localhost", "evil.portal.localhost", "a.b.portal.localhost", "draft.localhost",
        "www.draft.localhost", "x.site.localhost", "www.x.site.localhost", "site.localhost",
      ] {
        let answer = try await portal.call(.put, api + host, #"{"main":false}"#, as: .designer)
        #expect(answer.status == 422 && answer.text.contains("of this installation itself"), "\(host)")
        let screen = try await portal.form("/sites/demo/domains", ["host": host], as: .designer)
        #expect(screen.status == 422 && screen.text.contains("gehört zum Portal"), "\(host)")
      }
      for host in ["notportal.localhost", "portal.localhost.example", "portal.example"] {
        #expect(try await portal.call(.put, api + host, #"{"main":false}"#, as: .designer).status == 200, "\(host)")
      }
      let twin = try await portal.call(
        .put, "/sites/other/domains/www.portal.example", #"{"main":false}"#, as: .designer)
      #expect(twin.status == 409 && twin.text.contains("the domain portal.example, at another site"), "\(twin.text)")
      let screen = try await portal.form("/sites/other/domains", ["host": "www.portal.example"], as: .designer)
      #expect(screen.status == 422 && screen.text.contains("gehört schon zu einer anderen Website"))
    }
  }

  @Test("Two sites that want one name at the same moment: one gets it", arguments: TestDatabases.engines)
  func race(_ engine: Database.Engine) async throws {
    try await SiteAPITests.with(engine) { scene in
      let store = scene.app.store
      let keys = [
        try #require(try await store.site(slug: "mine")).key, try #require(try await store.site(slug: "other")).key,
      ]
      let got = await withTaskGroup(of: Bool.self) { group in
        for key in keys {
          group.addTask { (try? await store.setDomain(DomainName("oven.example")!, isMain: true, of: key)) != nil }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(got == 1)
    }
  }

  @Test("The screen: the agency's people add, choose and remove domains; customers see nothing of it")
  func screen() async throws {
    try await PortalApp.with { portal in
      for (who, status) in [(PortalApp.Who.nobody, 303), (.stranger, 404), (.reviewer, 403), (.owner, 403)] {
        #expect(try await portal.form("/sites/demo/domains", ["host": "a.example"], as: who).status == status)
        #expect(try await portal.form("/sites/demo/domains/remove", ["host": "a.example"], as: who).status == status)
      }
      #expect(
        try await portal.form("/sites/demo/domains", ["host": "a.example"], as: .designer, token: "x").status == 403)
      #expect(try await portal.app.store.domains(of: portal.key).isEmpty)
      #expect(try await !portal.get("/sites/demo", as: .owner).text.contains("Domains"))
      #expect(try await portal.get("/sites/demo", as: .designer).text.contains("demo.site.localhost"))

      let added = try await portal.form("/sites/demo/domains", ["host": " https://Oven.example/"], as: .designer)
      #expect(added.status == 303)
      for (typed, words) in [
        ("oven", "Das ist kein Name einer Website"), ("", "wie www.example.de"),
        ("x.site.localhost", "gehört zum Portal"),
      ] {
        // The screen again, with what was typed and what is wrong with it.
        let answer = try await portal.form("/sites/demo/domains", ["host": typed], as: .designer)
        #expect(answer.status == 422 && answer.text.contains(words), "\(typed)")
        #expect(answer.text.contains("value=\"\(typed)\"") && answer.text.contains("id=\"host-error\""), "\(typed)")
      }
      _ = try await portal.form("/sites/demo/domains", ["host": "www.oven.example", "main": "yes"], as: .support)
      let taken = try await portal.form("/sites/other/domains", ["host": "www.oven.example"], as: .designer)
      #expect(taken.status == 422 && taken.text.contains("gehört schon zu einer anderen Website"))
      let shown = try await portal.get("/sites/demo", as: .designer).text
      #expect(shown.contains("www.oven.example") && shown.contains("Hauptdomain"))
      #expect(shown.contains("Richten Sie den Namen auf diesen Server"))
      _ = try await portal.form("/sites/demo/domains/remove", ["host": "www.oven.example"], as: .designer)
      #expect(try await portal.app.store.domains(of: portal.key).map(\.host) == ["oven.example"])
    }
  }

  @Test("The command line says what it did and what is wrong")
  func commandLine() async throws {
    try await HostFileTests.with { scene in
      let commands = DomainCommands(store: scene.app.store, origins: scene.app.parts.origins)
      let waiting = "waiting: point the name to this server"
      #expect(
        try await commands.add("Oven.example", to: "oven", isMain: true).line == "oven.example (main, \(waiting))")
      #expect(
        try await commands.add("www.oven.example", to: "oven", isMain: false).line == "www.oven.example (\(waiting))")
      for host in ["oven.example", "www.oven.example"] { try await scene.app.store.noteReached(host) }
      #expect(try await commands.list("oven") == ["oven.example (main)", "www.oven.example"])
      #expect(try await commands.remove("WWW.oven.example", from: "oven", usage: "") == "www.oven.example")
      #expect(try await commands.list("oven") == ["oven.example (main)"])
      for (host, site, words) in [
        ("oven", "oven", "is no name of a website"), ("portal.localhost", "oven", "of this installation itself"),
        ("x.draft.localhost", "oven", "of this installation itself"), ("a.example", "none", "none"),
      ] {
        let error = await #expect(throws: (any Error).self) { try await commands.add(host, to: site, isMain: false) }
        #expect(error.map { "\($0)" }?.contains(words) == true, "\(host)")
      }
    }
  }
}
