/// What is looked at before a site goes live.
package enum CheckKind: String, Sendable, CaseIterable {
  case brokenLink, missingAlternative, missingTitle, duplicateTitle, missingDescription, emptyText, oversizedImage
  case unreachablePage, duplicatePath, brokenRedirect, placeholder, staleTranslation

  /// What holds where the agency has not said anything.
  package var standardLevel: CheckLevel { .warn }
}

package enum CheckLevel: String, Sendable, CaseIterable {
  case off
  /// It is said, and whoever publishes decides.
  case warn
  /// It must be put right first; only the agency may publish all the same.
  case stop
}

/// One thing that a check has found, with its place.
package struct CheckFinding: Hashable, Sendable {
  package let kind: CheckKind
  /// The page on which it is seen; nil for what belongs to the whole site, or stands on many pages.
  package let page: PageID?
  /// The page's path, or the address that is wrong.
  package let path: String
  package let element: ElementID?
  /// What the element is called, or the beginning of its words.
  package let label: String
  /// What is wrong, as a fact: a target, a file, a title, a size.
  package let detail: String

  package init(
    _ kind: CheckKind, page: PageID? = nil, path: String = "", element: ElementID? = nil, label: String = "",
    detail: String = ""
  ) {
    self.kind = kind
    self.page = page
    self.path = path
    self.element = element
    self.label = label
    self.detail = detail
  }
}

/// How a site's customers publish, and what is looked at before anybody does.
package struct PublishRule: Hashable, Sendable {
  package var mode: PublishMode
  /// Levels that are not the standard ones.
  package var checks: [CheckKind: CheckLevel]

  /// What holds for a site of which the agency has said nothing.
  package static let standard = PublishRule(mode: .direct)

  package init(mode: PublishMode, checks: [CheckKind: CheckLevel] = [:]) {
    self.mode = mode
    self.checks = checks
  }

  package func level(of kind: CheckKind) -> CheckLevel { checks[kind] ?? kind.standardLevel }

  /// Every kind with its level: the form in which it is stored and told.
  package var checksJSON: JSONValue {
    .object(
      Dictionary(
        uniqueKeysWithValues: CheckKind.allCases.map { ($0.rawValue, JSONValue.string(level(of: $0).rawValue)) }))
  }

  /// - Parameter json: kinds that are left out have their standard level
  package init(mode: PublishMode, checksJSON json: JSONValue, at pointer: String = "") throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: Set(CheckKind.allCases.map(\.rawValue)))
    self.init(mode: mode)
    for kind in CheckKind.allCases {
      guard let text = try reader.optionalString(kind.rawValue) else { continue }
      guard let level = CheckLevel(rawValue: text) else {
        throw reader.error(kind.rawValue, "must be off, warn or stop")
      }
      checks[kind] = level
    }
  }
}

/// Why something is not published, in a form that screens say in their own words.
package struct PublishRefusal: Error, Hashable, Sendable {
  package enum Rule: String, Sendable, CaseIterable {
    /// The role does not publish.
    case role
    /// The agency alone publishes this site, or approves what customers submit.
    case mode
    /// The site has never been published: the agency does that.
    case first
    /// Nothing of what waits is this person's to publish.
    case nothing
    /// What was chosen is not this person's to publish.
    case rights
    /// Something that was chosen needs something that was not.
    case incomplete
    /// A check that stops a publish has found something.
    case checks
    /// More would have changed than this person may change; it can be submitted for approval.
    case scope
    /// It was put together for a state that is no longer the live one, or the request is decided.
    case outdated
  }

  package let rule: Rule
  package let explanation: String
  /// Changes that are needed too.
  package var needs: [String]
  package var findings: [CheckFinding]

  package init(_ rule: Rule, _ explanation: String, needs: [String] = [], findings: [CheckFinding] = []) {
    self.rule = rule
    self.explanation = explanation
    self.needs = needs
    self.findings = findings
  }
}
