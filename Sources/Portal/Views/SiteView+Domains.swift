import Markup
import Store

extension SiteView {
  /// The site's names, with a form for one more.
  func domainList(_ addresses: SiteAddresses, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.domains
    w.element("h2", ["id": "domains-title"], text: words.title)
    w.element("p", ["class": "quiet-text"], text: words.lead(addresses.ownHost))
    if let differing = addresses.differing {
      w.notice(.info, words.differs, screen, detail: words.differsText(differing))
    }
    if !addresses.domains.isEmpty {
      w.element("ul", ["class": "rows domains"]) { w in
        for domain in addresses.domains {
          w.element("li", ["class": "row"]) { w in line(domain, opens: addresses.links[domain.host], screen, &w) }
        }
      }
    }
    w.form(to: "\(path)/domains", screen, class: "stack") { w in
      w.field(domainField(screen))
      w.element("button", ["class": "secondary", "type": "submit"], text: words.addButton)
    }
  }

  /// For one more name; after a failed try with what was typed and what is wrong with it.
  func domainField(_ screen: Screen) -> FormField {
    let words = screen.words.domains
    let error = refusedDomain.map { refused in
      switch refused.why {
      case .invalid: words.invalid
      case .own: words.own
      case .taken: words.taken
      }
    }
    return FormField(
      name: "host", label: words.add, type: "text", autocomplete: "off", value: refusedDomain?.typed,
      hint: words.addHint, error: error)
  }

  private func line(_ domain: Domain, opens link: String?, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.domains
    w.element("div", ["class": "row-text"]) { w in
      w.element("p", ["class": "badges"]) { w in
        w.element("a", ["class": "strong", "href": link, "target": "_blank", "rel": "noopener"]) { w in
          w.text(domain.host)
          w.hint(screen.words.common.opensInNewTab)
        }
        if domain.isMain { w.badge(domain.reachedAt == nil ? .plain : .on, words.main) }
        if domain.reachedAt == nil { w.badge(.off, words.waiting) }
      }
      if domain.reachedAt == nil {
        w.element("p", ["class": "quiet-text"], text: domain.isMain ? words.waitingMain : words.waitingText)
      }
    }
    w.element("div", ["class": "actions"]) { w in
      w.form(to: "\(path)/domains", screen) { w in
        w.open("input", ["type": "hidden", "name": "host", "value": domain.host])
        w.open("input", ["type": "hidden", "name": "main", "value": domain.isMain ? "no" : "yes"])
        w.element("button", ["class": "secondary small", "type": "submit"]) { w in
          w.text(domain.isMain ? words.makePlain : words.makeMain)
          w.hint(domain.host)
        }
      }
      w.form(to: "\(path)/domains/remove", screen) { w in
        w.open("input", ["type": "hidden", "name": "host", "value": domain.host])
        w.element("button", ["class": "secondary small", "type": "submit"]) { w in
          w.text(words.remove)
          w.hint(domain.host)
        }
      }
    }
  }
}
