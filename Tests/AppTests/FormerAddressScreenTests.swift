import App
import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing
import Web

/// The screens of old addresses and of translations that were left behind.
@Suite("Old addresses and translations in the portal")
struct FormerAddressScreenTests {
  @Test("The agency sees where old addresses lead, leads them elsewhere and forgets them; customers see nothing of it")
  func addresses() async throws {
    try await PortalApp.with { (portal: PortalApp) async throws in
      for (who, status) in [(PortalApp.Who.nobody, 303), (.stranger, 404), (.reviewer, 403), (.owner, 403)] {
        #expect(try await portal.get("/sites/demo/addresses", as: who).status == status)
        #expect(
          try await portal.form("/sites/demo/addresses", ["path": "/", "leadsTo": "/a/"], as: who).status == status)
        #expect(try await portal.form("/sites/demo/addresses/forget", ["path": "/"], as: who).status == status)
      }
      #expect(try await portal.get("/sites/demo/addresses", as: .designer).text.contains("Es gibt noch keine"))
      #expect(
        try await portal.form("/sites/demo/addresses", ["path": "/never/", "leadsTo": "/"], as: .designer).status == 404
      )
      #expect(try await portal.get("/sites/demo", as: .designer).text.contains("/sites/demo/addresses"))
      #expect(try await !portal.get("/sites/demo", as: .owner).text.contains("/sites/demo/addresses"))
    }
  }

  @Test("An address leads to what is a target, and never back to itself") func targets() async throws {
    try await PortalApp.with { (portal: PortalApp) async throws in
      let page = Artifact(path: "x", hash: String(repeating: "0", count: 64), size: 1, type: "text/html")
      var draft = ReleaseDraft(Manifest([page]), of: Composition(base: 1), by: nil)
      for path in ["a", "b", "c"] { draft.addresses[path] = ("/\(path)/", PageID("old-\(path)")!) }
      _ = try await portal.app.store.publish(draft, of: portal.key)
      func lead(_ path: String, _ target: String) async throws -> Int {
        let body: JSONValue = ["path": .string(path), "leadsTo": .string(target)]
        return try await portal.call(.patch, "/sites/demo/addresses", body.canonical, as: .designer).status
      }
      for target in ["http://[", "/%2f%2fx.example", "//x.example", "javascript:x", "/\u{1}", "/a\r\nb", "tel:1"] {
        #expect(try await lead("/a/", target) == 422, "\(target)")
      }
      for itself in ["/a/", "/a", "/a/?x#y", "/a/index.html"] {
        #expect(try await lead("/a/", itself) == 422, "\(itself)")
      }
      #expect(try await lead("/a/", "/b/") == 200)
      #expect(try await lead("/b/", "/c/") == 200)
      #expect(try await lead("/c/", "/a/#there") == 422, "round in a circle")
      #expect(try await lead("/c/", "https://x.example/a/") == 200)
      #expect(
        try await portal.form("/sites/demo/addresses", ["path": "/b/", "leadsTo": "/a"], as: .designer).status == 422)
      let kept = try await portal.app.store.keptAddresses(of: portal.key)
      #expect(kept.first { $0.path == "/b/" }?.leadsTo == .moved("/c/"), "nothing of what was refused is kept")
    }
  }

  @Test("A target that no address can lead to stands there again, with what is wrong beside it")
  func wrongTarget() async throws {
    try await PortalApp.with { (portal: PortalApp) async throws in
      let store = portal.app.store
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      let page = try await store.pages(of: portal.key)[1].page
      var change = PageChange()
      change.slug = "team"
      let edit = EditRequest(expected: nil, operations: [.updatePage(page.id, version: page.since, change)])
      _ = try await store.edit(edit, of: portal.key, by: try await portal.account(.designer).id)
      #expect(try await portal.call(.post, "/sites/demo/releases", "{}", as: .designer).status == 201)
      #expect(try await portal.get("/sites/demo/addresses", as: .designer).text.contains("/about/"))
      let answer = try await portal.form(
        "/sites/demo/addresses", ["path": "/about/", "leadsTo": "javascript:x"], as: .designer)
      #expect(answer.status == 422 && answer.text.contains("value=\"javascript:x\""))
      #expect(answer.text.contains("id=\"to-0-error\"") && answer.text.contains("Dorthin kann keine Adresse führen"))
      let right = try await portal.form("/sites/demo/addresses", ["path": "/about/", "leadsTo": "/"], as: .designer)
      #expect(right.status == 303)
    }
  }

  @Test("Whoever changes texts sees which translations were left behind") func translations() async throws {
    try await PortalApp.with { (portal: PortalApp) async throws in
      for (who, status) in [(PortalApp.Who.nobody, 303), (.stranger, 404), (.reviewer, 403), (.owner, 200)] {
        #expect(try await portal.get("/sites/demo/translations", as: who).status == status)
      }
      #expect(
        try await portal.get("/sites/demo/translations", as: .designer).text.contains("keine übersetzten Seiten"))
      #expect(
        try await portal.form("/sites/demo/translations/confirm", ["element": "none"], as: .designer).status == 404)
      #expect(
        try await portal.form("/sites/demo/translations/confirm", ["element": "none"], as: .reviewer).status == 403)
    }
  }
}
