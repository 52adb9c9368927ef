import Glibc
import Markup
import Model
import Web

/// A moment as people say it, in the server's time zone.
struct DateText: Sendable {
  let words: CommonWords
  let now: Int

  func relative(_ moment: Int) -> String {
    let age = now - moment
    switch age {
    case ..<60_000: return words.justNow
    case ..<3_600_000: return words.minutesAgo(age / 60_000)
    default: break
    }
    let (then, today) = (Self.local(moment), Self.local(now))
    let time = "\(Self.padded(Int(then.tm_hour))):\(Self.padded(Int(then.tm_min)))"
    let yesterday = Self.local(now - 86_400_000)
    if (then.tm_year, then.tm_yday) == (today.tm_year, today.tm_yday) {
      return age < 6 * 3_600_000 ? words.hoursAgo(age / 3_600_000) : words.todayAt(time)
    }
    if (then.tm_year, then.tm_yday) == (yesterday.tm_year, yesterday.tm_yday) { return words.yesterdayAt(time) }
    let day = words.day(Int(then.tm_mday), words.months[Int(then.tm_mon)], Int(then.tm_year) + 1900)
    return words.dayAt(day, time)
  }

  /// RFC 3339 in UTC: the form for programs.
  static func utc(_ moment: Int) -> String { Timestamp.utc(moment) }

  private static func local(_ moment: Int) -> tm {
    var seconds = time_t(moment / 1000)
    var parts = tm()
    localtime_r(&seconds, &parts)
    return parts
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

extension HTMLWriter {
  mutating func time(_ moment: Int, _ screen: Screen) {
    element("time", ["datetime": DateText.utc(moment)], text: screen.dates.relative(moment))
  }
}
