import App
import Database
import DatabaseTesting
import HTTPTypes
import Model
import Store
import Testing

/// The tree as each of the people of a project sees it.
@Suite("A page's tree over HTTP")
struct TreeTests {
  /// The scene's people, and a site of theirs with something of everything.
  static func with(
    _ engine: Database.Engine = .sqlite, phase: Phase = .done, _ body: (SiteAPITests.Scene) async throws -> Void
  ) async throws {
    try await SiteAPITests.with(engine) { scene in
      let store = scene.app.store
      let designer = try #require(try await store.account(email: "designer@example.org"))
      let project = try await store.createProject(name: "rich", phase: phase, agency: designer.agency)
      for (name, role) in [("owner", Role.owner), ("reviewer", .reviewer)] {
        let account = try #require(try await store.account(email: "\(name)@example.org"))
        try await store.setMembership(role, of: account, in: project.id)
      }
      _ = try await store.createSite(
        snapshot, slug: "rich", project: project.id, agency: designer.agency, author: designer.id)
      try await body(scene)
    }
  }

  private static var snapshot: SiteSnapshot {
    func node(
      _ id: String, _ kind: ElementKind, _ tag: String, _ content: Content = .none, _ capabilities: Capabilities = [],
      _ children: [ElementNode] = [], change: (inout ElementBody) -> Void = { _ in }
    ) -> ElementNode {
      var body = ElementBody(kind: kind, tag: tag, content: content, capabilities: capabilities)
      change(&body)
      return ElementNode(id: ElementID(id)!, body: body, children: children)
    }
    func words(_ text: String) -> Content { .inline(InlineText(text)) }
    let marked = InlineText(nodes: [.text("Brot", marks: [.sup])])
    let rich = RichText(blocks: [.quote([.paragraph(InlineText(nodes: [.text("x", marks: [.code])]))])])
    let main = [
      node("title", .text, "h1", .inline(marked), [.text, .variant]) {
        $0.limits.variants = ["bold", "quiet"]
        $0.classes = ["wide", "quiet"]
      },
      node("rich", .richText, "div", .rich(rich), .text),
      node("secret", .text, "p", words("Geheim")) {
        $0.name = "Preis"
        $0.classes = ["hush"]
      },
      node("phone", .field, "a", .field(FieldContent(path: "company.phone"))),
      node("heading", .field, "p", .field(FieldContent(path: "page.title"))),
      node("year", .field, "span", .field(FieldContent(path: "build.year"))),
      node(
        "news", .collectionList, "div", .collection(CollectionQuery(collection: "news")), [],
        [node("card", .box, "div", .none, [], [node("entry", .field, "h3", .field(FieldContent(path: "entry.title")))])]
      ),
      node("more", .link, "a", .link(target: .url("/x"), label: InlineText("Mehr")), [.text, .link]),
      node("vault", .box, "div", .none, .seal, [node("inside", .text, "p", words("innen"), .text)]),
      node("side", .shared, "", .shared("contact")),
    ]
    var home = Page(id: PageID("rich-home")!, slug: "", title: "Start", locale: "de", capabilities: .meta)
    home.meta.description = "Worum es geht"
    home.meta.image = "assets/a.jpg"
    return SiteSnapshot(
      settings: SiteSettings(name: "Rich", locales: ["de"], theme: "plain"),
      theme: Theme(name: "plain", title: "Plain", css: ""),
      pages: [
        PageContent(page: home, slots: ["main": main]),
        PageContent(page: Page(id: PageID("rich-two")!, slug: "two", title: "Zwei", locale: "de"), slots: [:]),
      ],
      templates: [
        "page": [
          node("head", .box, "header", .none, [], [node("claim", .text, "p", words("Handwerk"), .text)]),
          node("slot", .slot, "", .slot("main")),
        ]
      ],
      shared: ["contact": [node("contact", .text, "p", words("Rufen Sie an"), .text)]], assets: [:])
  }

  private static let path = "/api/v1/sites/rich/pages/rich-home/tree"

  @Test("Nobody, the wrong people, the wrong question")
  func whoMayAsk() async throws {
    try await Self.with { scene in
      let rows: [(String, HTTPFields, String, Int)] = [
        ("nobody", [:], Self.path, 401),
        ("another site's owner", scene.otherOwner, Self.path, 404),
        ("a page of another site", scene.owner, "/api/v1/sites/rich/pages/mine-home/tree", 404),
        ("a page that is not there", scene.owner, "/api/v1/sites/rich/pages/nowhere/tree", 404),
        ("no page's name at all", scene.owner, "/api/v1/sites/rich/pages/%C3%A4/tree", 404),
        ("a customer as customer", scene.owner, "\(Self.path)?as=customer", 403),
        ("a reviewer as customer", scene.reviewer, "\(Self.path)?as=customer", 403),
        ("nobody as customer", [:], "\(Self.path)?as=customer", 401),
        ("another's owner as customer", scene.otherOwner, "\(Self.path)?as=customer", 404),
        ("a designer as admin", scene.designer, "\(Self.path)?as=admin", 422),
        ("a customer", scene.owner, Self.path, 200), ("a reviewer", scene.reviewer, Self.path, 200),
        ("a designer", scene.designer, Self.path, 200),
      ]
      for (name, person, path, status) in rows {
        let answer = try await scene.app.send(.get, path, person)
        #expect(answer.status == status, "\(name)")
      }
    }
  }

  @Test("What a customer may change, and of the rest no word", arguments: TestDatabases.engines)
  func customer(engine: Database.Engine) async throws {
    try await Self.with(engine) { scene in
      let answer = try await scene.app.send(.get, Self.path, scene.owner)
      let tree = try #require(answer.json)
      for word in ["Geheim", "hush", "innen", "capabilities", "attributes", "\"classes\""] {
        #expect(!answer.text.contains(word), "\(word)")
      }
      #expect(tree["rights"] == ["meta"] && tree["lock"] == nil && tree["mayDesign"] == false)
      #expect(tree["meta"] == ["description": "Worum es geht", "image": "asset:assets/a.jpg"])
      #expect(tree["path"] == "/" && tree["slug"] == "" && tree["version"] == 1 && tree["templateName"] == "page")
      let elements = Self.byID(tree["elements"])
      #expect(
        (tree["elements"]?.array ?? []).compactMap { $0["id"]?.string } == [
          "title", "rich", "secret", "phone", "heading", "year", "news", "card", "entry", "more", "vault", "inside",
          "side",
        ])
      let title = try #require(elements["title"])
      #expect(title["rights"] == ["text", "variant"] && title["label"] == "Brot" && title["variant"] == "quiet")
      #expect(title["marks"] == ["sup"], "a heading allows no mark; the one that stands there may stay")
      #expect(elements["rich"]?["marks"] == ["code", "em", "link", "strong"])
      #expect(elements["rich"]?["blocks"] == ["list", "paragraph", "quote"])
      #expect(elements["more"]?["linkKinds"] == ["page", "file", "web", "mail", "phone"])
      #expect(elements["more"]?["marks"] == ["em", "strong"], "a link within a link is no HTML")
      #expect(
        elements["secret"] == [
          "id": "secret", "kind": "text", "tag": "p", "name": "Preis", "label": "Preis", "version": 1, "hidden": false,
          "rights": [], "lock": "locked", "slot": "main",
        ])
      #expect(elements["inside"]?["lock"] == "sealed" && elements["inside"]?["label"] == "")
      #expect(elements["inside"]?["parent"] == "vault")
      #expect(elements["phone"]?["leadsTo"] == ["company": "phone"])
      #expect(elements["heading"]?["leadsTo"] == ["page": "rich-home"])
      #expect(elements["entry"]?["leadsTo"] == ["entry": true] && elements["year"]?["leadsTo"] == nil)
      let claim = try #require(Self.byID(tree["template"])["claim"])
      #expect(claim["owner"] == ["template": "page"] && claim["appearsOn"] == 2 && claim["rights"] == ["text"])
      let contact = try #require(Self.byID(tree["shared"])["contact"])
      #expect(contact["owner"] == ["shared": "contact"] && contact["appearsOn"] == 1)
      #expect(contact["content"] == ["text": InlineText("Rufen Sie an").json])
    }
  }

  @Test("A designer sees everything, also as the customer does")
  func designer() async throws {
    try await Self.with(phase: .creation) { scene in
      let own = try #require(try await scene.app.send(.get, Self.path, scene.designer).json)
      let elements = Self.byID(own["elements"])
      #expect(own["mayDesign"] == true && own["role"] == "designer")
      #expect(elements["secret"]?["label"] == "Preis" && elements["secret"]?["classes"] == ["hush"])
      #expect(elements["secret"]?["rights"] == ["text", "visible", "order", "variant", "structure", "seal"])
      #expect(elements["vault"]?["capabilities"] == ["seal"] && elements["inside"]?["lock"] == nil)

      // The project is not in a phase in which customers edit; designers see what will be when it is.
      let customer = try #require(try await scene.app.send(.get, Self.path, scene.owner).json)
      #expect(customer["rights"] == [] && customer["lock"] == "phase" && customer["meta"] == nil)
      #expect(Self.byID(customer["elements"])["title"]?["lock"] == "phase")
      let seen = try await scene.app.send(.get, "\(Self.path)?as=customer", scene.designer)
      #expect(seen.json?["mayDesign"] == false && seen.json?["role"] == "editor" && seen.json?["rights"] == ["meta"])
      #expect(Self.byID(seen.json?["elements"])["title"]?["rights"] == ["text", "variant"])
      #expect(!seen.text.contains("Geheim") && !seen.text.contains("capabilities"))
      let reviewer = try await scene.app.send(.get, Self.path, scene.reviewer)
      #expect(Self.byID(reviewer.json?["elements"])["title"]?["lock"] == "role" && !reviewer.text.contains("Brot"))
    }
  }

  @Test("The tag says whose tree it is")
  func tags() async throws {
    try await Self.with(phase: .feedback) { scene in
      func tag(_ person: HTTPFields, _ query: String = "") async throws -> String {
        try #require(try await scene.app.send(.get, Self.path + query, person).header("ETag"))
      }
      let tags = [
        try await tag(scene.owner), try await tag(scene.reviewer), try await tag(scene.designer),
        try await tag(scene.designer, "?as=customer"),
      ]
      #expect(Set(tags).count == 4)
      var asking = scene.owner
      asking[.ifNoneMatch] = tags[0]
      #expect(try await scene.app.send(.get, Self.path, asking).status == 304)
      let edit = try await scene.edit(scene.setText(ElementID("title")!, "Neu"), as: scene.owner, site: "rich")
      #expect(edit.status == 201)
      #expect(try await scene.app.send(.get, Self.path, asking).status == 200)
    }
  }

  private static func byID(_ elements: JSONValue?) -> [String: JSONValue] {
    Dictionary((elements?.array ?? []).map { ($0["id"]?.string ?? "", $0) }, uniquingKeysWith: { $1 })
  }
}
