import App
import ArgumentParser

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at everything that serving needs, and say what is wrong.")

  @OptionGroup var data: DataOptions
  @OptionGroup var address: AddressOptions

  func run() async throws {
    try await reporting {
      var configuration = try data.configuration()
      address.apply(to: &configuration)
      let findings = await Doctor(configuration).examine()
      for finding in findings { say("\(finding.isGood ? "ok   " : "wrong") \(finding.text)") }
      if findings.contains(where: { !$0.isGood }) { throw ExitCode(CommandFailure.Code.configuration.rawValue) }
    }
  }
}
