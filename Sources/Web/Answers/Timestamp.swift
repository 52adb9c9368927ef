import Glibc

/// A moment for programs: RFC 3339 in UTC.
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

  /// The moment that such a text means, in milliseconds since 1970; nil for another form. A fraction of a second is dropped.
  package static func milliseconds(_ text: String) -> Int? {
    guard text.hasSuffix("Z") else { return nil }
    let parts = text.dropLast().split(whereSeparator: { "-T:.".contains($0) }).map { Int($0) }
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
    return Int(timegm(&moment)) * 1000
  }
}
