import Glibc

/// Why a run of the helper came to nothing.
package enum HelperFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The program is not there or does not start; nothing is known of the file that it was given.
  case unavailable(String)
  /// What it was given is bad; with its own words.
  case refused(String)
  /// It has given up; with its own words.
  case failed(String)
  case tooSlow(seconds: Int)
  case tooMuchOutput
  /// The signal that ended it: a limit, a fault, or somebody.
  case killed(Int32)

  package var description: String {
    switch self {
    case .unavailable(let reason): "foyer-helper cannot be used: \(reason)"
    case .refused(let words), .failed(let words): words
    case .tooSlow(let seconds): "it took longer than \(seconds) seconds"
    case .tooMuchOutput: "it became too large"
    case .killed(SIGXCPU): "it took too much computing"
    case .killed(let signal): "foyer-helper was ended by signal \(signal)"
    }
  }
}

/// `foyer-helper`, which opens what strangers send: one process per job. It inherits two pipes to answer to, an open file to read from
/// where the job has one, and no environment but the language; it limits itself before it opens anything.
package struct HelperProgram: Sendable {
  package let path: String

  package init(path: String) { self.path = path }

  /// Beside the running program, unless `FOYER_HELPER` says otherwise, whether there is one or not.
  package static var standard: HelperProgram {
    if let given = getenv("FOYER_HELPER") { return HelperProgram(path: String(cString: given)) }
    guard let own = realpath("/proc/self/exe", nil) else { return HelperProgram(path: "foyer-helper") }
    defer { free(own) }
    let folder = String(cString: own).split(separator: "/").dropLast().joined(separator: "/")
    return HelperProgram(path: "/\(folder)/foyer-helper")
  }

  /// The program that stands beside the running one; nil where there is none.
  package static func beside() -> HelperProgram? { access(standard.path, X_OK) == 0 ? standard : nil }

  /// Whether it starts and finds its libraries. Blocks.
  package func check() throws(HelperFailure) { try run(["check"], outputLimit: 4096, seconds: 20) }

  /// Runs one job to its end and returns all that it wrote. Blocks.
  /// - Parameters:
  ///   - input: an open file; it stays the caller's. nil is an empty one.
  ///   - outputLimit: bytes
  ///   - seconds: of waiting, after which it is ended
  @discardableResult
  package func run(
    _ arguments: [String], input: Int32? = nil, outputLimit: Int = 0, seconds: Int
  ) throws(HelperFailure) -> [UInt8] {
    let (output, errors) = (try Pipe(), try Pipe())
    defer { withExtendedLifetime((output, errors)) {} }
    let process = try start(arguments, input: input, output: output.inner, errors: errors.inner)
    output.closeInner()
    errors.closeInner()
    let said: (output: [UInt8], errors: [UInt8])
    do throws(HelperFailure) {
      said = try Self.read(output.outer, errors.outer, limit: outputLimit, seconds: seconds)
    } catch {
      kill(process, SIGKILL)
      _ = Self.wait(for: process)
      throw error
    }
    let status = Self.wait(for: process)
    guard status & 0x7F == 0 else { throw .killed(status & 0x7F) }
    switch status >> 8 & 0xFF {
    case 0: return said.output
    case 65: throw .refused(Self.words(said.errors, code: 65))
    case let code: throw .failed(Self.words(said.errors, code: code))
    }
  }

  /// What the process says at last.
  private static func words(_ errors: [UInt8], code: Int32) -> String {
    let line = String(decoding: errors, as: UTF8.self).split(separator: "\n").last ?? ""
    guard !line.isEmpty else { return "foyer-helper has ended with \(code), without a word" }
    return String(line.hasPrefix("error: ") ? line.dropFirst(7) : line)
  }

  private func start(
    _ arguments: [String], input: Int32?, output: Int32, errors: Int32
  ) throws(HelperFailure) -> pid_t {
    // Fewer arenas, so that the limit of the address space is one of memory; and where the loader finds libraries, if it was told.
    let places = getenv("LD_LIBRARY_PATH").map { ["LD_LIBRARY_PATH=\(String(cString: $0))"] } ?? []
    let environment = ["LC_ALL=C.UTF-8", "MALLOC_ARENA_MAX=2", "VIPS_BLOCK_UNTRUSTED=1"] + places
    let input = input.map { ChildProcess.Channel.descriptor($0) } ?? .nothing
    do throws(ChildProcessFailure) {
      return try ChildProcess.start(
        path, arguments, environment: environment,
        channels: [0: input, 1: .descriptor(output), 2: .descriptor(errors)])
    } catch {
      throw .unavailable("\(path): \(error.reason)")
    }
  }

  /// Until both ends are closed.
  private static func read(
    _ output: Int32, _ errors: Int32, limit: Int, seconds: Int
  ) throws(HelperFailure) -> (output: [UInt8], errors: [UInt8]) {
    var said: (output: [UInt8], errors: [UInt8]) = ([], [])
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var polls = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let end = milliseconds() + seconds * 1000
    while polls.contains(where: { $0.fd >= 0 }) {
      let left = end - milliseconds()
      guard left > 0 else { throw .tooSlow(seconds: seconds) }
      guard poll(&polls, nfds_t(polls.count), Int32(min(left, 60_000))) > 0 else { continue }
      for index in polls.indices where polls[index].fd >= 0 && polls[index].revents != 0 {
        let count = Glibc.read(polls[index].fd, &buffer, buffer.count)
        if count < 0, errno == EINTR { continue }
        if count <= 0 {
          // One that is closed is not waited for.
          polls[index].fd = -1
        } else if index == 0 {
          guard said.output.count + count <= limit else { throw .tooMuchOutput }
          said.output += buffer[..<count]
        } else if said.errors.count < 8192 {
          said.errors += buffer[..<count]
        }
      }
    }
    return said
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

/// Two ends that no other process inherits. A pair of sockets is that from the start, which Swift's pipe is not.
private final class Pipe {
  let outer: Int32
  private(set) var inner: Int32

  init() throws(HelperFailure) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0, &ends) == 0 else {
      throw .unavailable(String(cString: strerror(errno)))
    }
    (outer, inner) = (ends[0], ends[1])
  }

  /// What reads from the other end waits until nobody has this one.
  func closeInner() {
    guard inner >= 0 else { return }
    close(inner)
    inner = -1
  }

  deinit {
    closeInner()
    close(outer)
  }
}
