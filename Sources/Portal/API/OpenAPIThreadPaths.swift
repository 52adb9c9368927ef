import Model
import Store

/// Threads, their files and rounds in the API document. Guests use these operations, too.
enum OpenAPIThreadPaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/threads": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listThreads", "What people say about the draft, the newest change first; what is internal only for the agency",
        parameters: filters + [Paths.parameter("limit"), Paths.parameter("after")],
        answer: list("Thread", more: ["change": newest]), problems: [401, 404, 422]),
      "post": Paths.operation(
        "createThread", "Say something about an element, a page, or the whole site",
        parameters: [Paths.parameter("idempotencyKey")], body: Paths.reference("NewThread"), status: 201,
        answer: Paths.reference("Thread"), problems: [400, 401, 403, 404, 413, 415, 422, 429, 503]),
    ],
    "/sites/{site}/pages/{page}/threads": [
      "parameters": [Paths.parameter("site"), Paths.parameter("page")],
      "get": Paths.operation(
        "listPageThreads", "All threads that a page shows, for its pins, by their numbers; at most 1000",
        answer: Schemas.object(
          ["items": Schemas.array(Paths.reference("Thread")), "change": newest], required: ["items", "change"]),
        problems: [401, 404]),
    ],
    "/sites/{site}/threads/changes": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listThreadChanges", "What the event stream has said after a change number, oldest first",
        parameters: [Paths.parameter("limit"), Paths.parameter("after")],
        answer: list("ThreadEvent", more: ["change": newest]), problems: [401, 404, 422]),
    ],
    "/sites/{site}/threads/counts": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "countThreads", "How many threads there are in each state", answer: Paths.reference("ThreadCounts"),
        problems: [401, 404]),
    ],
    "/sites/{site}/threads/people": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listFeedbackPeople", "Whom one can name in a comment; nobody for guests",
        answer: Schemas.object(["items": Schemas.array(Paths.reference("FeedbackPerson"))], required: ["items"]),
        problems: [401, 404]),
    ],
    "/sites/{site}/threads/{thread}": [
      "parameters": [Paths.parameter("site"), id("thread")],
      "get": Paths.operation(
        "getThread", "A thread with everything that was said in it", answer: Paths.reference("Thread"),
        problems: [401, 404]),
      "patch": Paths.operation(
        "changeThread", "Change its state, and for the agency what else is known of it: all of it or nothing",
        parameters: [ifMatch],
        body: Paths.reference("ThreadChange"), answer: Paths.reference("Thread"),
        problems: [400, 401, 403, 404, 409, 413, 415, 422, 428, 503]),
    ],
    "/sites/{site}/threads/{thread}/screenshot": [
      "parameters": [Paths.parameter("site"), id("thread")],
      "get": bytes(
        "getScreenshot",
        "What its author saw: the part of the page around its place, at its revision; for whoever may read the thread"),
    ],
    "/sites/{site}/threads/{thread}/screenshot/large": [
      "parameters": [Paths.parameter("site"), id("thread")],
      "get": bytes("getLargeScreenshot", "The same in up to 1280 pixels"),
    ],
    "/sites/{site}/threads/{thread}/seen": [
      "parameters": [Paths.parameter("site"), id("thread")],
      "put": Paths.operation(
        "seeThread", "Note that one has read a thread, up to a version",
        body: Schemas.object(["version": Schemas.integer]), status: 204, problems: [400, 401, 404, 413, 415, 422, 503]),
    ],
    "/sites/{site}/threads/{thread}/comments": [
      "parameters": [Paths.parameter("site"), id("thread")],
      "post": Paths.operation(
        "createComment", "Say something in a thread", parameters: [Paths.parameter("idempotencyKey")],
        body: Schemas.object(
          ["body": words, "isInternal": Schemas.boolean, "files": ids, "mentions": ids], required: ["body"]),
        status: 201,
        answer: Schemas.object(
          [
            "thread": Paths.reference("ID"), "version": Schemas.integer, "state": state,
            "comment": Paths.reference("Comment"),
          ], required: ["thread", "version", "state", "comment"]),
        problems: [400, 401, 403, 404, 413, 415, 422, 429, 503]),
    ],
    "/sites/{site}/threads/{thread}/comments/{comment}": [
      "parameters": [Paths.parameter("site"), id("thread"), id("comment")],
      "patch": Paths.operation(
        "changeComment", "Put other words into one's own comment, within a quarter of an hour and unless answered",
        body: Schemas.object(["body": words], required: ["body"]), answer: Paths.reference("Thread"),
        problems: [400, 401, 403, 404, 409, 413, 415, 422, 429, 503]),
      "delete": Paths.operation(
        "removeComment", "Take the words of a comment away; that there was one stays", status: 204,
        problems: [401, 403, 404, 409, 503]),
    ],
    "/sites/{site}/threads/{thread}/suggestion/accept": [
      "parameters": [Paths.parameter("site"), id("thread")],
      "post": Paths.operation(
        "acceptSuggestion",
        "Make the edit that was suggested, or another one of the same element; the thread is done then",
        parameters: [ifMatch],
        body: Schemas.object(["operations": Schemas.array(Paths.reference("Operation"))]),
        answer: Schemas.object(
          ["revision": Schemas.integer, "thread": Paths.reference("Thread")], required: ["revision", "thread"]),
        problems: [400, 401, 403, 404, 409, 413, 415, 422, 428, 503]),
    ],
    "/sites/{site}/threads/{thread}/suggestion/take-back": [
      "parameters": [Paths.parameter("site"), id("thread")],
      "post": Paths.operation(
        "takeBackSuggestion",
        "Take the edit back that was made from a suggestion, which is open again then; 409 when the element has changed",
        parameters: [ifMatch], body: Schemas.object([:]),
        answer: Schemas.object(
          ["revision": Schemas.integer, "thread": Paths.reference("Thread")], required: ["revision", "thread"]),
        problems: [400, 401, 403, 404, 409, 413, 415, 422, 428, 503]),
    ],
    "/sites/{site}/threads/{thread}/pictures/{picture}": [
      "parameters": [
        Paths.parameter("site"), id("thread"),
        [
          "name": "picture", "in": "path", "required": true,
          "schema": Schemas.choice(ThreadPicture.allCases.map(\.rawValue)),
        ],
      ],
      "get": bytes(
        "getThreadPicture", "What the thread's element showed: to the author of its suggestion, now, before and after"),
    ],
    "/sites/{site}/elements/{element}/proposal": [
      "parameters": [Paths.parameter("site"), id("element")],
      "get": Paths.operation(
        "getShownElement", "What the draft shows of an element, locked or not, for a suggestion",
        answer: Paths.reference("ShownElement"), problems: [401, 404]),
    ],
    "/sites/{site}/elements/{element}/picture": [
      "parameters": [Paths.parameter("site"), id("element")],
      "get": bytes("getElementPicture", "The file that a picture shows in the draft"),
    ],
    "/sites/{site}/threads/{thread}/resolution": [
      "parameters": [Paths.parameter("site"), id("thread")],
      "get": Paths.operation(
        "getThreadResolution", "What the edit that resolved a thread changed of exactly its element",
        answer: Schemas.object(["changes": Schemas.array(Paths.reference("Change"))], required: ["changes"]),
        problems: [401, 404]),
    ],
    "/sites/{site}/threads/files": [
      "parameters": [Paths.parameter("site")],
      "post": .record([
        "operationId": "createCommentFile",
        "summary": "Send a picture or PDF for a comment that is about to be written; the body is the file",
        "parameters": [["name": "name", "in": "query", "schema": ["type": "string"]]],
        "requestBody": [
          "required": true,
          "content": [
            "application/octet-stream": [
              "schema": ["type": "string", "format": "binary", "maxLength": .integer(FeedbackLimits.fileBytes)]
            ]
          ],
        ],
        "responses": .object(
          answers([400, 401, 404, 413, 415, 422, 429, 503]).merging([
            "201": [
              "description": "Sent", "content": ["application/json": ["schema": Paths.reference("CommentFile")]],
            ]
          ]) { $1 }),
      ]),
    ],
    "/sites/{site}/threads/files/{file}/{name}": [
      "parameters": [
        Paths.parameter("site"), id("file"),
        ["name": "name", "in": "path", "required": true, "schema": ["type": "string"]],
      ],
      "get": bytes("getCommentFile", "The file, for whoever may read the comment"),
    ],
    "/sites/{site}/rounds": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listRounds", "Spans of time in which feedback is asked for, newest first",
        answer: Schemas.object(["items": Schemas.array(Paths.reference("Round"))], required: ["items"]),
        problems: [401, 404]),
      "post": Paths.operation(
        "createRound", "Ask for feedback from a moment on; for the agency",
        body: Schemas.object(["name": roundName, "opensAt": moment, "endsAt": moment], required: ["name"]), status: 201,
        answer: Paths.reference("Round"), problems: [400, 401, 403, 404, 413, 415, 422, 503]),
    ],
    "/sites/{site}/rounds/{round}": [
      "parameters": [
        Paths.parameter("site"), ["name": "round", "in": "path", "required": true, "schema": Schemas.integer],
      ],
      "patch": Paths.operation(
        "changeRound", "Change name or deadline, close it or open it again; for the agency",
        body: Schemas.object(["name": roundName, "endsAt": optional("string"), "isClosed": Schemas.boolean]),
        answer: Paths.reference("Round"), problems: [400, 401, 403, 404, 413, 415, 422, 503]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "NewThread": Schemas.object(
      [
        "page": Paths.reference("ID"), "element": Paths.reference("ID"),
        "revision": Schemas.described(Schemas.integer, "The state of the site that was seen"), "anchor": anchor,
        "body": words, "visibility": visibility, "priority": priority, "assignee": Paths.reference("ID"),
        "tags": Schemas.array(Schemas.text), "round": Schemas.integer, "files": ids, "mentions": ids,
        "suggestion": Schemas.described(
          Schemas.object(
            [
              "operations": Schemas.array(Paths.reference("Operation")),
              "picture": Schemas.described(
                Paths.reference("ID"), "One of the files, for a setImage without a source"),
            ], required: ["operations"]), "What the element should become"),
      ], required: ["revision", "body"]),
    "ThreadChange": Schemas.object([
      "state": state, "reason": Schemas.text, "duplicateOf": Paths.reference("ID"), "priority": priority,
      "assignee": optional("string"), "tags": Schemas.array(Schemas.text), "round": optional("integer"),
      "resolvedBy": Schemas.described(Schemas.integer, "The revision of the edit that did what the thread asks for"),
      "visibility": Schemas.described(visibility, "Who may read it from now on: for the agency, and by itself"),
      "body": Schemas.described(
        Schemas.text, "With the visibility customer: what others read first; needed where all words are internal"),
    ]),
    "Thread": Schemas.object(
      thread.merging([
        "comments": Schemas.described(Schemas.array(Paths.reference("Comment")), "Left out in lists"),
        "site": Schemas.described(site, "In the inbox alone"),
      ]) { $1 }, required: thread.keys.sorted()),
    "Comment": Schemas.object(comment, required: comment.keys.sorted()),
    "ShownElement": Schemas.object(
      [
        "element": Paths.reference("ID"), "kind": Schemas.choice(ElementKind.allCases.map(\.rawValue)),
        "version": Schemas.integer, "revision": Schemas.described(Schemas.integer, "For the thread that is begun"),
        "content": Schemas.described(
          optional("object"), "Of what can be suggested anew: words, the target of a link, the words for a picture"),
        "picture": Schemas.described(optional("string"), "Its address"),
        "marks": Schemas.described(Schemas.array(Schemas.text), "Those that words here may carry"),
        "blocks": Schemas.described(Schemas.array(Schemas.text), "Those that the text may hold"),
        "linkKinds": Schemas.described(Schemas.array(Schemas.text), "Where links may lead"),
        "ratio": Schemas.described(
          Schemas.array(Schemas.integer), "Width and height of the part of a picture that is shown"),
      ], required: ["element", "kind", "version", "revision", "content", "picture"]),
    "CommentFile": Schemas.object(file, required: file.keys.sorted()),
    "FeedbackPerson": Schemas.object(
      [
        "kind": Schemas.choice(["account", "guest"]), "id": Paths.reference("ID"), "name": Schemas.text,
        "isAgency": Schemas.boolean,
        "isNamesake": Schemas.described(
          Schemas.boolean, "A guest who may be taken for somebody with a role on the site, by the name"),
      ], required: ["kind", "id", "name", "isAgency"]),
    "ThreadEvent": Schemas.object(
      ["id": Paths.reference("ID"), "version": Schemas.integer, "page": optional("string")],
      required: ["id", "version", "page"]),
    "ThreadCounts": Schemas.object(
      Dictionary(uniqueKeysWithValues: CommentThread.State.allCases.map { ($0.rawValue, Schemas.integer) }),
      required: CommentThread.State.allCases.map(\.rawValue)),
    "Round": Schemas.object(
      [
        "number": Schemas.integer, "name": Schemas.text, "opensAt": moment,
        "endsAt": Schemas.described(optional("string"), "The deadline that people are shown"),
        "closedAt": optional("string"), "isOpen": Schemas.boolean,
      ], required: ["number", "name", "opensAt", "endsAt", "closedAt", "isOpen"]),
  ]

  // MARK: Parts

  private static let thread: [String: JSONValue] = [
    "id": Paths.reference("ID"),
    "number": Schemas.described(Schemas.text, "As people read it: 12, and i3 for an internal one"),
    "version": Schemas.described(Schemas.integer, "Of what the reader can see; for If-Match"),
    "page": optional("string"), "element": optional("string"), "revision": Schemas.integer, "anchor": anchor,
    "quote": Schemas.described(Schemas.text, "The element's words when the thread began"),
    "place": Schemas.described(
      Schemas.object(
        [
          "state": Schemas.choice(AnchorState.allCases.map(\.rawValue)), "page": optional("string"),
          "path": optional("string"), "title": Schemas.text, "label": Schemas.text, "quote": Schemas.text,
          "since": optional("integer"),
          "spread": Schemas.described(
            Schemas.choice(AnchorPlace.Spread.allCases.map(\.rawValue)), "How many pages show the element"),
        ], required: ["state", "page", "path", "title", "label", "quote", "since", "spread"]),
      "Where the subject stands now"),
    "state": state, "reason": Schemas.text, "duplicateOf": optional("string"), "priority": priority,
    "assignee": ["oneOf": [person, ["type": "null"]]], "tags": Schemas.array(Schemas.text),
    "round": optional("integer"), "visibility": visibility, "author": Paths.reference("FeedbackPerson"), "at": moment,
    "changedAt": moment, "unread": Schemas.boolean, "excerpt": Schemas.text, "commentCount": Schemas.integer,
    "may": Schemas.array(Schemas.choice(ThreadRight.allCases.map(\.rawValue))),
    "resolution": Schemas.described(
      [
        "type": ["object", "null"],
        "properties": [
          "revision": Schemas.integer, "by": optional("object"), "at": moment, "liveSince": optional("string"),
        ],
      ], "What was done about it, and since when visitors see it"),
    "screenshot": Schemas.described(
      [
        "type": ["object", "null"],
        "properties": [
          "url": Schemas.text, "width": Schemas.integer, "height": Schemas.integer, "largeUrl": Schemas.text,
        ],
      ], "What its author saw of the draft; null where nothing was taken, or not yet"),
    "suggestion": Schemas.described(
      [
        "type": ["object", "null"],
        "properties": [
          "state": Schemas.choice(Suggestion.State.allCases.map(\.rawValue)),
          "operations": Schemas.array(Paths.reference("Operation")),
          "picture": ["oneOf": [Paths.reference("CommentFile"), ["type": "null"]]],
          "changes": Schemas.array(Paths.reference("Change")), "isRemoval": Schemas.boolean,
          "isStale": Schemas.boolean, "now": optional("string"), "reason": Schemas.text,
          "decidedBy": optional("object"), "decidedAt": optional("string"), "revision": optional("integer"),
        ],
      ], "In lists its state alone"),
  ]
  private static let comment: [String: JSONValue] = [
    "id": Paths.reference("ID"), "author": optional("object"), "at": moment, "body": Schemas.text,
    "isInternal": Schemas.boolean, "editedAt": optional("string"), "isRemoved": Schemas.boolean,
    "kind": Schemas.choice(["words", "state", "resolution", "visibility"]),
    "change": Schemas.described(
      ["type": ["object", "null"], "properties": ["from": state, "to": state, "reason": Schemas.text]],
      "Of the kind “state”"),
    "revision": Schemas.described(optional("integer"), "Of the kind “resolution”"),
    "visibility": Schemas.described(
      optional("string"), "Of the kind “visibility”, which only the agency is told: customer or internal"),
    "files": Schemas.array(Paths.reference("CommentFile")), "mentions": Schemas.array(person),
    "may": Schemas.array(Schemas.choice(CommentRight.allCases.map(\.rawValue))),
  ]
  private static let file: [String: JSONValue] = [
    "id": Paths.reference("ID"), "name": Schemas.text, "type": Schemas.text, "width": optional("integer"),
    "height": optional("integer"), "size": Schemas.integer, "url": Schemas.text,
  ]
  private static let anchor = Schemas.object([
    "x": part, "y": part,
    "viewport": [
      "type": ["object", "null"], "properties": ["width": Schemas.integer, "height": Schemas.integer],
    ],
    "scheme": Schemas.described(optional("string"), "light or dark"),
    "browser": Schemas.described(optional("string"), "Family and version, as Firefox 140"),
  ])
  private static let part = Schemas.described(
    ["type": ["number", "null"], "minimum": 0, "maximum": 1], "In fractions of the element's box")
  private static let site = Schemas.object(["slug": Schemas.text, "name": Schemas.text], required: ["slug", "name"])
  private static let person = Schemas.object(
    ["id": Paths.reference("ID"), "name": Schemas.text], required: ["id", "name"])
  static let state = Schemas.choice(CommentThread.State.allCases.map(\.rawValue))
  private static let priority = Schemas.choice(CommentThread.Priority.allCases.map(\.rawValue))
  private static let visibility = Schemas.choice(FeedbackVisibility.allCases.map(\.rawValue))
  private static let ids = Schemas.array(Paths.reference("ID"))
  private static let words: JSONValue = [
    "type": "string", "minLength": 1, "maxLength": .integer(CommentText.longestBody),
  ]
  private static let roundName: JSONValue = [
    "type": "string", "minLength": 1, "maxLength": .integer(FeedbackLimits.roundName),
  ]
  private static let moment: JSONValue = ["type": "string", "format": "date-time"]
  private static let newest = Schemas.described(
    Schemas.integer, "The newest change number; the event stream goes on from it with ?threads=")

  private static let ifMatch: JSONValue = [
    "name": "If-Match", "in": "header", "required": true,
    "description": "The version that was seen; 409 with the thread as “current” when there is a newer one, 428 without",
    "schema": ["type": "string"],
  ]

  private static let filters: [JSONValue] = [
    query("page", "On a page"), query("element", "On an element"), query("state", "Several with commas between them"),
    query("open", "true leaves out what nobody has to do anything about"), query("round", "The number of a round"),
    query("author", "An account's ID, a guest's after “guest.”, or me"),
    query("assignee", "An account's ID, or me; for the agency"), query("tag", "For the agency"),
    query("query", "A part of the words, or a number"),
  ]

  static func query(_ name: String, _ words: String) -> JSONValue {
    ["name": .string(name), "in": "query", "description": .string(words), "schema": ["type": "string"]]
  }

  static func optional(_ type: String) -> JSONValue { ["type": [.string(type), "null"]] }

  static func list(_ schema: String, more: [String: JSONValue] = [:]) -> JSONValue {
    Schemas.object(
      more.merging([
        "items": Schemas.array(Paths.reference(schema)),
        "next": Schemas.described(Schemas.text, "The cursor of the next page; left out on the last one"),
      ]) { $1 }, required: ["items"] + more.keys.sorted())
  }

  private static func id(_ name: String) -> JSONValue {
    ["name": .string(name), "in": "path", "required": true, "schema": Paths.reference("ID")]
  }

  private static func bytes(_ operation: String, _ summary: String) -> JSONValue {
    .record([
      "operationId": .string(operation), "summary": .string(summary),
      "responses": .object(
        answers([401, 404]).merging([
          "200": ["description": "The file's bytes"],
          "304": ["description": "Unchanged since the tag in If-None-Match"],
        ]) { $1 }),
    ])
  }

  private static func answers(_ problems: [Int]) -> [String: JSONValue] {
    Dictionary(
      uniqueKeysWithValues: problems.map {
        (String($0), ["$ref": .string("#/components/responses/Problem\($0)")])
      })
  }
}
