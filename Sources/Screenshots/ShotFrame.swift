import Model

/// The part of a window that a screenshot shows, in the window's CSS pixels.
package struct ShotFrame: Hashable, Sendable {
  /// A box of the page as the window shows it; it may reach beyond the window.
  package struct Box: Hashable, Sendable {
    package var x: Double
    package var y: Double
    package var width: Double
    package var height: Double

    package init(x: Double, y: Double, width: Double, height: Double) {
      self.x = x
      self.y = y
      self.width = width
      self.height = height
    }
  }

  package let x: Int
  package let y: Int
  package let width: Int
  package let height: Int

  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// How much of what stands around an element is shown on each side.
  private static let margin = 48.0
  /// What is small is shown with more around it.
  private static let least = (width: 480.0, height: 270.0)
  /// Nothing is higher than this many times its width.
  private static let steepest = 1.25

  /// The window in which somebody has seen a page; one of a usual size where that is not known, and none that no screen has.
  package static func window(of size: Anchor.Size?) -> Anchor.Size {
    guard let size else { return Anchor.Size(width: 1280, height: 800) }
    return Anchor.Size(width: min(max(size.width, 240), 3840), height: min(max(size.height, 240), 2400))
  }

  /// What to show of an element: all of it with something around it where it fits, the part around the point or its beginning where it does not.
  /// - Returns: nil when nothing of it is in the window
  package static func around(_ box: Box, point: Anchor.Point?, in window: Anchor.Size) -> ShotFrame? {
    let (whole, all) = (Double(window.width), Double(window.height))
    let seen = min(box.x + box.width, whole) - max(box.x, 0)
    let tall = min(box.y + box.height, all) - max(box.y, 0)
    guard seen >= 1, tall >= 1 else { return nil }
    let width = min(max(box.width + 2 * margin, least.width), whole)
    let height = min(max(box.height + 2 * margin, least.height), width * steepest, all)
    let x = start(
      box.x, box.width, point.map { Double($0.x) / 1000 }, length: width, within: whole)
    let y = start(
      box.y, box.height, point.map { Double($0.y) / 1000 }, length: height, within: all)
    return ShotFrame(x: Int(x), y: Int(y), width: Int(width), height: Int(height))
  }

  /// The upper part of a page, for what is about all of it.
  package static func top(of window: Anchor.Size) -> ShotFrame {
    ShotFrame(x: 0, y: 0, width: window.width, height: min(window.height, window.width * 3 / 4))
  }

  /// Where a frame begins in one direction.
  private static func start(
    _ start: Double, _ length: Double, _ point: Double?, length frame: Double, within whole: Double
  ) -> Double {
    let middle =
      if length + margin <= frame {
        start + length / 2
      } else if let point {
        start + length * point
      } else {
        max(start, 0) - margin + frame / 2
      }
    return min(max(middle - frame / 2, 0), whole - frame).rounded(.down)
  }

  /// How many pixels of the picture one of the page's becomes.
  package func scale(for size: ShotSize) -> Double {
    min(Double(size.width) / Double(width), size.largestScale)
  }
}

/// What is made of a frame.
package enum ShotSize: Hashable, Sendable, CaseIterable {
  case small, large

  /// At most, in pixels.
  package var width: Int {
    switch self {
    case .small: 480
    case .large: 1280
    }
  }

  /// At most, in bytes.
  package var bytes: Int {
    switch self {
    case .small: 60_000
    case .large: 400_000
    }
  }

  /// What is small is drawn larger, as fine screens show it, where somebody looks closely.
  var largestScale: Double {
    switch self {
    case .small: 1
    case .large: 2
    }
  }

  /// Tried in this order until the picture is small enough; the last one is taken in any case, unless it is too large.
  package static let qualities = [82, 65, 45, 25, 8]
}
