import Testing

@testable import Model

@Suite("What people may do in feedback") struct FeedbackRulesTests {
  private let author = Participant.account(AccountID(stored: "author"))

  private func thread(
    _ state: CommentThread.State, visibility: FeedbackVisibility = .customer, by participant: Participant? = nil
  ) -> CommentThread {
    CommentThread(
      id: ThreadID(stored: "t"), number: 3, visibility: visibility, page: nil, element: nil,
      anchor: Anchor(revision: 1), quote: "", author: participant ?? author, at: 1000, state: state)
  }

  private func rules(_ role: Role, isAuthor: Bool = false) -> FeedbackRules {
    FeedbackRules(participant: isAuthor ? author : .account(AccountID(stored: "other")), role: role)
  }

  @Test("Internal words are the agency's alone", arguments: Role.allCases)
  func visibility(role: Role) {
    let rules = rules(role)
    #expect(rules.sees(.customer) && rules.mayWrite(.customer))
    #expect(rules.sees(.internal) == role.isAgency)
    #expect(rules.mayWrite(.internal) == role.isAgency)
    #expect(rules.mayModerate == role.isAgency)
    #expect(rules.readsHistory == (role.isAgency || role == .owner || role == .editor))
  }

  /// Every step that somebody outside of the agency may make; all others are none.
  @Test("Customers accept, open again and take back; guests only answer")
  func steps() {
    let states = CommentThread.State.allCases
    func steps(_ rules: FeedbackRules) -> Set<String> {
      Set(states.flatMap { from in states.filter { rules.mayMove(thread(from), to: $0) }.map { "\(from)→\($0)" } })
    }
    let ends: Set = [
      "done→accepted", "declined→accepted", "done→open", "declined→open", "accepted→open", "duplicate→open",
    ]
    let own = ends.union(["open→declined", "question→declined"])
    #expect(steps(rules(.owner)) == ends)
    #expect(steps(rules(.owner, isAuthor: true)) == own)
    for role in [Role.editor, .reviewer] {
      #expect(steps(rules(role)) == [])
      #expect(steps(rules(role, isAuthor: true)) == own)
    }
    #expect(steps(rules(.guest)) == [] && steps(rules(.guest, isAuthor: true)) == [])
    for role in [Role.admin, .designer, .support] {
      #expect(steps(rules(role)).count == states.count * (states.count - 1), "everything but staying")
    }
    #expect(!rules(.owner, isAuthor: true).mayMove(thread(.done, visibility: .internal), to: .accepted))
  }

  @Test("Designers decide on suggestions, nobody else", arguments: Role.allCases)
  func deciding(role: Role) {
    #expect(rules(role).mayDecide == [.admin, .designer].contains(role))
    #expect(rules(role, isAuthor: true).mayDecide == [.admin, .designer].contains(role))
  }

  @Test("What a role never may, and what it may at another time")
  func ever() {
    let states = CommentThread.State.allCases
    func ever(_ rules: FeedbackRules) -> Set<CommentThread.State> {
      Set(states.filter { rules.mayEverMove(thread(.open), to: $0) })
    }
    for role in [Role.admin, .designer, .support] { #expect(ever(rules(role)) == Set(states)) }
    #expect(ever(rules(.owner)) == [.accepted, .open])
    for role in [Role.owner, .editor, .reviewer] {
      #expect(ever(rules(role, isAuthor: true)) == [.accepted, .open, .declined])
    }
    for role in [Role.editor, .reviewer, .guest] { #expect(ever(rules(role)) == []) }
    #expect(ever(rules(.guest, isAuthor: true)) == [])
    #expect(!rules(.owner, isAuthor: true).mayEverMove(thread(.done, visibility: .internal), to: .accepted))
  }

  @Test("A closed round takes the agency's words, and answers to what it asks", arguments: Role.allCases)
  func closedRounds(role: Role) {
    for state in CommentThread.State.allCases {
      #expect(rules(role).mayReply(thread(state), isRoundClosed: false))
      #expect(rules(role).mayReply(thread(state), isRoundClosed: true) == (role.isAgency || state == .question))
    }
    #expect(rules(role).mayReply(thread(.question, visibility: .internal), isRoundClosed: false) == role.isAgency)
  }

  @Test("An answer opens again what was over, and ends a question")
  func replies() {
    func after(_ state: CommentThread.State, _ rules: FeedbackRules, _ visibility: FeedbackVisibility = .customer)
      -> CommentThread.State
    { rules.stateAfterReply(thread(state), visibility: visibility) }
    for state in [CommentThread.State.done, .accepted, .declined, .duplicate, .question] {
      for role in [Role.owner, .editor, .reviewer] { #expect(after(state, rules(role)) == .open) }
      #expect(after(state, rules(.guest, isAuthor: true)) == .open)
      #expect(after(state, rules(.designer)) == state, "the agency's answer changes nothing")
      #expect(after(state, rules(.designer), .internal) == state)
      #expect(after(state, rules(.guest)) == (state == .question ? .open : state))
    }
    for state in [CommentThread.State.open, .inProgress] { #expect(after(state, rules(.owner)) == state) }
  }

  @Test("Own words may be changed for a while, until somebody answers; the agency may take words away")
  func changing() {
    func comment(_ kind: Model.Comment.Kind = .words, removedAt: Int? = nil) -> Model.Comment {
      Model.Comment(
        id: CommentID(stored: "c"), thread: ThreadID(stored: "t"), author: author, at: 1000, kind: kind,
        visibility: .customer, body: "Words", removedAt: removedAt)
    }
    let (early, late) = (1000 + FeedbackRules.changeableFor, 1001 + FeedbackRules.changeableFor)
    for role in [Role.owner, .editor, .reviewer, .guest] {
      let mine = rules(role, isAuthor: true)
      #expect(mine.mayChange(comment(), isAnswered: false, at: early))
      #expect(!mine.mayChange(comment(), isAnswered: false, at: late))
      #expect(!mine.mayChange(comment(), isAnswered: true, at: early))
      #expect(!mine.mayRemove(comment(), isAnswered: true, at: early))
      #expect(!rules(role).mayChange(comment(), isAnswered: false, at: early))
      #expect(!rules(role).mayRemove(comment(), isAnswered: false, at: early))
    }
    #expect(!rules(.designer).mayChange(comment(), isAnswered: false, at: early), "nobody writes another's words")
    #expect(rules(.designer).mayRemove(comment(), isAnswered: true, at: late))
    #expect(rules(.designer, isAuthor: true).mayChange(comment(), isAnswered: true, at: late))
    for comment in [comment(removedAt: 2000), comment(.state(from: .open, to: .done)), comment(.resolution(3))] {
      #expect(!rules(.designer, isAuthor: true).mayChange(comment, isAnswered: false, at: early))
      #expect(!rules(.designer).mayRemove(comment, isAnswered: false, at: early))
    }
  }

  @Test("Where a subject stands: gone before hidden before moved before other words")
  func anchors() {
    func standing(_ parent: String = "p", _ words: String = "A", hidden: Bool = false) -> AnchorState.Standing {
      .init(
        place: .element(owner: .page(PageID(stored: "home")), parent: ElementID(stored: parent)),
        content: .markdown(words), isHidden: hidden)
    }
    func state(_ now: AnchorState.Standing?, before: AnchorState.Standing? = standing()) -> AnchorState {
      AnchorState(before: before, now: now)
    }
    #expect(state(standing()) == .attached)
    #expect(state(standing("p", "B")) == .textChanged)
    #expect(state(standing("q")) == .moved)
    #expect(state(standing("q", "B")) == .moved)
    #expect(state(standing("q", "B", hidden: true)) == .hidden)
    #expect(state(nil) == .removed)
    let hidden = standing(hidden: true)
    #expect(state(hidden, before: hidden) == .attached, "it was hidden when it was written")
    #expect(state(standing(), before: hidden) == .attached, "and may be shown since")
    #expect(state(standing("q", hidden: true), before: hidden) == .moved)
    let page = AnchorState.Standing(place: .page(parent: nil), content: nil, isHidden: false)
    let below = AnchorState.Standing(place: .page(parent: PageID(stored: "x")), content: nil, isHidden: false)
    #expect(state(page, before: page) == .attached && state(below, before: page) == .moved)
  }

  @Test("An anchor is read back as it was, and refuses what no window says")
  func anchorJSON() throws {
    for anchor in [
      Anchor(revision: 4),
      Anchor(
        revision: 4, point: .init(x: 0, y: 1000), viewport: .init(width: 390, height: 844), scheme: .dark,
        browser: "Firefox 140"),
    ] {
      #expect(try Anchor(anchor.json, revision: 4) == anchor)
      #expect(try Anchor(.parse(anchor.json.canonical), revision: 4) == anchor)
    }
    for (json, pointer) in [
      (#"{"point":{"x":-1,"y":0}}"#, "/anchor/point/x"), (#"{"point":{"x":0,"y":1001}}"#, "/anchor/point/y"),
      (#"{"point":{"x":0}}"#, "/anchor/point/y"), (#"{"point":7}"#, "/anchor/point"),
      (#"{"viewport":{"width":0,"height":3}}"#, "/anchor/viewport/width"), (#"{"scheme":"sepia"}"#, "/anchor/scheme"),
      (#"{"browser":"<b>\u0007"}"#, "/anchor/browser"),
      ("{\"browser\":\"\(String(repeating: "x", count: 41))\"}", "/anchor/browser"), (#"{"page":1}"#, "/anchor/page"),
    ] {
      let error = #expect(throws: FieldError.self) {
        _ = try Anchor(.parse(json), revision: 1, at: "/anchor")
      }
      #expect(error?.pointer == pointer, "\(json)")
    }
  }

  @Test("Words are kept without white space around them, and say something")
  func text() throws {
    #expect(try CommentText.checked(" \n A\tb\n\nc \n", pointer: "/body") == "A\tb\n\nc")
    #expect(try CommentText.checked(String(repeating: "👩‍👩‍👧", count: 10), pointer: "/body").count == 10)
    for wrong in ["", " \n", "\u{200B}\u{2060}", "a\u{0}b", "a\u{202E}b", String(repeating: "x", count: 5001)] {
      #expect(throws: FieldError.self) { try CommentText.checked(wrong, pointer: "/body") }
    }
    #expect(throws: FieldError.self) {
      try CommentText.checked("a" + String(repeating: "\u{301}", count: 40_000), pointer: "/body")
    }
    #expect(try CommentText.checkedTags(["Menü", " Preise ", "Menü"], pointer: "/tags") == ["Menü", "Preise"])
    for wrong in [["a,b"], ["a\nb"], [""], [String(repeating: "x", count: 41)], (1...13).map(String.init)] {
      #expect(throws: FieldError.self) { try CommentText.checkedTags(wrong, pointer: "/tags") }
    }
  }
}
