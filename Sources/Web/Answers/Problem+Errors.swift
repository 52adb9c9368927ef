import Access
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Store

extension Problem {
  /// The answer to any error that a route threw. What is not known here is a defect, and nothing of it is told.
  package init(_ error: any Error) {
    switch error {
    case let problem as Problem: self = problem
    case let refusal as EditRefusal: self.init(refusal)
    case let refusal as FileRefusal: self.init(refusal)
    case let refusal as PublishRefusal: self.init(refusal)
    case let refusal as FeedbackRefusal: self.init(refusal)
    case let fault as CompositionFault: self.init(PublishRefusal(.incomplete, fault.explanation))
    case let error as FieldError: self = .unprocessable(error.pointer, error.problem)
    case let error as JSONError: self = .badRequest(error.description, code: "malformedJSON")
    case let error as StoreError: self.init(error)
    case let error as AccessError: self.init(error)
    case is NIOTooManyBytesError: self = .tooLarge(limit: BodyLimit.standard)
    case let error as HTTPError where error.status == .notFound: self = .notFound
    case let error as HTTPError where (400..<500).contains(error.status.code):
      self = Problem(error.status, code: "badRequest", title: error.status.reasonPhrase, headers: error.headers)
    default: self = StorageTrouble(error).map(Problem.init(trouble:)) ?? .internalError
    }
  }

  private init(_ refusal: EditRefusal) {
    let status: HTTPResponse.Status =
      switch refusal.rule {
      case .role, .phase, .sealed, .locked, .capability: .forbidden
      case .notFound: .notFound
      case .stale: .conflict
      case .limit, .kind, .invalid, .invariant: .unprocessableContent
      }
    var members: [String: JSONValue] = [
      "operation": .integer(refusal.operation), "rule": .string(refusal.rule.rawValue),
    ]
    if let element = refusal.element { members["element"] = .string(element.rawValue) }
    if let current = refusal.current { members["current"] = current.versionedJSON }
    self.init(
      status, code: refusal.rule.rawValue, title: "The edit was not made", detail: refusal.explanation,
      errors: [Field(pointer: "/operations/\(refusal.operation)", detail: refusal.explanation)], members: members)
  }

  private init(_ refusal: PublishRefusal) {
    let status: HTTPResponse.Status =
      switch refusal.rule {
      case .role, .mode, .first, .rights: .forbidden
      case .nothing, .scope, .outdated: .conflict
      case .incomplete, .checks: .unprocessableContent
      }
    var members: [String: JSONValue] = [:]
    if !refusal.needs.isEmpty { members["needs"] = .strings(refusal.needs) }
    if !refusal.findings.isEmpty { members["findings"] = .array(refusal.findings.map { $0.json(.stop) }) }
    self.init(
      status, code: refusal.rule == .role ? "forbidden" : refusal.rule.rawValue, title: "Nothing was published",
      detail: refusal.explanation, members: members)
  }

  private init(_ refusal: FeedbackRefusal) {
    let status: HTTPResponse.Status =
      switch refusal.rule {
      case .role: .forbidden
      case .state, .settled, .roundClosed, .undecided: .conflict
      case .full: .tooManyRequests
      }
    self.init(
      status, code: refusal.rule == .role ? "forbidden" : refusal.rule.rawValue, title: "Nothing was changed",
      detail: refusal.explanation)
  }

  private init(_ refusal: FileRefusal) {
    let status: HTTPResponse.Status =
      switch refusal.rule {
      case .role, .phase, .locked: .forbidden
      case .type: .unsupportedMediaType
      case .broken, .empty, .tooManyPixels: .unprocessableContent
      case .siteFull: .contentTooLarge
      }
    self.init(
      status, code: refusal.rule.rawValue, title: "The file was not taken", detail: refusal.explanation)
  }

  private init(_ error: StoreError) {
    switch error {
    case .notFound: self = .notFound
    case .exists(let what):
      self.init(.conflict, code: "exists", title: "This is there already", detail: "\(what) is there already")
    case .blobFolderFull: self.init(trouble: .full)
    case .damaged, .blob: self = .internalError
    }
  }

  private init(trouble: StorageTrouble) {
    switch trouble {
    case .busy:
      self.init(
        .serviceUnavailable, code: "busy", title: "The server is busy", detail: "nothing was stored; try again",
        headers: [.retryAfter: "2"])
    case .outcomeUnknown:
      self.init(
        .serviceUnavailable, code: "outcomeUnknown", title: "The server lost its database",
        detail: "the change may or may not be stored; read again to see", headers: [.retryAfter: "2"])
    case .full:
      self.init(
        .init(code: 507, reasonPhrase: "Insufficient Storage"), code: "full", title: "The server's disk is full",
        detail: "nothing was stored; tell the agency")
    case .exists:
      self.init(.conflict, code: "exists", title: "This is there already")
    case .defect: self = .internalError
    }
  }

  private init(_ error: AccessError) {
    let title = "You are not signed in"
    switch error {
    case .wrongCredentials:
      self.init(.unauthorized, code: "wrongCredentials", title: title, detail: error.description)
    case .password(let problem):
      self.init(
        .unprocessableContent, code: "password", title: "The password does not fit", detail: error.description,
        errors: [Field(pointer: "/password", detail: problem.rawValue)])
    case .throttled(let seconds):
      self.init(
        .tooManyRequests, code: "throttled", title: title, detail: error.description,
        headers: [.retryAfter: String(seconds)])
    case .busy:
      self.init(
        .tooManyRequests, code: "busy", title: title, detail: error.description, headers: [.retryAfter: "5"])
    case .linkOver: self.init(.gone, code: "linkOver", title: title, detail: error.description)
    }
  }
}

extension Element {
  /// The element as a stale edit is told of it: its properties, and the version to name next time.
  package var versionedJSON: JSONValue {
    var members = body.members
    members["id"] = .string(id.rawValue)
    members["version"] = .integer(since)
    return .object(members)
  }
}

extension CheckFinding {
  /// As programs are told of it.
  package func json(_ level: CheckLevel) -> JSONValue {
    .record([
      "kind": .string(kind.rawValue), "level": .string(level.rawValue), "path": .string(path), "label": .string(label),
      "detail": .string(detail), "page": page.map { .string($0.rawValue) },
      "element": element.map { .string($0.rawValue) },
    ])
  }
}
