import Model

/// The operations of the API document.
enum OpenAPIPaths {
  static let all: [String: JSONValue] = [
    "/openapi.json": [
      "get": operation("getOpenAPI", "This document", answer: ["type": "object"], problems: [], isPublic: true)
    ],
    "/session": [
      "get": operation("getSession", "Who is signed in", answer: reference("Session"), problems: [401]),
      "post": operation(
        "createSession", "Sign in", body: reference("Credentials"), status: 201, answer: reference("Session"),
        problems: [400, 401, 403, 413, 415, 422, 429], isPublic: true),
      "delete": operation("deleteSession", "Sign out", status: 204, problems: [401, 403]),
    ],
    "/sites": [
      "get": operation(
        "listSites", "The sites in which the account has a role, by slug", parameters: paging, answer: list(of: "Site"),
        problems: [401, 422])
    ],
    "/sites/{site}": [
      "parameters": [parameter("site")],
      "get": operation("getSite", "One site", answer: reference("Site"), problems: [401, 404]),
    ],
    "/sites/{site}/pages": [
      "parameters": [parameter("site")],
      "get": operation(
        "listPages", "The pages of the working draft, parents before children", parameters: paging,
        answer: list(of: "Page"), problems: [401, 404, 422]),
    ],
    "/sites/{site}/pages/{page}/tree": [
      "parameters": [parameter("site"), parameter("page")],
      "get": operation(
        "getPageTree", "A page's elements as the account may see them, in document order",
        parameters: [parameter("as")],
        answer: reference("PageTree"), problems: [401, 403, 404, 422], hasTag: true),
    ],
    "/sites/{site}/edits": [
      "parameters": [parameter("site")],
      "post": operation(
        "createEdit", "Change the tree: all operations or none",
        parameters: [parameter("idempotencyKey")], body: reference("Edit"), status: 201,
        answer: reference("EditResult"),
        problems: [400, 401, 403, 404, 409, 413, 415, 422, 503]),
    ],
    "/sites/{site}/releases": [
      "parameters": [parameter("site")],
      "get": operation(
        "listReleases", "Published versions, newest first", parameters: paging, answer: list(of: "Release"),
        problems: [401, 404, 422]),
      "post": operation(
        "createRelease",
        "Publish what waits, or single changes of it; a customer's publish takes what is within the customer's rights",
        parameters: [parameter("idempotencyKey")], body: reference("ReleaseOrder"), bodyIsOptional: true, status: 201,
        answer: reference("Release"), problems: [400, 401, 403, 404, 409, 413, 415, 422, 503]),
    ],
    "/sites/{site}/live": [
      "parameters": [parameter("site")],
      "put": operation(
        "setLive",
        "Choose the release that visitors see; one of an archive may be built anew as the next one, which is the answer then",
        body: reference("Live"), answer: reference("Release"), problems: [400, 401, 403, 404, 409, 413, 415, 422, 503]),
    ],
    "/sites/{site}/drafts": [
      "parameters": [parameter("site")],
      "post": operation(
        "createDraft", "An address of the working draft, for twelve hours or until the session ends",
        body: reference("DraftRequest"), status: 201, answer: reference("Draft"),
        problems: [400, 401, 403, 404, 413, 415, 422]),
    ],
  ]

  static let parameters: [String: JSONValue] = [
    "site": [
      "name": "site", "in": "path", "required": true, "description": "The site's slug", "schema": ["type": "string"],
    ],
    "page": [
      "name": "page", "in": "path", "required": true, "description": "The page's ID", "schema": reference("ID"),
    ],
    "limit": [
      "name": "limit", "in": "query", "schema": ["type": "integer", "minimum": 1, "maximum": 200, "default": 50],
    ],
    "after": [
      "name": "after", "in": "query", "description": "The member “next” of the page before",
      "schema": ["type": "string"],
    ],
    "as": [
      "name": "as", "in": "query",
      "description": "For designers: with the rights that their customer has in the phase “done”",
      "schema": ["type": "string", "enum": ["customer"]],
    ],
    "idempotencyKey": [
      "name": "Idempotency-Key", "in": "header",
      "description": "Repeated with the same key and body, the request is answered again and not carried out again",
      "schema": ["type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]+$"],
    ],
  ]

  static let problems: [String: JSONValue] = Dictionary(
    uniqueKeysWithValues: problemTexts.map { status, text in
      (
        "Problem\(status)",
        [
          "description": .string(text),
          "content": ["application/problem+json": ["schema": reference("Problem")]],
        ] as JSONValue
      )
    })

  private static let problemTexts: [(Int, String)] = [
    (400, "The request cannot be read"), (401, "Nobody is signed in, or the credentials are wrong"),
    (403, "The role, the phase or a lock does not allow it, or the request comes from another origin"),
    (404, "Not there, or not for this account"),
    (409, "Somebody else was faster; a stale edit gets the member “current”"),
    (413, "The body is too large, or the site has no room for the file"),
    (415, "The body is not application/json, or a kind of file that is not taken"),
    (422, "Readable, but not what is asked for; “errors” names the places"),
    (428, "The version that is meant has to be named in If-Match"), (429, "Too many attempts"),
    (503, "Busy; nothing was stored unless the code is outcomeUnknown"),
  ]

  private static let paging = [parameter("limit"), parameter("after")]

  static func reference(_ schema: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(schema)")] }

  static func parameter(_ name: String) -> JSONValue { ["$ref": .string("#/components/parameters/\(name)")] }

  static func list(of schema: String) -> JSONValue {
    [
      "type": "object", "required": ["items"],
      "properties": [
        "items": ["type": "array", "items": reference(schema)],
        "next": ["type": "string", "description": "The cursor of the next page; left out on the last one"],
      ],
    ]
  }

  static func operation(
    _ id: String, _ summary: String, parameters: [JSONValue] = [], body: JSONValue? = nil,
    bodyIsOptional: Bool = false, status: Int = 200, answer: JSONValue? = nil, problems: [Int],
    isPublic: Bool = false, hasTag: Bool = false
  ) -> JSONValue {
    var responses: [String: JSONValue] = [
      String(status): .record([
        "description": .string(summary), "content": answer.map { ["application/json": ["schema": $0]] },
      ])
    ]
    if hasTag { responses["304"] = ["description": "Unchanged since the tag in If-None-Match"] }
    for problem in problems {
      responses[String(problem)] = ["$ref": .string("#/components/responses/Problem\(problem)")]
    }
    return .record([
      "operationId": .string(id), "summary": .string(summary),
      "parameters": parameters.isEmpty ? nil : .array(parameters),
      "requestBody": body.map {
        ["required": .bool(!bodyIsOptional), "content": ["application/json": ["schema": $0]]]
      },
      "responses": .object(responses), "security": isPublic ? .array([]) : nil,
    ])
  }
}
