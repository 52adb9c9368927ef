import Markup
import Model

/// What stands in `<head>`: a part that is the same on all pages, made once, and one that is the page's own.
struct Head: Sendable {
  /// What stands before and behind the style sheet: the same on every page.
  private let before: [UInt8]
  private let after: [UInt8]
  private let styles: UsedStyles
  /// What `styles` was made of.
  let css: [UInt8]
  private let data: StructuredData?
  private let siteName: String

  init(_ site: SiteIndex, warn: (String) -> Void) {
    siteName = site.settings.name
    var writer = HTMLWriter(capacity: 32 << 10)
    Self.writeBefore(site, to: &writer)
    before = writer.bytes
    writer.removeAll()
    if let script = site.draft?.script { Self.write(script, to: &writer) }
    writer.raw("\n</head>")
    after = writer.bytes
    css = StyleSheet.css(for: site, warn: warn)
    styles = UsedStyles(css)
    if !styles.isBalanced {
      warn("the theme's styles have a bracket or a quote that is not closed: every page carries all of them")
    }
    data = site.isDraft ? nil : StructuredData(site)
  }

  /// Whether both write the same into a page that is not the home page.
  func isSame(as other: Head) -> Bool {
    before == other.before && after == other.after && css == other.css && siteName == other.siteName
  }

  /// Whether both write the same into the home page too.
  func isSameAtHome(as other: Head) -> Bool { isSame(as: other) && data?.home == other.data?.home }

  /// - Parameters:
  ///   - part: which part of the page's list is shown; 1 is the page itself
  ///   - body: the page's body as it was written: its styles are those that it uses. In a draft elements come and go, so it has all of them.
  func write(
    page: Int, part: Int = 1, locale: String, body: [UInt8], in site: SiteIndex, into writer: inout HTMLWriter,
    told marks: inout ScopeMarks?
  ) {
    let content = site.pages[page].page
    let own = HeadMark(marks?.scope.pages.contains(content.id) == true ? .masked(content.id.rawValue) : nil)
    writer.raw("<!doctype html>\n<html")
    writer.attribute("lang", locale)
    if Self.isRightToLeft(locale) { writer.raw(" dir=\"rtl\"") }
    writer.raw(
      "><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>")
    var title = title(of: content, isHome: site.path(of: page) == "/")
    if part > 1 { title += " – \(Words.in(locale).page) \(part)" }
    own.begin(&marks, writer)
    writer.text(title)
    own.end(&marks, writer)
    writer.raw("</title>\n")
    own.begin(&marks, writer)
    meta("description", content.meta.description, &writer)
    own.end(&marks, writer)
    if site.isDraft || content.meta.noindex || content.meta.draft || content.isNotFound {
      writer.raw("<meta name=\"robots\" content=\"noindex\">")
    }
    if !site.isDraft { publish(content, page, part, locale, title, own, in: site, into: &writer, told: &marks) }
    let sheet = site.isDraft ? styles.whole : styles.sheet(for: body)
    writer.raw(before)
    let styled = HeadMark(marks == nil ? nil : .styles)
    styled.begin(&marks, writer)
    for font in sheet.fonts {
      writer.raw("<link rel=\"preload\" as=\"font\" type=\"font/woff2\" crossorigin")
      writer.attribute("href", font)
      writer.raw(">")
    }
    styled.end(&marks, writer)
    writer.raw("\n<style")
    if let nonce = site.draft?.styleNonce { writer.attribute("nonce", nonce) }
    writer.raw(">")
    styled.begin(&marks, writer)
    writer.raw(sheet.css)
    styled.end(&marks, writer)
    writer.raw("</style>")
    writer.raw(after)
  }

  /// What other programs want to know of the page: its address, its translations, its preview.
  private func publish(
    _ content: Page, _ page: Int, _ part: Int, _ locale: String, _ title: String, _ own: HeadMark,
    in site: SiteIndex, into writer: inout HTMLWriter, told marks: inout ScopeMarks?
  ) {
    let url = content.isNotFound ? nil : site.address.absolute(site.url(of: page, part: part))
    if let url {
      writer.raw("<link rel=\"canonical\"")
      writer.urlAttribute("href", url)
      writer.raw(">")
      if part == 1 { translations(of: page, in: site, into: &writer) }
    }
    let isEntry = content.collection != nil
    if let parts = site.parts(of: page), parts.count > 1 {
      for (relation, other) in [("prev", part - 1), ("next", part + 1)] where (1...parts.count).contains(other) {
        writer.raw("<link")
        writer.attribute("rel", relation)
        writer.urlAttribute(
          "href", site.address.absolute(site.url(of: page, part: other)) ?? site.url(of: page, part: other))
        writer.raw(">")
      }
    }
    let name = content.title.isEmpty ? title : content.title
    own.begin(&marks, writer)
    property("og:title", content.meta.socialTitle.isEmpty ? name : content.meta.socialTitle, &writer)
    let description = content.meta.description
    property(
      "og:description", content.meta.socialDescription.isEmpty ? description : content.meta.socialDescription, &writer)
    own.end(&marks, writer)
    property("og:type", isEntry ? "article" : "website", &writer)
    property("og:url", url ?? "", &writer)
    property("og:site_name", siteName, &writer)
    property("og:locale", Self.territory(locale), &writer)
    if isEntry, let date = content.meta.date {
      property("article:published_time", date.iso, &writer)
      if let updated = content.meta.updated, updated > date { property("article:modified_time", updated.iso, &writer) }
    }
    let isOther = marks.map { site.hasOtherPreview(page, within: $0.scope) } ?? false
    let pictured = isOther ? HeadMark(.masked(content.id.rawValue)) : own
    pictured.begin(&marks, writer)
    let isLarge = image(of: content, site.previewPoint(of: page), in: site, into: &writer)
    meta("twitter:card", isLarge ? "summary_large_image" : "summary", &writer)
    pictured.end(&marks, writer)
    if !content.isNotFound, let data {
      let mark = HeadMark(marks.flatMap { data.mark(page: page, $0.scope, in: site) })
      mark.begin(&marks, writer)
      data.write(page: page, url: url, locale: locale, in: site, into: &writer)
      mark.end(&marks, writer)
    }
    writer.raw("\n")
  }

  /// The picture for previews; returns whether it is there and wide enough to be shown large.
  private func image(
    of content: Page, _ focalPoint: ImageContent.FocalPoint?, in site: SiteIndex, into writer: inout HTMLWriter
  ) -> Bool {
    guard let image = content.meta.image.flatMap({ site.assets[$0] }), !image.isVector,
      let preview = Optional(site.assets.preview(of: image, focalPoint: focalPoint)),
      let url = site.address.absolute(preview.url)
    else { return false }
    property("og:image", url, &writer)
    property("og:image:type", preview.file.type, &writer)
    if let width = preview.file.width, let height = preview.file.height {
      property("og:image:width", String(width), &writer)
      property("og:image:height", String(height), &writer)
    }
    property("og:image:alt", content.meta.extra["imageAlt"] ?? content.title, &writer)
    return (preview.file.width ?? 0) >= 600
  }

  private func translations(of page: Int, in site: SiteIndex, into writer: inout HTMLWriter) {
    guard let group = site.translations(of: page), group.count > 1 else { return }
    for other in group {
      guard let url = site.address.absolute(site.urls[other]) else { continue }
      let locale = site.locale(of: other)
      for name in locale == site.mainLocale ? [locale, "x-default"] : [locale] {
        writer.raw("<link rel=\"alternate\"")
        writer.attribute("hreflang", name)
        writer.urlAttribute("href", url)
        writer.raw(">")
      }
    }
  }

  private static func writeBefore(_ site: SiteIndex, to writer: inout HTMLWriter) {
    writer.raw("<meta name=\"color-scheme\"")
    writer.attribute("content", StyleSheet.isDark(site) ? "light dark" : "light")
    writer.raw(">")
    if let icon = site.assets["assets/favicon.svg"] ?? site.assets["theme/favicon.svg"] {
      writer.raw("<link rel=\"icon\" type=\"image/svg+xml\"")
      writer.attribute("href", icon.url)
      writer.raw(">")
    } else {
      // Otherwise browsers ask for /favicon.ico and note that it is missing.
      writer.raw("<link rel=\"icon\" href=\"data:,\">")
    }
    if !site.isDraft {
      for (_, collection) in site.feeds {
        writer.raw("<link rel=\"alternate\" type=\"application/atom+xml\"")
        writer.attribute("title", collection.title)
        writer.attribute("href", site.address.prefix + Feed.path(of: collection))
        writer.raw(">")
      }
    }
  }

  private static func write(_ script: DraftRendering.Script, to writer: inout HTMLWriter) {
    if let portal = script.portal {
      writer.raw("<meta name=\"foyer-portal\"")
      writer.attribute("content", portal)
      writer.raw(">")
    }
    for preload in script.preloads {
      writer.raw("<link rel=\"modulepreload\"")
      if let nonce = script.nonce { writer.attribute("nonce", nonce) }
      writer.attribute("href", preload)
      writer.raw(">")
    }
    writer.raw("<script type=\"module\"")
    writer.urlAttribute("src", script.url, use: .resource)
    if let nonce = script.nonce { writer.attribute("nonce", nonce) }
    writer.raw("></script>")
  }

  /// “Page – Site”; a title that already names the site stands alone, and the home page is the site.
  private func title(of page: Page, isHome: Bool) -> String {
    if page.title.isEmpty { return siteName }
    if siteName.isEmpty || Self.names(page.title, siteName) { return page.title }
    return isHome ? "\(siteName) – \(page.title)" : "\(page.title) – \(siteName)"
  }

  /// `title.contains(name)`, byte by byte: every page is asked.
  private static func names(_ title: String, _ name: String) -> Bool {
    let (title, name) = (title.utf8, name.utf8)
    guard let first = name.first, name.count <= title.count else { return false }
    let last = title.index(title.startIndex, offsetBy: title.count - name.count)
    var rest = title[...]
    while let start = rest.firstIndex(of: first), start <= last {
      if title[start...].starts(with: name) { return true }
      rest = title[title.index(after: start)...]
    }
    return false
  }

  private func meta(_ name: StaticString, _ value: String, _ writer: inout HTMLWriter) {
    guard !value.isEmpty else { return }
    writer.raw("<meta")
    writer.attribute("name", name.description)
    writer.attribute("content", value)
    writer.raw(">")
  }

  private func property(_ name: StaticString, _ value: String, _ writer: inout HTMLWriter) {
    guard !value.isEmpty else { return }
    writer.raw("<meta property=\"")
    writer.raw(name)
    writer.raw("\"")
    writer.attribute("content", value)
    writer.raw(">")
  }

  /// `de_DE`, as Open Graph wants it; empty when the territory is not known.
  private static func territory(_ locale: String) -> String {
    if let known = territories[locale] { return known }
    let parts = locale.split(separator: "-")
    guard parts.count > 1, let last = parts.last, last.utf8.count == 2 else { return "" }
    return "\(parts[0])_\(last.uppercased())"
  }

  private static let territories = [
    "de": "de_DE", "en": "en_GB", "fr": "fr_FR", "it": "it_IT", "es": "es_ES", "nl": "nl_NL",
  ]

  private static func isRightToLeft(_ locale: String) -> Bool {
    switch locale.utf8.prefix(while: { $0 != UInt8(ascii: "-") }) {
    case let language where language.count == 2: rightToLeft.contains(String(Substring(language)))
    default: false
    }
  }

  private static let rightToLeft: Set = ["ar", "fa", "he", "ur"]
}

/// A mark of what is written between its two calls; none without a scope.
private struct HeadMark {
  private let mark: ScopeMark?

  init(_ mark: ScopeMark?) { self.mark = mark }

  func begin(_ marks: inout ScopeMarks?, _ writer: HTMLWriter) {
    if let mark { marks?.add(mark, at: writer.bytes.count) }
  }

  func end(_ marks: inout ScopeMarks?, _ writer: HTMLWriter) {
    if mark != nil { marks?.add(.end, at: writer.bytes.count) }
  }
}
