import Builder
import Model
import Testing

/// Drafts carry IDs and everything that is not published; published files carry none of it.
@Suite struct DraftTests {
  static var site: Site {
    var site = Site()
    site.assets = ["assets/a.png": file("c", type: "image/png")]
    let draft = site.add("neu", title: "Neu") { $0.meta.draft = true }
    site.add(
      "", title: "Start",
      [
        element(.box, "div", hidden: true, [text("", "bare")]), link(.page(draft, fragment: nil)),
        link(.url("/neu/?a#b")),
        link(.url("https://x.example")), picture("assets/a.png"), markdown("[n](/neu/) ![p](assets/a.png)"),
      ])
    return site
  }

  @Test func `a draft says which element is which and stays within its address`() throws {
    var site = Self.site
    site.options.rendering = .draft(
      DraftRendering(
        urlPrefix: "/~token", assetPrefix: "/~token",
        script: DraftRendering.Script(
          url: "/agent.js", nonce: "n1", portal: "https://portal.example", preloads: ["/words.js"]),
        styleNonce: "n2", showsHidden: true))
    let builder = SiteBuilder(site.snapshot, options: site.options)
    let html = String(decoding: try builder.page(PageID(stored: "page-1")), as: UTF8.self)
    #expect(
      html.between("<main", "</main>")
        == " data-eid=\"e-box-main\"><div data-eid=\"e-box-div\" hidden>bare</div>"
        + "<a data-eid=\"e-link-a\" href=\"/~token/neu/\">x</a><a data-eid=\"e-link-a\" href=\"/~token/neu/?a#b\">x</a>"
        + "<a data-eid=\"e-link-a\" href=\"https://x.example\">x</a>"
        + "<img data-eid=\"e-image-img\" src=\"/~token/a/a.cccccccccc.png\" alt=\"\" loading=\"lazy\" decoding=\"async\">"
        + "<div data-eid=\"e-markdown-div\"><p><a href=\"/~token/neu/\">n</a> <img src=\"/~token/a/a.cccccccccc.png\""
        + " loading=\"lazy\" decoding=\"async\" alt=\"p\" /></p>\n</div>")
    #expect(html.contains("<style nonce=\"n2\">"))
    #expect(
      html.contains(
        "<meta name=\"foyer-portal\" content=\"https://portal.example\">"
          + "<link rel=\"modulepreload\" nonce=\"n1\" href=\"/words.js\">"
          + "<script type=\"module\" src=\"/agent.js\" nonce=\"n1\"></script>"))
    #expect(html.contains("<body data-page=\"page-1\">"))
    #expect(html.contains("<meta name=\"robots\" content=\"noindex\">"))
    #expect(!html.contains("canonical"))
    #expect(try !builder.page(PageID(stored: "page-0")).isEmpty)
    #expect(builder.file(atPath: "/a/a.cccccccccc.png") == site.assets["assets/a.png"])
    #expect(builder.file(atPath: "/a/b.png") == nil)
    #expect(builder.paths.page(at: "neu") == PageID(stored: "page-0"))
  }

  @Test func `a draft with a script shows what is hidden to nobody but those who edit`() throws {
    var site = Self.site
    site.options.rendering = .draft(DraftRendering(urlPrefix: "/~t", script: .init(url: "/review.js")))
    let builder = SiteBuilder(site.snapshot, options: site.options)
    let html = String(decoding: try builder.page(PageID(stored: "page-1")), as: UTF8.self)
    #expect(html.contains("/review.js") && html.contains("e-markdown-div") && !html.contains("bare"))
  }

  @Test func `a published file carries no ID and no script`() throws {
    for file in try Self.site.build().files.values {
      #expect(!file.text.contains("data-eid"))
      #expect(!file.text.replacing("<script type=\"application/ld+json\">", with: "").contains("<script"))
      #expect(!file.text.contains("bare"))
    }
  }
}
