import Markup
import Model

/// The files that tell search engines where pages are, and browsers where they went.
enum SearchFiles {
  /// A sitemap holds at most this many addresses. Source: sitemaps.org, protocol.
  static let sitemapLimit = 50_000

  /// One file of the sitemap: the only one, one of several, or the list of those.
  enum Sitemap: Hashable, Sendable {
    case whole
    case part(Int)
    case list(parts: Int)

    var path: String {
      switch self {
      case .whole, .list: "sitemap.xml"
      case .part(let number): "sitemap-\(number).xml"
      }
    }
  }

  /// `sitemap.xml`, and further files when the site is larger than one may be; none when the site's address is not known.
  static func sitemaps(for site: SiteData, limit: Int = sitemapLimit) -> [Sitemap] {
    guard site.address.origin != nil else { return [] }
    let count = listed(in: site).count
    guard count > limit else { return [.whole] }
    let parts = (count + limit - 1) / limit
    return [.list(parts: parts)] + (1...parts).map { .part($0) }
  }

  static func bytes(of sitemap: Sitemap, for site: SiteData, limit: Int = sitemapLimit) -> [UInt8] {
    switch sitemap {
    case .whole: return self.sitemap(of: listed(in: site)[...], in: site)
    case .part(let number):
      let pages = listed(in: site)
      return self.sitemap(of: pages[(number - 1) * limit..<min(number * limit, pages.count)], in: site)
    case .list(let parts): return list(of: parts, in: site)
    }
  }

  /// The pages that search engines are told of.
  private static func listed(in site: SiteData) -> [Int] {
    site.pages.indices.filter { place in
      guard site.layout.isBuilt[place] else { return false }
      let row = site.pages[place].row
      return site.layout.hasPlace[place] && !row.isNotFound && !row.page.meta.noindex
    }
  }

  private static func list(of parts: Int, in site: SiteData) -> [UInt8] {
    var writer = HTMLWriter()
    writer.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
    writer.raw("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
    for part in 1...parts {
      writer.raw("<sitemap>")
      writer.element("loc", text: site.address.absolute("\(site.address.prefix)/\(Sitemap.part(part).path)") ?? "")
      writer.raw("</sitemap>\n")
    }
    writer.raw("</sitemapindex>\n")
    return writer.bytes
  }

  private static func sitemap(of pages: ArraySlice<Int>, in site: SiteData) -> [UInt8] {
    var writer = HTMLWriter(capacity: pages.count * 120 + 200)
    writer.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
    writer.raw("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
    for page in pages {
      writer.raw("<url><loc>")
      writer.text(site.address.absolute(site.layout.urls[page]) ?? "")
      writer.raw("</loc>")
      let row = site.pages[page].row
      if let date = row.page.meta.updated ?? row.page.meta.date {
        writer.raw("<lastmod>")
        writer.text(date.iso)
        writer.raw("</lastmod>")
      }
      writer.raw("</url>\n")
    }
    writer.raw("</urlset>\n")
    return writer.bytes
  }

  static func robots(for site: SiteData) -> [UInt8] {
    var text = "User-agent: *\nDisallow:\n"
    if let url = site.address.absolute("\(site.address.prefix)/sitemap.xml") { text += "\nSitemap: \(url)\n" }
    return Array(text.utf8)
  }

  /// A page that says that something is gone for good, for hosts that know no 410.
  static func gone(in site: SiteIndex) -> [UInt8] {
    var writer = HTMLWriter(capacity: 512)
    let words = Words.in(site.mainLocale)
    writer.raw("<!doctype html>\n<html")
    writer.attribute("lang", site.mainLocale)
    writer.raw("><head><meta charset=\"utf-8\"><title>")
    writer.text(words.gone)
    writer.raw("</title><meta name=\"robots\" content=\"noindex\"></head><body><main><h1>")
    writer.text(words.gone)
    writer.raw("</h1><p><a")
    writer.urlAttribute("href", site.address.prefix + "/")
    writer.raw(">")
    writer.text(words.home)
    writer.raw("</a></p></main></body></html>\n")
    return writer.bytes
  }

  /// A page that sends visitors on, for hosts that know no redirects.
  /// - Parameter url: as the site's links have it
  static func redirect(to url: String, in site: SiteIndex) -> [UInt8] {
    var writer = HTMLWriter(capacity: 1024)
    let words = Words.in(site.mainLocale)
    writer.raw("<!doctype html>\n<html")
    writer.attribute("lang", site.mainLocale)
    writer.raw("><head><meta charset=\"utf-8\"><title>")
    writer.text(words.moved)
    writer.raw("</title><meta name=\"robots\" content=\"noindex\"><link rel=\"canonical\"")
    writer.urlAttribute("href", url.hasPrefix("/") ? site.address.absolute(url) ?? url : url)
    writer.raw("><meta http-equiv=\"refresh\"")
    writer.attribute("content", "0; url=\(url)")
    writer.raw("></head><body><main><h1>")
    writer.text(words.moved)
    writer.raw("</h1><p><a")
    writer.urlAttribute("href", url)
    writer.raw(">")
    writer.text(url)
    writer.raw("</a></p></main></body></html>\n")
    return writer.bytes
  }
}
