/// Where a thread was pinned: the state that its author saw, the spot within the element, and what it was seen on.
///
/// The element's ID finds the place again; nothing here has to be guessed from.
package struct Anchor: Hashable, Sendable {
  /// How much of the element's words is kept, in characters.
  package static let quoteLength = 80

  package enum Scheme: String, Sendable, CaseIterable {
    case light, dark
  }

  package struct Size: Hashable, Sendable {
    package let width: Int
    package let height: Int

    package init(width: Int, height: Int) {
      self.width = width
      self.height = height
    }
  }

  package struct Point: Hashable, Sendable {
    /// In thousandths of the element's width from its left edge, 0 to 1000.
    package let x: Int
    /// In thousandths of its height from its upper edge, 0 to 1000.
    package let y: Int

    package init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  /// The state of the site that the author saw, or that stood there when others could first read the thread.
  package var revision: Revision
  package let point: Point?
  /// In CSS pixels.
  package let viewport: Size?
  package let scheme: Scheme?
  /// Family and major version: `Firefox 140`; empty where it is not known.
  package let browser: String

  package init(
    revision: Revision, point: Point? = nil, viewport: Size? = nil, scheme: Scheme? = nil, browser: String = ""
  ) {
    self.revision = revision
    self.point = point
    self.viewport = viewport
    self.scheme = scheme
    self.browser = browser
  }

  /// The anchor as the store keeps it, without the revision, which has a column of its own.
  package var json: JSONValue {
    .record([
      "point": point.map { ["x": .integer($0.x), "y": .integer($0.y)] },
      "viewport": viewport.map { ["width": .integer($0.width), "height": .integer($0.height)] },
      "scheme": scheme.map { .string($0.rawValue) }, "browser": browser.isEmpty ? nil : .string(browser),
    ])
  }

  /// - Parameter pointer: where the anchor stands in what was sent
  /// - Throws: `FieldError` for numbers that no window has, and for a browser's name that is longer than 40 characters or is no plain text.
  package init(_ json: JSONValue, revision: Revision, at pointer: String = "") throws(FieldError) {
    let reader = try JSONReader(json, at: pointer, known: ["point", "viewport", "scheme", "browser"])
    self.revision = revision
    if let value = reader.value("point"), value != .null {
      let point = try JSONReader(value, at: "\(pointer)/point", known: ["x", "y"])
      self.point = Point(x: try Self.number(point, "x", 0...1000), y: try Self.number(point, "y", 0...1000))
    } else {
      point = nil
    }
    if let value = reader.value("viewport"), value != .null {
      let size = try JSONReader(value, at: "\(pointer)/viewport", known: ["width", "height"])
      viewport = Size(
        width: try Self.number(size, "width", 1...20_000), height: try Self.number(size, "height", 1...20_000))
    } else {
      viewport = nil
    }
    if let name = try reader.optionalString("scheme") {
      guard let scheme = Scheme(rawValue: name) else { throw reader.error("scheme", "must be light or dark") }
      self.scheme = scheme
    } else {
      scheme = nil
    }
    browser = try reader.optionalString("browser") ?? ""
    guard browser.utf8.count <= 40, browser.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) else {
      throw reader.error("browser", "must be at most 40 plain characters")
    }
  }

  private static func number(
    _ reader: JSONReader, _ name: String, _ range: ClosedRange<Int>
  ) throws(FieldError) -> Int {
    let number = try reader.integer(name)
    guard range.contains(number) else {
      throw reader.error(name, "must be \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }
}

/// Where the subject of a thread stands, compared with when the thread was written.
package enum AnchorState: String, Sendable, CaseIterable {
  case attached
  /// It is where it was and says something else.
  case textChanged
  /// It stands at another place.
  case moved
  /// It is there, but visitors do not see it.
  case hidden
  /// It is not there any more.
  case removed

  /// What is most important to know comes first: who looks for something has to know that it is gone before what it says.
  /// - Parameters:
  ///   - before: nil when the subject was never there
  ///   - now: nil when it is not there any more
  package init(before: Standing?, now: Standing?) {
    guard let now else {
      self = .removed
      return
    }
    guard let before else {
      self = now.isHidden ? .hidden : .attached
      return
    }
    self =
      if now.isHidden && !before.isHidden {
        .hidden
      } else if now.place != before.place {
        .moved
      } else if now.content != before.content {
        .textChanged
      } else {
        .attached
      }
  }

  /// What of an element or a page decides where its threads stand.
  package struct Standing: Hashable, Sendable {
    package enum Place: Hashable, Sendable {
      case element(owner: Owner, parent: ElementID?)
      case page(parent: PageID?)
    }

    package let place: Place
    /// What an element holds; nil for a page, whose elements have threads of their own.
    package let content: Content?
    /// Itself, or something above it, is not shown to visitors.
    package let isHidden: Bool

    package init(place: Place, content: Content?, isHidden: Bool) {
      self.place = place
      self.content = content
      self.isHidden = isHidden
    }
  }
}
