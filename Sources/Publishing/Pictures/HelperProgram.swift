import Glibc
import Synchronization

/// Why a run of the helper came to nothing.
package enum HelperFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The program is not there or does not start; nothing is known of the file that it was given.
  case unavailable(String)
  case tooSlow(seconds: Int)
  case tooMuchOutput
  /// The signal that ended it: a limit, a fault, or somebody.
  case killed(Int32)

  package var description: String {
    switch self {
    case .unavailable(let reason): "foyer-helper cannot be used: \(reason)"
    case .tooSlow(let seconds): "it took longer than \(seconds) seconds"
    case .tooMuchOutput: "it became too large"
    case .killed(let signal): "it was ended by signal \(signal)"
    }
  }
}

/// `foyer-helper`: one process per job, which gets nothing but an open file to read from and a pipe to answer to.
package struct HelperProgram: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// The program that stands beside the running one; nil where there is none.
  package static func beside() -> HelperProgram? {
    let path = HelperProcess.path
    return access(path, X_OK) == 0 ? HelperProgram(path: path) : nil
  }

  /// Whether it starts and finds its libraries. Blocks.
  package func check() throws(HelperFailure) {
    let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    _ = try run(["check"], input: descriptor, outputLimit: 4096, seconds: 20)
  }

  /// Runs one job and returns all that it wrote. Blocks.
  /// - Parameter input: an open file; it stays the caller's
  package func run(
    _ arguments: [String], input: Int32, outputLimit: Int, seconds: Int
  ) throws(HelperFailure) -> [UInt8] {
    let (process, answer) = try start(arguments, input: input)
    defer { close(answer) }
    let output: [UInt8]
    do throws(HelperFailure) {
      output = try Self.read(answer, limit: outputLimit, seconds: seconds)
    } catch {
      kill(process, SIGKILL)
      _ = Self.wait(for: process)
      throw error
    }
    let status = Self.wait(for: process)
    let signal = status & 0x7F
    guard signal == 0 else { throw .killed(signal) }
    let code = status >> 8 & 0xFF
    guard code == 0 else { throw .unavailable("it ended with \(code)") }
    return output
  }

  /// One start at a time: a helper that inherited another one's pipe would keep it open.
  private static let starting = Mutex(())

  /// - Returns: the process, and the end of the pipe that its answer comes out of
  private func start(_ arguments: [String], input: Int32) throws(HelperFailure) -> (pid_t, Int32) {
    try Self.starting.withLock { _ throws(HelperFailure) in
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw .unavailable(String(cString: strerror(errno))) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      defer { close(ends[1]) }
      do throws(HelperFailure) {
        return (try spawn(arguments, input: input, output: ends[1]), ends[0])
      } catch {
        close(ends[0])
        throw error
      }
    }
  }

  private func spawn(_ arguments: [String], input: Int32, output: Int32) throws(HelperFailure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Servers block and ignore signals; the helper must die of its own.
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    // Fewer arenas, so that the limit of the address space is one of memory; and where the loader finds libraries, if it was told.
    let places = getenv("LD_LIBRARY_PATH").map { ["LD_LIBRARY_PATH=\(String(cString: $0))"] } ?? []
    var environment = (["LC_ALL=C.UTF-8", "MALLOC_ARENA_MAX=2"] + places).map { strdup($0) } + [nil]
    defer { environment.forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, path, &actions, &attributes, &words, &environment)
    guard code == 0 else { throw .unavailable("\(path): \(String(cString: strerror(code)))") }
    return process
  }

  /// Until the other end is closed.
  private static func read(_ descriptor: Int32, limit: Int, seconds: Int) throws(HelperFailure) -> [UInt8] {
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let end = milliseconds() + seconds * 1000
    while true {
      let left = end - milliseconds()
      guard left > 0 else { throw .tooSlow(seconds: seconds) }
      var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard Glibc.poll(&poll, 1, Int32(min(left, 60_000))) > 0 else { continue }
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return output }
      guard output.count + count <= limit else { throw .tooMuchOutput }
      output += buffer[..<count]
    }
  }

  private static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }

  private static func milliseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
  }
}
