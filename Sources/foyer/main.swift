import Glibc

// Starts `foyer-server` beside itself, after a look at the shared libraries it needs. The server could not say what is missing: the
// system's loader would end it before its first line, with a message that names no package.

let home = folderOfThisProgram()
let server = "\(home)/foyer-server"
guard access(server, X_OK) == 0 else {
  fail("foyer-server is not beside this program (expected \(server)); build it with: swift build -c release")
}

let missing = NeededLibraries.of(server).filter { !$0.isPresent }
guard missing.isEmpty else {
  let packages = Set(missing.map(\.package)).sorted().joined(separator: " ")
  fail(
    missing.map { "the shared library \($0.name) is missing" }.joined(separator: "\n       ")
      + "\n       Install what is missing with: sudo apt-get install -y \(packages)")
}

var arguments: [UnsafeMutablePointer<CChar>?] = ([server] + CommandLine.arguments.dropFirst()).map { strdup($0) }
arguments.append(nil)
execv(server, arguments)
fail("cannot start \(server): \(String(cString: strerror(errno)))")

func folderOfThisProgram() -> String {
  var buffer = [CChar](repeating: 0, count: 4096)
  let count = readlink("/proc/self/exe", &buffer, buffer.count)
  let path = String(decoding: buffer[..<max(count, 0)].map(UInt8.init(bitPattern:)), as: UTF8.self)
  return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
}

/// Ends with the exit code for a configuration that cannot work.
func fail(_ message: String) -> Never {
  let line = "error: \(message)\n"
  write(STDERR_FILENO, line, line.utf8.count)
  exit(78)
}
