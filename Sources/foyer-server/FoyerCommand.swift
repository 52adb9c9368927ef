import App
import ArgumentParser
import Glibc
import Model

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

extension FoyerCommand {
  static func main() async {
    // The parser would call it an unexpected argument.
    if let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"), word != "help",
      !configuration.subcommands.contains(where: { $0.configuration.commandName == word })
    {
      say("error: foyer has no command “\(VisibleText.of(word))”; foyer help lists them", to: STDERR_FILENO)
      Glibc.exit(CommandFailure.Code.usage.rawValue)
    }
    await main(nil)
  }
}

/// Runs a command's work and turns what it throws into a message and an exit code.
func reporting(_ work: () async throws -> Void) async throws {
  do {
    try await work()
  } catch let code as ExitCode {
    throw code
  } catch {
    let failure = CommandFailure(error)
    say(failure.line, to: STDERR_FILENO)
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
