import Model

/// The operations of publishing besides the releases themselves.
enum OpenAPIPublishPaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/pending": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "getPending", "What will change for visitors, in changes that can be published one by one",
        answer: Paths.reference("Pending"), problems: [401, 403, 404]),
    ],
    "/sites/{site}/checks": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "getChecks", "What the checks before a publish find in the newest revision",
        answer: Schemas.object(["items": Schemas.array(Paths.reference("CheckFinding"))], required: ["items"]),
        problems: [401, 403, 404]),
    ],
    "/sites/{site}/pictures": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "getPictures", "How many of the site's pictures are still being made in their sizes, and which could not be",
        answer: Schemas.object(
          [
            "making": Schemas.described(Schemas.integer, "Pages show these as they are until they are made"),
            "live": Schemas.described(
              Schemas.object(["made": Schemas.integer, "total": Schemas.integer], required: ["made", "total"]),
              "Of the pictures that the live release was built without: how many are made since"),
            "problems": Schemas.array(
              Schemas.object(
                [
                  "path": Schemas.text, "problem": Schemas.described(Schemas.text, "Why, in one sentence"),
                  "isTriedAgain": Schemas.boolean,
                ], required: ["path", "problem", "isTriedAgain"])),
          ], required: ["making", "live", "problems"]),
        problems: [401, 404]),
    ],
    "/sites/{site}/publish-rule": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "getPublishRule", "How customers publish, and what is checked before", answer: Paths.reference("PublishRule"),
        problems: [401, 404]),
      "put": Paths.operation(
        "setPublishRule", "Set how customers publish; for the agency", body: Paths.reference("PublishRule"),
        answer: Paths.reference("PublishRule"), problems: [400, 401, 403, 404, 413, 415, 422, 503]),
    ],
    "/sites/{site}/releases/{release}/proof": [
      "parameters": [Paths.parameter("site"), path("release", ["type": "integer"], "The release's number")],
      "get": Paths.operation(
        "getProof", "What a customer's publish left alone, proved again now; for the agency",
        answer: Schemas.object(
          ["proof": ["type": "object"], "holds": Schemas.boolean, "fault": Schemas.text],
          required: ["proof", "holds"]),
        problems: [401, 403, 404]),
    ],
    "/sites/{site}/publish-requests": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listPublishRequests", "The newest request for approval, whatever became of it",
        answer: Schemas.object(["items": Schemas.array(Paths.reference("PublishRequest"))], required: ["items"]),
        problems: [401, 404]),
      "post": Paths.operation(
        "createPublishRequest", "Submit changes for approval; an open request is replaced",
        body: Schemas.object(["changes": changes, "revision": revision, "message": Schemas.text]), status: 201,
        answer: Paths.reference("PublishRequest"), problems: [400, 401, 403, 404, 409, 413, 415, 422, 503]),
    ],
    "/sites/{site}/publish-requests/{request}/decision": [
      "parameters": [Paths.parameter("site"), path("request", Paths.reference("ID"), "The request's ID")],
      "put": Paths.operation(
        "decidePublishRequest", "Approve and publish, send back, withdraw, or put aside what was sent back",
        body: Schemas.object(
          [
            "decision": Schemas.choice(["approve", "return", "withdraw", "dismiss"]),
            "reason": Schemas.described(Schemas.text, "Needed to send back: what should become different"),
            "override": Schemas.boolean,
          ], required: ["decision"]),
        answer: Paths.reference("PublishRequest"), problems: [400, 401, 403, 404, 409, 413, 415, 422, 503]),
    ],
    "/sites/{site}/plans": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listPlans", "Releases for a time to come, soonest first, and those that are over",
        answer: Schemas.object(["items": Schemas.array(Paths.reference("Plan"))], required: ["items"]),
        problems: [401, 403, 404]),
      "post": Paths.operation(
        "createPlan", "Plan a release of what waits now",
        body: Schemas.object(["at": moment, "changes": changes, "revision": revision], required: ["at"]), status: 201,
        answer: Paths.reference("Plan"), problems: [400, 401, 403, 404, 409, 413, 415, 422, 503]),
    ],
    "/sites/{site}/plans/{plan}": [
      "parameters": [Paths.parameter("site"), path("plan", Paths.reference("ID"), "The plan's ID")],
      "put": Paths.operation(
        "movePlan", "Another time", body: Schemas.object(["at": moment], required: ["at"]),
        answer: Paths.reference("Plan"), problems: [400, 401, 403, 404, 409, 413, 415, 422, 503]),
      "delete": Paths.operation("cancelPlan", "Cancel a plan", status: 204, problems: [401, 403, 404, 409, 503]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "ReleaseOrder": Schemas.object([
      "changes": changes, "revision": revision,
      "bringing": Schemas.described(Schemas.boolean, "Take along what the chosen changes need"),
      "override": Schemas.described(Schemas.boolean, "For the agency: publish although a check says stop; recorded"),
    ]),
    "Pending": Schemas.object(
      [
        "revision": Schemas.described(Schemas.integer, "The revision at which this was read; name it when publishing"),
        "live": Paths.reference("Release"), "mode": Schemas.choice(PublishMode.allCases.map(\.rawValue)),
        "act": Schemas.described(
          Schemas.choice(["publish", "submit", "none"]), "What this account does with what waits"),
        "changes": Schemas.array(Paths.reference("PendingChange")),
        "others": Schemas.described(Schemas.integer, "Changes in parts that this account may not know of"),
        "isCut": Schemas.described(Schemas.boolean, "Too many to choose from"),
        "request": Paths.reference("PublishRequest"),
      ], required: ["revision", "mode", "act", "changes", "others", "isCut"]),
    "PendingChange": Schemas.object(
      [
        "id": Schemas.described(Schemas.text, "Names the change as long as it waits"), "page": Paths.reference("ID"),
        "element": Paths.reference("ID"), "author": Schemas.text, "at": moment, "mayPublish": Schemas.boolean,
        "submitted": Schemas.described(Schemas.boolean, "Whether the open request has it just as it is now"),
        "needs": Schemas.described(Schemas.array(Schemas.text), "Changes that come along"),
        "changes": Schemas.array(Paths.reference("Change")),
      ], required: ["id", "mayPublish", "submitted", "needs", "changes"]),
    "CheckFinding": Schemas.object(
      [
        "kind": Schemas.choice(CheckKind.allCases.map(\.rawValue)),
        "level": Schemas.choice(CheckLevel.allCases.map(\.rawValue)), "path": Schemas.text, "label": Schemas.text,
        "detail": Schemas.text, "page": Paths.reference("ID"), "element": Paths.reference("ID"),
      ], required: ["kind", "level", "path", "label", "detail"]),
    "PublishRule": Schemas.object(
      [
        "mode": Schemas.choice(PublishMode.allCases.map(\.rawValue)),
        "checks": Schemas.described(
          Schemas.object(
            Dictionary(
              uniqueKeysWithValues: CheckKind.allCases.map {
                ($0.rawValue, Schemas.choice(CheckLevel.allCases.map(\.rawValue)))
              })), "Kinds that are left out have their standard level"),
      ], required: ["mode"]),
    "PublishRequest": Schemas.object(
      [
        "id": Paths.reference("ID"), "state": Schemas.choice(PublishRequest.State.allCases.map(\.rawValue)),
        "at": moment,
        "author": Schemas.object(["id": Paths.reference("ID"), "name": Schemas.text], required: ["id"]),
        "message": Schemas.text, "reason": Schemas.text, "decidedAt": moment, "release": Schemas.integer,
      ], required: ["id", "state", "at", "author", "message"]),
    "Plan": Schemas.object(
      [
        "id": Paths.reference("ID"), "at": moment,
        "state": Schemas.choice(PlannedPublish.State.allCases.map(\.rawValue)),
        "revision": Schemas.integer, "picks": Schemas.integer, "author": Paths.reference("ID"),
        "plannedOn": Schemas.described(Schemas.integer, "The release that was live when it was planned; 0 for none"),
        "changes": Schemas.described(
          Schemas.array(Schemas.text), "In a list, of a plan that waits: the waiting changes that it brings live"),
        "others": Schemas.described(Schemas.integer, "Changes in it of which this account may not know"),
        "release": Schemas.described(
          Schemas.integer, "The release that came of it, or the one with which all of it was live already"),
        "failure": Schemas.text,
        "code": Schemas.described(
          Schemas.choice(PublishRefusal.Rule.allCases.map(\.rawValue)), "The rule by which it could not be published"),
      ], required: ["id", "at", "state", "revision", "plannedOn"]),
  ]

  private static let moment: JSONValue = ["type": "string", "format": "date-time"]
  private static let changes = Schemas.described(
    Schemas.array(Schemas.text), "IDs of waiting changes; all when left out")
  private static let revision = Schemas.described(Schemas.integer, "The revision at which the changes were read")

  private static func path(_ name: String, _ schema: JSONValue, _ words: String) -> JSONValue {
    ["name": .string(name), "in": "path", "required": true, "description": .string(words), "schema": schema]
  }
}
