import Glibc

/// A kept HTTP/1.1 connection to this machine, blocking, for answers that name their length.
final class Connection {
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  init(port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw Failure("nobody listens on port \(port)") }
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
  }

  deinit { close(descriptor) }

  func exchange(_ request: [UInt8]) throws -> (status: Int, body: [UInt8]) {
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      throw Failure("the connection broke")
    }
    var end = headEnd
    while end == nil {
      try receive()
      end = headEnd
    }
    let head = String(decoding: buffer[..<end!], as: UTF8.self).lowercased()
    guard let status = Int(head.dropFirst(9).prefix(3)),
      let length = head.split(separator: "\r\n").first(where: { $0.hasPrefix("content-length:") })
        .flatMap({ Int($0.dropFirst(15).drop { $0 == " " }) })
    else { throw Failure("an answer that this client does not understand: \(head)") }
    let total = end! + 4 + length
    while buffer.count < total { try receive() }
    let body = Array(buffer[(end! + 4)..<total])
    buffer.removeFirst(total)
    return (status, body)
  }

  private var headEnd: Int? {
    guard buffer.count >= 4 else { return nil }
    return (0...buffer.count - 4).first {
      buffer[$0] == 13 && buffer[$0 + 1] == 10 && buffer[$0 + 2] == 13 && buffer[$0 + 3] == 10
    }
  }

  private func receive() throws {
    var part = [UInt8](repeating: 0, count: 16_384)
    let count = recv(descriptor, &part, part.count, 0)
    guard count > 0 else { throw Failure("the server closed the connection") }
    buffer += part[..<count]
  }
}
