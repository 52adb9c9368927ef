import Markup
import Model

/// Lists, menus, forms and the designer's own HTML.
extension TreeReader {
  func list(_ html: HTMLElement, _ attributes: inout TreeAttributes, depth: Int) -> ElementNode {
    _ = attributes.take("data-list")
    var template: ElementSeed?
    var items: [ElementNode] = []
    for child in html.children {
      switch child {
      case .comment: continue
      case .text where child.isWhitespace: continue
      case .text:
        report.error(html.line, "there are words between the items of the list", "put them into an item, or outside")
      case .element(let element) where element.tag == "template":
        guard template == nil, element.childElements.count == 1, let first = element.childElements.first else {
          report.error(
            element.line, "the list needs one <template> with one element", "keep the item that new ones are made from")
          continue
        }
        template = node(first, depth: depth + 1).map(ElementSeed.init(copying:))
      case .element(let element):
        if let item = node(element, depth: depth + 1) { items.append(item) }
      }
    }
    let limits = attributes.limits
    if items.count < limits.minimumItems ?? 0 || items.count > limits.maximumItems ?? Int.max {
      report.error(
        html.line, "the list has \(items.count) items and data-items says otherwise",
        "change the items or the range in data-items")
    }
    if template == nil { template = items.first.map(ElementSeed.init(copying:)) }
    if template == nil, attributes.capabilities.contains(.items) {
      report.error(html.line, "nobody can add an item: the list has neither an item nor a <template>", "add one")
    }
    return make(.list, html, attributes, .list(itemTemplate: template), children: items)
  }

  func navigation(_ html: HTMLElement, _ attributes: inout TreeAttributes) -> ElementNode {
    let name = attributes.takeName("data-navigation", "a menu") ?? "main"
    // A theme may offer places for more menus than a site has.
    if purpose != .template, !names.menus.contains(name) {
      report.warning(html.line, "the site has no menu “\(name)”", "add it below navigation: in site.yaml")
    }
    warnAboutContent(of: html, "the menu comes from site.yaml")
    return make(.navigation, html, attributes, .navigation(name))
  }

  func collectionList(_ html: HTMLElement, _ attributes: inout TreeAttributes, depth: Int) -> ElementNode {
    var query = CollectionQuery(collection: attributes.takeName("data-collection", "a collection") ?? "missing")
    if let collection = names.collections[query.collection] {
      query.order = collection.order
    } else {
      let known = names.collections.keys.sorted().joined(separator: ", ")
      report.error(
        html.line, "there is no collection “\(query.collection)”",
        known.isEmpty ? "add collections/\(query.collection).yaml" : "the site has: \(known)")
    }
    if let text = attributes.take("data-order") {
      if let order = CollectionQuery.Order(rawValue: text) {
        query.order = order
        if case .field(let name, _) = order, let collection = names.collections[query.collection],
          collection.field(name) == nil
        {
          reportUnknownField(name, of: collection, "data-order", line: html.line)
        }
      } else {
        report.error(html.line, "data-order does not know “\(text)”", "it knows -date, date, title, order and fields")
      }
    }
    if let text = attributes.take("data-limit") {
      query.limit = Int(text)
      if !(1...10_000).contains(query.limit ?? 0) {
        report.error(html.line, "data-limit=\"\(text)\" is not a number from 1 to 10000", "write data-limit=\"3\"")
      }
    }
    if let text = attributes.take("data-per-page") {
      query.perPage = Int(text)
      if !(1...1_000).contains(query.perPage ?? 0) {
        report.error(
          html.line, "data-per-page=\"\(text)\" is not a number from 1 to 1000", "write data-per-page=\"10\"")
      } else if let first = pagedList {
        report.error(
          html.line, "there is a list with data-per-page already, in line \(first)",
          "a page's address counts the parts of one list; show the other one with data-limit")
      }
      if pagedList == nil { pagedList = html.line }
    }
    if let text = attributes.take("data-filter") { readFilter(text, into: &query, line: html.line) }
    if html.childElements.count != 1 {
      report.error(
        html.line, "a collection's list holds one element, the card; here are \(html.childElements.count)",
        "wrap the card's parts into one element")
    }
    hasCollections = true
    if isInCard {
      report.error(
        html.line, "a collection's list stands in the card of another one",
        "show the other collection beside the list, or on the pages of the entries")
    }
    let outer = isInCard
    isInCard = true
    let cards = html.childElements.compactMap { node($0, depth: depth + 1) }
    isInCard = outer
    return make(.collectionList, html, attributes, .collection(query), children: cards)
  }

  /// `tags=wood`, `place=Tübingen`, or several of them with `;` between.
  private func readFilter(_ text: String, into query: inout CollectionQuery, line: Int) {
    for part in text.split(separator: ";") {
      let sides = part.split(separator: "=", maxSplits: 1).map { CleanText.oneLine(String($0)) }
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
        report.error(
          line, "data-filter=\"\(text)\" is not understood", "write data-filter=\"tags=wood\" or a field and its value")
        return
      }
      if sides[0] == "tags" {
        query.tag = sides[1]
        continue
      }
      query.conditions.append(CollectionQuery.Condition(field: sides[0], value: sides[1]))
      guard let collection = names.collections[query.collection] else { continue }
      if let field = collection.field(sides[0]) {
        if let fault = field.fault(of: sides[1]) {
          report.error(line, "data-filter: “\(sides[1])” \(fault)", "correct the value")
        }
      } else {
        reportUnknownField(sides[0], of: collection, "data-filter", line: line)
      }
    }
  }

  private func reportUnknownField(
    _ name: String, of collection: CollectionSettings, _ attribute: String, line: Int
  ) {
    let known = collection.fields.map(\.name).joined(separator: ", ")
    report.error(
      line, "\(attribute) names “\(name)”, which is no field of “\(collection.title)”",
      known.isEmpty ? "declare it below fields: of the collection" : "its fields are: \(known)")
  }

  /// An element that the builder fills.
  func generated(_ part: GeneratedPart, _ html: HTMLElement, _ attributes: inout TreeAttributes) -> ElementNode {
    _ = attributes.take("data-\(part.rawValue)")
    warnAboutContent(of: html, "the builder fills it")
    if isInCard {
      report.error(html.line, "data-\(part.rawValue) stands in a collection's card", "move it out of the list")
    }
    if part == .search { hasSearch = true }
    return make(.generated, html, attributes, .generated(part))
  }

  func form(_ html: HTMLElement, _ attributes: inout TreeAttributes, depth: Int) -> ElementNode {
    _ = attributes.take("method")
    let given = attributes.take("data-form") ?? html["id"] ?? Slug.made(from: attributes.name)
    let name = ElementRules.isName(given) ? given : "form"
    return make(
      .form, html, attributes, .form(name), children: children(html.children, of: html, depth: depth + 1))
  }

  /// A menu of options holds them as elements; a text area holds what stands in it at first.
  func formField(_ html: HTMLElement, _ attributes: TreeAttributes, depth: Int) -> ElementNode {
    var children: [ElementNode] = []
    if html.tag == "textarea" {
      let text = CleanText.lines(html.textContent)
      if !text.isEmpty {
        children = [
          ElementNode(id: .random(), body: ElementBody(kind: .text, tag: "", content: .inline(InlineText(text))))
        ]
      }
    } else {
      children = html.childElements.compactMap { node($0, depth: depth + 1) }
    }
    return make(.formField, html, attributes, children: children)
  }

  func embed(_ html: HTMLElement, _ attributes: inout TreeAttributes) -> ElementNode {
    let provider = attributes.takeName("data-embed", "what is embedded") ?? "embed"
    let source = attributes.take("data-src").map(CleanText.oneLine) ?? ""
    if !source.hasPrefix("https://") || !ElementRules.isSafeURL(source) {
      report.error(html.line, "what is embedded needs an https address", "add data-src=\"https://…\"")
    }
    warnAboutContent(of: html, "the builder writes the notice that asks for consent")
    return make(.embed, html, attributes, .embed(provider: provider, source: source))
  }

  func shop(_ html: HTMLElement, _ attributes: inout TreeAttributes) -> ElementNode {
    let name = CleanText.oneLine(attributes.take("data-shop") ?? "")
    warnAboutContent(of: html, "the shop takes its place")
    return make(.shop, html, attributes, .shop(name))
  }

  func markdown(_ html: HTMLElement, _ attributes: inout TreeAttributes) -> ElementNode {
    if let text = attributes.take("data-markdown"), !text.isEmpty {
      warnAboutContent(of: html, "the text stands in data-markdown")
      return make(.markdown, html, attributes, .markdown(CleanText.lines(text)))
    }
    return make(.markdown, html, attributes, .markdown(Self.unindented(innerText(of: html))))
  }

  func code(_ html: HTMLElement, _ attributes: inout TreeAttributes) -> ElementNode {
    if let text = attributes.take("data-code"), !text.isEmpty {
      warnAboutContent(of: html, "the HTML stands in data-code")
      return make(.code, html, attributes, .html(CleanText.lines(text)))
    }
    return make(.code, html, attributes, .html(innerText(of: html)))
  }

  /// An inline SVG: cleaned, kept as code without a tag of its own.
  func picture(drawnBy html: HTMLElement) -> ElementNode? {
    var svg = html
    var own = HTMLElement(tag: "svg", line: html.line)
    for name in ["data-edit", "data-seal", "data-name", "data-id", "hidden"] {
      own[name] = svg[name]
      svg[name] = nil
    }
    let attributes = TreeAttributes(own, report: report)
    if svg["xmlns"] == nil { svg["xmlns"] = "http://www.w3.org/2000/svg" }
    if svg["xmlns:xlink"] == nil { svg["xmlns:xlink"] = "http://www.w3.org/1999/xlink" }
    var writer = HTMLWriter()
    writer.element(svg)
    do throws(MarkupError) {
      let cleaned = try SVGCleaner.clean(writer.bytes)
      for warning in cleaned.warnings {
        report.warning(html.line, "the SVG: \(warning.message)", "remove it from the SVG")
      }
      var node = make(.code, html, attributes, tag: "", .html(String(decoding: cleaned.svg, as: UTF8.self)))
      node.body.name = attributes.name
      node.body.capabilities = attributes.capabilities
      node.body.hidden = attributes.isHidden
      return node
    } catch {
      report.error(
        html.line, "the SVG cannot be used: \(error.message)", "correct it, or put it into assets/ as a file")
      return nil
    }
  }

  /// The element's content as it was written.
  private func innerText(of html: HTMLElement) -> String {
    guard let range = html.innerSource else {
      var writer = HTMLWriter()
      writer.nodes(html.children)
      return CleanText.lines(String(decoding: writer.bytes, as: UTF8.self))
    }
    let bytes = source[(source.startIndex + range.lowerBound)..<(source.startIndex + range.upperBound)]
    return CleanText.lines(String(decoding: bytes, as: UTF8.self))
  }

  /// Without the first line's indentation on every line, and without empty lines around.
  static func unindented(_ text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    func isEmpty(_ line: Substring) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" } }
    while let first = lines.first, isEmpty(first) { lines.removeFirst() }
    while let last = lines.last, isEmpty(last) { lines.removeLast() }
    let indentation = lines.first?.prefix { $0 == " " || $0 == "\t" } ?? ""
    return lines.map { line in
      line.hasPrefix(indentation) ? line.dropFirst(indentation.count) : line.drop { $0 == " " || $0 == "\t" }
    }.joined(separator: "\n")
  }
}
