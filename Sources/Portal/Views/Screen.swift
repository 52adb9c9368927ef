import Access
import HTTPTypes
import Hummingbird
import Markup
import Model
import Web

/// Makes the frame of a screen for a request.
struct Screens: Sendable {
  let look: PortalLook
  let now: @Sendable () -> Int

  /// - Parameter request: given where nobody needs to be signed in, so that the address may choose the language
  func screen(_ context: WebContext, request: Request? = nil) -> Screen {
    var chosen: Language?
    if context.actor == nil { chosen = request?.uri.queryParameters["lang"].flatMap { Language(rawValue: String($0)) } }
    // A form's address cannot be opened, so it is no place to come back to.
    let path = request.flatMap { $0.method == .get ? SafePath($0).text : nil }
    return Screen(
      look: look, language: chosen ?? context.language, actor: context.actor, now: now(), path: path ?? "/",
      languageIsInAddress: chosen != nil)
  }
}

/// What every view is told beside its own values: for whom, in which language, at what time.
struct Screen: Sendable {
  let look: PortalLook
  let language: Language
  let actor: Actor?
  let now: Int
  /// Where this screen stands, so that the language switch comes back to it.
  let path: String
  /// Whether somebody who is not signed in has chosen the language by the address.
  let languageIsInAddress: Bool
  /// Where somebody who is not signed in goes on afterwards, so that another language keeps it.
  var next = SafePath(nil)
  let words: PortalWords

  init(
    look: PortalLook, language: Language, actor: Actor?, now: Int, path: String = "/", languageIsInAddress: Bool = false
  ) {
    self.look = look
    self.language = language
    self.actor = actor
    self.now = now
    self.path = path
    self.languageIsInAddress = languageIsInAddress
    words = .of(language)
  }

  var dates: DateText { DateText(words: words.common, now: now) }

  /// A path of the same face that keeps the chosen language.
  func address(_ path: String) -> String {
    languageIsInAddress ? "\(path)\(path.contains("?") ? "&" : "?")lang=\(language.rawValue)" : path
  }
}
