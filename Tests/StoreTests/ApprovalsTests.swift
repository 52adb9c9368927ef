import Database
import DatabaseTesting
import Model
import Store
import Testing

@Suite("Approval of pages and sections") struct ApprovalsTests {
  private func approve(
    _ test: TestStore, section: ElementID? = nil, at revision: Revision? = nil, words: String = "",
    by account: AccountID? = nil, page: PageID? = nil
  ) async throws -> ApprovalID {
    let newest = try await test.store.revision(of: test.key)
    let answer = try await test.store.approve(
      page ?? test.page, section: section, at: revision ?? newest, words: words, of: test.key,
      by: account ?? test.owner
    ) { RecordedAnswer(status: 201, document: .string($0.approval.id.rawValue)) }
    return ApprovalID(stored: answer.document.string ?? "")
  }

  private func told(_ test: TestStore, _ id: ApprovalID) async throws -> (told: ToldApproval, changes: [Change]) {
    try await test.store.approval(id, of: test.key, for: test.owner)
  }

  /// What of a page is void: sections by their ID, the page itself as "page".
  private func void(_ told: ToldApproval) -> [String: ApprovalStanding.Part.State] {
    Dictionary(
      uniqueKeysWithValues: told.standing.parts.filter { $0.state != .same }
        .map { ($0.section?.rawValue ?? "page", $0.state) })
  }

  @Test("A later change voids exactly what it changed, and is told", arguments: TestDatabases.engines)
  func story(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let page = try await approve(test, words: "  So ist es gut.\n")
      let section = try await approve(test, section: test.section)
      var (now, changes) = try await told(test, page)
      #expect(now.standing.state == .valid && void(now) == [:] && changes == [])
      #expect(now.approval.words == "So ist es gut." && now.accountName == "owner" && now.title == "Start")
      #expect(now.path == "/" && now.standing.parts.count == 7)

      let edit = try await test.edit(test.owner, test.setText(test.headline, "Neues Brot"))
      (now, changes) = try await told(test, page)
      #expect(now.standing.state == .changed && void(now) == ["headline": .changed])
      #expect(changes.map(\.property) == [.text] && changes[0].before == "Frisches Brot")
      #expect(changes[0].after == "Neues Brot")
      #expect(try await told(test, section).told.standing.state == .valid, "another section is not touched")

      // What is as it was approved counts again.
      _ = try await test.edit(test.owner, .revert(edit.revision))
      #expect(try await told(test, page).told.standing.state == .valid)

      // What nobody but the designer sees makes no difference.
      _ = try await test.edit(test.designer, .setEditability(test.slogan, version: 1, [.text]))
      #expect(try await told(test, page).told.standing.state == .valid)

      // Locked words are told too: who approved has seen them.
      _ = try await test.edit(test.designer, test.setText(ElementID("inner")!, "anders"))
      (now, changes) = try await told(test, section)
      #expect(now.standing.state == .changed && void(now) == ["section": .changed])
      #expect(changes.map(\.after) == ["anders"])
      #expect(try await told(test, page).changes.contains { $0.after == "anders" })

      _ = try await test.edit(test.designer, .remove(test.section, version: 1))
      (now, _) = try await told(test, section)
      #expect(now.standing.state == .gone && void(now) == ["section": .removed])
      #expect(void(try await told(test, page).told) == ["section": .removed])
    }
  }

  @Test("Order, the page's own words, new sections and the end of the page", arguments: TestDatabases.engines)
  func wholePage(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let id = try await approve(test)
      _ = try await test.edit(
        test.designer,
        .move(test.headline, version: 1, to: .init(owner: .page(test.page), slot: "main", after: test.slogan)))
      var now = try await told(test, id).told
      #expect(now.standing.state == .changed && void(now) == [:], "only the order is another one")
      let second = try await approve(test)
      _ = try await test.edit(
        test.designer,
        .setMeta(test.page, version: 1, MetaChange(title: "Willkommen")))
      now = try await told(test, second).told
      #expect(void(now) == ["page": .changed] && now.title == "Willkommen")
      _ = try await test.edit(test.designer, .duplicateItem(ElementID("item")!, version: 1))
      #expect(void(try await told(test, second).told) == ["page": .changed, "list": .changed])

      let about = PageID("about")!
      let other = try await approve(test, page: about)
      _ = try await test.edit(test.designer, .removePage(about, version: 1))
      now = try await told(test, other).told
      #expect(now.standing.state == .gone && now.title == "Über uns" && now.path == nil)
      #expect(try await test.store.approvals(of: test.key, for: test.reviewer).map(\.approval.id).count == 3)
      #expect(
        try await test.store.approvals(of: test.key, page: about, for: test.designer).map(\.approval.id) == [other])
    }
  }

  @Test("Nobody approves what they did not see", arguments: TestDatabases.engines)
  func outdated(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      let seen = try await test.store.revision(of: test.key)
      let edit = try await test.edit(test.owner, test.setText(test.headline, "Neues Brot"))
      let error = await #expect(throws: ApprovalOutdated.self) { try await approve(test, at: seen) }
      #expect(error?.newest == edit.revision)
      // A section that nobody has changed since may be approved as it was seen.
      _ = try await approve(test, section: test.section, at: seen)
      for revision in [0, edit.revision + 1] {
        await #expect(throws: FieldError.self) { try await approve(test, at: revision) }
      }
    }
  }

  @Test("Who approves, and who takes it back", arguments: TestDatabases.engines)
  func rights(engine: Database.Engine) async throws {
    try await TestStore.with(engine) { test in
      await #expect(throws: StoreError.self) { try await approve(test, by: test.stranger) }
      for account in [test.reviewer, test.designer] {
        await #expect(throws: EditRefusal.self) { try await approve(test, by: account) }
      }
      await #expect(throws: FieldError.self) { try await approve(test, section: ElementID("inner")!) }
      await #expect(throws: FieldError.self) { try await approve(test, page: PageID("nowhere")!) }
      await #expect(throws: FieldError.self) { try await approve(test, words: "a\u{0}b") }
      let id = try await approve(test)
      await #expect(throws: StoreError.self) {
        try await test.store.approval(id, of: test.key, for: test.stranger)
      }
      await #expect(throws: StoreError.self) { try await test.store.approvals(of: test.key, for: test.stranger) }
      await #expect(throws: StoreError.self) {
        try await test.store.withdrawApproval(id, of: test.key, by: test.stranger)
      }
      await #expect(throws: EditRefusal.self) {
        try await test.store.withdrawApproval(id, of: test.key, by: test.reviewer)
      }
      try await test.store.withdrawApproval(id, of: test.key, by: test.designer)
      try await test.store.withdrawApproval(id, of: test.key, by: test.owner)
      #expect(try await told(test, id).told.standing.state == .withdrawn, "it stays in the record")
    }
  }
}
