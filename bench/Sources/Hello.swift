import Glibc
import Hummingbird

/// Hummingbird with nothing of Foyer: what the framework itself costs.
///
///     foyer-bench hello --port PORT [--file PAGE]
///
/// `/hello` answers with 128 bytes, `/page` with the bytes of a file, held in memory.
struct Hello {
  private let port: Int
  private let page: ByteBuffer

  init(_ arguments: Arguments) throws {
    port = try arguments.number("--port", default: 8081)
    page = ByteBuffer(bytes: try arguments.optional("--file").map(Self.read) ?? [])
  }

  func run() async throws {
    let hello = ByteBuffer(string: String(repeating: "hello, world ", count: 9) + "and hello.\n")
    let page = page
    let router = Router()
    router.get("hello") { _, _ in
      Response(status: .ok, headers: [.contentType: "text/plain"], body: .init(byteBuffer: hello))
    }
    router.get("page") { _, _ in
      Response(status: .ok, headers: [.contentType: "text/html"], body: .init(byteBuffer: page))
    }
    let application = Application(
      router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
    try await application.runService()
  }

  private static func read(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw Failure("cannot read \(path)") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&part, 1, part.count, file), count > 0 { bytes += part[..<count] }
    return bytes
  }
}
