import CCmarkGFM
import Glibc
import Synchronization

/// A parsed Markdown text in libcmark-gfm's memory. The owner calls `free()` once, and stays on one thread until then.
struct MarkdownDocument {
  private let parser: OpaquePointer
  /// nil: all of it is the system's.
  private let memory: MarkdownMemory?
  let root: OpaquePointer
  let options: MarkdownRenderer.Options
  let warnings: [MarkupWarning]
  /// False when the text surely has none, so that walking over it can be skipped.
  let mayHaveRawHTML: Bool
  /// As `mayHaveRawHTML`.
  let mayHaveLinks: Bool

  init(_ markdown: ArraySlice<UInt8>, options: MarkdownRenderer.Options) throws(MarkupError) {
    if markdown.count > options.sizeLimit { throw MarkupError(.tooLarge(limit: options.sizeLimit)) }
    let guarded = markdown.withUnsafeBufferPointer { MarkdownGuard(scanning: $0, firstLine: options.firstLine) }
    if let line = guarded.tooNestedLine {
      throw MarkupError(.tooNested(limit: MarkdownGuard.nestingLimit), line: line)
    }
    if !guarded.allowsReferences { throw MarkupError(.tooManyReferences(limit: MarkdownGuard.referenceLimit)) }
    let flags = (options.isUTF8 ? 0 : CMARK_OPT_VALIDATE_UTF8) | (options.typography ? CMARK_OPT_SMART : 0)
    let memory = MarkdownMemory.take()
    let functions = memory == nil ? cmark_get_default_mem_allocator() : MarkdownMemory.functions
    guard let parser = cmark_parser_new_with_mem(flags, functions) else {
      memory?.giveBack()
      throw MarkupError(.tooLarge(limit: 0))
    }
    let extensions = MarkdownExtensions.shared
    if guarded.allowsTables { cmark_parser_attach_syntax_extension(parser, extensions.table) }
    let hasTilde = markdown.withUnsafeBytes { buffer in
      buffer.baseAddress.map { memchr($0, Int32(UInt8(ascii: "~")), buffer.count) != nil } ?? false
    }
    if hasTilde { cmark_parser_attach_syntax_extension(parser, extensions.strikethrough) }
    if guarded.allowsAutolinks { cmark_parser_attach_syntax_extension(parser, extensions.autolink) }
    cmark_parser_attach_syntax_extension(parser, extensions.taskList)
    func parse() -> OpaquePointer? {
      markdown.withUnsafeBytes { buffer in
        if let base = buffer.baseAddress {
          cmark_parser_feed(parser, base.assumingMemoryBound(to: CChar.self), buffer.count)
        }
      }
      return cmark_parser_finish(parser)
    }
    var parsed: OpaquePointer?
    if hasTilde { MarkdownExtensions.strikethroughs.withLock { _ in parsed = parse() } } else { parsed = parse() }
    guard let root = parsed else {
      cmark_parser_free(parser)
      memory?.giveBack()
      throw MarkupError(.tooLarge(limit: 0))
    }
    self.parser = parser
    self.memory = memory
    self.root = root
    self.options = options
    warnings = guarded.warnings
    mayHaveRawHTML = guarded.hasLessThan
    mayHaveLinks = guarded.hasLinkCharacters
  }

  func free() {
    if memory?.hasOverflowed ?? true {
      cmark_node_free(root)
      cmark_parser_free(parser)
    }
    memory?.giveBack()
  }

  /// Appends the HTML. With `unsafe`, raw HTML and every link goes out as written.
  func render(into writer: inout HTMLWriter, unsafe: Bool) {
    let flags = unsafe ? CMARK_OPT_UNSAFE : CMARK_OPT_DEFAULT
    guard let html = cmark_render_html(root, flags, nil) else { return }
    let count = strlen(html)
    html.withMemoryRebound(to: UInt8.self, capacity: count) {
      writer.bytes.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
    }
    // Memory for it comes from where the document has its own.
    if let memory { memory.free(html) } else { Glibc.free(html) }
  }

  /// Calls `visit` with every node, parents first. The node may be changed, but not unlinked.
  func walk(_ visit: (OpaquePointer, cmark_node_type) -> Void) {
    guard let iterator = cmark_iter_new(root) else { return }
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return }
      guard event == CMARK_EVENT_ENTER, let node = cmark_iter_get_node(iterator) else { continue }
      visit(node, cmark_node_get_type(node))
    }
  }
}

/// The extensions, registered once per process: registering is not safe on two threads at a time.
struct MarkdownExtensions: @unchecked Sendable {
  // The pointers are to records that live as long as the process and do not change.
  let table, strikethrough, autolink, taskList: OpaquePointer

  static let shared: MarkdownExtensions = {
    cmark_gfm_core_extensions_ensure_registered()
    func find(_ name: String) -> OpaquePointer {
      guard let found = cmark_find_syntax_extension(name) else {
        fatalError("libcmark-gfm was built without its extension \(name)")
      }
      return found
    }
    let extensions = MarkdownExtensions(
      table: find("table"), strikethrough: find("strikethrough"), autolink: find("autolink"),
      taskList: find("tasklist"))
    extensions.keepAutolinkCharacters()
    return extensions
  }()

  /// The library keeps the characters at which extensions begin in tables of the process: it adds them before a document
  /// and takes them away after it, whatever other threads are reading at the time, and their links went missing. Those of
  /// addresses stay for good: without a list of them, nothing is taken away. `strikethrough` needs its list.
  private func keepAutolinkCharacters() {
    guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { fatalError("out of memory") }
    cmark_parser_attach_syntax_extension(parser, autolink)
    cmark_manage_extensions_special_characters(parser, 1)
    cmark_parser_free(parser)
    cmark_syntax_extension_set_special_inline_chars(autolink, nil)
  }

  /// Held while a text with `~` is parsed, for the same reason; texts without it never look at its place in the tables.
  static let strikethroughs = Mutex(())
}
