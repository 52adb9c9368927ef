import CTargets
import Glibc
import Model

/// HTTP requests over libcurl, one after the other, with the connection kept. TLS is always checked, and redirects are not followed.
final class HTTPConnection {
  struct Answer {
    let status: Int
    /// In lower case.
    let headers: [String: String]
    let body: [UInt8]
    /// The body is longer than the limit, and not all of it is here.
    let isCutOff: Bool
  }

  private let handle: UnsafeMutableRawPointer

  init() throws(TargetError) {
    if let trouble = foyer_curl_load() { throw .missing(.init(.noLibrary, said: String(cString: trouble))) }
    guard let handle = foyer_curl_open() else { throw .missing(.init(.noResources, said: "libcurl")) }
    self.handle = handle
  }

  deinit { foyer_curl_close(handle) }

  /// - Parameters:
  ///   - isLocal: plain HTTP within this machine
  ///   - isPublic: connects to this machine's own and public addresses only, past any proxy
  ///   - seconds: for all of it; 0 for as long as something comes
  ///   - limit: of the answer's body, in bytes
  func request(
    _ method: String, _ url: String, headers: [(String, String)], body: [UInt8]?, isLocal: Bool, isPublic: Bool = false,
    seconds: Int = 0, limit: Int
  ) throws(TargetError) -> Answer {
    // Without a line of ours libcurl adds one.
    let lines = (headers + [("Expect", ""), ("Accept", "*/*")]).map { $0.1.isEmpty ? "\($0.0):" : "\($0.0): \($0.1)" }
    let texts = lines.map { strdup($0) }
    defer { texts.forEach { free($0) } }
    let pointers = texts.map { UnsafePointer<CChar>($0) }
    var answer = foyer_curl_answer()
    defer { foyer_curl_clear(&answer) }
    if let body {
      body.withUnsafeBytes { bytes in
        var empty: UInt8 = 0
        withUnsafeBytes(of: &empty) { nothing in
          foyer_curl_request(
            handle, method, url, pointers, pointers.count, bytes.baseAddress ?? nothing.baseAddress, bytes.count,
            isLocal ? 1 : 0, isPublic ? 1 : 0, seconds, limit, &answer)
        }
      }
    } else {
      foyer_curl_request(
        handle, method, url, pointers, pointers.count, nil, 0, isLocal ? 1 : 0, isPublic ? 1 : 0, seconds, limit,
        &answer)
    }
    guard answer.code == 0 || answer.kind == 3 else {
      let text = withUnsafeBytes(of: answer.error) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      switch answer.kind {
      case 1: throw .connection(.init(.said, said: text))
      case 2: throw .certificate(.init(.said, said: text))
      default: throw .refused(.init(.said, said: text))
      }
    }
    return Answer(
      status: answer.status, headers: Self.fields(Self.bytes(answer.headers, answer.headers_size)),
      body: Self.bytes(answer.body, answer.body_size),
      isCutOff: answer.kind == 3)
  }

  private static func bytes(_ start: UnsafeMutablePointer<CChar>?, _ count: Int) -> [UInt8] {
    start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) } ?? []
  }

  private static func fields(_ bytes: [UInt8]) -> [String: String] {
    var fields: [String: String] = [:]
    for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
      let value = String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingPrefix(while: \.isWhitespace)
      fields[String(decoding: line[..<colon], as: UTF8.self).lowercased()] = String(value)
    }
    return fields
  }
}
