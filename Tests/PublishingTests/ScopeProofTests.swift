import Builder
import Database
import DatabaseTesting
import Glibc
import Model
import Synchronization
import Testing

@testable import Publishing
@testable import Store

/// Random sites, changed at random within a customer's rights and beside them: what the customer publishes always passes its proof, and what
/// somebody smuggles in never does.
///
///     FOYER_PROOFS=2000    how many sites (40 by default)
@Suite("The proof of a customer's publish")
struct ScopeProofTests {
  static let count = getenv("FOYER_PROOFS").flatMap { Int(String(cString: $0)) } ?? 40
  static let first = getenv("FOYER_PROOFS_FIRST").flatMap { Int(String(cString: $0)) } ?? 0
  private static let owner = EditAuthority(role: .owner, phase: .done)

  @Test("What is within the customer's rights is never refused, and what is not stays in the draft")
  func randomEdits() async throws {
    var published = 0
    var compared = 0
    for seed in Self.first..<Self.first + Self.count {
      var random = RandomSite(seed: UInt64(seed))
      let snapshot = random.opened(random.snapshot())
      try await PublishedSite.with(.sqlite, snapshot) { site in
        let reasons = Mutex<[String]>([])
        let desk = PublishDesk(
          store: site.store, publisher: site.publisher(), year: { 2026 },
          today: { CalendarDate(year: 2026, month: 3, day: 1)! },
          tell: { event in
            if case .scopeRefused(let reason, _) = event { reasons.withLock { $0.append(reason) } }
          })
        _ = try await desk.publish(of: site.key)
        let author = try #require(try await site.store.account(site.designer, agency: site.key.agency))
        var done: [String] = []
        for _ in 0..<8 {
          for _ in 0..<1 + random.numbers.below(3) {
            let now = try await site.store.snapshot(of: site.key)
            let isForeign = random.numbers.chance(25)
            let operation =
              isForeign ? random.operation(on: now, revision: 1) : random.customerOperation(on: now)
            if isForeign, case .createPage = operation { continue }
            do { try await site.edit(operation) } catch is EditRefusal { continue } catch is FieldError { continue }
            done.append((isForeign ? "designer " : "") + operation.json.canonical)
          }
          do {
            let release = try await desk.publish(
              .everything, of: site.key, by: author, as: Self.owner
            ).release
            published += 1
            let proof = try #require(try await site.store.proof(of: release.number, in: site.key))
            compared += proof["pages"]?.integer ?? 0
            let fault = try await desk.verify(release.number, of: site.key)
            if let fault {
              Issue.record("site \(seed): verify: \(fault)\nafter:\n\(done.joined(separator: "\n"))")
              return
            }
          } catch let refusal as PublishRefusal {
            guard refusal.rule == .scope else { continue }
            let why = reasons.withLock { $0.last ?? "" }
            Issue.record("site \(seed): \(why)\nafter:\n\(done.joined(separator: "\n"))")
            return
          }
        }
      }
    }
    #expect(published > Self.count * 2 && compared > published / 2, "\(published) releases, \(compared) pages compared")
  }
}

extension RandomSite {
  /// The site with more that customers may change: what pages say of themselves, lists, looks and order.
  mutating func opened(_ site: SiteSnapshot) -> SiteSnapshot {
    var site = site
    func item(_ random: inout RandomSite, _ words: String) -> ElementNode {
      ElementNode(
        id: random.id("item"), body: ElementBody(kind: .box, tag: "li"),
        children: [
          ElementNode(
            id: random.id("words"),
            body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText(words)), capabilities: .text)),
          ElementNode(
            id: random.id("price"), body: ElementBody(kind: .text, tag: "b", content: .inline(InlineText("1 €")))),
        ])
    }
    site.theme.css +=
      "h2{margin:1em}ul li{color:red}blockquote{color:blue}.bright{color:#fff}.plain{color:#000}hr{width:9em}"
    for index in site.pages.indices {
      site.pages[index].page.capabilities = .meta
      let seed = ElementSeed(
        body: ElementBody(kind: .box, tag: "li"),
        children: [
          ElementSeed(
            body: ElementBody(kind: .text, tag: "p", content: .inline(InlineText("Neu")), capabilities: .text))
        ])
      let list = ElementNode(
        id: id("list"),
        body: ElementBody(kind: .list, tag: "ul", content: .list(itemTemplate: seed), capabilities: .items),
        children: [item(&self, "Eins"), item(&self, "Zwei")])
      var promo = ElementBody(
        kind: .box, tag: "section", classes: ["promo", "plain"], capabilities: [.visible, .variant, .order])
      promo.limits.variants = ["plain", "bright"]
      let rich = ElementNode(
        id: id("rich"),
        body: ElementBody(
          kind: .richText, tag: "div", content: .rich(RichText(blocks: [.paragraph(InlineText("Seit 1987"))])),
          capabilities: .text))
      site.pages[index].slots["main", default: []] += [
        list, ElementNode(id: id("promo"), body: promo, children: [item(&self, "Aktion")]), rich,
      ]
    }
    return site
  }

  /// Something that the customer may do on such a site.
  mutating func customerOperation(on site: SiteSnapshot) -> Operation {
    var nodes: [ElementNode] = []
    for page in site.pages {
      for (_, trees) in page.slots.sorted(by: { $0.key < $1.key }) { trees.forEach { $0.forEach { nodes.append($0) } } }
    }
    for (_, trees) in site.shared.sorted(by: { $0.key < $1.key }) { trees.forEach { $0.forEach { nodes.append($0) } } }
    if numbers.chance(15) {
      let key = numbers.one(of: Self.companyKeys)
      return .setField(
        path: "company.\(key)", seen: site.settings.company[key] ?? "",
        value: numbers.one(of: Self.words + ["0711 2", "", "c@d.example"]))
    }
    if numbers.chance(20) {
      let page = numbers.one(of: site.pages).page
      let change =
        switch numbers.below(3) {
        case 0: MetaChange(title: numbers.one(of: Self.words))
        case 1: MetaChange(description: numbers.one(of: Self.words + [""]))
        default: MetaChange(image: .some(numbers.chance(70) ? numbers.one(of: Self.files) : nil))
        }
      return .setMeta(page.id, version: page.since, change)
    }
    let own = nodes.filter { !$0.body.capabilities.isEmpty || $0.body.tag == "li" }
    let node = numbers.one(of: own.isEmpty ? nodes : own)
    let (id, version, can) = (node.id, node.since, node.body.capabilities)
    if can.contains(.visible), numbers.chance(30) { return .setHidden(id, version: version, !node.body.hidden) }
    switch node.body.kind {
    case .list: return .addItem(list: id, after: numbers.chance(50) ? node.children.first?.id : nil)
    case .box where node.body.tag == "li":
      switch numbers.below(3) {
      case 0: return .duplicateItem(id, version: version)
      case 1: return .removeItem(id, version: version)
      default: return .moveItem(id, version: version, after: numbers.chance(50) ? numbers.one(of: own).id : nil)
      }
    case .box: return .setVariant(id, version: version, numbers.one(of: ["plain", "bright", nil]))
    case .richText:
      let words = InlineText(numbers.one(of: Self.words))
      return .setRichText(
        id, version: version,
        RichText(
          blocks: numbers.one(of: [
            [.paragraph(words)], [.heading(level: 2, words), .rule], [.bulletList([[.paragraph(words)]])],
            [.quote([.paragraph(words)])],
          ])))
    case .text: return .setText(id, version: version, InlineText(numbers.one(of: Self.words)))
    case .markdown: return .setMarkdown(id, version: version, markdown())
    case .link: return .setLink(id, version: version, numbers.chance(85) ? target() : nil)
    case .image:
      return .setImage(
        id, version: version,
        ImageChange(
          source: numbers.one(of: Self.files), alternative: .text(numbers.one(of: Self.words)),
          focalPoint: numbers.chance(40) ? .some(.init(x: 100 * numbers.below(10), y: 500)) : nil))
    default: return .setHidden(id, version: version, !node.body.hidden)
    }
  }
}
