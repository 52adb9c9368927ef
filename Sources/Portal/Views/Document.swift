import Markup
import Web

/// The frame around a screen's content: head, top bar, navigation, footer.
struct Document: Sendable {
  enum Frame: Sendable {
    /// Wordmark, content in one narrow column: signing in, errors.
    case plain
    /// With navigation.
    case full([NavigationLink])
    /// The content is the whole window.
    case bare
  }

  struct NavigationLink: Sendable {
    let label: String
    let path: String
    let icon: Icons.Name
    var isCurrent = false
    var opensNewTab = false
    /// Whether it is left out where the bar has no room for it.
    var isWideOnly = false
  }

  let title: String
  let frame: Frame
  /// The script module that the screen needs besides what those with navigation have anyway.
  var module: String?
  /// The style sheets that it needs besides the one of all screens.
  var styleSheets: [String] = []
  /// Whether links and forms that say so bring a part of the page alone.
  var hasParts = false

  func html(_ screen: Screen, _ content: (inout HTMLWriter) -> Void) -> [UInt8] {
    var w = HTMLWriter(capacity: 16_384)
    w.raw("<!doctype html>")
    w.open("html", ["lang": screen.language.rawValue])
    head(screen, &w)
    w.open("body", ["class": bodyClass])
    w.element("a", ["class": "skip", "href": "#content"], text: screen.words.common.skipToContent)
    switch frame {
    case .bare: content(&w)
    case .plain:
      w.raw("<header class=\"top\">")
      wordmark(screen, &w)
      w.raw("</header><main id=\"content\" class=\"narrow\" tabindex=\"-1\">")
      content(&w)
      w.raw("</main>")
      footer(screen, &w)
    case .full(let links):
      w.raw("<header class=\"top\">")
      wordmark(screen, &w)
      navigation(links, screen, &w)
      w.raw("</header><main id=\"content\" class=\"wide\" tabindex=\"-1\">")
      content(&w)
      w.raw("</main>")
      footer(screen, &w)
    }
    w.raw("</body></html>")
    return w.bytes
  }

  private var bodyClass: String {
    switch frame {
    case .plain: "plain"
    case .full: "full"
    case .bare: "bare"
    }
  }

  private func head(_ screen: Screen, _ w: inout HTMLWriter) {
    w.raw(
      "<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1,viewport-fit=cover\">"
    )
    w.raw("<meta name=\"color-scheme\" content=\"light dark\"><meta name=\"robots\" content=\"noindex\">")
    w.element("title", text: "\(title) · \(screen.look.branding.name)")
    w.open("link", ["rel": "stylesheet", "href": screen.look.styleSheet])
    for sheet in styleSheets { w.open("link", ["rel": "stylesheet", "href": sheet]) }
    if screen.look.branding.styleSheet != nil {
      w.open("link", ["rel": "stylesheet", "href": PortalLook.brandSheetPath])
    }
    // An empty icon keeps browsers from asking for /favicon.ico.
    w.raw("<link rel=\"icon\" href=\"data:,\">")
    if case .full = frame { w.element("script", ["type": "module", "src": screen.look.script]) { _ in } }
    if hasParts, let htmx = screen.look.htmx {
      w.open(
        "meta",
        [
          "name": "htmx-config",
          "content":
            "{\"allowEval\":false,\"includeIndicatorStyles\":false,\"selfRequestsOnly\":true,\"historyCacheSize\":0}",
        ])
      w.element("script", ["src": htmx, "defer": ""]) { _ in }
    }
    if let module {
      w.element("script", ["type": "module", "src": module]) { _ in }
    }
    w.raw("</head>")
  }

  private func wordmark(_ screen: Screen, _ w: inout HTMLWriter) {
    w.element("a", ["class": "wordmark", "href": screen.address("/")]) { w in
      // A doorway with a way in.
      w.raw("<svg class=\"mark\" viewBox=\"0 0 32 32\" aria-hidden=\"true\" focusable=\"false\">")
      w.raw(
        "<path class=\"arch\" d=\"M4 29V16a12 12 0 0 1 24 0v13z\"/><path class=\"door\" d=\"M11 29V17a5 5 0 0 1 10 0v12z\"/></svg>"
      )
      w.element("span", text: screen.look.branding.name)
    }
  }

  private func navigation(_ links: [NavigationLink], _ screen: Screen, _ w: inout HTMLWriter) {
    w.element("nav", ["class": "main-nav", "aria-label": screen.words.common.navigation]) { w in
      w.element("ul") { w in
        for link in links {
          w.raw(link.isWideOnly ? "<li class=\"wide-only\">" : "<li>")
          w.element(
            "a",
            [
              "href": link.path, "aria-current": link.isCurrent ? "page" : nil,
              "target": link.opensNewTab ? "_blank" : nil, "rel": link.opensNewTab ? "noopener" : nil,
            ]
          ) { w in
            w.icon(link.icon, screen)
            w.element("span", text: link.label)
            if link.opensNewTab { w.hint(screen.words.common.opensInNewTab) }
          }
          w.raw("</li>")
        }
      }
    }
  }

  private func footer(_ screen: Screen, _ w: inout HTMLWriter) {
    w.raw("<footer class=\"foot\">")
    languageSwitch(screen, &w)
    if screen.actor != nil {
      w.form(to: "/logout", screen) { w in
        w.element("button", ["class": "quiet", "type": "submit"]) { w in
          w.icon(.signOut, screen)
          w.element("span", text: screen.words.common.signOut)
        }
      }
    }
    w.raw("</footer>")
  }

  /// For somebody signed in a choice that is kept with the account, for others one that stays in the address.
  private func languageSwitch(_ screen: Screen, _ w: inout HTMLWriter) {
    w.raw("<div class=\"languages\" role=\"group\"")
    w.attribute("aria-label", screen.words.common.language)
    w.endTag()
    for language in Language.allCases {
      let isCurrent = language == screen.language
      if isCurrent {
        w.element("span", ["lang": language.rawValue, "aria-current": "true"], text: language.ownName)
      } else if screen.actor != nil {
        w.form(to: "/account/language", screen) { w in
          w.open("input", ["type": "hidden", "name": "next", "value": screen.path])
          w.element(
            "button",
            [
              "class": "quiet", "type": "submit", "name": "language", "value": language.rawValue,
              "lang": language.rawValue,
            ], text: language.ownName)
        }
      } else {
        let next = screen.next.text == "/" ? "" : "&next=\(screen.next.encoded)"
        w.element(
          "a",
          ["href": "?lang=\(language.rawValue)\(next)", "lang": language.rawValue, "hreflang": language.rawValue],
          text: language.ownName)
      }
    }
    w.raw("</div>")
  }
}
