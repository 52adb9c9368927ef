import App
import Glibc

/// Where a command gets what must not be an argument.
enum SecretInput {
  private static let limit = 64 << 10

  /// The file's text without the line end behind it; `-` is the standard input.
  static func file(_ path: String) throws -> String {
    let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw CommandFailure(.badInput, "cannot read \(path): \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= limit {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw CommandFailure(.badInput, "cannot read \(path): \(String(cString: strerror(errno)))")
      }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return try checked(String(decoding: bytes, as: UTF8.self), path)
  }

  static func environment(_ name: String) throws -> String {
    guard let value = getenv(name) else { throw CommandFailure(.badInput, "the environment has no \(name)") }
    return try checked(String(cString: value), name)
  }

  /// Asks without showing what is typed.
  static func ask(_ what: String) throws -> String {
    guard isatty(STDIN_FILENO) == 1 else {
      throw CommandFailure(
        .badInput, "the \(what) is needed: name a file with --secret-file, or - for the standard input")
    }
    var before = termios()
    tcgetattr(STDIN_FILENO, &before)
    var silent = before
    silent.c_lflag &= ~tcflag_t(ECHO)
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
    defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) }
    let prompt = "The \(what): "
    write(STDERR_FILENO, prompt, prompt.utf8.count)
    let line = readLine() ?? ""
    write(STDERR_FILENO, "\n", 1)
    return try checked(line, what)
  }

  private static func checked(_ text: String, _ source: String) throws -> String {
    var text = text
    while text.hasSuffix("\n") || text.hasSuffix("\r\n") { text.removeLast() }
    guard !text.isEmpty, text.utf8.count <= limit, !text.utf8.contains(0) else {
      throw CommandFailure(.badInput, "\(source) holds no secret that could be used")
    }
    return text
  }
}
