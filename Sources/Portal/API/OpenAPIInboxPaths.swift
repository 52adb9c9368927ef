import Model
import Store

/// The inbox, what people were told, and approvals in the API document.
enum OpenAPIInboxPaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas
  private typealias Threads = OpenAPIThreadPaths

  static let all: [String: JSONValue] = [
    "/inbox": [
      "get": Paths.operation(
        "listInbox", "The threads of all sites on which the account has a role, the newest change first",
        parameters: [
          Threads.query("state", "Several with commas between them"),
          Threads.query("open", "true leaves out what nobody has to do anything about"),
          Threads.query("assignee", "An account's ID, me, or nobody; for the agency"),
          Threads.query("unread", "true leaves out what was read"),
          Threads.query("mentioned", "true leaves out those in which the account is not named"),
          Threads.query("suggestion", "true leaves out those in which nothing waits to be decided; for the agency"),
          Threads.query("site", "A site's slug"), Threads.query("round", "A number, together with a site"),
          Paths.parameter("limit"), Paths.parameter("after"),
        ],
        answer: Threads.list(
          "Thread",
          more: [
            "counts": Schemas.described(
              Paths.reference("ThreadCounts"), "How many there are in each state, whichever states are listed")
          ]), problems: [401, 404, 422])
    ],
    "/outbox": [
      "get": Paths.operation(
        "listNotices", "What the account was told of feedback, newest first",
        parameters: [
          Threads.query("unread", "true leaves out what was read"), Paths.parameter("limit"), Paths.parameter("after"),
        ],
        answer: Threads.list(
          "Notice",
          more: [
            "unread": Schemas.described(Schemas.integer, "How many were not read"),
            "until": Schemas.described(Threads.optional("integer"), "To mark all of these as read"),
          ]), problems: [401, 422])
    ],
    "/outbox/read": [
      "put": Paths.operation(
        "readNotices", "Note that everything up to a moment was read",
        body: Schemas.object(
          ["until": Schemas.described(Schemas.integer, "Milliseconds since 1970, as the list told")],
          required: ["until"]),
        status: 204, problems: [400, 401, 403, 413, 415, 422, 503])
    ],
    "/sites/{site}/approvals": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listApprovals", "What was approved and how it stands now, the newest first",
        parameters: [Threads.query("page", "Of one page")],
        answer: Schemas.object(["items": Schemas.array(Paths.reference("Approval"))], required: ["items"]),
        problems: [401, 404, 422]),
      "post": Paths.operation(
        "createApproval", "Approve a page, or a section of it, as it was seen; for the customer's owner and editors",
        parameters: [Paths.parameter("idempotencyKey")],
        body: Schemas.object(
          [
            "page": Paths.reference("ID"), "element": Paths.reference("ID"),
            "revision": Schemas.described(Schemas.integer, "The state that was seen; 409 when it is another one now"),
            "words": ["type": "string", "maxLength": .integer(Approval.longestWords)],
          ], required: ["page", "revision"]),
        status: 201, answer: Paths.reference("Approval"),
        problems: [400, 401, 403, 404, 409, 413, 415, 422, 503]),
    ],
    "/sites/{site}/pages/{page}/sections": [
      "parameters": [Paths.parameter("site"), Paths.parameter("page")],
      "get": Paths.operation(
        "listSections", "What of a page can be approved by itself",
        parameters: [Threads.query("of", "An element; “section” tells in which one it stands")],
        answer: Schemas.object(
          [
            "revision": Schemas.integer, "section": Threads.optional("string"),
            "sections": Schemas.array(
              Schemas.object(
                ["element": Paths.reference("ID"), "label": Schemas.text], required: ["element", "label"])),
          ], required: ["revision", "section", "sections"]),
        problems: [401, 404, 422]),
    ],
    "/sites/{site}/approvals/{approval}": [
      "parameters": [
        Paths.parameter("site"), ["name": "approval", "in": "path", "required": true, "schema": Paths.reference("ID")],
      ],
      "get": Paths.operation(
        "getApproval", "An approval with what has changed since", answer: Paths.reference("Approval"),
        problems: [401, 404]),
      "delete": Paths.operation(
        "withdrawApproval", "Take it back: by whoever gave it, or the agency", status: 204,
        problems: [401, 403, 404, 503]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "Notice": Schemas.object(
      [
        "id": Paths.reference("ID"), "kind": Schemas.choice(Notice.Kind.allCases.map(\.rawValue)),
        "site": Threads.optional("object"), "thread": Threads.optional("string"), "number": Schemas.text,
        "author": Schemas.text,
        "authorKind": Schemas.described(
          Schemas.choice(["account", "guest"]), "Whether the author has an account, whatever the name says"),
        "comment": Paths.reference("ID"), "words": Schemas.text, "from": Threads.state,
        "state": Threads.state, "isInternal": Schemas.boolean, "at": moment, "readAt": Threads.optional("string"),
      ], required: ["id", "kind", "site", "thread", "number", "author", "state", "at", "readAt"]),
    "Approval": Schemas.object(
      approval.merging([
        "changes": Schemas.described(
          Schemas.array(Paths.reference("Change")), "For one approval alone: what has changed since, in words")
      ]) { $1 }, required: approval.keys.sorted()),
  ]

  private static let moment: JSONValue = ["type": "string", "format": "date-time"]
  private static let approval: [String: JSONValue] = [
    "id": Paths.reference("ID"), "page": Paths.reference("ID"), "element": Threads.optional("string"),
    "revision": Schemas.integer,
    "by": Schemas.object(["id": Paths.reference("ID"), "name": Schemas.text], required: ["id", "name"]), "at": moment,
    "words": Schemas.text, "withdrawnAt": Threads.optional("string"), "title": Schemas.text,
    "label": Schemas.described(Schemas.text, "What people call the section; empty for a page"),
    "path": Threads.optional("string"), "state": Schemas.choice(ApprovalStanding.State.allCases.map(\.rawValue)),
    "parts": Schemas.array(
      Schemas.object(
        [
          "element": Schemas.described(Threads.optional("string"), "null for what the page says of itself"),
          "label": Schemas.text, "state": Schemas.choice(ApprovalStanding.Part.State.allCases.map(\.rawValue)),
        ], required: ["element", "label", "state"])),
  ]
}
