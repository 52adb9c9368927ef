import Markup
import Model

/// What only export writes: elements without a tag that need an ID, and elements that HTML cannot say.
extension TreeReader {
  /// An element without a tag of its own; the tag that stands there only carries its attributes.
  func bare(_ html: HTMLElement, _ attributes: inout TreeAttributes, depth: Int) -> ElementNode {
    _ = attributes.take("data-bare")
    if attributes.has("data-code") {
      var node = code(html, &attributes)
      node.body.tag = ""
      return node
    }
    if let name = attributes.takeName("data-slot", "a slot") {
      offerSlot(name, line: html.line)
      let fallback = children(html.children, of: html, depth: depth + 1)
      return make(.slot, html, attributes, tag: "", .slot(name), children: fallback)
    }
    guard html.children.allSatisfy(Self.isPlainInline) else {
      report.error(
        html.line, "data-bare stands on an element that holds others", "keep it on words alone, data-code or data-slot")
      return make(.text, html, attributes, tag: "")
    }
    return make(.text, html, attributes, tag: "", .inline(inline(html.children, line: html.line, keepsSpace: true)))
  }

  func offerSlot(_ name: String, line: Int) {
    guard purpose == .template else {
      report.error(line, "data-slot has no meaning here", "slots stand in the theme's templates")
      return
    }
    if slots[name] != nil {
      report.error(line, "the slot “\(name)” stands in the template twice", "give one of them another name")
    }
    slots[name] = line
    if isInCard {
      report.error(line, "the slot “\(name)” stands in a collection's card", "move it out of the list")
    }
  }

  /// `data-element` holds the element as JSON, as history and the interface have it; elements below it stand inside the tag.
  func described(_ html: HTMLElement, by description: String, depth: Int) -> ElementNode? {
    let body: ElementBody
    do {
      let reader = try JSONReader(try JSONValue.parse(description), at: "", known: ElementBody.keys)
      body = try ElementBody(reader: reader)
    } catch {
      let problem = (error as? FieldError).map { "\($0.pointer.dropFirst()) \($0.problem)" } ?? "it is no JSON"
      report.error(html.line, "data-element cannot be read: \(problem)", "correct it, or write the element as HTML")
      return nil
    }
    switch body.content {
    case .slot(let name): offerSlot(name, line: html.line)
    case .shared(let name):
      if usedShared[name] == nil { usedShared[name] = html.line }
      if isInCard, sharedInCards[name] == nil { sharedInCards[name] = html.line }
    case .collection:
      hasCollections = true
      if isInCard {
        report.error(
          html.line, "a collection's list stands in the card of another one",
          "show the other collection beside the list")
      }
    default: break
    }
    let outer = isInCard
    if body.kind == .collectionList { isInCard = true }
    defer { isInCard = outer }
    var below: [ElementNode] = []
    for child in html.children {
      switch child {
      case .element(let element): if let node = node(element, depth: depth + 1) { below.append(node) }
      case .text where !child.isWhitespace:
        report.error(html.line, "words stand beside the elements in one with data-element", "put them into an element")
      case .text, .comment: continue
      }
    }
    guard below.isEmpty || body.kind.mayHaveChildren else {
      report.error(html.line, "a \(body.kind.rawValue) holds no elements", "take out what stands inside")
      return nil
    }
    return ElementNode(
      id: id(html["data-id"], line: html.line), body: body, children: below,
      copiedFrom: copiedFrom(html["data-copied-from"], line: html.line))
  }
}
