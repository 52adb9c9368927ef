import NIOCore
import NIOHTTP1

/// Stands before everything that reads HTTP on a connection, and answers requests for published files with bytes that are in memory. Whatever
/// it does not answer it hands on as it came, in its order:
///
/// - A plain request that is not ready is handed on by itself. What comes after it waits until its answer has been written.
/// - With anything else the handler leaves the connection for good, so that only one reader ever decides where such a request ends.
final class ReadyHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = IOData
  typealias OutboundOut = IOData

  private let answers: ReadyAnswers
  private let date: DateField
  private let watch: ConnectionWatch

  /// Has arrived, and is neither answered nor handed on.
  private var held = ByteBuffer()
  /// The request before that is handed on, and its answer is not complete.
  private var isHandedOn = false
  /// Guards against being called from within its own writes.
  private var isAnswering = false
  private var hasLeft = false
  /// The connection ends: the client sends no more, or the service stops. Told to the others when all that was answered here is on its way.
  private var ending: Any?
  private var isEnding = false
  /// The channel has asked for more while there was enough.
  private var isReadPending = false
  private var context: ChannelHandlerContext?

  init(answers: @escaping ReadyAnswers, date: DateField, watch: ConnectionWatch) {
    self.answers = answers
    self.date = date
    self.watch = watch
  }

  /// Puts the handler first into a pipeline that reads HTTP/1.1, and its other half where answers are still in parts.
  static func add(
    to channel: any Channel, answers: @escaping ReadyAnswers, date: DateField, watch: ConnectionWatch
  ) throws {
    let pipeline = channel.pipeline.syncOperations
    let handler = ReadyHandler(answers: answers, date: date, watch: watch)
    let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
    try pipeline.addHandler(AnswerEnd(handler), position: .after(decoder.handler))
    try pipeline.addHandler(handler, position: .first)
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  // MARK: What comes in

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasLeft else { return context.fireChannelRead(data) }
    guard !isEnding else { return }
    var bytes = unwrapInboundIn(data)
    if held.readableBytes == 0 { held = bytes } else { held.writeBuffer(&bytes) }
    proceed(context)
  }

  /// What is handed on is followed by this at once; the channel's own would only tell of what was answered here.
  func channelReadComplete(context: ChannelHandlerContext) {
    if hasLeft { context.fireChannelReadComplete() }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if !isAnswering, !isHandedOn, !hasLeft, context.channel.isWritable {
      // The client has read what there was.
      watch.requestEnds()
      proceed(context)
    }
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard !hasLeft else { return context.fireUserInboundEventTriggered(event) }
    switch event {
    case is ChannelShouldQuiesceEvent:
      // No further request is begun. What has arrived is read all the same: a connection that is closed with something unread is reset, and
      // the client loses what was on its way.
      isEnding = true
      held = ByteBuffer()
      readOn(context)
      if isHandedOn { context.fireUserInboundEventTriggered(event) } else { tell(event, context) }
    case ChannelEvent.inputClosed where !isEnding:
      ending = event
      proceed(context)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  /// Reading stops while there is something that waits, so that no client can make us hold more than arrives at once.
  func read(context: ChannelHandlerContext) {
    if isFull(context) { isReadPending = true } else { context.read() }
  }

  private func isFull(_ context: ChannelHandlerContext) -> Bool {
    !hasLeft && held.readableBytes > 0 && (isHandedOn || !context.channel.isWritable)
  }

  private func readOn(_ context: ChannelHandlerContext) {
    guard isReadPending, !isFull(context) else { return }
    isReadPending = false
    context.read()
  }

  // MARK: What goes out

  /// Called when the answer to what was handed on has been written.
  /// - Parameter isLast: whether the connection ends with it
  fileprivate func answerEnds(isLast: Bool) {
    guard let context, isHandedOn else { return }
    if isLast {
      isEnding = true
      held = ByteBuffer()
      readOn(context)
    } else {
      isHandedOn = false
      proceed(context)
    }
  }

  private func proceed(_ context: ChannelHandlerContext) {
    guard !isAnswering else { return }
    guard !isHandedOn, !isEnding, !hasLeft else { return forwardEnding(context) }
    isAnswering = true
    var isBlocked = true
    while isBlocked && context.channel.isWritable { isBlocked = answer(context) }
    isAnswering = false
    if held.readableBytes == 0 { held = ByteBuffer() }
    if ending != nil, !isBlocked, !isHandedOn, !hasLeft {
      // Half a request is all that is left; the others say what is wrong with it.
      if held.readableBytes > 0 { leave(context) }
    }
    forwardEnding(context)
    readOn(context)
  }

  /// Answers what there is until there is no more, or the client does not read, or a request is for others.
  /// - Returns: whether only the client's reading is waited for.
  private func answer(_ context: ChannelHandlerContext) -> Bool {
    var hasWritten = false
    defer {
      if hasWritten {
        context.flush()
        if !isHandedOn, !hasLeft, !context.channel.isWritable { watch.requestBegins() }
      }
    }
    while held.readableBytes > 0, !isHandedOn {
      guard context.channel.isWritable else { return true }
      switch PlainRequest.read(held) {
      case .incomplete: return false
      case .other: leave(context)
      case .request(let request, let length):
        switch request.isSimple ? answers(request) : .notNow {
        case .answer(let answer):
          held.moveReaderIndex(forwardBy: length)
          write(answer, context)
          watch.requestEnds()
          hasWritten = true
        case .notNow: handOn(length, context)
        case .never: leave(context)
        }
      }
    }
    return false
  }

  private func write(_ answer: ReadyAnswer, _ context: ChannelHandlerContext) {
    var head = context.channel.allocator.buffer(capacity: answer.head.readableBytes + 64)
    head.writeImmutableBuffer(answer.head)
    date.write(to: &head)
    head.writeStaticString("\r\n")
    context.write(wrapOutboundOut(.byteBuffer(head)), promise: nil)
    if let body = answer.body, body.readableBytes > 0 {
      context.write(wrapOutboundOut(.byteBuffer(body)), promise: nil)
    }
  }

  private func handOn(_ length: Int, _ context: ChannelHandlerContext) {
    isHandedOn = true
    let request = held.readSlice(length: length)!
    context.fireChannelRead(wrapInboundOut(request))
    context.fireChannelReadComplete()
  }

  private func leave(_ context: ChannelHandlerContext) {
    hasLeft = true
    let rest = held
    held = ByteBuffer()
    if rest.readableBytes > 0 {
      context.fireChannelRead(wrapInboundOut(rest))
      context.fireChannelReadComplete()
    }
  }

  // MARK: The end

  private func forwardEnding(_ context: ChannelHandlerContext) {
    guard let event = ending else { return }
    guard hasLeft || held.readableBytes == 0 else { return }
    ending = nil
    if isHandedOn || hasLeft {
      context.fireUserInboundEventTriggered(event)
    } else {
      isEnding = true
      tell(event, context)
    }
  }

  /// Tells the others of an event after which they may close the connection, once all that was written before is on its way.
  private func tell(_ event: Any, _ context: ChannelHandlerContext) {
    let written = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: written)
    written.futureResult.assumeIsolated().whenComplete { _ in
      self.context?.fireUserInboundEventTriggered(event)
    }
  }
}

/// The other half of `ReadyHandler`: sees when an answer of the others is complete.
private final class AnswerEnd: ChannelOutboundHandler {
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private let handler: ReadyHandler
  private var isLast = false

  init(_ handler: ReadyHandler) { self.handler = handler }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let part = unwrapOutboundIn(data)
    context.write(data, promise: promise)
    switch part {
    case .head(let head): isLast = head.headers.contains(name: "connection")
    case .body: break
    case .end: handler.answerEnds(isLast: isLast)
    }
  }
}
