import Glibc
import Markup
import Model
import Web

/// A moment as people say it, in the server's time zone.
struct DateText: Sendable {
  let words: CommonWords
  let now: Int

  /// Whether it is told by a clock, which is another one where the reader is, and not by its age alone.
  func namesClock(_ moment: Int) -> Bool {
    let (then, today) = (Self.local(moment), Self.local(now))
    return now - moment >= 6 * 3_600_000 || now - moment >= 3_600_000 && then.tm_yday != today.tm_yday
  }

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

  /// A day and a time with its zone, however near it is.
  func moment(_ moment: Int) -> String {
    let then = Self.local(moment)
    let day = words.day(Int(then.tm_mday), words.months[Int(then.tm_mon)], Int(then.tm_year) + 1900)
    return words.dayAt(day, "\(Self.padded(Int(then.tm_hour))):\(Self.padded(Int(then.tm_min)))")
      + " \(Self.zone(moment))"
  }

  /// What the server's time zone is called at that moment: `CET`, `UTC`, `UTC-03`.
  static func zone(_ moment: Int) -> String {
    let name = local(moment).tm_zone.map { String(cString: $0) } ?? ""
    return name.first.map { $0 == "+" || $0 == "-" } == true ? "UTC\(name)" : name
  }

  /// The same as a field of the kind `datetime-local` has it.
  static func field(_ moment: Int) -> String {
    let then = local(moment)
    let year = String(Int(then.tm_year) + 1900)
    return "\(year)-\(padded(Int(then.tm_mon) + 1))-\(padded(Int(then.tm_mday)))T"
      + "\(padded(Int(then.tm_hour))):\(padded(Int(then.tm_min)))"
  }

  /// The moment that such a field means, in the server's time zone; nil for what is none, and for a time that the clocks leave out when
  /// they are put forward. Seconds are dropped.
  static func moment(field text: String) -> Int? {
    let halves = text.utf8.split(separator: UInt8(ascii: "T"), omittingEmptySubsequences: false)
    guard halves.count == 2, halves[0].count == 10, let day = CalendarDate(Substring(halves[0])),
      let time = ClockTime(halves[1])
    else { return nil }
    var parts = tm()
    parts.tm_year = Int32(day.year - 1900)
    parts.tm_mon = Int32(day.month - 1)
    parts.tm_mday = Int32(day.day)
    parts.tm_hour = Int32(time.hour)
    parts.tm_min = Int32(time.minute)
    parts.tm_isdst = -1
    let seconds = mktime(&parts)
    guard seconds != -1, (Int(parts.tm_hour), Int(parts.tm_min)) == (time.hour, time.minute) else { return nil }
    return Int(seconds) * 1000
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
    element(
      "time", ["datetime": DateText.utc(moment), "data-time": screen.dates.namesClock(moment) ? "clock" : nil],
      text: screen.dates.relative(moment))
  }

  /// A day and a time, which the script turns into the reader's own.
  mutating func moment(_ moment: Int, _ screen: Screen) {
    element("time", ["datetime": DateText.utc(moment), "data-time": "moment"], text: screen.dates.moment(moment))
  }
}
