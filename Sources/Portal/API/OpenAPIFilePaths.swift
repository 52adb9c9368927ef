import Model

/// The operations on a site's files.
enum OpenAPIFilePaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/assets": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listAssets", "The site's files, newest first",
        parameters: [
          Paths.parameter("limit"), Paths.parameter("after"), query("kind", Schemas.choice(["image", "file"])),
          query("theme", ["type": "string", "const": "1"], "With kind=image: the theme's pictures behind the site's"),
          query("path", Schemas.text, "Only the file that content names so"),
        ], answer: Paths.list(of: "Asset"), problems: [401, 404, 422]),
      "post": .object(
        (Paths.operation(
          "createAsset", "Add a file; a content that is there already is answered with 200 and its path",
          parameters: [query("name", Schemas.text, "The file's name; a short form of it stands in the path")],
          status: 201, answer: Paths.reference("AddedAsset"),
          problems: [400, 401, 403, 404, 413, 415, 422, 429, 503]
        ).object ?? [:]).merging([
          "requestBody": [
            "required": true,
            "description": .string(
              "The file itself, at most \(FileLimits.fileBytes) bytes: a JPEG, PNG, WebP, AVIF, GIF, SVG or PDF, or a "
                + "docx, xlsx, pptx, odt, ods or odp without macros. What it is is seen by its content."),
            "content": ["*/*": ["schema": ["type": "string", "format": "binary"]]],
          ]
        ]) { $1 }),
    ],
    "/sites/{site}/assets/{hash}/{name}": [
      "parameters": [
        Paths.parameter("site"), path("hash", ["type": "string", "pattern": "^[0-9a-f]{64}$"]),
        path("name", Schemas.text, "Any; the answer carries the file's own"),
      ],
      "get": [
        "operationId": "getAsset", "summary": "The file itself",
        "responses": [
          "200": ["description": "The file", "content": ["*/*": ["schema": ["type": "string", "format": "binary"]]]],
          "304": ["description": "Unchanged since the tag in If-None-Match"],
          "401": ["$ref": "#/components/responses/Problem401"], "404": ["$ref": "#/components/responses/Problem404"],
        ],
      ],
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "Asset": Schemas.object(members, required: required),
    "AddedAsset": Schemas.object(
      members.merging(["hash": Schemas.text, "revision": Schemas.described(Schemas.integer, "The site's newest")]) {
        $1
      },
      required: required + ["hash", "revision"]),
  ]

  private static let required = ["path", "name", "url", "type", "size"]
  private static let members: [String: JSONValue] = [
    "path": Schemas.described(Schemas.text, "As content names it, behind “asset:”"), "name": Schemas.text,
    "url": Schemas.described(Schemas.text, "The bytes, on this origin"),
    "draftPath": Schemas.described(Schemas.text, "The bytes, on the origin of the site's draft"),
    "type": Schemas.text, "size": Schemas.integer, "width": Schemas.integer, "height": Schemas.integer,
  ]

  private static func query(_ name: String, _ schema: JSONValue, _ words: String? = nil) -> JSONValue {
    .record(["name": .string(name), "in": "query", "description": words.map { .string($0) }, "schema": schema])
  }

  private static func path(_ name: String, _ schema: JSONValue, _ words: String? = nil) -> JSONValue {
    .record([
      "name": .string(name), "in": "path", "required": true, "description": words.map { .string($0) },
      "schema": schema,
    ])
  }
}
