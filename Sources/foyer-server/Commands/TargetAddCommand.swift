import App
import ArgumentParser
import Glibc
import Model
import Publishing

struct TargetAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a place that a site is sent to.",
    discussion: """
      A password or secret key is asked for, or read from the file or environment variable that you name; it is never an argument, \
      which everybody on the machine could read. It is stored sealed with the key in the data folder (secret.key).
      """)

  @OptionGroup var data: DataOptions
  @OptionGroup var chosen: SiteArgument
  @Argument(help: "What to call the target.") var name: String?

  @Option(help: "A folder of this machine, for nginx or Caddy.") var folder: String?
  @Option(help: "USER@HOST[:PORT]/PATH; /~/PATH is relative to where a login starts.") var sftp: String?
  @Option(help: "BUCKET[/PREFIX]") var s3: String?

  @Option(help: "SFTP: a file with the private key, without a passphrase; otherwise a password is used.") var keyFile:
    String?
  @Option(
    help: "SFTP: the fingerprint that the host's key must have (SHA256:…); otherwise you are asked to compare it.")
  var fingerprint: String?
  @Option(help: "S3: https://… of the service; otherwise Amazon's.") var endpoint: String?
  @Option(help: "S3: the region.") var region = "us-east-1"
  @Option(help: "S3: the access key's ID.") var accessKey: String?
  @Flag(inversion: .prefixedNo, help: "S3: the bucket is part of the path, not of the host name.") var pathStyle: Bool?

  @Option(help: "Read the password or secret key from this file; - is the standard input.") var secretFile: String?
  @Option(help: "Read the password or secret key from this environment variable.") var secretEnv: String?
  @Flag(help: "Send only when asked, not after each publish.") var manual = false
  @Flag(
    inversion: .prefixedNo,
    help: "Folder and SFTP: .br and .gz beside each text file. A folder has them unless you say no.")
  var compress: Bool?

  private static let usage = "foyer target add SITE NAME --folder DIR | --sftp USER@HOST/PATH | --s3 BUCKET"

  func run() async throws {
    try await withTargets(data, chosen, usage: Self.usage) { commands, site in
      guard let name else { throw CommandFailure.missing("what to call the target?", usage: Self.usage) }
      try checkOptions()
      let (settings, secret) = try place()
      try await commands.add(settings, named: name, to: site, secret: secret, isAutomatic: !manual)
      say("\(name): \(VisibleText.of(settings.place))")
      say("Nothing was sent yet. See what would be: foyer target send \(site) \(name) --dry-run")
    }
  }

  /// Not by the argument parser, which would ask for these before the site.
  private func checkOptions() throws(CommandFailure) {
    guard [folder, sftp, s3].count(where: { $0 != nil }) == 1 else {
      throw CommandFailure.missing("where to? give one of --folder, --sftp and --s3", usage: Self.usage)
    }
    guard s3 == nil || accessKey != nil else {
      throw CommandFailure.missing("which access key? --s3 needs --access-key", usage: Self.usage)
    }
    guard [keyFile, secretFile, secretEnv].count(where: { $0 != nil }) <= 1 else {
      throw CommandFailure(.usage, "give only one of --key-file, --secret-file and --secret-env")
    }
  }

  private func place() throws -> (TargetSettings, TargetSecret?) {
    if let folder {
      guard folder.hasPrefix("/") else { throw FieldError(pointer: "/folder", problem: "must be an absolute path") }
      var status = stat()
      guard stat(folder, &status) != 0 || status.st_mode & S_IFMT == S_IFDIR else {
        throw FieldError(pointer: "/folder", problem: "is a file: \(folder)")
      }
      return (.folder(.init(path: folder, isCompressed: compress ?? true)), nil)
    }
    if let sftp {
      let address = try TargetSettings.SFTP.Address(sftp)
      let key = try SSHHostKey.ask(address.host, port: address.port)
      try confirm(key, of: address.host)
      let secret: TargetSecret =
        if let keyFile {
          .privateKey(try SecretInput.file(keyFile))
        } else {
          .password(try secret(for: "password of \(address.user)@\(address.host)"))
        }
      return (
        .sftp(
          .init(
            user: address.user, host: address.host, port: address.port, path: address.path, hostKey: key.text,
            isCompressed: compress ?? false)), secret
      )
    }
    let settings = try TargetSettings.S3(
      place: s3 ?? "", endpoint: endpoint, region: region, accessKey: accessKey ?? "", isPathStyle: pathStyle)
    return (.s3(settings), .secretKey(try secret(for: "secret key of \(settings.accessKey)")))
  }

  /// The one moment at which somebody in between could pretend to be the host.
  private func confirm(_ key: SSHHostKey, of host: String) throws {
    if let fingerprint {
      guard fingerprint == key.fingerprint else {
        throw CommandFailure(
          .badInput, "the key of \(host) is \(key.fingerprint), not \(fingerprint); nothing was stored")
      }
      return
    }
    say("The key of \(host) is \(key.text.prefix { $0 != " " }) \(key.fingerprint)")
    guard isatty(STDIN_FILENO) == 1 else {
      throw CommandFailure(
        .badInput, "nobody is there to compare it; if it is right, add: --fingerprint \(key.fingerprint)")
    }
    write(STDOUT_FILENO, "Is this what the host's owner says? (yes/no) ", 45)
    guard readLine() == "yes" else { throw CommandFailure(.badInput, "not confirmed; nothing was stored") }
  }

  private func secret(for what: String) throws -> String {
    if let secretFile { return try SecretInput.file(secretFile) }
    if let secretEnv { return try SecretInput.environment(secretEnv) }
    return try SecretInput.ask(what)
  }
}
