import Model

/// What a build depends on beside the snapshot. The builder has no clock and no configuration of its own.
package struct BuildOptions: Sendable, Equatable {
  /// Where the site will be; nil takes the address from the site's settings. A path in it stands in front of every link.
  package var baseURL: String?
  /// The year for `build.year`.
  package var year: Int
  package var rendering: Rendering
  /// The day by which pages with dates are part of the site; nil takes all of them.
  package var day: CalendarDate?
  /// What may be different, marked while pages are written; nil for every build but that of a proof.
  package var scope: EditScope?

  package init(baseURL: String? = nil, year: Int, rendering: Rendering = .published) {
    self.baseURL = baseURL
    self.year = year
    self.rendering = rendering
  }
}

package enum Rendering: Sendable, Equatable {
  /// What visitors see: no IDs, no hidden elements, no draft pages.
  case published
  /// What people see who work on the site: every element says its ID, draft pages are there.
  case draft(DraftRendering)
}

/// Where a draft is served, and which script may run in it.
package struct DraftRendering: Sendable, Equatable {
  /// Stands in front of every path of the site, for example `/~token`.
  package var urlPrefix: String
  /// Stands in front of `/a/name.hash.ext`.
  package var assetPrefix: String
  /// The editing or review agent.
  package var script: Script?
  /// Nonce of the inlined style sheet.
  package var styleNonce: String?
  /// Whether elements that visitors do not see are there, marked as hidden: for those who edit. A script alone is no sign of them.
  package var showsHidden: Bool

  package struct Script: Sendable, Equatable {
    /// The address of a module.
    package var url: String
    package var nonce: String?
    /// The origin of the page that holds the draft's frame: the only one that the script may talk to.
    package var portal: String?
    /// Addresses of the modules that the script will import sooner or later.
    package var preloads: [String]

    package init(url: String, nonce: String? = nil, portal: String? = nil, preloads: [String] = []) {
      self.url = url
      self.nonce = nonce
      self.portal = portal
      self.preloads = preloads
    }
  }

  package init(
    urlPrefix: String = "", assetPrefix: String = "", script: Script? = nil, styleNonce: String? = nil,
    showsHidden: Bool = false
  ) {
    self.urlPrefix = urlPrefix
    self.assetPrefix = assetPrefix
    self.script = script
    self.styleNonce = styleNonce
    self.showsHidden = showsHidden
  }
}

/// One file of the site.
package struct BuiltFile: Sendable {
  /// Relative to the site's root, for example `leistungen/index.html`.
  package let path: String
  /// Media type, with its charset where it is text.
  package let type: String
  package let content: BuiltContent
  /// Set where the file stands at an old address: what hosts that know redirects answer instead of it.
  package let redirect: Redirect?
  /// Set for a page that somebody wrote: which one, and its address within the site (`/leistungen/`).
  package let page: (path: String, id: PageID)?

  package init(
    path: String, type: String, content: BuiltContent, redirect: Redirect? = nil,
    page: (path: String, id: PageID)? = nil
  ) {
    self.page = page
    self.path = path
    self.type = type
    self.content = content
    self.redirect = redirect
  }
}

package enum BuiltContent: Sendable {
  case bytes([UInt8])
  /// A file of the site or theme, unchanged; whoever writes the site knows where its content is.
  case asset(AssetFile)
}

/// What a build has made, and what it could not make as the site asks.
package struct BuildReport: Sendable, Equatable {
  package var pages = 0
  package var files = 0
  /// Sorted by page; the same for any number of workers.
  package var warnings: [BuildWarning] = []
  /// Renditions that pages would have shown if they were made already; the originals stand there instead.
  package var missingPictures: Set<PictureNeed> = []

  package init(
    pages: Int = 0, files: Int = 0, warnings: [BuildWarning] = [], missingPictures: Set<PictureNeed> = []
  ) {
    self.pages = pages
    self.files = files
    self.warnings = warnings
    self.missingPictures = missingPictures
  }
}

package struct BuildWarning: Hashable, Sendable, CustomStringConvertible {
  /// The page's path; nil when the whole site is meant.
  package let page: String?
  /// One sentence in plain words.
  package let message: String

  package init(page: String? = nil, message: String) {
    self.page = page
    self.message = message
  }

  package var description: String { VisibleText.of(page.map { "\($0): \(message)" } ?? message) }
}

package enum BuildError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The site has no such page, or it is a draft and the rendering is the published one.
  case noSuchPage(PageID)
  /// The page at this path becomes larger than any page may be.
  case pageTooLarge(String, PageExcess)

  package var description: String {
    switch self {
    case .noSuchPage(let id): "the site has no page \(id) to show"
    case .pageTooLarge(let path, let excess): VisibleText.of("the page \(path) becomes too large: \(excess)")
    }
  }
}

/// Why one page is too much: trees that stand in each other multiply, and a small site could ask for an endless page.
package struct PageExcess: Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable { case bytes, elements }

  /// The bytes of HTML that a page may have.
  package static let byteLimit = 16 << 20
  /// The elements that may be rendered for a page; one in a card or a shared tree counts each time.
  package static let elementLimit = 400_000

  /// Where the limit was reached; nil between two elements of a template.
  package let element: ElementID?
  package let kind: Kind

  package var description: String {
    let limit =
      switch kind {
      case .bytes: "more than \(Self.byteLimit >> 20) MiB of HTML"
      case .elements: "more than \(Self.elementLimit) elements"
      }
    let place = element.map { " at the element \($0)" } ?? ""
    return "\(limit)\(place); show fewer entries or fewer shared trees there"
  }
}
