import Access
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Store
import Web

/// `…/threads/files`: pictures and PDF that comments show. They are sent first and named by the comment; they are no files of the site, and
/// whoever may not read the comment does not get them.
struct CommentFilesAPI {
  let services: FeedbackServices
  private let gate = UploadGate()

  init(services: FeedbackServices) { self.services = services }

  func add(to sites: WebRoutes) {
    sites.post("threads/files", use: create)
    sites.get("threads/files/:file/:name", use: show)
  }

  /// Whether a path is the one that takes whole files.
  static func takesFiles(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 7 && parts[..<4] == ["", "api", "v1", "sites"] && parts[5...] == ["threads", "files"]
  }

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let sender = try await services.participants.require(request, context)
    // A file for which there is no place is none of those that a guest may send.
    try gate.check(UploadSender(sender))
    if let visit = sender.visit,
      let seconds = services.access.feedbackRates.sendingFile(visit, from: context.clientAddress)
    {
      throw Problem.tooOften("wait a little before the next file", seconds)
    }
    let (key, participant) = (sender.site.key, sender.participant)
    // Before the body is read; what counts is asked again in the transaction.
    try await services.store.checkAddingCommentFile(to: key, by: participant)
    let name = request.uri.queryParameters["name"].map { String($0.prefix(500)) } ?? ""
    let added = try await gate.receiving(request, limit: FeedbackLimits.fileBytes, from: UploadSender(sender)) {
      try await services.addFile($0, name, key, participant)
    }
    return .json(ThreadAnswer(slug: sender.site.slug).json(added), status: .created)
  }

  /// Nothing of it runs on this origin: a picture opened by itself has no script, no origin and no address to call, and everything else is
  /// only saved. Asked for anew each time, since who may see it may change.
  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    guard let id = CommentFileID(try context.parameters.require("file")) else { throw Problem.notFound }
    let file = try await services.store.commentFile(id, of: reader.site.key, for: reader.participant)
    let hash = file.file.hash
    let headers: HTTPFields = [
      .eTag: "\"\(hash)\"", .contentType: file.file.type, .cacheControl: "private, no-cache",
      .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
      .contentDisposition: "\(file.isPicture ? "inline" : "attachment"); filename=\"\(file.plainName)\"",
      HTTPField.Name("X-Content-Type-Options")!: "nosniff",
    ]
    guard !request.hasCurrent(etag: hash) else { return Response(status: .notModified, headers: headers) }
    let bytes = try await services.readFile(hash)
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}
