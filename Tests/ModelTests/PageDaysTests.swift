import Testing

@testable import Model

@Suite("Pages that come and go by days") struct PageDaysTests {
  private func day(_ number: Int) -> CalendarDate { CalendarDate(year: 2026, month: 5, day: number)! }

  /// The first day, the day from which it is gone, and the days on which it was there of those between the 10th and the 20th.
  @Test(
    "Whether a page was ever there between two days",
    arguments: [
      (nil, nil, true), (5, nil, true), (20, nil, true), (21, nil, false), (nil, 10, false), (nil, 11, true),
      (12, 12, false), (12, 13, true), (1, 9, false), (9, 30, true), (13, 12, false),
    ] as [(Int?, Int?, Bool)])
  func shownOnce(publish: Int?, expires: Int?, isShown: Bool) {
    var meta = PageMeta()
    meta.publish = publish.map(day)
    meta.expires = expires.map(day)
    #expect(meta.isShownOnce(from: day(10), to: day(20)) == isShown)
    #expect((10...20).contains { meta.isShown(on: day($0)) } == isShown)
  }
}
