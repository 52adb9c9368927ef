import Access
import Markup
import Web

extension HTMLWriter {
  /// A form that changes something: POST, with the session's token.
  mutating func form(
    to path: String, _ screen: Screen, class name: String? = nil, _ content: (inout HTMLWriter) -> Void
  ) {
    // The browser's own messages would be in the browser's language and vanish; ours come back with the page.
    element("form", ["method": "post", "action": path, "class": name, "novalidate": ""]) { w in
      if let actor = screen.actor {
        w.open("input", ["type": "hidden", "name": FormFields.tokenName, "value": actor.formToken])
      }
      content(&w)
    }
  }

  /// Words for screen readers only.
  mutating func hint(_ words: String) { element("span", ["class": "unseen"], text: " (\(words))") }

  /// A field with its label, an explanation and, after a failed try, what is wrong with it.
  mutating func field(_ field: FormField) {
    let id = field.id ?? field.name
    let hint = field.hint == nil ? nil : "\(id)-hint"
    let error = field.error == nil ? nil : "\(id)-error"
    let described = [hint, error].compactMap { $0 }.joined(separator: " ")
    element("div", ["class": field.error == nil ? "field" : "field wrong"]) { w in
      w.element("label", ["for": id], text: field.label)
      if let words = field.hint { w.element("p", ["class": "hint", "id": hint], text: words) }
      if let words = field.error { w.element("p", ["class": "error", "id": error], text: words) }
      w.open(
        "input",
        [
          "id": id, "name": field.name, "type": field.type, "autocomplete": field.autocomplete,
          "value": field.value, "required": "", "aria-describedby": described.isEmpty ? nil : described,
          "aria-invalid": field.error == nil ? nil : "true", "autocapitalize": field.type == "text" ? nil : "none",
          "spellcheck": field.type == "text" ? nil : "false", "maxlength": "1000",
        ])
    }
  }

  /// What is wrong with a form, above it, with a way to each field. It takes the focus when the page opens.
  mutating func errorSummary(_ fields: [FormField], _ screen: Screen) {
    let wrong = fields.filter { $0.error != nil }
    guard !wrong.isEmpty else { return }
    element("div", ["class": "notice error", "role": "alert", "tabindex": "-1", "autofocus": ""]) { w in
      w.icon(.alert, screen)
      w.element("div") { w in
        w.element("h2", text: screen.words.common.errorSummary)
        w.element("ul") { w in
          for field in wrong {
            w.element("li") { w in w.element("a", ["href": "#\(field.id ?? field.name)"], text: field.error ?? "") }
          }
        }
      }
    }
  }

  /// A day and a time, with the zone that counts and with what is wrong with it after a failed try. The script shows the reader's own zone
  /// and sends along which moment is meant.
  mutating func momentField(_ field: MomentField, _ screen: Screen) {
    let words = screen.words.publish
    let id = field.id
    let described = [
      field.hint == nil ? nil : "\(id)-hint", "\(id)-zone", field.error == nil ? nil : "\(id)-error",
    ]
    let (text, moment): (String, Int?) =
      switch field.value {
      case .typed(let text): (text, nil)
      case .moment(let moment): (DateText.field(moment), moment)
      }
    element("div", ["class": field.error == nil ? "field" : "field wrong"]) { w in
      w.element("label", ["for": id], text: field.label)
      if let hint = field.hint { w.element("p", ["class": "hint", "id": "\(id)-hint"], text: hint) }
      w.element(
        "p", ["class": "hint", "id": "\(id)-zone", "data-own-zone": words.ownZone],
        text: words.serverZone(DateText.zone(moment ?? screen.now)))
      if let error = field.error { w.element("p", ["class": "error", "id": "\(id)-error"], text: error) }
      w.open(
        "input",
        [
          "type": "datetime-local", "id": id, "name": MomentField.name, "value": text.isEmpty ? nil : text,
          "data-instant": moment.map(DateText.utc),
          "aria-describedby": described.compactMap { $0 }.joined(separator: " "),
          "aria-invalid": field.error == nil ? nil : "true", "autofocus": field.takesFocus ? "" : nil,
          "autocomplete": "off",
        ])
    }
  }

  /// One message of the whole page.
  mutating func notice(_ kind: NoticeKind, _ title: String, _ screen: Screen, detail text: String? = nil) {
    element("div", ["class": "notice \(kind.rawValue)", "role": kind == .error ? "alert" : "status"]) { w in
      w.icon(kind == .ok ? .check : kind == .error ? .alert : .info, screen)
      w.element("div") { w in
        w.element("p", ["class": "strong"], text: title)
        if let text { w.element("p", text: text) }
      }
    }
  }
}

enum NoticeKind: String, Sendable {
  case ok, error, info
}

/// A field for a day and a time; a form has one.
struct MomentField: Sendable {
  enum Value: Sendable {
    /// As somebody has typed it, in the time zone that counts for them.
    case typed(String)
    case moment(Int)
  }

  static let name = "at"

  let id: String
  let label: String
  let value: Value
  var hint: String?
  var error: String?
  /// Whether the page opens at it.
  var takesFocus = false
}

/// One field of a form. Its name is also its ID where it has no other, so such a name stands once on a page.
struct FormField: Sendable {
  let name: String
  var id: String?
  let label: String
  var type = "text"
  var autocomplete: String?
  var value: String?
  var hint: String?
  var error: String?
}
