/// What the author of a thread proposes for an element that they may not edit: operations like those of an edit, waiting for a designer.
package struct Suggestion: Hashable, Sendable {
  package enum State: String, Sendable, CaseIterable {
    case open
    /// Taken as it was proposed.
    case accepted
    /// Taken with changes by the designer.
    case changed
    case declined, withdrawn
  }

  package let thread: ThreadID
  /// The state of the site that the author saw.
  package let revision: Revision
  /// All of them on the thread's element.
  package let operations: [Operation]
  /// The new picture, which becomes one of the site's files when it is accepted; the `setImage` among the operations has no source then.
  package let picture: Picture?

  /// One of the files of the thread's first comment.
  package struct Picture: Hashable, Sendable {
    /// As its sender calls it.
    package let name: String
    package let file: AssetFile

    package init(name: String, file: AssetFile) {
      self.name = name
      self.file = file
    }
  }

  package var state: State
  package var decidedBy: AccountID?
  /// Milliseconds since 1970 UTC.
  package var decidedAt: Int?
  /// Why it was declined; may be empty otherwise.
  package var reason: String
  /// The edit that it became.
  package var edit: Revision?

  package init(
    thread: ThreadID, revision: Revision, operations: [Operation], picture: Picture? = nil,
    state: State = .open, decidedBy: AccountID? = nil, decidedAt: Int? = nil, reason: String = "",
    edit: Revision? = nil
  ) {
    self.thread = thread
    self.revision = revision
    self.operations = operations
    self.picture = picture
    self.state = state
    self.decidedBy = decidedBy
    self.decidedAt = decidedAt
    self.reason = reason
    self.edit = edit
  }
}

/// What may be suggested, and what an element would become: by the rules of an edit, without asking whether the element is unlocked.
package enum SuggestionRules {
  /// One for each thing that an element has: words, picture, target.
  package static let mostOperations = 3

  /// What is proposed for one element.
  package enum Outcome: Hashable, Sendable {
    case element(Element)
    case removal
  }

  /// The rules for a customer who may edit: a suggestion brings in nothing that its author could not write where it is unlocked.
  private static let rules = EditRules(authority: EditAuthority(role: .editor, phase: .feedback))

  /// What the element becomes.
  /// - Parameters:
  ///   - picture: the file that a `setImage` brings, with the path under which it would stand
  ///   - files: the site's files by their paths
  /// - Throws: `EditRefusal`, which names the operation, for what no edit could do either and for what is no suggestion
  package static func outcome(
    of operations: [Operation], on element: Element, picture: (path: String, file: AssetFile)? = nil,
    files: (String) throws -> AssetFile?
  ) throws -> Outcome {
    guard (1...mostOperations).contains(operations.count), Set(operations.map(\.name)).count == operations.count
    else {
      throw refusal(element, 0, .invalid, "a suggestion changes words, picture or target of one element, each once")
    }
    var element = element
    for (index, operation) in operations.enumerated() {
      guard operation.suggestedFor == element.id else {
        throw refusal(element, index, .invalid, "a suggestion is for the element of its thread alone")
      }
      switch operation {
      case .setText(_, _, let text): element.body = try rules.settingText(text, of: element, operation: index)
      case .setRichText(_, _, let document):
        element.body = try rules.settingRichText(document, of: element, operation: index)
      case .setMarkdown(_, _, let source):
        element.body = try rules.settingMarkdown(source, of: element, operation: index)
      case .setLink(_, _, let target): element.body = try rules.settingLink(target, of: element, operation: index)
      case .setImage(_, _, var change):
        var file = try change.source.flatMap(files)
        if let picture {
          change.source = picture.path
          file = picture.file
        }
        element.body = try rules.settingImage(change, file: file, of: element, operation: index)
      case .remove:
        guard operations.count == 1 else {
          throw refusal(element, index, .invalid, "what is to be removed is not changed as well")
        }
        return .removal
      default: throw refusal(element, index, .invalid, "“\(operation.name)” cannot be suggested")
      }
    }
    return .element(element)
  }

  private static func refusal(
    _ element: Element, _ operation: Int, _ rule: EditRefusal.Rule, _ explanation: String
  ) -> EditRefusal {
    EditRefusal(operation: operation, element: element.id, rule: rule, explanation: explanation)
  }
}

extension Operation {
  /// The element that the operation is for, when it is one that can be suggested.
  package var suggestedFor: ElementID? {
    switch self {
    case .setText(let id, _, _), .setRichText(let id, _, _), .setMarkdown(let id, _, _), .setImage(let id, _, _),
      .setLink(let id, _, _), .remove(let id, _):
      id
    default: nil
    }
  }

  /// The element that a designer's own version of a suggestion is for: what somebody wants gone may also be hidden.
  package var decidedFor: ElementID? {
    if case .setHidden(let id, _, _) = self { id } else { suggestedFor }
  }

  /// The version of the element that the author saw.
  package var seenVersion: Revision? {
    switch self {
    case .setText(_, let version, _), .setRichText(_, let version, _), .setMarkdown(_, let version, _),
      .setImage(_, let version, _), .setLink(_, let version, _), .remove(_, let version):
      version
    default: nil
    }
  }

  /// The same for a picture that is one of the site's files now.
  package func showing(_ path: String) -> Operation {
    guard case .setImage(let id, let version, var change) = self else { return self }
    change.source = path
    return .setImage(id, version: version, change)
  }
}
