extension Content {
  /// Everything that the content leads to or shows: pages, files and addresses.
  package var targets: [LinkTarget] {
    switch self {
    case .inline(let text): text.links
    case .rich(let text): text.inlines.flatMap(\.links)
    case .link(let target, let label): (target.map { [$0] } ?? []) + label.links
    case .image(let image): if case .asset(let path) = image.source { [.asset(path)] } else { [] }
    case .list(let template): template?.targets ?? []
    case .none, .markdown, .navigation, .collection, .field, .form, .embed, .html, .shop, .slot, .shared, .generated: []
    }
  }
}

extension ElementSeed {
  package var targets: [LinkTarget] { body.content.targets + children.flatMap(\.targets) }
}
