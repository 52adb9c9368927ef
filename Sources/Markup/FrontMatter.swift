/// A source file split at its front matter. The YAML is not read here.
package struct FrontMatter: Sendable, Equatable {
  /// What stands between the two lines of `---`; nil when the file has no front matter.
  package var yaml: ArraySlice<UInt8>?
  /// The line of the file, from 1, on which `yaml` starts.
  package var yamlFirstLine: Int
  /// Everything after the front matter, without a byte order mark.
  package var body: ArraySlice<UInt8>
  /// The line of the file, from 1, on which `body` starts.
  package var bodyFirstLine: Int

  /// Splits a file. The front matter opens with `---` on the first line and closes with a line of `---` or `...`;
  /// white space at the end of those lines and CRLF line ends are accepted.
  ///
  /// - Throws: `.unclosedFrontMatter` with the opening line, `.tomlFrontMatter` for `+++`.
  package static func split(_ file: [UInt8]) throws(MarkupError) -> FrontMatter {
    var start = 0
    if file.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    let first = line(in: file, at: start)
    if isMarker(first.content, UInt8(ascii: "+")) { throw MarkupError(.tomlFrontMatter, line: 1) }
    guard isMarker(first.content, UInt8(ascii: "-")) else {
      return FrontMatter(yaml: nil, yamlFirstLine: 1, body: file[start...], bodyFirstLine: 1)
    }
    var position = first.next
    var number = 2
    while position < file.count {
      let current = line(in: file, at: position)
      if isMarker(current.content, UInt8(ascii: "-")) || isMarker(current.content, UInt8(ascii: ".")) {
        return FrontMatter(
          yaml: file[first.next..<position], yamlFirstLine: 2, body: file[current.next...], bodyFirstLine: number + 1)
      }
      position = current.next
      number += 1
    }
    throw MarkupError(.unclosedFrontMatter, line: 1)
  }

  /// The line that starts at `start`, without its end, and where the next one starts.
  private static func line(in file: [UInt8], at start: Int) -> (content: ArraySlice<UInt8>, next: Int) {
    guard let end = file[start...].firstIndex(of: 0x0A) else { return (file[start...], file.count) }
    return (file[start..<end], end + 1)
  }

  /// Three times `character`, then nothing but white space.
  private static func isMarker(_ line: ArraySlice<UInt8>, _ character: UInt8) -> Bool {
    line.count >= 3 && line.prefix(3).allSatisfy { $0 == character }
      && line.dropFirst(3).allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
  }
}
