import Access
import Markup
import Model
import Store
import Web

/// The sites of somebody who has several, or none yet.
struct SitesView: Sendable {
  struct Card: Sendable {
    let visible: VisibleSite
    let state: SiteState
    let lastEdit: Int?
    /// The host at which visitors find the site.
    let address: String
    /// Whether a customer's request waits for approval.
    var hasRequest = false
    /// Whether the agency has sent back what the reader has submitted.
    var isReturned = false
  }

  let cards: [Card]
  let list: ListPage
  let navigation: [Document.NavigationLink]

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.site
    return Document(title: words.listTitle, frame: .full(navigation)).html(screen) { w in
      w.element("div", ["class": "page-head"]) { w in
        if let name = screen.actor?.account.name { w.element("p", ["class": "quiet-text"], text: words.listLead(name)) }
        w.element("h1", text: words.listTitle)
      }
      if cards.isEmpty {
        w.element("div", ["class": "card empty"]) { w in
          w.icon(.layout, screen)
          w.element("h2", text: words.emptyTitle)
          w.element("p", text: words.emptyText)
        }
      } else {
        w.element("ul", ["class": "cards sites"]) { w in
          for card in cards { w.element("li", ["class": "card site-card"]) { w in write(card, screen, &w) } }
        }
        w.pager(list, path: "/sites", screen)
      }
    }
  }

  private func write(_ card: Card, _ screen: Screen, _ w: inout HTMLWriter) {
    let (site, words) = (card.visible.site, screen.words.site)
    w.element("h2") { w in w.element("a", ["href": "/sites/\(site.slug)"], text: site.name) }
    w.element("p", ["class": "quiet-text path"], text: card.address)
    if card.visible.project.name != site.name {
      w.element("p", ["class": "quiet-text"], text: card.visible.project.name)
    }
    w.element("p", ["class": "badges"]) { w in
      w.badge(
        card.state.live == nil ? .off : .on, card.state.live == nil ? words.notLive : words.live)
      w.badge(.plain, screen.words.common.phase(card.visible.project.phase))
      if card.hasRequest { w.badge(.off, screen.words.publish.requestBadge) }
      if card.isReturned { w.badge(.off, screen.words.publish.returnedBadge) }
    }
    w.element("p", ["class": card.state.waiting > 0 ? "waiting" : "quiet-text"]) { w in
      if card.state.waiting > 0 {
        w.text(words.changesWaiting(card.state.waiting))
      } else if card.state.live != nil {
        w.text(words.upToDate)
      } else {
        w.text(words.neverPublished)
      }
    }
    w.element("p", ["class": "quiet-text"]) { w in
      w.text("\(words.lastChange): ")
      if let lastEdit = card.lastEdit { w.time(lastEdit, screen) } else { w.text(words.neverChanged) }
    }
  }
}

extension HTMLWriter {
  enum Badge: String, Sendable { case on, off, plain }

  /// A word in a coloured frame; the word says it all without the colour.
  mutating func badge(_ kind: Badge, _ words: String) {
    element("span", ["class": "badge \(kind.rawValue)"], text: words)
  }

  /// The way through a list of several screenfuls.
  mutating func pager(_ list: ListPage, path: String, _ screen: Screen) {
    guard list.hasPrevious || list.hasNext else { return }
    let words = screen.words.site
    element("div", ["class": "pager"]) { w in
      if list.hasPrevious {
        w.element("a", ["class": "button secondary", "href": "\(path)?page=\(list.number - 1)"]) { w in
          w.icon(.chevronLeft, screen)
          w.element("span", text: words.previousPages)
        }
      }
      w.element(
        "span", ["class": "quiet-text"],
        text: words.pagesShown(list.range.lowerBound + 1, list.range.upperBound, list.total)
      )
      if list.hasNext {
        w.element("a", ["class": "button secondary", "href": "\(path)?page=\(list.number + 1)"]) { w in
          w.element("span", text: words.morePages)
          w.icon(.chevronRight, screen)
        }
      }
    }
  }
}
