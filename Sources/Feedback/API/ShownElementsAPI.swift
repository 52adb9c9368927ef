import Access
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Store
import Web

/// What the draft shows of single elements, for those who propose something else: also of those that they may not edit.
struct ShownElementsAPI {
  let services: FeedbackServices

  func add(to sites: WebRoutes) {
    sites.get("elements/:element/proposal", use: show)
    sites.get("elements/:element/picture", use: picture)
    sites.get("threads/:thread/pictures/:picture", use: threadPicture)
  }

  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    let shown = try await shown(context, reader)
    return .json(ShownElementAnswer(shown: shown, slug: reader.site.slug).json)
  }

  @Sendable private func picture(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    guard let file = try await shown(context, reader).picture else { throw Problem.notFound }
    return try await answer(request, file)
  }

  @Sendable private func threadPicture(_ request: Request, _ context: WebContext) async throws -> Response {
    let reader = try await services.participants.require(request, context)
    guard let thread = ThreadID(try context.parameters.require("thread")),
      let which = ThreadPicture(rawValue: try context.parameters.require("picture"))
    else { throw Problem.notFound }
    return try await answer(
      request,
      try await services.store.picture(which, of: thread, in: reader.site.key, for: reader.participant))
  }

  private func shown(_ context: WebContext, _ reader: SiteParticipant) async throws -> ShownElement {
    guard let element = ElementID(try context.parameters.require("element")) else { throw Problem.notFound }
    return try await services.store.shownElement(element, of: reader.site.key, for: reader.participant)
  }

  /// Asked for anew each time, since who may see it may change; nothing of it runs on this origin.
  private func answer(_ request: Request, _ file: AssetFile) async throws -> Response {
    let headers: HTTPFields = [
      .eTag: "\"\(file.hash)\"", .contentType: file.type, .cacheControl: "private, no-cache",
      .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
      HTTPField.Name("X-Content-Type-Options")!: "nosniff",
    ]
    guard !request.hasCurrent(etag: file.hash) else { return Response(status: .notModified, headers: headers) }
    let bytes = try await services.readFile(file.hash)
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }
}

/// The wire form of an element as it can be seen in the draft: no name and no rights, and of its limits what a suggestion has to keep.
private struct ShownElementAnswer {
  let shown: ShownElement
  let slug: String

  var json: JSONValue {
    let body = shown.element.body
    var members: [String: JSONValue] = [
      "element": .string(shown.element.id.rawValue), "kind": .string(body.kind.rawValue),
      "version": .integer(shown.element.since), "revision": .integer(shown.revision), "content": content,
      "picture": shown.picture == nil ? .null : .string("/api/v1/sites/\(slug)/elements/\(shown.element.id)/picture"),
    ]
    switch body.content {
    case .inline, .rich, .link:
      let marks = body.allowedMarks
      members["marks"] = .strings(marks.map(\.rawValue).sorted())
      if body.kind == .link || marks.contains(.link) {
        let allowed = body.limits.linkKinds
        members["linkKinds"] = .strings(
          LinkKind.allCases.filter { allowed?.contains($0) ?? true }.map(\.rawValue))
      }
    default: break
    }
    if body.kind == .richText { members["blocks"] = .strings(body.allowedBlocks.map(\.rawValue).sorted()) }
    if let ratio = body.limits.ratio { members["ratio"] = [.integer(ratio.width), .integer(ratio.height)] }
    return .object(members)
  }

  /// What can be proposed anew.
  private var content: JSONValue {
    switch shown.element.body.content {
    case .inline, .rich, .markdown, .link: shown.element.body.content.json
    case .image(let image):
      [
        "alternative": alternative(image.alternative),
        "focalPoint": image.focalPoint.map { [.integer($0.x), .integer($0.y)] } ?? .null,
      ]
    default: .null
    }
  }

  private func alternative(_ alternative: ImageContent.Alternative) -> JSONValue {
    switch alternative {
    case .text(let words): .string(words)
    case .decorative: ""
    case .missing: .null
    }
  }
}
