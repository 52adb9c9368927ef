import NIOCore

/// Waits 100 ms when a connection cannot be accepted, as for want of a free file descriptor. Left alone, the error would end the server's
/// stream of connections for good, and the connection that waits would be tried again at once and for ever. NIO's own `AcceptBackoffHandler`
/// only puts off reads that are asked for anew; the one that has failed goes on.
package final class AcceptPause: ChannelDuplexHandler {
  package typealias InboundIn = Channel
  package typealias OutboundIn = Never

  private static let length = TimeAmount.milliseconds(100)
  private var isPausing = false

  private init() {}

  /// Adds the pause to a server's channel.
  package static func add(to channel: any Channel) async throws {
    try await channel.eventLoop.submit {
      try channel.pipeline.syncOperations.addHandler(AcceptPause(), position: .first)
    }.get()
  }

  package func read(context: ChannelHandlerContext) {
    if !isPausing { context.read() }
  }

  package func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard error is IOError else { return context.fireErrorCaught(error) }
    guard !isPausing else { return }
    isPausing = true
    let channel = context.channel
    _ = channel.setOption(.autoRead, value: false)
    let own = NIOLoopBound(self, eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: Self.length) {
      own.value.isPausing = false
      _ = channel.setOption(.autoRead, value: true)
    }
  }
}
