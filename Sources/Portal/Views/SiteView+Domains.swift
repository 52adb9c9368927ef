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
      w.element("ul", ["class": "releases"]) { w in
        for domain in addresses.domains { w.element("li") { w in line(domain, screen, &w) } }
      }
    }
    let error = domainRefusal.map { refusal in
      switch refusal {
      case .invalid: words.invalid
      case .own: words.own
      case .taken: words.taken
      }
    }
    w.form(to: "\(path)/domains", screen) { w in
      w.field(
        FormField(
          name: "host", label: words.add, type: "text", autocomplete: "off", hint: words.addHint, error: error))
      w.element("button", ["class": "secondary", "type": "submit"], text: words.addButton)
    }
  }

  private func line(_ domain: Domain, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.domains
    w.element("div") { w in
      w.element("span", ["class": "strong"], text: domain.host)
      if domain.isMain { w.badge(.on, words.main) }
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
