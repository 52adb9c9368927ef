import Markup
import Model
import Publishing
import Web

extension SiteView {
  /// Where the site is sent besides this service, how the newest run of each went, and a way to send now.
  func targetList(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.targets
    w.element("h2", ["id": "targets-title"], text: words.title)
    w.element("ul", ["class": "rows targets"]) { w in
      for line in targets { w.element("li", ["class": "row"]) { w in write(line, screen, &w) } }
    }
  }

  private func write(_ line: TargetLine, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.targets
    w.element("div", ["class": "row-text"]) { w in
      w.element("p", ["class": "badges"]) { w in
        w.element("span", ["class": "strong"], text: line.target.name)
        switch line.run?.state {
        case nil: w.badge(.plain, words.never)
        case .running: w.badge(.plain, words.running)
        case .done: w.badge(.on, words.done)
        case .failed: w.badge(.off, words.failed)
        }
      }
      w.element("p", ["class": "quiet-text path"], text: line.target.settings.place)
      if let run = line.run {
        w.element("p", ["class": "quiet-text"]) { w in
          w.text("\(screen.words.releases.version(run.release)), ")
          w.time(run.at, screen)
        }
        if run.state == .failed { failure(run.report, words, &w) }
      }
      if !line.target.isAutomatic { w.element("p", ["class": "quiet-text"], text: words.manual) }
    }
    if state.live != nil {
      w.element("div", ["class": "actions"]) { w in
        w.form(to: "\(path)/targets/\(line.target.id)/runs", screen) { w in
          w.element("button", ["class": "secondary small", "type": "submit"]) { w in
            w.element("span", ["aria-hidden": "true"], text: words.send)
            w.element("span", ["class": "unseen"], text: words.sendLong(line.target.name))
          }
        }
      }
    }
  }

  /// What went wrong in the reader's language, and below it what another program has said, which is English.
  private func failure(_ report: JSONValue, _ words: TargetWords, _ w: inout HTMLWriter) {
    let code = report["code"]?.string.flatMap(TargetError.Code.init)
    w.element("p", text: words.failure(code))
    if let paths = report["paths"]?.array?.compactMap(\.string), !paths.isEmpty {
      let more = paths.count > 10 ? " …" : ""
      w.element("p", ["class": "quiet-text path"], text: paths.prefix(10).joined(separator: ", ") + more)
    }
    let reason = TargetReason(report: report)
    let text = reason.map(words.reason) ?? ""
    if !text.isEmpty { w.element("p", ["class": "quiet-text path"], text: text) }
    let said = reason?.said ?? (code == nil ? report["detail"]?.string ?? "" : "")
    if !said.isEmpty {
      w.element("p", ["class": "quiet-text path"]) { w in
        w.text("\(words.says) ")
        w.element("span", ["lang": "en"], text: said)
      }
    }
  }
}
