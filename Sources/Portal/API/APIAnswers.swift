import Access
import Model
import Store
import Web

// The wire forms of what the API tells, one per noun.

extension Account {
  var answer: JSONValue {
    .record([
      "id": .string(id.rawValue), "name": .string(name), "email": .string(email),
      "language": locale.isEmpty ? nil : .string(locale),
      "agencyRole": agencyRole.map { .string($0.rawValue) },
    ])
  }
}

extension VisibleSite {
  /// - Parameter origins: where drafts and the live site are
  func answer(_ origins: Origins) -> JSONValue {
    .record([
      "id": .string(site.key.site.rawValue), "slug": .string(site.slug), "name": .string(site.name),
      "revision": .integer(site.revision), "liveRelease": site.liveRelease.map { .integer($0) },
      "liveURL": .string(origins.siteURL(site.slug)),
      "project": [
        "id": .string(project.id.rawValue), "name": .string(project.name), "phase": .string(project.phase.rawValue),
      ],
      "role": .string(role.rawValue),
      "mayEdit": .bool(DraftAccess(authority, unlocked: 1).mode == .edit), "mayPublish": .bool(role.mayPublish),
    ])
  }
}

extension Page {
  func answer(path: String) -> JSONValue {
    .record([
      "id": .string(id.rawValue), "title": .string(title), "path": .string(path), "slug": .string(slug),
      "template": .string(template), "version": .integer(since), "parent": parent.map { .string($0.rawValue) },
      "collection": collection.map { .string($0) }, "locale": locale.isEmpty ? nil : .string(locale),
      "date": meta.date.map { .string($0.iso) },
    ])
  }
}

extension Release {
  /// - Parameter authors: names by account
  func answer(live: Int?, authors: [AccountID: String]) -> JSONValue {
    .record([
      "number": .integer(number), "revision": .integer(revision), "at": .string(DateText.utc(at)),
      "live": .bool(number == live), "reason": .string(reason.rawValue),
      "picks": composition.isWhole ? nil : .integer(composition.picks.count),
      "author": author.map { id in
        .record(["id": .string(id.rawValue), "name": authors[id].map { .string($0) }])
      },
    ])
  }
}
