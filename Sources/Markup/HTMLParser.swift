import CGumbo
import Glibc

/// Reads HTML as browsers do (libgumbo), with limits that are checked before the parser sees a byte.
///
/// libgumbo takes time in the square of the nesting depth and of the attributes of a tag, and repeats unclosed
/// formatting tags in every following block, so a small text could cost minutes. See `HTMLGuard`.
package struct HTMLParser: Sendable {
  package struct Limits: Sendable {
    /// In bytes.
    package var size = 4 << 20
    /// In elements.
    package var depth = 512
    /// On one tag.
    package var attributes = 256

    package init() {}
  }

  package struct Document: Sendable {
    /// The `html` element; it always has a `head` and a `body`.
    package var root: HTMLElement
    package var hasDoctype: Bool
    /// What the author probably did not mean: unclosed and misnested tags, stray end tags.
    package var warnings: [MarkupWarning]

    package var head: HTMLElement? { root.childElements.first { $0.tag == "head" } }
    package var body: HTMLElement? { root.childElements.first { $0.tag == "body" } }
  }

  package struct Fragment: Sendable {
    package var nodes: [HTMLNode]
    /// As for a document.
    package var warnings: [MarkupWarning]
  }

  package var limits = Limits()

  package init(limits: Limits = Limits()) { self.limits = limits }

  /// Parses a whole page. `firstLine` is the line of the file on which `html` starts.
  ///
  /// - Throws: what `HTMLGuard` finds: size, depth, attributes, UTF-8, NUL.
  package func parseDocument(_ html: [UInt8], firstLine: Int = 1) throws(MarkupError) -> Document {
    try parseDocument(html[...], firstLine: firstLine)
  }

  /// As `parseDocument(_: [UInt8])`, for a part of a file.
  package func parseDocument(_ html: ArraySlice<UInt8>, firstLine: Int = 1) throws(MarkupError) -> Document {
    try parse(html, context: GUMBO_TAG_LAST, firstLine: firstLine) { tree in
      let nodes = tree.nodes(in: tree.document)
      let root = nodes.lazy.compactMap(\.element).first ?? HTMLElement(tag: "html")
      return Document(root: root, hasDoctype: tree.hasDoctype, warnings: tree.warnings())
    }
  }

  /// Parses what could stand inside an element of the tag `context`.
  ///
  /// - Throws: what `HTMLGuard` finds, and `.unknownContext` for a tag that HTML does not know.
  package func parseFragment(
    _ html: [UInt8], context: String = "body", firstLine: Int = 1
  ) throws(MarkupError) -> Fragment {
    try parseFragment(html[...], context: context, firstLine: firstLine)
  }

  /// As `parseFragment(_: [UInt8])`, for a part of a file.
  package func parseFragment(
    _ html: ArraySlice<UInt8>, context: String = "body", firstLine: Int = 1
  ) throws(MarkupError) -> Fragment {
    let tag = gumbo_tag_enum(context)
    // A rawtext context would let the content skip the guard's reading of tags.
    let rawContexts = ["title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext"]
    guard tag != GUMBO_TAG_UNKNOWN, tag != GUMBO_TAG_LAST, !rawContexts.contains(context) else {
      throw MarkupError(.unknownContext(context))
    }
    return try parse(html, context: tag, firstLine: firstLine) { tree in
      Fragment(nodes: tree.nodes(in: tree.root), warnings: tree.warnings())
    }
  }

  /// Checks, parses, hands the parser's tree to `convert` and frees it.
  private func parse<Result>(
    _ html: ArraySlice<UInt8>, context: GumboTag, firstLine: Int, convert: (GumboTree) -> Result
  ) throws(MarkupError) -> Result {
    var start = html.startIndex
    if html.starts(with: [0xEF, 0xBB, 0xBF]) { start += 3 }
    let text = html[start...]
    var failure: MarkupError?
    var result: Result?
    // The closure-taking calls of the standard library rethrow untyped, hence the detour over `failure`.
    text.withUnsafeBufferPointer { buffer in
      do throws(MarkupError) {
        let isOrderly = try HTMLGuard.check(buffer, limits: limits, firstLine: firstLine)
        if !isOrderly { try HTMLDepthProbe(context: context, limit: limits.depth).run(buffer) }
      } catch {
        failure = error
        return
      }
      var options = kGumboDefaultOptions
      options.fragment_context = context
      options.max_errors = 200
      // An empty array has no address; the parser wants one.
      let empty: StaticString = ""
      let base = buffer.baseAddress ?? empty.utf8Start
      base.withMemoryRebound(to: CChar.self, capacity: buffer.count) { characters in
        guard let output = gumbo_parse_with_options(&options, characters, buffer.count) else { return }
        result = convert(
          GumboTree(
            output: output, source: buffer, sourceStart: start - html.startIndex, firstLine: firstLine))
        gumbo_destroy_output(&options, output)
      }
    }
    if let failure { throw failure }
    guard let result else { throw MarkupError(.tooLarge(limit: limits.size)) }
    return result
  }
}
