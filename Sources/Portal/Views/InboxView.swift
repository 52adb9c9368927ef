import Markup
import Model
import Store
import Web

/// The agency's inbox.
struct InboxView: Sendable {
  let query: InboxQuery
  let sites: [VisibleSite]
  /// Of the site that is shown, newest first.
  let rounds: [Round]
  var counts: [CommentThread.State: Int]
  /// The board's columns with what is newest in each.
  var columns: [(state: CommentThread.State, items: [Inbox.Item])]
  var items: [Inbox.Item]
  var next: String?
  let navigation: [Document.NavigationLink]

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.inbox
    return Document(title: words.title, frame: .full(navigation), hasParts: true).html(screen) { w in
      // Where scripts run links and forms in here bring their part of the page alone.
      w.element(
        "div",
        [
          "id": "inbox", "class": "inbox", "hx-boost": "true", "hx-target": "#inbox", "hx-select": "#inbox",
          "hx-swap": "outerHTML show:window:top",
        ]
      ) { w in
        news(screen, &w)
        w.element("div", ["class": "page-head"]) { w in
          w.element("h1", text: words.title)
          w.element("p", ["class": "quiet-text"], text: words.lead)
        }
        w.element("div", ["class": "inbox-views", "role": "group", "aria-label": words.views]) { w in
          for (isBoard, label) in [(false, words.list), (true, words.board)] {
            w.element(
              "a",
              [
                "class": "button small \(query.isBoard == isBoard ? "primary" : "secondary")",
                "href": query.address {
                  $0.isBoard = isBoard
                  $0.state = nil
                }, "aria-current": query.isBoard == isBoard ? "true" : nil,
              ], text: label)
          }
        }
        filters(screen, &w)
        if query.isBoard { board(screen, &w) } else { list(screen, &w) }
      }
    }
  }

  private func news(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.inbox
    switch query.news {
    case .changed(let changed, let all)?:
      w.notice(
        changed == all ? .ok : .error, words.changed(changed), screen,
        detail: changed == all ? nil : words.unchanged(all - changed))
    case .noneChosen?: w.notice(.error, words.noneChosen, screen)
    case .noAction?: w.notice(.error, words.noAction, screen)
    case nil: break
    }
  }

  private func filters(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.inbox
    w.element("details", ["class": "card", "open": query.isFiltered ? "" : nil]) { w in
      w.element("summary", text: words.filters)
      fields(screen, &w)
    }
  }

  private func fields(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.inbox
    w.element("form", ["class": "inbox-filters", "method": "get", "action": InboxRoutes.path, "role": "search"]) { w in
      if query.isBoard { w.open("input", ["type": "hidden", "name": "view", "value": "board"]) }
      select(
        "site", words.site, [("", words.allSites)] + sites.map { ($0.site.slug, $0.site.name) }, query.site ?? "", &w)
      if !rounds.isEmpty {
        select(
          "round", words.round, [("", words.allRounds)] + rounds.map { (String($0.number), $0.name) },
          query.round.map(String.init) ?? "", &w)
      }
      if !query.isBoard {
        let states = CommentThread.State.allCases.map { state in
          (state.rawValue, words.count(screen.words.feedback.state(state), counts[state] ?? 0))
        }
        select(
          "state", words.state, [("", words.waiting), ("all", words.allStates)] + states,
          query.isEveryState ? "all" : query.state?.rawValue ?? "", &w)
      }
      select(
        "assignee", words.assignee, [("", words.everybody), ("me", words.mine), ("nobody", words.nobody)],
        query.assignee?.rawValue ?? "", &w)
      w.element("div", ["class": "inbox-boxes"]) { w in
        box("unread", words.unread, query.isUnread, &w)
        box("mentioned", words.mentioned, query.isMentioned, &w)
        box("suggestion", words.suggestions, query.isSuggestion, &w)
      }
      w.element("div", ["class": "actions"]) { w in
        w.element("button", ["class": "secondary small", "type": "submit"], text: words.apply)
        if query.isFiltered {
          w.element(
            "a",
            [
              "class": "button quiet small",
              "href": query.isBoard ? "\(InboxRoutes.path)?view=board" : InboxRoutes.path,
            ],
            text: words.reset)
        }
      }
    }
  }

  private func select(
    _ name: StaticString, _ label: String, _ options: [(value: String, label: String)], _ chosen: String,
    _ w: inout HTMLWriter
  ) {
    w.element("label") { w in
      w.element("span", text: label)
      w.element("select", ["name": "\(name)"]) { w in
        for option in options {
          w.element(
            "option", ["value": option.value, "selected": option.value == chosen ? "" : nil], text: option.label)
        }
      }
    }
  }

  private func box(_ name: StaticString, _ label: String, _ isOn: Bool, _ w: inout HTMLWriter) {
    w.element("label", ["class": "choice"]) { w in
      w.open("input", ["type": "checkbox", "name": "\(name)", "value": "1", "checked": isOn ? "" : nil])
      w.element("span", text: label)
    }
  }

  private func nothing(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.inbox
    w.element("div", ["class": "card empty"]) { w in
      w.icon(.comments, screen)
      w.element("p", text: query.isFiltered ? words.emptyFiltered : words.empty)
    }
  }

  // MARK: The list

  private func list(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.inbox
    guard !items.isEmpty else { return nothing(screen, &w) }
    change(screen, &w) { w in
      w.element(
        "ul", ["class": "rows inbox-list card", "data-keys": "", "hx-boost": "false", "aria-label": words.title]
      ) { w in
        for item in items { w.element("li", ["class": "inbox-row"]) { w in row(item, screen, &w) } }
      }
    }
    if let next {
      w.element(
        "p", ["class": "actions"]
      ) { w in
        w.element(
          "a", ["class": "button secondary", "href": query.address { $0.after = next }], text: words.more)
      }
    }
  }

  private func row(_ item: Inbox.Item, _ screen: Screen, _ w: inout HTMLWriter) {
    let thread = item.thread.thread
    tick(item, screen, &w)
    w.element("a", ["class": "row", "href": address(item)]) { w in
      w.element("span", ["class": "row-text"]) { w in
        w.element("span", ["class": item.thread.isUnread ? "strong" : nil]) { w in
          w.element("span", ["class": "thread-number"], text: thread.label)
          w.text(" \(item.thread.excerpt)")
          if item.thread.isUnread {
            w.element("span", ["class": "unseen"], text: " (\(screen.words.feedback.unread))")
          }
        }
        details(item, screen, &w)
      }
      w.element("span", ["class": "badges"]) { w in marks(item, screen, &w) }
    }
    screenshot(item, screen, &w)
  }

  /// What its author saw; it opens large.
  private func screenshot(_ item: Inbox.Item, _ screen: Screen, _ w: inout HTMLWriter) {
    guard let shot = item.thread.screenshot else { return }
    let place = item.thread.place
    let about = [place.label, place.title, item.siteName].first { !$0.isEmpty } ?? ""
    let url = "/api/v1/sites/\(item.slug)/threads/\(item.thread.thread.id)/screenshot"
    w.element("a", ["class": "inbox-shot", "href": "\(url)/large", "target": "_blank", "rel": "noopener"]) { w in
      w.open(
        "img",
        [
          "src": url, "width": "\(shot.small.width ?? 0)", "height": "\(shot.small.height ?? 0)", "loading": "lazy",
          "alt": screen.words.inbox.screenshot(about, item.thread.thread.anchor.revision),
        ])
    }
  }

  private func details(_ item: Inbox.Item, _ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.inbox
    w.element("span", ["class": "quiet-text"]) { w in
      w.text("\(item.siteName)")
      if !item.thread.place.title.isEmpty { w.text(" · \(item.thread.place.title)") }
      // On paper nobody can look at the place.
      if !item.thread.thread.quote.isEmpty {
        w.element("span", ["class": "print-only"], text: words.quoted(item.thread.thread.quote))
      }
      w.text(" · \(screen.words.feedback.called(item.thread.author)) · ")
      w.text(item.thread.assignee.map { words.assignedTo($0.name) } ?? words.notAssigned)
      w.text(" · ")
      w.time(item.thread.changedAt, screen)
    }
  }

  private func marks(_ item: Inbox.Item, _ screen: Screen, _ w: inout HTMLWriter) {
    let thread = item.thread.thread
    suggestion(item, screen, &w)
    if let priority = screen.words.inbox.priority(thread.priority) { w.badge(.plain, priority) }
    if thread.visibility == .internal { w.badge(.plain, screen.words.feedback.internalThread) }
    w.badge(thread.state.isOpen ? .off : .on, screen.words.feedback.state(thread.state))
  }

  /// That there is more to it than words: something waits to be taken or declined, or was.
  private func suggestion(_ item: Inbox.Item, _ screen: Screen, _ w: inout HTMLWriter) {
    guard let state = item.thread.suggestionState else { return }
    w.element("span", ["class": "badge suggestion", "data-suggestion": state.rawValue]) { w in
      w.icon(.pencil, screen)
      w.element("span", text: screen.words.inbox.suggestion)
    }
  }

  private func tick(_ item: Inbox.Item, _ screen: Screen, _ w: inout HTMLWriter) {
    w.element("label", ["class": "inbox-tick"]) { w in
      w.open(
        "input", ["type": "checkbox", "name": "thread.\(item.slug).\(item.thread.thread.id)", "autocomplete": "off"])
      w.element(
        "span", ["class": "unseen"], text: screen.words.inbox.choose(item.thread.thread.label, item.siteName))
    }
  }

  private func address(_ item: Inbox.Item) -> String {
    let page = item.thread.place.page.map { "page=\($0)&" } ?? ""
    return "/sites/\(item.slug)/review?\(page)thread=\(item.thread.thread.id)"
  }

  // MARK: The board

  private func board(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.inbox
    guard columns.contains(where: { !$0.items.isEmpty }) else { return nothing(screen, &w) }
    change(screen, &w) { w in
      let moving = words.moving.json(screen.words.feedback.state).canonical
      w.element("div", ["class": "board", "data-keys": "", "hx-boost": "false", "data-words": moving]) { w in
        for (state, items) in columns {
          let all = counts[state] ?? 0
          w.element(
            "section",
            ["class": "column", "aria-labelledby": "column-\(state.rawValue)", "data-state": state.rawValue]
          ) { w in
            w.element("h2", ["id": "column-\(state.rawValue)"]) { w in
              w.text("\(screen.words.feedback.state(state)) ")
              w.element("span", ["class": "quiet-text", "data-count": ""], text: "\(all)")
            }
            w.element("ul") { w in
              for item in items {
                w.element("li", card(item)) { w in
                  tick(item, screen, &w)
                  w.element("a", ["href": address(item)]) { w in
                    w.element("span", ["class": "thread-number"], text: item.thread.thread.label)
                    w.element("span", text: item.thread.excerpt)
                  }
                  details(item, screen, &w)
                  suggestion(item, screen, &w)
                  if let priority = words.priority(item.thread.thread.priority) { w.badge(.plain, priority) }
                }
              }
            }
            if all > items.count {
              w.element(
                "a",
                [
                  "href": query.address {
                    $0.isBoard = false
                    $0.state = state
                  }
                ], text: words.moreOfState(all - items.count))
            }
          }
        }
      }
    }
  }

  /// What its script has to know to move it.
  private func card(_ item: Inbox.Item) -> KeyValuePairs<StaticString, String?> {
    [
      "class": "card inbox-card", "data-site": item.slug, "data-thread": item.thread.thread.id.rawValue,
      "data-version": String(item.thread.version), "data-number": item.thread.thread.label,
    ]
  }

  // MARK: Changing many

  /// A form around what can be chosen; its bar stays in sight.
  private func change(_ screen: Screen, _ w: inout HTMLWriter, _ content: (inout HTMLWriter) -> Void) {
    let words = screen.words.inbox
    w.form(to: InboxRoutes.path, screen, class: "inbox-change") { w in
      for field in query.fields { w.open("input", ["type": "hidden", "name": field.name, "value": field.value]) }
      content(&w)
      w.element("div", ["class": "inbox-bar card", "role": "group", "aria-label": words.change]) { w in
        w.element("label", ["class": "choice", "data-all": "", "hidden": ""]) { w in
          w.open("input", ["type": "checkbox", "autocomplete": "off"])
          w.element("span", text: words.chooseAll)
        }
        w.element("label") { w in
          w.element("span", ["class": "unseen"], text: words.action)
          w.element("select", ["name": "action", "autocomplete": "off"]) { w in
            w.element("option", ["value": ""], text: words.chooseAction)
            w.element("option", ["value": "mine"], text: words.takeOn)
            w.element("option", ["value": "nobody"], text: words.giveBack)
            for state in InboxQuery.steps {
              w.element(
                "option", ["value": state.rawValue], text: words.changeTo(screen.words.feedback.state(state)))
            }
          }
        }
        w.element("button", ["class": "primary", "type": "submit"], text: words.go)
      }
    }
    // Without a script there are none of them.
    w.element("label", ["class": "choice quiet-text inbox-keys", "data-keys-choice": "", "hidden": ""]) { w in
      w.open("input", ["type": "checkbox", "checked": "", "autocomplete": "off"])
      w.element("span", text: words.keys)
    }
  }
}
