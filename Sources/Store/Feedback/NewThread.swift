import Model

/// What somebody writes.
package struct NewComment: Hashable, Sendable {
  package var body: String
  package var visibility: FeedbackVisibility
  /// Sent before, by the same person.
  package var files: [CommentFileID]
  package var mentions: [AccountID]

  package init(
    _ body: String, visibility: FeedbackVisibility = .customer, files: [CommentFileID] = [], mentions: [AccountID] = []
  ) {
    self.body = body
    self.visibility = visibility
    self.files = files
    self.mentions = mentions
  }
}

/// A thread as somebody begins it; it is as visible as its first comment.
package struct NewThread: Hashable, Sendable {
  package var page: PageID?
  package var element: ElementID?
  package var anchor: Anchor
  package var comment: NewComment
  /// For the agency's people; nil for what is usual.
  package var priority: CommentThread.Priority?
  package var assignee: AccountID?
  package var tags: [String]
  /// nil for the newest round that is open, if there is one.
  package var round: Int?
  package var suggestion: NewSuggestion?

  package init(
    page: PageID?, element: ElementID?, anchor: Anchor, comment: NewComment, priority: CommentThread.Priority? = nil,
    assignee: AccountID? = nil, tags: [String] = [], round: Int? = nil, suggestion: NewSuggestion? = nil
  ) {
    self.page = page
    self.element = element
    self.anchor = anchor
    self.comment = comment
    self.priority = priority
    self.assignee = assignee
    self.tags = tags
    self.round = round
    self.suggestion = suggestion
  }
}

/// What is to become different of a thread; nil leaves it as it is.
package struct ThreadChange: Hashable, Sendable {
  package var state: CommentThread.State?
  package var reason: String?
  package var duplicateOf: ThreadID?
  package var priority: CommentThread.Priority?
  package var assignee: AccountID??
  package var tags: [String]?
  package var round: Int??
  /// The edit that did what the thread asks for; a thread that is open is done then.
  package var resolvedBy: Revision?
  /// Who may read it from now on; changed by itself.
  package var visibility: FeedbackVisibility?
  /// With `visibility`, what others read first; needed where all words of the thread are internal.
  package var words: String?

  package init(
    state: CommentThread.State? = nil, reason: String? = nil, duplicateOf: ThreadID? = nil,
    priority: CommentThread.Priority? = nil, assignee: AccountID?? = nil, tags: [String]? = nil, round: Int?? = nil,
    resolvedBy: Revision? = nil, visibility: FeedbackVisibility? = nil, words: String? = nil
  ) {
    self.visibility = visibility
    self.words = words
    self.state = state
    self.reason = reason
    self.duplicateOf = duplicateOf
    self.priority = priority
    self.assignee = assignee
    self.tags = tags
    self.round = round
    self.resolvedBy = resolvedBy
  }
}
