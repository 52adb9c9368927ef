import Model
import Store

extension SiteCommands {
  /// Where the project of a site stands, after it was changed if a phase is given.
  package func phase(_ slug: String, changingTo phase: Phase?) async throws -> Phase {
    let site = try await site(slug)
    if let phase { try await store.setPhase(phase, of: site.project, agency: site.key.agency) }
    guard let project = try await store.project(site.project, agency: site.key.agency) else {
      throw StoreError.notFound("the project of site “\(slug)”")
    }
    return project.phase
  }
}
