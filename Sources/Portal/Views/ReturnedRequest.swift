import Markup
import Model
import Web

extension HTMLWriter {
  /// What the agency has sent back, for whoever has submitted it: why, and the way to put it aside.
  mutating func returnedRequest(
    _ request: PublishRequest, path: String, from place: ReturnedPlace, _ screen: Screen
  ) {
    let words = screen.words.publish
    element("section", ["class": "card next request", "aria-labelledby": "request-title", "id": "request"]) { w in
      w.element("h2", ["id": "request-title"]) { w in
        w.icon(.undo, screen)
        w.element("span", text: words.returned)
      }
      w.element("p", ["class": "quiet-text"]) { w in w.time(request.decidedAt ?? request.at, screen) }
      if !request.reason.isEmpty { w.element("blockquote", ["class": "note-text"], text: request.reason) }
      w.element("div", ["class": "actions"]) { w in
        if place == .site {
          w.element("a", ["class": "button secondary small", "href": "\(path)/publish"], text: words.returnedOpen)
        }
        w.form(to: "\(path)/publish-requests/\(request.id)/dismissal", screen) { w in
          w.open("input", ["type": "hidden", "name": "from", "value": place.rawValue])
          w.element("button", ["class": "quiet small", "type": "submit"], text: words.dismiss)
        }
      }
    }
  }
}

/// The screen on which it stands, and to which whoever puts it aside comes back.
enum ReturnedPlace: String, Sendable {
  case site, publish
}
