import CCmarkGFM
import Glibc
import Model
import Synchronization

/// What no build of the same texts can be quicker than: libcmark-gfm over all of them on two threads, with the extensions that Foyer
/// uses, and nothing else.
///
///     foyer-bench markdown --from SITE [--threads 2]
struct MarkdownFloor {
  private let from: String
  private let threads: Int

  init(_ arguments: Arguments) throws {
    from = try arguments.text("--from")
    threads = try arguments.number("--threads", default: 2)
  }

  func run() throws {
    var texts: [[UInt8]] = []
    try collect(from, into: &texts)
    cmark_gfm_core_extensions_ensure_registered()
    let work = Work(texts: texts)
    // The library's first document registers what it needs, which is not safe on two threads.
    _ = work.render(0)
    let (start, processor) = (Clock.now, Clock.processor)
    let others = (1..<max(1, threads)).map { _ in
      var thread = pthread_t()
      pthread_create(
        &thread, nil,
        { argument in
          Unmanaged<Work>.fromOpaque(argument!).takeUnretainedValue().run()
          return nil
        }, Unmanaged.passUnretained(work).toOpaque())
      return thread
    }
    work.run()
    for thread in others { pthread_join(thread, nil) }
    printLine([
      "texts": .integer(texts.count), "bytes": .integer(texts.reduce(0) { $0 + $1.count }),
      "htmlBytes": .integer(work.written.load(ordering: .relaxed)),
      "microseconds": .integer(Int((Clock.now - start) * 1e6)),
      "processorMicroseconds": .integer(Int((Clock.processor - processor) * 1e6)),
    ])
  }

  /// The bodies of all Markdown files, without their front matter.
  private func collect(_ path: String, into texts: inout [[UInt8]]) throws {
    guard let folder = opendir(path) else { throw Failure("cannot read \(path): \(String(cString: strerror(errno)))") }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") { continue }
      if entry.pointee.d_type == DT_DIR {
        try collect("\(path)/\(name)", into: &texts)
      } else if name.hasSuffix(".md"), let file = fopen("\(path)/\(name)", "r") {
        defer { fclose(file) }
        fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: ftell(file))
        rewind(file)
        bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
        if bytes.starts(with: "---\n".utf8), let end = bytes.dropFirst(4).firstRange(of: Array("\n---\n".utf8)) {
          bytes.removeSubrange(..<end.upperBound)
        }
        texts.append(bytes)
      }
    }
  }

  private final class Work: Sendable {
    let texts: [[UInt8]]
    let next = Atomic(0)
    let written = Atomic(0)

    init(texts: [[UInt8]]) { self.texts = texts }

    func run() {
      while true {
        let start = next.wrappingAdd(16, ordering: .relaxed).oldValue
        guard start < texts.count else { return }
        for index in start..<min(start + 16, texts.count) { written.wrappingAdd(render(index), ordering: .relaxed) }
      }
    }

    func render(_ index: Int) -> Int {
      let parser = cmark_parser_new(CMARK_OPT_VALIDATE_UTF8)!
      defer { cmark_parser_free(parser) }
      for name in ["table", "strikethrough", "autolink", "tasklist"] {
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
      }
      texts[index].withUnsafeBytes {
        cmark_parser_feed(parser, $0.bindMemory(to: CChar.self).baseAddress, $0.count)
      }
      let document = cmark_parser_finish(parser)!
      defer { cmark_node_free(document) }
      let html = cmark_render_html(document, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser))!
      defer { free(html) }
      return strlen(html)
    }
  }
}
