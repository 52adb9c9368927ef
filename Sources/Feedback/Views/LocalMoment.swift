import Glibc

/// A moment as clocks where the service runs show it, with how far they are ahead of UTC: a record must mean the same everywhere.
struct LocalMoment: Sendable, Hashable {
  let year: Int
  let month: Int
  let day: Int
  /// `15:05:09`.
  let clock: String
  /// `UTC+01:00`.
  let zone: String

  /// - Parameter moment: milliseconds since 1970 UTC
  init(_ moment: Int) {
    var seconds = time_t(moment / 1000)
    var parts = tm()
    localtime_r(&seconds, &parts)
    func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
    year = Int(parts.tm_year) + 1900
    month = Int(parts.tm_mon) + 1
    day = Int(parts.tm_mday)
    clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0)) }.joined(separator: ":")
    let minutes = Int(parts.tm_gmtoff) / 60
    zone = "UTC\(minutes < 0 ? "−" : "+")\(padded(abs(minutes) / 60)):\(padded(abs(minutes) % 60))"
  }

  var englishMonth: String { Self.englishMonths[month - 1] }

  private static let englishMonths = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}
