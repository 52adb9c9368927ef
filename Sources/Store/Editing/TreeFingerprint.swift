import Crypto
import Model

/// What a tree says and how it is made, as a hash: IDs, positions and revisions make no difference.
enum TreeFingerprint {
  static func of(_ trees: [ElementNode]) -> String {
    let json = JSONValue.array(trees.map { ElementSeed(copying: $0).json })
    return hexadecimal(SHA256.hash(data: json.canonicalBytes))
  }

  /// Those of every tree that a theme brings, by `template:…` and `shared:…`.
  static func all(of theme: Theme) -> [String: String] {
    all(of: ThemeTrees(templates: theme.templates, shared: theme.shared))
  }

  static func all(of trees: ThemeTrees) -> [String: String] {
    var result: [String: String] = [:]
    for (owner, nodes) in trees.byOwner { result[owner.fingerprintKey] = of(nodes) }
    return result
  }
}

extension ThemeTrees {
  var byOwner: [(owner: Owner, nodes: [ElementNode])] {
    templates.sorted { $0.key < $1.key }.map { (.template($0.key), $0.value) }
      + shared.sorted { $0.key < $1.key }.map { (.shared($0.key), $0.value) }
  }
}

extension Owner {
  /// The name under which a theme keeps the fingerprint of one of its trees.
  var fingerprintKey: String {
    let (kind, name) = columns
    return "\(kind):\(name)"
  }

  /// The tree of a theme that a fingerprint is kept for.
  init?(fingerprintKey key: String) {
    guard let colon = key.firstIndex(of: ":") else { return nil }
    self.init(kind: String(key[..<colon]), name: String(key[key.index(after: colon)...]))
  }
}
