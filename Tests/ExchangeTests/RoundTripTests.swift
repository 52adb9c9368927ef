import Glibc
import Model
import Publishing
import SiteFolder
import Store
import Testing

/// What comes out goes in again, the same to the last byte.
@Suite("Export and import")
struct RoundTripTests {
  @Test("Random sites come back as they were, and so do their folders") func randomSites() async throws {
    let count = getenv("FOYER_ROUND_TRIPS").flatMap { Int(String(cString: $0)) } ?? 60
    try await Exchange.with { exchange in
      let hash = try exchange.store.blobs.put(Array("hello".utf8))
      for seed in 1...count {
        var random = RandomSite(seed: UInt64(seed))
        let key = try await exchange.create(random.snapshot(hash: hash), "site\(seed)")
        do {
          if let problem = try await exchange.roundTrip(key, "copy\(seed)") {
            Issue.record("seed \(seed): \(problem)")
            return
          }
        } catch {
          Issue.record("seed \(seed): \(error)")
          return
        }
      }
    }
  }

  @Test("The demo sites come back as they were", arguments: ["sonnenkorn", "harbour-physio"])
  func demos(name: String) async throws {
    guard access("\(Files.package)/content/\(name)", F_OK) == 0 else { return }
    try await Exchange.with { exchange in
      let key = try await exchange.importFolder(
        "\(Files.package)/content/\(name)", "demo", themes: ["\(Files.package)/themes"])
      #expect(try await exchange.roundTrip(key, "copy") == nil)
    }
  }
}
