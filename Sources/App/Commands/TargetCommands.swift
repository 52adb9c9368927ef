import Model
import Publishing
import Store

/// `foyer target`: places that sites are sent to, from the command line.
package struct TargetCommands: Sendable {
  package let sites: SiteCommands
  private let targets: SiteTargets

  package init(store: Store) {
    sites = SiteCommands(store: store)
    targets = SiteTargets(store: store)
  }

  package struct Listed: Sendable {
    package let target: Target
    package let lastRun: TargetRun?
  }

  package func add(
    _ settings: TargetSettings, named name: String, to slug: String, secret: TargetSecret?, isAutomatic: Bool
  ) async throws {
    guard (1...60).contains(name.utf8.count), name.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      throw FieldError(pointer: "/name", problem: "is 1 to 60 characters")
    }
    _ = try await targets.add(
      settings, named: name, secret: secret, isAutomatic: isAutomatic, to: try await sites.site(slug).key)
  }

  package func list(_ slug: String) async throws -> [Listed] {
    let key = try await sites.site(slug).key
    let runs = try await targets.store.lastRuns(of: key)
    return try await targets.store.targets(of: key).map { Listed(target: $0, lastRun: runs[$0.id]) }
  }

  /// - Parameters:
  ///   - name: nil is an error that says which targets the site has; what is removed is always named
  ///   - usage: how the command is written
  /// - Returns: the target's name
  package func remove(_ name: String?, of slug: String, andFiles: Bool, usage: String) async throws -> String {
    guard let name else {
      let names = try await targets.store.targets(of: try await sites.site(slug).key).map(\.name)
      let known = names.isEmpty ? "\(slug) has none" : "\(slug) has: \(names.joined(separator: ", "))"
      throw CommandFailure.missing("which target? \(known)", usage: usage)
    }
    let (key, target) = try await find(name, of: slug)
    try await targets.remove(target, of: key, removingFiles: andFiles)
    return target.name
  }

  /// - Parameter name: nil for the site's only target
  package func check(_ name: String?, of slug: String) async throws -> TargetState {
    let (key, target) = try await find(name, of: slug)
    return try await targets.check(target, of: key)
  }

  /// - Parameter name: nil for the site's only target
  package func send(
    _ slug: String, to name: String?, release: Int?, _ request: SiteTargets.Request,
    progress: @escaping @Sendable (TargetProgress) -> Void
  ) async throws -> (target: Target, report: TargetReport) {
    let (key, target) = try await find(name, of: slug)
    return (target, try await targets.send(target, of: key, release: release, request, progress: progress))
  }

  private func find(_ name: String?, of slug: String) async throws -> (SiteKey, Target) {
    let key = try await sites.site(slug).key
    let all = try await targets.store.targets(of: key)
    if let name {
      if let target = all.first(where: { $0.name == name }) { return (key, target) }
      let known = all.isEmpty ? "it has none" : "it has: \(all.map(\.name).joined(separator: ", "))"
      throw CommandFailure(.badInput, "\(slug) has no target “\(name)”; \(known)")
    }
    guard let target = all.first else {
      throw CommandFailure(.badInput, "\(slug) has no target; add one with: foyer target add \(slug) NAME …")
    }
    guard all.count == 1 else {
      throw CommandFailure(
        .badInput, "\(slug) has several targets; name one: \(all.map(\.name).joined(separator: ", "))")
    }
    return (key, target)
  }
}
