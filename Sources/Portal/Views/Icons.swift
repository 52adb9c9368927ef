import Markup
import Web

/// The icons that screens use, as markup to stand in the page: an icon takes the colour of the words beside it.
struct Icons: Sendable {
  enum Name: String, CaseIterable, Sendable {
    case arrowLeft = "arrow-left"
    case check = "circle-check"
    case chevronDown = "chevron-down"
    case chevronLeft = "chevron-left"
    case chevronRight = "chevron-right"
    case alert = "circle-alert"
    case clock
    case comments = "message-square"
    case eye
    case external = "external-link"
    case globe
    case history
    case house
    case info
    case layout = "layout-template"
    case lock
    case signOut = "log-out"
    case monitor
    case page = "file-text"
    case pencil
    case phone = "smartphone"
    case rocket
    case undo = "undo-2"
    case user = "circle-user"
  }

  private let drawings: [Name: [UInt8]]

  /// No icons at all: every screen must be understood without them.
  static let none = Icons(drawings: [:])

  private init(drawings: [Name: [UInt8]]) { self.drawings = drawings }

  init(_ assets: StaticAssets) throws(StaticAssetError) {
    var drawings: [Name: [UInt8]] = [:]
    for name in Name.allCases { drawings[name] = Self.drawing(try assets.require("icon-\(name.rawValue)").bytes) }
    self.init(drawings: drawings)
  }

  /// What stands between the tags of an SVG file. The files are checked against their hashes, so they are as good as our own.
  private static func drawing(_ file: [UInt8]) -> [UInt8] {
    guard let start = file.firstIndex(of: UInt8(ascii: ">")), let end = file.lastIndex(of: UInt8(ascii: "<")),
      start < end
    else { return [] }
    return file[(start + 1)..<end].split(separator: UInt8(ascii: "\n")).flatMap { line in
      line.drop { $0 == UInt8(ascii: " ") }
    }
  }

  fileprivate func drawing(of name: Name) -> [UInt8] { drawings[name] ?? [] }
}

extension HTMLWriter {
  /// An icon for the eye; what it means must stand in words beside it.
  mutating func icon(_ name: Icons.Name, _ screen: Screen) {
    raw("<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\">")
    raw(screen.look.icons.drawing(of: name))
    raw("</svg>")
  }
}
