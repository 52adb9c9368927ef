import Markup
import Model
import Store
import Web

/// A site's review links: one form for a new one, and what became of those that there are.
struct GuestsView: Sendable {
  struct Form: Sendable, Hashable {
    enum Trouble: Sendable, Hashable { case nameMissing, unusable, tooMany }

    var mode = ReviewLink.Mode.personal
    var name = ""
    var days = ReviewLinkLimits.usualLifetime
    var isPinned = false
    var trouble: Trouble?
  }

  /// How long a link may hold, in days, as people choose it.
  static let lifetimes = [3, 7, ReviewLinkLimits.usualLifetime, 30, ReviewLinkLimits.longestLifetime]

  let visible: VisibleSite
  /// The newest first.
  let links: [ReviewLinkEntry]
  let form: Form
  /// The link that was just made, with its address: nobody is told it again.
  let made: (name: String, url: String)?
  let navigation: [Document.NavigationLink]

  private var path: String { "/sites/\(visible.site.slug)" }

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.guests
    return Document(title: words.title, frame: .full(navigation)).html(screen) { w in
      w.head(of: visible.site, title: words.title, lead: words.lead, screen)
      if let made { newLink(made, screen, &w) }
      if form.trouble == .tooMany { w.notice(.error, words.tooMany, screen) }
      w.element("div", ["class": "stack"]) { w in
        w.element("section", ["class": "card", "aria-labelledby": "invite-title"]) { w in
          w.element("h2", ["id": "invite-title"], text: words.invite)
          inviteForm(screen, &w)
        }
        w.element("section", ["class": "card", "aria-labelledby": "links-title"]) { w in
          w.element("h2", ["id": "links-title"], text: words.links)
          if links.isEmpty { w.element("p", ["class": "quiet-text"], text: words.none) }
          if !links.isEmpty {
            w.element("ul", ["class": "rows"]) { w in
              for link in links { w.element("li", ["class": "row"]) { w in row(link, screen, &w) } }
            }
          }
        }
      }
    }
  }

  /// In a field, so that it can be selected and copied where no script runs. What is said of the copy is all that changes, so it alone is live.
  private func newLink(_ made: (name: String, url: String), _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.guests
    w.element("div", ["class": "notice ok"]) { w in
      w.icon(.check, screen)
      w.element("div", ["class": "field", "data-copy": ""]) { w in
        w.element("label", ["for": "new-link"], text: words.made(made.name))
        w.element("p", ["class": "hint", "id": "new-link-hint"], text: words.once)
        w.open(
          "input",
          [
            "id": "new-link", "type": "text", "readonly": "", "value": made.url, "autofocus": "",
            "aria-describedby": "new-link-hint", "autocomplete": "off", "spellcheck": "false",
          ])
        w.element("div", ["class": "copy"]) { w in
          w.element("button", ["type": "button", "class": "secondary small", "hidden": ""], text: words.copy)
          w.element("span", ["role": "status", "data-copied": words.copied]) { _ in }
        }
      }
    }
  }

  private func inviteForm(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.guests
    var name = FormField(
      name: "name", label: words.name, autocomplete: "off", value: form.name, hint: words.nameHint)
    switch form.trouble {
    case .nameMissing: name.error = words.nameMissing
    case .unusable: name.error = words.nameUnusable
    case .tooMany, nil: break
    }
    w.errorSummary([name], screen)
    w.form(to: "\(path)/guests", screen, class: "stack") { w in
      w.element("fieldset", ["class": "field"]) { w in
        w.element("legend", text: words.mode)
        w.element("div", ["class": "choices"]) { w in
          for mode in ReviewLink.Mode.allCases {
            w.element("label", ["class": "choice"]) { w in
              w.open(
                "input",
                [
                  "type": "radio", "name": "mode", "value": mode.rawValue, "checked": form.mode == mode ? "" : nil,
                ])
              w.element("span", text: words.mode(mode))
            }
          }
        }
      }
      w.field(name)
      w.element("div", ["class": "field"]) { w in
        w.element("label", ["for": "days"], text: words.days)
        w.element("select", ["id": "days", "name": "days", "autocomplete": "off"]) { w in
          for days in Self.lifetimes {
            w.element(
              "option", ["value": String(days), "selected": form.days == days ? "" : nil], text: words.daysOf(days))
          }
        }
      }
      w.element("label", ["class": "choice"]) { w in
        w.open("input", ["type": "checkbox", "name": "pinned", "value": "1", "checked": form.isPinned ? "" : nil])
        w.element("span", text: words.pin)
      }
      w.element("button", ["class": "primary", "type": "submit"], text: words.create)
    }
  }

  private func row(_ entry: ReviewLinkEntry, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.guests
    let link = entry.link
    let isOpen = link.revokedAt == nil && link.expiresAt > screen.now
    w.element("div", ["class": "row-text"]) { w in
      w.element("span", ["class": isOpen ? "strong" : nil], text: link.name)
      w.element("p", ["class": "quiet-text"]) { w in
        w.text(words.mode(link.mode))
        if let pinned = link.pinned { w.text(" · \(words.pinned(pinned))") }
        w.text(" · ")
        if let revokedAt = link.revokedAt {
          w.text("\(words.revoked) ")
          w.time(revokedAt, screen)
        } else {
          w.text("\(isOpen ? words.until : words.expired) ")
          w.moment(link.expiresAt, screen)
        }
        w.text(" · \(words.by(entry.creator))")
      }
      visitors(entry, screen, &w)
    }
    if isOpen {
      w.form(to: "\(path)/guests/\(link.id)/revoke", screen, class: "actions") { w in
        w.element("button", ["class": "secondary small", "type": "submit"]) { w in
          w.element("span", ["aria-hidden": "true"], text: words.revoke)
          w.element("span", ["class": "unseen"], text: words.revokeLong(link.name))
        }
      }
    }
  }

  /// Who came. Addresses are told to the agency's people alone.
  private func visitors(_ entry: ReviewLinkEntry, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.guests
    let came = entry.visitors.filter { $0.seenAt != nil }
    w.element("p", ["class": "quiet-text"]) { w in
      if came.isEmpty { w.text(words.nobodyYet) }
      for (index, visitor) in came.enumerated() {
        if index > 0 { w.text(", ") }
        w.text(visitor.guest.name)
        if visible.role.isAgency, let mail = visitor.guest.mail { w.text(" (\(mail))") }
        w.text(" ")
        w.time(visitor.seenAt ?? 0, screen)
      }
    }
  }
}
