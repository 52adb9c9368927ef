import HTTPTypes
import Hummingbird
import Markup
import Model
import Store
import Web

/// The pages that somebody with a review link sees before the draft, in the portal's look.
struct EntryPage: Sendable {
  let services: FeedbackServices
  let language: Language
  /// Whether the address says the language, which the next one then does too.
  let isChosen: Bool

  private var words: EntryWords { .of(language) }

  // MARK: Pages

  func entry(_ open: OpenReviewLink, _ form: EntryForm, action: String, token: String?) -> Response {
    let title = words.title(open.site.name)
    return page(title, status: form.isWrong ? .unprocessableContent : .ok) { w in
      w.element("h1", text: title)
      w.element("p", ["class": "lead"], text: words.lead(open.agency))
      errorSummary(form, &w)
      w.element("form", ["class": "card stack", "method": "post", "action": address(action), "novalidate": ""]) { w in
        if let token { w.open("input", ["type": "hidden", "name": FormFields.tokenName, "value": token]) }
        if let guest = open.guest {
          w.element("p", ["class": "who"]) { w in
            w.element("strong", text: guest.name)
          }
        } else {
          field(
            "name", words.name, hint: words.nameHint, type: "text", autocomplete: "name", value: form.name,
            error: nameError(form), isRequired: true, &w)
        }
        field(
          "mail", words.mail, hint: words.mailHint, type: "email", autocomplete: "email", value: form.mail,
          error: form.mailIsWrong ? words.mailWrong : nil, isRequired: false, &w)
        w.element(
          "button", ["class": "primary wide", "type": "submit"],
          text: open.guest.map { words.enterAs($0.name) } ?? words.enter)
      }
      w.element("p", ["class": "aside"], text: words.validUntil(words.date(services.day(open.link.expiresAt))))
      if let pinned = open.link.pinned { w.element("p", ["class": "aside"], text: words.pinned(pinned)) }
    }
  }

  /// For somebody whose account has a role on the site anyway.
  func member(_ account: Account, of open: OpenReviewLink) -> Response {
    let title = words.title(open.site.name)
    return page(title) { w in
      w.element("h1", text: title)
      w.element("p", ["class": "lead"], text: words.memberLead(account.name))
      w.element("p") { w in
        w.element(
          "a", ["class": "button primary", "href": services.reviewPath(open.site.slug)],
          text: words.enterAs(account.name))
      }
    }
  }

  func over() -> Response { message(words.overTitle, words.overAdvice, status: .gone) }

  func full() -> Response { message(words.fullTitle, words.fullAdvice, status: .tooManyRequests) }

  func wait(_ seconds: Int) -> Response {
    var response = message(
      words.waitTitle, words.waitAdvice(max(1, (seconds + 59) / 60)), status: .tooManyRequests)
    response.headers[.retryAfter] = String(seconds)
    return response
  }

  func left() -> Response { message(words.leftTitle, words.leftAdvice, status: .ok) }

  // MARK: Parts

  private func message(_ title: String, _ advice: String, status: HTTPResponse.Status) -> Response {
    page(title, status: status) { w in
      w.element("div", ["class": "message"]) { w in
        w.element("h1", text: title)
        w.element("p", ["class": "lead"], text: advice)
      }
    }
  }

  private func nameError(_ form: EntryForm) -> String? {
    switch form.nameTrouble {
    case .missing: words.nameMissing
    case .unusable: words.nameUnusable
    case nil: nil
    }
  }

  /// What is wrong, above the form, with a way to each field.
  private func errorSummary(_ form: EntryForm, _ w: inout HTMLWriter) {
    let errors = [("name", nameError(form)), ("mail", form.mailIsWrong ? words.mailWrong : nil)]
      .compactMap { name, text in text.map { (name, $0) } }
    guard !errors.isEmpty else { return }
    w.element("div", ["class": "notice error", "role": "alert", "tabindex": "-1", "autofocus": ""]) { w in
      w.element("div") { w in
        w.element("h2", text: words.errorSummary)
        w.element("ul") { w in
          for (name, text) in errors {
            w.element("li") { w in w.element("a", ["href": "#\(name)"], text: text) }
          }
        }
      }
    }
  }

  private func field(
    _ name: String, _ label: String, hint: String, type: String, autocomplete: String, value: String, error: String?,
    isRequired: Bool, _ w: inout HTMLWriter
  ) {
    w.element("div", ["class": error == nil ? "field" : "field wrong"]) { w in
      w.element("label", ["for": name], text: label)
      w.element("p", ["class": "hint", "id": "\(name)-hint"], text: hint)
      if let error { w.element("p", ["class": "error", "id": "\(name)-error"], text: error) }
      w.open(
        "input",
        [
          "id": name, "name": name, "type": type, "autocomplete": autocomplete, "value": value,
          "required": isRequired ? "" : nil,
          "aria-describedby": error == nil ? "\(name)-hint" : "\(name)-hint \(name)-error",
          "aria-invalid": error == nil ? nil : "true", "maxlength": "1000",
        ])
    }
  }

  private func page(
    _ title: String, status: HTTPResponse.Status = .ok, _ content: (inout HTMLWriter) -> Void
  ) -> Response {
    var w = HTMLWriter(capacity: 8192)
    w.raw("<!doctype html>")
    w.open("html", ["lang": language.rawValue])
    w.raw(
      "<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1,viewport-fit=cover\">"
    )
    w.raw("<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">")
    w.element("title", text: "\(title) · \(services.look.name)")
    for sheet in services.look.styleSheets { w.open("link", ["rel": "stylesheet", "href": sheet]) }
    // An empty icon keeps browsers from asking for /favicon.ico.
    w.raw("<link rel=\"icon\" href=\"data:,\"></head><body class=\"plain\">")
    w.element("a", ["class": "skip", "href": "#content"], text: words.skipToContent)
    w.raw("<header class=\"top\">")
    w.element("span", ["class": "wordmark"]) { w in
      w.raw("<svg class=\"mark\" viewBox=\"0 0 32 32\" aria-hidden=\"true\" focusable=\"false\">")
      w.raw(
        "<path class=\"arch\" d=\"M4 29V16a12 12 0 0 1 24 0v13z\"/><path class=\"door\" d=\"M11 29V17a5 5 0 0 1 10 0v12z\"/></svg>"
      )
      w.element("span", text: services.look.name)
    }
    w.raw("</header><main id=\"content\" class=\"narrow\" tabindex=\"-1\">")
    content(&w)
    w.raw("</main><footer class=\"foot\">")
    languageSwitch(&w)
    w.raw("</footer></body></html>")
    var response = Response.html(w.bytes, status: status)
    response.headers[.robotsTag] = "noindex"
    return response
  }

  private func languageSwitch(_ w: inout HTMLWriter) {
    w.element("div", ["class": "languages", "role": "group", "aria-label": words.language]) { w in
      for other in Language.allCases {
        let name = EntryWords.of(other).ownName
        if other == language {
          w.element("span", ["lang": other.rawValue, "aria-current": "true"], text: name)
        } else {
          w.element(
            "a", ["href": "?lang=\(other.rawValue)", "lang": other.rawValue, "hreflang": other.rawValue], text: name)
        }
      }
    }
  }

  /// A path that keeps the chosen language.
  private func address(_ path: String) -> String { isChosen ? "\(path)?lang=\(language.rawValue)" : path }
}

extension HTTPField.Name {
  fileprivate static let robotsTag = HTTPField.Name("X-Robots-Tag")!
}
