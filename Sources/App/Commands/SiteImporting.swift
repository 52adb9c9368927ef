import Dispatch
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
  /// Reads a folder and makes a site of it, in a project of its own. Nothing is stored when anything is wrong with the folder.
  /// - Parameter slug: the site's name in addresses; nil for the folder's name
  package static func importSite(
    _ folder: String, slug: String?, themes: String, phase: Phase = .preparation, into store: Store
  ) async throws -> ImportedSite {
    let slug = try Self.slug(slug ?? folder.split(separator: "/").last.map(String.init) ?? "")
    if try await store.site(slug: slug) != nil { throw StoreError.exists("site “\(slug)”") }
    let read = try await onThread { try SiteFolder.read(folder, themes: [themes]) }
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
