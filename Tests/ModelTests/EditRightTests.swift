import Model
import Testing

/// Effective right = role ∩ phase ∩ own capabilities ∩ no sealed ancestor, as a table.
@Suite struct EditRightTests {
  struct Case: Sendable {
    let role: Role
    var phase = Phase.done
    var own: Capabilities = [.text]
    var above: [Capabilities] = []
    let expected: EditRight
  }

  static let cases: [Case] = [
    // Nobody without a role that edits, whatever is unlocked.
    Case(role: .guest, expected: .denied(.role)),
    Case(role: .reviewer, expected: .denied(.role)),
    Case(role: .reviewer, own: .all.subtracting(.seal), above: [.structure], expected: .denied(.role)),
    // Locked is the default.
    Case(role: .owner, own: [], expected: .denied(.locked)),
    Case(role: .editor, own: [], above: [[.text, .items], [.visible]], expected: .denied(.locked)),
    // Unlocked for exactly what the designer has named.
    Case(role: .owner, expected: .granted([.text])),
    Case(role: .editor, own: [.text, .visible], expected: .granted([.text, .visible])),
    Case(role: .support, expected: .granted([.text])),
    // The phase belongs to the designers, except to their own colleagues.
    Case(role: .owner, phase: .creation, expected: .denied(.phase)),
    Case(role: .owner, phase: .preparation, expected: .denied(.phase)),
    Case(role: .owner, phase: .revision, expected: .denied(.phase)),
    Case(role: .owner, phase: .redesign, expected: .denied(.phase)),
    Case(role: .owner, phase: .feedback, expected: .granted([.text])),
    Case(role: .support, phase: .creation, expected: .granted([.text])),
    // A seal wins over everything below it, and over itself.
    Case(role: .owner, own: [.text, .seal], expected: .denied(.sealed)),
    Case(role: .owner, above: [[], [.seal]], expected: .denied(.sealed)),
    Case(role: .owner, above: [.structure, .seal], expected: .denied(.sealed)),
    Case(role: .owner, above: [.seal, .structure], expected: .denied(.sealed)),
    Case(role: .support, above: [.seal], expected: .denied(.sealed)),
    // Structure above is full access below, but never to the locks.
    Case(role: .owner, own: [], above: [[], .structure], expected: .granted(.all.subtracting(.seal))),
    Case(role: .owner, own: .structure, expected: .granted(.structure)),
    // Designers.
    Case(role: .designer, phase: .creation, own: [], above: [.seal], expected: .granted(.all)),
    Case(role: .admin, own: [.seal], expected: .granted(.all)),
  ]

  @Test(arguments: cases)
  func right(_ row: Case) {
    let right = EditAuthority(role: row.role, phase: row.phase).rights(own: row.own, ancestors: row.above)
    #expect(right == row.expected, "\(row)")
  }

  @Test(
    arguments: [
      ("Frisches Brot", [.none], true, nil),
      ("1234567890", [.length(10)], true, nil),
      ("12345678901", [.length(10)], true, .limit),
      // A family of four is one character to people.
      ("👨‍👩‍👧‍👦", [.length(1)], true, nil),
      ("e\u{301}", [.length(1)], true, nil),
      ("   ", [.none], true, .limit),
      ("", [.none], true, .limit),
      ("", [.none], false, nil),
      // Nobody sees these, so they are as good as nothing.
      ("\u{200B}", [.none], true, .limit),
      ("\u{2060}\u{AD}\u{3164}\u{FEFF}", [.none], true, .limit),
    ] as [(String, [LengthLimit], Bool, EditRefusal.Rule?)])
  func words(_ words: String, _ limits: [LengthLimit], asCustomer: Bool, _ refused: EditRefusal.Rule?) throws {
    var body = ElementBody(kind: .text, tag: "h1", content: .inline(InlineText("old")), capabilities: .text)
    if case .length(let maximum)? = limits.first { body.limits.maximumLength = maximum }
    expectRefusal(refused) {
      _ = try EditRules(authority: asCustomer ? customer : designer).settingText(
        InlineText(words), of: element(body), operation: 0)
    }
  }

  enum LengthLimit: Sendable { case none, length(Int) }

  @Test(
    arguments: [
      ("h1", .text, ["strong"], .limit), ("p", .text, ["strong"], nil), ("p", .text, ["code"], .limit),
      ("p", .text, ["link"], nil), ("a", .link, ["link"], .limit), ("a", .link, ["em"], nil),
      ("img", .image, [], .kind),
    ] as [(String, ElementKind, [String], EditRefusal.Rule?)])
  func marks(tag: String, kind: ElementKind, marks: [String], refused: EditRefusal.Rule?) {
    let content: Content =
      switch kind {
      case .link: .link(target: nil, label: InlineText("old"))
      case .image: .image(ImageContent(source: .asset("assets/a.jpg"), alternative: .decorative))
      default: .inline(InlineText("old"))
      }
    let marked: [InlineText.MarkedAs] = marks.map {
      switch $0 {
      case "strong": .strong
      case "code": .code
      case "em": .em
      default: .link(.url("https://example.org"))
      }
    }
    expectRefusal(refused) {
      _ = try EditRules(authority: customer).settingText(
        InlineText(nodes: [.text("new", marks: marked)]),
        of: element(ElementBody(kind: kind, tag: tag, content: content, capabilities: kind == .image ? .media : .text)),
        operation: 0)
    }
  }

  /// What a locked element holds is not told to somebody who may not change it, not even by a conflict.
  @Test func lockIsToldBeforeStaleness() {
    let locked = element(ElementBody(kind: .text, tag: "p", content: .inline(InlineText("secret draft"))))
    let error = #expect(throws: EditRefusal.self) {
      try EditRules(authority: customer).authorize(locked, ancestors: [], version: 1, needed: .text, operation: 0)
    }
    #expect(error?.rule == .locked && error?.current == nil)
  }

  private let customer = EditAuthority(role: .owner, phase: .done)
  private let designer = EditAuthority(role: .designer, phase: .done)

  private func element(_ body: ElementBody) -> Element {
    Element(id: .random(), owner: .page(.random()), slot: "main", parent: nil, position: .first, body: body, since: 7)
  }

  private func expectRefusal(_ rule: EditRefusal.Rule?, _ body: () throws -> Void) {
    do {
      try body()
      #expect(rule == nil)
    } catch let refusal as EditRefusal {
      #expect(refusal.rule == rule)
    } catch {
      Issue.record("\(error)")
    }
  }
}
