import Glibc

/// Why the helper has not done its job.
package enum HelperError: Error, Sendable, CustomStringConvertible {
  /// `foyer-helper` cannot be started.
  case missing(String)
  /// What it was given is bad; with its own words.
  case refused(String)
  /// It was ended by one of its limits, or by a defect.
  case ended(String)

  package var description: String {
    switch self {
    case .missing(let reason): "the program foyer-helper cannot be started: \(reason); it stands beside foyer"
    case .refused(let message), .ended(let message): message
    }
  }
}

/// `foyer-helper`, which opens what strangers send in a process of its own. It gets no environment but the language and limits itself
/// before it opens anything.
package enum HelperProcess {
  /// Beside this program, unless `FOYER_HELPER` says otherwise.
  package static var path: String {
    if let given = getenv("FOYER_HELPER") { return String(cString: given) }
    guard let own = realpath("/proc/self/exe", nil) else { return "foyer-helper" }
    defer { free(own) }
    let folder = String(cString: own).split(separator: "/").dropLast().joined(separator: "/")
    return "/\(folder)/foyer-helper"
  }

  /// Runs one job to its end. Blocks.
  /// - Parameter seconds: of waiting, after which it is ended
  package static func run(_ arguments: [String], seconds: Int) throws(HelperError) {
    var pipe: [Int32] = [0, 0]
    // A pair of sockets can be closed in other children from the start, which Swift's pipe cannot.
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0, &pipe) == 0 else {
      throw .missing(String(cString: strerror(errno)))
    }
    defer { close(pipe[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO)
    let path = path
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let environment = [strdup("LC_ALL=C.UTF-8"), strdup("VIPS_BLOCK_UNTRUSTED=1"), nil]
    defer { for word in words + environment { free(word) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, path, &actions, nil, words, environment)
    close(pipe[1])
    guard code == 0 else { throw .missing(String(cString: strerror(code))) }
    let said = collect(from: pipe[0], process: process, seconds: seconds)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    try check(status, said.isEmpty ? "the helper has ended without a word" : said)
  }

  /// What the process says until it ends. A process that takes too long is killed.
  private static func collect(from descriptor: Int32, process: pid_t, seconds: Int) -> String {
    var said: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    let end = clock.tv_sec + seconds
    while true {
      clock_gettime(CLOCK_MONOTONIC, &clock)
      var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let ready = poll(&poller, 1, Int32(max(0, end - clock.tv_sec)) * 1000)
      if ready < 0, errno == EINTR { continue }
      if ready == 0 {
        kill(process, SIGKILL)
        return "it took longer than \(seconds) seconds"
      }
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      if said.count < 8192 { said += buffer[..<count] }
    }
    let text = String(decoding: said, as: UTF8.self)
    let line = text.split(separator: "\n").last.map(String.init) ?? ""
    return line.hasPrefix("error: ") ? String(line.dropFirst(7)) : line
  }

  private static func check(_ status: Int32, _ said: String) throws(HelperError) {
    let signal = status & 0x7F
    if signal != 0 {
      let reason =
        signal == SIGXCPU || signal == SIGKILL ? "it takes too long to open" : "it cannot be opened (signal \(signal))"
      throw .ended(said.hasPrefix("it ") ? said : reason)
    }
    switch (status >> 8) & 0xFF {
    case 0: return
    case 65: throw .refused(said)
    default: throw .ended(said)
    }
  }
}
