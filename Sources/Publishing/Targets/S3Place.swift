import Crypto
import Glibc
import Model
import Store

/// A bucket of Amazon S3 or of what speaks like it.
final class S3Place: TargetPlace {
  static let parallel = 8

  private let settings: TargetSettings.S3
  private let signature: RequestSignature
  private let http: HTTPConnection
  private let now: @Sendable () -> Int
  private static let hashField = "x-amz-meta-foyer-sha256"

  init(_ settings: TargetSettings.S3, _ secret: TargetSecret, now: @escaping @Sendable () -> Int) throws {
    guard case .secretKey(let key) = secret else {
      throw TargetError.secret(.init(.secretOfOtherKind))
    }
    self.settings = settings
    self.now = now
    signature = RequestSignature(accessKey: settings.accessKey, secretKey: key, region: settings.region)
    http = try HTTPConnection()
  }

  func close() {}

  // MARK: Places

  func read(_ name: String, limit: Int) throws -> [UInt8]? {
    let answer = try send("GET", key: name, limit: limit)
    if answer.isCutOff { throw TargetError.badManifest(.init(.listTooLarge)) }
    if answer.status == 404, S3Failure(answer).code != "NoSuchBucket" { return nil }
    return try checked(answer, name).body
  }

  func standing(at paths: [String]) throws -> [String: Standing] {
    // Thousand keys come with one request; for a few, asking for each also tells the hash.
    paths.count > 40 ? try list(paths) : try ask(paths)
  }

  private func ask(_ paths: [String]) throws -> [String: Standing] {
    var found: [String: Standing] = [:]
    for path in paths {
      let answer = try send("HEAD", key: path)
      if answer.status == 404 {
        found[path] = .nothing
      } else {
        let headers = try checked(answer, path).headers
        found[path] = .file(size: headers["content-length"].flatMap { Int($0) } ?? -1, hash: headers[Self.hashField])
      }
    }
    return found
  }

  private func list(_ paths: [String]) throws -> [String: Standing] {
    let wanted = Set(paths)
    var found: [String: Standing] = [:]
    var token: String?
    repeat {
      var query = [("list-type", "2"), ("prefix", settings.prefix)]
      if let token { query.append(("continuation-token", token)) }
      let listing = S3Listing(try checked(send("GET", query: query, limit: 16 << 20), settings.bucket).body)
      for (key, size) in listing.files where key.hasPrefix(settings.prefix) {
        let path = String(key.dropFirst(settings.prefix.count))
        if wanted.contains(path) { found[path] = .file(size: size, hash: nil) }
      }
      // One that repeats itself would never end.
      guard listing.next != token else { break }
      token = listing.next
    } while token != nil
    return found
  }

  func write(_ file: OutgoingFile, bytes: [UInt8]) throws {
    let hash = hexadecimal(SHA256.hash(data: bytes))
    var headers = [
      ("content-type", file.type), ("cache-control", file.cacheControl),
      ("content-md5", Base64.encoded(Array(Insecure.MD5.hash(data: bytes)))), (Self.hashField, hash),
    ]
    // Endpoints that serve a bucket as a website answer with it; others send the page that stands there, which leads on, too.
    if case .moved(let target) = file.redirect {
      headers.append(("x-amz-website-redirect-location", RedirectFiles.location(target)))
    }
    _ = try checked(send("PUT", key: file.path, headers: headers, body: bytes, hash: hash), file.path)
  }

  func remove(_ path: String) throws {
    let answer = try send("DELETE", key: path)
    if answer.status != 404 { _ = try checked(answer, path) }
  }

  /// A PUT is there as a whole or not at all.
  func sweep(_ path: String) throws {}
  func removeEmptyFolders(above paths: [String]) throws {}
  func settle() throws {}

  // MARK: Requests

  private func send(
    _ method: String, key: String? = nil, query: [(String, String)] = [], headers: [(String, String)] = [],
    body: [UInt8]? = nil, hash: String = emptyHash, limit: Int = 1 << 20
  ) throws(TargetError) -> HTTPConnection.Answer {
    let scheme = settings.endpoint.hasPrefix("https://") ? "https://" : "http://"
    let authority = settings.endpoint.dropFirst(scheme.count)
    let host = settings.isPathStyle ? String(authority) : "\(settings.bucket).\(authority)"
    var path = settings.isPathStyle ? "/\(settings.bucket)" : ""
    path += "/" + (key.map { RequestSignature.encoded(settings.prefix + $0, keeping: "/") } ?? "")
    let moment = Self.moment(now())
    let signed = headers + [("host", host), ("x-amz-content-sha256", hash), ("x-amz-date", moment)]
    let encodedQuery = query.map { (RequestSignature.encoded($0.0), RequestSignature.encoded($0.1)) }
    let authorization = signature.authorization(
      method: method, path: path, query: encodedQuery, headers: signed, moment: moment, payload: hash)
    let tail = encodedQuery.isEmpty ? "" : "?" + encodedQuery.map { "\($0.0)=\($0.1)" }.sorted().joined(separator: "&")
    return try http.request(
      method, scheme + host + path + tail, headers: signed + [("authorization", authorization)], body: body,
      isLocal: settings.isLocal, limit: limit)
  }

  private func checked(_ answer: HTTPConnection.Answer, _ what: String) throws(TargetError) -> HTTPConnection.Answer {
    if answer.isCutOff { throw .refused(.init(.answerTooLong, what)) }
    if (200...299).contains(answer.status) { return answer }
    throw S3Failure(answer).error(about: what, bucket: settings.bucket)
  }

  private static let emptyHash = hexadecimal(SHA256.hash(data: [UInt8]()))

  private static func moment(_ milliseconds: Int) -> String {
    var seconds = time_t(milliseconds / 1000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    let count = strftime(&buffer, buffer.count, "%Y%m%dT%H%M%SZ", &parts)
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// An answer that says no.
struct S3Failure {
  let status: Int
  /// Such as `NoSuchBucket`; empty in answers without a body.
  let code: String
  private let message: String

  init(_ answer: HTTPConnection.Answer) {
    status = answer.status
    let text = String(decoding: answer.body.prefix(16 << 10), as: UTF8.self)
    code = S3Text.element("Code", in: text) ?? ""
    message = S3Text.element("Message", in: text) ?? ""
  }

  func error(about what: String, bucket: String) -> TargetError {
    let said = code.isEmpty ? "status \(status)" : message.isEmpty ? code : "\(code), \(message)"
    let reason = TargetReason(.saidAbout, what, said: said)
    switch code {
    case "NoSuchBucket": return .noBucket(.init(.bucket, bucket))
    case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidSecurity": return .signIn(reason)
    case "AccessDenied", "AllAccessDisabled", "AccountProblem": return .permission(reason)
    case "RequestTimeTooSkewed": return .refused(.init(.clock, what, said: said))
    case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
      return .refused(.init(.region, what, said: said))
    case "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted", "BadDigest":
      return .busy(reason)
    case "QuotaExceeded", "StorageFull", "XMinioStorageFull", "EntityTooLarge": return .full(reason)
    default: break
    }
    switch status {
    case 301, 302, 307, 308: return .refused(.init(.region, what, said: said))
    case 401: return .signIn(reason)
    case 403: return .permission(reason)
    case 404: return .noBucket(.init(.bucket, bucket))
    case 408, 429, 500...599: return .busy(reason)
    default: return .refused(reason)
    }
  }
}

/// One part of the list of a bucket's files.
package struct S3Listing: Sendable {
  package private(set) var files: [(key: String, size: Int)] = []
  package private(set) var next: String?

  package init(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    for part in text.split(separator: "<Contents>").dropFirst() {
      guard let key = S3Text.element("Key", in: part) else { continue }
      files.append((key, S3Text.element("Size", in: part).flatMap { Int($0) } ?? -1))
    }
    if S3Text.element("IsTruncated", in: text) == "true" { next = S3Text.element("NextContinuationToken", in: text) }
  }
}

/// The little XML that answers are made of: elements without attributes that hold text.
enum S3Text {
  static func element(_ name: String, in text: some StringProtocol) -> String? {
    let parts = text.split(separator: "<\(name)>", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let rest = parts[1].split(separator: "</\(name)>", maxSplits: 1, omittingEmptySubsequences: false)
    return rest.count == 2 ? decoded(rest[0]) : nil
  }

  private static func decoded(_ text: some StringProtocol) -> String {
    guard text.contains("&") else { return String(text) }
    var result = ""
    var rest = text[text.startIndex...]
    while let mark = rest.firstIndex(of: "&") {
      result += rest[..<mark]
      rest = rest[mark...]
      guard let end = rest.firstIndex(of: ";") else { break }
      let name = rest[rest.index(after: rest.startIndex)..<end]
      let number = name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
      let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"][String(name)]
      let scalar = name.hasPrefix("#") ? number.flatMap(Unicode.Scalar.init).map { String(Character($0)) } : nil
      result += known ?? scalar ?? String(rest[...end])
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }
}
