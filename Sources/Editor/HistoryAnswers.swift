import Model
import Store
import Web

// The wire forms of history.

extension Change {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "kind": .string(kind), "label": .string(label), "property": .string(property.rawValue), "before": before,
      "after": after,
    ]
    switch subject {
    case .element(let id): members["element"] = .string(id.rawValue)
    case .page: break
    case .field(let path): members["field"] = .string(path)
    }
    if let page { members["page"] = .string(page.rawValue) }
    return .object(members)
  }
}

extension LoggedEdit {
  fileprivate var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "revision": .integer(revision), "at": .string(Timestamp.utc(at)), "reason": .string(reason),
      "author": author.map { ["id": .string($0.id.rawValue), "name": .string($0.name)] } ?? .null,
    ]
    if let restores { members["restores"] = .integer(restores) }
    return members
  }
}

extension ElementVersion {
  var json: JSONValue {
    var members = edit.members
    members["isCurrent"] = .bool(isCurrent)
    members["isLive"] = .bool(isLive)
    members["isRemoved"] = .bool(element == nil)
    members["hidden"] = .bool(element?.body.hidden ?? false)
    members["changes"] = .array(changes.map(\.json))
    if let element { members["content"] = element.body.content.json }
    if let release { members["release"] = .integer(release) }
    return .object(members)
  }
}

extension EditPage {
  var json: JSONValue {
    .record([
      "items": .array(entries.map(\.json)),
      "next": hasMore ? entries.last.map { .string(String($0.edit.revision)) } : nil,
    ])
  }
}

extension EditEntry {
  fileprivate var json: JSONValue {
    var members = edit.members
    members["mayRevert"] = .bool(mayRevert)
    members["changes"] = .array(changes.map(\.json))
    members["others"] = .integer(others)
    if let release = edit.release { members["release"] = .integer(release) }
    return .object(members)
  }
}

extension UnlockedParts {
  var json: JSONValue {
    [
      "pages": .array(
        pages.map { part in
          [
            "page": .string(part.page.id.rawValue), "title": .string(part.page.title), "path": .string(part.path),
            "capabilities": .strings(part.page.capabilities.names), "elements": Self.json(part.elements),
          ]
        }), "shared": .array(shared.map(\.json)), "templates": .array(templates.map(\.json)),
    ]
  }

  fileprivate static func json(_ elements: [Element]) -> JSONValue {
    .array(
      elements.map { element in
        [
          "id": .string(element.id.rawValue), "kind": .string(element.body.kind.rawValue),
          "label": .string(element.body.label), "capabilities": .strings(element.body.capabilities.names),
        ]
      })
  }
}

extension UnlockedParts.SharedPart {
  fileprivate var json: JSONValue {
    ["name": .string(name), "appearsOn": .integer(appearsOn), "elements": UnlockedParts.json(elements)]
  }
}
