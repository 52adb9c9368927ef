import Builder
import Model
import Testing

/// Small trees that ask for endless pages.
@Suite struct LimitTests {
  private static func list(_ children: [ElementNode]) -> ElementNode {
    element(.collectionList, "ul", .collection(CollectionQuery(collection: "news")), children)
  }

  private static func site(entries: Int) -> Site {
    var site = Site()
    site.settings.collections["news"] = CollectionSettings(title: "News", path: "news")
    for number in 0..<entries { site.add("entry-\(number)", collection: "news") }
    return site
  }

  @Test func `a list in the card of another one is left out`() throws {
    var nested = box("li", [text("b", "deepest")])
    for _ in 0..<14 { nested = box("li", [text("i", "card"), Self.list([nested])]) }
    var site = Self.site(entries: 4)
    site.shared["list"] = [Self.list([text("li", "shared")])]
    let html = try Site.rendered([Self.list([nested, shared("list")])], in: site)
    #expect(html == "<ul>" + String(repeating: "<li><i>card</i></li>", count: 4) + "</ul>")
    site.add("", [Self.list([nested])])
    let warnings = try site.build().report.warnings
    #expect(warnings.contains { $0.message == "the list of “news” stands in the card of another list and is left out" })
  }

  @Test func `the same holds in templates, and for slots in cards`() throws {
    var site = Self.site(entries: 3)
    site.templates["page"] = [
      box("main", [Self.list([box("li", [text("i", "card"), slot("main"), Self.list([text("li", "x")])])])])
    ]
    let html = try Site.rendered([Self.list([text("b", "entry")])], in: site)
    #expect(html == "<ul>" + String(repeating: "<li><i>card</i></li>", count: 3) + "</ul>")
  }

  @Test func `a page of too many elements is refused by name`() throws {
    var site = Self.site(entries: 900)
    let card = (0..<500).map { _ in text("i", "") }
    site.add("big", [Self.list(card)])
    let error = #expect(throws: BuildError.self) { try site.build(workers: 2) }
    guard case .pageTooLarge("/big/", let excess)? = error else { throw Problem() }
    #expect(excess.kind == .elements && excess.element == ElementID(stored: "e-text-i"))
    #expect("\(error!)".contains("the page /big/ becomes too large: more than 400000 elements at the element e-text-i"))
    // Other pages can still be looked at.
    let builder = SiteBuilder(site.snapshot, options: site.options)
    #expect(throws: Never.self) { try builder.page(site.pages[0].page.id) }
    #expect(throws: BuildError.self) { try builder.page(site.pages[900].page.id) }
  }

  @Test func `a page of too many bytes is refused, also where its template is the cause`() throws {
    let words = String(repeating: "x", count: 100_000)
    var site = Site()
    site.shared["long"] = [text("p", words)]
    let many = (0..<400).map { _ in shared("long") }
    site.add("", many)
    #expect(throws: BuildError.self) { try site.build() }
    site.pages = []
    site.templates["page"] = [box("main", many)]
    site.add("")
    let error = #expect(throws: BuildError.self) { try site.build() }
    guard case .pageTooLarge("/", let excess)? = error else { throw Problem() }
    #expect(excess.kind == .bytes)
  }

  @Test func `warnings of one page end somewhere`() throws {
    var site = Site()
    site.add("", (0..<5_000).map { picture("assets/gone-\($0).jpg") })
    #expect(try site.build().report.warnings.count < 210)
  }

  private struct Problem: Error {}
}
