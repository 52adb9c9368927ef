/// Why an edit was not made: which operation, which element, which rule and, on a stale version, what stands there now.
package struct EditRefusal: Error, Hashable, Sendable {
  package enum Rule: String, Sendable, CaseIterable {
    /// The author's role changes nothing here.
    case role
    /// The project is in a phase in which customers do not edit.
    case phase
    case sealed
    case locked
    /// The element is unlocked, but not for this.
    case capability
    case notFound
    case stale
    case limit
    case kind
    case invalid
    case invariant
  }

  package let operation: Int
  package let element: ElementID?
  package let rule: Rule
  package let explanation: String
  /// The element as it stands now, when the version was stale.
  package let current: Element?

  package init(operation: Int, element: ElementID?, rule: Rule, explanation: String, current: Element? = nil) {
    self.operation = operation
    self.element = element
    self.rule = rule
    self.explanation = explanation
    self.current = current
  }
}
