import Markup
import Model
import Store
import Web

extension SiteView {
  /// An open wish with the page that it is about; nil when that is gone.
  struct NoteLine: Sendable {
    let note: Note
    let page: PageLine?
  }

  /// What customers wish for, for the agency's people: a way to the place, and for designers a way to tick it off.
  func noteList(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.notes
    w.element("h2", ["id": "notes-title"], text: words.title)
    w.element("p", ["class": "quiet-text"], text: words.lead)
    w.element("ul", ["class": "rows notes"]) { w in
      for line in notes { w.element("li", ["class": "row"]) { w in note(line, screen, &w) } }
    }
    if openNotes > notes.count { w.element("p", ["class": "quiet-text"], text: words.more(openNotes - notes.count)) }
  }

  private func note(_ line: NoteLine, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.notes
    let note = line.note
    let page = line.page.map { $0.title.isEmpty ? $0.path : $0.title } ?? words.pageGone
    w.element("div", ["class": "row-text"]) { w in
      w.element("p", ["class": "quiet-text"]) { w in
        w.text(words.about(note.authorName, page, note.label))
        w.text(", ")
        w.time(note.at, screen)
      }
      w.element("p", ["class": "note-text"], text: note.text)
    }
    w.element("div", ["class": "actions"]) { w in
      if let page = line.page {
        let place = note.element.map { "#element-\($0)" } ?? ""
        w.element("a", ["class": "button secondary small", "href": "\(path)/edit/\(page.id)\(place)"]) { w in
          w.element("span", ["aria-hidden": "true"], text: words.show)
          w.element("span", ["class": "unseen"], text: words.showLong(page.title.isEmpty ? page.path : page.title))
        }
      }
      if visible.role.mayDesign {
        w.form(to: "\(path)/notes/\(note.id)/done", screen) { w in
          w.element("button", ["class": "secondary small", "type": "submit"]) { w in
            w.element("span", ["aria-hidden": "true"], text: words.done)
            w.element("span", ["class": "unseen"], text: words.doneLong(note.authorName))
          }
        }
      }
    }
  }
}
