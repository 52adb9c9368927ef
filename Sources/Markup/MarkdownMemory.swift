import CCmarkGFM
import CMarkdownMemory

/// A thread's memory for one libcmark-gfm document at a time; see `CMarkdownMemory`.
struct MarkdownMemory {
  /// What libcmark-gfm calls.
  nonisolated(unsafe) static let functions: UnsafeMutablePointer<cmark_mem> = {
    let functions = UnsafeMutablePointer<cmark_mem>.allocate(capacity: 1)
    functions.initialize(
      to: cmark_mem(calloc: foyer_markdown_calloc, realloc: foyer_markdown_realloc, free: foyer_markdown_free))
    return functions
  }()

  private init() {}

  /// The thread's memory; nil while another document has it.
  static func take() -> MarkdownMemory? { foyer_markdown_take() ? MarkdownMemory() : nil }

  /// Whether the document has memory of the system's, which must be freed piece by piece before `giveBack`.
  var hasOverflowed: Bool { foyer_markdown_has_overflowed() }

  func giveBack() { foyer_markdown_give_back() }
  func free(_ piece: UnsafeMutableRawPointer?) { foyer_markdown_free(piece) }
}
