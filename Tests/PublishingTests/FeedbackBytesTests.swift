import Builder
import Database
import DatabaseTesting
import Model
import Publishing
import Store
import Testing

/// Feedback never lives in content: what is published is the same with and without it, and nothing that was said stands in the way.
@Suite("Published bytes and feedback") struct FeedbackBytesTests {
  @Test("A release is the same with and without threads", arguments: TestDatabases.engines)
  func sameBytes(engine: Database.Engine) async throws {
    var random = RandomSite(seed: 3)
    let snapshot = random.snapshot()
    var plain = Manifest([])
    for withThreads in [false, true] {
      try await PublishedSite.with(engine, snapshot) { site in
        let person = Participant.account(site.designer)
        if withThreads {
          for content in snapshot.pages {
            let roots = content.slots.values.flatMap { $0 }
            for element in [nil] + roots.map({ Optional.some($0.id) }) {
              let thread = try await site.store.addThread(
                NewThread(
                  page: content.page.id, element: element, anchor: Anchor(revision: 1),
                  comment: NewComment("Kanarie", visibility: element == nil ? .customer : .internal)),
                of: site.key, by: person)
              _ = try await site.store.addComment(
                NewComment("Kanarie <script>"), to: thread.thread.id, of: site.key, by: person)
            }
          }
          #expect(try await site.store.threads(of: site.key, for: person, limit: 5).threads.count == 5)
        }
        let first = try await site.publisher().publish(PublishOrder(.newest, by: nil), of: site.key)
        let built = try await site.store.manifest(of: first.number, in: site.key)
        if withThreads {
          #expect(built == plain)
        } else {
          plain = built
          #expect(plain.artifacts.count > 8)
        }
        #expect(try await site.builtFromNothing() == built)
      }
    }
  }
}
