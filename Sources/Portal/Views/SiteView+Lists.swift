import Markup
import Model
import Publishing
import Store
import Web

extension SiteView {
  func pageTable(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.site
    let mayEdit = access == .edit
    w.element("h2", ["id": "pages-title"], text: words.pages)
    guard pages.contains(where: { !$0.lines.isEmpty }) else {
      return w.element("p", ["class": "quiet-text"], text: words.pagesEmpty)
    }
    for group in pages {
      if let collection = group.collection {
        w.element("div", ["class": "group-head"]) { w in
          w.element("h3", text: collection.title)
          if mayEdit, visible.role.mayDesign {
            w.element("a", ["class": "button secondary small", "href": "\(path)/edit#entry=\(collection.name)"]) { w in
              w.icon(.pencil, screen)
              w.element("span", text: words.newEntry)
              w.element("span", ["class": "unseen"], text: ": \(collection.title)")
            }
          }
        }
        if group.lines.isEmpty { w.element("p", ["class": "quiet-text"], text: words.entriesEmpty) }
      }
      rows(group.lines, mayEdit: mayEdit, screen, &w)
    }
    w.pager(pageList, path: path, screen)
  }

  private func rows(_ lines: [PageLine], mayEdit: Bool, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.site
    guard !lines.isEmpty else { return }
    w.element("ul", ["class": "rows"]) { w in
      for page in lines {
        let title = page.shown
        w.element("li") { w in
          w.element("a", ["class": "row", "href": "\(path)/edit/\(page.id)"]) { w in
            w.icon(.page, screen)
            w.element("span", ["class": "row-text"]) { w in
              w.element("span", ["class": "strong"], text: title)
              // The path may be cut off at its end where there is no room.
              let language = page.locale.map { "\(screen.words.common.locale($0)) · " } ?? ""
              w.element("span", ["class": "quiet-text path"], text: language + page.path)
            }
            w.element("span", ["class": "unseen"], text: mayEdit ? words.editPage(title) : words.lookAtPage(title))
            w.icon(mayEdit ? .pencil : .eye, screen)
          }
        }
      }
    }
  }

  func releaseList(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.releases
    w.element("h2", ["id": "releases-title"], text: words.title)
    guard !releases.isEmpty else { return w.element("p", ["class": "quiet-text"], text: words.empty) }
    w.element("ol", ["class": "rows releases"]) { w in
      for line in releases {
        w.element("li", ["class": "row"]) { w in
          w.element("span", ["class": "row-text"]) { w in
            w.element("span", ["class": "strong"]) { w in
              w.text(words.version(line.release.number))
              if line.isLive {
                w.raw(" ")
                w.badge(.on, words.live)
              }
            }
            w.element("span", ["class": "quiet-text"]) { w in
              w.time(line.release.at, screen)
              w.text(
                ", \(line.author.map(words.by) ?? (line.release.reason.isAutomatic ? words.bySystem : words.byCommandLine))"
              )
            }
            facts(of: line, screen, &w)
          }
          w.element("div", ["class": "actions"]) { w in
            w.element(
              "a",
              [
                "class": "button secondary small", "href": "\(path)/preview?release=\(line.release.number)",
                "target": "_blank", "rel": "noopener",
              ]
            ) { w in
              w.icon(.eye, screen)
              w.element("span", ["aria-hidden": "true"], text: words.look)
              w.element("span", ["class": "unseen"], text: screen.words.publish.previewOf(line.release.number))
              w.hint(screen.words.common.opensInNewTab)
            }
            if !line.isLive, act == .publish {
              liveForm(line.release.number, screen, &w) { w in
                w.element("span", ["aria-hidden": "true"], text: words.makeLive)
                w.element("span", ["class": "unseen"], text: words.makeLiveLong(line.release.number))
              }
            }
          }
        }
      }
    }
    let shown = releases.map(\.release.number).filter { $0 > newestRelease - releases.count }.min() ?? newestRelease
    let hidden = shown - 1 - releases.count { $0.release.number < shown }
    if hidden > 0 { w.element("p", ["class": "quiet-text"], text: words.olderHidden(hidden)) }
  }

  /// Why it was made, of what it consists, and what it was shown to leave alone.
  private func facts(of line: ReleaseLine, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.publish
    var facts: [String] = []
    if line.release.reason != .publish { facts.append(words.releaseReason(line.release.reason)) }
    if !line.release.composition.isWhole { facts.append(words.picks(line.release.composition.picks.count)) }
    if !facts.isEmpty { w.element("span", ["class": "quiet-text"], text: facts.joined(separator: ", ")) }
    guard let proof = line.proof, let changed = proof["places"]?.integer, let same = proof["unchanged"]?.integer else {
      return
    }
    w.element("span", ["class": "proof"]) { w in
      w.icon(.check, screen)
      w.element("span", text: words.proofGood(changed, same))
    }
    guard let pages = proof["pages"]?.integer, let changes = proof["changes"]?.array else { return }
    w.element("details") { w in
      w.element("summary", text: words.proofTitle)
      w.element("p", text: words.proofPages(pages))
      w.element("ul") { w in
        for change in changes.prefix(50) {
          w.element("li") { w in proved(change, screen, &w) }
        }
      }
      if changes.count > 50 { w.element("p", text: words.proofMore(changes.count - 50)) }
      let derived = proof["derived"]?.array?.count ?? 0
      if derived > 0 { w.element("p", text: words.proofDerived(derived)) }
    }
  }

  /// Something that was changed, with the page on which it stands and the way to it.
  private func proved(_ change: JSONValue, _ screen: Screen, _ w: inout HTMLWriter) {
    let id = change["id"]?.string ?? ""
    let name = change["name"]?.string ?? ""
    let text = screen.words.publish.proofPlace(name.isEmpty ? id : name, change["places"]?.integer ?? 0)
    guard let page = change["page"]?.string.flatMap({ PageID($0) }), let place = pageNames[page] else {
      return w.text(text)
    }
    let part = id.hasPrefix("element-") ? "#part=\(id.dropFirst(8))" : ""
    w.element("a", ["href": "\(path)/edit/\(page)\(part)"], text: text)
    w.element("span", ["class": "quiet-text"], text: " · \(place.title.isEmpty ? place.path : place.title)")
  }

  /// What has just happened, with the way to see it and the way back.
  func write(_ news: News, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.releases
    guard news != .failed else { return w.notice(.error, words.failed, screen, detail: words.failedText) }
    let title: String
    let text: String
    switch news {
    case .published(let number): (title, text) = (words.published(number), words.publishedText)
    case .madeLive(let number): (title, text) = (words.madeLive(number), words.madeLiveText)
    case .failed: return
    }
    w.element("div", ["class": "notice ok", "role": "status"]) { w in
      w.icon(.check, screen)
      w.element("div") { w in
        w.element("p", ["class": "strong"], text: title)
        w.element("p", text: left > 0 ? "\(text) \(screen.words.publish.left(left))" : text)
        w.element("div", ["class": "actions"]) { w in
          w.element("a", ["class": "button secondary", "href": liveURL, "target": "_blank", "rel": "noopener"]) { w in
            w.icon(.external, screen)
            w.element("span") { w in
              w.text(screen.words.site.visitSite)
              w.hint(screen.words.common.opensInNewTab)
            }
          }
          if let before {
            liveForm(before, screen, &w) { w in
              w.icon(.undo, screen)
              w.element("span", ["aria-hidden": "true"], text: words.undo)
              w.element("span", ["class": "unseen"], text: words.undoLong(before))
            }
          }
        }
      }
    }
  }

  private func liveForm(
    _ number: Int, _ screen: Screen, _ w: inout HTMLWriter, _ label: (inout HTMLWriter) -> Void
  ) {
    w.form(to: "\(path)/live", screen) { w in
      w.open("input", ["type": "hidden", "name": "release", "value": String(number)])
      w.element("button", ["class": "secondary small", "type": "submit"], label)
    }
  }
}
