import Markup
import Model

/// Turns HTML with `data-` attributes into element trees, as docs/site-folder.md says.
///
/// White space: within text a run of it becomes one space. Text that is an element of its own is trimmed at both ends, and so are line
/// breaks. In mixed content the space between two inline neighbours is kept (a text element of one space where nothing else could hold
/// it), the space beside a block, and at the ends of the element that holds them, is dropped. Space just inside an inline element moves
/// out of it. Between the items of a list there is none. `pre` and `textarea` keep theirs.
final class TreeReader {
  /// What the trees are for.
  enum Purpose { case page, template, shared, section }

  let report: Report
  let names: SiteNames
  let purpose: Purpose
  /// The path of the page, for links relative to it.
  let page: String?
  /// The text that the tree was parsed from; `HTMLElement.innerSource` counts in it.
  let source: ArraySlice<UInt8>

  /// IDs that the author gave, with their lines.
  private(set) var givenIDs: [(id: ElementID, line: Int)] = []
  /// Shared trees that are used, with the line of the first use.
  var usedShared: [String: Int] = [:]
  /// Those of them that are used in the card of a collection's list, with the line of the first such use.
  var sharedInCards: [String: Int] = [:]
  /// Whether any collection's list stands in the trees.
  var hasCollections = false
  /// The line of the list whose parts have addresses of their own.
  var pagedList: Int?
  var hasSearch = false
  /// Whether what is read now stands in the card of a collection's list.
  var isInCard = false
  /// Slots that are filled (in a page) or offered (in a template), with the line of the first use.
  var slots: [String: Int] = [:]
  private var count = 0

  init(_ source: ArraySlice<UInt8>, purpose: Purpose, page: String? = nil, names: SiteNames, report: Report) {
    self.source = source
    self.purpose = purpose
    self.page = page
    self.names = names
    self.report = report
  }

  /// The trees by the slot that they fill; `main` holds all of them outside pages.
  func trees(firstLine: Int) -> [String: [ElementNode]] {
    guard let nodes = parse(firstLine: firstLine) else { return [:] }
    var bySlot: [String: [HTMLNode]] = [:]
    for node in nodes {
      var slot = "main"
      if purpose == .page, let element = node.element, let name = element["data-slot"] {
        slot = name
        if !ElementRules.isName(name) {
          report.error(element.line, "“\(name)” is not a slot's name", "use letters, digits, - and _")
        }
        if slots[slot] == nil { slots[slot] = element.line }
      }
      bySlot[slot, default: []].append(node)
    }
    var trees: [String: [ElementNode]] = [:]
    for (slot, nodes) in bySlot {
      let children = children(nodes, of: nil, depth: 1)
      if !children.isEmpty { trees[slot] = children }
    }
    return trees
  }

  /// The trees that markup makes which was parsed, and changed, before.
  func trees(of nodes: [HTMLNode]) -> [ElementNode] { children(nodes, of: nil, depth: 1) }

  private func parse(firstLine: Int) -> [HTMLNode]? {
    var parser = HTMLParser()
    // Inline marks stand below the deepest element.
    parser.limits.depth = TreeLimits.depth + 16
    let start = source.prefix(400).drop { $0 <= 0x20 }.prefix(9)
    let head = String(decoding: start, as: UTF8.self).lowercased()
    if ["<!doctype", "<html", "<head", "<body"].contains(where: head.hasPrefix) {
      report.error(
        firstLine, "this is a whole HTML document",
        "keep only what stands inside <body>; the theme and the front matter make the rest")
      return nil
    }
    do throws(MarkupError) {
      let fragment = try parser.parseFragment(source, firstLine: firstLine)
      for warning in fragment.warnings {
        report.warning(warning.line, warning.message, "check the tags around this line")
      }
      return fragment.nodes
    } catch {
      report.error(error.line ?? firstLine, error.message, "simplify the markup around this line")
      return nil
    }
  }

  // MARK: Elements

  /// The element that `html` becomes; nil after an error that leaves nothing to go on with.
  func node(_ html: HTMLElement, depth: Int) -> ElementNode? {
    guard depth <= TreeLimits.depth else {
      report.error(
        html.line, "elements are nested deeper than \(TreeLimits.depth)", "take out wrappers that hold one element only"
      )
      return nil
    }
    count += 1
    guard count <= TreeLimits.elementsPerPage else {
      if count == TreeLimits.elementsPerPage + 1 {
        report.error(html.line, "there are more than \(TreeLimits.elementsPerPage) elements", "split the page")
      }
      return nil
    }
    if let description = html["data-element"] { return described(html, by: description, depth: depth) }
    if html.namespace == .svg || html.tag == "svg" { return picture(drawnBy: html) }
    guard ElementRules.tags.contains(html.tag), !html.tag.isEmpty else {
      report.error(html.line, "<\(html.tag)> is not allowed here", Self.advice(againstTag: html.tag))
      return nil
    }
    var attributes = TreeAttributes(html, report: report)
    var node = content(of: html, &attributes, depth: depth)
    node.body.capabilities = attributes.capabilities
    node.body.limits = attributes.limits
    node.body.name = attributes.name
    node.body.hidden = attributes.isHidden
    attributes.warnAboutUnused()
    check(node, html)
    return node
  }

  /// A new element with the ID that the author gave it, or a random one.
  func make(
    _ kind: ElementKind, _ html: HTMLElement, _ attributes: TreeAttributes, tag: String? = nil,
    _ content: Content = .none,
    children: [ElementNode] = []
  ) -> ElementNode {
    let body = ElementBody(
      kind: kind, tag: tag ?? html.tag, classes: attributes.classes, content: content, attributes: attributes.html)
    return ElementNode(
      id: id(attributes.id, line: html.line), body: body, children: children,
      copiedFrom: copiedFrom(attributes.copiedFrom, line: html.line))
  }

  /// The ID that the author gave, or a random one.
  func id(_ given: String?, line: Int) -> ElementID {
    guard let given else { return .random() }
    guard let valid = ElementID(given) else {
      report.error(line, "“\(given)” is not an ID", "use 1 to 40 letters, digits, - and _, or leave data-id out")
      return .random()
    }
    givenIDs.append((valid, line))
    return valid
  }

  func copiedFrom(_ given: String?, line: Int) -> ElementID? {
    guard let given else { return nil }
    if let valid = ElementID(given) { return valid }
    report.error(line, "data-copied-from: “\(given)” is not an ID", "leave the attribute out")
    return nil
  }

  private func check(_ node: ElementNode, _ html: HTMLElement) {
    do throws(FieldError) { try ElementRules.check(node.body) } catch {
      if error.pointer == "/capabilities" {
        let possible = node.body.kind.capabilities.names.joined(separator: " ")
        report.error(
          html.line, "data-edit: \(error.problem)",
          "a \(node.body.kind.rawValue) can have: \(possible)\(Self.hint(node, html))")
      } else {
        report.error(html.line, "<\(html.tag)> \(error.pointer.dropFirst()) \(error.problem)", "correct or remove it")
      }
    }
    warnAboutLimits(node, html)
  }

  /// Why an element did not become what its author thought of.
  private static func hint(_ node: ElementNode, _ html: HTMLElement) -> String {
    guard node.body.capabilities.contains(.text), node.body.kind == .box else { return "" }
    return
      "; text needs an element with nothing but words, or one that holds only p, ul, ol, h2 to h6, blockquote and hr without attributes"
  }

  /// What unlocked text holds already although nobody could write it.
  private func warnAboutLimits(_ node: ElementNode, _ html: HTMLElement) {
    guard node.body.capabilities.contains(.text) else { return }
    let inline: InlineText
    switch node.body.content {
    case .inline(let text): inline = text
    case .link(_, let label): inline = label
    default: return
    }
    if let maximum = node.body.limits.maximumLength, inline.length > maximum {
      report.warning(
        html.line, "the text has \(inline.length) characters and data-max-length allows \(maximum)",
        "shorten the text or raise the limit")
    }
    let foreign = inline.marks.subtracting(node.body.limits.marks(onTag: html.tag))
    if !foreign.isEmpty {
      let names = foreign.map(\.rawValue).sorted().joined(separator: " ")
      report.warning(
        html.line, "the text uses “\(names)”, which those who edit it may not",
        "add data-marks=\"\(names)\" or take it out")
    }
  }

  private static func advice(againstTag tag: String) -> String {
    switch tag {
    case "script", "style", "iframe", "object", "embed", "video", "audio", "canvas", "noscript":
      tag == "style"
        ? "put styles into the theme, or the element into one with data-code"
        : "put it inside an element with data-code" + (tag == "iframe" ? ", or use data-embed" : "")
    case "source": "write the <img> alone; the builder makes the picture's formats"
    case "template": "a <template> stands directly inside an element with data-list"
    case "html", "head", "body", "title", "meta", "link", "base":
      "the builder writes the document's head; set title and description in the front matter"
    case "center", "font", "marquee": "use a class and the theme's styles"
    default: "use one of the usual tags, or put it inside an element with data-code"
    }
  }
}
