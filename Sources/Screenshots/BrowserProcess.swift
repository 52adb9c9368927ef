import Glibc
import Publishing

/// A headless Chromium with an empty profile, spoken to through two pipes: messages of its DevTools protocol, each ended by NUL.
///
/// It finds no host: names do not resolve, and where it would connect to nobody listens. It is niced, and at its end the whole process group
/// goes with it. When this process is killed, the browser notices that its pipe is closed and ends by itself.
final class BrowserProcess {
  private let folder: BrowserFolder
  private let process: pid_t
  private let commands: Int32
  private let answers: Int32
  private let seconds: Int
  private let end: Int
  private let isStopped: @Sendable () -> Bool
  private var received: [UInt8] = []

  /// All that it may say at once, in bytes.
  private static let longestMessage = 64 << 20

  static func arguments(folder: String, isRoot: Bool) -> [String] {
    [
      "--headless=new", "--remote-debugging-pipe", "--user-data-dir=\(folder)/profile", "--no-first-run",
      "--no-default-browser-check", "--disable-extensions", "--disable-default-apps", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", "--disable-domain-reliability",
      "--disable-breakpad", "--no-pings", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
      "--mute-audio",
      "--password-store=basic", "--force-color-profile=srgb", "--host-resolver-rules=MAP * ~NOTFOUND",
      // Port 9 discards; nobody listens there.
      "--proxy-server=127.0.0.1:9", "--proxy-bypass-list=<-loopback>",
      // Chromium's own sandbox does not work for root.
    ] + (isRoot ? ["--no-sandbox"] : []) + ["about:blank"]
  }

  /// Starts it. Blocks.
  /// - Parameters:
  ///   - seconds: how long it has, from now to its end
  ///   - isStopped: asked again and again, whether to give up
  init(
    _ path: String, seconds: Int, isStopped: @escaping @Sendable () -> Bool = { false }
  ) throws(BrowserFailure) {
    self.seconds = seconds
    self.isStopped = isStopped
    end = milliseconds() + seconds * 1000
    folder = try BrowserFolder()
    var (commandEnds, answerEnds): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    do throws(BrowserFailure) {
      commandEnds = try Self.ends()
      answerEnds = try Self.ends()
      process = try Self.start(
        path, Self.arguments(folder: folder.path, isRoot: geteuid() == 0), folder: folder, commands: commandEnds[1],
        answers: answerEnds[1])
    } catch {
      for descriptor in commandEnds + answerEnds where descriptor >= 0 { close(descriptor) }
      folder.remove()
      throw error
    }
    close(commandEnds[1])
    close(answerEnds[1])
    (commands, answers) = (commandEnds[0], answerEnds[0])
    setpriority(__priority_which_t(PRIO_PGRP.rawValue), id_t(process), 10)
  }

  /// Ends it, with everything that it has started, and removes what it kept.
  deinit {
    close(commands)
    close(answers)
    kill(-process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    // Its children are not ours to wait for; they are gone a moment later.
    for _ in 0..<200 where kill(-process, 0) == 0 { usleep(5_000) }
    folder.remove()
  }

  // MARK: Messages

  func send(_ message: [UInt8]) throws(BrowserFailure) {
    let bytes = message + [0]
    var sent = 0
    while sent < bytes.count {
      try wait(for: commands, Int16(POLLOUT))
      let count = bytes[sent...].withUnsafeBytes { Glibc.send(commands, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { throw .ended(folder.lastWords) }
      sent += count
    }
  }

  /// The next message. Blocks.
  func receive() throws(BrowserFailure) -> [UInt8] {
    var searched = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = received[searched...].firstIndex(of: 0) {
        defer { received.removeSubrange(...end) }
        return Array(received[..<end])
      }
      searched = received.count
      guard searched <= Self.longestMessage else { throw .tooLarge }
      try wait(for: answers, Int16(POLLIN))
      let count = read(answers, &buffer, buffer.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { throw .ended(folder.lastWords) }
      received += buffer[..<count]
    }
  }

  /// Throws when the time is over.
  func check() throws(BrowserFailure) {
    guard milliseconds() < end else { throw .tooSlow(seconds: seconds) }
    guard !isStopped() else { throw .stopped }
  }

  private func wait(for descriptor: Int32, _ events: Int16) throws(BrowserFailure) {
    while true {
      try check()
      var poll = pollfd(fd: descriptor, events: events, revents: 0)
      if Glibc.poll(&poll, 1, 250) > 0 { return }
    }
  }

  // MARK: Starting

  /// Ours, which does not block, and the browser's. Both are above all that it inherits by number.
  private static func ends() throws(BrowserFailure) -> [Int32] {
    var pair: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0, &pair) == 0 else {
      throw .unavailable(String(cString: strerror(errno)))
    }
    let high = pair.map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
    pair.forEach { close($0) }
    guard high.allSatisfy({ $0 >= 0 }) else {
      for descriptor in high where descriptor >= 0 { close(descriptor) }
      throw .unavailable(String(cString: strerror(errno)))
    }
    _ = fcntl(high[0], F_SETFL, fcntl(high[0], F_GETFL) | O_NONBLOCK)
    return high
  }

  /// It gets no environment but what it needs, reads its commands from 3, answers on 4, and leads a process group of its own.
  private static func start(
    _ path: String, _ arguments: [String], folder: BrowserFolder, commands: Int32, answers: Int32
  ) throws(BrowserFailure) -> pid_t {
    let environment = [
      "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "HOME=\(folder.path)", "TMPDIR=\(folder.path)",
      "XDG_CONFIG_HOME=\(folder.path)/config", "XDG_CACHE_HOME=\(folder.path)/cache",
    ]
    do throws(ChildProcessFailure) {
      return try ChildProcess.start(
        path, arguments, environment: environment,
        channels: [
          0: .nothing, 1: .nothing, 2: .file(path: folder.words), 3: .descriptor(commands), 4: .descriptor(answers),
        ],
        leadsGroup: true)
    } catch {
      throw .unavailable("\(path): \(error.reason)")
    }
  }
}

private func milliseconds() -> Int {
  var now = timespec()
  clock_gettime(CLOCK_MONOTONIC, &now)
  return now.tv_sec * 1000 + now.tv_nsec / 1_000_000
}
