import HTTPTypes
import Hummingbird
import Web

/// A place within the portal to come back to. Whatever names another host, or is no page to open, becomes the start page.
struct SafePath: Sendable, Hashable {
  let text: String

  init(_ text: String?) {
    let isPath = text.map { $0.hasPrefix("/") && !$0.hasPrefix("//") && !$0.contains("\\") && $0.utf8.count <= 500 }
    let isClean = text?.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    let isOwn = text.map { !$0.hasPrefix("/login") && !$0.hasPrefix("/logout") && !$0.hasPrefix("/api/") }
    self.text = isPath == true && isClean == true && isOwn == true ? text! : "/"
  }

  /// Where a request stands, without what its query says of one moment.
  init(_ request: Request) { self.init(request.uri.path) }

  /// Fit to be a value in a query.
  var encoded: String {
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

/// Sends somebody who is not signed in to the sign-in, and back afterwards.
struct SignedInPages: RouterMiddleware {
  typealias Context = WebContext

  func handle(
    _ request: Request, context: WebContext, next: (Request, WebContext) async throws -> Response
  ) async throws -> Response {
    guard context.actor == nil else { return try await next(request, context) }
    // A form that was sent without a session cannot be sent again by going back to its address.
    let target = request.method == .get ? SafePath(request) : SafePath("/")
    return .seeOther(target.text == "/" ? "/login" : "/login?next=\(target.encoded)")
  }
}
