import Access
import Hummingbird
import Model
import Store
import Web

/// Feedback on drafts: the API of threads and review links, and the page by which guests come in.
package struct FeedbackFace: Sendable {
  private let services: FeedbackServices

  package init(services: FeedbackServices) { self.services = services }

  package func addRoutes(toPortal router: WebRouter) {
    EntryRoutes(services: services).add(to: router)
    let sites = router.group("/api/v1/sites/:site")
    ReviewLinksAPI(services: services).add(to: sites)
  }
}

/// What the face works with.
package struct FeedbackServices: Sendable {
  let access: AccessServices
  let origins: Origins
  let look: EntryLook
  let participants: SiteParticipants
  /// Where a site's draft is looked at and commented on, by the site's slug; a path of the portal.
  let reviewPath: @Sendable (String) -> String
  /// The day that a moment lies in, where people read it.
  let day: @Sendable (Int) -> CalendarDate

  var store: Store { access.store }
  var cookie: SessionCookie { .guest(origins) }

  package init(
    access: AccessServices, origins: Origins, look: EntryLook, reviewPath: @escaping @Sendable (String) -> String,
    day: @escaping @Sendable (Int) -> CalendarDate
  ) {
    self.access = access
    self.origins = origins
    self.look = look
    participants = SiteParticipants(access: access, origins: origins)
    self.reviewPath = reviewPath
    self.day = day
  }
}

/// What the entry page shares with the portal's screens.
package struct EntryLook: Sendable {
  /// What the installation is called.
  let name: String
  let styleSheets: [String]

  /// - Parameter styleSheets: addresses on the portal's origin
  package init(name: String, styleSheets: [String]) {
    self.name = name
    self.styleSheets = styleSheets
  }
}
