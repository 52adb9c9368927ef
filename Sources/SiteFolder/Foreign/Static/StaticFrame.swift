import Markup
import Model

/// What pages have in common: the parts before and after their own content, and the elements around both.
struct StaticFrame {
  /// The template's body, with an element `data-slot` where the content goes.
  private(set) var template: [HTMLNode]
  /// What is each page's own, by its place among the pages; nil for a page that is made otherwise.
  private(set) var contents: [[HTMLNode]?]

  /// - Returns: nil where the pages share nothing
  init?(_ bodies: [[HTMLNode]]) {
    guard bodies.count > 1 else { return nil }
    // Most pages decide; those with another first or last part stand alone.
    var groups: [String: [Int]] = [:]
    for (index, body) in bodies.enumerated() {
      for (name, node) in [("first", body.first), ("last", body.last)] {
        guard let node else { continue }
        groups["\(name) \(Self.text([node], isShallow: node.element?.tag == "div"))", default: []].append(index)
      }
    }
    guard let group = groups.values.max(by: { ($0.count, $1[0]) < ($1.count, $0[0]) }), group.count > 1 else {
      return nil
    }
    guard let found = Self.split(group.map { bodies[$0] }, depth: 0), found.sharesAnything else { return nil }
    template = found.template
    contents = [[HTMLNode]?](repeating: nil, count: bodies.count)
    for (place, index) in group.enumerated() { contents[index] = found.contents[place] }
  }

  private struct Split {
    var template: [HTMLNode]
    var contents: [[HTMLNode]]
    var sharesAnything: Bool
  }

  private static func split(_ bodies: [[HTMLNode]], depth: Int) -> Split? {
    let texts = bodies.map { $0.map { text([$0]) } }
    let shortest = texts.map(\.count).min() ?? 0
    var before = 0
    while before < shortest, texts.allSatisfy({ $0[before] == texts[0][before] }) { before += 1 }
    var after = 0
    while after < shortest - before,
      texts.allSatisfy({ $0[$0.count - 1 - after] == texts[0][texts[0].count - 1 - after] })
    { after += 1 }
    let middles = bodies.map { Array($0[before..<($0.count - after)]) }
    let head = Array(bodies[0][..<before])
    let tail = Array(bodies[0][(bodies[0].count - after)...])
    if depth < 6, let inner = around(middles, depth: depth) {
      return Split(
        template: head + inner.template + tail, contents: inner.contents,
        sharesAnything: before + after > 0 || inner.sharesAnything)
    }
    return Split(template: head + [.element(slot())] + tail, contents: middles, sharesAnything: before + after > 0)
  }

  /// Where each page's own part is one element of the same tag and attributes, it stands in the template.
  private static func around(_ middles: [[HTMLNode]], depth: Int) -> Split? {
    let elements = middles.compactMap { $0.count == 1 ? $0[0].element : nil }
    guard elements.count == middles.count, let first = elements.first,
      ["div", "main", "section", "article", "body"].contains(first.tag), first["data-list"] == nil,
      elements.allSatisfy({ start($0) == start(first) })
    else { return nil }
    let bodies = elements.map { element in
      element.children.filter { !$0.isWhitespace || !element.childElements.isEmpty }
        .filter { element.childElements.isEmpty || !$0.isWhitespace }
    }
    // Words beside elements cannot be told from space around them.
    guard bodies.allSatisfy({ $0.allSatisfy { $0.element != nil } }) else { return nil }
    var outer = first
    outer["data-kind"] = nil
    guard let inner = split(bodies, depth: depth + 1) else { return nil }
    if inner.sharesAnything {
      outer.children = inner.template
      return Split(template: [.element(outer)], contents: inner.contents, sharesAnything: true)
    }
    outer.children = []
    outer["data-slot"] = "main"
    return Split(template: [.element(outer)], contents: bodies, sharesAnything: first.tag == "main")
  }

  static func slot() -> HTMLElement {
    var slot = HTMLElement(tag: "span")
    slot["data-bare"] = ""
    slot["data-slot"] = "main"
    return slot
  }

  private static func start(_ element: HTMLElement) -> String {
    var bare = element
    bare.children = []
    bare["data-kind"] = nil
    return text([.element(bare)])
  }

  /// Markup without what differs from page to page although it is the same: which link is the current page's.
  static func text(_ nodes: [HTMLNode], isShallow: Bool = false) -> String {
    var writer = HTMLWriter()
    writer.nodes(
      isShallow
        ? nodes.map { node in
          guard case .element(var element) = node else { return node }
          element.children = []
          return .element(element)
        } : nodes.map(plain))
    return CleanText.oneLine(writer.string)
  }

  static let currentClasses: Set<String> = [
    "active", "current", "is-active", "is-current", "current-menu-item", "selected",
  ]

  static func plain(_ node: HTMLNode) -> HTMLNode {
    guard case .element(var element) = node else { return node }
    element["aria-current"] = nil
    if let classes = element["class"] {
      let left = classes.split(separator: " ").filter { !currentClasses.contains(String($0)) }
      element["class"] = left.isEmpty ? nil : left.joined(separator: " ")
    }
    element.innerSource = nil
    element.children = element.children.map(plain)
    return .element(element)
  }
}

/// Menus: lists of nothing but links to pages.
struct StaticMenus {
  /// The page at an address.
  let page: (String) -> PageID?
  private(set) var menus: [(name: String, items: [NavigationItem])] = []

  init(page: @escaping (String) -> PageID?) { self.page = page }

  /// Gives lists of links their menus, outermost first.
  mutating func mark(_ nodes: inout [HTMLNode]) {
    for index in nodes.indices {
      guard case .element(var element) = nodes[index] else { continue }
      if element.tag == "ul" || element.tag == "ol", let items = items(of: element, depth: 1), items.count > 1 {
        let name = name(of: items)
        element.children = []
        element["data-list"] = nil
        element["data-navigation"] = name
      } else {
        mark(&element.children)
      }
      nodes[index] = .element(element)
    }
  }

  private mutating func name(of items: [NavigationItem]) -> String {
    if let known = menus.first(where: { $0.items == items }) { return known.name }
    let name = menus.isEmpty ? "main" : "menu-\(menus.count + 1)"
    menus.append((name, items))
    return name
  }

  private func items(of list: HTMLElement, depth: Int) -> [NavigationItem]? {
    guard depth <= 4, list.children.allSatisfy({ $0.element?.tag == "li" || $0.isWhitespace }) else { return nil }
    var items: [NavigationItem] = []
    for item in list.childElements {
      let parts = item.childElements
      guard item.attributes.isEmpty, item.children.allSatisfy({ $0.element != nil || $0.isWhitespace }),
        let link = parts.first, link.tag == "a", parts.count <= 2, link.childElements.isEmpty,
        link.attributes.allSatisfy({ $0.name == "href" }), let id = link["href"].flatMap(page)
      else { return nil }
      var children: [NavigationItem] = []
      if parts.count == 2 {
        guard parts[1].tag == "ul", parts[1].attributes.allSatisfy({ $0.name == "data-list" }),
          let below = self.items(of: parts[1], depth: depth + 1)
        else { return nil }
        children = below
      }
      items.append(
        NavigationItem(target: .page(id, fragment: nil), label: CleanText.oneLine(link.textContent), children: children)
      )
    }
    return items
  }
}
