import Markup
import Model
import Store
import Web

extension SiteView {
  /// What of a site's feedback its own screen shows.
  struct Feedback: Sendable {
    /// The newest ones that wait.
    let threads: [ThreadView]
    let counts: [CommentThread.State: Int]

    var open: Int { (counts[.open] ?? 0) + (counts[.inProgress] ?? 0) + (counts[.question] ?? 0) }

    /// How many threads the screen names.
    static let limit = 5
    /// Those that wait for the agency, or for an answer.
    static let waiting: Set<CommentThread.State> = [.open, .inProgress, .question]

    /// The agency always sees feedback, others from the phase on in which it is asked for, and wherever there is some.
    static func isShown(_ role: Role, _ phase: Phase, hasAny: Bool) -> Bool {
      if role.isAgency || hasAny { return true }
      return switch phase {
      case .preparation, .creation: false
      case .feedback, .revision, .done, .redesign: true
      }
    }
  }

  func feedbackList(_ feedback: Feedback, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.feedback
    let count = { (state: CommentThread.State) in feedback.counts[state] ?? 0 }
    w.element("h2", ["id": "feedback-title"], text: words.title)
    let lead =
      visible.role.isAgency ? words.leadAgency : visible.project.phase == .revision ? words.rest : words.lead
    w.element("p", ["class": "quiet-text"], text: lead)
    w.element("p", ["class": "badges"]) { w in
      if feedback.open == 0 { w.badge(.plain, words.none) }
      if count(.open) + count(.inProgress) > 0 { w.badge(.off, words.open(count(.open) + count(.inProgress))) }
      if count(.question) > 0 { w.badge(.off, words.questions(count(.question))) }
      if count(.done) > 0 {
        w.element(
          "a", ["class": "badge on", "href": "\(path)/review?state=done"], text: words.toAccept(count(.done)))
      }
    }
    if !feedback.threads.isEmpty {
      w.element("ul", ["class": "rows threads"]) { w in
        for thread in feedback.threads {
          w.element("li") { w in
            row(thread, screen, &w)
            if thread.rights.contains(.change) { done(thread.thread, screen, &w) }
          }
        }
      }
    }
    let more = feedback.open - feedback.threads.count
    if more > 0 { w.element("p", ["class": "quiet-text"], text: words.more(more)) }
    w.element("div", ["class": "actions"]) { w in
      w.element("a", ["class": "button secondary", "href": "\(path)/review"]) { w in
        w.icon(.comments, screen)
        w.element("span", text: words.review)
      }
      if visible.role.mayInviteGuests {
        w.element("a", ["href": "\(path)/guests"], text: screen.words.guests.open)
      }
      if visible.role.isAgency {
        w.element("a", ["href": "\(path)/rounds"], text: screen.words.rounds.open)
      }
    }
  }

  private func done(_ thread: CommentThread, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.feedback
    w.form(to: "\(path)/threads/\(thread.id)/done", screen) { w in
      w.element("button", ["class": "secondary small", "type": "submit"]) { w in
        w.element("span", ["aria-hidden": "true"], text: words.done)
        w.element("span", ["class": "unseen"], text: words.doneLong(thread.label))
      }
    }
  }

  private func row(_ view: ThreadView, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.feedback
    let thread = view.thread
    let page = view.place.page.map { "page=\($0)&" } ?? ""
    w.element("a", ["class": "row", "href": "\(path)/review?\(page)thread=\(thread.id)"]) { w in
      w.element("span", ["class": "row-text"]) { w in
        w.element("span", ["class": view.isUnread ? "strong" : nil]) { w in
          w.element("span", ["class": "thread-number"], text: thread.label)
          w.text(" ")
          w.text(view.excerpt)
          if view.isUnread { w.element("span", ["class": "unseen"], text: " (\(words.unread))") }
        }
        w.element("span", ["class": "quiet-text"]) { w in
          w.text(words.state(thread.state))
          if thread.visibility == .internal { w.text(" · \(words.internalThread)") }
          w.text(" · \(words.by(words.called(view.author))) ")
          w.text(view.place.title.isEmpty ? words.onSite : words.onPage(view.place.title))
          w.text(", ")
          w.time(view.changedAt, screen)
        }
      }
      w.icon(.chevronRight, screen)
    }
  }
}
