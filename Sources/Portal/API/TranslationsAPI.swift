import Access
import HTTPTypes
import Hummingbird
import Model
import Store
import Web

/// `/sites/{site}/translations`: texts of translated pages whose source has changed since.
struct TranslationsAPI {
  let services: PortalServices

  func add(to api: WebRoutes) {
    api.get("sites/{site}/translations", use: list)
    api.post("sites/{site}/translations/{element}/confirmation", use: confirm)
  }

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let pages = try await services.store.translatedPages(of: visible.site.key)
    return .json(["items": .array(pages.map(\.answer))])
  }

  @Sendable private func confirm(_ request: Request, _ context: WebContext) async throws -> Response {
    let visible = try await visible(context)
    let account = try context.requireActor().account
    guard let element = ElementID(context.parameters.get("element") ?? "") else { throw Problem.notFound }
    try await services.confirmTranslation(element, of: visible.site.key, by: account.id)
    return Response(status: .noContent)
  }

  private func visible(_ context: WebContext) async throws -> VisibleSite {
    let account = try context.requireActor().account
    let visible = try await services.site(named: context.parameters.get("site"), for: account)
    try visible.requireEditing()
    return visible
  }
}

extension PortalServices {
  /// - Throws: 403 with the rule that forbids it
  func confirmTranslation(_ element: ElementID, of key: SiteKey, by account: AccountID) async throws {
    do {
      try await store.confirmTranslation(element, of: key, by: account)
    } catch let refusal as EditRefusal {
      throw Problem.forbidden(refusal.explanation)
    }
  }
}

extension VisibleSite {
  /// - Throws: 403 for those who change nothing themselves
  func requireEditing() throws(Problem) {
    guard DraftAccess(authority, unlocked: 1).mode == .edit else {
      throw .forbidden("the role “\(role.rawValue)” does not change texts now")
    }
  }
}

extension TranslatedPage {
  fileprivate var answer: JSONValue {
    [
      "page": .string(page.id.rawValue), "title": .string(page.title), "locale": .string(page.locale),
      "source": .string(source.id.rawValue),
      "stale": .array(
        stale.map { text in
          [
            "element": .string(text.element.id.rawValue), "version": .integer(text.element.since),
            "source": .string(text.source.rawValue), "before": .string(text.before), "now": .string(text.now),
            "translation": .string(text.translation),
          ]
        }),
    ]
  }
}

/// The translations in the API document.
enum OpenAPITranslationPaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/translations": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listTranslations", "The translated pages, with the texts whose source has changed since",
        answer: Paths.list(of: "TranslatedPage"), problems: [401, 403, 404]),
    ],
    "/sites/{site}/translations/{element}/confirmation": [
      "parameters": [
        Paths.parameter("site"),
        [
          "name": "element", "in": "path", "required": true, "description": "The translated element's ID",
          "schema": ["type": "string"],
        ],
      ],
      "post": Paths.operation(
        "confirmTranslation", "Find a translation right as it is", status: 204, problems: [401, 403, 404, 503]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "TranslatedPage": Schemas.object(
      [
        "page": Schemas.text, "title": Schemas.text, "locale": Schemas.text,
        "source": Schemas.described(Schemas.text, "The page that it translates"),
        "stale": [
          "type": "array",
          "items": Schemas.object(
            [
              "element": Schemas.text, "version": Schemas.integer, "source": Schemas.text,
              "before": Schemas.described(Schemas.text, "The source when the translation was right"),
              "now": Schemas.described(Schemas.text, "The source as it is"), "translation": Schemas.text,
            ], required: ["element", "version", "source", "before", "now", "translation"]),
        ],
      ], required: ["page", "title", "locale", "source", "stale"])
  ]
}
