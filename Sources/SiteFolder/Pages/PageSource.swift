import Markup
import Model

/// A page or entry as it stands in its file, before it is known where it belongs.
struct PageSource: Sendable {
  enum Body: Sendable {
    case html(ArraySlice<UInt8>)
    case markdown(String)
  }

  /// Pages that no file holds: those that a site of another generator is given.
  enum Generated: Sendable { case home, tag(String) }

  /// The path in the site's folder.
  let file: String
  var collection: String?
  /// The parts of its address where they do not follow from the file.
  var place: [String]?
  var generated: Generated?
  var dialect = Dialect.own
  var head: PageHead
  var body: Body
  var bodyLine: Int
  var diagnostics: [Diagnostic] = []
  var hasErrors = false

  /// Whose front matter it is: ours, or that of another generator, which is taken as it comes.
  enum Dialect: Sendable { case own, foreign }

  /// Reads a file. There is a source even after an error, so that links to it are not reported as dead as well.
  static func read(_ file: String, collection: String?, input: SiteInput, dialect: Dialect) -> PageSource {
    let report = Report(file: input.shown(file))
    var source = read(file, input: input, dialect: dialect, report: report)
    source.collection = collection
    source.dialect = dialect
    source.diagnostics = report.diagnostics
    source.hasErrors = report.hasErrors
    return source
  }

  private static func read(_ file: String, input: SiteInput, dialect: Dialect, report: Report) -> PageSource {
    let isMarkdown = FileName.isMarkdown(file)
    var source = PageSource(file: file, head: PageHead(title: FileName.stem(file)), body: .markdown(""), bodyLine: 1)
    guard var bytes = SourceText.bytes("\(input.root)/\(file)", report: report) else { return source }
    if dialect == .foreign { ForeignText.repair(&bytes, report: report) }
    guard let parts = split(bytes, dialect: dialect, report: report) else { return source }
    var entries: [YAMLEntry] = []
    if let yaml = parts.yaml {
      do throws(YAMLProblem) { entries = try YAMLReader.map(yaml, firstLine: parts.yamlFirstLine) } catch {
        if dialect == .own {
          report.error(error.line, error.message, error.advice)
        } else {
          report.warning(error.line, "the front matter is not used: \(error.message)", error.advice)
        }
      }
    }
    source.bodyLine = parts.bodyFirstLine
    if isMarkdown {
      guard let text = SourceText.string(parts.body, firstLine: parts.bodyFirstLine, report: report) else {
        return source
      }
      if text.utf8.count > 1_000_000 {
        report.error(parts.bodyFirstLine, "the Markdown is longer than a million bytes", "split the page")
      }
      source.body = .markdown(text)
    } else {
      source.body = .html(parts.body)
    }
    var fields = YAMLFields(entries, line: 1, report: report, isLenient: dialect == .foreign)
    source.head = PageHead(&fields, isMarkdown: isMarkdown, dialect: dialect, report: report)
    if source.head.title.isEmpty { source.takeTitleFromBody(report) }
    return source
  }

  private static func split(_ bytes: [UInt8], dialect: Dialect, report: Report) -> FrontMatter? {
    do throws(MarkupError) { return try FrontMatter.split(bytes) } catch {
      if error.reason == .tomlFrontMatter {
        report.error(error.line, error.message, "Hugo does it for a whole site: hugo convert toYAML")
      } else if dialect == .own {
        report.error(error.line, error.message, "close it with a line of --- before the body")
      } else {
        report.warning(error.line, "\(error.message); the file is read as text", "close it with a line of ---")
        var all = try? FrontMatter.split([])
        all?.body = bytes[...]
        return all
      }
      return nil
    }
  }

  /// The title of a page that does not name one: its first heading, then its file's name.
  private mutating func takeTitleFromBody(_ report: Report) {
    head.title = FileName.stem(file)
    guard case .markdown(let text) = body else {
      if !report.hasErrors { report.error(1, "“title” is missing", "add “title: …” to the front matter") }
      return
    }
    var renderer = MarkdownRenderer()
    renderer.options.firstLine = bodyLine
    guard let outline = try? renderer.outline(of: Array(text.utf8)), let heading = outline.headings.first else {
      return
    }
    let title = CleanText.oneLine(heading.text)
    guard !title.isEmpty else { return }
    head.title = title
    // A heading at the very start would stand on the page twice; one further down belongs to the text.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let index = heading.line - bodyLine
    guard lines.indices.contains(index), lines[..<index].allSatisfy({ $0.allSatisfy(\.isWhitespace) }) else { return }
    let isUnderlined = lines[index].drop { $0 == " " }.first != "#"
    let rest = lines[(index + (isUnderlined ? 2 : 1))...]
    bodyLine = heading.line + (isUnderlined ? 2 : 1)
    body = .markdown(rest.joined(separator: "\n"))
  }
}
