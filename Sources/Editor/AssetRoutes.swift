import Access
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Publishing
import Store
import Web

/// `…/assets`: the files of a site. Customers and designers send new ones; nothing is ever replaced or deleted here.
struct AssetRoutes {
  private let store: Store
  private let drafts: DraftRenderer
  private let uploads: FileUploads
  private let gate = UploadGate()

  init(store: Store, drafts: DraftRenderer, pictures: PictureQueue?) {
    self.store = store
    self.drafts = drafts
    uploads = FileUploads(store: store, pictures: pictures)
  }

  func add(to sites: WebRoutes) {
    sites.post("assets", use: create)
    sites.get("assets", use: list)
    sites.get("assets/:hash/:name", use: show)
  }

  /// Whether a path is the one that takes whole files.
  static func takesFiles(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.count == 6 && parts[..<4] == ["", "api", "v1", "sites"] && parts[5] == "assets"
  }

  // MARK: Sending

  @Sendable private func create(_ request: Request, _ context: WebContext) async throws -> Response {
    let account = try context.requireActor().account
    let site = try await site(context, for: account)
    // Before the body is read; what counts is asked again in the transaction.
    try await store.checkAddingFiles(to: site.key, by: account.id)
    let name = request.uri.queryParameters["name"].map(String.init) ?? ""
    let added = try await gate.receiving(request, limit: FileLimits.fileBytes, from: UploadSender(account.id)) {
      try await uploads.add($0, name: name, to: site.key, by: account.id)
    }
    var members = try await answers(for: [added.file], of: site)[0].object ?? [:]
    members["hash"] = .string(added.file.file.hash)
    members["revision"] = .integer(added.revision)
    return .json(
      .object(members), status: added.isNew ? .created : .ok,
      headers: [.location: Self.url(of: added.file, slug: site.slug)])
  }

  // MARK: Looking

  @Sendable private func list(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await site(context, for: try context.requireActor().account)
    let cursor = try Cursor(request)
    let query = request.uri.queryParameters
    let kind = query["kind"].map(String.init)
    guard kind == nil || kind == "image" || kind == "file" else {
      throw Problem.unprocessable("/kind", "must be image or file")
    }
    var files = try await store.files(of: site.key, withTheme: kind == "image" && query["theme"] == "1")
    if let kind { files.removeAll { $0.file.isPicture != (kind == "image") } }
    if let path = query["path"] { files.removeAll { $0.path != path } }
    if let after = cursor.after {
      guard let index = files.firstIndex(where: { Self.cursor(of: $0) == after }) else {
        throw Problem.unprocessable("/after", "is no item of this list any more; begin again")
      }
      files.removeFirst(index + 1)
    }
    let page = Array(files.prefix(cursor.limit + 1))
    let answers = Dictionary(
      zip(page.map(\.path), try await answers(for: page, of: site)), uniquingKeysWith: { first, _ in first })
    return .json(cursor.page(page, key: Self.cursor, json: { answers[$0.path] ?? .null }))
  }

  /// The bytes, for whoever may know of the site. Nothing of it runs on this origin: a picture opened by itself has no script, no origin
  /// and no address to call, and everything else is only saved.
  @Sendable private func show(_ request: Request, _ context: WebContext) async throws -> Response {
    let site = try await site(context, for: try context.requireActor().account)
    let hash = try context.parameters.require("hash")
    guard BlobFolder.isHash(hash), let file = try await store.file(hash: hash, of: site.key) else {
      throw Problem.notFound
    }
    var headers: HTTPFields = [
      .eTag: "\"\(hash)\"", .contentType: file.file.type,
      .cacheControl: "private, max-age=31536000, immutable",
      .contentSecurityPolicy: "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
      .contentDisposition: "\(file.file.isPicture ? "inline" : "attachment"); filename=\"\(file.plainName)\"",
    ]
    headers[.contentTypeOptions] = "nosniff"
    guard !request.hasCurrent(etag: hash) else { return Response(status: .notModified, headers: headers) }
    let blobs = store.blobs
    let bytes = try await onWorkerThread { try blobs.get(hash) }
    return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  // MARK: Answers

  private func answers(for files: [SiteFile], of site: SiteRecord) async throws -> [JSONValue] {
    let drafts = try await drafts.paths(ofAssets: files.map(\.path), of: site.key)
    return files.map { file in
      .record([
        "path": .string(file.path), "name": .string(file.name), "url": .string(Self.url(of: file, slug: site.slug)),
        "draftPath": drafts[file.path].map { .string($0) }, "type": .string(file.file.type),
        "size": .integer(file.file.size), "width": file.file.width.map { .integer($0) },
        "height": file.file.height.map { .integer($0) },
      ])
    }
  }

  private static func url(of file: SiteFile, slug: String) -> String {
    "/api/v1/sites/\(slug)/assets/\(file.file.hash)/\(file.plainName)"
  }

  /// An import brings the same content under several paths, so the path is part of the name.
  private static func cursor(of file: SiteFile) -> String {
    "\(file.since)-\(sha256(Array(file.path.utf8)).prefix(20))"
  }

  private func site(_ context: WebContext, for account: Account) async throws -> SiteRecord {
    guard let site = try await store.site(slug: try context.parameters.require("site"), visibleTo: account) else {
      throw Problem.notFound
    }
    return site.site
  }
}

extension AssetFile {
  /// What browsers show as a picture, and nothing else that begins with `image/`.
  fileprivate var isPicture: Bool {
    ["image/jpeg", "image/png", "image/webp", "image/avif", "image/gif", "image/svg+xml", "image/x-icon"].contains(type)
  }
}

extension SiteFile {
  /// The name in ASCII, fit for an address and a header.
  fileprivate var plainName: String {
    let bytes = name.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
        byte
      default: UInt8(ascii: "-")
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension HTTPField.Name {
  fileprivate static let contentTypeOptions = HTTPField.Name("X-Content-Type-Options")!
}
