import Markup
import Model

/// What a page says to search engines as schema.org describes it (JSON-LD): the company and the site on the home page, the way to
/// nested pages, and who wrote an entry when.
struct StructuredData: Sendable {
  /// The company and the site as one list of things; empty when the site's address is not known and there is no company.
  let home: [UInt8]

  init(_ site: SiteIndex) {
    var things: [JSONValue] = []
    if let company = CompanyData.json(for: site) { things.append(company) }
    if let url = site.address.absolute(site.address.prefix + "/"), !site.settings.name.isEmpty {
      things.append(
        .record([
          "@type": .string("WebSite"), "@id": .string("\(url)#website"), "name": .string(site.settings.name),
          "url": .string(url), "inLanguage": .array(site.settings.locales.map { .string($0) }),
          "publisher": things.isEmpty ? nil : .object(["@id": .string("\(url)#company")]),
        ]))
    }
    home = Array(things.map { String(decoding: $0.canonicalBytes, as: UTF8.self) }.joined(separator: ",").utf8)
  }

  /// The page's script element, when there is something to say.
  func write(page: Int, url: String?, locale: String, in site: SiteIndex, into writer: inout HTMLWriter) {
    let path = site.path(of: page)
    guard path != "/" else {
      guard !home.isEmpty else { return }
      begin(&writer)
      writer.scriptJSON(home)
      return end(&writer)
    }
    guard let url else { return }
    let way = way(to: path, in: site)
    let row = site.pages[page].row
    let isEntry = row.page.collection != nil && row.page.meta.date != nil
    guard isEntry || !way.isEmpty else { return }
    begin(&writer)
    if !way.isEmpty { write(way + [page], in: site, into: &writer) }
    if isEntry {
      if !way.isEmpty { writer.raw(",") }
      entry(page, url, locale, in: site, &writer)
    }
    end(&writer)
  }

  /// For what a scope lets be different of it.
  func mark(page: Int, _ scope: EditScope, in site: SiteIndex) -> ScopeMark? {
    let path = site.path(of: page)
    if path == "/" { return scope.company.isEmpty ? nil : .masked("company") }
    let isEntry = site.pages[page].page.collection != nil
    if isEntry, scope.company.contains("name") { return .masked("company") }
    if isEntry, site.hasOtherPreview(page, within: scope) { return .masked(site.pages[page].page.id.rawValue) }
    guard !scope.pages.isEmpty else { return nil }
    let titled = (way(to: path, in: site) + [page]).map { site.pages[$0].page.id }
    return titled.first(where: scope.pages.contains).map { .masked($0.rawValue) }
  }

  private func begin(_ writer: inout HTMLWriter) {
    writer.raw("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@graph\":[")
  }

  private func end(_ writer: inout HTMLWriter) { writer.raw("]}</script>") }

  // MARK: The way to a page

  /// The pages that stand above a path, from the home page on; empty for pages right below it.
  private func way(to path: String, in site: SiteIndex) -> [Int] {
    let slashes = path.utf8.indices.filter { path.utf8[$0] == UInt8(ascii: "/") }
    guard slashes.count > 2 else { return [] }
    return slashes.dropLast().compactMap { site.index(atExactPath: String(path[...$0])) }
  }

  private func write(_ pages: [Int], in site: SiteIndex, into writer: inout HTMLWriter) {
    writer.raw("{\"@type\":\"BreadcrumbList\",\"itemListElement\":[")
    for (place, page) in pages.enumerated() {
      if place > 0 { writer.raw(",") }
      writer.raw("{\"@type\":\"ListItem\",\"position\":")
      writer.text(place + 1)
      let title = site.pages[page].row.page.title
      member("name", title.isEmpty ? site.settings.name : title, &writer)
      if let url = site.address.absolute(site.urls[page]) { member("item", url, &writer) }
      writer.raw("}")
    }
    writer.raw("]}")
  }

  // MARK: Entries

  private func entry(
    _ page: Int, _ url: String, _ locale: String, in site: SiteIndex, _ writer: inout HTMLWriter
  ) {
    let content = site.pages[page].page
    let isPost = content.collection.flatMap { site.settings.collections[$0]?.feed } ?? false
    writer.raw(isPost ? "{\"@type\":\"BlogPosting\"" : "{\"@type\":\"Article\"")
    member("headline", content.title.utf8.count <= 110 ? content.title : String(content.title.prefix(110)), &writer)
    member("mainEntityOfPage", url, &writer)
    member("inLanguage", locale, &writer)
    if !content.meta.description.isEmpty { member("description", content.meta.description, &writer) }
    if let date = content.meta.date {
      member("datePublished", date.iso, &writer)
      member("dateModified", max(date, content.meta.updated ?? date).iso, &writer)
    }
    if let image = content.meta.image.flatMap({ site.assets[$0] }),
      let url = site.address.absolute(
        site.assets.preview(of: image, focalPoint: site.previewPoint(of: page)).url)
    {
      member("image", url, &writer)
    }
    writer.raw(",\"author\":[")
    let company = site.settings.company["name"].flatMap { $0.isEmpty ? nil : $0 } ?? site.settings.name
    if content.meta.authors.isEmpty {
      thing("Organization", company, &writer)
    }
    for (place, author) in content.meta.authors.enumerated() {
      if place > 0 { writer.raw(",") }
      thing("Person", author, &writer)
    }
    writer.raw("],\"publisher\":")
    thing("Organization", company, &writer)
    writer.raw("}")
  }

  private func thing(_ type: StaticString, _ name: String, _ writer: inout HTMLWriter) {
    writer.raw("{\"@type\":\"")
    writer.raw(type)
    writer.raw("\"")
    member("name", name, &writer)
    writer.raw("}")
  }

  /// `,"name":"value"`
  private func member(_ name: StaticString, _ value: String, _ writer: inout HTMLWriter) {
    writer.raw(",\"")
    writer.raw(name)
    writer.raw("\":")
    // Mostly there is nothing in it that JSON writes in another way.
    guard value.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) else {
      return writer.scriptJSON(JSONValue.string(value).canonicalBytes)
    }
    writer.raw("\"")
    writer.scriptJSON(value)
    writer.raw("\"")
  }
}

/// The company as schema.org describes it.
enum CompanyData {
  /// nil when the site says nothing of a company.
  static func json(for site: SiteIndex) -> JSONValue? {
    let company = site.settings.company
    func value(_ key: String) -> JSONValue? { company[key].flatMap { $0.isEmpty ? nil : .string($0) } }
    guard let name = value("name") else { return nil }
    let address = JSONValue.record([
      "@type": "PostalAddress", "streetAddress": value("street"), "postalCode": value("postalCode"),
      "addressLocality": value("city"), "addressRegion": value("region"), "addressCountry": value("country"),
    ])
    let hasAddress = value("street") != nil || value("city") != nil
    let place = geo(company["latitude"], company["longitude"])
    let hours = list(company["openingHours"], separator: ";")
    let isPlace = place != nil || !hours.isEmpty
    let url = site.address.absolute(site.address.prefix + "/")
    let logo = company["logo"].flatMap { site.assets[$0] }.flatMap {
      site.address.absolute(site.assets.address(of: $0))
    }
    return JSONValue.record([
      "@type": .string(type(company["type"]) ?? (isPlace ? "LocalBusiness" : "Organization")),
      "@id": url.map { .string("\($0)#company") }, "name": name, "url": url.map { .string($0) },
      "telephone": value("phone"), "email": value("email"), "faxNumber": value("fax"), "vatID": value("vatID"),
      "priceRange": value("priceRange"), "logo": logo.map { .string($0) }, "address": hasAddress ? address : nil,
      "geo": place, "openingHours": hours.isEmpty ? nil : .array(hours),
      "sameAs": company["sameAs"].map { list($0, separator: " ") }.flatMap { $0.isEmpty ? nil : .array($0) },
    ])
  }

  /// A type's name is a word of ASCII letters, as all types of schema.org are.
  private static func type(_ text: String?) -> String? {
    guard let text, let first = text.utf8.first, (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first),
      text.utf8.count <= 60,
      text.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) })
    else { return nil }
    return text
  }

  private static func geo(_ latitude: String?, _ longitude: String?) -> JSONValue? {
    guard let latitude = latitude.flatMap(Double.init), let longitude = longitude.flatMap(Double.init),
      (-90...90).contains(latitude), (-180...180).contains(longitude)
    else { return nil }
    return .record([
      "@type": "GeoCoordinates", "latitude": .string("\(latitude)"), "longitude": .string("\(longitude)"),
    ])
  }

  private static func list(_ text: String?, separator: Character) -> [JSONValue] {
    (text ?? "").split(separator: separator).compactMap { part in
      let words = part.split(separator: " ").joined(separator: " ")
      return words.isEmpty ? nil : .string(words)
    }
  }
}
