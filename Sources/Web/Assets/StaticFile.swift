import Access
import Compression
import Dispatch
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Synchronization

/// A file that pages of the service itself refer to, in memory.
package struct StaticFile: Sendable {
  /// Where it is served, on the portal and on drafts alike. The address changes with the content, so browsers keep it for good.
  package let url: String
  package let bytes: [UInt8]
  let type: String
  let hash: String
  /// nil for what does not become smaller.
  private let forms: SmallForms?

  init(url: String, bytes: [UInt8]) {
    self.url = url
    self.bytes = bytes
    hash = sha256(bytes)
    type = contentType(of: url)
    forms = TextCompression.isWorthwhile(type: type, size: bytes.count) ? SmallForms() : nil
  }

  func response(for request: Request, _ encodings: KnownEncodings) -> Response {
    var headers: HTTPFields = [.contentType: type, .cacheControl: "public, max-age=31536000, immutable"]
    if forms != nil { headers[.vary] = "Accept-Encoding" }
    let taken = encodings.encodings(request.headers[.acceptEncoding]).preferred
    if let tag = ([nil] + taken.map(Optional.some)).map(tag).first(where: request.hasCurrent) {
      headers[.eTag] = "\"\(tag)\""
      return Response(status: .notModified, headers: headers)
    }
    let form = forms?.form(of: bytes, among: taken)
    headers[.eTag] = "\"\(tag(form?.encoding))\""
    if let form { headers[.contentEncoding] = form.encoding.rawValue }
    return Response(
      status: .ok, headers: headers, body: ResponseBody(byteBuffer: form?.bytes ?? ByteBuffer(bytes: bytes)))
  }

  /// Each form has one of its own, as those of published files.
  private func tag(_ encoding: TextCompression?) -> String { encoding.map { "\(hash)-\($0.rawValue)" } ?? hash }
}

/// A file in fewer bytes, made in the background when somebody first takes that form; until it is there, and where there is none, the file
/// goes as it is.
private final class SmallForms: Sendable {
  private enum Form {
    case beingMade
    case none
    case made(ByteBuffer)
  }

  /// One at a time, so that a service that has just begun does other things, too.
  private static let background = DispatchQueue(label: "foyer.assets", qos: .background)
  private let forms = Mutex<[TextCompression: Form]>([:])

  /// The best of those that are there; of the others only the one that the client likes best is begun.
  func form(
    of bytes: [UInt8], among taken: [TextCompression]
  ) -> (encoding: TextCompression, bytes: ByteBuffer)? {
    for encoding in taken {
      let known = forms.withLock { forms in
        let known = forms[encoding]
        if known == nil { forms[encoding] = .beingMade }
        return known
      }
      switch known {
      case .made(let form)?: return (encoding, form)
      case Form.none?: continue
      case .beingMade?: return nil
      case nil:
        Self.background.async {
          let form = encoding.compress(bytes, effort: .best)
          self.forms.withLock { $0[encoding] = form.map { .made(ByteBuffer(bytes: $0)) } ?? Form.none }
        }
        return nil
      }
    }
    return nil
  }
}
