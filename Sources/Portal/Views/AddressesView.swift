import Markup
import Model
import Store

/// Old addresses of a site and where they lead.
struct AddressesView: Sendable {
  let visible: VisibleSite
  let lines: [AddressLine]
  let list: ListPage
  /// The address whose new target was none, with what was typed.
  let refused: (path: String, typed: String)?
  let navigation: [Document.NavigationLink]

  private var path: String { "/sites/\(visible.site.slug)" }

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.addresses
    return Document(title: words.title, frame: .full(navigation)).html(screen) { w in
      w.head(of: visible.site, title: words.title, lead: words.lead, screen)
      if let refused, !lines.contains(where: { $0.address.path == refused.path }) {
        w.notice(.error, words.refused, screen, detail: words.targetHint)
      }
      w.element("section", ["class": "card", "aria-labelledby": "list-title"]) { w in
        w.element("h2", ["id": "list-title"], text: words.list)
        if lines.isEmpty { w.element("p", text: words.none) }
        if !lines.isEmpty {
          w.element("ul", ["class": "rows addresses"]) { w in
            for (index, line) in lines.enumerated() {
              w.element("li", ["class": "row"]) { w in write(line, index, screen, &w) }
            }
          }
        }
        pages(screen, &w)
      }
    }
  }

  private func write(_ line: AddressLine, _ index: Int, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.addresses
    let old = line.address.path
    w.element("div", ["class": "row-text"]) { w in
      w.element("span", ["class": "strong"], text: old)
      w.element("p", ["class": "quiet-text"], text: target(of: line, words))
    }
    w.element("div", ["class": "actions"]) { w in
      let typed = refused?.path == old ? refused?.typed : nil
      w.form(to: "\(path)/addresses", screen, class: "target") { w in
        w.open("input", ["type": "hidden", "name": "path", "value": old])
        w.element("label", ["for": "to-\(index)", "class": "unseen"], text: words.leadTo(old))
        if typed != nil {
          w.element("p", ["class": "error", "id": "to-\(index)-error"], text: "\(words.refused). \(words.targetHint)")
        }
        w.open(
          "input",
          [
            "id": "to-\(index)", "name": "leadsTo", "type": "text", "autocomplete": "off", "maxlength": "1000",
            "value": typed ?? line.address.leadsTo.map(Self.text) ?? "", "placeholder": words.placeholder,
            "aria-invalid": typed == nil ? nil : "true", "autofocus": typed == nil ? nil : "",
            "aria-describedby": typed == nil ? nil : "to-\(index)-error",
          ])
        w.element("button", ["class": "secondary small", "type": "submit"]) { w in
          w.text(words.save)
          w.hint(old)
        }
      }
      w.form(to: "\(path)/addresses/forget", screen) { w in
        w.open("input", ["type": "hidden", "name": "path", "value": old])
        w.element("button", ["class": "secondary small", "type": "submit"]) { w in
          w.text(words.forget)
          w.hint(old)
        }
      }
    }
  }

  private func target(of line: AddressLine, _ words: AddressWords) -> String {
    switch line.address.leadsTo {
    case .moved(let target)?: words.leads(target)
    case .gone?: words.gone
    case nil: line.pagePath.map(words.follows) ?? words.pageGone
    }
  }

  private static func text(_ redirect: Redirect) -> String {
    switch redirect {
    case .moved(let target): target
    case .gone: SiteSettings.goneWord
    }
  }

  private func pages(_ screen: Screen, _ w: inout HTMLWriter) {
    guard list.hasPrevious || list.hasNext else { return }
    let words = screen.words.addresses
    w.element("nav", ["aria-label": words.list, "class": "actions"]) { w in
      if list.hasPrevious {
        w.element("a", ["href": "\(path)/addresses?page=\(list.number - 1)"], text: words.previous)
      }
      if list.hasNext { w.element("a", ["href": "\(path)/addresses?page=\(list.number + 1)"], text: words.next) }
    }
  }
}
