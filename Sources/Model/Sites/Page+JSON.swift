extension PageMeta {
  package var json: JSONValue {
    .record([
      "description": description.isEmpty ? nil : .string(description),
      "image": image.map { .string($0) },
      "date": date.map { .string($0.iso) },
      "updated": updated.map { .string($0.iso) },
      "tags": tags.isEmpty ? nil : .strings(tags),
      "authors": authors.isEmpty ? nil : .strings(authors),
      "draft": draft ? true : nil,
      "noindex": noindex ? true : nil,
      "publish": publish.map { .string($0.iso) },
      "expires": expires.map { .string($0.iso) },
      "socialTitle": socialTitle.isEmpty ? nil : .string(socialTitle),
      "socialDescription": socialDescription.isEmpty ? nil : .string(socialDescription),
      "extra": extra.isEmpty ? nil : .object(extra.mapValues { .string($0) }),
    ])
  }

  package init(json: JSONValue, at pointer: String = "") throws(FieldError) {
    let reader = try JSONReader(
      json, at: pointer,
      known: [
        "description", "image", "date", "updated", "tags", "authors", "draft", "noindex", "publish", "expires",
        "socialTitle", "socialDescription", "extra",
      ])
    description = try reader.optionalString("description") ?? ""
    image = try reader.optionalString("image")
    date = try Self.date(reader, "date")
    updated = try Self.date(reader, "updated")
    tags = try reader.optionalStrings("tags") ?? []
    authors = try reader.optionalStrings("authors") ?? []
    draft = try reader.optionalBool("draft") ?? false
    noindex = try reader.optionalBool("noindex") ?? false
    publish = try Self.date(reader, "publish")
    expires = try Self.date(reader, "expires")
    socialTitle = try reader.optionalString("socialTitle") ?? ""
    socialDescription = try reader.optionalString("socialDescription") ?? ""
    for (key, value) in reader.value("extra")?.object ?? [:] { extra[key] = value.string }
  }

  private static func date(_ reader: JSONReader, _ key: String) throws(FieldError) -> CalendarDate? {
    guard let text = try reader.optionalString(key) else { return nil }
    guard let date = CalendarDate(text) else { throw reader.error(key, "must be a date such as 2026-05-03") }
    return date
  }
}
