import Markup
import Model

/// Writes element trees as HTML that `TreeReader` reads as the same trees again.
///
/// Elements are written as people would write them, as far as HTML and the `data-` attributes say what they are. An element among
/// `described` is written as a `div` with `data-element`, which can say everything and stand everywhere.
struct TreeWriter {
  let names: SiteNames
  /// The path of the page, for links relative to it; nil in templates and shared trees.
  let page: String?
  /// Elements that are written with `data-element`, by their places in document order.
  var described: Set<Int> = []
  var describesAll = false
  /// Seeds have no IDs to keep.
  var writesIDs = true
  var html = HTMLWriter()
  /// The place of the element that comes next.
  private var place = 0

  init(names: SiteNames, page: String?) {
    self.names = names
    self.page = page
  }

  /// The trees of one file, each on lines of its own.
  /// - Parameter slots: for pages, trees by the slot that they fill; the slot `main` needs no name
  mutating func write(_ slots: [(slot: String, nodes: [ElementNode])]) {
    for (slot, nodes) in slots {
      for node in nodes {
        write(node, depth: 0, slot: slot == "main" ? nil : slot)
        html.raw("\n")
      }
    }
  }

  // MARK: Elements

  mutating func write(_ node: ElementNode, depth: Int, slot: String? = nil) {
    let isDescribed = describesAll || described.contains(place)
    place += 1
    if isDescribed { return describe(node, depth: depth, slot: slot) }
    let body = node.body
    switch body.content {
    case .inline(let text): writeText(node, text, slot: slot)
    case .rich(let text): writeRichText(node, text, depth: depth, slot: slot)
    case .markdown(let source): writeSource(node, source, attribute: "data-markdown", slot: slot)
    case .html(let source): writeSource(node, source, attribute: "data-code", slot: slot)
    case .link(_, let label) where node.children.isEmpty:
      let isExact = isNotCollapsed(label)
      begin(node, tag: body.tag, slot: slot, isExact ? [("data-exact", "")] : [])
      inline(label)
      end(body.tag)
    case .list(let template): writeList(node, template, depth: depth, slot: slot)
    default:
      begin(node, tag: body.tag.isEmpty ? "div" : body.tag, slot: slot, [])
      guard !Self.voidTags.contains(body.tag) else { return }
      children(node.children, of: body.tag, depth: depth)
      end(body.tag.isEmpty ? "div" : body.tag)
    }
  }

  private mutating func describe(_ node: ElementNode, depth: Int, slot: String?) {
    html.raw("<div")
    if let slot { html.attribute("data-slot", slot) }
    html.attribute("data-element", node.body.json.canonical)
    identify(node)
    html.raw(">")
    children(node.children, of: "div", depth: depth)
    html.raw("</div>")
  }

  private mutating func identify(_ node: ElementNode) {
    guard writesIDs else { return }
    html.attribute("data-id", node.id.rawValue)
    if let origin = node.copiedFrom { html.attribute("data-copied-from", origin.rawValue) }
  }

  static let voidTags: Set<String> = ["br", "col", "hr", "img", "input", "wbr"]

  private mutating func children(_ nodes: [ElementNode], of tag: String, depth: Int) {
    guard !nodes.isEmpty else { return }
    // Space beside what stands in a line would be seen.
    let isLoose =
      !TreeReader.inlineTags.contains(tag) && tag != "pre" && tag != "p"
      && nodes.allSatisfy { !TreeReader.inlineTags.contains(Self.shownTag(of: $0.body)) }
    for node in nodes {
      if isLoose { breakLine(depth + 1) }
      write(node, depth: depth + 1)
    }
    if isLoose { breakLine(depth) }
  }

  private static func shownTag(of body: ElementBody) -> String {
    guard body.tag.isEmpty else { return body.tag }
    if case .shared = body.content { return "div" }
    return "span"
  }

  mutating func breakLine(_ depth: Int) {
    html.raw("\n")
    html.raw([UInt8](repeating: 0x20, count: 2 * min(depth, 20)))
  }

  private mutating func writeText(_ node: ElementNode, _ text: InlineText, slot: String?) {
    let body = node.body
    var marks: [(String, String)] = []
    if body.tag.isEmpty {
      marks = [("data-bare", "")]
    } else {
      if !TreeReader.textTags.contains(body.tag), !body.capabilities.contains(.text) {
        marks.append(("data-kind", "text"))
      }
      if body.tag != "pre", isNotCollapsed(text) { marks.append(("data-exact", "")) }
    }
    let tag = body.tag.isEmpty ? "span" : body.tag
    begin(node, tag: tag, slot: slot, marks)
    guard !Self.voidTags.contains(tag) else { return }
    // The first line end in it belongs to the tag.
    if tag == "pre", text.plain.hasPrefix("\n") { html.raw("\n") }
    inline(text)
    end(tag)
  }

  /// Markdown, or the designer's own HTML: between the tags where it reads the same there, otherwise in the attribute.
  private mutating func writeSource(_ node: ElementNode, _ source: String, attribute: String, slot: String?) {
    let isCode = attribute == "data-code"
    let tag = node.body.tag.isEmpty ? "span" : node.body.tag
    let stands = isCode ? standsAlone(source, in: tag) : standsAlone(source, in: tag) && !source.contains("\n ")
    let reads = isCode || TreeReader.unindented("\n\(source)\n") == source
    var marks = [(attribute, stands && reads ? "" : source)]
    if node.body.tag.isEmpty { marks.insert(("data-bare", ""), at: 0) }
    begin(node, tag: tag, slot: slot, marks)
    if stands && reads {
      let bytes = Array(source.utf8)
      if isCode { html.raw(bytes) } else { html.raw([0x0A] + bytes + [0x0A]) }
    }
    end(tag)
  }

  /// Whether markup leaves everything around it alone: its own tags are balanced, and so are no parts of others.
  private func standsAlone(_ source: String, in tag: String) -> Bool {
    guard !source.isEmpty, !source.hasPrefix("\n"), TreeReader.textTags.contains(tag) || tag == "div" else {
      return false
    }
    let text = Array("<\(tag)>\(source)</\(tag)><hr>".utf8)
    guard let fragment = try? HTMLParser().parseFragment(text), fragment.warnings.isEmpty, fragment.nodes.count == 2,
      let first = fragment.nodes[0].element, let inner = first.innerSource, fragment.nodes[1].element?.tag == "hr"
    else { return false }
    return inner.count == source.utf8.count && fragment.nodes[1].element?.children.isEmpty == true
  }

  private mutating func writeList(_ node: ElementNode, _ template: ElementSeed?, depth: Int, slot: String?) {
    begin(node, tag: node.body.tag, slot: slot, [])
    if let template {
      breakLine(depth + 1)
      html.raw("<template>")
      let (keepsIDs, keepsPlace) = (writesIDs, place)
      writesIDs = false
      // What an item template holds is described with its list.
      place = .min
      write(template.planted(), depth: depth + 1)
      (writesIDs, place) = (keepsIDs, keepsPlace)
      html.raw("</template>")
    }
    for child in node.children {
      breakLine(depth + 1)
      write(child, depth: depth + 1)
    }
    if template != nil || !node.children.isEmpty { breakLine(depth) }
    end(node.body.tag)
  }

  mutating func end(_ tag: String) { html.raw(Array("</\(tag)>".utf8)) }

  // MARK: Tags

  /// The start tag with everything that the element says of itself.
  mutating func begin(_ node: ElementNode, tag: String, slot: String?, _ marks: [(String, String)]) {
    let body = node.body
    html.raw(Array("<\(tag)".utf8))
    if !body.classes.isEmpty { html.attribute("class", body.classes.joined(separator: " ")) }
    for attribute in body.attributes { html.attribute(name: attribute.name, value: attribute.value) }
    if let slot { html.attribute("data-slot", slot) }
    for (name, value) in marks { flag(name, value) }
    contentAttributes(body)
    if !body.name.isEmpty { html.attribute("data-name", body.name) }
    capabilities(body.capabilities)
    limits(body.limits)
    html.attribute("hidden", present: body.hidden)
    identify(node)
    html.raw(">")
  }

  private mutating func flag(_ name: String, _ value: String) {
    if value.isEmpty { html.raw(Array(" \(name)".utf8)) } else { html.attribute(name: name, value: value) }
  }

  private mutating func capabilities(_ capabilities: Capabilities) {
    let named = capabilities.subtracting(.seal).names
    if !named.isEmpty { html.attribute("data-edit", named.joined(separator: " ")) }
    html.attribute("data-seal", present: capabilities.contains(.seal))
  }

  private mutating func limits(_ limits: Limits) {
    func words<Name: RawRepresentable<String>>(_ names: Set<Name>) -> String {
      names.map(\.rawValue).sorted().joined(separator: " ")
    }
    if let length = limits.maximumLength { html.attribute("data-max-length", length) }
    if let marks = limits.marks { html.attribute("data-marks", words(marks)) }
    if let blocks = limits.blocks { html.attribute("data-blocks", words(blocks)) }
    if limits.minimumItems != nil || limits.maximumItems != nil {
      let (low, high) = (limits.minimumItems, limits.maximumItems)
      html.attribute("data-items", "\(low.map { String($0) } ?? "")..\(high.map { String($0) } ?? "")")
    }
    if !limits.variants.isEmpty { html.attribute("data-variants", limits.variants.joined(separator: " ")) }
    if let ratio = limits.ratio { html.attribute("data-ratio", "\(ratio.width):\(ratio.height)") }
    if let width = limits.minimumWidth { html.attribute("data-min-width", width) }
    if let kinds = limits.linkKinds { html.attribute("data-targets", words(kinds)) }
    if limits.isAlternativeRequired { html.attribute("data-alt", "required") }
  }

  private mutating func contentAttributes(_ body: ElementBody) {
    switch body.content {
    case .link(let target, _):
      if case .value(let path)? = target {
        html.attribute("data-href", path)
      } else if let target {
        html.attribute("href", address(of: target))
      }
    case .image(let image): picture(image)
    case .list: html.raw(" data-list")
    case .navigation(let menu): html.attribute("data-navigation", menu)
    case .collection(let query):
      html.attribute("data-collection", query.collection)
      html.attribute("data-order", query.order.rawValue)
      if let limit = query.limit { html.attribute("data-limit", limit) }
      if let perPage = query.perPage { html.attribute("data-per-page", perPage) }
      let filters =
        [query.tag.map { "tags=\($0)" }].compactMap { $0 } + query.conditions.map { "\($0.field)=\($0.value)" }
      if !filters.isEmpty { html.attribute("data-filter", filters.joined(separator: "; ")) }
    case .field(let field):
      html.attribute("data-field", field.path)
      if field.format != .long { html.attribute("data-format", field.format.rawValue) }
    case .form(let name): html.attribute("data-form", name)
    case .embed(let provider, let source):
      html.attribute("data-embed", provider)
      html.attribute("data-src", source)
    case .shop(let store): html.attribute("data-shop", store)
    case .slot(let name):
      html.raw(" data-bare")
      html.attribute("data-slot", name)
    case .shared(let name): html.attribute("data-shared", name)
    case .generated(let part): html.attribute(name: "data-\(part.rawValue)", value: "")
    case .none, .inline, .rich, .markdown, .html: break
    }
  }

  private mutating func picture(_ image: ImageContent) {
    switch image.source {
    case .asset(let path): html.attribute("src", Self.encoded(path))
    case .value(let path): html.attribute("data-src", path)
    }
    switch image.alternative {
    case .text(let words): html.attribute("alt", words)
    case .decorative: html.raw(" data-decorative")
    case .missing: break
    }
    if let point = image.focalPoint { html.attribute("data-focus", "\(point.x) \(point.y)") }
  }

  // MARK: Addresses

  /// An address that leads to the target when it is read.
  func address(of target: LinkTarget) -> String {
    let plain: String?
    switch target {
    case .page(let id, let fragment):
      plain = names.paths.path(of: id).map { path in Self.encoded(path) + (fragment.map { "#\($0)" } ?? "") }
    case .asset(let path): plain = "/" + Self.encoded(path)
    case .url(let url): plain = url
    case .value: plain = nil
    }
    if let plain {
      switch names.resolve(plain, from: page) {
      case .target(target), .dead(target): return plain
      default: break
      }
    }
    if case .url(let url) = target { return "url:\(url)" }
    return target.text
  }

  /// A path with the characters escaped that would end it, or that addresses do not hold.
  static func encoded(_ path: String) -> String {
    guard path.utf8.contains(where: { " %?#".utf8.contains($0) }) else { return path }
    return path.reduce(into: "") { result, character in
      switch character {
      case " ": result += "%20"
      case "%": result += "%25"
      case "?": result += "%3F"
      case "#": result += "%23"
      default: result.append(character)
      }
    }
  }
}
