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
    if findings.contains(where: { rule.level(of: $0.kind) == .stop }) {
      w.element("p", ["class": "waiting"], text: words.checksStop)
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
          w.element("span", text: screen.words.changes.check(kind))
          w.element("span", ["class": "quiet-text"], text: " \(found.count)")
        }
        w.element("ul", ["class": "findings"]) { w in
          for finding in found.prefix(40) { w.element("li") { w in write(finding, screen, &w) } }
        }
      }
    }
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
    let words = screen.words.publish
    w.element("h2", ["id": "plans-title"], text: words.plans)
    w.element("ul", ["class": "rows"]) { w in
      for plan in plans {
        w.element("li", ["class": "plan"]) { w in
          let time = screen.dates.moment(plan.at)
          w.element(
            "p", ["class": "strong"], text: plan.state == .failed ? words.planFailed(time) : words.planFor(time))
          if !plan.failure.isEmpty { w.element("p", ["class": "error"], text: plan.failure) }
          guard plan.state == .waiting, act == .publish else { return }
          w.element("div", ["class": "actions"]) { w in
            w.element(
              "a",
              [
                "class": "button quiet small", "href": "\(path)/preview?plan=\(plan.id)", "target": "_blank",
                "rel": "noopener",
              ]
            ) { w in
              w.text(words.preview)
              w.hint(screen.words.common.opensInNewTab)
            }
            w.form(to: "\(path)/plans/\(plan.id)/cancellation", screen) { w in
              w.element("button", ["class": "secondary small", "type": "submit"], text: words.cancelPlan)
            }
          }
          w.element("details", ["class": "later"]) { w in
            w.element("summary") { w in w.element("span", text: words.movePlan) }
            w.form(to: "\(path)/plans/\(plan.id)/time", screen, class: "stack") { w in
              w.element("div", ["class": "field"]) { w in
                w.element("label", ["for": "at-\(plan.id)"], text: words.planAt)
                w.open(
                  "input",
                  [
                    "type": "datetime-local", "id": "at-\(plan.id)", "name": "at", "value": DateText.field(plan.at),
                    "autocomplete": "off",
                  ])
              }
              w.element("button", ["class": "secondary small", "type": "submit"], text: words.movePlan)
            }
          }
        }
      }
    }
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
        w.element("summary") { w in w.element("span", text: words.checks) }
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
