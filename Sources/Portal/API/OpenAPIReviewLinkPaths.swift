import Model
import Store

/// The review links in the API document.
enum OpenAPIReviewLinkPaths {
  private typealias Paths = OpenAPIPaths
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "/sites/{site}/review-links": [
      "parameters": [Paths.parameter("site")],
      "get": Paths.operation(
        "listReviewLinks",
        "Ways to the draft for people without an account, the newest first; for the agency and the customer's owner",
        answer: Schemas.object(["items": Schemas.array(Paths.reference("ReviewLink"))], required: ["items"]),
        problems: [401, 403, 404]),
      "post": Paths.operation(
        "createReviewLink", "Make one; its address is in this answer and nowhere else",
        body: Paths.reference("NewReviewLink"), status: 201,
        answer: Schemas.object(
          shared.merging(["url": Schemas.described(Schemas.text, "Lets in whoever has it")]) { $1 },
          required: required + ["url"]),
        problems: [400, 401, 403, 404, 413, 415, 422, 429, 503]),
    ],
    "/sites/{site}/review-links/{link}": [
      "parameters": [
        Paths.parameter("site"), ["name": "link", "in": "path", "required": true, "schema": Paths.reference("ID")],
      ],
      "delete": Paths.operation(
        "revokeReviewLink", "End a link and all sessions and drafts that it has opened, at once", status: 204,
        problems: [401, 403, 404, 503]),
    ],
  ]

  static let schemas: [String: JSONValue] = [
    "NewReviewLink": Schemas.object(
      [
        "mode": mode,
        "name": Schemas.described(
          ["type": "string", "minLength": 1, "maxLength": .integer(ReviewLinkLimits.longestName)],
          "Whose it is, or what it is for"),
        "revision": Schemas.described(Schemas.integer, "Shows this revision for good instead of the working draft"),
        "days": [
          "type": "integer", "minimum": 1, "maximum": .integer(ReviewLinkLimits.longestLifetime),
          "default": .integer(ReviewLinkLimits.usualLifetime),
        ],
      ], required: ["mode", "name"]),
    "ReviewLink": Schemas.object(
      shared.merging([
        "guests": Schemas.array(
          Schemas.object(
            [
              "id": Paths.reference("ID"), "name": Schemas.text,
              "mail": Schemas.described(Schemas.text, "Told to the agency's people alone"), "seenAt": optionalMoment,
            ], required: ["id", "name", "seenAt"]))
      ]) { $1 }, required: required + ["guests"]),
  ]

  private static let mode = Schemas.described(
    Schemas.choice(ReviewLink.Mode.allCases.map(\.rawValue)), "For one person, or for everybody who has it")
  private static let moment: JSONValue = ["type": "string", "format": "date-time"]
  private static let optionalMoment: JSONValue = ["type": ["string", "null"], "format": "date-time"]
  private static let required = [
    "id", "mode", "name", "revision", "at", "createdBy", "expiresAt", "revokedAt", "state", "seenAt",
  ]
  private static let shared: [String: JSONValue] = [
    "id": Paths.reference("ID"), "mode": mode, "name": Schemas.text, "revision": ["type": ["integer", "null"]],
    "at": moment,
    "createdBy": Schemas.object(["id": Paths.reference("ID"), "name": Schemas.text], required: ["id", "name"]),
    "expiresAt": moment, "revokedAt": optionalMoment, "state": Schemas.choice(["open", "expired", "revoked"]),
    "seenAt": Schemas.described(optionalMoment, "When anybody was here by it last"),
  ]
}
