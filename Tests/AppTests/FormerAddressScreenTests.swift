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
