import Model

/// The “not found” page of a site that has none of its own: the theme's page with a sentence and a way home.
enum NotFoundPage {
  static let id = PageID(stored: "not-found")

  static func content(for settings: SiteSettings) -> PageContent {
    content(Page(id: id, slug: "404", title: "", locale: settings.locales.first ?? "en"), home: .url("/"))
  }

  /// The same in a further language.
  /// - Parameter home: the language's home page
  static func content(locale: String, below home: PageID, translating original: PageID) -> PageContent {
    content(
      Page(
        id: PageID(stored: "~not-found:\(locale)"), parent: home, slug: "404", title: "", locale: locale,
        translationOf: original), home: .page(home, fragment: nil))
  }

  private static func content(_ bare: Page, home target: LinkTarget) -> PageContent {
    let words = Words.in(bare.locale)
    var page = bare
    page.title = words.notFound
    page.meta.noindex = true
    func text(_ tag: String, _ id: String, _ words: String) -> ElementNode {
      ElementNode(
        id: ElementID(stored: id), body: ElementBody(kind: .text, tag: tag, content: .inline(InlineText(words))))
    }
    let home = ElementNode(
      id: ElementID(stored: "not-found-home"),
      body: ElementBody(kind: .link, tag: "a", content: .link(target: target, label: InlineText(words.home))))
    let way = ElementNode(
      id: ElementID(stored: "not-found-way"), body: ElementBody(kind: .box, tag: "p"), children: [home])
    let section = ElementNode(
      id: ElementID(stored: "not-found-section"), body: ElementBody(kind: .box, tag: "section", classes: ["wrap"]),
      children: [
        text("h1", "not-found-title", words.notFound), text("p", "not-found-text", words.notFoundText), way,
      ])
    return PageContent(page: page, slots: ["main": [section]])
  }
}
