import Model

/// The focal points that a site's pictures have, and the ratios that they are cropped to, each with how often.
struct FocalPoints: Sendable {
  private(set) var counts: [ImageContent.FocalPoint: Int] = [:]
  private var ratioCounts: [Limits.Ratio: Int] = [:]

  var ratios: some Sequence<Limits.Ratio> { ratioCounts.keys }
  var points: some Sequence<ImageContent.FocalPoint> { counts.keys }

  init(of pages: [PageContent], in snapshot: SiteSnapshot) {
    for page in pages { page.slots.values.forEach { add($0) } }
    for trees in [snapshot.templates, snapshot.theme.templates, snapshot.shared, snapshot.theme.shared] {
      trees.values.forEach { add($0) }
    }
  }

  mutating func add(_ nodes: [ElementNode]) { count(nodes, 1) }
  mutating func remove(_ nodes: [ElementNode]) { count(nodes, -1) }

  mutating func replace(_ old: [ElementNode], by new: [ElementNode]) {
    remove(old)
    add(new)
  }

  func areSame(as other: FocalPoints) -> Bool {
    counts.keys == other.counts.keys && ratioCounts.keys == other.ratioCounts.keys
  }

  private mutating func count(_ nodes: [ElementNode], _ step: Int) {
    for node in nodes {
      if case .image(let image) = node.body.content, let point = image.focalPoint {
        let count = counts[point, default: 0] + step
        counts[point] = count > 0 ? count : nil
      }
      if case .image = node.body.content, let ratio = node.body.limits.ratio.map(PictureRecipe.reduced) {
        let count = ratioCounts[ratio, default: 0] + step
        ratioCounts[ratio] = count > 0 ? count : nil
      }
      count(node.children, step)
    }
  }
}
