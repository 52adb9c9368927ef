/// One difference between two states of a site, as people are told it: what it is about, which property, and what stood and stands there.
package struct Change: Hashable, Sendable {
  package enum Subject: Hashable, Sendable {
    case element(ElementID)
    case page(PageID)
    /// A value of the site's settings by its path, such as `company.phone`.
    case field(String)
  }

  package enum Property: String, Hashable, Sendable, CaseIterable {
    case text, formatting, image, link, hidden, variant, position, added, removed
    case kind, name, tag, classes, attributes, editability, limits, content
    case title, description, slug, template, meta, company, settings

    /// What only those who design a site are told: locks, limits and looks.
    package var isDesigners: Bool {
      switch self {
      case .classes, .attributes, .editability, .limits, .content: true
      default: false
      }
    }
  }

  package let subject: Subject
  /// The page on which the element stands, when it belongs to one.
  package let page: PageID?
  /// The element's kind, `page`, `company` or `site`.
  package let kind: String
  package let label: String
  package let property: Property
  /// Plain words for words, an object for a picture, a target for a link; null where nothing was.
  package let before: JSONValue
  package let after: JSONValue

  package init(
    _ subject: Subject, page: PageID? = nil, kind: String, label: String, _ property: Property,
    before: JSONValue = .null, after: JSONValue = .null
  ) {
    self.subject = subject
    self.page = page
    self.kind = kind
    self.label = label
    self.property = property
    self.before = before
    self.after = after
  }

  /// How much of long words is told.
  package static let longest = 2_000
}

extension Excerpt {
  /// Two states of words so that what is different can be seen: of long ones a part around the first difference.
  package static func pair(_ before: String, _ after: String, maximum: Int = Change.longest) -> (String, String) {
    guard before.utf8.count > maximum || after.utf8.count > maximum else { return (before, after) }
    var same = 0
    var last = (before.startIndex, after.startIndex)
    while last.0 < before.endIndex, last.1 < after.endIndex, before[last.0] == after[last.1] {
      before.formIndex(after: &last.0)
      after.formIndex(after: &last.1)
      same += 1
    }
    // Some of what is the same stays, to know where one is.
    let context = maximum / 10
    guard same > maximum - context else { return (text(before, maximum: maximum), text(after, maximum: maximum)) }
    func rest(_ whole: String, from index: String.Index) -> String {
      "…" + text(String(whole[whole.index(index, offsetBy: -context)...]), maximum: maximum)
    }
    return (rest(before, from: last.0), rest(after, from: last.1))
  }
}
