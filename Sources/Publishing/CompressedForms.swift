import Builder
import Compression
import Media
import Model
import SiteFolder

/// The files with the endings `.br` and `.gz` beside the texts of a folder build.
struct CompressedForms: Sendable {
  /// All that may be written, whether it is or not.
  let paths: [String]

  /// - Throws: `FolderOutputError.notOurs` when a file of somebody else has one of the names.
  init(of files: [String], in output: FolderOutput) throws {
    let own = Set(files)
    paths = files.flatMap { path in TextCompression.allCases.map { "\(path).\($0.fileEnding)" } }
      .filter { !own.contains($0) }
    if let foreign = output.foreign(among: paths).min() { throw FolderOutputError.notOurs(foreign) }
  }

  /// Writes the forms of a file that are smaller than it is.
  /// - Parameter source: where the content of a file of site or theme is
  func write(_ file: BuiltFile, to output: FolderOutput, source: (AssetFile) -> AssetSource?) throws {
    let bytes: [UInt8]
    switch file.content {
    case .bytes(let content): bytes = content
    case .asset(let asset):
      guard TextCompression.isWorthwhile(type: file.type, size: asset.size) else { return }
      switch source(asset) {
      case .bytes(let content)?: bytes = content
      case .file(let path)?: bytes = try OpenFile(path, limit: asset.size).bytes()
      case nil: return
      }
    }
    guard TextCompression.isWorthwhile(type: file.type, size: bytes.count) else { return }
    for form in TextCompression.allCases {
      guard let compressed = form.compress(bytes, effort: .best) else { continue }
      try output.write(
        BuiltFile(path: "\(file.path).\(form.fileEnding)", type: file.type, content: .bytes(compressed)))
    }
  }
}
