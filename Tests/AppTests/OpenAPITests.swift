import App
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

  @Test("It lists every operation of an edit") func operations() {
    let mapping = PortalFace.openAPI["components"]?["schemas"]?["Operation"]?["discriminator"]?["mapping"]?.object
    #expect(Set(mapping?.keys.map { $0 } ?? []) == Operation.names)
  }
}
