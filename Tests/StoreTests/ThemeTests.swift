import Database
import DatabaseTesting
import Model
import Store
import Testing

/// The theme of a site, changed by designers and by a theme's folder.
@Suite("A site's theme")
struct ThemeTests {
  private typealias Site = EditingSite

  private func node(
    _ id: String, _ tag: String, _ kind: ElementKind = .box, _ content: Content = .none, _ children: [ElementNode] = []
  )
    -> ElementNode
  {
    ElementNode(id: ElementID(id)!, body: ElementBody(kind: kind, tag: tag, content: content), children: children)
  }

  /// A template with a heading around the slot that the site's pages fill.
  private func template(_ words: String, slot: String = "main", seed: String = "new") -> [ElementNode] {
    [
      node("\(seed)-head", "header", .box, .none, [node("\(seed)-words", "p", .text, .inline(InlineText(words)))]),
      node("\(seed)-main", "main", .slot, .slot(slot)),
    ]
  }

  private func theme(_ site: EditingSite, _ change: (inout Theme) -> Void) async throws -> Theme {
    let snapshot = try await site.test.store.snapshot(of: site.key)
    var theme = snapshot.theme
    theme.templates = snapshot.templates
    change(&theme)
    return theme
  }

  @Test("Only the agency's designers change it, within a closed set", arguments: TestDatabases.engines)
  func rights(engine: Database.Engine) async throws {
    try await EditingSite.with(engine) { site in
      var change = ThemeChange()
      change.css = "p{color:red}"
      change.tokens = ["ink": Token(light: "#000", dark: "#fff")]
      for person in [site.test.owner] {
        #expect(try await site.refusal(person, .updateTheme(change)) == .role)
      }
      let made = try await site.designer(.updateTheme(change))
      let theme = try await site.test.store.snapshot(of: site.key).theme
      #expect(theme.css == "p{color:red}")
      #expect(theme.tokens["ink"]?.dark == "#fff")
      // The owner is told that there was something, and not what.
      _ = try await site.designer(.revert(made.revision))
      #expect(try await site.test.store.snapshot(of: site.key).theme.css != "p{color:red}")
      _ = try await site.designer(.restoreSite(to: made.revision))
      #expect(try await site.test.store.snapshot(of: site.key).theme.css == "p{color:red}")
    }
  }

  @Test(
    "What a request may say of it",
    arguments: [
      (#"{"css":"a{}"}"#, nil),
      (#"{"title":"New","strings":{"en":{"menu":"Menu"}}}"#, nil),
      (#"{"tokens":{"ink":{"light":"black"}}}"#, nil),
      (#"{}"#, "give title, tokens"), (#"{"name":"other"}"#, "unknown key"), (#"{"assets":{}}"#, "unknown key"),
      (#"{"trees":{}}"#, "unknown key"), (#"{"tokens":{"ink":{"light":"red;}"}}}"#, "no value that may stand"),
      (#"{"tokens":{"ink":{"light":"\"unterminated"}}}"#, "no value that may stand"),
      (#"{"tokens":{"ink":{"light":"red","dark":"var(--x"}}}"#, "no value that may stand"),
      (#"{"tokens":{"ink":{"light":"image-set(\"https://evil.example\" 1x)"}}}"#, "no value that may stand"),
      (#"{"tokens":{"a b":{"light":"red"}}}"#, "is no name"), (#"{"strings":{"en":["x"]}}"#, "object of words"),
      (#"{"strings":{"en":{"menu":"a\nb"}}}"#, "on one line"), (#"{"sections":{"a":{"kind":"nothing"}}}"#, "kind"),
      (#"{"css":7}"#, "must be a string"),
    ] as [(String, String?)])
  func requests(text: String, problem: String?) throws {
    let json = try JSONValue.parse(#"{"operations":[{"op":"updateTheme","set":\#(text)}]}"#)
    do throws(FieldError) {
      let request = try EditRequest(json: json)
      #expect(problem == nil)
      // The log says it in the words of the request.
      #expect(try! EditRequest(json: request.json) == request)
    } catch {
      #expect(problem.map { "\(error.pointer) \(error.problem)".contains($0) } == true, "\(error)")
    }
  }

  @Test(
    "A theme's folder brings its trees; IDs stay, and so does what the site has changed",
    arguments: TestDatabases.engines)
  func applying(engine: Database.Engine) async throws {
    try await EditingSite.with(engine) { site in
      let store = site.test.store
      let before = try await store.snapshot(of: site.key)
      let name = try #require(before.pages.first?.page.template)
      let slots = Set(before.pages.filter { $0.page.template == name }.flatMap(\.slots.keys))
      let slot = try #require(slots.first)
      let first = try await theme(site) { theme in
        theme.css = "p{color:green}"
        theme.templates[name] = template("One", slot: slot)
        theme.templates["extra"] = template("Extra", seed: "extra")
      }
      let applied = try #require(try await store.applyTheme(first, to: site.key))
      #expect(applied.changed.contains("css") && applied.changed.contains("template \(name)"))
      #expect(applied.kept.isEmpty)
      // The same again is no edit.
      #expect(try await store.applyTheme(first, to: site.key) == nil)
      #expect(try await store.revision(of: site.key) == applied.revision)

      // Other IDs and other words: the elements are the same ones.
      let words = try await store.snapshot(of: site.key).templates[name]!
      let second = try await theme(site) { $0.templates[name] = template("Two", slot: slot, seed: "other") }
      _ = try #require(try await store.applyTheme(second, to: site.key))
      let now = try await store.snapshot(of: site.key).templates[name]!
      #expect(now.map(\.id) == words.map(\.id))
      #expect(now[0].children.map(\.id) == words[0].children.map(\.id))
      #expect(now[0].children[0].body.content == .inline(InlineText("Two")))
      #expect(now[1].since == words[1].since, "what is as it was keeps its row")

      // A designer changes the template on the site: from then on it is the site's.
      let own = now[0].children[0]
      let mine = try await site.designer(.setText(own.id, version: own.since, InlineText("Ours")))
      let third = try await theme(site) { theme in
        theme.css = "p{color:blue}"
        theme.templates[name] = template("Three", slot: slot, seed: "third")
        theme.templates["extra"] = nil
      }
      let kept = try #require(try await store.applyTheme(third, to: site.key))
      #expect(kept.kept == ["template \(name)"])
      #expect(kept.changed.contains("template extra"))
      let after = try await store.snapshot(of: site.key)
      #expect(after.templates[name]?[0].children[0].body.content == .inline(InlineText("Ours")))
      #expect(after.templates["extra"] == nil)
      #expect(after.theme.css == "p{color:blue}")

      // Taken back, the theme is the one before it; without the designer's change the template is the theme's again.
      _ = try await site.designer(.revert(kept.revision))
      #expect(try await store.snapshot(of: site.key).theme.css == "p{color:green}")
      _ = try await site.designer(.revert(mine.revision))
      let again = try #require(try await store.applyTheme(third, to: site.key))
      #expect(again.kept.isEmpty)
      #expect(
        try await store.snapshot(of: site.key).templates[name]?[0].children[0].body.content
          == .inline(InlineText("Three")))
    }
  }

  @Test("A slot that pages fill does not go", arguments: TestDatabases.engines)
  func slots(engine: Database.Engine) async throws {
    try await EditingSite.with(engine) { site in
      let store = site.test.store
      let name = try #require(try await store.snapshot(of: site.key).pages.first?.page.template)
      let broken = try await theme(site) { $0.templates[name] = template("One", slot: "nowhere") }
      let revision = try await store.revision(of: site.key)
      await #expect {
        _ = try await store.applyTheme(broken, to: site.key)
      } throws: { error in
        guard let refusal = error as? EditRefusal else { return false }
        return refusal.explanation.contains("which has none of that name any more")
      }
      #expect(try await store.revision(of: site.key) == revision)
    }
  }
}
