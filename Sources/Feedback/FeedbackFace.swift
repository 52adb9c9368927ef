import Access
import Hummingbird
import Model
import Store
import Web

/// Feedback on drafts: the API of threads and review links, the page by which guests come in, and the one where drafts are reviewed.
package struct FeedbackFace: Sendable {
  private let services: FeedbackServices

  package init(services: FeedbackServices) { self.services = services }

  package func addRoutes(toPortal router: WebRouter) {
    EntryRoutes(services: services).add(to: router)
    ReviewRoutes(services: services).add(to: router)
    ApprovalRoutes(services: services).add(to: router)
    InboxAPI(services: services).add(to: router.group("/api/v1"))
    let sites = router.group("/api/v1/sites/:site")
    ReviewLinksAPI(services: services).add(to: sites)
    ThreadsAPI(services: services).add(to: sites)
    CommentFilesAPI(services: services).add(to: sites)
    ScreenshotsAPI(services: services).add(to: sites)
    SuggestionsAPI(services: services).add(to: sites)
    ShownElementsAPI(services: services).add(to: sites)
    RoundsAPI(services: services).add(to: sites)
    ApprovalsAPI(services: services).add(to: sites)
  }

  /// How large the body of a request may be, by its path; nil for what is no matter of this face.
  package static let bodyLimit: @Sendable (String) -> Int? = {
    CommentFilesAPI.takesFiles($0) ? FeedbackLimits.fileBytes : nil
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
  let addFile: AddingCommentFile
  /// A content of the blob folder, by its hash.
  let readFile: @Sendable (String) async throws -> [UInt8]
  let pictureName: PictureNaming
  /// Has the smaller sizes made of a picture that has become one of a site's files.
  let wantPicture: @Sendable (AssetFile) -> Void

  var store: Store { access.store }
  var cookie: SessionCookie { .guest(origins) }

  package init(
    access: AccessServices, origins: Origins, look: EntryLook, reviewPath: @escaping @Sendable (String) -> String,
    day: @escaping @Sendable (Int) -> CalendarDate,
    addFile: @escaping AddingCommentFile,
    readFile: @escaping @Sendable (String) async throws -> [UInt8], pictureName: @escaping PictureNaming,
    wantPicture: @escaping @Sendable (AssetFile) -> Void
  ) {
    self.access = access
    self.origins = origins
    self.look = look
    participants = SiteParticipants(access: access, origins: origins)
    self.reviewPath = reviewPath
    self.day = day
    self.addFile = addFile
    self.readFile = readFile
    self.pictureName = pictureName
    self.wantPicture = wantPicture
  }
}

/// What the pages share with the portal's screens.
package struct EntryLook: Sendable {
  /// What the installation is called.
  let name: String
  let styleSheets: [String]
  let review: Review
  let record: Record

  /// Of the record of an approval, which has nothing else.
  package struct Record: Sendable {
    let styleSheet: String
    let module: String

    /// - Parameter module: the address of the script
    package init(styleSheet: String, module: String) {
      self.styleSheet = styleSheet
      self.module = module
    }
  }

  /// What drives the review page. Its scripts stand beside those of the editor, with which they share the ways to a draft's frame.
  package struct Review: Sendable {
    let module: String
    let styleSheets: [String]

    /// - Parameters:
    ///   - module: the address of the script
    ///   - styleSheets: besides those of all pages
    package init(module: String, styleSheets: [String]) {
      self.module = module
      self.styleSheets = styleSheets
    }
  }

  /// - Parameters:
  ///   - styleSheets: addresses on the portal's origin
  package init(name: String, styleSheets: [String], review: Review, record: Record) {
    self.name = name
    self.styleSheets = styleSheets
    self.review = review
    self.record = record
  }
}

/// Takes a file that somebody sends for a comment, under the name that they give it.
package typealias AddingCommentFile = @Sendable ([UInt8], String, SiteKey, Participant) async throws -> CommentFile
