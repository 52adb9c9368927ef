import Model

/// The operations on places that a site is sent to.
enum OpenAPITargetPaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/targets": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listTargets", "Where the site is sent, by name; for the agency's people",
        answer: Schemas.object(["items": Schemas.array(Paths.reference("Target"))], required: ["items"]),
        problems: [401, 403, 404]),
    ],
    "/sites/{site}/targets/{target}/runs": [
      "parameters": [
        Paths.parameter("site"), ["name": "target", "in": "path", "required": true, "schema": Paths.reference("ID")],
      ],
      "post": Paths.operation(
        "createTargetRun", "Send the live release soon, also to a target that has it", status: 202,
        answer: Paths.reference("Target"), problems: [401, 403, 404, 503]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "Target": Schemas.object(
      [
        "id": Paths.reference("ID"), "name": Schemas.text, "kind": Schemas.choice(["folder", "sftp", "s3"]),
        "place": Schemas.described(Schemas.text, "Where it is, for people; holds nothing secret"),
        "automatic": Schemas.described(Schemas.boolean, "Sent to after each publish"),
        "lastRun": Paths.reference("TargetRun"),
      ], required: ["id", "name", "kind", "place", "automatic"]),
    "TargetRun": Schemas.object(
      [
        "release": Schemas.integer, "at": ["type": "string", "format": "date-time"],
        "state": Schemas.choice(["running", "done", "failed"]), "written": Schemas.described(Schemas.integer, "Files"),
        "removed": Schemas.integer, "unchanged": Schemas.integer, "bytes": Schemas.integer,
        "failure": Schemas.object(["code": Schemas.text, "detail": Schemas.text], required: ["code", "detail"]),
      ], required: ["release", "at", "state"]),
  ]
}
