import Access
import Model

/// The files of other people's packages that `vendor.json` lists, each checked against its hash.
package struct VendorFiles: Sendable {
  package struct File: Sendable {
    /// The name in `vendor.json`, by which pages ask for it.
    package let name: String
    package let fileName: String
    package let sha256: String
    package let bytes: [UInt8]
  }

  package let files: [File]

  /// Reads and checks everything; licence texts are checked but not served.
  /// - Parameter home: the folder that holds `vendor.json`
  package init(home: String) throws(StaticAssetError) {
    let list = "\(home)/vendor.json"
    let listBytes = try AssetFolder.read(list)
    guard let json = try? JSONValue.parse(listBytes), let folder = json["folder"]?.string,
      let entries = json["files"]?.array
    else { throw .unreadable(path: list, reason: "it is not the JSON that scripts/setup-frontend reads") }
    var files: [File] = []
    for entry in entries {
      guard let name = entry["name"]?.string, let path = entry["path"]?.string, let hash = entry["sha256"]?.string
      else {
        throw .unreadable(path: list, reason: "an entry lacks name, path or sha256")
      }
      let location = "\(home)/\(folder)/\(path)"
      let source = "\(entry["package"]?.string ?? "?") \(entry["version"]?.string ?? "?")"
      guard let bytes = try? AssetFolder.read(location) else {
        throw .vendor(name: name, path: location, package: source, isThere: false)
      }
      guard sha256(bytes) == hash else {
        throw .vendor(name: name, path: location, package: source, isThere: true)
      }
      if name.hasSuffix("-licence") { continue }
      let fileName = path.split(separator: "/").last.map(String.init) ?? name
      files.append(File(name: name, fileName: fileName, sha256: hash, bytes: bytes))
    }
    self.files = files
  }
}
