/// The states of a site that somebody who reviews it could look at.
package struct ReviewedStates: Hashable, Sendable {
  /// The one that stood there when they came; 0 for whoever has an account, who could always look.
  package let first: Revision
  /// A very large number for the working draft.
  package let last: Revision

  package init(since first: Revision = 0) {
    self.first = first
    last = .max
  }

  /// For whoever came by a link to one revision.
  package init(pinned revision: Revision) {
    first = revision
    last = revision
  }

  package func contains(_ revision: Revision) -> Bool { first <= revision && revision <= last }

  /// Whether another one stood there by the time they came.
  package func isFormer(_ revision: Revision) -> Bool { revision < first }

  /// Whether they could look at what an edit has found and at what it has left.
  package func tellStep(to revision: Revision) -> Bool { first < revision && revision <= last }
}

extension FeedbackRules {
  /// Whether the words that a thread quotes may be told to this person: what they wrote about, what they could read themselves, and what
  /// was said before and could still be read when they came.
  package func seesQuote(of thread: CommentThread, in states: ReviewedStates, stoodWhenTheyCame: Bool) -> Bool {
    let revision = thread.anchor.revision
    return seesInternal || isAuthor(of: thread) || states.contains(revision)
      || states.isFormer(revision) && stoodWhenTheyCame
  }

  /// Whether the picture of a thread's place may be shown to this person. A picture cannot leave anything out, so it goes with whatever on
  /// it is hidden by now.
  package func seesPicture(of thread: CommentThread, in states: ReviewedStates, showsHidden: Bool) -> Bool {
    seesInternal || isAuthor(of: thread) || states.contains(thread.anchor.revision) && !showsHidden
  }
}
