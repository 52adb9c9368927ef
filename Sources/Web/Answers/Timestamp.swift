import Glibc

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
  /// another form. A fraction of a second is dropped.
  package static func milliseconds(_ text: String) -> Int? {
    guard let (text, offset) = split(text) else { return nil }
    let parts = text.split(whereSeparator: { "-T:.".contains($0) }).map { Int($0) }
    guard parts.count >= 6, let year = parts[0], let month = parts[1], let day = parts[2], let hour = parts[3],
      let minute = parts[4], let second = parts[5], (1970...9999).contains(year), (1...12).contains(month),
      (1...31).contains(day), (0..<24).contains(hour), (0..<60).contains(minute), (0..<60).contains(second)
    else { return nil }
    var moment = tm()
    moment.tm_year = Int32(year - 1900)
    moment.tm_mon = Int32(month - 1)
    moment.tm_mday = Int32(day)
    moment.tm_hour = Int32(hour)
    moment.tm_min = Int32(minute)
    moment.tm_sec = Int32(second)
    return (Int(timegm(&moment)) - offset) * 1000
  }

  /// What stands before the zone, and how many seconds the zone is ahead of UTC.
  private static func split(_ text: String) -> (text: Substring, offset: Int)? {
    if text.hasSuffix("Z") { return (text.dropLast(), 0) }
    let zone = Array(text.utf8.suffix(6))
    guard zone.count == 6, zone[0] == UInt8(ascii: "+") || zone[0] == UInt8(ascii: "-"), zone[3] == UInt8(ascii: ":"),
      let hours = Int(String(decoding: zone[1...2], as: UTF8.self)), (0..<24).contains(hours),
      let minutes = Int(String(decoding: zone[4...5], as: UTF8.self)), (0..<60).contains(minutes)
    else { return nil }
    return (text.dropLast(6), (hours * 3600 + minutes * 60) * (zone[0] == UInt8(ascii: "-") ? -1 : 1))
  }
}
