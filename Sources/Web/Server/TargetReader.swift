import HTTPTypes
import NIOCore
import NIOHTTP1

/// Reads what a request line asks for before anything else does, because what comes next drops the host of a target in absolute form
/// (RFC 9112, section 3.2.2): a proxy or cache in front may have gone by that host where we go by the Host field.
///
/// A target that names the host of the Host field becomes the path in it. One that names another host, or is no path, becomes `refused`,
/// to which `HostDispatcher` answers.
final class TargetReader: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  /// Stands for a target that is not answered; no path, since it has no slash.
  static let refused = "refused"

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data), !head.uri.hasPrefix("/") else {
      return context.fireChannelRead(data)
    }
    head.uri = Self.path(of: head.uri, method: head.method, host: head.headers["Host"].first)
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }

  static func path(of target: String, method: HTTPMethod, host: String?) -> String {
    if target == "*", method == .OPTIONS { return target }
    let scheme = target.prefix { $0 != ":" }.lowercased()
    guard let port = ["http": 80, "https": 443][scheme], target.dropFirst(scheme.count).hasPrefix("://"),
      let named = HostName(authority: target.dropFirst(scheme.count + 3).prefix { $0 != "/" && $0 != "?" }),
      let host = host.flatMap({ HostName(authority: $0) }),
      named.text == host.text, named.port ?? port == host.port ?? port
    else { return refused }
    let rest = target.dropFirst(scheme.count + 3).drop { $0 != "/" && $0 != "?" }
    return rest.hasPrefix("/") ? String(rest) : "/\(rest)"
  }
}
