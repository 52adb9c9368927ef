package typealias ApprovalID = Identifier<Approval>

/// A customer's word that a page, or a section of it, is right as it stands at a revision ("Abnahme").
package struct Approval: Hashable, Sendable {
  package let id: ApprovalID
  package let page: PageID
  /// nil for the whole page.
  package let element: ElementID?
  /// The state of the site that was approved.
  package let revision: Revision
  /// What was approved, as `ApprovedPage.fingerprint` has it.
  package let fingerprint: String
  package let account: AccountID
  /// Milliseconds since 1970 UTC.
  package let at: Int
  /// What was said with it; may be empty.
  package let words: String
  package let withdrawnAt: Int?

  package init(
    id: ApprovalID, page: PageID, element: ElementID?, revision: Revision, fingerprint: String, account: AccountID,
    at: Int, words: String, withdrawnAt: Int? = nil
  ) {
    self.id = id
    self.page = page
    self.element = element
    self.revision = revision
    self.fingerprint = fingerprint
    self.account = account
    self.at = at
    self.words = words
    self.withdrawnAt = withdrawnAt
  }

  /// How many words may be said with it, in characters.
  package static let longestWords = 1000
}

/// A page as people approve it: what its own sections say and look like, and what it says of itself. Names, limits and rights that only
/// its designers see make no difference, nor does where its rows came from; header and footer belong to all pages and are not part. What is
/// hidden is not there: nobody has seen what they would approve.
package struct ApprovedPage: Hashable, Sendable {
  package struct Section: Hashable, Sendable {
    package let id: ElementID
    /// What people call it.
    package let label: String
    /// Its tree without what only designers see.
    package let tree: ElementSeed

    package init(_ node: ElementNode) {
      id = node.id
      label = Self.label(of: node)
      tree = ElementSeed(copying: Self.bare(node))
    }

    private static func bare(_ node: ElementNode) -> ElementNode {
      var node = node
      node.body.name = ""
      node.body.capabilities = []
      node.body.limits = .none
      node.children = node.children.filter { !$0.body.hidden }.map(bare)
      return node
    }

    /// Its name, or its first heading or words.
    private static func label(of node: ElementNode) -> String {
      if !node.body.label.isEmpty { return node.body.label }
      var heading = ""
      var words = ""
      // `tree` says nothing of what is hidden; neither does this.
      bare(node).forEach { node in
        if heading.isEmpty, ["h1", "h2", "h3"].contains(node.body.tag) { heading = node.body.label }
        if words.isEmpty { words = node.body.label }
      }
      return heading.isEmpty ? words : heading
    }
  }

  /// What the page says of itself: address, title, description and picture.
  package let head: JSONValue
  package let sections: [Section]

  package init(_ page: Page, slots: [String: [ElementNode]]) {
    head = .record([
      "slug": .string(page.slug), "title": .string(page.title), "description": .string(page.meta.description),
      "image": page.meta.image.map { .string($0) },
    ])
    sections = slots.sorted { $0.key < $1.key }.flatMap(\.value).filter { !$0.body.hidden }.map(Section.init)
  }

  /// The whole page, or one section of it, as text that is the same for the same state.
  /// - Returns: nil when there is no such section
  package func canonical(_ section: ElementID?) -> String? {
    guard let section else {
      return JSONValue.array([head] + sections.map(\.tree.json)).canonical
    }
    return sections.first { $0.id == section }?.tree.json.canonical
  }
}

/// How what was approved stands now: void is exactly what has changed since.
package struct ApprovalStanding: Hashable, Sendable {
  package enum State: String, Sendable, CaseIterable {
    case valid
    /// Some of it is not what was approved.
    case changed
    /// The page or the section is not there any more.
    case gone
    case withdrawn
  }

  package struct Part: Hashable, Sendable {
    package enum State: String, Sendable, CaseIterable {
      case same, changed, added, removed
    }

    /// nil for what the page says of itself.
    package let section: ElementID?
    package let label: String
    package let state: State

    package init(section: ElementID?, label: String, state: State) {
      self.section = section
      self.label = label
      self.state = state
    }
  }

  package let state: State
  /// In the order of the page as it stands, then what is not there any more.
  package let parts: [Part]

  /// - Parameter now: nil when the page is not there any more
  package init(of approval: Approval, approved: ApprovedPage, now: ApprovedPage?) {
    let wanted = { (section: ApprovedPage.Section) in approval.element.map { $0 == section.id } ?? true }
    let before = approved.sections.filter(wanted)
    let after = now?.sections.filter(wanted) ?? []
    var parts: [Part] = []
    if approval.element == nil {
      let state: Part.State = now.map { $0.head == approved.head ? .same : .changed } ?? .removed
      parts.append(Part(section: nil, label: "", state: state))
    }
    for section in after {
      let old = before.first { $0.id == section.id }
      parts.append(
        Part(
          section: section.id, label: section.label,
          state: old.map { $0.tree == section.tree ? .same : .changed } ?? .added))
    }
    for section in before where !after.contains(where: { $0.id == section.id }) {
      parts.append(Part(section: section.id, label: section.label, state: .removed))
    }
    self.parts = parts
    let isReordered =
      before.map(\.id).filter { id in after.contains { $0.id == id } }
      != after.map(\.id).filter { id in before.contains { $0.id == id } }
    state =
      if approval.withdrawnAt != nil {
        .withdrawn
      } else if now == nil || (approval.element != nil && after.isEmpty) {
        .gone
      } else if isReordered || parts.contains(where: { $0.state != .same }) {
        .changed
      } else {
        .valid
      }
  }
}
