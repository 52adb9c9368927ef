import Access
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// How long and how large a connection's requests may be.
package struct ConnectionLimits: Sendable, Hashable {
  /// From the head of a request to the end of its answer.
  package var request = Duration.seconds(30)
  /// From one answer to the head of the next request, and from the connection's beginning to the first one.
  package var idle = Duration.seconds(60)
  /// From the head of a request that brings a file to the file's end, as long as it comes at the rate below.
  package var upload = Duration.seconds(300)
  /// Bytes a second, on the average, after what every request may take.
  package var uploadRate = 32 * 1024
  package var check = Duration.seconds(1)
  package var headerField = 16 * 1024
  package var headers = 32 * 1024
  package var headerCount = 100
  /// How many connections one client has at a time: an IPv4 address, the first 64 bits of an IPv6 one.
  package var connectionsOfClient = 512
  /// Who may have more: proxies, and this machine, behind which a proxy may be.
  package var uncounted = AddressRange.loopback

  package init() {}
}

/// HTTP/1.1 whose connections end when they take too long. Hummingbird's own idle timeout starts anew with every byte that arrives and
/// rests while an answer is written, so that a client who sends or reads a byte now and then holds a connection for good.
package struct LimitedHTTP1Channel: ServerChildChannel {
  package struct Value: ServerChildChannelValue {
    let base: HTTP1Channel.Value
    let watch: ConnectionWatch
    package var channel: any Channel { base.channel }
  }

  private let responder: HTTPChannelHandler.Responder
  private let limits: ConnectionLimits
  private let ready: ReadyAnswers?
  private let date = DateField()
  private let counts: ConnectionCounts
  private let configuration: HTTP1Channel.Configuration

  /// - Parameter ready: knows answers that are in memory; nil where there are none
  package init(
    limits: ConnectionLimits, ready: ReadyAnswers? = nil, responder: @escaping HTTPChannelHandler.Responder
  ) {
    self.limits = limits
    self.ready = ready
    self.responder = responder
    counts = ConnectionCounts(limit: limits.connectionsOfClient, uncounted: limits.uncounted)
    configuration = HTTP1Channel.Configuration(
      httpDecoderConfiguration: .init(
        maxHeaderFieldSize: limits.headerField, maxHeaderListSize: limits.headers,
        maxHeaderFieldCount: limits.headerCount))
  }

  package func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    let watch = ConnectionWatch(channel: channel, limits: limits)
    return HTTP1Channel(responder: responder, configuration: configuration)
      .setup(channel: channel, logger: logger)
      .flatMapThrowing { [counts, ready, date] base in
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
        try pipeline.addHandler(TargetReader(), position: .after(decoder.handler))
        if let ready { try ReadyHandler.add(to: channel, answers: ready, date: date, watch: watch) }
        // Closed once it is set up, since what is half set up cannot be taken down.
        if !counts.admits(channel) { channel.close(promise: nil) }
        return Value(base: base, watch: watch)
      }
  }

  package func handle(value: Value, logger: Logger) async {
    let watch = value.watch
    let channel = HTTP1Channel(
      responder: { [responder] (request, writer: consuming ResponseWriter, channel) in
        watch.requestBegins()
        // What is left of the body is read after this; the time for that is bounded like that for the next request.
        defer { watch.requestEnds() }
        var writer: ResponseWriter? = writer
        try await ConnectionWatch.$current.withValue(watch) {
          try await responder(request, writer.take()!, channel)
        }
      }, configuration: configuration)
    await channel.handle(value: value.base, logger: logger)
  }
}

extension HTTPServerBuilder {
  package static func limitedHTTP1(
    _ limits: ConnectionLimits = ConnectionLimits(), ready: ReadyAnswers? = nil
  ) -> HTTPServerBuilder {
    HTTPServerBuilder { responder in LimitedHTTP1Channel(limits: limits, ready: ready, responder: responder) }
  }
}

/// Closes a connection when its time is over. Requests only move the deadline; one timer looks at it now and then.
package final class ConnectionWatch: Sendable {
  /// The watch over the connection that the request at hand came by; nil for a request without one.
  @TaskLocal package static var current: ConnectionWatch?

  private let deadline: Atomic<UInt64>
  /// When the request at hand began.
  private let begin = Atomic<UInt64>(0)
  private let limits: ConnectionLimits

  init(channel: any Channel, limits: ConnectionLimits) {
    self.limits = limits
    deadline = Atomic(Self.instant(in: limits.idle))
    let interval = TimeAmount(limits.check)
    let timer = channel.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { [weak self] task in
      guard let self else { return task.cancel() }
      if NIODeadline.now().uptimeNanoseconds > deadline.load(ordering: .relaxed) { channel.close(promise: nil) }
    }
    channel.closeFuture.whenComplete { _ in timer.cancel() }
  }

  func requestBegins() {
    begin.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed)
    goOn()
  }

  func requestEnds() { deadline.store(Self.instant(in: limits.idle), ordering: .relaxed) }

  /// Part of a file has arrived that may take longer than other requests. The more there is of it, the more time there is: who sends less
  /// than the rate that is asked for has no longer than anybody else.
  /// - Parameters:
  ///   - total: the bytes that have arrived so far
  ///   - patience: how long it may take besides that; nil for as long as any request
  package func fileArrives(_ total: Int, patience: Duration? = nil) {
    let earned =
      min(patience ?? limits.request, limits.request) + .milliseconds(total * 1000 / max(1, limits.uploadRate))
    let allowed = TimeAmount(min(earned, max(limits.upload, limits.request)))
    deadline.store(begin.load(ordering: .relaxed) + UInt64(allowed.nanoseconds), ordering: .relaxed)
  }

  /// The request has proved to be alive, by the end of its file or a part of its answer that was read: it gets the time of a new one.
  package func goOn() { deadline.store(Self.instant(in: limits.request), ordering: .relaxed) }

  private static func instant(in duration: Duration) -> UInt64 {
    (NIODeadline.now() + TimeAmount(duration)).uptimeNanoseconds
  }
}
