import Dispatch
import Glibc
import Model
import Publishing
import SiteFolder
import Store

/// What became of a folder.
package struct ImportedSite: Sendable {
  package let site: SiteRecord
  package let pages: Int
  package let files: Int
  package let warnings: [String]

  package var slug: String { site.slug }
}

extension SiteCommands {
  /// Reads a folder or an archive and makes a site of it, in a project of its own. Nothing is stored when anything is wrong with it.
  /// - Parameter slug: the site's name in addresses; nil for the folder's name
  package static func importSite(
    _ folder: String, slug: String?, themes: String, phase: Phase = .preparation, into store: Store
  ) async throws -> ImportedSite {
    try checkKind(of: folder)
    var name = folder.split(separator: "/").last.map(String.init) ?? ""
    if SiteArchive.isArchive(name) { name = String(name.dropLast(4)) }
    let slug = try Self.slug(slug ?? name)
    if try await store.site(slug: slug) != nil {
      throw CommandFailure(
        .badInput, "there is a site “\(slug)” already; give this one another name: --site NAME")
    }
    if SiteArchive.isArchive(folder) {
      let unpacked = try await onThread { try SiteArchive.unpacked(folder, in: Self.temporaryFolder) }
      let root = Self.siteRoot(in: unpacked.path)
      if SiteHistory.isPart(of: root) {
        return try await importHistory(from: root, slug: slug, phase: phase, into: store)
      }
      return try await importFolder(root, label: name, slug: slug, themes: themes, phase: phase, into: store)
    }
    return try await importFolder(folder, label: nil, slug: slug, themes: themes, phase: phase, into: store)
  }

  /// Says what is wrong with the argument before anything about names.
  private static func checkKind(of path: String) throws(CommandFailure) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw CommandFailure(.badInput, "there is no folder or file “\(path)”")
    }
    guard status.st_mode & S_IFMT == S_IFDIR || SiteArchive.isArchive(path) else {
      throw CommandFailure(.badInput, "“\(path)” is neither a folder nor a .zip file")
    }
  }

  private static var temporaryFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

  /// The folder that holds the site: the archive's top, or the one folder that stands there.
  private static func siteRoot(in folder: String) -> String {
    let entries = (try? subfolders(of: folder)) ?? []
    guard access("\(folder)/site.yaml", F_OK) != 0, entries.count == 1, access("\(folder)/index.html", F_OK) != 0
    else { return folder }
    return "\(folder)/\(entries[0])"
  }

  private static func importHistory(
    from folder: String, slug: String, phase: Phase, into store: Store
  ) async throws -> ImportedSite {
    let history = try await onThread { try SiteHistory.read(folder) }
    let agency = try await agency(in: store)
    let project = Project(id: .random(), agency: agency, name: history.siteName, phase: phase)
    let summary = try await SiteCommands(store: store).desk.importHistory(
      history, slug: slug, project: project, agency: agency)
    guard let site = try await store.site(slug: slug) else { throw StoreError.notFound("site “\(slug)”") }
    return ImportedSite(site: site, pages: summary.pages, files: summary.files, warnings: summary.warnings)
  }

  private static func importFolder(
    _ folder: String, label: String?, slug: String, themes: String, phase: Phase, into store: Store
  ) async throws -> ImportedSite {
    let read = try await onThread { try SiteFolder.read(folder, themes: [themes], options: .init(label: label)) }
    let agency = try await agency(in: store)
    let project = try await store.createProject(name: read.snapshot.settings.name, phase: phase, agency: agency)
    _ = try await store.importSite(read, slug: slug, project: project.id, agency: agency, author: nil)
    guard let site = try await store.site(slug: slug) else { throw StoreError.notFound("site “\(slug)”") }
    return ImportedSite(
      site: site, pages: read.snapshot.pages.count, files: read.fileCount, warnings: read.warnings.map(\.description))
  }

  /// The first agency; made where there is none yet.
  static func agency(in store: Store) async throws -> AgencyID {
    if let first = try await store.agencies().first { return first.id }
    return try await store.createAgency(name: "Agency").id
  }

  /// A label of a host name.
  static func slug(_ text: String) throws(CommandFailure) -> String {
    let allowed = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    guard (1...63).contains(text.utf8.count), allowed, !text.hasPrefix("-"), !text.hasSuffix("-") else {
      throw CommandFailure(
        .badInput, "“\(text)” cannot be a site's name in addresses: use a–z, 0–9 and hyphens (--site NAME)")
    }
    return text
  }
}

/// Reading a folder computes for long, so it has a thread of its own.
private func onThread<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global(qos: .utility).async { continuation.resume(with: Result(catching: work)) }
  }
}
