import HTTPTypes
import Hummingbird

/// A place within the portal to come back to. Whatever names another host, or is no page to open, becomes the start page.
package struct SafePath: Sendable, Hashable {
  package let text: String

  package init(_ text: String?) {
    let isPath = text.map { $0.hasPrefix("/") && !$0.hasPrefix("//") && !$0.contains("\\") && $0.utf8.count <= 500 }
    let isClean = text?.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    let isOwn = text.map { !$0.hasPrefix("/login") && !$0.hasPrefix("/logout") && !$0.hasPrefix("/api/") }
    self.text = isPath == true && isClean == true && isOwn == true ? text! : "/"
  }

  /// Where a request stands, without what its query says of one moment.
  package init(_ request: Request) { self.init(request.uri.path) }

  /// Where a request stands with what its query asks for, unless that is too much.
  fileprivate static func withQuery(_ request: Request) -> SafePath {
    guard let query = request.uri.query, !query.isEmpty else { return SafePath(request) }
    let whole = SafePath("\(request.uri.path)?\(query)")
    return whole.text == "/" ? SafePath(request) : whole
  }

  /// Fit to be a value in a query.
  package var encoded: String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
        UInt8(ascii: "/"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}

extension Response {
  /// Sends somebody who is not signed in to the sign-in, and back afterwards.
  package static func signIn(backTo request: Request) -> Response {
    // A form that was sent without a session cannot be sent again by going back to its address.
    let target = request.method == .get ? SafePath.withQuery(request) : SafePath("/")
    return .seeOther(target.text == "/" ? "/login" : "/login?next=\(target.encoded)")
  }
}
