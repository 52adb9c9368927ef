import Markup
import Model
import Store
import Web

/// A site's rounds of feedback: one form for a new one, and each of those that there are with what can be done about it.
struct RoundsView: Sendable {
  /// What somebody has typed and could not be taken.
  struct Refused: Sendable {
    enum Trouble: Sendable, Hashable { case nameMissing, nameUnusable, deadlineUnreadable, deadlineTooEarly }

    /// The round that was to be changed; nil where one was to begin.
    let round: Int?
    let name: String
    let deadline: String
    let trouble: Trouble

    var isName: Bool { trouble == .nameMissing || trouble == .nameUnusable }
  }

  enum News: String, Sendable { case begun, saved, closed, reopened }

  let visible: VisibleSite
  /// The newest first.
  let rounds: [Round]
  let figures: [Int: RoundFigures]
  var refused: Refused?
  var news: (what: News, round: Round)?
  let navigation: [Document.NavigationLink]

  private var path: String { "/sites/\(visible.site.slug)" }

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.rounds
    return Document(title: words.title, frame: .full(navigation)).html(screen) { w in
      w.head(of: visible.site, title: words.title, lead: words.lead, screen)
      if let news { w.notice(.ok, sentence(news.what, news.round.name, words), screen) }
      if let refused { w.errorSummary([nameField(nil, refused, words), deadlineSummary(refused, words)], screen) }
      w.element("div", ["class": "stack"]) { w in
        w.element("section", ["class": "card", "aria-labelledby": "begin-title"]) { w in
          w.element("h2", ["id": "begin-title"], text: words.begin)
          form(nil, screen, &w)
        }
        w.element("section", ["class": "card", "aria-labelledby": "rounds-title"]) { w in
          w.element("h2", ["id": "rounds-title"], text: words.rounds)
          if rounds.isEmpty { w.element("p", ["class": "quiet-text"], text: words.none) }
          if !rounds.isEmpty {
            w.element("ul", ["class": "rows rounds"]) { w in
              for round in rounds {
                w.element("li", ["class": "row", "id": "round-\(round.number)"]) { w in row(round, screen, &w) }
              }
            }
          }
        }
      }
    }
  }

  private func sentence(_ news: News, _ name: String, _ words: RoundWords) -> String {
    switch news {
    case .begun: words.begun(name)
    case .saved: words.saved(name)
    case .closed: words.isClosed(name)
    case .reopened: words.isOpenAgain(name)
    }
  }

  // MARK: The list

  private func row(_ round: Round, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.rounds
    let isOpen = round.closedAt == nil
    w.element("div", ["class": "row-text"]) { w in
      w.element("h3") { w in
        w.text(round.name)
        state(of: round, screen, &w)
      }
      w.element("p", ["class": "quiet-text"]) { w in
        w.text("\(words.numbered(round.number)) · ")
        if round.opensAt <= screen.now {
          w.text("\(words.begunAt) ")
          w.time(round.opensAt, screen)
        } else {
          w.text("\(words.beginsAt) ")
          w.moment(round.opensAt, screen)
        }
        w.text(" · ")
        if let endsAt = round.endsAt {
          w.text("\(words.until) ")
          w.moment(endsAt, screen)
        } else {
          w.text(words.noDeadline)
        }
        if let closedAt = round.closedAt {
          w.text(" · \(words.closedAt) ")
          w.time(closedAt, screen)
        }
      }
      w.element("p", ["class": "quiet-text"]) { w in
        guard let figures = figures[round.number] else { return w.text(words.noThreads) }
        w.element(
          "a", ["href": "\(path)/review?round=\(round.number)"], text: words.threads(figures.threads, figures.open))
      }
    }
    w.element("div", ["class": "actions"]) { w in
      w.form(to: "\(path)/rounds/\(round.number)/\(isOpen ? "close" : "open")", screen) { w in
        w.element("button", ["class": "secondary small", "type": "submit"]) { w in
          w.element("span", ["aria-hidden": "true"], text: isOpen ? words.close : words.reopen)
          w.element(
            "span", ["class": "unseen"], text: isOpen ? words.closeLong(round.name) : words.reopenLong(round.name))
        }
      }
    }
    w.element("details", ["class": "later", "open": refused?.round == round.number ? "" : nil]) { w in
      w.element("summary") { w in
        w.element("span", ["aria-hidden": "true"], text: words.correct)
        w.element("span", ["class": "unseen"], text: words.correctLong(round.name))
      }
      form(round, screen, &w)
    }
  }

  private func state(of round: Round, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.rounds
    guard round.closedAt == nil else { return w.badge(.plain, words.closed) }
    guard round.opensAt <= screen.now else { return w.badge(.plain, words.later) }
    // What is written now belongs to one alone.
    let isCurrent = round.number == rounds.first { $0.closedAt == nil && $0.opensAt <= screen.now }?.number
    w.badge(isCurrent ? .on : .plain, isCurrent ? words.running : words.openToo)
    if let endsAt = round.endsAt, endsAt <= screen.now { w.badge(.off, words.over) }
  }

  // MARK: Forms

  /// - Parameter round: the one that is changed; nil for a new one
  private func form(_ round: Round?, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.rounds
    let refused = refused?.round == round?.number ? refused : nil
    w.form(to: round.map { "\(path)/rounds/\($0.number)" } ?? "\(path)/rounds", screen, class: "stack") { w in
      w.field(nameField(round, refused, words))
      w.momentField(
        MomentField(
          id: id("deadline", round?.number), label: words.deadline,
          value: refused.map { .typed($0.deadline) } ?? round?.endsAt.map { .moment($0) } ?? .typed(""),
          hint: words.deadlineHint, error: refused.flatMap { $0.isName ? nil : sentence($0.trouble, words) }),
        screen)
      w.element(
        "button", ["class": round == nil ? "primary" : "secondary small", "type": "submit"],
        text: round == nil ? words.start : screen.words.common.save)
    }
  }

  private func nameField(_ round: Round?, _ refused: Refused?, _ words: RoundWords) -> FormField {
    FormField(
      name: "name", id: id("name", refused?.round ?? round?.number), label: words.name, autocomplete: "off",
      value: refused?.name ?? round?.name, hint: round == nil ? words.nameHint : nil,
      error: refused.flatMap { $0.isName ? sentence($0.trouble, words) : nil })
  }

  /// What the summary above says of a deadline, and where it leads.
  private func deadlineSummary(_ refused: Refused, _ words: RoundWords) -> FormField {
    FormField(
      name: MomentField.name, id: id("deadline", refused.round), label: words.deadline,
      error: refused.isName ? nil : sentence(refused.trouble, words))
  }

  private func id(_ name: String, _ round: Int?) -> String { round.map { "\(name)-\($0)" } ?? name }

  private func sentence(_ trouble: Refused.Trouble, _ words: RoundWords) -> String {
    switch trouble {
    case .nameMissing: words.nameMissing
    case .nameUnusable: words.nameUnusable
    case .deadlineUnreadable: words.deadlineUnreadable
    case .deadlineTooEarly: words.deadlineTooEarly
    }
  }
}
