import Markup
import Model
import Store
import Web

/// The review page: a bar, the draft in a frame of its own origin, and beside it the feedback, which the script fills in.
struct ReviewView: Sendable {
  struct Line: Sendable {
    let id: PageID
    let title: String
    let path: String

    init(page: Page, path: String) {
      id = page.id
      title = page.title.isEmpty ? path : page.title
      self.path = path
    }
  }

  /// More pages than this make a picker that nobody picks from.
  static let pickerLimit = 200

  let services: FeedbackServices
  let reader: SiteParticipant
  let page: Line
  let pages: [Line]
  /// The thread that opens with the page.
  let thread: ThreadID?
  let draftURL: String
  let draftOrigin: String
  let language: Language

  private var words: ReviewWords { .of(language) }
  private var path: String { services.reviewPath(reader.site.slug) }
  private var mayEdit: Bool {
    reader.actor != nil && reader.authority.rights(own: .text, ancestors: []).capabilities.contains(.text)
  }
  private var readerID: String {
    switch reader.participant {
    case .account(let id): id.rawValue
    case .guest(let id): id.rawValue
    }
  }

  func html() -> [UInt8] {
    let look = services.look
    let title = words.title(reader.site.name)
    var w = HTMLWriter(capacity: 16_384)
    w.raw("<!doctype html>")
    w.open("html", ["lang": language.rawValue])
    w.raw(
      "<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1,viewport-fit=cover\">"
    )
    w.raw("<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">")
    w.element("title", text: "\(title) · \(look.name)")
    for sheet in look.styleSheets + look.review.styleSheets { w.open("link", ["rel": "stylesheet", "href": sheet]) }
    // An empty icon keeps browsers from asking for /favicon.ico.
    w.raw("<link rel=\"icon\" href=\"data:,\">")
    w.element("script", ["type": "module", "src": look.review.module]) { _ in }
    w.raw("</head><body class=\"bare\">")
    w.element("a", ["class": "skip", "href": "#review-side"], text: words.skipToFeedback)
    w.element("main", attributes) { w in
      w.element("h1", ["class": "unseen"], text: title)
      bar(&w)
      w.element("div", ["class": "workplace"]) { w in
        frame(&w)
        w.element(
          "aside",
          [
            "class": "review-side", "id": "review-side", "tabindex": "-1", "aria-label": words.feedback,
            "data-review-side": "",
          ]
        ) { w in
          w.raw("<noscript>")
          w.element("p", ["class": "notice"], text: words.needsScript)
          w.raw("</noscript>")
        }
      }
      // The one place where the page says aloud what has become of something.
      w.element("div", ["class": "unseen", "role": "status", "data-say": ""]) { _ in }
    }
    w.raw("</body></html>")
    return w.bytes
  }

  private var attributes: KeyValuePairs<StaticString, String?> {
    [
      "id": "content", "class": "editor review", "data-review": "", "data-site": reader.site.slug,
      "data-site-name": reader.site.name,
      "data-page": page.id.rawValue, "data-thread": thread?.rawValue, "data-draft-origin": draftOrigin,
      "data-language": language.rawValue, "data-api": "/api/v1", "data-reader": readerID,
      "data-reader-name": reader.name, "data-revision": String(reader.visit?.link.pinned ?? reader.site.revision),
      "data-pinned": reader.visit?.link.pinned == nil ? nil : "", "data-agency": reader.role.isAgency ? "" : nil,
      "data-write": reader.rules.mayWrite(.customer) ? "" : nil, "data-edit": mayEdit ? "" : nil,
      "data-account": reader.actor == nil ? nil : "", "data-approve": reader.rules.mayApprove ? "" : nil,
      "data-sheet": "closed", "data-viewport": "desktop",
    ]
  }

  private func frame(_ w: inout HTMLWriter) {
    w.element("div", ["class": "stage"]) { w in
      w.element(
        "iframe",
        [
          "data-draft": "", "src": draftURL, "title": words.frameTitle(page.title),
          "sandbox": "allow-scripts allow-same-origin allow-forms", "referrerpolicy": "no-referrer",
          // Without a value the attribute would allow the frame what its own origin asks for.
          "allow": "camera 'none'; microphone 'none'; geolocation 'none'",
        ]
      ) { _ in }
    }
  }

  // MARK: The bar

  private func bar(_ w: inout HTMLWriter) {
    w.element("header", ["class": "bar"]) { w in
      if reader.actor != nil {
        w.element("a", ["class": "button quiet", "href": "/sites/\(reader.site.slug)"]) { w in
          w.element("span", ["data-icon": "back"]) { _ in }
          w.element("span", ["class": "review-wide"], text: words.back)
        }
      }
      picker(&w)
      // On a phone these stand at the lower edge, where a thumb is.
      w.element("div", ["class": "review-tools"]) { w in
        w.element("div", ["class": "review-modes", "role": "group", "aria-label": words.mode]) { w in
          for (mode, icon, label) in [("look", "eye", words.look), ("comment", "note", words.comment)] {
            w.element("button", ["type": "button", "data-mode": mode, "aria-pressed": "false"]) { w in
              w.element("span", ["data-icon": icon]) { _ in }
              w.element("span", text: label)
            }
          }
        }
        w.element(
          "button",
          [
            "type": "button", "class": "secondary sheet-button", "data-choice": "sheet", "aria-expanded": "false",
            "aria-controls": "review-side",
          ]
        ) { w in
          w.element("span", ["data-icon": "list"]) { _ in }
          w.element("span", text: words.list)
          w.element("span", ["class": "sheet-count", "data-count": "", "hidden": ""]) { _ in }
        }
      }
      if let pinned = reader.visit?.link.pinned {
        w.element("p", ["class": "review-hint review-wide"], text: words.pinned(pinned))
      }
      w.element("span", ["class": "push"]) { _ in }
      w.element("label", ["class": "review-pins-choice", "title": words.pins]) { w in
        w.open(
          "input",
          ["type": "checkbox", "checked": "", "data-pins": "", "autocomplete": "off", "aria-label": words.pins])
        w.element("span", ["aria-hidden": "true"], text: words.pins)
      }
      viewports(&w)
      if let visit = reader.visit { guest(visit, &w) }
    }
  }

  private func picker(_ w: inout HTMLWriter) {
    w.element(
      "button",
      ["class": "secondary picker", "type": "button", "popovertarget": "page-picker", "title": words.choosePage]
    ) { w in
      w.element("span", ["class": "unseen"], text: "\(words.page): ")
      w.element("span", ["class": "picker-title", "data-page-title": ""], text: page.title)
      w.element("span", ["data-icon": "unfold"]) { _ in }
    }
    w.element("nav", ["id": "page-picker", "class": "picker-list", "popover": "auto", "aria-label": words.choosePage]) {
      w in
      w.element("ul", ["class": "rows"]) { w in
        for line in pages {
          w.element("li") { w in
            w.element(
              "a",
              [
                "class": "row", "href": "\(path)?page=\(line.id)",
                "aria-current": line.id == page.id ? "page" : nil, "data-page-link": line.id.rawValue,
                "data-path": line.path,
              ]
            ) { w in
              w.element("span", ["class": "row-text"]) { w in
                w.element("span", ["class": "strong"], text: line.title)
                w.element("span", ["class": "quiet-text path"], text: line.path)
              }
            }
          }
        }
      }
    }
  }

  private func viewports(_ w: inout HTMLWriter) {
    w.element("fieldset", ["class": "viewport"]) { w in
      w.element("legend", ["class": "unseen"], text: words.viewport)
      for (value, label) in [("desktop", words.desktop), ("tablet", words.tablet), ("phone", words.phone)] {
        w.element("label", ["title": label]) { w in
          w.open(
            "input",
            [
              "type": "radio", "name": "viewport", "value": value, "checked": value == "desktop" ? "" : nil,
              "autocomplete": "off",
            ])
          w.element("span", ["data-icon": value]) { _ in }
          w.element("span", ["class": "unseen"], text: label)
        }
      }
    }
  }

  /// Where there is no room for it, a button opens it.
  private func guest(_ visit: GuestVisit, _ w: inout HTMLWriter) {
    w.element("button", ["type": "button", "class": "quiet guest-button", "popovertarget": "guest-menu"]) { w in
      w.element("span", ["data-icon": "person"]) { _ in }
      w.element("span", ["class": "unseen"], text: "\(words.guest) \(visit.guest.name)")
    }
    w.element(
      "form",
      ["class": "review-guest", "id": "guest-menu", "popover": "auto", "method": "post", "action": "/guest/leave"]
    ) { w in
      w.element("span", ["class": "review-wide"], text: words.guest)
      w.element("strong", text: visit.guest.name)
      if let pinned = visit.link.pinned { w.element("p", ["class": "review-hint"], text: words.pinned(pinned)) }
      w.element("button", ["class": "secondary small", "type": "submit"], text: words.leave)
    }
  }
}
