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

  /// As it is kept under the request's key.
  package var recorded: RecordedAnswer {
    RecordedAnswer(
      status: status.code,
      document: .record(["body": body, "etag": etag.map { .string($0) }, "location": location.map { .string($0) }]))
  }

  fileprivate init?(_ recorded: RecordedAnswer) {
    guard let body = recorded.document["body"] else { return nil }
    self.init(
      body, status: .init(code: recorded.status), etag: recorded.document["etag"]?.string,
      location: recorded.document["location"]?.string)
  }
}

extension Request {
  /// Carries a POST out once: repeated with the same `Idempotency-Key` and body it gets the first answer again, so a client that never
  /// saw the answer may simply ask again. Without the header it is carried out each time; after an error the key is free again.
  ///
  /// `perform` stores what it does and its answer under the key that it gets in one transaction.
  /// - Throws: 422 when the key was used for another request, and what `perform` throws.
  package func answeredOnce(
    body: JSONValue, _ context: WebContext, perform: (RequestKey?) async throws -> RecordedAnswer
  ) async throws -> Response {
    let account = try context.requireActor().account
    return try await answeredOnce(body: body, by: .account(account.id), of: account.agency, perform: perform)
  }

  /// The same for whoever takes part in a site's feedback.
  package func answeredOnce(
    body: JSONValue, by sender: Participant, of agency: AgencyID,
    perform: (RequestKey?) async throws -> RecordedAnswer
  ) async throws -> Response {
    do {
      guard let answer = JSONAnswer(try await perform(try requestKey(body: body, by: sender, of: agency))) else {
        throw Problem.internalError
      }
      return answer.response
    } catch is RequestKeyTaken {
      throw Problem(
        .unprocessableContent, code: "idempotencyKey", title: "The request does not fit",
        detail: "this Idempotency-Key was used for another request")
    }
  }

  private func requestKey(body: JSONValue, by sender: Participant, of agency: AgencyID) throws(Problem) -> RequestKey? {
    guard let key = headers[.idempotencyKey] else { return nil }
    guard (1...200).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .badRequest("an Idempotency-Key is 1 to 200 printable characters without spaces")
    }
    let described = "\(method.rawValue) \(uri.path)\n\(body.canonical)"
    return RequestKey(key: key, requestHash: sha256(Array(described.utf8)), agency: agency, sender: sender)
  }
}

extension HTTPField.Name {
  package static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
  package static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
  package static let secFetchMode = HTTPField.Name("Sec-Fetch-Mode")!
}
