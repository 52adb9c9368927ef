import App
import ArgumentParser
import Glibc

@main
struct FoyerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "foyer", abstract: "Websites that customers change themselves, where the designer lets them.",
    version: Foyer.version,
    subcommands: [
      ServeCommand.self, BuildCommand.self, ImportCommand.self, ExportCommand.self, PublishCommand.self,
      ReleasesCommand.self, RollbackCommand.self, ChangesCommand.self, CheckCommand.self, TargetCommand.self,
      ThemeCommand.self, PhaseCommand.self,
      DomainCommand.self, AccountCommand.self, DoctorCommand.self,
    ])
}

/// Runs a command's work and turns what it throws into a message and an exit code.
func reporting(_ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch let code as ExitCode {
    throw code
  } catch {
    let failure = CommandFailure(error)
    say("error: \(failure)", to: STDERR_FILENO)
    throw ExitCode(failure.code.rawValue)
  }
}

/// Writes one line at once: whoever waits for it reads a pipe.
func say(_ line: String, to descriptor: Int32 = STDOUT_FILENO) {
  var bytes = Array(line.utf8)[...]
  bytes.append(UInt8(ascii: "\n"))
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return }
    bytes = bytes.dropFirst(count)
  }
}
