import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `/sites/{site}/domains`: the names under which visitors reach a site.
struct DomainsAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("sites/{site}/domains", use: list)
    api.put("sites/{site}/domains/{host}", use: set)
    api.delete("sites/{site}/domains/{host}", use: remove)
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let domains = try await services.store.domains(of: visible.site.key)
    return .json(["items": .array(domains.map(\.answer))])
  }

  @Sendable private func set(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let reader = try JSONReader(try await request.json(limit: 16_384), known: ["main"])
    guard let isMain = try reader.optionalBool("main") else { throw reader.error("main", "is missing") }
    let account = try context.requireActor().account
    do {
      let domain = try await services.setDomain(
        context.parameters.get("host") ?? "", isMain: isMain, of: visible.site, by: account)
      return .json(domain.answer)
    } catch let refusal as PortalServices.DomainRefusal {
      switch refusal {
      case .invalid: throw Problem.unprocessable("/host", "is no name of a website")
      case .own: throw Problem.unprocessable("/host", "is a name of this installation itself")
      case .taken(let what): throw StoreError.exists(what)
      }
    }
  }

  @Sendable private func remove(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let account = try context.requireActor().account
    try await services.store.removeDomain(
      context.parameters.get("host") ?? "", of: visible.site.key, by: account.id)
    return Response(status: .noContent)
  }

  private func visible(_ context: WebContext) async throws -> VisibleSite {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireAgency()
    return visible
  }
}

extension Domain {
  fileprivate var answer: JSONValue {
    ["host": .string(host), "main": .bool(isMain), "reached": .bool(reachedAt != nil)]
  }
}

/// The domains in the API document.
enum OpenAPIDomainPaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/domains": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listDomains", "The names under which visitors reach the site; for the agency",
        answer: Paths.list(of: "Domain"), problems: [401, 403, 404]),
    ],
    "/sites/{site}/domains/{host}": [
      "parameters": [Paths.parameter("site"), Paths.parameter("host")],
      "put": Paths.operation(
        "setDomain", "Give the site a name, or change whether it is the main one, to which all others lead",
        body: [
          "type": "object", "additionalProperties": false, "properties": ["main": Schemas.boolean],
          "required": ["main"],
        ],
        answer: Paths.reference("Domain"), problems: [400, 401, 403, 404, 409, 413, 415, 422, 503]),
      "delete": Paths.operation(
        "deleteDomain", "Take a name from the site", status: 204, problems: [401, 403, 404, 503]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "Domain": Schemas.object(
      [
        "host": Schemas.described(Schemas.text, "In lower case and ASCII"), "main": Schemas.boolean,
        "reached": Schemas.described(
          Schemas.boolean, "Whether a request for the name has arrived here; nobody is led to the main one before"),
      ], required: ["host", "main", "reached"])
  ]

  static let parameters: [String: JSONValue] = [
    "host": [
      "name": "host", "in": "path", "required": true, "description": "A host name such as www.example.de",
      "schema": ["type": "string"],
    ]
  ]
}
