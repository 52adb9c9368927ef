import Testing

@testable import Model

@Suite("What may be suggested") struct SuggestionRulesTests {
  private let id = ElementID("price")!

  private func element(
    _ kind: ElementKind, _ content: Content, tag: String = "p", limits: Limits = .none
  ) -> Element {
    Element(
      id: id, owner: .page(PageID("home")!), slot: "main", parent: nil, position: .first,
      body: ElementBody(kind: kind, tag: tag, content: content, limits: limits), since: 4)
  }

  private let photo = AssetFile(
    hash: String(repeating: "a", count: 64), size: 10, type: "image/jpeg", width: 1600, height: 900)

  private func outcome(
    _ operations: Operation..., on element: Element, picture: (path: String, file: AssetFile)? = nil
  ) throws -> SuggestionRules.Outcome {
    try SuggestionRules.outcome(of: operations, on: element, picture: picture) { path in
      path == "assets/photo.jpg" ? photo : nil
    }
  }

  private func rule(_ operations: Operation..., on element: Element) -> EditRefusal.Rule? {
    do {
      _ = try SuggestionRules.outcome(of: operations, on: element) { _ in nil }
      return nil
    } catch let refusal as EditRefusal {
      return refusal.rule
    } catch {
      return nil
    }
  }

  @Test("Words, pictures, targets and removal of a locked element")
  func allowed() throws {
    let price = element(.text, .inline(InlineText("12 €")))
    guard case .element(let raised) = try outcome(.setText(id, version: 4, InlineText("14 €")), on: price) else {
      Issue.record("is an element")
      return
    }
    #expect(raised.body.content.words == "14 €" && raised.since == 4)
    #expect(try outcome(.remove(id, version: 4), on: price) == .removal)

    let image = element(
      .image, .image(ImageContent(source: .asset("assets/old.jpg"), alternative: .text("Laden"))), tag: "img")
    let described = ImageChange(alternative: .text("Theke"))
    guard
      case .element(let shown) = try outcome(
        .setImage(id, version: 4, described), on: image, picture: ("assets/new.jpg", photo)),
      case .image(let content) = shown.body.content
    else {
      Issue.record("is a picture")
      return
    }
    #expect(content.source == .asset("assets/new.jpg") && content.alternative == .text("Theke"))

    let link = element(.link, .link(target: nil, label: InlineText("Mehr")), tag: "a")
    guard
      case .element(let led) = try outcome(
        .setText(id, version: 4, InlineText("Alles")), .setLink(id, version: 4, .url("https://example.org/")), on: link)
    else {
      Issue.record("is a link")
      return
    }
    #expect(led.body.content == .link(target: .url("https://example.org/"), label: InlineText("Alles")))
  }

  @Test("What no customer could write, and what is no change of that one element, is no suggestion")
  func refused() {
    let price = element(.text, .inline(InlineText("12 €")))
    let markdown = element(.markdown, .markdown("Alt"))
    let other = ElementID("other")!
    let text = Operation.setText(id, version: 4, InlineText("x"))
    #expect(rule(on: price) == .invalid)
    #expect(rule(text, text, on: price) == .invalid, "twice the same")
    #expect(rule(.setText(other, version: 4, InlineText("x")), on: price) == .invalid)
    #expect(rule(text, .remove(id, version: 4), on: price) == .invalid)
    for operation: Operation in [
      .setEditability(id, version: 4, [.text]), .setHidden(id, version: 4, true), .revert(3),
      .move(id, version: 4, to: .init()), .duplicateItem(id, version: 4), .update(id, version: 4, ["tag": "h1"]),
    ] { #expect(rule(operation, on: price) == .invalid, "\(operation.name)") }
    #expect(rule(.setMarkdown(id, version: 4, "x"), on: price) == .kind)
    #expect(rule(.setMarkdown(id, version: 4, "<script>alert(1)</script>"), on: markdown) == .limit)
    #expect(rule(.setMarkdown(id, version: 4, "![](https://example.org/x.png)"), on: markdown) == .limit)
    var limits = Limits.none
    limits.maximumLength = 5
    let short = element(.text, .inline(InlineText("12 €")), limits: limits)
    #expect(rule(.setText(id, version: 4, InlineText("viel zu lang")), on: short) == .limit)
    let image = element(
      .image, .image(ImageContent(source: .asset("assets/old.jpg"), alternative: .text("Laden"))), tag: "img")
    #expect(rule(.setImage(id, version: 4, ImageChange(source: "assets/none.jpg")), on: image) == .invalid)
  }
}
