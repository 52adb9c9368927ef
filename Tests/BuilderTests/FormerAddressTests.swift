import Builder
import Model
import Testing

/// Addresses that were live once go on to lead somewhere.
@Suite struct FormerAddressTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var former: [String: FormerAddress] = [:]
    var redirects: [String: String] = [:]
    var edit: @Sendable (inout Site) -> Void = { _ in }
    /// Output path → what hosts answer; nil: nothing stands there, or a page.
    let expected: [String: Redirect?]
    var warning: String?
    var testDescription: String { name }
  }

  private static let bath = PageID(stored: "page-1")
  private static let gone = PageID(stored: "gone")

  static let cases: [Case] = [
    Case(
      name: "a page that moved", former: ["/alt/": FormerAddress(page: bath)],
      expected: ["alt/index.html": .moved("/leistungen/bad/")]),
    Case(
      name: "an address that has a page again", former: ["/leistungen/": FormerAddress(page: bath)],
      expected: ["leistungen/index.html": nil]),
    Case(
      name: "a page that was removed", former: ["/leistungen/weg/": FormerAddress(page: gone)],
      expected: ["leistungen/weg/index.html": .gone]),
    Case(
      name: "a removed page, where the site wants its parent",
      former: ["/leistungen/weg/": FormerAddress(page: gone), "/oben/": FormerAddress(page: gone)],
      edit: { $0.settings.removedPages = .parent },
      expected: ["leistungen/weg/index.html": .moved("/leistungen/"), "oben/index.html": .gone]),
    Case(
      name: "a removed page below one that moved",
      former: ["/alt/": FormerAddress(page: bath), "/alt/weg/": FormerAddress(page: gone)],
      edit: { $0.settings.removedPages = .parent }, expected: ["alt/weg/index.html": .moved("/leistungen/bad/")]),
    Case(
      name: "a page that is a draft again", former: ["/alt/": FormerAddress(page: bath)],
      edit: { $0.pages[1].page.meta.draft = true }, expected: ["alt/index.html": .gone]),
    Case(
      name: "what people wrote wins", former: ["/alt/": FormerAddress(page: bath)], redirects: ["/alt": "/leistungen/"],
      expected: ["alt/index.html": .moved("/leistungen/")]),
    Case(
      name: "what people wrote may say gone", former: ["/alt/": FormerAddress(page: bath)],
      redirects: ["/alt/": "gone"], expected: ["alt/index.html": .gone]),
    Case(
      name: "chains are one step", former: ["/mitte/": FormerAddress(page: bath)],
      redirects: ["/alt.html": "/neu/", "/neu/": "/mitte/?a=b"],
      expected: ["alt.html": .moved("/leistungen/bad/"), "neu/index.html": .moved("/leistungen/bad/")]),
    Case(
      name: "circles are left out", redirects: ["/a/": "/b/", "/b/": "/a", "/c/": "/a/"],
      expected: ["a/index.html": nil, "b/index.html": nil, "c/index.html": nil],
      warning: "leads back to itself"),
    Case(
      name: "by the agency's word",
      former: [
        "/alt/": FormerAddress(page: bath, leadsTo: .moved("https://x.example/")),
        "/weg/": FormerAddress(page: bath, leadsTo: .gone),
        "/zwei/": FormerAddress(page: bath, leadsTo: .moved("/drei/")), "/drei/": FormerAddress(page: bath),
      ],
      expected: [
        "alt/index.html": .moved("https://x.example/"), "weg/index.html": .gone,
        "zwei/index.html": .moved("/leistungen/bad/"),
      ]),
    Case(
      name: "a circle through the agency's word",
      former: [
        "/a/": FormerAddress(page: gone, leadsTo: .moved("/b/")),
        "/b/": FormerAddress(page: gone, leadsTo: .moved("/a/")),
      ], expected: [:]),
    Case(
      name: "a site that keeps none", former: ["/alt/": FormerAddress(page: bath)],
      edit: { $0.settings.keepsRedirects = false }, expected: ["alt/index.html": nil]),
    Case(
      name: "paths that could leave the folder",
      former: ["/../etc/": FormerAddress(page: gone), "/a\u{0}/": FormerAddress(page: gone)], expected: [:]),
  ]

  @Test(arguments: cases) func leads(_ example: Case) throws {
    var site = Site()
    let services = site.add("leistungen", title: "Leistungen")
    site.add("bad", title: "Bad") { $0.parent = services }
    site.settings.redirects = example.redirects
    site.former = example.former
    example.edit(&site)
    let (files, report) = try site.build()
    for (path, expected) in example.expected { #expect(files[path]?.redirect == expected, "\(path)") }
    for (path, file) in files {
      #expect(OutputPath.isSafe(path))
      // Nobody is led to where a redirect stands.
      if case .moved(let url)? = file.redirect, url.hasPrefix("/"), example.name != "a circle through the agency's word"
      {
        #expect(files[String(url.dropFirst()) + "index.html"]?.redirect == nil)
      }
    }
    if let warning = example.warning {
      #expect(report.warnings.contains { $0.message.contains(warning) })
    } else {
      #expect(report.warnings.allSatisfy { !$0.message.contains("left out") || $0.message.contains("another file") })
    }
  }

  @Test(arguments: [
    (["/a/": "/b/", "/b/": "/c/"], []), (["/a/": "/a"], ["/a/"]), (["/a": "/b.html", "/b/": "/a/?x"], ["/a", "/b/"]),
    (["/a/": "https://x.example/a/"], []), (["/a/": "gone"], []), (["/x/": "/a/", "/a/": "/a/"], ["/a/", "/x/"]),
  ])
  func loopsAreFound(_ redirects: [String: String], _ loops: [String]) {
    #expect(Redirects.loops(in: redirects).sorted() == loops)
  }
}
