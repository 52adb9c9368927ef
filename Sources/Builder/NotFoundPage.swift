import Model

/// The “not found” page of a site that has none of its own: the theme's page with a sentence and a way home.
enum NotFoundPage {
  static let id = PageID(stored: "not-found")

  static func content(for settings: SiteSettings) -> PageContent {
    let locale = settings.locales.first ?? "en"
    let words = Words.in(locale)
    var page = Page(id: id, slug: "404", title: words.notFound, locale: locale)
    page.meta.noindex = true
    func text(_ tag: String, _ id: String, _ words: String) -> ElementNode {
      ElementNode(
        id: ElementID(stored: id), body: ElementBody(kind: .text, tag: tag, content: .inline(InlineText(words))))
    }
    let home = ElementNode(
      id: ElementID(stored: "not-found-home"),
      body: ElementBody(kind: .link, tag: "a", content: .link(target: .url("/"), label: InlineText(words.home))))
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

/// The few words that the builder itself says.
struct Words {
  let notFound: String
  let notFoundText: String
  let home: String
  let moved: String
  let done: String

  static func `in`(_ locale: String) -> Words {
    switch locale.prefix(while: { $0 != "-" }) {
    case "de":
      Words(
        notFound: "Seite nicht gefunden", notFoundText: "Diese Seite gibt es nicht oder nicht mehr.",
        home: "Zur Startseite", moved: "Diese Seite ist umgezogen", done: "Erledigt")
    default:
      Words(
        notFound: "Page not found", notFoundText: "This page does not exist, or not any more.",
        home: "To the home page",
        moved: "This page has moved", done: "Done")
    }
  }
}
