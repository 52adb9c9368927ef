import Access
import HTTPTypes
import Hummingbird
import Model
import Store

/// The answer of a request that may be repeated: what is kept under its idempotency key.
package struct JSONAnswer: Sendable, Hashable {
  package var status: HTTPResponse.Status
  package var body: JSONValue
  package var etag: String?
  package var location: String?

  package init(
    _ body: JSONValue, status: HTTPResponse.Status = .ok, etag: String? = nil, location: String? = nil
  ) {
    self.status = status
    self.body = body
    self.etag = etag
    self.location = location
  }

  package var response: Response {
    .json(body, status: status, etag: etag, headers: location.map { [.location: $0] } ?? [:])
  }

  fileprivate var stored: String {
    JSONValue.record(["body": body, "etag": etag.map { .string($0) }, "location": location.map { .string($0) }])
      .canonical
  }

  fileprivate init?(status: Int, stored: String) {
    guard let value = try? JSONValue.parse(stored), let body = value["body"] else { return nil }
    self.init(body, status: .init(code: status), etag: value["etag"]?.string, location: value["location"]?.string)
  }
}

extension Store {
  /// Carries a POST out once: repeated with the same `Idempotency-Key` and body it gets the first answer again, so a client that never
  /// saw the answer may simply ask again. Without the header it is carried out each time; after an error the key is free again.
  /// - Throws: 409 while the first is still running, 422 when the key was used for another request, and what `perform` throws.
  package func answeringOnce(
    _ request: Request, body: JSONValue, _ context: WebContext, perform: () async throws -> JSONAnswer
  ) async throws -> Response {
    guard let key = request.headers[.idempotencyKey] else { return try await perform().response }
    guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw Problem.badRequest("an Idempotency-Key is 1 to 200 printable characters without spaces")
    }
    let account = try context.requireActor().account
    let described = "\(request.method.rawValue) \(request.uri.path)\n\(body.canonical)"
    let claim = try await claimRequest(
      key: key, requestHash: sha256(Array(described.utf8)), account: account)
    switch claim {
    case .answered(let status, let text):
      guard let answer = JSONAnswer(status: status, stored: text) else { throw Problem.internalError }
      return answer.response
    case .inProgress:
      throw Problem(
        .conflict, code: "inProgress", title: "The request is still being carried out", headers: [.retryAfter: "1"])
    case .otherRequest:
      throw Problem(
        .unprocessableContent, code: "idempotencyKey", title: "The request does not fit",
        detail: "this Idempotency-Key was used for another request")
    case .fresh: break
    }
    let answer: JSONAnswer
    do {
      answer = try await perform()
    } catch {
      try? await releaseRequest(key: key, account: account)
      throw error
    }
    try await answerRequest(key: key, account: account, status: answer.status.code, answer: answer.stored)
    return answer.response
  }
}

extension HTTPField.Name {
  package static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
  package static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
  package static let secFetchMode = HTTPField.Name("Sec-Fetch-Mode")!
}
