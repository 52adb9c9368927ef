import Markup
import Model
import Store

/// Translated pages and what has changed in their source since.
struct TranslationsView: Sendable {
  let visible: VisibleSite
  let pages: [TranslatedPage]
  let navigation: [Document.NavigationLink]

  private var path: String { "/sites/\(visible.site.slug)" }

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.translations
    return Document(title: words.title, frame: .full(navigation)).html(screen) { w in
      w.head(of: visible.site, title: words.title, lead: words.lead, screen)
      if pages.isEmpty { w.notice(.info, words.none, screen) }
      w.element("div", ["class": "cards"]) { w in for page in pages { section(page, screen, &w) } }
    }
  }

  private func section(_ translated: TranslatedPage, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.translations
    let title = "page-\(translated.page.id)"
    w.element("section", ["class": "card", "aria-labelledby": title]) { w in
      w.element("h2", ["id": title]) { w in
        w.element("span", text: translated.page.title)
        w.badge(.plain, screen.words.common.locale(translated.page.locale))
      }
      w.element(
        "p", ["class": "quiet-text"],
        text: translated.stale.isEmpty ? words.current : words.changed(translated.stale.count, translated.source.title))
      guard !translated.stale.isEmpty else { return }
      w.element("ul", ["class": "rows texts"]) { w in
        for text in translated.stale {
          w.element("li", ["class": "row"]) { w in line(text, on: translated.page, screen, &w) }
        }
      }
    }
  }

  private func line(_ text: StaleTranslation, on page: Page, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.translations
    let name = text.element.body.name.isEmpty ? String(text.translation.prefix(60)) : text.element.body.name
    let difference = WordDifference(from: String(text.before.prefix(4_000)), to: String(text.now.prefix(4_000)))
    w.element("dl", ["class": "row-text"]) { w in
      w.element("div") { w in
        w.element("dt", ["class": "quiet-text"], text: words.source)
        w.element("dd", ["class": "note-text"]) { w in w.difference(difference, screen) }
      }
      w.element("div") { w in
        w.element("dt", ["class": "quiet-text"], text: words.translation)
        w.element(
          "dd", ["class": "note-text", "lang": page.locale], text: String(text.translation.prefix(2_000)))
      }
    }
    w.element("div", ["class": "actions"]) { w in
      w.element("a", ["class": "button secondary small", "href": "\(path)/edit/\(page.id)#part=\(text.element.id)"]) {
        w in
        w.text(words.change)
        w.hint(name)
      }
      w.form(to: "\(path)/translations/confirm", screen) { w in
        w.open("input", ["type": "hidden", "name": "element", "value": text.element.id.rawValue])
        w.element("button", ["class": "secondary small", "type": "submit"]) { w in
          w.text(words.stillRight)
          w.hint(name)
        }
      }
    }
  }
}
