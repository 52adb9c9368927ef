import Model

/// The operations of an edit in the API document.
enum OpenAPIOperations {
  private typealias Schemas = OpenAPISchemas

  static let schemas: [String: JSONValue] = Dictionary(uniqueKeysWithValues: all.map { ($0.schema, $0.json) })
    .merging([
      "Operation": [
        "oneOf": .array(all.map { reference($0.schema) }),
        "discriminator": [
          "propertyName": "op",
          "mapping": .object(
            Dictionary(uniqueKeysWithValues: all.map { ($0.name, .string("#/components/schemas/\($0.schema)")) })),
        ],
      ],
      "RichText": Schemas.described(
        Schemas.object(
          ["type": ["const": "doc"], "content": Schemas.array(["type": "object"])], required: ["type", "content"]),
        "A ProseMirror document: paragraph, heading, bullet_list, ordered_list, blockquote, code_block, horizontal_rule"
      ),
    ]) { $1 }

  private struct OperationSchema {
    let name: String
    let properties: [String: JSONValue]
    let required: [String]

    init(_ name: String, _ properties: [String: JSONValue], required: [String]) {
      self.name = name
      self.properties = properties
      self.required = required
    }

    var schema: String { "\(name.prefix(1).uppercased())\(name.dropFirst())Operation" }

    var json: JSONValue {
      OpenAPISchemas.object(
        properties.merging(["op": ["const": .string(name)]]) { $1 }, required: ["op"] + required)
    }
  }

  /// An operation on an element that stands there.
  private static func element(
    _ name: String, _ properties: [String: JSONValue] = [:], required: [String] = []
  ) -> OperationSchema {
    OperationSchema(
      name, properties.merging(["element": id, "version": version]) { $1 }, required: ["element", "version"] + required)
  }

  private static let all: [OperationSchema] = content + items + goingBack + structure + pages

  private static let content: [OperationSchema] = [
    element(
      "setText",
      [
        "text": Schemas.described(text, "Plain words; give either these or content"),
        "content": reference("InlineText"),
      ]
    ),
    element("setRichText", ["document": reference("RichText")], required: ["document"]),
    element("setMarkdown", ["markdown": text], required: ["markdown"]),
    element(
      "setImage",
      [
        "source": Schemas.described(text, "asset:… of the site"),
        "alternative": Schemas.described(text, "What the picture shows; empty when it only decorates"),
        "focalPoint": nullable(["type": "array", "items": ["type": "integer", "minimum": 0, "maximum": 1000]]),
      ]),
    element(
      "setLink", ["target": nullable(Schemas.described(text, "page:ID, asset:…, or an address"))], required: ["target"]),
    element("setHidden", ["hidden": Schemas.boolean], required: ["hidden"]),
    element("setVariant", ["variant": nullable(text)], required: ["variant"]),
    OperationSchema(
      "setField",
      ["field": Schemas.described(text, "company.…"), "seen": text, "value": text],
      required: ["field", "seen", "value"]),
    OperationSchema("setMeta", meta.merging(["page": id, "version": version]) { $1 }, required: ["page", "version"]),
  ]

  private static let items: [OperationSchema] = [
    OperationSchema(
      "addItem", ["element": Schemas.described(id, "The list"), "after": id], required: ["element"]),
    element("duplicateItem"),
    element("removeItem"),
    element("moveItem", ["after": nullable(id)]),
  ]

  private static let goingBack: [OperationSchema] = [
    OperationSchema(
      "restore",
      ["element": id, "version": nullable(version), "revision": revision, "below": Schemas.boolean],
      required: ["element", "revision"]),
    OperationSchema("restorePage", ["page": id, "revision": revision], required: ["page", "revision"]),
    OperationSchema("restoreSite", ["revision": revision], required: ["revision"]),
    OperationSchema("revert", ["revision": revision], required: ["revision"]),
  ]

  private static let structure: [OperationSchema] = [
    OperationSchema("insert", place.merging(["element": reference("NewElement")]) { $1 }, required: ["element"]),
    element(
      "update",
      [
        "set": [
          "type": "object", "minProperties": 1,
          "properties": [
            "tag": text, "classes": Schemas.array(text), "name": text, "content": ["type": "object"],
            "attributes": ["type": "object", "additionalProperties": text], "limits": limits,
            "hidden": Schemas.boolean,
          ], "additionalProperties": false,
        ]
      ], required: ["set"]),
    element("setTag", ["tag": text], required: ["tag"]),
    element("setClasses", ["classes": Schemas.array(text)], required: ["classes"]),
    element("setLimits", ["limits": limits], required: ["limits"]),
    element("remove"),
    element("move", place),
    element("setEditability", ["capabilities": capabilities], required: ["capabilities"]),
    OperationSchema(
      "grantEditability",
      [
        "element": id, "scope": Schemas.choice(Operation.GrantScope.allCases.map(\.rawValue)), "grant": capabilities,
        "revoke": capabilities,
      ], required: ["element", "scope"]),
  ]

  private static let pages: [OperationSchema] = [
    OperationSchema(
      "createPage",
      [
        "parent": id, "slug": slug, "title": title, "template": text, "locale": text, "copyOf": id,
        "collection": Schemas.described(text, "The page is an entry of this collection, and stands below no page"),
        "date": Schemas.described(text, "A day such as 2026-05-03"), "element": reference("NewElement"),
      ],
      required: ["slug", "title"]),
    OperationSchema(
      "updatePage",
      [
        "page": id, "version": version,
        "set": Schemas.object(
          meta.merging([
            "slug": slug, "template": text, "draft": Schemas.boolean, "noindex": Schemas.boolean,
            "date": Schemas.described(text, "The day that the page says it is of; empty takes it away"),
            "publish": Schemas.described(text, "The first day on the live site; empty takes it away"),
            "expires": Schemas.described(text, "The day from which the page is gone; empty takes it away"),
            "capabilities": Schemas.array(["const": "meta"]),
          ]) { $1 }, required: []),
      ], required: ["page", "version", "set"]),
    OperationSchema("removePage", ["page": id, "version": version], required: ["page", "version"]),
    OperationSchema(
      "movePage", ["page": id, "version": version, "parent": nullable(id), "after": nullable(id)],
      required: ["page", "version"]),
    OperationSchema(
      "updateTheme",
      [
        "set": [
          "type": "object", "minProperties": 1,
          "properties": [
            "title": text, "css": ["type": "string", "maxLength": .integer(ThemeChange.longestStyles)],
            "tokens": ["type": "object", "additionalProperties": token],
            "strings": [
              "type": "object",
              "additionalProperties": ["type": "object", "additionalProperties": text],
            ],
            "sections": ["type": "object", "additionalProperties": reference("NewElement")],
          ], "additionalProperties": false,
        ]
      ], required: ["set"]),
  ]

  /// A value of the theme, with a second one for the dark scheme where it differs.
  private static let token = Schemas.object(["light": text, "dark": text], required: ["light"])

  /// Where an element goes: below `parent`, or into a slot of a page, or into a template or shared tree.
  private static let place: [String: JSONValue] = [
    "page": id, "template": text, "shared": text, "slot": text, "parent": id,
    "after": Schemas.described(id, "The sibling before; left out to come first"),
  ]
  private static let meta: [String: JSONValue] = [
    "title": title, "description": text, "image": nullable(Schemas.described(text, "asset:… of the site")),
  ]

  private static let text = Schemas.text
  private static let id = reference("ID")
  private static let version = Schemas.described(Schemas.integer, "The version that the author saw")
  private static let revision: JSONValue = ["type": "integer", "minimum": 1]
  private static let slug: JSONValue = ["type": "string", "minLength": 1, "maxLength": 200]
  private static let title: JSONValue = ["type": "string", "maxLength": 400]
  private static let limits: JSONValue = ["type": "object"]
  private static let capabilities = Schemas.array(Schemas.choice(Capabilities.named.map(\.name)))

  private static func reference(_ schema: String) -> JSONValue { OpenAPIPaths.reference(schema) }
  private static func nullable(_ schema: JSONValue) -> JSONValue { ["oneOf": .array([schema, ["type": "null"]])] }
}
