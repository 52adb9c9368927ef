import Access
import Model
import Publishing
import Testing
import Web

@testable import Portal
@testable import Store

@Suite("Views of the portal")
struct PortalViewTests {
  /// A name that ends whatever it stands in, if it is not escaped.
  static let hostile = #""'><script>alert(1)</script><img src=x onerror=alert(2)>&amp;"#

  static func screen(_ language: Language, actor: Actor? = nil, branding: Branding = Branding(name: hostile)) -> Screen
  {
    let look = PortalLook(
      branding: branding, icons: .none, styleSheet: "/_f/0/portal.css", script: "/_f/0/portal.js",
      editing: EditingLook(module: "/_f/0/edit.js"))
    return Screen(look: look, language: language, actor: actor, now: 1_700_000_000_000, path: "/sites/demo")
  }

  static let account = Account(
    id: .random(), agency: .random(), email: "\(hostile)@example.org", name: hostile, locale: "de", agencyRole: nil)

  static func visible(_ role: Role, phase: Phase = .done, live: Int? = 3) -> VisibleSite {
    let project = Project(id: .random(), agency: account.agency, name: hostile + "!", phase: phase)
    let site = SiteRecord(
      key: SiteKey(agency: account.agency, site: .random()), project: project.id, slug: "demo", revision: 9,
      liveRelease: live, name: hostile)
    return VisibleSite(site: site, project: project, role: role)
  }

  static func site(_ visible: VisibleSite, news: SiteView.News? = nil) -> SiteView {
    let release = Release(number: 3, revision: 5, at: 1_699_999_000_000, author: nil)
    let older = Release(number: 2, revision: 3, at: 1_690_000_000_000, author: nil)
    return SiteView(
      visible: visible, state: SiteState(live: visible.site.liveRelease == nil ? nil : release, waiting: 4),
      access: DraftAccess(visible.authority, unlocked: 2), figures: SiteFigures(pages: 2, elements: 9, unlocked: 2),
      pages: [
        .init(collection: nil, lines: [.init(id: .random(), title: hostile, path: "/\(hostile)/")]),
        .init(collection: (name: "news", title: hostile), lines: []),
      ],
      pageList: ListPage("2", size: 1, total: 3),
      releases: [
        .init(release: release, author: hostile, isLive: true), .init(release: older, author: nil, isLive: false),
      ], newestRelease: 12, liveURL: "http://demo.site.localhost/", hasSeveralSites: true, navigation: [], news: news,
      before: 2)
  }

  static func editor(_ mode: DraftMode) -> EditorView {
    let page = PageGroup.Line(id: .random(), title: hostile, path: "/\(hostile)/")
    return EditorView(
      visible: visible(.owner), page: page,
      pages: [.init(collection: nil, lines: [page]), .init(collection: (name: "news", title: hostile), lines: [page])],
      hasMorePages: true, mode: mode,
      draftURL: "http://demo.draft.localhost/~x/\(hostile)/", draftOrigin: "http://demo.draft.localhost",
      newestRelease: 3, act: .publish, liveURL: "http://demo.site.localhost/",
      address: hostile, account: account.id)
  }

  static func views(_ screen: Screen) -> [(name: String, html: [UInt8], scripts: Int)] {
    [
      ("login", LoginView(email: hostile, next: "/\(hostile)", trouble: .wrong).html(screen), 0),
      (
        "invitation",
        LoginLinkView(account: account, purpose: .invitation, path: "/login/~x", trouble: .password(.tooShort))
          .html(screen), 0
      ),
      ("link", LoginLinkView(account: account, purpose: .login, path: "/login/~x").html(screen), 0),
      ("over", LoginLinkOverView().html(screen), 0),
      (
        "account",
        AccountView(account: account, otherSessions: 1, navigation: [], trouble: .nameMissing).html(screen), 1
      ),
      ("error", ErrorView(problem: .internalError, requestID: hostile).html(screen), 0),
      (
        "sites",
        SitesView(
          cards: [
            .init(visible: visible(.owner), state: SiteState(live: nil, waiting: 0), lastEdit: 1, address: hostile)
          ],
          list: ListPage(nil, size: 1, total: 2), navigation: []
        ).html(screen), 1
      ),
      ("site", site(visible(.designer), news: .published(3)).html(screen), 1),
      ("site in creation", site(visible(.owner, phase: .creation, live: nil)).html(screen), 1),
      ("editor", editor(.edit).html(screen), 1),
      ("draft", editor(.view).html(screen), 0),
    ]
  }

  @Test("Names that people choose stay words", arguments: Language.allCases)
  func escaping(_ language: Language) {
    let actor = Actor(account: Self.account, session: .random())
    for (name, html, scripts) in Self.views(Self.screen(language, actor: actor)) {
      let text = String(decoding: html, as: UTF8.self)
      #expect(!text.contains("<script>"), "\(name)")
      #expect(!text.contains("<img"), "\(name)")
      #expect(!text.contains("\"'>"), "\(name)")
      // Loose words between attributes would mean that one of them has been ended early.
      #expect(text.split(separator: "<script").count - 1 == scripts, "\(name)")
      #expect(!text.contains(" style=") && !text.contains(" onclick="), "\(name)")
      #expect(text.hasPrefix("<!doctype html><html lang=\"\(language.rawValue)\">"), "\(name)")
      #expect(text.split(separator: "<h1").count == 2, "\(name) has one main heading")
    }
  }

  @Test("What waits to be accepted is a way to it") func waiting() {
    var view = Self.site(Self.visible(.owner))
    view.feedback = .init(threads: [], counts: [.done: 2])
    let screen = Self.screen(.german, actor: Actor(account: Self.account, session: .random()))
    #expect(String(decoding: view.html(screen), as: UTF8.self).contains("href=\"/sites/demo/review?state=done\""))
  }

  @Test("Every form that is sent by somebody signed in carries the token") func tokens() {
    let actor = Actor(account: Self.account, session: .random())
    for (name, html, _) in Self.views(Self.screen(.german, actor: actor)) {
      let text = String(decoding: html, as: UTF8.self)
      let forms = text.split(separator: "<form ").dropFirst()
      for form in forms { #expect(form.contains("value=\"\(actor.formToken)\""), "\(name)") }
    }
  }

  @Test("Pages of several languages say which; translations are offered where there are any") func languages() {
    func text(_ locales: [String?]) -> String {
      var view = Self.site(Self.visible(.designer))
      view.pages = [
        .init(
          collection: nil, lines: locales.map { .init(id: .random(), title: "Café", path: "/cafe/", locale: $0) })
      ]
      view.hasSeveralLanguages = locales.count > 1
      return String(decoding: view.html(Self.screen(.german)), as: UTF8.self)
    }
    let several = text(["de", "en"])
    #expect(several.contains(">Deutsch · /cafe/</span>") && several.contains(">Englisch · /cafe/</span>"))
    #expect(several.contains("/translations\""))
    let one = text([nil])
    #expect(one.contains(">/cafe/</span>") && !one.contains("/translations\""))
  }

  @Test("A site says how far its pictures are, as long as they are being made") func pictures() {
    var view = Self.site(Self.visible(.owner))
    view.pictures = .init(made: 1, total: 3)
    let text = String(decoding: view.html(Self.screen(.english)), as: UTF8.self)
    #expect(text.contains("2 pictures are still being resized") && text.contains("<progress max=\"3\" value=\"1\""))
    #expect(text.contains("data-live=\"/sites/demo/pictures\""))
    view.pictures = .init(made: 3, total: 3)
    #expect(!String(decoding: view.html(Self.screen(.english)), as: UTF8.self).contains("<progress"))
  }

  @Test("The editing screen keeps its contract with the script") func editorContract() {
    let text = String(decoding: Self.editor(.edit).html(Self.screen(.english)), as: UTF8.self)
    for part in [
      "<main id=\"content\" class=\"editor\" tabindex=\"-1\" data-editor ", "data-site=\"demo\" data-page=\"",
      "data-draft-origin=\"http://demo.draft.localhost\" data-language=\"en\" data-api=\"/api/v1\"",
      "<iframe data-draft src=\"http://demo.draft.localhost/~x/",
      "sandbox=\"allow-scripts allow-same-origin allow-forms\"",
      "referrerpolicy=\"no-referrer\"", "data-save-state",
      "<script type=\"module\" src=\"/_f/0/edit.js\"></script>",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test("A colour that could end the style sheet is not taken over") func branding() {
    #expect(
      Branding(name: "A", accent: Token(light: "#0a5", dark: "#5fa")).styleSheet?.contains("--accent:#0a5") == true)
    #expect(Branding(name: "A", accent: Token(light: "red}body{display:none")).styleSheet == nil)
    #expect(Branding.foyer.styleSheet == nil)
  }

  @Test(
    "Only places within the portal are come back to",
    arguments: [
      ("/sites/demo", "/sites/demo"), ("//evil", "/"), ("/\\evil", "/"), ("https://evil", "/"), ("/a b", "/"),
      ("/\u{1}", "/"), ("", "/"), ("/login", "/"), ("/logout", "/"), ("/api/v1/sites", "/"), ("/ä", "/"),
    ])
  func safePaths(_ text: String, _ expected: String) {
    #expect(SafePath(text).text == expected)
  }
}
