import Crypto
import Store

/// AWS Signature Version 4, by headers: how S3 and what speaks like it know who asks.
package struct RequestSignature: Sendable {
  private let accessKey: String
  private let secretKey: String
  private let region: String

  package init(accessKey: String, secretKey: String, region: String) {
    self.accessKey = accessKey
    self.secretKey = secretKey
    self.region = region
  }

  /// - Parameters:
  ///   - path: percent-encoded, with the slash in front
  ///   - query: percent-encoded names and values
  ///   - headers: with `host`, in lower case; what is signed is what stands here
  ///   - moment: `20130524T000000Z`
  ///   - payload: SHA-256 of the body in hexadecimal
  /// - Returns: the value of the header `Authorization`
  package func authorization(
    method: String, path: String, query: [(String, String)], headers: [(String, String)], moment: String,
    payload: String
  ) -> String {
    let sorted = headers.map { ($0.0, $0.1.split(whereSeparator: { $0 == " " || $0 == "\t" }).joined(separator: " ")) }
      .sorted { $0.0 < $1.0 }
    let names = sorted.map(\.0).joined(separator: ";")
    let canonical = [
      method, path, query.map { "\($0.0)=\($0.1)" }.sorted().joined(separator: "&"),
      sorted.map { "\($0.0):\($0.1)\n" }.joined(), names, payload,
    ].joined(separator: "\n")
    let day = String(moment.prefix(8))
    let scope = "\(day)/\(region)/s3/aws4_request"
    let text = ["AWS4-HMAC-SHA256", moment, scope, hexadecimal(SHA256.hash(data: Array(canonical.utf8)))]
      .joined(separator: "\n")
    var key = SymmetricKey(data: Array("AWS4\(secretKey)".utf8))
    for part in [day, region, "s3", "aws4_request"] {
      key = SymmetricKey(data: Array(HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key)))
    }
    let signature = hexadecimal(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
    return "AWS4-HMAC-SHA256 Credential=\(accessKey)/\(scope),SignedHeaders=\(names),Signature=\(signature)"
  }

  /// Percent-encoded as the signature wants it: all but letters, digits and `-._~`.
  package static func encoded(_ text: String, keeping kept: String = "") -> String {
    var result: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        result.append(byte)
      case _ where kept.utf8.contains(byte): result.append(byte)
      default: result += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
