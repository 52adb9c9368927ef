import Access
import HTTPTypes
import Hummingbird
import Model
import Web

/// `/openapi.json`: what the API offers, for programs and their authors.
struct OpenAPIRoutes {
  func add(to api: WebRoutes) {
    let document = PortalFace.openAPI
    let etag = String(sha256(document.canonicalBytes).prefix(16))
    api.get("openapi.json") { request, _ in Response.json(document, etag: etag, for: request) }
  }
}

extension PortalFace {
  /// The OpenAPI 3.1 document of the whole API, the editor's routes included. Paths are below `/api/v1`.
  package static let openAPI: JSONValue = [
    "openapi": "3.1.0",
    "info": [
      "title": "Foyer", "version": "1",
      "description": """
      Sites, drafts, edits and releases. Sign in with POST /session; the answer sets a cookie. Unsafe methods need Sec-Fetch-Site: \
      same-origin or the portal's own Origin. Errors are application/problem+json with a stable code. A site that the account has no \
      role in is 404.
      """,
      "license": ["name": "Apache-2.0", "identifier": "Apache-2.0"],
    ],
    "servers": [["url": "/api/v1"]],
    "security": [["session": .array([])]],
    "paths": .object(
      [
        OpenAPIPaths.all, OpenAPIFilePaths.all, OpenAPIHistoryPaths.all, OpenAPILivePaths.all, OpenAPINotePaths.all,
        OpenAPIDomainPaths.all, OpenAPITargetPaths.all, OpenAPIPublishPaths.all,
        OpenAPIAddressPaths.all, OpenAPITranslationPaths.all, OpenAPIReviewLinkPaths.all,
        OpenAPIThreadPaths.all, OpenAPIInboxPaths.all,
      ]
      .reduce([:]) { $0.merging($1) { $1 } }),
    "components": [
      "securitySchemes": [
        "session": [
          "type": "apiKey", "in": "cookie", "name": "__Host-foyer",
          "description": "Over http on this machine the cookie's name is foyer.",
        ],
        "guest": [
          "type": "apiKey", "in": "cookie", "name": "__Host-foyer-guest",
          "description":
            "Of the page behind a review link. It opens threads, their files, rounds and the event stream of its site.",
        ],
      ],
      "parameters": .object(OpenAPIPaths.parameters.merging(OpenAPIDomainPaths.parameters) { $1 }),
      "responses": .object(OpenAPIPaths.problems),
      "schemas": .object(
        [
          OpenAPISchemas.all, OpenAPIEditSchemas.all, OpenAPITreeSchemas.all, OpenAPIFilePaths.schemas,
          OpenAPIHistoryPaths.schemas, OpenAPILivePaths.schemas, OpenAPINotePaths.schemas, OpenAPIDomainPaths.schemas,
          OpenAPITargetPaths.schemas,
          OpenAPIPublishPaths.schemas,
          OpenAPIAddressPaths.schemas, OpenAPITranslationPaths.schemas, OpenAPIReviewLinkPaths.schemas,
          OpenAPIThreadPaths.schemas, OpenAPIInboxPaths.schemas,
        ]
        .reduce([:]) { $0.merging($1) { $1 } }),
    ],
  ]
}
