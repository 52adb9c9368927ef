import Markup
import Model
import Store
import Web

extension SiteView {
  /// How far the pages of a site are approved.
  struct Approvals: Sendable {
    struct Line: Sendable {
      let page: PageID
      let title: String
      /// The newest approval of the whole page that was not withdrawn.
      var pageApproval: ToldApproval?
      /// Those of single sections.
      var sections: [ToldApproval] = []
    }

    let lines: [Line]
    /// Those that are named only to whoever wants to see them.
    let more: [Line]

    private static let first = 6
    private static let limit = 300

    /// - Parameter approvals: the newest first
    init(_ approvals: [ToldApproval], of pages: [(page: Page, path: String)]) {
      var byPage: [PageID: Line] = [:]
      for told in approvals where told.standing.state != .withdrawn && told.standing.state != .gone {
        let id = told.approval.page
        var line = byPage[id] ?? Line(page: id, title: told.title)
        if told.approval.element != nil {
          line.sections.append(told)
        } else if line.pageApproval == nil {
          line.pageApproval = told
        }
        byPage[id] = line
      }
      // Those about which something was said come first, in the order of the site.
      let said = pages.filter { byPage[$0.page.id] != nil }
      let silent = pages.filter { byPage[$0.page.id] == nil }
      let all = (said + silent).map { page, path in
        byPage[page.id] ?? Line(page: page.id, title: page.title.isEmpty ? path : page.title)
      }
      let shown = max(Self.first, min(said.count, 30))
      lines = Array(all.prefix(shown))
      more = Array(all.dropFirst(shown).prefix(Self.limit))
    }

    /// Those who approve are shown what waits for them in the phases in which they do; others once there is an approval.
    static func isShown(_ role: Role, _ phase: Phase, hasAny: Bool) -> Bool {
      if hasAny { return true }
      guard role == .owner || role == .editor else { return false }
      return switch phase {
      case .feedback, .revision: true
      case .preparation, .creation, .done, .redesign: false
      }
    }
  }

  func approvalList(_ approvals: Approvals, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.approvals
    w.element("h2", ["id": "approvals-title"], text: words.title)
    w.element("p", ["class": "quiet-text"], text: words.lead)
    w.element("ul", ["class": "rows"]) { w in
      for line in approvals.lines {
        w.element("li") { w in row(line, screen, &w) }
      }
    }
    guard !approvals.more.isEmpty else { return }
    w.element("details") { w in
      w.element("summary", text: words.more(approvals.more.count))
      w.element("ul", ["class": "rows"]) { w in
        for line in approvals.more {
          w.element("li") { w in row(line, screen, &w) }
        }
      }
    }
  }

  private func row(_ line: Approvals.Line, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.approvals
    w.element("a", ["class": "row", "href": "\(path)/review?page=\(line.page)"]) { w in
      w.element("span", ["class": "row-text"]) { w in
        w.element("span", ["class": "strong"], text: line.title)
        w.element("span", ["class": "badges"]) { w in
          switch line.pageApproval?.standing.state {
          case .valid?: w.badge(.on, words.valid)
          case .some: w.badge(.off, words.changed)
          case nil: w.badge(.plain, words.none)
          }
        }
        w.element("span", ["class": "quiet-text"]) { w in
          if let told = line.pageApproval {
            w.text("\(words.by(told.accountName)), ")
            w.time(told.approval.at, screen)
          }
          let changed = line.sections.count { $0.standing.state == .changed }
          if !line.sections.isEmpty {
            w.text(line.pageApproval == nil ? "" : " · ")
            w.text(words.sections(line.sections.count, changed))
          }
        }
      }
      w.icon(.chevronRight, screen)
    }
  }
}
