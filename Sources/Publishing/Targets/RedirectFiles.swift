import Builder
import Model

/// The redirects of a release as configuration for web servers that serve its files.
///
/// They stand at the site's root with a name that begins with a dot, as the list of files does: the sample configurations in
/// `docs/hosting.md` include them and show nothing of that name to visitors.
enum RedirectFiles {
  static let nginx = ".foyer-redirects.nginx.conf"
  static let caddy = ".foyer-redirects.caddy"

  /// Always both, also without a single redirect: an `include` of a file that is missing would stop the server.
  static func all(of manifest: Manifest) -> [OutgoingFile] {
    var lines: [(path: String, redirect: Redirect)] = []
    var seen: Set<String> = []
    for artifact in manifest.artifacts {
      guard let redirect = artifact.redirect else { continue }
      for address in addresses(of: artifact.path) where seen.insert(address).inserted {
        lines.append((address, redirect))
      }
    }
    return [
      OutgoingFile(path: nginx, bytes: nginxText(lines), type: "text/plain; charset=utf-8"),
      OutgoingFile(path: caddy, bytes: caddyText(lines), type: "text/plain; charset=utf-8"),
    ]
  }

  /// Under which paths, decoded, visitors ask for what stands at a path of the manifest.
  static func addresses(of path: String) -> [String] {
    let index = "index.html"
    guard path == index || path.hasSuffix("/" + index) else { return ["/" + path] }
    let folder = "/" + path.dropLast(index.count)
    return folder == "/" ? ["/"] : [folder, String(folder.dropLast())]
  }

  private static func nginxText(_ lines: [(path: String, redirect: Redirect)]) -> [UInt8] {
    var text = "# Written with each release; do not edit. For `include` within a server block of nginx.\n"
    for line in lines {
      text += "location = \(quoted(line.path)) { "
      switch line.redirect {
      case .moved(let target): text += "return 308 \(quoted(location(target))); }\n"
      case .gone: text += "return 410; }\n"
      }
    }
    return Array(text.utf8)
  }

  private static func caddyText(_ lines: [(path: String, redirect: Redirect)]) -> [UInt8] {
    var text = "# Written with each release; do not edit. For `import` within a site block of Caddy.\n"
    // The path as the visitor wrote it: a rewrite for clean addresses comes before these are asked.
    text += "map {http.request.orig_uri.path} {foyer_redirect} {\n"
    // Braces would be taken for a placeholder; the page that stands there leads on, too.
    for line in lines where !line.path.utf8.contains(where: { "{}`".utf8.contains($0) }) {
      switch line.redirect {
      case .moved(let target): text += "\t\(quoted(line.path)) \(quoted(location(target)))\n"
      case .gone: text += "\t\(quoted(line.path)) gone\n"
      }
    }
    text += "\tdefault none\n}\n"
    text += "@foyer_gone vars {foyer_redirect} gone\n"
    text += "@foyer_moved not vars {foyer_redirect} gone none \"\"\n"
    text += "error @foyer_gone 410\nredir @foyer_moved {foyer_redirect} 308\n"
    return Array(text.utf8)
  }

  /// As a Location header has it. What has a meaning of its own in either configuration is percent-encoded, and `//…` would name another host.
  static func location(_ target: String) -> String {
    var result: [UInt8] = []
    for byte in target.utf8 {
      switch byte {
      case 0x21...0x7E where !"\"\\<>${}`".utf8.contains(byte): result.append(byte)
      default: result += "%\(byte < 16 ? "0" : "")\(String(byte, radix: 16, uppercase: true))".utf8
      }
    }
    var text = String(decoding: result, as: UTF8.self)
    while text.hasPrefix("//") { text.removeFirst() }
    return text
  }

  /// A string of either configuration. Paths of a manifest hold neither control characters nor backslashes.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\"", with: "\\\"") + "\""
  }
}
