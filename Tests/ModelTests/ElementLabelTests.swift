import Model
import Testing

@Suite("What elements are called, and in which order they stand")
struct ElementLabelTests {
  static let labels: [(ElementBody, String)] = [
    (ElementBody(kind: .box, tag: "div"), ""),
    (ElementBody(kind: .box, tag: "div", name: "Öffnungszeiten"), "Öffnungszeiten"),
    (ElementBody(kind: .text, tag: "p", name: "Preis", content: .inline(InlineText("9 €"))), "Preis"),
    (ElementBody(kind: .text, tag: "p", content: .inline(InlineText("  Frisches\n\tBrot "))), "Frisches Brot"),
    (ElementBody(kind: .link, tag: "a", content: .link(target: nil, label: InlineText("Mehr"))), "Mehr"),
    (
      ElementBody(
        kind: .image, tag: "img",
        content: .image(ImageContent(source: .asset("assets/a.jpg"), alternative: .text("Ofen")))),
      "Ofen"
    ),
    (
      ElementBody(
        kind: .image, tag: "img",
        content: .image(ImageContent(source: .asset("assets/a.jpg"), alternative: .decorative))),
      ""
    ),
    (
      ElementBody(
        kind: .richText, tag: "div", content: .rich(RichText(blocks: [.paragraph(InlineText("a")), .code("b")]))), "a b"
    ),
  ]

  @Test(arguments: labels) func label(body: ElementBody, expected: String) { #expect(body.label == expected) }

  static let lines: [(String, Int, String)] = [
    ("", 3, ""), ("   ", 3, ""), ("abc", 3, "abc"), ("abcd", 3, "abc…"), ("ab d", 3, "ab…"), ("a b", 3, "a b"),
    ("abc   ", 3, "abc"), ("👩‍🍳👩‍🍳👩‍🍳👩‍🍳", 3, "👩‍🍳👩‍🍳👩‍🍳…"), ("e\u{301}e\u{301}", 1, "e\u{301}…"),
  ]

  @Test(arguments: lines) func line(text: String, maximum: Int, expected: String) {
    #expect(Excerpt.line(text, maximum: maximum) == expected)
  }

  @Test func text() {
    #expect(Excerpt.text("a\nb", maximum: 3) == "a\nb")
    #expect(Excerpt.text("a\nbc", maximum: 3) == "a\nb…")
    #expect(Excerpt.text(String(repeating: "👩‍🍳", count: 2_001), maximum: 2_000).count == 2_001)
    #expect(Excerpt.text(String(repeating: "👩‍🍳", count: 2_000), maximum: 2_000).last == "👩‍🍳")
  }

  @Test func documentOrder() {
    func row(_ id: String, slot: String = "", below parent: String? = nil, at position: String) -> Element {
      Element(
        id: ElementID(id)!, owner: .page(PageID("p")!), slot: slot, parent: parent.map { ElementID($0)! },
        position: Position(stored: position), body: ElementBody(kind: .box, tag: "div"), since: 1)
    }
    let rows = [
      row("lost", below: "nobody", at: "V"), row("b", slot: "main", at: "k"), row("a2", below: "a", at: "k"),
      row("aside", slot: "aside", at: "V"), row("a", slot: "main", at: "V"), row("a1", below: "a", at: "V"),
      row("a11", below: "a1", at: "V"), row("other", slot: "other", at: "V"), row("round", below: "round", at: "V"),
    ]
    let order = Element.inDocumentOrder(rows, slots: ["none", "main", "aside"]).map(\.id.rawValue)
    #expect(order == ["a", "a1", "a11", "a2", "b", "aside", "other"])
    #expect(Element.inDocumentOrder(rows.reversed(), slots: ["aside"]).map(\.id.rawValue).first == "aside")
  }
}
