import Database
import DatabaseTesting
import Glibc
import Model
import Store
import Testing

/// Random sequences of operations by designers and customers: after each edit the tree keeps its invariants; taking the edits back in
/// the opposite order gives the site that was there before; and what a site is at the end is the same when it is brought into another one.
///
///     FOYER_SEQUENCES=100000    how many sequences (10,000 by default)
@Suite("Random sequences of operations")
struct SequenceTests {
  @Test("Undo after do changes nothing; a tree stays a tree; import keeps everything") func sequences() async throws {
    let count = getenv("FOYER_SEQUENCES").flatMap { Int(String(cString: $0)) } ?? 10_000
    // A site serves many sequences, since each one takes back what it has done.
    let perSite = 250
    for first in stride(from: 0, to: count, by: perSite) {
      try await EditingSite.with(.sqlite) { site in
        let before = try await SiteText(site)
        for seed in first..<min(first + perSite, count) {
          if let problem = try await sequence(seed: UInt64(seed), on: site, before: before) {
            Issue.record("sequence \(seed): \(problem)")
            return
          }
        }
        try await checkImport(of: site)
      }
    }
  }

  /// nil when everything holds.
  private func sequence(seed: UInt64, on site: EditingSite, before: SiteText) async throws -> String? {
    var numbers = Numbers(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    var done: [(AccountID, Revision)] = []
    var current = before
    for _ in 0..<Int.random(in: 1...4, using: &numbers) {
      let account = Bool.random(using: &numbers) ? site.test.designer : site.test.owner
      let operations = (0..<Int.random(in: 1...2, using: &numbers)).map { _ in Self.operation(current, &numbers) }
      do {
        done.append((account, try await site.edit(account, operations).revision))
      } catch is EditRefusal {
        continue
      } catch is FieldError {
        continue
      }
      current = try await SiteText(site)
      if let broken = current.brokenInvariant { return "\(broken) after \(operations.map(\.json.canonical))" }
    }
    for (account, revision) in done.reversed() {
      do {
        _ = try await site.edit(account, [.revert(revision)])
      } catch let refusal as EditRefusal {
        // An edit that changed nothing has nothing to take back.
        if refusal.rule == .invalid { continue }
        // A customer cannot take back what a designer's edit in between has locked; none is in between here.
        return "revision \(revision) of \(account) cannot be taken back: \(refusal.rule) \(refusal.explanation)"
      }
    }
    let after = try await SiteText(site)
    return after.lines == before.lines ? nil : "not the same after undo:\n\(after.difference(from: before))"
  }

  private func checkImport(of site: EditingSite) async throws {
    let snapshot = try await site.test.store.snapshot(of: site.key)
    let copy = try await site.test.store.createSite(
      snapshot, slug: "copy", project: ProjectID("project")!, agency: site.test.agency, author: site.test.designer)
    let lines = SiteText(try await site.test.store.snapshot(of: copy)).lines
    #expect(lines == SiteText(snapshot).lines)
  }

  static func operation(_ site: SiteText, _ numbers: inout Numbers) -> Operation {
    let node = site.nodes.randomElement(using: &numbers)!
    let other = site.nodes.randomElement(using: &numbers)!
    let (id, version) = (node.id, node.since)
    let words = InlineText(["Brot", "Semmel", "Ein Laib", "🥖"].randomElement(using: &numbers)!)
    switch Int.random(in: 0..<20, using: &numbers) {
    case 0, 1: return .setText(id, version: version, words)
    case 2:
      return .setRichText(
        id, version: version, RichText(blocks: [.paragraph(words), .bulletList([[.paragraph(words)]])]))
    case 3:
      return .setImage(id, version: version, ImageChange(source: "assets/large.jpg", alternative: .text(words.plain)))
    case 4: return .setLink(id, version: version, .page(PageID("e-home")!, fragment: nil))
    case 5: return .setHidden(id, version: version, Bool.random(using: &numbers))
    case 6: return .setVariant(id, version: version, ["plain", "bright", nil].randomElement(using: &numbers)!)
    case 7: return .addItem(list: id, after: nil)
    case 8: return .addItem(list: EditingSite.id("e-list"), after: nil)
    case 9: return .duplicateItem(id, version: version)
    case 10: return .removeItem(id, version: version)
    case 11: return .moveItem(id, version: version, after: Bool.random(using: &numbers) ? other.id : nil)
    case 12: return .insert(ElementSeed(body: ElementBody(kind: .box, tag: "div")), at: .init(parent: id))
    case 13:
      return .insert(
        ElementSeed(body: ElementBody(kind: .text, tag: "p", content: .inline(words))),
        at: .init(owner: .page(PageID("e-about")!), slot: "main"))
    case 14: return .move(id, version: version, to: .init(parent: other.id))
    case 15: return .move(id, version: version, to: .init(owner: .page(PageID("e-about")!), slot: "main"))
    case 16: return .remove(id, version: version)
    case 17: return .setEditability(id, version: version, [.visible])
    case 18: return .setMeta(PageID("e-home")!, version: site.homeVersion, MetaChange(title: words.plain))
    default: return .update(id, version: version, ["classes": ["x"], "limits": ["maximumLength": 9]])
    }
  }
}

/// A site as comparable lines, without the revisions that say since when something stands so.
struct SiteText {
  let lines: [String]
  let nodes: [ElementNode]
  let homeVersion: Revision
  private let rows: [Owner: [Element]]
  private let versions: [PageID: Revision]

  func version(of page: PageID) -> Revision { versions[page] ?? 0 }

  init(_ site: EditingSite) async throws { self.init(try await site.test.store.snapshot(of: site.key)) }

  init(_ snapshot: SiteSnapshot) {
    var lines = [snapshot.settings.json.canonical]
    var nodes: [ElementNode] = []
    var rows: [Owner: [Element]] = [:]
    func add(_ trees: [ElementNode], _ owner: Owner, _ slot: String) {
      func visit(_ node: ElementNode, _ depth: Int) {
        lines.append(String(repeating: " ", count: depth) + "\(node.id) \(node.body.json.canonical)")
        nodes.append(node)
        for child in node.children { visit(child, depth + 1) }
      }
      lines.append("\(owner) \(slot)")
      for (tree, position) in zip(trees, Position.spread(trees.count)) {
        visit(tree, 1)
        rows[owner, default: []] += tree.rows(owner: owner, slot: slot, parent: nil, position: position, since: 1)
      }
    }
    for content in snapshot.pages {
      lines.append("\(content.page.id) \(content.page.title) \(content.page.meta.json.canonical)")
      for (slot, trees) in content.slots.sorted(by: { $0.key < $1.key }) where !trees.isEmpty {
        add(trees, .page(content.page.id), slot)
      }
    }
    for (name, trees) in snapshot.shared.sorted(by: { $0.key < $1.key }) { add(trees, .shared(name), "") }
    self.lines = lines
    self.nodes = nodes
    self.rows = rows
    versions = Dictionary(snapshot.pages.map { ($0.page.id, $0.page.since) }, uniquingKeysWith: { $1 })
    homeVersion = snapshot.pages.first { $0.page.slug.isEmpty }?.page.since ?? 0
  }

  var brokenInvariant: String? {
    for (owner, rows) in rows {
      var slots: Set<String>?
      if case .page = owner { slots = ["main"] }
      do {
        try TreeInvariants.check(rows, slots: slots)
      } catch {
        return "\(error.element): \(error.explanation)"
      }
    }
    return Set(nodes.map(\.id)).count == nodes.count ? nil : "an ID twice"
  }

  func difference(from other: SiteText) -> String {
    let change = lines.difference(from: other.lines)
    return change.map { step in
      switch step {
      case .insert(_, let line, _): "+ \(line)"
      case .remove(_, let line, _): "- \(line)"
      }
    }.joined(separator: "\n")
  }
}

/// xorshift64* (Vigna 2016): the same numbers for the same seed.
struct Numbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
