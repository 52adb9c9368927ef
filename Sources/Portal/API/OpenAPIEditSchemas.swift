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
            [
              "id": id, "version": integer, "content": content, "hidden": Schemas.boolean, "variant": text,
              "classes": Schemas.array(text),
            ], required: ["id", "version", "content", "hidden", "classes"])),
        "pages": Schemas.array(
          Schemas.object(["id": id, "version": integer, "title": text], required: ["id", "version", "title"])),
        "removed": Schemas.array(id),
        "added": Schemas.described(Schemas.array(id), "New elements, parents before what is below them"),
        "company": ["type": "object", "additionalProperties": text],
      ], required: ["revision", "elements", "pages", "removed", "added"]),
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
  ].merging(OpenAPIOperations.schemas) { $1 }

  private static let text = Schemas.text
  private static let integer = Schemas.integer
  private static let id = reference("ID")
  private static let kind = Schemas.choice(ElementKind.allCases.map(\.rawValue))
  private static let capability = Schemas.choice(Capabilities.named.map(\.name))
  private static let content = Schemas.described(["type": "object"], "Its members depend on the element's kind")
  private static let limits: JSONValue = ["type": "object"]
  private static let attributes: JSONValue = ["type": "object", "additionalProperties": text]

  private static func reference(_ schema: String) -> JSONValue { OpenAPIPaths.reference(schema) }
}
