import Markup
import Model
import Publishing
import Store
import Web

/// The editing screen: a bar above the working draft, which stands in a frame of its own origin. It also shows the draft to those who may
/// only look.
struct EditorView: Sendable {
  let visible: VisibleSite
  let page: PageGroup.Line
  let pages: [PageGroup]
  /// Whether the site has more pages than the picker shows.
  let hasMorePages: Bool
  let mode: DraftMode
  let draftURL: String
  let draftOrigin: String
  let newestRelease: Int
  /// What the reader does with what waits.
  let act: PublishAct
  let liveURL: String
  /// Where visitors find the site, as people write it: without scheme and slash.
  let address: String
  let account: AccountID

  private var path: String { "/sites/\(visible.site.slug)" }

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.editor
    let name = visible.site.name
    var document = Document(title: mode == .edit ? words.title(name) : words.viewTitle(name), frame: .bare)
    if mode == .edit {
      document.module = screen.look.editing.module
      document.styleSheets = screen.look.editing.styleSheets
    }
    return document.html(screen) { w in
      w.element(
        "main",
        [
          "id": "content", "class": "editor", "tabindex": "-1", "data-editor": "", "data-site": visible.site.slug,
          "data-page": page.id.rawValue, "data-mode": mode.rawValue, "data-draft-origin": draftOrigin,
          "data-language": screen.language.rawValue, "data-api": "/api/v1", "data-live": liveURL,
          "data-address": address, "data-account": account.rawValue,
        ]
      ) { w in
        w.element("h1", ["class": "unseen"], text: mode == .edit ? words.title(name) : words.viewTitle(name))
        bar(screen, &w)
        w.element("div", ["class": "workplace"]) { w in
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
          if mode == .edit { panel(words, &w) }
        }
        if mode == .edit {
          // The one place where the screen says aloud what became of a change.
          w.element("div", ["class": "unseen", "role": "status", "data-say": ""]) { _ in }
          w.raw("<noscript>")
          w.element("p", ["class": "notice info"], text: words.needsScript)
          w.raw("</noscript>")
        }
      }
    }
  }

  /// The script fills it with what can be done to the part of the page that is chosen.
  private func panel(_ words: EditorWords, _ w: inout HTMLWriter) {
    w.element(
      "aside",
      [
        "class": "inspector", "id": "inspector", "data-inspector": "", "aria-label": words.panel, "tabindex": "-1",
        "hidden": "",
      ]
    ) { _ in }
  }

  private func bar(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.editor
    w.element("header", ["class": "bar"]) { w in
      w.element("a", ["class": "button quiet", "href": path]) { w in
        w.icon(.arrowLeft, screen)
        w.element("span", ["class": "wide-only"], text: words.back)
        w.element("span", ["class": "unseen narrow-only"], text: words.back)
      }
      picker(screen, &w)
      // The script fills both.
      if mode == .edit { w.element("div", ["class": "bar-tools", "data-bar-tools": ""]) { _ in } }
      w.element("p", ["class": "save-state", "data-save-state": ""]) { w in
        w.text(mode == .edit ? "" : words.viewOnly)
      }
      w.element("fieldset", ["class": "viewport"]) { w in
        w.element("legend", ["class": "unseen"], text: words.viewport)
        for (value, label, icon) in [("desktop", words.desktop, Icons.Name.monitor), ("phone", words.phone, .phone)] {
          w.element("label", ["title": label]) { w in
            w.open(
              "input",
              [
                "type": "radio", "name": "viewport", "value": value, "id": "viewport-\(value)",
                "checked": value == "desktop" ? "" : nil, "autocomplete": "off",
              ])
            w.icon(icon, screen)
            w.element("span", ["class": "unseen"], text: label)
          }
        }
      }
      publishing(screen, &w)
    }
  }

  /// The script opens its own dialog in place of where these lead.
  private func publishing(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.editor
    switch act {
    case .publish:
      w.publishForm(path: path, newest: newestRelease, class: "primary", screen) { w in
        w.element("span", text: words.publish)
      }
    case .submit, .none(.mode):
      w.element(
        "a", ["class": "button \(act == .submit ? "primary" : "secondary") publish", "href": "\(path)/publish"]
      ) { w in
        w.icon(.rocket, screen)
        w.element("span", text: act == .submit ? words.submit : words.publish)
      }
    case .none: break
    }
  }

  private func picker(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.editor
    w.element(
      "button",
      ["class": "secondary picker", "type": "button", "popovertarget": "page-picker", "title": words.choosePage]
    ) { w in
      w.element("span", ["class": "unseen"], text: "\(words.page): ")
      w.element(
        "span", ["class": "picker-title", "data-page-title": ""], text: page.shown)
      w.icon(.chevronDown, screen)
    }
    w.element("nav", ["id": "page-picker", "class": "picker-list", "popover": "auto", "aria-label": words.choosePage]) {
      w in
      for group in pages {
        guard let collection = group.collection else {
          links(group.lines, screen, &w)
          continue
        }
        // For designers the script adds the way to a new entry.
        w.element("section", ["data-collection": collection.name]) { w in
          w.element("h2", text: collection.title)
          links(group.lines, screen, &w)
        }
      }
      if hasMorePages { w.element("a", ["class": "row", "href": path], text: words.allPages) }
    }
  }

  private func links(_ lines: [PageGroup.Line], _ screen: Screen, _ w: inout HTMLWriter) {
    guard !lines.isEmpty else { return }
    w.element("ul", ["class": "rows"]) { w in
      for link in lines {
        w.element("li") { w in
          w.element(
            "a",
            [
              "class": "row", "href": "\(path)/edit/\(link.id)",
              "aria-current": link.id == page.id ? "page" : nil, "data-page-link": link.id.rawValue,
              "data-path": link.path,
            ]
          ) { w in
            w.element("span", ["class": "row-text"]) { w in
              w.element("span", ["class": "strong"], text: link.shown)
              let language = link.locale.map { "\(screen.words.common.locale($0)) · " } ?? ""
              w.element("span", ["class": "quiet-text path"], text: language + link.path)
            }
          }
        }
      }
    }
  }
}
