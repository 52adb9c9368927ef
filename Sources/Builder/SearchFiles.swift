import Markup
import Model

/// The files that tell search engines where pages are, and browsers where they went.
enum SearchFiles {
  /// A sitemap holds at most this many addresses. Source: sitemaps.org, protocol.
  static let sitemapLimit = 50_000

  /// `sitemap.xml`, and further files when the site is larger than one may be; none when the site's address is not known.
  static func sitemaps(for site: SiteIndex, limit: Int = sitemapLimit) -> [(path: String, bytes: [UInt8])] {
    guard site.address.origin != nil else { return [] }
    let pages = site.pages.indices.filter {
      site.isBuilt[$0] && !site.pages[$0].page.isNotFound && !site.pages[$0].page.meta.noindex
    }
    if pages.count <= limit { return [("sitemap.xml", sitemap(of: pages[...], in: site))] }
    var files: [(path: String, bytes: [UInt8])] = []
    for start in stride(from: 0, to: pages.count, by: limit) {
      let part = pages[start..<min(start + limit, pages.count)]
      files.append(("sitemap-\(files.count + 1).xml", sitemap(of: part, in: site)))
    }
    var writer = HTMLWriter()
    writer.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
    writer.raw("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
    for file in files {
      writer.raw("<sitemap>")
      writer.element("loc", text: site.address.absolute("\(site.address.prefix)/\(file.path)") ?? "")
      writer.raw("</sitemap>\n")
    }
    writer.raw("</sitemapindex>\n")
    return [("sitemap.xml", writer.bytes)] + files
  }

  private static func sitemap(of pages: ArraySlice<Int>, in site: SiteIndex) -> [UInt8] {
    var writer = HTMLWriter(capacity: pages.count * 120 + 200)
    writer.raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n")
    writer.raw("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
    for page in pages {
      writer.raw("<url><loc>")
      writer.text(site.address.absolute(site.urls[page]) ?? "")
      writer.raw("</loc>")
      let meta = site.pages[page].page.meta
      if let date = meta.updated ?? meta.date {
        writer.raw("<lastmod>")
        writer.text(date.iso)
        writer.raw("</lastmod>")
      }
      writer.raw("</url>\n")
    }
    writer.raw("</urlset>\n")
    return writer.bytes
  }

  static func robots(for site: SiteIndex) -> [UInt8] {
    var text = "User-agent: *\nDisallow:\n"
    if let url = site.address.absolute("\(site.address.prefix)/sitemap.xml") { text += "\nSitemap: \(url)\n" }
    return Array(text.utf8)
  }

  /// A page that sends visitors on, for hosts that know no redirects.
  static func redirect(to target: String, in site: SiteIndex) -> [UInt8] {
    let url = site.siteURL(target)
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
