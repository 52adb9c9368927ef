import Markup
import Model
import Publishing
import Store
import Web

extension PublishView {
  // MARK: Checks

  func checkCard(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    w.element("h2", ["id": "checks-title"], text: words.checks)
    guard !findings.isEmpty else {
      return w.element("p", ["class": "all-well"]) { w in
        w.icon(.check, screen)
        w.element("span", text: words.checksGood)
      }
    }
    let count = stopping.count
    if count > 0 { w.element("p", ["class": "waiting"], text: words.checksStop(count)) }
    if count < findings.count { w.element("p", text: words.checksHint(findings.count - count, count > 0)) }
    w.element("p", ["class": "quiet-text"]) { w in
      if isAgency {
        w.element("a", ["href": "#stops"], text: words.checksRule)
      } else {
        w.text(words.checksRuleOfAgency)
      }
    }
    let groups = CheckKind.allCases.compactMap { kind -> (CheckKind, [CheckFinding])? in
      let found = findings.filter { $0.kind == kind }
      return found.isEmpty ? nil : (kind, found)
    }.sorted { rule.level(of: $0.0) == .stop && rule.level(of: $1.0) != .stop }
    for (kind, found) in groups {
      let isStop = rule.level(of: kind) == .stop
      w.element("details", ["class": "finding-group", "open": isStop || found.count <= 3 ? "" : nil]) { w in
        w.element("summary") { w in
          w.badge(isStop ? .off : .plain, isStop ? words.stops : words.warns)
          w.element("span", text: "\(screen.words.changes.check(kind)) (\(found.count))")
        }
        w.element("ul", ["class": "findings"]) { w in
          for finding in found.prefix(40) { w.element("li") { w in write(finding, screen, &w) } }
        }
      }
    }
  }

  /// What could not be made, for the agency.
  func pictureLines(_ screen: Screen, _ w: inout HTMLWriter) {
    guard let pictures, visible.role.isAgency, !pictures.problems.isEmpty else { return }
    let words = screen.words.publish
    let names = pictures.problems.prefix(20).map { problem in
      let name = problem.path.split(separator: "/").last.map(String.init) ?? problem.path
      return "\(name) (\(problem.words)\(problem.isTriedAgain ? "; \(words.pictureAgain)" : ""))"
    }
    w.element("p", ["class": "quiet-text"], text: words.picturesFailed(names.joined(separator: ", ")))
  }

  private func write(_ finding: CheckFinding, _ screen: Screen, _ w: inout HTMLWriter) {
    let title = finding.page.flatMap { pages[$0] }.map { $0.title.isEmpty ? $0.path : $0.title }
    let name = finding.label.isEmpty || finding.label == title ? title ?? finding.path : finding.label
    if let page = finding.page, pages[page] != nil {
      w.element(
        "a", ["href": "\(path)/edit/\(page)" + (finding.element.map { "#part=\($0)" } ?? "")], text: name)
    } else {
      w.element("span", text: name)
    }
    let place = finding.page == nil ? screen.words.publish.everyPage : finding.element == nil ? "" : title ?? ""
    let detail = [place, finding.detail].filter { !$0.isEmpty && $0 != name }.joined(separator: " · ")
    if !detail.isEmpty { w.element("span", ["class": "quiet-text"], text: Excerpt.line(detail, maximum: 140)) }
  }

  // MARK: Plans

  func planCard(_ screen: Screen, _ w: inout HTMLWriter) {
    w.element("h2", ["id": "plans-title"], text: screen.words.publish.plans)
    w.element("ul", ["class": "rows plans"]) { w in
      for line in plans { w.element("li", ["class": "plan"]) { w in write(line, screen, &w) } }
    }
  }

  private func write(_ line: Plan, _ screen: Screen, _ w: inout HTMLWriter) {
    let (words, plan) = (screen.words.publish, line.plan)
    let (icon, title) =
      switch plan.state {
      case .waiting: (Icons.Name.clock, words.planFor)
      case .failed: (.alert, words.planFailed)
      // What was live before its time went live another way.
      default:
        (.check, line.release.map { $0.at < plan.at ? words.planLive($0.number) : words.planDone($0.number) } ?? "")
      }
    let look = plan.state == .waiting ? "" : plan.state == .failed ? " failed" : " over"
    w.element("p", ["class": "plan-title\(look)"]) { w in
      w.icon(icon, screen)
      w.element("span") { w in
        w.text(title)
        if plan.state != .done { moment(plan.at, screen, &w) }
      }
    }
    let facts = [
      line.contents.map { words.planSize($0.count, pageCount($0)) }, line.author.map(words.plannedBy),
    ].compactMap { $0 }
    if plan.state == .done || !facts.isEmpty {
      w.element("p", ["class": "quiet-text"]) { w in
        if plan.state == .done {
          w.text(words.planWas)
          moment(plan.at, screen, &w)
          if !facts.isEmpty { w.text(", ") }
        }
        w.text(facts.joined(separator: ", "))
      }
    }
    if plan.state == .failed {
      if let rule = plan.refusal {
        w.element("p", text: rule == .outdated ? words.planOutdated : words.refusal(rule))
      } else {
        w.element("p", ["class": "quiet-text", "lang": "en"], text: plan.failure)
      }
    }
    guard plan.state == .waiting else { return }
    if let contents = line.contents { list(contents, screen, &w) }
    guard act == .publish else { return }
    planActions(plan, screen, &w)
  }

  private func moment(_ moment: Int, _ screen: Screen, _ w: inout HTMLWriter) {
    w.text(" ")
    w.moment(moment, screen)
  }

  private func pageCount(_ contents: PendingChanges) -> Int { Set(contents.changes.compactMap(\.page)).count }

  /// What the plan brings live, page by page.
  private func list(_ contents: PendingChanges, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    var names: [(page: PageID?, names: [String])] = []
    for change in contents.changes.prefix(60) {
      let name = ChangeText(pages: pages, words: screen.words.changes).name(of: change)
      if let place = names.firstIndex(where: { $0.page == change.page }) {
        if !names[place].names.contains(name) { names[place].names.append(name) }
      } else {
        names.append((change.page, [name]))
      }
    }
    w.element("ul", ["class": "plan-contents"]) { w in
      for entry in names {
        w.element("li") { w in
          let page = entry.page.flatMap { pages[$0] }
          w.element(
            "span", ["class": "strong"], text: page.map { $0.title.isEmpty ? $0.path : $0.title } ?? words.wholeSite)
          w.text(": \(entry.names.prefix(6).joined(separator: ", "))")
          if entry.names.count > 6 { w.text(" \(words.proofMore(entry.names.count - 6))") }
        }
      }
    }
    if contents.others > 0 { w.element("p", ["class": "quiet-text"], text: words.planOthers(contents.others)) }
  }

  private func planActions(_ plan: PlannedPublish, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    let wrong = wrongTime?.plan == plan.id ? wrongTime : nil
    w.element("div", ["class": "actions"]) { w in
      w.element(
        "a",
        [
          "class": "button secondary small", "href": "\(path)/preview?plan=\(plan.id)", "target": "_blank",
          "rel": "noopener",
        ]
      ) { w in
        w.icon(.eye, screen)
        w.element("span") { w in
          w.text(screen.words.releases.look)
          w.hint(screen.words.common.opensInNewTab)
        }
      }
      w.form(to: "\(path)/plans/\(plan.id)/cancellation", screen) { w in
        w.element("button", ["class": "secondary small", "type": "submit"], text: words.cancelPlan)
      }
      w.element("details", ["open": wrong == nil ? nil : ""]) { w in
        w.element("summary", ["class": "button secondary small"], text: words.movePlan)
        w.form(to: "\(path)/plans/\(plan.id)/time", screen, class: "stack") { w in
          timeField(
            "at-\(plan.id)", value: wrong.map { .typed($0.typed) } ?? .moment(plan.at), hint: nil, wrong, screen, &w)
          w.element("button", ["class": "secondary small", "type": "submit"], text: words.planButton)
        }
      }
    }
  }

  /// The time of a plan, with what is wrong with it after a failed try.
  func timeField(
    _ id: String, value: MomentField.Value, hint: String?, _ wrong: WrongTime?, _ screen: Screen,
    _ w: inout HTMLWriter
  ) {
    let words = screen.words.publish
    w.momentField(
      MomentField(
        id: id, label: words.planAt, value: value, hint: hint, error: wrong.map { words.wrongTime($0.fault) },
        takesFocus: wrong != nil), screen)
  }

  // MARK: Rules

  func ruleCard(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    w.element("h2", ["id": "rule-title"], text: words.rule)
    w.element("p", ["class": "quiet-text"], text: words.ruleHint)
    w.form(to: "\(path)/publish-rule", screen, class: "stack") { w in
      w.element("fieldset", ["class": "field"]) { w in
        w.element("legend", ["class": "unseen"], text: words.rule)
        for mode in PublishMode.allCases {
          w.element("label", ["class": "choice mode"]) { w in
            w.open(
              "input",
              [
                "type": "radio", "name": "mode", "value": mode.rawValue, "checked": rule.mode == mode ? "" : nil,
                "autocomplete": "off",
              ])
            w.element("span") { w in
              w.element("span", ["class": "strong"], text: words.mode(mode))
              w.element("span", ["class": "quiet-text"], text: words.modeHint(mode))
            }
          }
        }
      }
      w.element("details", ["class": "later"]) { w in
        w.element("summary") { w in w.element("span", text: words.ruleChecks) }
        w.element("p", ["class": "hint", "id": "stops"], text: words.ruleChecksHint)
        for kind in CheckKind.allCases {
          w.element("div", ["class": "field level"]) { w in
            w.element("label", ["for": "check-\(kind.rawValue)"], text: screen.words.changes.check(kind))
            w.element(
              "select", ["id": "check-\(kind.rawValue)", "name": "check-\(kind.rawValue)", "autocomplete": "off"]
            ) {
              w in
              for level in CheckLevel.allCases {
                w.element(
                  "option", ["value": level.rawValue, "selected": rule.level(of: kind) == level ? "" : nil],
                  text: screen.words.changes.level(level))
              }
            }
          }
        }
      }
      w.element("button", ["class": "secondary", "type": "submit"], text: words.saveRule)
    }
  }
}
