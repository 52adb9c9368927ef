import Testing

@testable import Model

@Suite("What of quotes and pictures is told to whom") struct ReviewedStatesTests {
  private let author = Participant.account(AccountID(stored: "author"))

  private func thread(at revision: Revision) -> CommentThread {
    CommentThread(
      id: ThreadID(stored: "t"), number: 1, visibility: .customer, page: nil, element: nil,
      anchor: Anchor(revision: revision), quote: "Brot", author: author, at: 0)
  }

  @Test("What an edit found and left is told to whoever could look at both")
  func steps() {
    let rows: [(ReviewedStates, [Revision])] = [
      (ReviewedStates(), Array(1...9)), (ReviewedStates(since: 5), Array(6...9)), (ReviewedStates(pinned: 5), []),
    ]
    for (states, told) in rows { #expect((1...9).filter(states.tellStep) == told) }
  }

  @Test("By the states that somebody could look at")
  func table() {
    let (account, later, pinned) = (ReviewedStates(), ReviewedStates(since: 5), ReviewedStates(pinned: 5))
    // The state of the thread; whether its quote is told, whether it is if it stood when they came, and whether the picture is shown.
    let rows: [(ReviewedStates, Revision, quote: Bool, stood: Bool, picture: Bool)] = [
      (account, 1, true, true, true), (account, 9, true, true, true),
      (later, 4, false, true, false), (later, 5, true, true, true), (later, 9, true, true, true),
      (pinned, 4, false, true, false), (pinned, 5, true, true, true), (pinned, 6, false, false, false),
    ]
    for role in Role.allCases {
      for (states, revision, quote, stood, picture) in rows {
        let rules = FeedbackRules(participant: .account(AccountID(stored: "other")), role: role)
        let thread = thread(at: revision)
        func sees(_ isKnown: Bool) -> Bool { rules.seesQuote(of: thread, in: states, stoodWhenTheyCame: isKnown) }
        #expect(sees(false) == (quote || role.isAgency) && sees(true) == (stood || role.isAgency))
        #expect(rules.seesPicture(of: thread, in: states, showsHidden: false) == (picture || role.isAgency))
        #expect(rules.seesPicture(of: thread, in: states, showsHidden: true) == role.isAgency)
        let own = FeedbackRules(participant: author, role: role)
        #expect(own.seesQuote(of: thread, in: states, stoodWhenTheyCame: false))
        #expect(own.seesPicture(of: thread, in: states, showsHidden: true))
      }
    }
  }
}
