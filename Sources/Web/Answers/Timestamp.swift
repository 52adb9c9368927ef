import Glibc
import Model

/// A moment for programs: RFC 3339, written in UTC.
package enum Timestamp {
  /// - Parameter moment: milliseconds since 1970
  package static func utc(_ moment: Int) -> String {
    var seconds = time_t(moment / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : String(number) }
    return "\(Int(parts.tm_year) + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
      + "T\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))Z"
  }

  /// The moment that such a text means, in milliseconds since 1970: `2026-07-01T12:30:00Z`, or with an offset as `+02:00` behind it; nil for
  /// another form, for days and times that there are not, and for years before 1970 and after 9999. A fraction of a second is dropped.
  package static func milliseconds(_ text: String) -> Int? {
    guard let (text, offset) = split(text.utf8), text.count > 11, let day = CalendarDate(Substring(text)),
      day.year >= 1970, text.dropFirst(10).first == UInt8(ascii: "T"), let time = ClockTime(text.dropFirst(11)),
      let second = time.second
    else { return nil }
    var moment = tm()
    moment.tm_year = Int32(day.year - 1900)
    moment.tm_mon = Int32(day.month - 1)
    moment.tm_mday = Int32(day.day)
    moment.tm_hour = Int32(time.hour)
    moment.tm_min = Int32(time.minute)
    moment.tm_sec = Int32(second)
    return (Int(timegm(&moment)) - offset) * 1000
  }

  /// What stands before the zone, and how many seconds the zone is ahead of UTC.
  private static func split(_ text: String.UTF8View) -> (text: Substring.UTF8View, offset: Int)? {
    if text.last == UInt8(ascii: "Z") { return (text.dropLast(), 0) }
    let zone = text.suffix(6)
    guard let sign = zone.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let ahead = ClockTime(zone.dropFirst()), ahead.second == nil
    else { return nil }
    let offset = ahead.hour * 3600 + ahead.minute * 60
    return (text.dropLast(6), sign == UInt8(ascii: "-") ? -offset : offset)
  }
}

/// A time of day as programs write it: `12:30`, `12:30:00`, `12:30:00.000`.
package struct ClockTime: Sendable, Hashable {
  package let hour: Int
  package let minute: Int
  /// nil where none is written; a fraction is dropped.
  package let second: Int?

  /// nil for another form, and for what no clock shows every day: an hour 24, a leap second.
  package init?(_ text: some Collection<UInt8>) {
    let bytes = Array(text)
    func number(_ start: Int, below limit: Int) -> Int? {
      guard start + 2 <= bytes.count, bytes[start..<start + 2].allSatisfy(Self.isDigit) else { return nil }
      let value = Int(bytes[start] - UInt8(ascii: "0")) * 10 + Int(bytes[start + 1] - UInt8(ascii: "0"))
      return value < limit ? value : nil
    }
    func isMark(_ index: Int, _ mark: UInt8) -> Bool { bytes.count > index && bytes[index] == mark }
    guard let hour = number(0, below: 24), isMark(2, UInt8(ascii: ":")), let minute = number(3, below: 60) else {
      return nil
    }
    (self.hour, self.minute) = (hour, minute)
    guard bytes.count > 5 else {
      second = nil
      return
    }
    guard isMark(5, UInt8(ascii: ":")), let second = number(6, below: 60) else { return nil }
    self.second = second
    guard bytes.count > 8 else { return }
    guard isMark(8, UInt8(ascii: ".")), bytes.count > 9, bytes[9...].allSatisfy(Self.isDigit) else { return nil }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
