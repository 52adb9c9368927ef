import Markup
import Web

/// Signing in with address and password.
struct LoginView: Sendable {
  enum Trouble: Sendable, Hashable {
    case wrong
    case missing(email: Bool, password: Bool)
    case tooMany(seconds: Int)
    case busy
  }

  var email = ""
  /// Where to go afterwards.
  var next = "/"
  var trouble: Trouble?

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.login
    return Document(title: words.signIn, frame: .plain).html(screen) { w in
      w.element("h1", text: words.title)
      w.element("p", ["class": "lead"], text: words.lead)
      let fields = fields(words)
      switch trouble {
      case .wrong: w.notice(.error, words.wrong, screen)
      case .tooMany(let seconds): w.notice(.error, words.tooMany(max(1, (seconds + 59) / 60)), screen)
      case .busy: w.notice(.error, words.busy, screen)
      case .missing, nil: w.errorSummary(fields, screen)
      }
      w.form(to: screen.address("/login"), screen, class: "card stack") { w in
        if next != "/" { w.open("input", ["type": "hidden", "name": "next", "value": next]) }
        for field in fields { w.field(field) }
        w.element("button", ["class": "primary wide", "type": "submit"], text: words.signIn)
      }
      w.element("p", ["class": "aside"], text: words.help)
    }
  }

  private func fields(_ words: LoginWords) -> [FormField] {
    var email = FormField(
      name: "email", label: words.email, type: "email", autocomplete: "username", value: email)
    var password = FormField(
      name: "password", label: words.password, type: "password", autocomplete: "current-password")
    if case .missing(let noEmail, let noPassword) = trouble {
      if noEmail { email.error = words.emailMissing }
      if noPassword { password.error = words.passwordMissing }
    }
    return [email, password]
  }
}
