import Access
import Markup
import Model
import Store
import Web

/// What a one-time link shows before it is used: who will be signed in, and one button.
struct LoginLinkView: Sendable {
  let account: Account
  let purpose: LoginPurpose
  /// The address of this link.
  let path: String
  var trouble: AccessError?

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.login
    let title =
      switch purpose {
      case .login: words.linkTitle
      case .invitation: words.inviteTitle(account.name)
      case .reset: words.resetTitle
      }
    return Document(title: title, frame: .plain).html(screen) { w in
      w.element("h1", text: title)
      w.element("p", ["class": "lead"], text: lead(words))
      let field = passwordField(words)
      if trouble == .busy { w.notice(.error, words.busy, screen) }
      w.errorSummary([field], screen)
      w.form(to: screen.address(path), screen, class: "card stack") { w in
        w.element("p", ["class": "who"]) { w in
          w.icon(.user, screen)
          w.element("span") { w in
            w.element("strong", text: account.name)
            w.raw("<br>")
            w.element("span", ["class": "quiet-text"], text: account.email)
          }
        }
        if purpose != .login {
          // Password managers store what they see: the address belongs to the new password.
          w.open(
            "input",
            [
              "class": "unseen", "type": "email", "autocomplete": "username", "value": account.email, "readonly": "",
              "tabindex": "-1", "aria-hidden": "true",
            ])
          w.field(field)
        }
        w.element("button", ["class": "primary wide", "type": "submit"], text: button(words))
      }
      if let actor = screen.actor, actor.account.id != account.id {
        w.element("p", ["class": "aside"], text: words.linkReplaces(actor.account.name))
      }
      w.element("p", ["class": "aside"], text: words.linkNotMe)
    }
  }

  private func lead(_ words: LoginWords) -> String {
    switch purpose {
    case .login: words.linkLead(account.name)
    case .invitation: words.inviteLead
    case .reset: words.resetLead
    }
  }

  private func button(_ words: LoginWords) -> String {
    switch purpose {
    case .login: words.linkButton(account.name)
    case .invitation: words.inviteButton
    case .reset: words.resetButton
    }
  }

  private func passwordField(_ words: LoginWords) -> FormField {
    FormField(
      name: "password", label: words.newPassword, type: "password", autocomplete: "new-password",
      hint: words.passwordRule(PasswordRules.minimumCharacters), error: trouble.flatMap(words.newPasswordError))
  }
}

extension LoginWords {
  /// What is wrong with a chosen password; nil for another kind of trouble.
  func newPasswordError(_ error: AccessError) -> String? {
    switch error {
    case .password(.tooShort): passwordTooShort(PasswordRules.minimumCharacters)
    case .password(.tooLong): passwordTooLong
    case .wrongCredentials, .throttled, .busy, .linkOver: nil
    }
  }
}

/// A one-time link that has been used, is over or never was.
struct LoginLinkOverView: Sendable {
  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.login
    return Document(title: words.overTitle, frame: .plain).html(screen) { w in
      w.element("div", ["class": "message"]) { w in
        w.icon(.clock, screen)
        w.element("h1", text: words.overTitle)
        w.element("p", ["class": "lead"], text: words.overText)
        w.element("p", text: words.overAdvice)
        w.element("p") { w in
          w.element("a", ["class": "button primary", "href": screen.address("/login")], text: words.overButton)
        }
      }
    }
  }
}
