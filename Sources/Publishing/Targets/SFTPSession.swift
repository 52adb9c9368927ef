import Model

/// The SFTP protocol, version 3 (draft-ietf-secsh-filexfer-02), over a channel. Requests are sent in a row without waiting for each answer.
final class SFTPSession {
  /// A request without its length and number.
  struct Request {
    enum Kind: UInt8 {
      case open = 3, close, read, write, lstat
      case remove = 13, makeFolder, removeFolder
      case rename = 18
      case extended = 200
    }

    let kind: Kind
    var body: [UInt8] = []

    init(_ kind: Kind) { self.kind = kind }

    func text(_ text: String) -> Request { bytes(Array(text.utf8)) }

    func bytes(_ bytes: some Collection<UInt8>) -> Request {
      var request = number(UInt32(bytes.count))
      request.body += bytes
      return request
    }

    func number(_ value: UInt32) -> Request {
      var request = self
      request.body += Wire.bytes(value)
      return request
    }

    func offset(_ value: Int) -> Request {
      number(UInt32(truncatingIfNeeded: value >> 32)).number(UInt32(truncatingIfNeeded: value))
    }
  }

  enum Answer {
    case status(Status, String)
    case handle([UInt8])
    case data([UInt8])
    case attributes(size: Int?, mode: UInt32?)
  }

  enum Status: UInt32 {
    case ok = 0, end, noSuchFile, permissionDenied, failure, badMessage, noConnection, connectionLost, unsupported
  }

  private let channel: SSHProgram
  private var extensions: Set<String> = []
  private var counter: UInt32 = 0
  /// Requests on their way at once.
  private static let window = 32
  /// OpenSSH's server sends no longer packets, nor do others.
  private static let longest = 300_000

  init(_ channel: SSHProgram) throws(TargetError) {
    self.channel = channel
    try channel.send(Wire.bytes(UInt32(5)) + [1] + Wire.bytes(UInt32(3)))
    var packet = try receive()
    guard packet.byte() == 2, let version = packet.number(), version >= 3 else {
      throw .refused(.init(.oldSFTP))
    }
    while let name = packet.bytes(), packet.bytes() != nil { extensions.insert(String(decoding: name, as: UTF8.self)) }
  }

  func has(_ name: String) -> Bool { extensions.contains(name) }

  func call(_ request: Request) throws(TargetError) -> Answer { try call([request])[0] }

  /// The answers in the order of the requests.
  func call(_ requests: [Request]) throws(TargetError) -> [Answer] {
    var answers = [Answer?](repeating: nil, count: requests.count)
    let first = counter
    counter &+= UInt32(requests.count)
    var sent = 0
    for received in 0..<requests.count {
      while sent < requests.count, sent - received < Self.window {
        let request = requests[sent]
        try channel.send(
          Wire.bytes(UInt32(request.body.count + 5)) + [request.kind.rawValue] + Wire.bytes(first &+ UInt32(sent))
            + request.body)
        sent += 1
      }
      let (number, answer) = try answer()
      let index = Int(number &- first)
      guard index < sent, answers[index] == nil else { throw .connection(.init(.badAnswer)) }
      answers[index] = answer
    }
    return answers.compactMap { $0 }
  }

  private func answer() throws(TargetError) -> (UInt32, Answer) {
    var packet = try receive()
    guard let kind = packet.byte(), let number = packet.number() else {
      throw .connection(.init(.badAnswer))
    }
    switch kind {
    case 101:
      let status = packet.number().map { Status(rawValue: $0) ?? .failure } ?? .failure
      return (number, .status(status, String(decoding: packet.bytes() ?? [], as: UTF8.self)))
    case 102: return (number, .handle(packet.bytes() ?? []))
    case 103: return (number, .data(packet.bytes() ?? []))
    case 105:
      let flags = packet.number() ?? 0
      let size =
        flags & 1 != 0 ? packet.number().flatMap { high in packet.number().map { Int(high) << 32 | Int($0) } } : nil
      if flags & 2 != 0 { _ = (packet.number(), packet.number()) }
      return (number, .attributes(size: size, mode: flags & 4 != 0 ? packet.number() : nil))
    case 201: return (number, .data(Array(packet.rest)))
    default: throw .connection(.init(.badAnswer))
    }
  }

  private func receive() throws(TargetError) -> Wire {
    var head = Wire(try channel.receive(4))
    let length = Int(head.number() ?? 0)
    guard (1...Self.longest).contains(length) else {
      throw .refused(.init(.notSFTP))
    }
    return Wire(try channel.receive(length))
  }

  func close() { channel.close() }
}

/// Numbers and byte strings as SSH writes them: big-endian, with the length in front.
private struct Wire {
  private(set) var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  static func bytes(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255)]
  }

  mutating func byte() -> UInt8? { rest.popFirst() }

  mutating func number() -> UInt32? {
    guard rest.count >= 4 else { return nil }
    defer { rest = rest.dropFirst(4) }
    return rest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  mutating func bytes() -> [UInt8]? {
    let before = rest
    guard let count = number(), rest.count >= Int(count) else {
      rest = before
      return nil
    }
    defer { rest = rest.dropFirst(Int(count)) }
    return Array(rest.prefix(Int(count)))
  }
}
