import Glibc
import HTTPTypes
import NIOCore
import Synchronization

/// An answer as it goes over the wire, made once and sent to everybody who asks for the same.
package struct ReadyAnswer: Sendable {
  /// Status line and fields; the date and the empty line behind it are added when it is sent.
  let head: ByteBuffer
  let body: ByteBuffer?

  /// - Parameter headers: with the body's length, where there is one; the same in the same order as any other answer would have them
  package init(status: HTTPResponse.Status, headers: HTTPFields, body: ByteBuffer? = nil) {
    var head = ByteBuffer()
    head.writeString("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
    for field in headers { head.writeString("\(field.name.rawName): \(field.value)\r\n") }
    self.init(head: head, body: body)
  }

  private init(head: ByteBuffer, body: ByteBuffer?) {
    self.head = head
    self.body = body
  }

  /// The answer to HEAD where this is the one to GET.
  package var withoutBody: ReadyAnswer { ReadyAnswer(head: head, body: nil) }

  /// What it takes in memory besides its body, in bytes.
  package var size: Int { head.storageCapacity }
}

/// What is known about a request without asking anything that takes time.
package enum ReadyLookup: Sendable {
  case answer(ReadyAnswer)
  /// This one is for the other way, the next one may be answered here.
  case notNow
  /// Not the host of a published site: the connection is none of ours.
  case never
}

/// Looks up answers; called on the threads that read and write, so it must return at once.
package typealias ReadyAnswers = @Sendable (PlainRequest) -> ReadyLookup

/// The Date field of answers (RFC 9110, section 5.6.7), made once a second.
final class DateField: Sendable {
  private let known = Mutex<(second: time_t, field: [UInt8])>((0, []))

  /// The whole line with its end.
  func write(to buffer: inout ByteBuffer) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &now)
    let field = known.withLock { known in
      if known.second != now.tv_sec { known = (now.tv_sec, Self.field(at: now.tv_sec)) }
      return known.field
    }
    buffer.writeBytes(field)
  }

  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  static func field(at second: time_t) -> [UInt8] {
    var second = second
    var parts = tm()
    gmtime_r(&second, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) \(parts.tm_year + 1900)"
    return Array("Date: \(day) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT\r\n".utf8)
  }
}
