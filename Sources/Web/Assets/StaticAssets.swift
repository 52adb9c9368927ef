import Access
import Compression
import HTTPTypes
import Hummingbird
import Model

/// Scripts, styles and pictures of the faces and of other people's packages, read into memory once at start.
///
/// A face's own files come from its `Resources` folder and are served as `/_f/<hash>/<name>`, where one hash stands for the whole folder,
/// so that a script may name its neighbour by a relative address. A script that no other imports is served linked with all that it
/// imports. Packages are served as `/_v/<hash>/<name>`; scripts import them by their names, in whose place their addresses are sent.
package struct StaticAssets: Sendable {
  private let byName: [String: StaticFile]
  private let byURL: [String: StaticFile]

  /// - Parameters:
  ///   - folders: the `Resources` folders of the faces
  ///   - vendor: checked files of other people's packages; nil for a service without the editor
  package init(folders: [String], vendor: VendorFiles? = nil) throws(StaticAssetError) {
    var byName: [String: StaticFile] = [:]
    for file in vendor?.files ?? [] {
      let url = "/_v/\(file.sha256.prefix(16))/\(file.fileName)"
      guard byName.updateValue(StaticFile(url: url, bytes: file.bytes), forKey: file.name) == nil else {
        throw .twice(name: file.name)
      }
    }
    let packages = byName.mapValues(\.url)
    for folder in folders {
      let files = try AssetFolder.files(in: folder).map { name, bytes in
        (name: name, bytes: name.hasSuffix(".js") ? Self.addressed(bytes, packages) : bytes)
      }
      let version = sha256(files.flatMap { Array("\($0.name) \(sha256($0.bytes))\n".utf8) }).prefix(16)
      let scripts = files.filter { $0.name.hasSuffix(".js") }.map {
        ($0.name, String(decoding: $0.bytes, as: UTF8.self))
      }
      let linked = try ScriptBundle(scripts: Dictionary(uniqueKeysWithValues: scripts)).linked()
      for (name, bytes) in files {
        let file = StaticFile(url: "/_f/\(version)/\(name)", bytes: linked[name].map { Array($0.utf8) } ?? bytes)
        guard byName.updateValue(file, forKey: name) == nil else { throw .twice(name: name) }
      }
    }
    self.byName = byName
    byURL = Dictionary(byName.values.map { ($0.url, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// A script with the addresses of the packages that it imports by name: browsers would need an import map in each page.
  private static func addressed(_ script: [UInt8], _ packages: [String: String]) -> [UInt8] {
    let pieces = String(decoding: script, as: UTF8.self).split(separator: " from '", omittingEmptySubsequences: false)
    let addressed = pieces.enumerated().map { index, piece in
      let name = piece.prefix { $0 != "'" }
      guard index > 0, let url = packages[String(name)] else { return String(piece) }
      return url + piece.dropFirst(name.count)
    }
    return Array(addressed.joined(separator: " from '").utf8)
  }

  /// A file by its name: a path within a `Resources` folder, or a package's name in `vendor.json`. Faces ask at start.
  /// - Throws: `missing`
  package func require(_ name: String) throws(StaticAssetError) -> StaticFile {
    guard let file = byName[name] else { throw .missing(name: name) }
    return file
  }

  /// The address of a file that was asked for at start; an address that is not found for one that does not exist.
  package func url(_ name: String) -> String { byName[name]?.url ?? "/_f/missing/\(name)" }

  /// Names of all files, sorted: for a sprite of all icons.
  package func names(prefix: String) -> [String] { byName.keys.filter { $0.hasPrefix(prefix) }.sorted() }

  /// Adds `/_f/…` and `/_v/…` to a face.
  package func addRoutes(to router: some RouterMethods<WebContext>) {
    let files = byURL
    let encodings = KnownEncodings()
    let handler: @Sendable (Request, WebContext) throws -> Response = { request, _ in
      guard let file = files[request.uri.path] else { throw Problem.notFound }
      return file.response(for: request, encodings)
    }
    for root in ["/_f/**", "/_v/**"] {
      router.get(RouterPath(root), use: handler)
      router.head(RouterPath(root), use: handler)
    }
  }
}

package enum StaticAssetError: Error, Sendable, Hashable, CustomStringConvertible {
  case missing(name: String)
  case twice(name: String)
  case unreadable(path: String, reason: String)
  /// A script imports or exports in a way that cannot be linked.
  case unlinkable(name: String, line: Int, reason: String)
  /// A file of another people's package is not there or is not what was expected.
  case vendor(name: String, path: String, package: String, isThere: Bool)

  package var description: String {
    switch self {
    case .missing(let name): "the file “\(name)” is in none of the Resources folders and not in vendor.json"
    case .twice(let name): "two faces have a file “\(name)”; rename one"
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .unlinkable(let name, let line, let reason): "\(name), line \(line): \(reason)"
    case .vendor(let name, let path, let package, let isThere):
      "front-end file “\(name)” \(isThere ? "is not the expected one" : "not found") (expected \(path) of \(package)). "
        + "Run: scripts/setup-frontend"
    }
  }
}

/// The types of what faces bring along.
func contentType(of path: String) -> String {
  switch path.split(separator: "/").last?.split(separator: ".").last {
  case "js", "mjs": "text/javascript; charset=utf-8"
  case "css": "text/css; charset=utf-8"
  case "svg": "image/svg+xml"
  case "json": "application/json; charset=utf-8"
  case "html": "text/html; charset=utf-8"
  case "woff2": "font/woff2"
  case "png": "image/png"
  case "webp": "image/webp"
  case "ico": "image/x-icon"
  default: "text/plain; charset=utf-8"
  }
}
