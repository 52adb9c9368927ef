import CTargets
import Crypto
import Glibc
import Model

/// The public key of an SSH host.
package struct SSHHostKey: Hashable, Sendable {
  /// Type and base64, as in a `known_hosts` file.
  package let text: String

  /// `SHA256:…`, as ssh prints it, for people to compare.
  package let fingerprint: String

  init?(type: some StringProtocol, base64: some StringProtocol) {
    guard let bytes = Base64.decoded(String(base64)), !bytes.isEmpty else { return nil }
    text = "\(type) \(base64)"
    fingerprint = "SHA256:" + Base64.encoded(Array(SHA256.hash(data: bytes)), isPadded: false)
  }

  /// The fingerprint of a key that is stored.
  package static func fingerprint(of text: String) -> String {
    let words = text.split(separator: " ")
    return words.count == 2 ? SSHHostKey(type: words[0], base64: words[1])?.fingerprint ?? "" : ""
  }

  /// Asks a host for its key. What answers may be anybody: a person has to compare the fingerprint. Blocks.
  /// - Throws: `TargetError.connection` when nothing answers.
  package static func ask(_ host: String, port: Int) throws(TargetError) -> SSHHostKey {
    var pipe: [Int32] = [0, 0]
    guard foyer_pipe(&pipe) == 0 else { throw .missing(.init(.noResources, said: String(cString: strerror(errno)))) }
    defer { close(pipe[0]) }
    let process = try? ChildProcess.start(
      "/usr/bin/ssh-keyscan", ["-T", "15", "-p", String(port), "-t", "ed25519,ecdsa,rsa", "--", host],
      environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"],
      channels: [0: .nothing, 1: .descriptor(pipe[1]), 2: .nothing])
    close(pipe[1])
    guard let process else {
      throw .missing(.init(.noProgram, "/usr/bin/ssh-keyscan", "openssh-client"))
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 64 << 10 {
      let count = read(pipe[0], &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    ChildProcess.reap(process)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ") }
    for type in ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"] {
      if let words = lines.first(where: { $0.count == 3 && $0[1] == type }),
        let key = SSHHostKey(type: words[1], base64: words[2])
      {
        return key
      }
    }
    throw .connection(.init(.noSSH, host, String(port)))
  }
}
