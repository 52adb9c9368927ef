import Markup
import Model
import Store
import Web

/// A page as lists of changes name it.
struct PageName: Sendable, Hashable {
  let title: String
  let path: String
}

/// Changes that wait, page by page, with or without boxes to tick.
struct ChangeListView: Sendable {
  let path: String
  let changes: [PendingChange]
  let pages: [PageID: PageName]
  /// The ticked ones; nil shows no boxes.
  var ticked: Set<String>?
  /// Whether changes that the reader may not bring live are marked so.
  let marksRights: Bool
  /// Begins the IDs of this list: a page may have several, and a change may stand in two of them.
  var prefix = "c"

  func write(_ screen: Screen, _ w: inout HTMLWriter) {
    let names = Dictionary(changes.map { ($0.id, text(screen).name(of: $0)) }, uniquingKeysWith: { first, _ in first })
    let (seen, unseen) = (changes.filter { !$0.isUnseen }, changes.filter(\.isUnseen))
    write(groups(of: seen), as: "page", names, screen, &w)
    if unseen.isEmpty { return }
    // On its own, so that nobody looks for it on the live site.
    if seen.isEmpty { w.element("p", ["class": "quiet-text"], text: screen.words.publish.onlyEditingAll) }
    w.element("div", ["class": "unseen-changes"]) { w in
      w.element("h2", text: screen.words.publish.onlyEditing)
      w.element("p", ["class": "quiet-text"], text: screen.words.publish.onlyEditingHint)
      write(groups(of: unseen), as: "unseen", names, screen, &w)
    }
  }

  private func write(
    _ groups: [Group], as kind: String, _ names: [String: String], _ screen: Screen, _ w: inout HTMLWriter
  ) {
    for (index, group) in groups.enumerated() {
      let id = "\(prefix)-\(kind)-\(index)"
      // The same page may have a part in several lists, so this is no landmark.
      w.element("div", ["class": "change-group", "role": "group", "aria-labelledby": id]) { w in
        w.element("h3", ["id": id]) { w in
          w.icon(group.page == nil ? .globe : .page, screen)
          w.element("span") { w in
            w.text(title(group, screen))
            if let page = group.page.flatMap({ pages[$0] }) {
              w.element("span", ["class": "quiet-text path"], text: page.path)
            }
          }
        }
        w.element("ul", ["class": "changes"]) { w in
          for change in group.changes { w.element("li") { w in write(change, names, screen, &w) } }
        }
      }
    }
  }

  private func text(_ screen: Screen) -> ChangeText { ChangeText(pages: pages, words: screen.words.changes) }

  private struct Group {
    let page: PageID?
    var changes: [PendingChange]
  }

  private func groups(of changes: [PendingChange]) -> [Group] {
    var groups: [Group] = []
    for change in changes {
      if let last = groups.indices.last, groups[last].page == change.page {
        groups[last].changes.append(change)
      } else {
        groups.append(Group(page: change.page, changes: [change]))
      }
    }
    return groups
  }

  private func title(_ group: Group, _ screen: Screen) -> String {
    let words = screen.words.publish
    guard let id = group.page else {
      return group.changes.contains { $0.element != nil } ? words.manyPages : words.wholeSite
    }
    if let page = pages[id] { return page.title.isEmpty ? page.path : page.title }
    return group.changes.first?.changes.first?.label ?? words.wholeSite
  }

  private func write(
    _ change: PendingChange, _ names: [String: String], _ screen: Screen, _ w: inout HTMLWriter
  ) {
    let words = screen.words.publish
    let mayTake = !marksRights || change.isWithinRights
    let id = "\(prefix)-\(change.id)"
    let name = names[change.id] ?? ""
    if let ticked {
      w.open(
        "input",
        [
          "type": "checkbox", "class": "tick", "id": id, "name": "change-\(change.id)", "value": "on",
          "checked": mayTake && ticked.contains(change.id) ? "" : nil, "disabled": mayTake ? nil : "",
          "autocomplete": "off", "aria-describedby": "\(id)-what",
        ])
    }
    w.element("div", ["class": "change"]) { w in
      w.element(ticked == nil ? "p" : "label", ["class": "strong", "for": ticked == nil ? nil : id], text: name)
      w.element("div", ["id": "\(id)-what", "class": "change-what"]) { w in
        for part in change.changes.filter({ !$0.isUnseen }).prefix(8) { body(part, screen, &w) }
        let unseen = change.changes.filter(\.isUnseen)
        if !unseen.isEmpty, !change.isUnseen {
          w.element("p", ["class": "quiet-text only-editing"], text: "\(screen.words.publish.onlyEditing):")
        }
        for part in unseen.prefix(8) { body(part, screen, &w) }
      }
      w.element("p", ["class": "quiet-text change-who"]) { w in
        if let at = change.at { w.time(at, screen) }
        w.text(change.at == nil ? "" : ", ")
        w.text(change.author.map(words.by) ?? screen.words.releases.byCommandLine)
      }
      let needed = change.needs.compactMap { names[$0] }
      if !needed.isEmpty {
        w.element("p", ["class": "comes-with"], text: words.comesWith(needed.joined(separator: ", ")))
      }
      if !mayTake { w.element("p", ["class": "comes-with"], text: words.waitsForAgency) }
    }
    if let page = change.page, pages[page] != nil {
      w.element(
        "a",
        ["class": "button quiet small", "href": "\(path)/edit/\(page)" + (change.element.map { "#part=\($0)" } ?? "")]
      ) { w in
        w.element("span", ["aria-hidden": "true"], text: words.show)
        w.element("span", ["class": "unseen"], text: words.showLong(name))
      }
    }
  }

  private func body(_ change: Change, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.changes
    switch change.property {
    case .added, .removed:
      w.element("p") { w in
        w.text(words.property(change.property))
        let text = ChangeText.plain(change.property == .added ? change.after : change.before)
        if !text.isEmpty { w.element("span", ["class": "quiet-text"], text: ": \(Excerpt.line(text, maximum: 90))") }
      }
    case .position: w.element("p", text: words.moved)
    case .hidden: w.element("p", text: change.after == .bool(true) ? words.nowHidden : words.nowShown)
    case .text, .title, .description, .name, .slug, .company:
      guard let before = change.before.string ?? Self.none(change.before), !before.isEmpty,
        let after = change.after.string ?? Self.none(change.after), !after.isEmpty, before != after
      else { fallthrough }
      w.element("p", ["class": "difference"]) { w in
        property(change, screen, &w)
        w.difference(WordDifference(from: before, to: after), screen)
      }
    default:
      let (before, after) = (
        text(screen).shown(change.before, of: change.property),
        text(screen).shown(change.after, of: change.property)
      )
      guard change.before != .null || change.after != .null, before != after else {
        return w.element("p", text: words.property(change.property))
      }
      w.element("p", ["class": "difference"]) { w in
        property(change, screen, &w)
        w.mark("del", words.removedWords, before)
        w.text(" ")
        w.mark("ins", words.addedWords, after)
      }
    }
  }

  private static func none(_ value: JSONValue) -> String? { value == .null ? "" : nil }

  /// What the change is about, where the words alone do not say it.
  private func property(_ change: Change, _ screen: Screen, _ w: inout HTMLWriter) {
    guard change.property != .text, change.property != .company else { return }
    w.element("span", ["class": "quiet-text"], text: "\(screen.words.changes.property(change.property)): ")
  }
}

extension Change {
  /// Whether no visitor notices it: who may change what, and within which limits.
  fileprivate var isUnseen: Bool { property == .editability || property == .limits }
}

extension PendingChange {
  fileprivate var isUnseen: Bool { !changes.isEmpty && changes.allSatisfy(\.isUnseen) }
}
