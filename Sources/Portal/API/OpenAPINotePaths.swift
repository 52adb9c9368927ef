import Model
import Store

/// The operations on notes, and on what the editing screen needs besides.
enum OpenAPINotePaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/notes": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listNotes",
        "What people wish for: the agency's people see everybody's notes, others their own; open ones first",
        answer: items("Note"), problems: [401, 404]),
      "post": Paths.operation(
        "createNote", "Wish for something that only the agency changes",
        parameters: [Paths.parameter("idempotencyKey")],
        body: Paths.reference("NewNote"), status: 201,
        answer: Schemas.object(["id": Paths.reference("ID")], required: ["id"]),
        problems: [400, 401, 403, 404, 413, 415, 422, 429, 503]),
    ],
    "/sites/{site}/notes/{note}": [
      "parameters": [
        Paths.parameter("site"), ["name": "note", "in": "path", "required": true, "schema": Paths.reference("ID")],
      ],
      "put": Paths.operation(
        "setNote", "Tick a note off, or open it again; for designers",
        body: Schemas.object(["done": Schemas.boolean], required: ["done"]), status: 204,
        problems: [400, 401, 403, 404, 413, 415, 422, 503]),
    ],
    "/sites/{site}/sections": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listSections", "The theme's section patterns; for designers", answer: items("Section"),
        problems: [401, 403, 404]),
    ],
    "/sites/{site}/templates": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listTemplates", "What people call the theme's templates, in the account's language; for designers",
        answer: items("Template"), problems: [401, 403, 404]),
    ],
    "/sites/{site}/collections": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listCollections", "The site's collections, by title", answer: items("Collection"), problems: [401, 404]),
    ],
    "/sites/{site}/company": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "getCompany", "The company's data, by key",
        answer: Schemas.object(
          [
            "fields": Schemas.array(
              Schemas.object(["key": Schemas.text, "value": Schemas.text], required: ["key", "value"])),
            "mayEdit": Schemas.described(Schemas.boolean, "Whether this account may change them now"),
          ], required: ["fields", "mayEdit"]), problems: [401, 404]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "NewNote": Schemas.object(
      ["page": Paths.reference("ID"), "element": Paths.reference("ID"), "text": words], required: ["page", "text"]),
    "Note": Schemas.object(
      [
        "id": Paths.reference("ID"), "page": Paths.reference("ID"), "element": Paths.reference("ID"),
        "label": Schemas.described(Schemas.text, "What people call the element"), "text": words,
        "author": Schemas.object(
          ["kind": Schemas.choice(["account", "guest"]), "id": Paths.reference("ID"), "name": Schemas.text],
          required: ["kind", "id", "name"]),
        "at": moment, "doneAt": moment,
      ], required: ["id", "page", "label", "text", "author", "at"]),
    "Template": Schemas.object(["name": Schemas.text, "title": Schemas.text], required: ["name", "title"]),
    "Collection": Schemas.object(
      [
        "name": Schemas.text, "title": Schemas.text,
        "path": Schemas.described(Schemas.text, "Where its entries stand, without slashes at the ends"),
        "template": Schemas.described(Schemas.text, "What new entries have"),
      ], required: ["name", "title", "path", "template"]),
    "Section": Schemas.object(
      [
        "name": Schemas.text, "title": Schemas.text,
        "seed": Schemas.described(["type": "object"], "What the operation insert takes as its element"),
      ], required: ["name", "title", "seed"]),
  ]

  private static let words: JSONValue = [
    "type": "string", "minLength": 1, "maxLength": .integer(NoteLimits.characters),
  ]
  private static let moment: JSONValue = ["type": "string", "format": "date-time"]

  private static func items(_ schema: String) -> JSONValue {
    Schemas.object(["items": Schemas.array(Paths.reference(schema))], required: ["items"])
  }
}
