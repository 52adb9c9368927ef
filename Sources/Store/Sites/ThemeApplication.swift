import Database
import Model

/// What bringing a theme's present state to a site has made of it.
package struct AppliedTheme: Hashable, Sendable {
  package let revision: Revision
  /// The parts that are different now: `css`, `tokens`, `template page` …
  package let changed: [String]
  /// Trees that stay as the site has them: somebody has changed them there, or pages need what the theme has no more.
  package let kept: [String]
}

extension Store {
  /// Makes a theme's present state that of a site: one edit of the operator, with the reason `theme`. The contents of its files must
  /// be in the blob folder already.
  /// - Returns: nil when the site has all of it already
  /// - Throws: `EditRefusal` when pages fill a slot that its template has no more, `StoreError.notFound`
  package func applyTheme(_ theme: Theme, to key: SiteKey) async throws -> AppliedTheme? {
    let moment = now()
    struct Made: Sendable {
      let result: EditResult
      let changed: [String]
    }
    let made: Made
    do {
      made = try await database.write { transaction in
        guard try SiteRows.find(key, in: transaction) != nil else { throw StoreError.notFound("site \(key.site)") }
        let before = try SettingRows.theme(of: key, in: transaction).theme
        let change = ThemeChange(from: before, to: theme)
        let author = EditAuthor(account: nil, authority: EditAuthority(role: .designer, phase: .done))
        let door = EditDoor(key: key, author: author, at: moment, transaction: transaction)
        let result = try door.apply(EditRequest(operations: [.updateTheme(change)]), reason: "theme")
        // Leaving the transaction by an error leaves no revision behind.
        guard !door.hasChangedNothing else { throw NothingToApply() }
        let trees = door.replacedTrees.map { "\($0.columns.kind) \($0.columns.name)" }
        return Made(
          result: result, changed: Change.between(before, change.applied(to: before)).map(\.label) + trees.sorted())
      }
    } catch is NothingToApply {
      return nil
    }
    announce(made.result, of: key)
    return AppliedTheme(
      revision: made.result.revision, changed: made.changed,
      kept: made.result.keptTrees.map { "\($0.columns.kind) \($0.columns.name)" }.sorted())
  }
}

private struct NothingToApply: Error {}
