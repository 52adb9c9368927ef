import HTTPTypes
import Hummingbird
import Markup
import Web

/// What people see in a draft's frame instead of a page. It stands beside the portal's bar, so it looks like the portal, not like the site.
struct DraftErrorPage {
  /// The start page of the draft and the portal's origin, which learns that only this address leads nowhere; nil for those whose link opens
  /// no draft.
  let draft: (home: String, portal: String)?
  /// The address of the module that tells the portal.
  let module: String

  private static let style: StaticString = """
    :root { color-scheme: light dark }
    body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; color: light-dark(#15171c, #e9ebf0); \
    background: light-dark(#f7f8fa, #15171c) }
    main { max-width: 32rem; margin: 12vh auto 0; padding: 1.5rem }
    h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25 }
    p { margin: 0 0 1rem; color: light-dark(#454b59, #b6bcc9) }
    a { display: inline-block; padding: .625rem 1rem; border: 1px solid currentcolor; border-radius: .5rem; font-weight: 600; \
    color: light-dark(#1c4ed8, #9db7ff); text-decoration: none }
    a:focus-visible { outline: 3px solid currentcolor; outline-offset: 2px }
    """

  func response(_ language: Language, _ context: WebContext) -> Response {
    let text = words(language)
    var html = HTMLWriter(capacity: 2048)
    html.raw("<!doctype html><html")
    html.attribute("lang", language.rawValue)
    html.raw("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
    html.text(text.title)
    html.raw("</title><style")
    html.attribute("nonce", context.nonce)
    html.raw(">")
    html.raw(Self.style)
    html.raw("</style>")
    if let draft {
      html.raw("<meta name=\"foyer-portal\"")
      html.attribute("content", draft.portal)
      html.raw("><script type=\"module\"")
      html.attribute("src", module)
      html.attribute("nonce", context.nonce)
      html.raw("></script>")
    }
    html.raw("</head><body><main><h1>")
    html.text(text.title)
    html.raw("</h1><p>")
    html.text(text.advice)
    html.raw("</p>")
    if let draft {
      html.raw("<a")
      html.attribute("href", draft.home)
      html.raw(">")
      html.text(language == .german ? "Zur Startseite" : "To the start page")
      html.raw("</a>")
    }
    html.raw("</main></body></html>")
    return .html(html.bytes, status: .notFound)
  }

  private func words(_ language: Language) -> (title: String, advice: String) {
    guard draft != nil else { return PlainErrorPage.words(for: .notFound, language) }
    return language == .german
      ? (
        "Hier steht keine Seite",
        "Im Entwurf gibt es an dieser Adresse keine Seite. Sie wurde entfernt, oder sie steht jetzt an einer anderen Adresse."
      )
      : (
        "There is no page here",
        "The draft has no page at this address. It was removed, or it stands at another address now."
      )
  }
}
