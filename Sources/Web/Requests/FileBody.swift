import Hummingbird
import NIOCore

extension Request {
  /// The whole body as a file, which may take longer to arrive than other requests as long as it comes at a fair rate. Ask only for
  /// those who may send it.
  /// - Parameters:
  ///   - patience: what it may take besides the time that its bytes earn; nil for what any request may
  ///   - begins: called when the first byte has come
  /// - Throws: 413 above the limit, 400 for a body that breaks off, and what `begins` throws.
  package func file(limit: Int, patience: Duration? = nil, begins: () throws -> Void = {}) async throws -> [UInt8] {
    let expected = headers[.contentLength].flatMap(Int.init)
    if let expected, expected > limit { throw Problem.tooLarge(limit: limit) }
    let watch = ConnectionWatch.current
    var bytes: [UInt8] = []
    for try await part in body where part.readableBytes > 0 {
      guard bytes.count + part.readableBytes <= limit else { throw Problem.tooLarge(limit: limit) }
      // Only now, so that who announces much and sends nothing takes nothing.
      if bytes.isEmpty {
        try begins()
        if let expected { bytes.reserveCapacity(expected) }
      }
      bytes += part.readableBytesView
      watch?.fileArrives(bytes.count, patience: patience)
    }
    // A connection that ends early looks like the end of the body.
    guard expected == nil || expected == bytes.count else {
      throw Problem.badRequest("the body is shorter than announced")
    }
    watch?.goOn()
    return bytes
  }
}
