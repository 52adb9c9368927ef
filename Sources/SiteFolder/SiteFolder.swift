import Media
import Model

/// A site that was read from a folder.
package struct ReadSite: Sendable {
  package var snapshot: SiteSnapshot
  /// Where the content of every asset of site and theme is, by its hash.
  package var assetSources: [String: AssetSource]
  /// In the order of the files.
  package var warnings: [Diagnostic]
  /// How many files were read: site and theme, texts and assets.
  package var fileCount: Int
}

package enum AssetSource: Sendable {
  case file(String)
  /// A cleaned SVG differs from its file.
  case bytes([UInt8])
}

/// Reads folders of sites, our own kind and those of other generators, into snapshots. See docs/site-folder.md.
package enum SiteFolder {
  package struct Options: Sendable {
    /// Threads that read and parse.
    package var workers = 2
    /// What stands before a file's path in messages; nil for the folder as it was given.
    package var label: String?

    package init(workers: Int = 2, label: String? = nil) {
      self.workers = workers
      self.label = label
    }
  }

  /// Reads a site folder with its theme.
  ///
  /// - Parameter themes: folders that hold themes; the site's own `themes` comes before them.
  /// - Throws: everything that is wrong with the folder, at once.
  package static func read(
    _ folder: String, themes: [String], options: Options = Options()
  ) throws(SiteFolderError) -> ReadSite {
    let trimmed = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    let label = options.label ?? trimmed
    guard let root = OpenFile.resolved(trimmed) else {
      throw SiteFolderError(diagnostics: [
        Diagnostic(.error, file: trimmed, line: nil, message: "there is no such folder", advice: "check the path")
      ])
    }
    let input = SiteInput(
      root: root, label: label, listing: FolderListing(root, ignoring: ["node_modules", "_site"]),
      themes: ["\(root)/themes"] + themes, workers: max(1, options.workers))
    let isOurs = input.listing.files.contains("site.yaml")
    let isStatic = !isOurs && StaticFiles.isStatic(input.listing, root: root)
    if !isOurs, !isStatic, !input.listing.files.contains(where: FileName.isMarkdown) {
      throw SiteFolderError(diagnostics: [
        Diagnostic(
          .error, file: input.label, line: nil,
          message: "the folder has neither a site.yaml nor Markdown files nor HTML pages",
          advice: "give the folder that holds site.yaml, one with Markdown files, or a finished site")
      ])
    }
    var assembly = SiteAssembly(input)
    if isOurs { assembly.readOwn() } else if isStatic { assembly.readStatic() } else { assembly.readForeign() }
    return try assembly.finished()
  }
}

/// What is read: the folder, how its files are called in messages, and where themes are.
struct SiteInput: Sendable {
  let root: String
  let label: String
  let listing: FolderListing
  let themes: [String]
  let workers: Int

  /// The name of a file of the site in messages; `.` is the folder itself.
  func shown(_ path: String) -> String {
    if path == "." { return label.isEmpty ? "." : label }
    return label.isEmpty ? path : "\(label)/\(path)"
  }
}

enum FileName {
  static func isMarkdown(_ path: String) -> Bool {
    let name = path.utf8.suffix(9)
    return name.suffix(3).elementsEqual(".md".utf8) || name.elementsEqual(".markdown".utf8)
  }

  static func isHTML(_ path: String) -> Bool { path.hasSuffix(".html") || path.hasSuffix(".htm") }

  /// The last part of a path without its extension.
  static func stem(_ path: String) -> String {
    let start = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
    let name = path[start...]
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return String(name) }
    return String(name[..<dot])
  }
}
