/// What somebody may read and do in the feedback of one site. The one place where visibility is decided: readings, events, notices and
/// exports ask here.
package struct FeedbackRules: Hashable, Sendable {
  package let participant: Participant
  package let role: Role

  package init(participant: Participant, role: Role) {
    self.participant = participant
    self.role = role
  }

  /// Internal threads and comments are the agency's alone: others learn neither their words nor that there are any.
  package var seesInternal: Bool { role.isAgency }

  package func sees(_ visibility: FeedbackVisibility) -> Bool { visibility == .customer || seesInternal }

  /// Who has a role may comment; the phase only decides what the portal shows.
  package func mayWrite(_ visibility: FeedbackVisibility) -> Bool { sees(visibility) }

  /// Assign, prioritise, tag, merge, remove others' words: the agency's matter.
  package var mayModerate: Bool { role.isAgency }

  /// Whether words that were overwritten may be told: to guests and reviewers only what stands there while they look.
  package var readsHistory: Bool { role.isAgency || role == .owner || role == .editor }

  /// To take what is suggested changes the site, and to decline it says that the site stays as it is: both are for those who design it.
  package var mayDecide: Bool { role.mayDesign }

  /// A round that is closed takes no more words of those whom the agency has asked; what it asks them about it they may answer.
  package func mayReply(_ thread: CommentThread, isRoundClosed: Bool) -> Bool {
    mayWrite(thread.visibility) && (role.isAgency || !isRoundClosed || thread.state == .question)
  }

  /// To approve a page binds the customer, so it is the matter of those who may speak for them.
  package var mayApprove: Bool { role == .owner || role == .editor }

  package func isAuthor(of thread: CommentThread) -> Bool { thread.author == participant }

  /// Whether a thread may go from its state to another by this person's word. To stay where it is is no step.
  ///
  /// The agency's people may do everything. A customer's people take back what they wrote while it is open, accept what was done or
  /// declined (the owner for everybody, others their own), and open again what is not as they meant it. Guests only answer.
  package func mayMove(_ thread: CommentThread, to state: CommentThread.State) -> Bool {
    guard state != thread.state, sees(thread.visibility) else { return false }
    if role.isAgency { return true }
    guard role != .guest, role == .owner || isAuthor(of: thread) else { return false }
    return switch (thread.state, state) {
    case (.done, .accepted), (.declined, .accepted): true
    case (.done, .open), (.declined, .open), (.accepted, .open), (.duplicate, .open): true
    case (.open, .declined), (.question, .declined): isAuthor(of: thread)
    default: false
    }
  }

  /// Whether this person could take the thread to a state at all, were it in another one now: where not, it is their role that stands
  /// against it.
  package func mayEverMove(_ thread: CommentThread, to state: CommentThread.State) -> Bool {
    CommentThread.State.allCases.contains { from in
      var other = thread
      other.state = from
      return mayMove(other, to: state)
    }
  }

  /// The state that an answer leads to. Who asked for something and says more means that it is not over; the agency's own words and
  /// internal ones change nothing. A guest opens again only what they began.
  package func stateAfterReply(_ thread: CommentThread, visibility: FeedbackVisibility) -> CommentThread.State {
    guard visibility == .customer, !role.isAgency else { return thread.state }
    switch thread.state {
    case .question: return .open
    case .done, .accepted, .declined, .duplicate:
      return role == .guest && !isAuthor(of: thread) ? thread.state : .open
    case .open, .inProgress: return thread.state
    }
  }

  /// How long own words may be changed or taken back, in milliseconds; once somebody has answered they stay.
  package static let changeableFor = 15 * 60_000

  /// - Parameter isAnswered: whether somebody else has said something after it that its author can see
  package func mayChange(_ comment: Comment, isAnswered: Bool, at moment: Int) -> Bool {
    guard comment.kind == .words, comment.removedAt == nil, comment.author == participant,
      sees(comment.visibility)
    else { return false }
    return role.isAgency || (!isAnswered && moment - comment.at <= Self.changeableFor)
  }

  /// The agency may take away words of anybody; that they were there stays visible.
  package func mayRemove(_ comment: Comment, isAnswered: Bool, at moment: Int) -> Bool {
    guard comment.kind == .words, comment.removedAt == nil, sees(comment.visibility) else { return false }
    return role.isAgency || mayChange(comment, isAnswered: isAnswered, at: moment)
  }
}
