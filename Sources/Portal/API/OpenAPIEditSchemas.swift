import Model

/// The shapes of trees and edits in the API document.
enum OpenAPIEditSchemas {
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "Edit": Schemas.object(
      [
        "expected": Schemas.described(
          integer, "The site's revision that the author saw; refused when it is not the newest"),
        "operations": [
          "type": "array", "items": reference("Operation"), "minItems": 1,
          "maxItems": .integer(TreeLimits.operationsPerEdit),
        ],
      ], required: ["operations"]),
    "EditResult": Schemas.object(
      [
        "revision": integer,
        "elements": Schemas.array(
          Schemas.object(
            ["id": id, "version": integer, "content": content], required: ["id", "version", "content"])),
        "pages": Schemas.array(Schemas.object(["id": id, "title": text], required: ["id", "title"])),
        "removed": Schemas.array(id),
      ], required: ["revision", "elements", "pages", "removed"]),
    "Operation": [
      "oneOf": .array(operations.map { reference($0.schema) }),
      "discriminator": [
        "propertyName": "op",
        "mapping": .object(
          Dictionary(
            uniqueKeysWithValues: operations.map { ($0.name, .string("#/components/schemas/\($0.schema)")) })),
      ],
    ],
    "InlineText": Schemas.described(
      Schemas.array(
        Schemas.object(
          [
            "type": Schemas.choice(["text", "hard_break"]), "text": text,
            "marks": Schemas.array(
              Schemas.object(
                ["type": Schemas.choice(Mark.allCases.map(\.rawValue)), "attrs": ["type": "object"]],
                required: ["type"])),
          ], required: ["type"])), "The inline nodes of a ProseMirror document"),
    "NewElement": Schemas.object(
      [
        "kind": kind, "tag": text, "classes": Schemas.array(text), "name": text, "content": content,
        "attributes": attributes, "capabilities": Schemas.array(capability), "limits": limits,
        "hidden": Schemas.boolean, "children": Schemas.array(reference("NewElement")),
      ], required: ["kind", "tag"]),
  ].merging(Dictionary(uniqueKeysWithValues: operations.map { ($0.schema, $0.json) })) { $1 }

  private struct OperationSchema {
    let name: String
    let properties: [String: JSONValue]
    let required: [String]

    var schema: String { "\(name.prefix(1).uppercased())\(name.dropFirst())Operation" }

    var json: JSONValue {
      OpenAPISchemas.object(
        properties.merging(["op": ["const": .string(name)]]) { $1 }, required: ["op"] + required)
    }
  }

  private static let operations: [OperationSchema] = [
    OperationSchema(
      name: "setText",
      properties: [
        "element": id, "version": version,
        "text": Schemas.described(text, "Plain words; give either these or content"),
        "content": reference("InlineText"),
      ], required: ["element", "version"]),
    OperationSchema(
      name: "insert", properties: place.merging(["element": reference("NewElement")]) { $1 }, required: ["element"]),
    OperationSchema(
      name: "update",
      properties: [
        "element": id, "version": version,
        "set": [
          "type": "object", "minProperties": 1,
          "properties": [
            "tag": text, "classes": Schemas.array(text), "name": text, "content": content, "attributes": attributes,
            "limits": limits, "hidden": Schemas.boolean,
          ], "additionalProperties": false,
        ],
      ], required: ["element", "version", "set"]),
    OperationSchema(
      name: "remove", properties: ["element": id, "version": version], required: ["element", "version"]),
    OperationSchema(
      name: "move", properties: place.merging(["element": id, "version": version]) { $1 },
      required: ["element", "version"]),
    OperationSchema(
      name: "setEditability",
      properties: ["element": id, "version": version, "capabilities": Schemas.array(capability)],
      required: ["element", "version", "capabilities"]),
    OperationSchema(
      name: "createPage",
      properties: [
        "parent": id, "slug": ["type": "string", "minLength": 1, "maxLength": 200],
        "title": ["type": "string", "maxLength": 400], "template": text, "locale": text,
      ], required: ["slug", "title"]),
  ]

  /// Where an element goes: below `parent`, or into a slot of a page, or into a template or shared tree.
  private static let place: [String: JSONValue] = [
    "page": id, "template": text, "shared": text, "slot": text, "parent": id,
    "after": Schemas.described(id, "The sibling before; left out to come first"),
  ]

  private static let text = Schemas.text
  private static let integer = Schemas.integer
  private static let id = reference("ID")
  private static let version = Schemas.described(integer, "The version of the element that the author saw")
  private static let kind = Schemas.choice(ElementKind.allCases.map(\.rawValue))
  private static let capability = Schemas.choice(Capabilities.named.map(\.name))
  private static let content = Schemas.described(["type": "object"], "Its members depend on the element's kind")
  private static let limits: JSONValue = ["type": "object"]
  private static let attributes: JSONValue = ["type": "object", "additionalProperties": text]

  private static func reference(_ schema: String) -> JSONValue { OpenAPIPaths.reference(schema) }
}
