import Model
import Store

/// The shapes of what the API tells and is told, apart from edits.
enum OpenAPISchemas {
  static let all: [String: JSONValue] = [
    "ID": ["type": "string", "pattern": "^[A-Za-z0-9_-]{1,40}$"],
    "Problem": object(
      [
        "type": text, "title": text, "status": integer, "detail": text, "instance": text,
        "code": described(text, "Stable; programs decide by it"),
        "errors": array(
          object(
            ["pointer": described(text, "JSON Pointer into the request"), "detail": text],
            required: ["pointer", "detail"])),
        "current": described(
          ["type": "object"], "With the code “stale”: the element as it stands now, and its version"),
        "operation": described(integer, "Which operation of an edit was refused"),
        "element": reference("ID"), "rule": described(text, "The rule that refused an edit"),
        "needs": described(array(text), "Changes that must be published too"),
        "findings": described(array(reference("CheckFinding")), "What stops a publish"),
      ], required: ["type", "title", "status", "code"], isOpen: true),
    "Credentials": object(["email": text, "password": text], required: ["email", "password"]),
    "Session": object(["account": reference("Account")], required: ["account"]),
    "Account": object(
      [
        "id": reference("ID"), "name": text, "email": text,
        "language": described(
          choice(["de", "en"]), "Missing until one was chosen, or taken from a browser at a sign-in"),
        "agencyRole": choice(Role.allCases.filter(\.isAgency).map(\.rawValue)),
      ], required: ["id", "name", "email"]),
    "Site": object(
      [
        "id": reference("ID"), "slug": text, "name": text, "revision": integer,
        "liveRelease": described(integer, "Left out before the first publish"), "liveURL": text,
        "project": object(
          ["id": reference("ID"), "name": text, "phase": choice(Phase.allCases.map(\.rawValue))],
          required: ["id", "name", "phase"]),
        "role": choice(Role.allCases.map(\.rawValue)), "mayEdit": boolean, "mayPublish": boolean,
      ],
      required: ["id", "slug", "name", "revision", "liveURL", "project", "role", "mayEdit", "mayPublish"]),
    "Page": object(
      [
        "id": reference("ID"), "title": text, "path": text, "slug": text, "template": text, "version": integer,
        "parent": reference("ID"), "collection": text, "locale": text,
        "date": described(text, "The day that the page says it is of, such as 2026-05-03"),
      ], required: ["id", "title", "path", "slug", "template", "version"]),
    "Release": object(
      [
        "number": integer, "revision": integer, "at": ["type": "string", "format": "date-time"], "live": boolean,
        "reason": choice(Release.Reason.allCases.map(\.rawValue)),
        "picks": described(integer, "How many rows were picked from newer revisions; left out for a whole revision"),
        "left": described(integer, "After a publish: how many changes stay in the draft"),
        "author": object(["id": reference("ID"), "name": text], required: ["id"]),
      ], required: ["number", "revision", "at", "live", "reason"]),
    "Live": object(["release": described(integer, "The release's number")], required: ["release"]),
    "DraftRequest": object(
      [
        "page": reference("ID"), "mode": choice(DraftMode.allCases.map(\.rawValue)),
        "release": described(integer, "Shows this release for good instead of the working draft"),
        "revision": described(integer, "Shows this revision for good"),
      ], required: ["mode"]),
    "Draft": object(
      [
        "url": described(text, "Carries the right to see the draft; pass it on to nobody"),
        "mode": choice(DraftMode.allCases.map(\.rawValue)),
        "expiresAt": ["type": "string", "format": "date-time"],
      ], required: ["url", "mode", "expiresAt"]),
  ]

  static let text: JSONValue = ["type": "string"]
  static let integer: JSONValue = ["type": "integer"]
  static let boolean: JSONValue = ["type": "boolean"]

  static func reference(_ schema: String) -> JSONValue { OpenAPIPaths.reference(schema) }
  static func choice(_ values: [String]) -> JSONValue { ["type": "string", "enum": .strings(values)] }
  static func array(_ items: JSONValue) -> JSONValue { ["type": "array", "items": items] }

  static func described(_ schema: JSONValue, _ words: String) -> JSONValue {
    .object((schema.object ?? [:]).merging(["description": .string(words)]) { $1 })
  }

  static func object(
    _ properties: [String: JSONValue], required: [String] = [], isOpen: Bool = false
  ) -> JSONValue {
    .record([
      "type": "object", "properties": .object(properties),
      "required": required.isEmpty ? nil : .strings(required), "additionalProperties": isOpen ? nil : false,
    ])
  }
}
