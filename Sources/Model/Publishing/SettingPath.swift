/// What a site says about itself, value by value: `company.phone`, `navigation.main`, `site.name`. A publish can take each by itself.
package enum SettingPath {
  /// The paths of the values that differ, sorted.
  package static func differing(_ before: SiteSettings, _ after: SiteSettings) -> [String] {
    let (old, new) = (values(before), values(after))
    return Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
  }

  /// The settings with the values at some paths as other settings have them; what those have not is gone.
  package static func taking(
    _ picks: [(path: String, from: SiteSettings)], in settings: SiteSettings
  ) throws(FieldError) -> SiteSettings {
    guard var members = settings.json.object else { return settings }
    for (path, source) in picks {
      let (member, key) = parts(path)
      let other = source.json[member]
      guard let key else {
        members[member] = other
        continue
      }
      var inner = members[member]?.object ?? [:]
      inner[key] = other?[key]
      members[member] = .object(inner)
    }
    return try SiteSettings(json: .object(members))
  }

  private static func values(_ settings: SiteSettings) -> [String: JSONValue] {
    var values: [String: JSONValue] = [:]
    for (member, value) in settings.json.object ?? [:] {
      if case .object(let inner) = value {
        for (key, value) in inner { values["\(member).\(key)"] = value }
      } else {
        values["site.\(member)"] = value
      }
    }
    return values
  }

  private static func parts(_ path: String) -> (member: String, key: String?) {
    guard let point = path.firstIndex(of: ".") else { return (path, nil) }
    let (member, key) = (String(path[..<point]), String(path[path.index(after: point)...]))
    return member == "site" ? (key, nil) : (member, key)
  }
}
