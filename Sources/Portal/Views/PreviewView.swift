import Markup
import Web

/// What stands for a moment in the new tab before the preview does: a form's answer may not lead to another origin, a page may.
struct PreviewView: Sendable {
  let address: String

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.publish
    return Document(title: words.openingPreview, frame: .plain).html(screen) { w in
      w.element("div", ["class": "message"]) { w in
        w.icon(.eye, screen)
        w.element("h1", text: words.openingPreview)
        w.element("p") { w in w.element("a", ["class": "button primary", "href": address], text: words.openPreview) }
      }
    }
  }
}
