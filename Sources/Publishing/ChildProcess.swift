import Glibc

/// Programs that we start. Each gets the environment and the descriptors that it is given here, and nothing else.
package enum ChildProcess {
  /// What a program finds at the number of a descriptor.
  package enum Channel: Sendable {
    /// An open one of ours, which stays ours.
    case descriptor(Int32)
    /// Nothing to read, and what is written is lost.
    case nothing
    /// What is written is added to a file that only we may read.
    case file(path: String)
  }

  /// - Parameters:
  ///   - arguments: without the program's own name
  ///   - environment: `NAME=value`
  ///   - channels: by the number that the program knows each by
  ///   - leadsGroup: whether it leads a process group of its own, so that all that it starts can be ended with it
  /// - Throws: why it does not start
  package static func start(
    _ path: String, _ arguments: [String], environment: [String], channels: [Int32: Channel], leadsGroup: Bool = false
  ) throws(ChildProcessFailure) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, channel) in channels.sorted(by: { $0.key < $1.key }) {
      switch channel {
      case .descriptor(let own): posix_spawn_file_actions_adddup2(&actions, own, number)
      case .nothing: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0)
      case .file(let path):
        posix_spawn_file_actions_addopen(&actions, number, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Servers block and ignore signals; a child must die of its own.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | (leadsGroup ? POSIX_SPAWN_SETPGROUP : 0)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var process: pid_t = 0
    let code = posix_spawn(&process, path, &actions, &attributes, &words, &variables)
    guard code == 0 else { throw ChildProcessFailure(reason: String(cString: strerror(code))) }
    return process
  }

  /// Waits a moment for the process to end, then ends it.
  static func reap(_ process: pid_t) {
    var status: Int32 = 0
    for _ in 0..<200 {
      if waitpid(process, &status, WNOHANG) != 0 { return }
      usleep(5_000)
    }
    kill(process, SIGKILL)
    waitpid(process, &status, 0)
  }
}

/// A program did not start.
package struct ChildProcessFailure: Error, Sendable, Hashable {
  /// The system's own words.
  package let reason: String
}
