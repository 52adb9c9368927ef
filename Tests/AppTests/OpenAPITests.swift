import App
import Foundation
import Hummingbird
import Model
import Portal
import Testing
import Web

@Suite("The API's document")
struct OpenAPITests {
  @Test("It names every route of the API, and no route that is not there") func routes() async throws {
    try await SiteAPITests.with { scene in
      let parts = scene.app.parts
      let routers = FaceRouters(origins: parts.origins, access: parts.access, assets: parts.assets)
      let router = try Faces.standard.portal(routers, parts)
      let served = router.routes.map { "\($0.method.rawValue) \($0.path)" }
        .filter { $0.contains(" /api/v1") }
      var described: [String] = []
      for (path, item) in PortalFace.openAPI["paths"]?.object ?? [:] {
        for method in item.object?.keys.sorted() ?? [] where method != "parameters" {
          described.append("\(method.uppercased()) /api/v1\(path)")
        }
      }
      #expect(served.count >= 13)
      #expect(Set(served) == Set(described))
      #expect(PortalFace.openAPI["openapi"]?.string?.hasPrefix("3.1") == true)
    }
  }

  @Test("What the pages of docs name of the API is there") func pages() throws {
    let paths = Set((PortalFace.openAPI["paths"]?.object ?? [:]).keys.map { "/api/v1\($0)" } + ["/api/v1/openapi.json"])
    let folder = "\(TestApp.checkout)/docs"
    var named = 0
    for page in try FileManager.default.contentsOfDirectory(atPath: folder) where page.hasSuffix(".md") {
      let text = try String(contentsOfFile: "\(folder)/\(page)", encoding: .utf8)
      for match in text.matches(of: /`(?:[A-Z]+ )?(\/api\/v1\/[^`]+)`/) {
        named += 1
        #expect(paths.contains(String(match.1)), "docs/\(page) names \(match.1)")
      }
    }
    #expect(named > 10)
  }

  @Test("It lists every operation of an edit") func operations() {
    let mapping = PortalFace.openAPI["components"]?["schemas"]?["Operation"]?["discriminator"]?["mapping"]?.object
    #expect(Set(mapping?.keys.map { $0 } ?? []) == Operation.names)
  }
}
