import Markup
import Model

/// Which kind of element a tag becomes, and what it holds then.
extension TreeReader {
  static let textTags: Set<String> = [
    "abbr", "address", "b", "blockquote", "caption", "cite", "code", "dd", "dt", "em", "figcaption", "h1", "h2", "h3",
    "h4", "h5", "h6", "i", "kbd", "label", "legend", "li", "mark", "option", "p", "pre", "q", "s", "samp", "small",
    "span", "strong", "sub", "summary", "sup", "td", "th", "time", "u", "var",
  ]

  func content(of html: HTMLElement, _ attributes: inout TreeAttributes, depth: Int) -> ElementNode {
    // Which slot it fills is known already.
    if purpose == .page, depth == 1 { _ = attributes.take("data-slot") }
    // What an attribute says counts before what the tag says.
    if attributes.has("data-bare") { return bare(html, &attributes, depth: depth) }
    if attributes.has("data-code") { return code(html, &attributes) }
    if attributes.has("data-shared") { return shared(html, &attributes) }
    if attributes.has("data-navigation") { return navigation(html, &attributes) }
    if attributes.has("data-collection") { return collectionList(html, &attributes, depth: depth) }
    if attributes.has("data-field") { return field(html, &attributes, depth: depth) }
    if attributes.has("data-list") { return list(html, &attributes, depth: depth) }
    if attributes.has("data-slot") { return slot(html, &attributes, depth: depth) }
    if attributes.has("data-markdown") { return markdown(html, &attributes) }
    if attributes.has("data-embed") { return embed(html, &attributes) }
    if attributes.has("data-shop") { return shop(html, &attributes) }
    for part in GeneratedPart.allCases where attributes.has("data-\(part.rawValue)") {
      return generated(part, html, &attributes)
    }
    switch html.tag {
    case "form": return form(html, &attributes, depth: depth)
    case "input": return make(.formField, html, attributes)
    case "select", "textarea": return formField(html, attributes, depth: depth)
    case "img": return image(html, &attributes)
    case "a", "button": return link(html, &attributes, depth: depth)
    default: break
    }
    let wanted = attributes.take("data-kind")
    let keepsSpace = attributes.take("data-exact") != nil
    if wanted == "richText" || wanted == nil && attributes.capabilities.contains(.text),
      let blocks = richText(html, keepsSpace: keepsSpace)
    {
      return make(.richText, html, attributes, .rich(blocks))
    }
    if let wanted, wanted != "text" {
      report.error(
        html.line, "data-kind=\"\(wanted)\" does not fit this element",
        "write data-kind=\"text\" on one with words alone, data-kind=\"richText\" on one with paragraphs and lists alone"
      )
    }
    let mayBeText =
      wanted == "text" || Self.textTags.contains(html.tag) || attributes.capabilities.contains(.text)
    if mayBeText, html.children.allSatisfy(Self.isPlainInline) {
      let keeps = html.tag == "pre" || keepsSpace
      return make(.text, html, attributes, .inline(inline(html.children, line: html.line, keepsSpace: keeps)))
    }
    return make(.box, html, attributes, children: children(html.children, of: html, depth: depth + 1))
  }

  private func link(_ html: HTMLElement, _ attributes: inout TreeAttributes, depth: Int) -> ElementNode {
    var target: LinkTarget?
    if let value = attributes.take("data-href") {
      if attributes.take("href") != nil {
        report.warning(html.line, "href has no effect beside data-href", "remove one of them")
      }
      if valuePath(value, of: "data-href", line: html.line) { target = .value(value) }
    } else if html.tag == "a", let address = attributes.take("href") {
      target = self.target(address, line: html.line)
    }
    let keepsSpace = attributes.take("data-exact") != nil
    if html.children.allSatisfy({ Self.isPlainInline($0) && !Self.hasLink($0) }) {
      let label = inline(html.children, line: html.line, keepsSpace: keepsSpace)
      return make(.link, html, attributes, .link(target: target, label: label))
    }
    let children = children(html.children, of: html, depth: depth + 1)
    return make(.link, html, attributes, .link(target: target, label: InlineText("")), children: children)
  }

  /// What an address in a link means; reports what is wrong with it.
  func target(_ address: String, line: Int) -> LinkTarget? {
    switch names.resolve(address, from: page) {
    case .target(let target): return target
    case .none: return nil
    case .dead(let target):
      report.warning(
        line, "the link to “\(CleanText.oneLine(address))” leads nowhere",
        "correct the address, or add the page or file")
      return target
    case .refused(let reason):
      report.error(
        line, "the address “\(CleanText.oneLine(address))” is not allowed in a link", "allowed are: \(reason)")
      return nil
    }
  }

  private func image(_ html: HTMLElement, _ attributes: inout TreeAttributes) -> ElementNode {
    let source: ImageContent.Source
    if let value = attributes.take("data-src") {
      _ = attributes.take("src")
      _ = valuePath(value, of: "data-src", line: html.line)
      source = .value(value)
    } else {
      source = .asset(picture(attributes.take("src"), line: html.line))
    }
    let alternative: ImageContent.Alternative
    let words = attributes.take("alt").map(CleanText.oneLine)
    switch (attributes.take("data-decorative"), words) {
    case (.some, _): alternative = .decorative
    case (nil, ""?): alternative = .decorative
    case (nil, let words?): alternative = .text(words)
    case (nil, nil):
      alternative = .missing
      report.warning(
        html.line, "the picture has no alternative text", "add alt=\"…\", or data-decorative if it says nothing")
    }
    let focus = focalPoint(attributes.take("data-focus"), line: html.line)
    return make(
      .image, html, attributes,
      .image(ImageContent(source: source, alternative: alternative, focalPoint: focus)))
  }

  /// `data-focus="500 333"`: thousandths of width and height.
  private func focalPoint(_ text: String?, line: Int) -> ImageContent.FocalPoint? {
    guard let text else { return nil }
    let numbers = text.split(separator: " ").map { Int($0) ?? -1 }
    guard numbers.count == 2, numbers.allSatisfy((0...1_000).contains) else {
      report.error(
        line, "data-focus=\"\(text)\" is no point", "write two numbers from 0 to 1000: data-focus=\"500 333\"")
      return nil
    }
    return ImageContent.FocalPoint(x: numbers[0], y: numbers[1])
  }

  private func picture(_ address: String?, line: Int) -> String {
    guard let address = address.map(CleanText.oneLine), !address.isEmpty else {
      report.error(line, "<img> has no src", "add src=\"assets/…\" or data-src")
      return "assets/missing"
    }
    let decoded = SiteNames.percentDecoded(address)
    let path = decoded.hasPrefix("/") ? String(decoded.dropFirst()) : decoded
    guard ElementRules.isAssetPath(path) else {
      report.error(
        line, "the picture “\(address.prefix(80))” is neither in assets/ nor in theme/",
        "copy it into assets/ and write src=\"assets/…\"")
      return "assets/missing"
    }
    if !names.assets.contains(path) {
      report.warning(line, "the picture “\(path)” is not there", "add the file or correct the name; case matters")
    }
    return path
  }

  private func field(_ html: HTMLElement, _ attributes: inout TreeAttributes, depth: Int) -> ElementNode {
    let path = attributes.take("data-field") ?? ""
    _ = valuePath(path, of: "data-field", line: html.line)
    var format = FieldContent.Format.long
    if let text = attributes.take("data-format") {
      if let known = FieldContent.Format(rawValue: text) {
        format = known
      } else {
        report.error(html.line, "data-format does not know “\(text)”", "write data-format=\"short\" or leave it out")
      }
    }
    if attributes.take("href") != nil {
      report.warning(
        html.line, "href has no effect beside data-field", "the value brings its own address; use data-href for another"
      )
    }
    let children = children(html.children, of: html, depth: depth + 1)
    return make(.field, html, attributes, .field(FieldContent(path: path, format: format)), children: children)
  }

  /// Whether the text is the path of a value that can exist; reports when it is not.
  private func valuePath(_ path: String, of attribute: String, line: Int) -> Bool {
    let parts = path.split(separator: ".", omittingEmptySubsequences: false)
    guard ElementRules.isValuePath(path), parts.count > 1,
      ["company", "site", "page", "entry", "theme", "build"].contains(parts[0])
    else {
      report.error(
        line, "\(attribute)=\"\(path)\" is no value", "values begin with company. site. page. entry. theme. or build.")
      return false
    }
    if parts[0] == "theme", !names.strings.contains(path.split(separator: ".").dropFirst().joined(separator: ".")) {
      report.warning(line, "the theme has no string “\(path.dropFirst(6))”", "add it below strings: in theme.yaml")
    }
    return true
  }

  private func shared(_ html: HTMLElement, _ attributes: inout TreeAttributes) -> ElementNode {
    let name = attributes.takeName("data-shared", "a shared tree") ?? "missing"
    if usedShared[name] == nil { usedShared[name] = html.line }
    if isInCard, sharedInCards[name] == nil { sharedInCards[name] = html.line }
    warnAboutContent(of: html, "the shared tree takes its place")
    // A bare div is only where the tree goes; one with a class or an attribute is meant to stand around it.
    let isBare = html.tag == "div" && attributes.classes.isEmpty && attributes.html.isEmpty
    return make(.shared, html, attributes, tag: isBare ? "" : nil, .shared(name))
  }

  private func slot(_ html: HTMLElement, _ attributes: inout TreeAttributes, depth: Int) -> ElementNode {
    let name = attributes.takeName("data-slot", "a slot") ?? "main"
    if purpose == .page {
      if depth > 1 {
        report.error(
          html.line, "data-slot stands inside another element", "only top-level elements of a page choose a slot")
      }
      return content(of: html, &attributes, depth: depth)
    }
    guard purpose == .template else {
      report.error(html.line, "data-slot has no meaning here", "slots stand in the theme's templates")
      return make(.box, html, attributes)
    }
    if slots[name] != nil {
      report.error(html.line, "the slot “\(name)” stands in the template twice", "give one of them another name")
    }
    slots[name] = html.line
    if isInCard {
      report.error(html.line, "the slot “\(name)” stands in a collection's card", "move it out of the list")
    }
    let fallback = children(html.children, of: html, depth: depth + 2)
    let slot = ElementNode(
      id: .random(), body: ElementBody(kind: .slot, tag: "", content: .slot(name)), children: fallback)
    return make(.box, html, attributes, children: [slot])
  }

  func warnAboutContent(of html: HTMLElement, _ reason: String) {
    guard html.children.contains(where: { $0.element != nil || !$0.isWhitespace && !Self.isComment($0) }) else {
      return
    }
    report.warning(html.line, "what stands inside <\(html.tag)> is not used: \(reason)", "remove it")
  }

  static func isComment(_ node: HTMLNode) -> Bool { if case .comment = node { true } else { false } }
}
