/// The form in which the log keeps an operation: the one in which requests name it.
extension Operation {
  package var json: JSONValue {
    var members = self.members
    members["op"] = .string(name)
    return .object(members)
  }

  private var members: [String: JSONValue] {
    switch self {
    case .setText(let id, let version, let text): named(id, version, ["content": text.json])
    case .setRichText(let id, let version, let text): named(id, version, ["document": text.json])
    case .setMarkdown(let id, let version, let source): named(id, version, ["markdown": .string(source)])
    case .setImage(let id, let version, let change): named(id, version, change.members)
    case .setLink(let id, let version, let target):
      named(id, version, ["target": target.map { .string($0.text) } ?? .null])
    case .setHidden(let id, let version, let hidden): named(id, version, ["hidden": .bool(hidden)])
    case .setVariant(let id, let version, let variant):
      named(id, version, ["variant": variant.map { .string($0) } ?? .null])
    case .setField(let path, let seen, let value):
      ["field": .string(path), "seen": .string(seen), "value": .string(value)]
    case .setMeta(let id, let version, let change): named(id, version, change.members)
    case .addItem(let list, let after): ["element": .string(list.rawValue)].merging(optional("after", after)) { $1 }
    case .duplicateItem(let id, let version), .removeItem(let id, let version), .remove(let id, let version):
      named(id, version)
    case .moveItem(let id, let version, let after):
      named(id, version, ["after": after.map { .string($0.rawValue) } ?? .null])
    case .restore(let id, let version, let revision, let below):
      [
        "element": .string(id.rawValue), "version": version.map { .integer($0) } ?? .null,
        "revision": .integer(revision), "below": .bool(below),
      ]
    case .restorePage(let page, let revision): ["page": .string(page.rawValue), "revision": .integer(revision)]
    case .restoreSite(let revision), .revert(let revision): ["revision": .integer(revision)]
    case .insert(let seed, let place): place.members.merging(["element": seed.json]) { $1 }
    case .update(let id, let version, let set): named(id, version, ["set": set])
    case .move(let id, let version, let place): named(id, version, place.members)
    case .setEditability(let id, let version, let capabilities):
      named(id, version, ["capabilities": .strings(capabilities.names)])
    case .grantEditability(let id, let scope, let granting, let revoking):
      [
        "element": .string(id.rawValue), "scope": .string(scope.rawValue), "grant": .strings(granting.names),
        "revoke": .strings(revoking.names),
      ]
    case .createPage(let page):
      [
        "slug": .string(page.slug), "title": .string(page.title), "template": .string(page.template),
        "locale": .string(page.locale), "collection": page.collection.map { .string($0) },
        "date": page.date.map { .string($0.iso) }, "element": page.element?.json,
      ].compactMapValues { $0 }
        .merging(optional("parent", page.parent)) { $1 }.merging(optional("copyOf", page.copyOf)) { $1 }
    case .updatePage(let id, let version, let change): named(id, version, ["set": change.json])
    case .removePage(let id, let version): named(id, version)
    case .updateTheme(let change): ["set": change.json]
    case .movePage(let id, let version, let parent, let after):
      named(
        id, version,
        [
          "parent": parent.map { .string($0.rawValue) } ?? .null, "after": after.map { .string($0.rawValue) } ?? .null,
        ])
    }
  }

  private func named(
    _ id: ElementID, _ version: Revision, _ more: [String: JSONValue] = [:]
  ) -> [String: JSONValue] {
    ["element": .string(id.rawValue), "version": .integer(version)].merging(more) { $1 }
  }

  private func named(_ id: PageID, _ version: Revision, _ more: [String: JSONValue] = [:]) -> [String: JSONValue] {
    ["page": .string(id.rawValue), "version": .integer(version)].merging(more) { $1 }
  }

  private func optional<Subject>(_ key: String, _ id: Identifier<Subject>?) -> [String: JSONValue] {
    id.map { [key: .string($0.rawValue)] } ?? [:]
  }
}

extension Operation.Place {
  fileprivate var members: [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    switch owner {
    case .page(let id): members["page"] = .string(id.rawValue)
    case .template(let name): members["template"] = .string(name)
    case .shared(let name): members["shared"] = .string(name)
    case nil: break
    }
    if let parent { members["parent"] = .string(parent.rawValue) }
    if !slot.isEmpty { members["slot"] = .string(slot) }
    if let after { members["after"] = .string(after.rawValue) }
    return members
  }
}
