import Testing
import Web

@testable import Portal

@Suite("Moments as programs and forms write them")
struct TimestampTests {
  static let moments: [(String, Int?)] = [
    ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:01Z", 1_000), ("2026-07-01T12:30:00Z", 1_782_909_000_000),
    ("2026-07-01T12:30:00.999Z", 1_782_909_000_000), ("2026-07-01T12:30:00.123456789Z", 1_782_909_000_000),
    ("9999-12-31T23:59:59Z", 253_402_300_799_000),
    // Leap years.
    ("2028-02-29T00:00:00Z", 1_835_395_200_000), ("2000-02-29T00:00:00Z", 951_782_400_000),
    ("2400-02-29T00:00:00Z", 13_574_563_200_000), ("2027-02-29T00:00:00Z", nil), ("2100-02-29T00:00:00Z", nil),
    ("2028-02-30T00:00:00Z", nil),
    // Days, hours and seconds that there are not.
    ("2027-06-31T00:00:00Z", nil), ("2027-04-31T00:00:00Z", nil), ("2027-01-32T00:00:00Z", nil),
    ("2027-00-01T00:00:00Z", nil), ("2027-13-01T00:00:00Z", nil), ("2027-01-00T00:00:00Z", nil),
    ("2027-01-01T24:00:00Z", nil), ("2027-01-01T00:60:00Z", nil), ("2027-01-01T00:00:60Z", nil),
    ("2016-12-31T23:59:60Z", nil),
    // Years.
    ("1969-12-31T23:59:59Z", nil), ("0000-01-01T00:00:00Z", nil), ("10000-01-01T00:00:00Z", nil),
    ("99999999999999999999-01-01T00:00:00Z", nil), ("-2027-01-01T00:00:00Z", nil), ("+2027-01-01T00:00:00Z", nil),
    ("27-01-01T00:00:00Z", nil),
    // Zones.
    ("2027-01-01T00:00:00+01:00", 1_798_758_000_000), ("2027-01-01T00:00:00.5-00:30", 1_798_763_400_000),
    ("2028-02-29T23:59:59+23:59", 1_835_395_259_000), ("2027-06-31T00:00:00+01:00", nil),
    ("2027-01-01T24:00:00+01:00", nil), ("2027-01-01T00:00:00+24:00", nil), ("2027-01-01T00:00:00+01:60", nil),
    ("2027-01-01T00:00:00+1:00", nil), ("2027-01-01T00:00:00+01:00Z", nil), ("-2027-01-01T00:00:00-01:00", nil),
    ("2027-01-01T00:00-01:00", nil), ("2027-01-01T00:00:00-+1:00", nil),
    // Other forms.
    ("2027-1-01T00:00:00Z", nil), ("2027-01-01T0:00:00Z", nil), ("2027-01-01T00:00Z", nil),
    ("2027-01-01 00:00:00Z", nil), ("2027:01:01T00-00-00Z", nil), ("2027-01-01T00:00:00", nil),
    ("2027-01-01T00:00:00.Z", nil), ("2027-01-01T00:00:00.1.1Z", nil),
    ("2027-01-01T00:00:00.xZ", nil), ("2027-01-01T00:00:00Z ", nil), (" 2027-01-01T00:00:00Z", nil),
    ("2027-01-01T+1:00:00Z", nil), ("2027-01-01TT00:00:00Z", nil), ("2027-01--1T00:00:00Z", nil),
    ("\u{0662}027-01-01T00:00:00Z", nil), ("", nil), ("Z", nil), ("T", nil),
  ]

  @Test(arguments: moments)
  func programs(_ text: String, _ expected: Int?) {
    #expect(Timestamp.milliseconds(text) == expected)
    if let expected, text.hasSuffix("00Z") { #expect(Timestamp.utc(expected) == text) }
  }

  static let wrongFields = [
    "2027-06-31T10:00", "2027-02-29T10:00", "-2027-01-01T10:00", "10000-01-01T10:00", "2027-01-01T24:00",
    "2027-01-01T10:60", "2027-01-01T10:00:60", "2027-01-01T+1:00", "2027-01-01T1:0", "2027-01-01 x10:00",
    "2027-01-01 xT10:00", "2027-01-01T10", "2027-01-01T10:00:00:00", "2027-01-01T10:00x", "2027-01-01T10:x:00",
    "2027-01-01T10:00Z", "T10:00", "2027-01-01T", "",
  ]

  @Test("What no form has is none, rather than another moment", arguments: wrongFields)
  func wrongForms(_ text: String) { #expect(DateText.moment(field: text) == nil) }

  @Test("What a form has is that moment, in the server's own time, or none where clocks leave it out")
  func forms() {
    for day in ["2026-01-31", "2026-03-29", "2026-10-25", "2028-02-29", "2027-12-31"] {
      for minute in stride(from: 0, to: 24 * 60, by: 15) {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let text = "\(day)T\(two(minute / 60)):\(two(minute % 60))"
        guard let moment = DateText.moment(field: text) else { continue }
        #expect(DateText.field(moment) == text)
        #expect(DateText.moment(field: "\(text):00") == moment && DateText.moment(field: "\(text):00.000") == moment)
      }
    }
    #expect(DateText.moment(field: "2026-07-01T12:00") != nil)
  }
}
