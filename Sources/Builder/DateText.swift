import Model

/// Dates as people read them: written out (`3. Mai 2026`) or in figures (`03.05.2026`).
enum DateText {
  static func text(_ date: CalendarDate, format: FieldContent.Format, locale: String) -> String {
    let (language, isAmerican) = spoken(locale)
    switch (language, format) {
    case ("de", .long): return "\(date.day). \(german[date.month - 1]) \(date.year)"
    case ("de", .short): return "\(padded(date.day)).\(padded(date.month)).\(date.year)"
    case ("en", .long) where isAmerican: return "\(english[date.month - 1]) \(date.day), \(date.year)"
    case ("en", .long): return "\(date.day) \(english[date.month - 1]) \(date.year)"
    case ("en", .short) where isAmerican: return "\(padded(date.month))/\(padded(date.day))/\(date.year)"
    case ("en", .short): return "\(padded(date.day))/\(padded(date.month))/\(date.year)"
    default: return date.iso
    }
  }

  private static func spoken(_ locale: String) -> (language: String, isAmerican: Bool) {
    if locale == "de" || locale == "en" { return (locale, false) }
    let parts = locale.lowercased().split(separator: "-")
    return (parts.first.map { String($0) } ?? "", parts.dropFirst().contains("us"))
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  private static let german = [
    "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
    "Dezember",
  ]
  private static let english = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
}
