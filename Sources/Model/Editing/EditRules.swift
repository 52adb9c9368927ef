/// The rules of the one door for edits: given an element as it stands and who asks, may this operation be done, and what
/// does it make of the element? Pure; the store reads rows, asks here, and writes what comes back.
package struct EditRules: Sendable {
  package let authority: EditAuthority

  package init(authority: EditAuthority) { self.authority = authority }

  /// Checks version and right for an operation on an existing element.
  /// - Parameters:
  ///   - version: the version that the author saw
  ///   - ancestors: capabilities of everything above the element, nearest first
  ///   - needed: the capability that the operation uses
  package func authorize(
    _ element: Element, ancestors: [Capabilities], version: Revision?, needed: Capabilities, operation: Int
  ) throws(EditRefusal) {
    func refuse(_ rule: EditRefusal.Rule, _ explanation: String, current: Element? = nil) -> EditRefusal {
      EditRefusal(operation: operation, element: element.id, rule: rule, explanation: explanation, current: current)
    }
    switch authority.rights(own: element.body.capabilities, ancestors: ancestors) {
    case .denied(let rule): throw refuse(rule, Self.explanation(of: rule))
    case .granted(let rights):
      guard rights.isSuperset(of: needed) else {
        throw refuse(.capability, "this element is not unlocked for “\(needed.names.joined(separator: ", "))”")
      }
    }
    // The version comes after the right: what stands in a locked element is not told to somebody who may not change it.
    if let version, version != element.since {
      throw refuse(.stale, "somebody has changed this element since; look at both versions", current: element)
    }
  }

  /// Inserting, removing and moving below an element asks for `structure` on it or above it.
  package func authorizeStructure(
    below parent: Capabilities?, ancestors: [Capabilities], element: ElementID?, operation: Int
  ) throws(EditRefusal) {
    if authority.role.mayDesign { return }
    let chain = (parent.map { [$0] } ?? []) + ancestors
    let right = authority.rights(own: [], ancestors: chain)
    guard right.capabilities.contains(.structure) else {
      let rule: EditRefusal.Rule = if case .denied(let rule) = right { rule } else { .capability }
      throw EditRefusal(operation: operation, element: element, rule: rule, explanation: Self.explanation(of: rule))
    }
  }

  /// The element with the properties that stand in `set`; designers only.
  package func updating(_ set: JSONValue, of element: Element, operation: Int) throws -> ElementBody {
    let pointer = "/operations/\(operation)/set"
    let reader = try JSONReader(set, at: pointer, known: ElementBody.keys.subtracting(["kind", "capabilities"]))
    var body = element.body
    try body.apply(reader)
    if let content = reader.value("content") {
      body.content = try Content(json: content, kind: body.kind, at: "\(pointer)/content")
    }
    try ElementRules.check(body, at: pointer)
    return body
  }

  /// Whether the author may change the company's data, which appear all over the site. Customers know them best, so no phase forbids it.
  package func authorizeCompanyData(operation: Int) throws(EditRefusal) {
    guard authority.role.mayDesign || authority.role.mayEditUnlocked else {
      throw EditRefusal(
        operation: operation, element: nil, rule: .role, explanation: Self.explanation(of: .role))
    }
  }

  /// Whether the author may change what a page says about itself.
  package func authorizeMeta(of page: Page, operation: Int) throws(EditRefusal) {
    let right = authority.rights(own: page.capabilities, ancestors: [])
    guard !right.capabilities.contains(.meta) else { return }
    let rule: EditRefusal.Rule = if case .denied(let rule) = right { rule } else { .capability }
    throw EditRefusal(operation: operation, element: nil, rule: rule, explanation: Self.explanation(of: rule))
  }

  package static func explanation(of rule: EditRefusal.Rule) -> String {
    switch rule {
    case .role: "your role does not change this site"
    case .phase: "the project is in a phase in which the agency works on the site"
    case .sealed: "this part of the page is sealed; only a designer changes it"
    case .locked: "this element is locked; ask the agency to unlock it"
    case .capability: "this element is not unlocked for that"
    case .notFound: "there is no such element on this site"
    case .stale: "somebody has changed this element since"
    case .limit, .kind, .invalid, .invariant: "this change does not fit the element"
    }
  }
}
