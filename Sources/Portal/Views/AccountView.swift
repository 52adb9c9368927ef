import Access
import Markup
import Model
import Web

/// A person's own account: name, language, password, where else they are signed in.
struct AccountView: Sendable {
  enum Message: String, Sendable, CaseIterable {
    case saved, password, others
  }

  enum Trouble: Sendable, Hashable {
    case nameMissing, nameTooLong
    case currentPasswordMissing
    case password(AccessError)
  }

  let account: Account
  let otherSessions: Int
  let navigation: [Document.NavigationLink]
  var message: Message?
  var trouble: Trouble?

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.account
    return Document(title: words.title, frame: .full(navigation)).html(screen) { w in
      w.element("div", ["class": "page-head"]) { w in
        w.element("h1", text: words.title)
        w.element("p", ["class": "quiet-text"], text: "\(words.signedInAs) \(account.email)")
      }
      if let message { w.notice(.ok, text(of: message, words), screen) }
      let (name, passwords) = (nameField(words), passwordFields(screen))
      if case .password(.busy) = trouble { w.notice(.error, screen.words.login.busy, screen) }
      w.errorSummary([name] + passwords, screen)
      w.element("div", ["class": "cards two"]) { w in
        w.element("div", ["class": "side"]) { w in
          profile(name, screen, &w)
          devices(screen, &w)
        }
        w.element("section", ["class": "card", "aria-labelledby": "password-title"]) { w in
          w.element("h2", ["id": "password-title"], text: words.passwordTitle)
          w.form(to: "/account/password", screen, class: "stack") { w in
            w.open(
              "input",
              [
                "class": "unseen", "type": "email", "autocomplete": "username", "value": account.email,
                "readonly": "", "tabindex": "-1", "aria-hidden": "true",
              ])
            for field in passwords { w.field(field) }
            w.element("button", ["class": "secondary", "type": "submit"], text: words.changePassword)
          }
        }
      }
    }
  }

  private func devices(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.account
    w.element("section", ["class": "card", "aria-labelledby": "devices-title"]) { w in
      w.element("h2", ["id": "devices-title"], text: words.devices)
      w.element("p", text: words.devicesText(otherSessions))
      if otherSessions > 0 {
        w.form(to: "/account/sessions", screen) { w in
          w.element("button", ["class": "secondary", "type": "submit"], text: words.signOutOthers)
        }
      }
    }
  }

  private func profile(_ name: FormField, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.account
    w.element("section", ["class": "card", "aria-labelledby": "profile-title"]) { w in
      w.element("h2", ["id": "profile-title"], text: words.profile)
      w.form(to: "/account", screen, class: "stack") { w in
        w.field(name)
        w.element("fieldset", ["class": "field", "aria-describedby": "language-hint"]) { w in
          w.element("legend", text: words.language)
          w.element("p", ["class": "hint", "id": "language-hint"], text: words.languageHint)
          w.element("div", ["class": "choices"]) { w in
            for language in Language.allCases {
              w.element("label", ["class": "choice", "lang": language.rawValue]) { w in
                w.open(
                  "input",
                  [
                    "type": "radio", "name": "language", "value": language.rawValue,
                    "checked": language == Language(rawValue: account.locale) ?? screen.language ? "" : nil,
                  ])
                w.element("span", text: language.ownName)
              }
            }
          }
        }
        w.element("button", ["class": "primary", "type": "submit"], text: screen.words.common.save)
      }
    }
  }

  private func text(of message: Message, _ words: AccountWords) -> String {
    switch message {
    case .saved: words.saved
    case .password: words.passwordChanged
    case .others: words.othersSignedOut
    }
  }

  private func nameField(_ words: AccountWords) -> FormField {
    var field = FormField(name: "name", label: words.name, autocomplete: "name", value: account.name)
    if trouble == .nameMissing { field.error = words.nameMissing }
    if trouble == .nameTooLong { field.error = words.nameTooLong }
    return field
  }

  private func passwordFields(_ screen: Screen) -> [FormField] {
    let words = screen.words.account
    var current = FormField(
      name: "currentPassword", label: words.currentPassword, type: "password", autocomplete: "current-password")
    var new = FormField(
      name: "newPassword", label: words.newPassword, type: "password", autocomplete: "new-password",
      hint: screen.words.login.passwordRule(PasswordRules.minimumCharacters))
    switch trouble {
    case .currentPasswordMissing: current.error = words.currentPasswordMissing
    case .password(.wrongCredentials): current.error = words.currentPasswordWrong
    case .password(.throttled(let seconds)): current.error = screen.words.login.tooMany(max(1, (seconds + 59) / 60))
    case .password(let error): new.error = screen.words.login.newPasswordError(error)
    case .nameMissing, .nameTooLong, nil: break
    }
    return [current, new]
  }
}
