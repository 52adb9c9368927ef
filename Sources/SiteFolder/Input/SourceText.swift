import Glibc
import Markup
import Media

/// A text file split at its front matter, and the checks that every text file has to pass.
enum SourceText {
  /// Larger files are no texts that somebody wrote.
  static let sizeLimit = 4 << 20

  /// The bytes of a text file; nil after an error was reported.
  static func bytes(_ path: String, report: Report) -> [UInt8]? {
    do throws(FileError) { return try OpenFile(path, limit: sizeLimit).bytes() } catch {
      report.error(nil, "the file \(error.message)", "check the file and its permissions, or take it out of the folder")
      return nil
    }
  }

  /// A string of the bytes; nil after an error was reported, with the line on which the text stops being one.
  static func string(_ bytes: ArraySlice<UInt8>, firstLine: Int, report: Report) -> String? {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      report.error(
        line(ofInvalid: bytes, firstLine: firstLine), "the text is not UTF-8",
        "save the file as UTF-8; if it is a picture or another binary file, it belongs in assets/")
      return nil
    }
    // A C search: this runs over every byte of every text.
    let nul = bytes.withUnsafeBytes { buffer in buffer.firstNUL }
    if let nul {
      let line = firstLine + bytes.prefix(nul).count { $0 == 0x0A }
      report.error(line, "the text holds a NUL byte", "if the file is a binary one, it belongs in assets/")
      return nil
    }
    return text
  }

  static func line(ofInvalid bytes: ArraySlice<UInt8>, firstLine: Int) -> Int {
    var line = firstLine
    for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil { return line }
      line += 1
    }
    return firstLine
  }
}

extension UnsafeRawBufferPointer {
  /// Where the first zero byte stands.
  fileprivate var firstNUL: Int? {
    guard let baseAddress, let found = memchr(baseAddress, 0, count) else { return nil }
    return UnsafeRawPointer(found) - baseAddress
  }
}
