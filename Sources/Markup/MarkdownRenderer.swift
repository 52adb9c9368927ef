import CCmarkGFM
import Glibc

/// Turns GitHub-flavoured Markdown into HTML with libcmark-gfm: tables, strikethrough, autolinks and task lists.
///
/// Sendable and without state: one value may render on many threads at once.
package struct MarkdownRenderer: Sendable {
  /// What happens to HTML inside Markdown.
  package enum RawHTML: Sendable {
    /// It is left out; the text between its tags stays. Of links with other schemes than `http`, `https`, `mailto` and `tel` the words stay.
    case omit
    /// It goes through `HTMLSanitizer`, and so does the rest of that text.
    case allowListed
  }

  package struct Options: Sendable {
    package var rawHTML: RawHTML = .omit
    /// Moves all headings down, so that the highest of them has at least this level (1…6); nil keeps them.
    package var firstHeadingLevel: Int?
    /// Gives headings an `id` made from their text.
    package var headingIDs = false
    /// Turns straight quotes, `--` and `...` into typographic ones.
    package var typography = false
    /// In bytes.
    package var sizeLimit = 1 << 20
    /// The line of the file on which the Markdown starts; warnings and outlines count from there.
    package var firstLine = 1
    /// Whether the bytes are known to be UTF-8, as those of a string are; otherwise what is not becomes U+FFFD.
    package var isUTF8 = false

    package init() {}

    package init(
      rawHTML: RawHTML = .omit, firstHeadingLevel: Int? = nil, headingIDs: Bool = false, firstLine: Int = 1,
      isUTF8: Bool = false
    ) {
      self.rawHTML = rawHTML
      self.firstHeadingLevel = firstHeadingLevel
      self.headingIDs = headingIDs
      self.firstLine = firstLine
      self.isUTF8 = isUTF8
    }
  }

  /// Given the address of a link or picture, returns the one to write; nil keeps it.
  package typealias RewriteURL = (_ url: String, _ isImage: Bool) -> String?

  package var options: Options

  package init(options: Options = Options()) { self.options = options }

  /// Appends the HTML of `markdown` to `writer`.
  ///
  /// Links whose scheme could run code are written without their target.
  ///
  /// - Returns: warnings, for example that tables were left as text because of their size.
  /// - Throws: `.tooLarge`, `.tooManyReferences`; `.tooDeep` and the like when raw HTML goes through the parser.
  @discardableResult
  package func render(
    _ markdown: [UInt8], into writer: inout HTMLWriter, rewriteURL: RewriteURL? = nil
  ) throws(MarkupError) -> [MarkupWarning] {
    try render(markdown[...], into: &writer, rewriteURL: rewriteURL)
  }

  /// As `render(_: [UInt8], …)`.
  @discardableResult
  package func render(
    _ markdown: String, into writer: inout HTMLWriter, rewriteURL: RewriteURL? = nil
  ) throws(MarkupError) -> [MarkupWarning] {
    var renderer = self
    renderer.options.isUTF8 = true
    return try renderer.render(Array(markdown.utf8)[...], into: &writer, rewriteURL: rewriteURL)
  }

  /// As `render(_: [UInt8], …)`.
  @discardableResult
  package func render(
    _ markdown: ArraySlice<UInt8>, into writer: inout HTMLWriter, rewriteURL: RewriteURL? = nil
  ) throws(MarkupError) -> [MarkupWarning] {
    let document = try MarkdownDocument(markdown, options: options)
    defer { document.free() }
    let hasRawHTML = document.adapt(rewriteURL)
    if hasRawHTML && options.rawHTML == .allowListed {
      try renderCleaned(document, into: &writer)
      return document.warnings
    }
    if hasRawHTML { document.removeRawHTML() }
    if options.headingIDs {
      var plain = HTMLWriter(capacity: markdown.count * 2)
      document.render(into: &plain, unsafe: false)
      var ids = HeadingIDs()
      ids.write(plain.bytes, texts: document.headingTexts, into: &writer)
    } else {
      document.render(into: &writer, unsafe: false)
    }
    return document.warnings
  }

  /// Renders with raw HTML, and lets through what the allow-list does.
  private func renderCleaned(_ document: MarkdownDocument, into writer: inout HTMLWriter) throws(MarkupError) {
    var unclean = HTMLWriter()
    document.render(into: &unclean, unsafe: true)
    var parser = HTMLParser()
    // HTML is longer than its Markdown, whose size was checked before.
    parser.limits.size = 16 << 20
    var nodes = HTMLSanitizer(policy: .markdown).clean(try parser.parseFragment(unclean.bytes).nodes)
    if options.headingIDs {
      var ids = HeadingIDs()
      ids.add(to: &nodes)
    }
    writer.nodes(nodes)
  }

  /// Headings, links, pictures and raw HTML with their lines, for reports about dead links and for titles.
  ///
  /// - Throws: `.tooLarge`, `.tooManyReferences`.
  package func outline(of markdown: [UInt8]) throws(MarkupError) -> MarkdownOutline {
    try outline(of: markdown[...])
  }

  /// As `outline(of: [UInt8])`.
  package func outline(of markdown: ArraySlice<UInt8>) throws(MarkupError) -> MarkdownOutline {
    let document = try MarkdownDocument(markdown, options: options)
    defer { document.free() }
    return document.outline()
  }
}

/// What a Markdown text holds, in the order of the text.
package struct MarkdownOutline: Sendable, Equatable {
  package struct Heading: Sendable, Equatable {
    /// 1…6.
    package var level: Int
    /// Without marks.
    package var text: String
    package var line: Int
  }

  package struct Link: Sendable, Equatable {
    package var url: String
    package var isImage: Bool
    /// The words of the link or the alternative text of the picture, without marks.
    package var text: String
    package var line: Int
  }

  package struct RawHTML: Sendable, Equatable {
    package var html: String
    package var line: Int
  }

  package var headings: [Heading] = []
  package var links: [Link] = []
  package var rawHTML: [RawHTML] = []
  package var warnings: [MarkupWarning] = []
}
