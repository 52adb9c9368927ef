import Markup
import Model
import Store
import Web

/// The ways that the main navigation offers somebody.
struct Navigation: Sendable {
  enum Place: Sendable { case sites, inbox, site, account }

  let sites: [VisibleSite]
  let origins: Origins

  /// - Parameter site: the site at hand; somebody with a single one always has that at hand.
  func links(for site: VisibleSite?, at place: Place, _ words: CommonWords) -> [Document.NavigationLink] {
    var links: [Document.NavigationLink] = []
    if sites.count != 1 {
      links.append(.init(label: words.sites, path: "/sites", icon: .house, isCurrent: place == .sites))
    }
    if site?.role.isAgency ?? sites.contains(where: \.role.isAgency) {
      // At a site a phone's bar has no room for it; there the way is by the sites.
      links.append(
        .init(
          label: words.inbox, path: InboxRoutes.path, icon: .comments, isCurrent: place == .inbox,
          isWideOnly: site != nil))
    }
    if let site = site ?? (sites.count == 1 ? sites[0] : nil) {
      let path = "/sites/\(site.site.slug)"
      let mayEdit = DraftAccess(site.authority, unlocked: 1).mode == .edit
      links += [
        .init(
          label: words.site, path: path, icon: sites.count == 1 ? .house : .layout, isCurrent: place == .site),
        .init(
          label: mayEdit ? words.edit : words.look, path: "\(path)/edit", icon: mayEdit ? .pencil : .eye),
      ]
      if site.site.liveRelease != nil {
        links.append(
          .init(
            label: words.visit, path: origins.siteURL(site.site.slug), icon: .globe, opensNewTab: true))
      }
    }
    links.append(.init(label: words.account, path: "/account", icon: .user, isCurrent: place == .account))
    return links
  }
}

extension HTMLWriter {
  /// The head of a page about one matter of a site, with the way back to the site.
  mutating func head(of site: SiteRecord, title: String, lead: String, _ screen: Screen) {
    element("div", ["class": "page-head"]) { w in
      w.element("a", ["class": "back", "href": "/sites/\(site.slug)"]) { w in
        w.icon(.arrowLeft, screen)
        w.element("span", text: site.name)
      }
      w.element("h1", text: title)
      w.element("p", ["class": "quiet-text"], text: lead)
    }
  }
}
