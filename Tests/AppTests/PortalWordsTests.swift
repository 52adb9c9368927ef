import Testing
import Web

@testable import Portal

@Suite("Words of the portal")
struct PortalWordsTests {
  /// Words that are the same in both languages, or names.
  static let shared: Set<String> = [
    "Websites", "Website", "Live", "Name", "Version", "Revision", "Computer", "Domains",
  ]

  static func texts(_ value: Any, at path: String = "") -> [(path: String, text: String)] {
    if let text = value as? String { return [(path, text)] }
    return Mirror(reflecting: value).children.enumerated().flatMap { index, child in
      texts(child.value, at: "\(path).\(child.label ?? String(index))")
    }
  }

  @Test("Every text is there in both languages, and translated") func complete() {
    let (german, english) = (Self.texts(PortalWords.of(.german)), Self.texts(PortalWords.of(.english)))
    #expect(german.count > 130)
    #expect(german.map(\.path) == english.map(\.path))
    for (one, other) in zip(german, english) {
      #expect(!one.text.isEmpty && !other.text.isEmpty, "\(one.path)")
      #expect(one.text != other.text || Self.shared.contains(one.text) || one.path.contains("months"), "\(one.path)")
    }
  }

  @Test("German says Sie", arguments: ["du", "dein", "deine", "dir", "euch"])
  func formal(_ word: String) {
    for (path, text) in Self.texts(PortalWords.of(.german)) {
      let words = text.lowercased().split { !$0.isLetter }.map(String.init)
      #expect(!words.contains(word), "\(path): \(text)")
    }
  }

  @Test("Numbers and moments read well") func numbers() {
    let (german, english) = (PortalWords.of(.german), PortalWords.of(.english))
    #expect(german.site.changesWaiting(1) == "1 Änderung ist noch nicht veröffentlicht")
    #expect(german.site.changesWaiting(2) == "2 Änderungen sind noch nicht veröffentlicht")
    #expect(english.site.changesWaiting(1) == "1 change has not been published yet")
    let now = 1_700_000_000_000
    let dates = DateText(words: german.common, now: now)
    #expect(dates.relative(now) == "gerade eben")
    #expect(dates.relative(now + 5_000) == "gerade eben", "another machine's clock may be ahead")
    #expect(dates.relative(now - 61_000) == "vor 1 Minute")
    #expect(dates.relative(now - 40 * 60_000) == "vor 40 Minuten")
    #expect(dates.relative(now - 90 * 86_400_000).hasSuffix(" Uhr"))
    #expect(dates.relative(now - 90 * 86_400_000).contains(". August 2023"))
    #expect(DateText.utc(now) == "2023-11-14T22:13:20Z")
    #expect(dates.moment(now).hasSuffix(" Uhr \(DateText.zone(now))") && !DateText.zone(now).isEmpty)
    // Only what is told by the clock is another time elsewhere.
    #expect(!dates.namesClock(now - 40 * 60_000) && !dates.namesClock(now - 2 * 3_600_000))
    #expect(dates.namesClock(now - 7 * 3_600_000) && dates.namesClock(now - 90 * 86_400_000))
  }

  @Test(
    "A moment for programs may say how far its zone is ahead",
    arguments: [
      ("2023-11-14T22:13:20Z", 1_700_000_000_000), ("2023-11-14T23:13:20+01:00", 1_700_000_000_000),
      ("2023-11-14T18:43:20.250-03:30", 1_700_000_000_000), ("2023-11-14T22:13:20", nil),
      ("2023-11-14T22:13:20+0100", nil), ("2023-11-14T22:13:20+25:00", nil), ("+01:00", nil), ("", nil),
    ])
  func moments(_ text: String, _ moment: Int?) { #expect(Timestamp.milliseconds(text) == moment) }
}
