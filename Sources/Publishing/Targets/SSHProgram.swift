import CTargets
import Glibc
import Model

/// OpenSSH's client as a channel to a host's SFTP server.
///
/// Not libcurl, because its SFTP cannot replace a file in one step on OpenSSH's server: that takes an extension which the library beneath it
/// (libssh2 1.10) does not know. Not our own code either, because nobody should write SSH anew.
///
/// What the program is told to read (key, password, the host's key) is in memory files: nothing of it is on a disk or among its arguments,
/// and nothing of the user's own configuration is used.
package final class SSHProgram {
  private let socket: Int32
  private let errors: Int32
  private let process: pid_t
  private let files: [MemoryFile]
  private var isOpen = true

  /// Seconds without an answer after which the connection counts as broken.
  private static let patience = 60

  init(_ settings: TargetSettings.SFTP, _ secret: TargetSecret) throws(TargetError) {
    let alias = "foyer-target"
    let known = try MemoryFile(Array("\(alias) \(settings.hostKey)\n".utf8))
    var files = [known]
    var environment = ["PATH=/usr/bin:/bin", "LC_ALL=C"]
    var options = [
      "StrictHostKeyChecking=yes", "UserKnownHostsFile=\(known.path)", "GlobalKnownHostsFile=/dev/null",
      "HostKeyAlias=\(alias)", "UpdateHostKeys=no", "CheckHostIP=no", "VerifyHostKeyDNS=no",
      "ClearAllForwardings=yes", "ForwardAgent=no", "PermitLocalCommand=no", "IdentityAgent=none",
      "IdentitiesOnly=yes", "NumberOfPasswordPrompts=1", "ConnectTimeout=15", "ServerAliveInterval=15",
      "ServerAliveCountMax=3", "LogLevel=ERROR", "EscapeChar=none",
    ]
    switch secret {
    case .privateKey(let key):
      let file = try MemoryFile(Array(key.utf8) + (key.hasSuffix("\n") ? [] : [0x0A]))
      files.append(file)
      options += ["IdentityFile=\(file.path)", "PreferredAuthentications=publickey", "BatchMode=yes"]
    case .password(let password):
      let file = try MemoryFile(Array(password.utf8) + [0x0A])
      let script = try MemoryFile(Array("#!/bin/sh\nexec /bin/cat \(file.path)\n".utf8), mode: 0o700)
      files += [file, script]
      options += [
        "IdentityFile=none", "PubkeyAuthentication=no", "PreferredAuthentications=password,keyboard-interactive",
      ]
      environment += ["SSH_ASKPASS=\(script.path)", "SSH_ASKPASS_REQUIRE=force", "DISPLAY=:0"]
    case .secretKey: throw .secret(.init(.secretOfOtherKind))
    }
    let arguments =
      ["-F", "/dev/null", "-T", "-x", "-p", String(settings.port), "-l", settings.user]
      + options.flatMap { ["-o", $0] } + ["-s", "--", settings.host, "sftp"]
    self.files = files

    var pair: [Int32] = [0, 0]
    var pipe: [Int32] = [0, 0]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &pair) == 0,
      foyer_pipe(&pipe) == 0, fcntl(pipe[0], F_SETFL, O_NONBLOCK) == 0
    else { throw .missing(.init(.noResources, said: String(cString: strerror(errno)))) }
    (socket, errors) = (pair[0], pipe[0])
    var timeout = timeval(tv_sec: Self.patience, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    let started = try? ChildProcess.start(
      "/usr/bin/ssh", arguments, environment: environment,
      channels: [0: .descriptor(pair[1]), 1: .descriptor(pair[1]), 2: .descriptor(pipe[1])])
    Glibc.close(pair[1])
    Glibc.close(pipe[1])
    guard let started else {
      Glibc.close(socket)
      Glibc.close(errors)
      throw .missing(.init(.noProgram, "/usr/bin/ssh", "openssh-client"))
    }
    process = started
  }

  deinit { close() }

  func close() {
    guard isOpen else { return }
    isOpen = false
    Glibc.close(socket)
    Glibc.close(errors)
    // Without its channel it ends by itself; one that hangs in a dead network would not.
    kill(process, SIGTERM)
    ChildProcess.reap(process)
  }

  func send(_ bytes: [UInt8]) throws(TargetError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress! + done, $0.count - done, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      done += count
    }
  }

  func receive(_ count: Int) throws(TargetError) -> [UInt8] {
    var failed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      done = 0
      while done < count {
        let step = recv(socket, buffer.baseAddress! + done, count - done, 0)
        if step < 0, errno == EINTR { continue }
        guard step > 0 else {
          failed = true
          return
        }
        done += step
      }
    }
    if failed { throw failure() }
    return bytes
  }

  /// What the program said before it gave up.
  private func failure() -> TargetError {
    let code = errno
    // It writes its last words before it closes the channel, but the two may arrive in another order.
    var text = ""
    for _ in 0..<20 {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = read(errors, &buffer, buffer.count)
      if count > 0 { text += String(decoding: buffer[..<count], as: UTF8.self) }
      if count == 0 { break }
      if count < 0 { usleep(10_000) }
    }
    return Self.failure(says: text, code: code)
  }

  package static func failure(says text: String, code: Int32) -> TargetError {
    let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(while: \.isWhitespace) }
    let last = lines.last { !$0.isEmpty && !$0.hasPrefix("@") }.map(String.init) ?? ""
    let lower = text.lowercased()
    if lower.contains("host key verification failed") || lower.contains("host identification has changed")
      || lower.contains("no matching host key type")
    {
      let fingerprint = lines.first { $0.contains("SHA256:") }.map(String.init) ?? ""
      return .hostKey(.init(.otherHostKey, said: fingerprint))
    }
    if lower.contains("permission denied") || lower.contains("too many authentication failures")
      || lower.contains("error in libcrypto") || lower.contains("invalid format")
    {
      return .signIn(.init(.said, said: last))
    }
    if lower.contains("subsystem request failed") { return .refused(.init(.noSFTP, said: last)) }
    if !last.isEmpty { return .connection(.init(.said, said: last)) }
    return .connection(code == EAGAIN ? .init(.silent, "\(patience)") : .init(.closed))
  }
}
