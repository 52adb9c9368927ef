import Testing

@testable import Portal

@Suite("Differences in words")
struct WordDifferenceTests {
  /// `-gone-` and `+come+` around what changed.
  private static func told(_ pieces: [WordDifference.Piece]) -> String {
    pieces.map { piece in
      switch piece.kind {
      case .same: piece.text
      case .removed: "-\(piece.text)-"
      case .added: "+\(piece.text)+"
      }
    }.joined()
  }

  @Test(
    "Only the words that changed are marked",
    arguments: [
      ("Wir backen mit Liebe.", "Wir backen mit Sorgfalt.", "Wir backen mit -Liebe-+Sorgfalt+."),
      ("Brot und Brötchen", "Brot, Kuchen und Brötchen", "Brot+, Kuchen+ und Brötchen"),
      ("Montag bis Freitag", "Montag bis Freitag", "Montag bis Freitag"), ("", "Neu", "+Neu+"), ("Weg", "", "-Weg-"),
      ("a a", "a a a", "a a+ a+"), ("Café\u{301} 👨‍👩‍👧", "Café\u{301} 👨‍👩‍👦", "Café\u{301} -👨‍👩‍👧-+👨‍👩‍👦+"),
      // What two sentences have in common by chance is no reason to read them in pieces.
      (
        "Das Brot und die Zeit", "Unsere Öfen und viel Geduld",
        "-Das Brot und die Zeit-+Unsere Öfen und viel Geduld+"
      ),
    ])
  func words(_ before: String, _ after: String, _ expected: String) {
    #expect(Self.told(WordDifference(from: before, to: after).pieces) == expected)
  }

  @Test("Both texts can be read out of it") func complete() {
    let words = ["Brot", " ", "und", ",", "Salz", ".", "–", "Öl"]
    var state: UInt64 = 7
    func text() -> String {
      (0..<40).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return words[Int(state >> 33) % words.count]
      }.joined()
    }
    for _ in 0..<200 {
      let (before, after) = (text(), text())
      let pieces = WordDifference(from: before, to: after).pieces
      #expect(pieces.filter { $0.kind != .added }.map(\.text).joined() == before)
      #expect(pieces.filter { $0.kind != .removed }.map(\.text).joined() == after)
    }
  }

  @Test("Long passages that stayed are told by their ends, and no text takes long") func long() {
    let same = String(repeating: "Wort und Satz ", count: 60)
    let short = Self.told(WordDifference(from: "\(same)alt \(same)", to: "\(same)neu \(same)").shortened())
    #expect(short.count < 160 && short.contains("-alt-+neu+") && short.hasPrefix("…"))
    let (one, other) = (String(repeating: "a ", count: 20_000), String(repeating: "b ", count: 20_000))
    #expect(WordDifference(from: one, to: other).pieces.count <= 3)
  }
}
