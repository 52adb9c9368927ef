import Access
import HTTPTypes
import Hummingbird
import Logging
import Model
import NIOCore

/// What is known of a request besides the request: which face it is for, who makes it, in which language to answer.
package struct WebContext: RequestContext {
  package var coreContext: CoreRequestContextStorage
  /// The face that the host name chose; set before any route runs.
  package var face: Origins.Face?
  /// Who is signed in; only ever set on the portal.
  package var actor: Actor?
  /// The account's language, or else the browser's.
  package var language = Language.german
  /// Marks this answer's own scripts and styles in its Content-Security-Policy; empty on published sites.
  package var nonce = ""
  /// Closes this connection when a request misbehaves.
  package let channel: (any Channel)?
  /// Whom a trusted proxy has named as the client.
  private var forwardedAddress: String?
  private var isForwarded = false
  /// Whether a proxy that is trusted has passed the request on, and says so.
  package private(set) var isThroughTrustedProxy = false
  private let fixedAddress: String?
  /// Names this request in the log and in error answers.
  package let requestID: String

  package init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
    fixedAddress = nil
    requestID = Identifier<WebContext>.random().rawValue
    // In place of the framework's number, which counts on: two of those tell how much was asked for in between, on all sites together.
    logger[metadataKey: "hb.request.id"] = .string(requestID)
  }

  /// For requests that come from a test rather than from a connection.
  package init(clientAddress: String, requestID: String) {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    self.requestID = requestID
    coreContext = .init(source: TestSource(logger: logger))
    channel = nil
    fixedAddress = clientAddress
  }

  private struct TestSource: RequestContextSource {
    let logger: Logger
  }

  /// The client's IP address: the one at the other end of the connection, or the one that a trusted proxy there has named. What other
  /// requests say about themselves is not asked.
  package var clientAddress: String { forwardedAddress ?? peerAddress }

  /// Whether the request was made on this machine and has not come through a proxy here.
  package var isFromLoopback: Bool { !isForwarded && IPAddress(peerAddress)?.isLoopback == true }

  private var peerAddress: String { fixedAddress ?? channel?.remoteAddress?.ipAddress ?? "unknown" }

  /// Reads what proxies have added to the request. Each appends the address that it was asked from, so that, read from the right, the
  /// first one that is no trusted proxy's is the client's; what stands before it anybody can have written. With an unreadable address on
  /// the way, or none left, the connection's own counts.
  mutating func readForwarding(_ headers: HTTPFields, trusting proxies: [AddressRange]) {
    isForwarded = Self.forwardingFields.contains { headers[$0] != nil }
    guard !proxies.isEmpty, let peer = IPAddress(peerAddress), proxies.contains(peer) else { return }
    isThroughTrustedProxy = isForwarded
    let named = headers[values: .forwardedFor].joined(separator: ",")
    for part in named.split(separator: ",", omittingEmptySubsequences: false).reversed() {
      guard let address = IPAddress(part.trimming(while: { $0 == " " || $0 == "\t" })) else { return }
      if !proxies.contains(address) {
        forwardedAddress = address.description
        return
      }
    }
  }

  private static let forwardingFields: [HTTPField.Name] = [
    .forwardedFor, HTTPField.Name("Forwarded")!, HTTPField.Name("X-Real-IP")!, HTTPField.Name("X-Forwarded-Proto")!,
    HTTPField.Name("X-Forwarded-Host")!, HTTPField.Name("Via")!,
  ]

  /// The site's name in the host, on a draft's or a published site's host.
  package var slug: String? {
    switch face {
    case .draft(let slug), .site(let slug): slug
    case .portal, nil: nil
    }
  }

  /// The signed-in account.
  /// - Throws: 401 when nobody is signed in.
  package func requireActor() throws(Problem) -> Actor {
    guard let actor else { throw .notSignedIn }
    return actor
  }
}

extension HTTPField.Name {
  fileprivate static let forwardedFor = HTTPField.Name("X-Forwarded-For")!
}

extension Substring {
  fileprivate func trimming(while isOver: (Character) -> Bool) -> Substring {
    var rest = drop(while: isOver)
    while let last = rest.last, isOver(last) { rest.removeLast() }
    return rest
  }
}

package typealias WebRouter = Router<WebContext>
package typealias WebRoutes = RouterGroup<WebContext>
/// What answers for a whole face.
package typealias WebResponder = @Sendable (Request, WebContext) async throws -> Response

/// What answers for the published sites.
package struct SiteResponder: Sendable {
  package let respond: WebResponder
  /// The answer for a request of a site, when it is in memory and the same that `respond` would give; takes no time.
  package let ready: @Sendable (PlainRequest, _ slug: String) -> ReadyAnswer?

  package init(
    respond: @escaping WebResponder,
    ready: @escaping @Sendable (PlainRequest, _ slug: String) -> ReadyAnswer? = { _, _ in nil }
  ) {
    self.respond = respond
    self.ready = ready
  }
}

/// The languages of portal and editor.
package enum Language: String, Sendable, CaseIterable {
  case german = "de"
  case english = "en"

  /// The best of ours that an Accept-Language header asks for; German when it asks for neither.
  package init(acceptLanguage header: String?) {
    var best: (language: Language, weight: Double)?
    for part in (header ?? "").prefix(500).split(separator: ",") {
      let pieces = part.split(separator: ";")
      guard let tag = pieces.first?.filter({ !$0.isWhitespace }).lowercased().split(separator: "-").first,
        let language = Language(rawValue: String(tag))
      else { continue }
      let quality = pieces.dropFirst().map { $0.filter { !$0.isWhitespace } }.first { $0.hasPrefix("q=") }
      let weight = quality.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      if weight > best?.weight ?? 0 { best = (language, weight) }
    }
    self = best?.language ?? .german
  }
}
