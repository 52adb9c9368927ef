import Markup
import Model
import Publishing
import Store
import Web

/// A site's own screen: what can be done with it now, its pages, its published versions.
struct SiteView: Sendable {
  /// What has just happened.
  enum News: Hashable, Sendable {
    case published(Int)
    case madeLive(Int)
    case failed
  }

  typealias PageLine = PageGroup.Line

  struct ReleaseLine: Sendable {
    let release: Release
    let author: String?
    let isLive: Bool
    /// What a customer's publish was shown to leave alone.
    var proof: JSONValue?
  }

  struct RefusedDomain: Sendable {
    let typed: String
    let why: PortalServices.DomainRefusal
  }

  let visible: VisibleSite
  let state: SiteState
  let access: DraftAccess
  let figures: SiteFigures
  var pages: [PageGroup]
  let pageList: ListPage
  let releases: [ReleaseLine]
  let newestRelease: Int
  let liveURL: String
  let hasSeveralSites: Bool
  let navigation: [Document.NavigationLink]
  /// All pages of the draft, for what names one of them.
  var pageNames: [PageID: PageName] = [:]
  /// Whether there is something to translate.
  var hasSeveralLanguages = false
  /// What the reader does with what waits.
  var act = PublishAct.publish
  /// Whether a request waits for approval.
  var hasRequest = false
  /// What the agency has sent back to the reader.
  var returned: PublishRequest?
  /// How far the pictures of what is live are.
  var pictures = PublishDesk.PictureState.Progress.none
  /// How many changes stay in the draft after the news.
  var left = 0
  /// nil where none is asked for.
  var feedback: Feedback?
  /// nil where nobody is asked for one, and there is none.
  var approvals: Approvals?
  /// nil for those who are not the agency's.
  var addresses: SiteAddresses?
  /// The domain that was to be added and is not.
  var refusedDomain: RefusedDomain?
  /// Where the site is sent; empty for those who are not the agency's.
  var targets: [TargetLine] = []
  /// Places beside this service that do not show what is live, by name, for those who do not see targets.
  var outdatedCopies: [String] = []
  var news: News?
  /// The release that was live before the news.
  var before: Int?

  var path: String { "/sites/\(visible.site.slug)" }

  func html(_ screen: Screen) -> [UInt8] {
    let words = screen.words.site
    return Document(title: visible.site.name, frame: .full(navigation)).html(screen) { w in
      if let news { write(news, screen, &w) }
      w.errorSummary([domainField(screen)], screen)
      w.element("div", ["class": "page-head"]) { w in
        if hasSeveralSites {
          w.element("a", ["class": "back", "href": "/sites"]) { w in
            w.icon(.arrowLeft, screen)
            w.element("span", text: words.allSites)
          }
        }
        w.element("h1", text: visible.site.name)
        w.element("p", ["class": "badges"]) { w in
          w.badge(state.live == nil ? .off : .on, state.live == nil ? words.notLive : words.live)
          w.badge(.plain, "\(words.phase): \(screen.words.common.phase(visible.project.phase))")
          // Whoever a site belongs to need not be told so.
          if visible.role != .owner {
            w.badge(.plain, "\(words.yourRole): \(screen.words.common.role(visible.role))")
          }
        }
      }
      w.pictureProgress(pictures, path: path, screen)
      if let returned { w.returnedRequest(returned, path: path, from: .site, screen) }
      w.element("section", ["class": "card next", "aria-labelledby": "next-title"]) { w in
        whatNext(screen, &w)
      }
      if let feedback {
        w.element("section", ["class": "card feedback", "aria-labelledby": "feedback-title", "id": "feedback"]) { w in
          feedbackList(feedback, screen, &w)
        }
      }
      if let approvals {
        w.element("section", ["class": "card", "aria-labelledby": "approvals-title", "id": "approvals"]) { w in
          approvalList(approvals, screen, &w)
        }
      }
      w.element("div", ["class": "cards main-and-side"]) { w in
        w.element("section", ["class": "card", "aria-labelledby": "pages-title"]) { w in pageTable(screen, &w) }
        w.element("div", ["class": "side"]) { w in
          w.element("section", ["class": "card", "aria-labelledby": "releases-title", "id": "releases"]) { w in
            releaseList(screen, &w)
          }
          if let addresses {
            w.element("section", ["class": "card", "aria-labelledby": "domains-title", "id": "domains"]) { w in
              domainList(addresses, screen, &w)
            }
          }
          if !targets.isEmpty {
            w.element("section", ["class": "card", "aria-labelledby": "targets-title", "id": "targets"]) { w in
              targetList(screen, &w)
            }
          }
          if visible.role.mayDesign {
            w.element("section", ["class": "card", "aria-labelledby": "structure-title"]) { w in
              structure(screen, &w)
            }
          }
          if access == .edit {
            w.element("div", ["class": "actions"]) { w in
              if visible.role.isAgency {
                w.element("a", ["href": "\(path)/addresses"], text: screen.words.addresses.open)
              }
              if hasSeveralLanguages {
                w.element("a", ["href": "\(path)/translations"], text: screen.words.translations.open)
              }
            }
          }
        }
      }
    }
  }

  private func whatNext(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.site
    w.element("h2", ["id": "next-title"]) { w in
      w.icon(state.waiting > 0 || state.live == nil ? .clock : .check, screen)
      w.element("span") { w in
        if state.live == nil {
          w.text(words.neverPublished)
        } else if state.waiting > 0 {
          w.text(words.changesWaiting(state.waiting))
        } else {
          w.text(words.upToDate)
        }
      }
    }
    switch access {
    case .edit: w.element("p", ["class": "quiet-text"], text: words.publishHint)
    case .look(.role): w.element("p", text: words.whyNotRole)
    case .look(.phase(let phase)): w.element("p", text: words.whyNotPhase(screen.words.common.phase(phase)))
    case .look(.locked): w.element("p", text: words.whyNotLocked)
    }
    w.element("div", ["class": "actions"]) { w in
      w.element("a", ["class": "button primary", "href": "\(path)/edit"]) { w in
        w.icon(access == .edit ? .pencil : .eye, screen)
        w.element("span", text: access == .edit ? words.editSite : words.lookAtDraft)
      }
      // The one way to publish: nothing goes live that was not looked at.
      if visible.role.mayPublish {
        w.element("a", ["class": "button secondary", "href": "\(path)/publish"]) { w in
          w.icon(hasRequest ? .clock : .rocket, screen)
          w.element("span", text: publishLabel(screen))
          if hasRequest, visible.role.isAgency { w.badge(.off, screen.words.publish.requestBadge) }
        }
      }
      if state.live != nil {
        w.element("a", ["class": "button quiet", "href": liveURL, "target": "_blank", "rel": "noopener"]) { w in
          w.icon(.external, screen)
          w.element("span") { w in
            w.text(words.visitSite)
            w.hint(screen.words.common.opensInNewTab)
          }
        }
      }
    }
    if !visible.role.mayPublish, access == .edit {
      w.element("p", ["class": "quiet-text"], text: words.publishNotYours)
    }
    for name in outdatedCopies {
      w.element("p", ["class": "quiet-text"], text: screen.words.targets.outdated(name))
    }
  }

  private func publishLabel(_ screen: Screen) -> String {
    let words = screen.words.publish
    if act == .submit, hasRequest { return words.waiting }
    if act == .submit, state.waiting > 0 { return words.submitTitle }
    return state.waiting > 0 || state.live == nil && visible.role.isAgency ? words.openPublishing : words.title
  }

  private func structure(_ screen: Screen, _ w: inout HTMLWriter) {
    let words = screen.words.site
    w.element("h2", ["id": "structure-title"], text: words.structure)
    w.element("dl", ["class": "figures"]) { w in
      for (name, value) in [
        (words.figurePages, figures.pages), (words.figureElements, figures.elements),
        (words.figureUnlocked, figures.unlocked), (words.figureRevision, visible.site.revision),
      ] {
        w.element("div") { w in
          w.element("dt", text: name)
          w.element("dd", text: String(value))
        }
      }
    }
    w.element("p", ["class": "quiet-text"], text: words.figureHint)
  }
}

extension HTMLWriter {
  /// The button that publishes. It names the newest release that its page knew, so that a second click makes no second release.
  mutating func publishForm(
    path: String, newest: Int, class name: String, _ screen: Screen, _ label: (inout HTMLWriter) -> Void
  ) {
    form(to: "\(path)/releases", screen) { w in
      w.open("input", ["type": "hidden", "name": "newest", "value": String(newest)])
      w.element("button", ["class": name, "type": "submit"]) { w in
        w.icon(.rocket, screen)
        label(&w)
      }
    }
  }
}
