/// Something in a source text that is not right but did not stop the work.
package struct MarkupWarning: Sendable, Equatable, CustomStringConvertible {
  /// The line in the source, from 1.
  package var line: Int
  /// One sentence in plain words, without the line.
  package var message: String

  package init(line: Int, message: String) {
    self.line = line
    self.message = message
  }

  package var description: String { "line \(line): \(message)" }
}

/// Why a source text was refused.
package struct MarkupError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Reason: Sendable, Equatable {
    /// More bytes than `limit`.
    case tooLarge(limit: Int)
    /// Elements nested deeper than `limit`.
    case tooDeep(limit: Int)
    /// More attributes on one tag than `limit`.
    case tooManyAttributes(limit: Int)
    /// Unclosed formatting tags that the HTML rules would repeat more than `limit` times.
    case tooManyUnclosedTags(limit: Int)
    /// A line of Markdown that opens more quotes and lists than `limit`.
    case tooNested(limit: Int)
    /// Markdown references that could grow to more bytes than `limit`.
    case tooManyReferences(limit: Int)
    /// A byte that is not UTF-8; `offset` in bytes from 0.
    case invalidUTF8(offset: Int)
    /// A NUL byte; `offset` in bytes from 0.
    case nulByte(offset: Int)
    /// A fragment cannot stand in this element.
    case unknownContext(String)
    /// Front matter that is opened and never closed.
    case unclosedFrontMatter
    /// Front matter in TOML.
    case tomlFrontMatter
    /// A document type or entity declaration in an SVG.
    case documentType
    /// XML that is not well-formed; `message` from the parser.
    case malformedXML(message: String)
    /// XML whose root is not an SVG.
    case notSVG
  }

  package var reason: Reason
  /// The line in the source, from 1; nil when the whole text is meant.
  package var line: Int?

  package init(_ reason: Reason, line: Int? = nil) {
    self.reason = reason
    self.line = line
  }

  package var description: String {
    line.map { "line \($0): \(message)" } ?? message
  }

  /// One sentence in plain words, without the line.
  package var message: String {
    switch reason {
    case .tooLarge(let limit): "the text is larger than \(limit) bytes"
    case .tooDeep(let limit): "elements are nested deeper than \(limit)"
    case .tooManyAttributes(let limit): "a tag has more than \(limit) attributes"
    case .tooManyUnclosedTags(let limit): "unclosed formatting tags would be repeated more than \(limit) times"
    case .tooNested(let limit):
      "a line opens more than \(limit) quotes and lists in each other; take out some of the marks at its beginning"
    case .tooManyReferences(let limit): "references to link definitions would grow to more than \(limit) bytes"
    case .invalidUTF8(let offset): "the text is not UTF-8 at byte \(offset)"
    case .nulByte(let offset): "the text has a NUL at byte \(offset)"
    case .unknownContext(let tag): "HTML cannot be read as the content of <\(tag)>"
    case .unclosedFrontMatter: "the front matter is opened with --- but never closed"
    case .tomlFrontMatter: "the front matter is TOML (+++); convert it to YAML between lines of ---"
    case .documentType: "an SVG must not have a document type or entity declarations"
    case .malformedXML(let message): "not well-formed XML: \(message)"
    case .notSVG: "the root element is not an SVG"
    }
  }
}
