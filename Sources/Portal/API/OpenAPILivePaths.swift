import Model

/// The operations on what happens while a site is open.
enum OpenAPILivePaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/events": [
      "parameters": [Paths.parameter("site")],
      "get": .object(
        (Paths.operation(
          "listenToSite", "What happens on the site, as server-sent events",
          parameters: [
            [
              "name": "after", "in": "query", "schema": ["type": "integer", "minimum": 0],
              "description": "Edits after this revision come first; the header Last-Event-ID wins",
            ],
            [
              "name": "threads", "in": "query", "schema": ["type": "integer", "minimum": 0],
              "description": "Threads whose version is greater come first; the header Last-Event-ID wins",
            ],
            [
              "name": "screen", "in": "query", "schema": Paths.reference("ID"),
              "description": "The tab that listens: when its last stream ends, nobody is there any more",
            ],
          ], problems: [401, 403, 404, 422, 429]
        ).object ?? [:]).merging([
          "description": .string(
            "“edit” carries a LiveEdit; “thread” carries a LiveThread, of which only what this account may know makes one; the event's "
              + "ID is the newest revision, and behind a point the newest thread's version; “release” carries nothing and says that visitors "
              + "see another release now, so that what is online since when is asked for anew; “presence” carries {people: [Person]}, everybody who "
              + "is there; “over” says that the session or the right has ended and nothing follows. A comment line comes at "
              + "least every 15 seconds. Streams tell of what happens in the same process; edits of others come a little later."
          )
        ]) { $1 }),
    ],
    "/sites/{site}/presence": [
      "parameters": [Paths.parameter("site")],
      "put": Paths.operation(
        "putPresence", "Say that somebody is on a page; forgotten after 45 seconds", body: Paths.reference("Presence"),
        status: 204, problems: [400, 401, 403, 404, 413, 415, 422, 429]),
    ],
    "/sites/{site}/presence/{screen}": [
      "parameters": [
        Paths.parameter("site"),
        ["name": "screen", "in": "path", "required": true, "schema": Paths.reference("ID")],
      ],
      "delete": Paths.operation(
        "deletePresence", "Say that a tab was closed", status: 204, problems: [401, 403, 404, 422]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "LiveEdit": Schemas.object(
      [
        "revision": Schemas.integer,
        "author": [
          "type": ["object", "null"], "required": ["id", "name"],
          "properties": ["id": Paths.reference("ID"), "name": Schemas.text],
        ],
        "screen": Schemas.described(
          Paths.reference("ID"), "The tab that made the edit, from the header Foyer-Screen; to its own account alone"),
        "elements": Schemas.array(
          Schemas.object(["id": Paths.reference("ID"), "version": Schemas.integer], required: ["id", "version"])),
        "pages": ids, "removed": ids, "added": Schemas.described(ids, "Parents before what is below them"),
      ], required: ["revision", "author", "elements", "pages", "removed", "added"]),
    "LiveThread": Schemas.object(
      [
        "id": Paths.reference("ID"),
        "version": Schemas.described(Schemas.integer, "The thread's now, and the place in this stream"),
        "page": element,
      ], required: ["id", "version", "page"]),
    "Presence": Schemas.object(
      [
        "screen": Schemas.described(Paths.reference("ID"), "A random name that the tab gives itself"),
        "page": Paths.reference("ID"), "element": element,
      ], required: ["screen", "page"]),
    "Person": Schemas.object(
      [
        "screen": Paths.reference("ID"), "account": Paths.reference("ID"), "name": Schemas.text,
        "page": Paths.reference("ID"), "element": element,
      ], required: ["screen", "account", "name", "page", "element"]),
  ]

  private static let ids = Schemas.array(Paths.reference("ID"))
  private static let element: JSONValue = ["anyOf": [Paths.reference("ID"), ["type": "null"]]]
}
