import Model

/// The operations that tell how a site came to be what it is.
enum OpenAPIHistoryPaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/elements/{element}/history": [
      "parameters": [Paths.parameter("site"), path("element", "The element's ID")],
      "get": Paths.operation(
        "listElementVersions", "The states of an element, newest first", parameters: paging,
        answer: Paths.list(of: "ElementVersion"), problems: [401, 403, 404, 422]),
    ],
    "/sites/{site}/pages/{page}/history": [
      "parameters": [Paths.parameter("site"), Paths.parameter("page")],
      "get": Paths.operation(
        "listPageEdits", "The edits of a page and of what fills its slots, newest first", parameters: paging,
        answer: Paths.list(of: "EditEntry"), problems: [401, 403, 404, 422]),
    ],
    "/sites/{site}/history": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listEdits", "The edits of a site, newest first", parameters: paging, answer: Paths.list(of: "EditEntry"),
        problems: [401, 403, 404, 422]),
    ],
    "/sites/{site}/changes": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "getChanges", "What is different between two revisions",
        parameters: [
          query("from", Schemas.integer, "The older revision", isRequired: true),
          query("to", Schemas.integer, "The younger one; the newest when left out"),
          query("page", Paths.reference("ID"), "Only this page and what fills its slots"),
        ], answer: Paths.reference("Changes"), problems: [401, 403, 404, 422]),
    ],
    "/sites/{site}/undo": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "getUndo", "Which of its own edits this account takes back next, and which it brings back",
        answer: Paths.reference("Undo"), problems: [401, 403, 404]),
    ],
    "/sites/{site}/unlocked": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "getUnlocked", "What customers may change, wherever it stands", answer: Paths.reference("Unlocked"),
        problems: [401, 403, 404]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "Change": Schemas.object(
      [
        "element": id,
        "page": Schemas.described(id, "What changed, or the page on which the element stands"),
        "field": Schemas.described(Schemas.text, "A value of the settings, such as company.phone"),
        "kind": Schemas.described(Schemas.text, "The element's kind, or page, company, site"), "label": Schemas.text,
        "property": Schemas.choice(Change.Property.allCases.map(\.rawValue)),
        "before": Schemas.described(
          .object([:]), "Plain words for words, an object for a picture, a target for a link; null where nothing was"),
        "after": .object([:]),
      ], required: ["kind", "label", "property", "before", "after"]),
    "ElementVersion": Schemas.object(
      edit.merging([
        "isCurrent": Schemas.boolean, "isLive": Schemas.described(Schemas.boolean, "Visitors see this one"),
        "isRemoved": Schemas.described(Schemas.boolean, "The element was taken away, and has no content"),
        "hidden": Schemas.boolean, "content": ["type": "object"], "changes": changes,
        "release": Schemas.described(Schemas.integer, "The first release that shows it"),
      ]) { $1 }, required: required + ["isCurrent", "isLive", "isRemoved", "hidden", "changes"]),
    "EditEntry": Schemas.object(
      edit.merging([
        "mayRevert": Schemas.boolean, "changes": changes, "others": others,
        "release": Schemas.described(Schemas.integer, "The first release that has it"),
      ]) { $1 }, required: required + ["mayRevert", "changes", "others"]),
    "Changes": Schemas.object(
      ["from": Schemas.integer, "to": Schemas.integer, "changes": changes, "others": others],
      required: ["from", "to", "changes", "others"]),
    "Undo": Schemas.object(["undo": revision, "redo": revision], required: ["undo", "redo"]),
    "Unlocked": Schemas.object(
      [
        "pages": Schemas.array(
          Schemas.object(
            [
              "page": id, "title": Schemas.text, "path": Schemas.text, "capabilities": capabilities,
              "elements": Schemas.array(element),
            ], required: ["page", "title", "path", "capabilities", "elements"])),
        "shared": Schemas.array(part), "templates": Schemas.array(part),
      ], required: ["pages", "shared", "templates"]),
  ]

  private static let edit: [String: JSONValue] = [
    "revision": Schemas.integer, "at": ["type": "string", "format": "date-time"],
    "author": [
      "type": .strings(["object", "null"]), "properties": ["id": id, "name": Schemas.text],
      "required": .strings(["id", "name"]),
    ],
    "reason": Schemas.described(Schemas.text, "import, revert, restore, or nothing for an ordinary edit"),
    "restores": Schemas.described(Schemas.integer, "The revision that the edit takes back or goes back to"),
  ]
  private static let required = ["revision", "at", "author", "reason"]
  private static let changes = Schemas.array(Paths.reference("Change"))
  private static let others = Schemas.described(
    Schemas.integer, "Further changes that are not told: not this account's business, or too many")
  private static let revision: JSONValue = ["type": .strings(["integer", "null"])]
  private static let capabilities = Schemas.array(Schemas.choice(Capabilities.named.map(\.name)))
  private static let element = Schemas.object(
    [
      "id": id, "kind": Schemas.choice(ElementKind.allCases.map(\.rawValue)), "label": Schemas.text,
      "capabilities": capabilities,
    ], required: ["id", "kind", "label", "capabilities"])
  private static let part = Schemas.object(
    ["name": Schemas.text, "appearsOn": Schemas.integer, "elements": Schemas.array(element)],
    required: ["name", "appearsOn", "elements"])
  private static let id = Paths.reference("ID")
  private static let paging = [Paths.parameter("limit"), Paths.parameter("after")]

  private static func path(_ name: String, _ words: String) -> JSONValue {
    [
      "name": .string(name), "in": "path", "required": true, "description": .string(words),
      "schema": Paths.reference("ID"),
    ]
  }

  private static func query(_ name: String, _ schema: JSONValue, _ words: String, isRequired: Bool = false) -> JSONValue
  {
    .record([
      "name": .string(name), "in": "query", "required": isRequired ? true : nil, "description": .string(words),
      "schema": schema,
    ])
  }
}
