import Markup
import Model
import Publishing
import Store
import Web

/// A site's publishing screen: what changes for visitors, what to take, who approves, what is planned, what the checks say.
struct PublishView: Sendable {
  enum News: String, Hashable, Sendable {
    case submitted, withdrawn, returned, planned, cancelled, moved, saved, decided
  }

  struct Request: Sendable {
    let request: PublishRequest
    let author: String
    /// What it would change now; nil when it is over or cannot be put on what is live.
    let changes: [PendingChange]?
  }

  /// A time for a publish that is none.
  struct WrongTime: Sendable {
    enum Fault: CaseIterable, Sendable { case unreadable, past, far }
    /// The plan that was to be moved; nil for a new one.
    let plan: PlannedPublishID?
    let typed: String
    let fault: Fault
  }

  /// What somebody has typed into the screen's forms, to stand there again after a try that did not work.
  struct Typed: Sendable {
    var at = ""
    /// The moment that `at` means where the reader is, as the script has worked it out; empty without script.
    var instant = ""
    var message = ""
    var reason = ""
    var isOverriding = false
    /// The field with which something is wrong.
    var wrong: WrongText?
  }

  /// Some lines of text that cannot be taken.
  struct WrongText: Hashable, Sendable {
    enum Fault: CaseIterable, Sendable { case missing, tooLong }
    let field: String
    let fault: Fault
  }

  /// A plan that waits, or one that is over and still of interest.
  struct Plan: Sendable {
    let plan: PlannedPublish
    let author: String?
    /// What it would change now; nil when it is over or does not go together with what is live.
    let contents: PendingChanges?
    /// The release with which it is over.
    let release: Release?
  }

  let visible: VisibleSite
  let live: Release?
  let rule: PublishRule
  let act: PublishAct
  /// nil before the first publish.
  let pending: PendingChanges?
  let pages: [PageID: PageName]
  let findings: [CheckFinding]
  let navigation: [Document.NavigationLink]
  var ticked: Set<String> = []
  /// Changes that wait for approval as they are now.
  var submitted: Set<String> = []
  var request: Request?
  var plans: [Plan] = []
  var refusal: PublishRefusal?
  /// Why nothing was published, in the service's words.
  var fault: String?
  var wrongTime: WrongTime?
  var typed = Typed()
  var news: News?
  var newestRelease = 0
  var pictures: PublishDesk.PictureState?

  var path: String { "/sites/\(visible.site.slug)" }
  /// More boxes than this are more than anybody ticks.
  static let most = 400

  var isAgency: Bool { visible.role.isAgency }
  private var mayChoose: Bool {
    guard let pending, act != .none(.role), act != .none(.mode) else { return false }
    return !pending.isCut && pending.changes.count <= Self.most
  }
  var stopping: [CheckFinding] { findings.filter { rule.level(of: $0.kind) == .stop } }

  /// What is in the request stands there, and is not offered a second time.
  private var offered: [PendingChange] {
    (pending?.changes ?? []).filter { !submitted.contains($0.id) || ticked.contains($0.id) }
  }

  func html(_ screen: Screen) -> [UInt8] {
    let title = act == .submit ? screen.words.publish.submitTitle : screen.words.publish.title
    return Document(title: "\(title) – \(visible.site.name)", frame: .full(navigation)).html(screen) { w in
      messages(screen, &w)
      w.element("div", ["class": "page-head"]) { w in
        w.element("a", ["class": "back", "href": path]) { w in
          w.icon(.arrowLeft, screen)
          w.element("span", text: visible.site.name)
        }
        w.element("h1", text: title)
        w.element("p", ["class": "lead"], text: screen.words.publish.lead(act))
      }
      if let pictures { w.pictureProgress(pictures.live, path: path, screen) }
      if let request { requestCard(request, screen, &w) }
      w.element("div", ["class": "cards main-and-side"]) { w in
        w.element("div", ["class": "side"]) { w in
          w.element("section", ["class": "card", "aria-labelledby": "changes-title"]) { w in changeCard(screen, &w) }
          if !plans.isEmpty {
            w.element("section", ["class": "card", "aria-labelledby": "plans-title", "id": "plans"]) { w in
              planCard(screen, &w)
            }
          }
          if isAgency { checkSection(screen, &w) }
        }
        if isAgency {
          w.element("section", ["class": "card", "aria-labelledby": "rule-title", "id": "rule"]) { w in
            ruleCard(screen, &w)
          }
        } else {
          checkSection(screen, &w)
        }
      }
    }
  }

  private func checkSection(_ screen: Screen, _ w: inout HTMLWriter) {
    w.element("section", ["class": "card", "aria-labelledby": "checks-title", "id": "checks"]) { w in
      checkCard(screen, &w)
      pictureLines(screen, &w)
    }
  }

  private func messages(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    if let wrongTime {
      w.notice(.error, screen.words.common.errorSummary, screen, detail: words.wrongTime(wrongTime.fault))
    }
    if let wrong = typed.wrong {
      w.notice(.error, screen.words.common.errorSummary, screen, detail: words.wrongText(wrong.fault))
    }
    if let fault { w.notice(.error, screen.words.releases.failed, screen, detail: fault) }
    if let refusal {
      if refusal.rule == .incomplete, !refusal.needs.isEmpty {
        w.notice(.info, words.needed, screen, detail: words.neededText(names(of: refusal.needs, screen)))
      } else {
        w.notice(.error, screen.words.releases.failed, screen, detail: words.refusal(refusal.rule))
      }
    }
    switch news {
    case .submitted?: w.notice(.ok, words.submitted, screen)
    case .withdrawn?: w.notice(.ok, words.withdrawn, screen)
    case .planned?, .moved?: w.notice(.ok, words.planned, screen)
    case .saved?: w.notice(.ok, words.ruleSaved, screen)
    case .decided?: w.notice(.info, words.decided, screen)
    case .returned?, .cancelled?, nil: break
    }
  }

  private func names(of ids: [String], _ screen: Screen) -> String {
    let known = Dictionary((pending?.changes ?? []).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return ids.compactMap { known[$0]?.changes.first }.map { change in
      change.label.isEmpty ? screen.words.changes.kind(change.kind) : change.label
    }.joined(separator: ", ")
  }

  // MARK: What changes

  private func changeCard(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    w.element("h2", ["id": "changes-title"], text: words.changes)
    guard let pending else {
      let isYours = isAgency && act == .publish
      w.element("p", text: isYours ? words.first : words.firstNotYours)
      if isYours { w.form(to: "\(path)/releases", screen) { w in everything(screen, &w) } }
      return
    }
    if pending.count == 0 {
      w.element("p", ["class": "all-well"]) { w in
        w.icon(.check, screen)
        w.element("span", text: words.nothing)
      }
      return
    }
    if act == .none(.mode) { w.element("p", text: words.draftOnly) }
    if act == .none(.role) { w.element("p", text: screen.words.site.publishNotYours) }
    let left = submitted.intersection(pending.changes.map(\.id)).subtracting(ticked)
    if offered.isEmpty, !left.isEmpty {
      w.element("p", ["class": "all-well"]) { w in
        w.icon(.check, screen)
        w.element("span", text: isAgency ? words.allInRequest : words.allSubmitted)
      }
      if pending.others > 0, !isAgency { w.element("p", ["class": "quiet-text"], text: words.others(pending.others)) }
      return
    }
    let isPublishing = act == .publish
    w.form(to: isPublishing ? "\(path)/releases" : "\(path)/publish-requests", screen, class: "publish-form") { w in
      w.open("input", ["type": "hidden", "name": "revision", "value": String(pending.to.base)])
      if mayChoose { w.open("input", ["type": "hidden", "name": "chosen", "value": "yes"]) }
      if pending.isCut || pending.changes.count > Self.most { w.element("p", text: words.tooMany) }
      var list = ChangeListView(
        path: path, changes: Array(offered.prefix(Self.most)), pages: pages, marksRights: !isAgency)
      if mayChoose { list.ticked = ticked }
      list.write(screen, &w)
      if !left.isEmpty {
        w.element(
          "p", ["class": "quiet-text"],
          text: isAgency ? words.moreInRequest(left.count) : words.moreSubmitted(left.count))
        // What is submitted last counts, so what waits for approval already is submitted along.
        if act == .submit {
          for id in left.sorted() { w.open("input", ["type": "hidden", "name": "change-\(id)", "value": "on"]) }
        }
      }
      if pending.others > 0, !isAgency { w.element("p", ["class": "quiet-text"], text: words.others(pending.others)) }
      guard act == .publish || act == .submit else { return }
      if mayChoose { w.element("p", ["class": "quiet-text"], text: words.chosenHint) }
      if act == .submit { submitFields(screen, &w) } else { overrideField(screen, &w) }
      w.element("div", ["class": "actions"]) { w in
        w.open("input", ["type": "hidden", "name": "newest", "value": String(newestRelease)])
        w.element("button", ["class": "primary", "type": "submit"]) { w in
          w.icon(.rocket, screen)
          w.element(
            "span",
            text: isPublishing
              ? (mayChoose ? words.publishChosen : words.publishAll)
              : (request?.request.state == .open ? words.submitMore : words.submit))
        }
        w.element(
          "button",
          [
            "class": "secondary", "type": "submit", "formaction": "\(path)/publish", "formtarget": "_blank",
            "name": "look", "value": "yes",
          ]
        ) { w in
          w.icon(.eye, screen)
          w.element("span") { w in
            w.text(words.preview)
            w.hint(screen.words.common.opensInNewTab)
          }
        }
      }
      if isPublishing { planFields(screen, &w) }
    }
  }

  private func everything(_ screen: Screen, _ w: inout HTMLWriter) {
    overrideField(screen, &w)
    w.element("div", ["class": "actions"]) { w in
      w.open("input", ["type": "hidden", "name": "newest", "value": String(newestRelease)])
      w.element("button", ["class": "primary", "type": "submit"]) { w in
        w.icon(.rocket, screen)
        w.element("span", text: screen.words.site.publish)
      }
    }
  }

  private func overrideField(_ screen: Screen, _ w: inout HTMLWriter) {
    guard isAgency, !stopping.isEmpty else { return }
    w.element("label", ["class": "choice"]) { w in
      w.open(
        "input",
        [
          "type": "checkbox", "name": "override", "value": "yes", "class": "tick",
          "checked": typed.isOverriding ? "" : nil, "autocomplete": "off",
        ])
      w.element("span", text: screen.words.publish.override)
    }
  }

  private func submitFields(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    textField("message", label: words.message, hint: words.messageHint, text: typed.message, screen, &w)
    w.element("p", ["class": "quiet-text"], text: words.submitHint)
  }

  /// Some lines of text, with what is wrong with them after a failed try.
  private func textField(
    _ name: String, label: String, hint: String, text: String, _ screen: Screen, _ w: inout HTMLWriter
  ) {
    let wrong = typed.wrong?.field == name ? typed.wrong : nil
    let isWrong = wrong != nil
    w.element("div", ["class": isWrong ? "field wrong" : "field"]) { w in
      w.element("label", ["for": name], text: label)
      w.element("p", ["class": "hint", "id": "\(name)-hint"], text: hint)
      if let wrong {
        w.element("p", ["class": "error", "id": "\(name)-error"], text: screen.words.publish.wrongText(wrong.fault))
      }
      w.element(
        "textarea",
        [
          "id": name, "name": name, "rows": "3", "maxlength": "1000",
          "aria-describedby": isWrong ? "\(name)-hint \(name)-error" : "\(name)-hint",
          "aria-invalid": isWrong ? "true" : nil, "autofocus": isWrong ? "" : nil,
        ], text: text)
    }
  }

  private func planFields(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    let wrong = wrongTime?.plan == nil ? wrongTime : nil
    w.element("details", ["class": "later", "open": wrong == nil && typed.at.isEmpty ? nil : ""]) { w in
      w.element("summary") { w in
        w.icon(.clock, screen)
        w.element("span", text: words.plan)
      }
      timeField("at", value: .typed(wrong?.typed ?? typed.at), hint: words.planHint, wrong, screen, &w)
      w.element(
        "button", ["class": "secondary", "type": "submit", "formaction": "\(path)/plans"], text: words.planButton)
    }
  }

  // MARK: Approval

  private func requestCard(_ line: Request, _ screen: Screen, _ w: inout HTMLWriter) {
    let (words, request) = (screen.words.publish, line.request)
    guard isAgency else { return customerRequest(request, screen, &w) }
    guard request.state == .open else { return }
    w.element("section", ["class": "card next request", "aria-labelledby": "request-title", "id": "request"]) { w in
      w.element("h2", ["id": "request-title"]) { w in
        w.icon(.clock, screen)
        w.element("span", text: words.requestFrom(line.author))
      }
      w.element("p", ["class": "quiet-text"]) { w in w.time(request.at, screen) }
      if !request.message.isEmpty { w.element("blockquote", ["class": "note-text"], text: request.message) }
      if let changes = line.changes {
        ChangeListView(path: path, changes: changes, pages: pages, marksRights: false, prefix: "r").write(screen, &w)
      }
      w.element("div", ["class": "actions"]) { w in
        w.form(to: "\(path)/publish-requests/\(request.id)/approval", screen) { w in
          overrideField(screen, &w)
          w.element("button", ["class": "primary", "type": "submit"]) { w in
            w.icon(.rocket, screen)
            w.element("span", text: words.approve)
          }
        }
        w.element(
          "a",
          [
            "class": "button secondary", "href": "\(path)/preview?request=\(request.id)", "target": "_blank",
            "rel": "noopener",
          ]
        ) { w in
          w.icon(.eye, screen)
          w.element("span") { w in
            w.text(words.preview)
            w.hint(screen.words.common.opensInNewTab)
          }
        }
      }
      w.element("details", ["class": "later", "open": typed.wrong?.field == "reason" ? "" : nil]) { w in
        w.element("summary") { w in
          w.icon(.undo, screen)
          w.element("span", text: words.sendBack)
        }
        w.form(to: "\(path)/publish-requests/\(request.id)/return", screen, class: "stack") { w in
          textField("reason", label: words.reason, hint: words.reasonHint, text: typed.reason, screen, &w)
          w.element("button", ["class": "secondary", "type": "submit"], text: words.sendBack)
        }
      }
    }
  }

  private func customerRequest(_ request: PublishRequest, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    if request.state == .returned { return w.returnedRequest(request, path: path, from: .publish, screen) }
    let (icon, title, text): (Icons.Name, String, String)
    switch request.state {
    case .open: (icon, title, text) = (.clock, words.waiting, act == .submit ? words.waitingText : "")
    case .approved:
      guard let release = request.release, release == live?.number else { return }
      (icon, title, text) = (.check, words.approved(release), "")
    case .returned, .withdrawn: return
    }
    w.element("section", ["class": "card next request", "aria-labelledby": "request-title", "id": "request"]) { w in
      w.element("h2", ["id": "request-title"]) { w in
        w.icon(icon, screen)
        w.element("span", text: title)
      }
      w.element("p", ["class": "quiet-text"]) { w in w.time(request.decidedAt ?? request.at, screen) }
      if !text.isEmpty { w.element("p", ["class": "note-text"], text: text) }
      if request.state == .open, visible.role.mayPublish {
        w.element("div", ["class": "actions"]) { w in
          w.form(to: "\(path)/publish-requests/\(request.id)/withdrawal", screen) { w in
            w.element("button", ["class": "secondary small", "type": "submit"], text: words.withdraw)
          }
        }
      }
    }
  }
}
