import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite struct TargetRowsTests {
  private static func target(_ name: String, isAutomatic: Bool = true) -> Target {
    Target(
      id: .random(), name: name, settings: .folder(.init(path: "/srv/\(name)", isCompressed: true)),
      sealedSecret: "1:sealed", isAutomatic: isAutomatic)
  }

  @Test(arguments: TestDatabases.engines) func targetsAreKeptBySite(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { site in
      let store = site.store
      let (one, two) = (Self.target("b"), Self.target("a", isAutomatic: false))
      try await store.addTarget(one, to: site.key)
      try await store.addTarget(two, to: site.key)
      await #expect(throws: StoreError.self) { try await store.addTarget(Self.target("a"), to: site.key) }
      #expect(try await store.targets(of: site.key) == [two, one])
      #expect(try await store.waitingTargets().isEmpty, "nothing is live")

      _ = try await store.publish(ReleaseDraft(Manifest([]), of: Composition(base: 1), by: nil), of: site.key)
      #expect(try await store.waitingTargets() == [WaitingTarget(site: site.key, target: one.id, release: 1)])
      func run(_ at: Int, _ release: Int, _ state: TargetRun.State) -> TargetRun {
        TargetRun(target: one.id, at: at, release: release, state: state, report: ["bytes": 1])
      }
      try await store.record(run(10, 1, .running), of: site.key)
      #expect(try await store.waitingTargets().count == 1)
      try await store.record(run(10, 1, .done), of: site.key)
      #expect(try await store.waitingTargets().isEmpty)
      #expect(try await store.lastRuns(of: site.key) == [one.id: run(10, 1, .done)])
      // Somebody has sent an older or newer one by hand since.
      try await store.record(run(20, 7, .done), of: site.key)
      #expect(try await store.waitingTargets().count == 1)
      for at in 100..<230 { try await store.record(run(at, 1, .failed), of: site.key) }
      #expect(try await store.runs(of: one.id, in: site.key, limit: 1000).map(\.at) == Array((130..<230).reversed()))

      try await store.removeTarget(one.id, of: site.key)
      await #expect(throws: StoreError.self) { try await store.removeTarget(one.id, of: site.key) }
      #expect(try await store.lastRuns(of: site.key).isEmpty)
      #expect(try await store.targets(of: site.key) == [two])
      // A run that ends after its target was removed leaves nothing behind.
      try await store.record(run(300, 1, .done), of: site.key)
      #expect(try await store.runs(of: one.id, in: site.key, limit: 10).isEmpty)
    }
  }
}
