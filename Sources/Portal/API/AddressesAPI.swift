import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `/sites/{site}/addresses`: every address at which a page was ever live, and where it leads now.
struct AddressesAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("sites/{site}/addresses", use: list)
    api.patch("sites/{site}/addresses", use: lead)
    api.delete("sites/{site}/addresses", use: forget)
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await visible(context).site
    return .json(["items": .array(try await services.formerAddresses(of: site.key).map(\.answer))])
  }

  @Sendable private func lead(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await visible(context).site
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["path", "leadsTo"])
    let path = try reader.string("path")
    do {
      try await services.lead(path, to: try reader.optionalString("leadsTo"), of: site.key)
    } catch PortalServices.AddressRefusal.circle {
      throw Problem.unprocessable("/leadsTo", "leads back to the address itself")
    } catch is PortalServices.AddressRefusal {
      throw Problem.unprocessable("/leadsTo", "must be a path of the site, an http or https address, or gone")
    }
    guard let changed = try await services.formerAddresses(of: site.key).first(where: { $0.address.path == path })
    else {
      throw Problem.notFound
    }
    return .json(changed.answer)
  }

  @Sendable private func forget(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await visible(context).site
    guard let path = request.uri.queryParameters["path"] else { throw Problem.unprocessable("/path", "is missing") }
    try await services.store.forget(String(path), of: site.key)
    return Response(status: .noContent)
  }

  private func visible(_ context: WebContext) async throws -> VisibleSite {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireAgency()
    return visible
  }
}

extension AddressLine {
  fileprivate var answer: JSONValue {
    let leadsTo: JSONValue =
      switch address.leadsTo {
      case .moved(let target)?: .string(target)
      case .gone?: .string(SiteSettings.goneWord)
      case nil: .null
      }
    return [
      "path": .string(address.path), "page": .string(address.page.rawValue), "since": .integer(address.since),
      "leadsTo": leadsTo, "current": .bool(isCurrent), "pagePath": pagePath.map { .string($0) } ?? .null,
    ]
  }
}

/// The former addresses in the API document.
enum OpenAPIAddressPaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/addresses": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listAddresses", "Every address at which a page was ever live; for the agency",
        answer: Paths.list(of: "FormerAddress"), problems: [401, 403, 404]),
      "patch": Paths.operation(
        "leadAddress", "Say where an address leads from the next release on",
        body: [
          "type": "object", "additionalProperties": false,
          "properties": [
            "path": Schemas.text,
            "leadsTo": Schemas.described(
              ["type": ["string", "null"]], "A path, an address, or gone; null follows the page that stood there"),
          ],
          "required": ["path"],
        ],
        answer: Paths.reference("FormerAddress"), problems: [400, 401, 403, 404, 413, 415, 422, 503]),
      "delete": Paths.operation(
        "forgetAddress", "Let an address lead nowhere from the next release on",
        parameters: [
          ["name": "path", "in": "query", "required": true, "description": "The address", "schema": ["type": "string"]]
        ], status: 204, problems: [401, 403, 404, 422, 503]),
    ]
  ]

  static let schemas: [String: JSONValue] = [
    "FormerAddress": Schemas.object(
      [
        "path": Schemas.text, "page": Schemas.described(Schemas.text, "The page that stood there last"),
        "since": Schemas.described(Schemas.integer, "The first release that had it there; 0 before the site came here"),
        "leadsTo": Schemas.described(["type": ["string", "null"]], "By the agency's word; null follows the page"),
        "current": Schemas.described(Schemas.boolean, "Whether a page of the draft stands there now"),
        "pagePath": Schemas.described(["type": ["string", "null"]], "Where the page is now; null when it is gone"),
      ], required: ["path", "page", "since", "leadsTo", "current", "pagePath"])
  ]
}
