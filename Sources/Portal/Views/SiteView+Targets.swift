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
        if run.state == .failed {
          w.element("p", text: words.failure(run.report["code"]?.string ?? ""))
          // What the words above are about; what a system says, which is English, only where they name nothing.
          if let paths = run.report["paths"]?.array?.compactMap(\.string), !paths.isEmpty {
            let more = paths.count > 10 ? " …" : ""
            w.element("p", ["class": "quiet-text path"], text: paths.prefix(10).joined(separator: ", ") + more)
          } else if let detail = run.report["detail"]?.string, !detail.isEmpty {
            w.element("p", ["class": "quiet-text", "lang": "en"], text: detail)
          }
        }
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
}
