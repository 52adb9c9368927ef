import Model

/// Something wrong in a site folder, said so that its author can mend it.
package struct Diagnostic: Hashable, Sendable, CustomStringConvertible {
  package enum Severity: String, Sendable { case error, warning }

  package let severity: Severity
  /// The file as the author knows it: the folder's name as it was given, then the path within.
  package let file: String
  /// From 1; nil when the whole file is meant.
  package let line: Int?
  /// Within the line, from 1, in characters; nil when the whole line is meant.
  package let column: Int?
  /// What is wrong.
  package let message: String
  /// What to do.
  package let advice: String

  package init(
    _ severity: Severity, file: String, line: Int?, column: Int? = nil, message: String, advice: String
  ) {
    self.severity = severity
    self.file = file
    self.line = line
    self.column = column
    self.message = message
    self.advice = advice
  }

  /// `pages/a.html:12: error: <script> is not allowed here — put it inside an element with data-code`
  package var description: String {
    let place = line.map { "\(file):\($0)" + (column.map { ":\($0)" } ?? "") } ?? file
    return VisibleText.of("\(place): \(severity.rawValue): \(message)\(advice.isEmpty ? "" : " — \(advice)")")
  }
}

/// A site folder that cannot be read: everything that is wrong with it at once. Nothing of it is half imported.
package struct SiteFolderError: Error, Sendable, CustomStringConvertible {
  /// Errors and the warnings beside them, in the order of the files.
  package let diagnostics: [Diagnostic]

  package init(diagnostics: [Diagnostic]) { self.diagnostics = diagnostics }

  package var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
  package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// Collects what is found in one file. A class, because readers of parts of a file add to the same one; never shared by threads.
final class Report {
  /// Nobody reads more of one file, and a small one can give cause for very many.
  static let warningLimit = 200

  let file: String
  private(set) var hasErrors = false
  private var found: [Diagnostic] = []
  private var warnings = 0
  /// The line of the first warning that is not among those found.
  private var firstSilentLine: Int?

  var diagnostics: [Diagnostic] {
    guard warnings > Self.warningLimit else { return found }
    return found + [
      Diagnostic(
        .warning, file: file, line: firstSilentLine,
        message: "… and \(Counted.of(warnings - Self.warningLimit, "more warning"))",
        advice: "mend those above first")
    ]
  }

  init(file: String) { self.file = file }

  func error(_ line: Int?, column: Int? = nil, _ message: String, _ advice: String) {
    hasErrors = true
    found.append(Diagnostic(.error, file: file, line: line, column: column, message: message, advice: advice))
  }

  func warning(_ line: Int?, column: Int? = nil, _ message: String, _ advice: String) {
    warnings += 1
    guard warnings <= Self.warningLimit else {
      if warnings == Self.warningLimit + 1 { firstSilentLine = line }
      return
    }
    found.append(Diagnostic(.warning, file: file, line: line, column: column, message: message, advice: advice))
  }
}
