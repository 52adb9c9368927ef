import Markup
import Model

extension SiteIndex {
  /// An address as people write it: one within the site gets the site's prefix, and the path of a page its present form.
  func siteURL(_ text: String) -> String {
    if text.hasPrefix("#") || text.hasPrefix("//") || text.hasPrefix("?") { return text }
    let path = text.prefix { $0 != "?" && $0 != "#" }
    if let page = linkedPage(path) { return urls[page] + text.dropFirst(path.count) }
    return text.hasPrefix("/") ? address.prefix + text : text
  }

  /// The target behind a value that does not depend on the page.
  func constantTarget(_ path: String) -> String? {
    guard let key = path.dropPrefix("company."), let value = settings.company[String(key)] else { return nil }
    return ValueLink.of(key: key, value: value)
  }
}

extension Renderer {
  /// The address of a target; nil when it leads nowhere, which is reported.
  mutating func resolved(_ target: LinkTarget) -> String? {
    switch target {
    case .page(let id, let fragment):
      guard let page = site.index(of: id), site.isBuilt[page] else {
        warn("a link leads to a page that does not exist or is a draft")
        return nil
      }
      // What all languages share leads to the page in the language that one reads.
      if isCommon, locale != site.locale(of: page),
        let other = site.translations(of: page)?.first(where: { site.locale(of: $0) == locale })
      {
        return fragment.map { "\(site.urls[other])#\($0)" } ?? site.urls[other]
      }
      return fragment.map { "\(site.urls[page])#\($0)" } ?? site.urls[page]
    case .asset(let path):
      guard let asset = site.assets[path] else {
        warn("a link leads to the file “\(path)”, which does not exist")
        return nil
      }
      return site.assets.address(of: asset)
    case .url(let text):
      let url = site.siteURL(text)
      if text.hasPrefix("/"), !text.hasPrefix("//") {
        let path = text.prefix { $0 != "?" && $0 != "#" }
        if !site.hasTarget(path) { warn("a link leads to “\(text)”, where there is no page") }
      }
      return url
    case .value(let path): return valueTarget(path)
    }
  }

  /// ` href` from a value.
  mutating func target(_ path: String) {
    marked(valueMark(path)) { if let url = $0.valueTarget(path) { $0.writer.urlAttribute("href", url) } }
  }

  mutating func link(_ node: ElementNode, target: LinkTarget?, label: InlineText) {
    var url: String?
    var valuePath: String?
    if case .value(let path)? = target, Self.isNeighbour(path) {
      if recording != nil { return self.defer(.link(node)) }
      guard let neighbour = neighbour(path) else { return }
      url = site.urls[neighbour]
    } else if case .value(let path)? = target, recording != nil, isPageValue(path) {
      valuePath = path
    } else {
      url = target.flatMap { resolved($0) }
    }
    let mark = linkMark(node, target)
    // A button that leads somewhere is a link; browsers follow no address on a button.
    let leads = url != nil || valuePath != nil
    let tag = node.body.tag == "button" && !leads ? "button" : "a"
    var isOpen = false
    marked(mark) {
      isOpen = $0.begin(node, tag: tag)
      guard isOpen else { return }
      if let url { $0.writer.urlAttribute("href", url) }
      if let valuePath { $0.defer(.target(path: valuePath)) }
      if tag == "button", !node.body.attributes.contains(where: { $0.name == "type" }) {
        $0.writer.attribute("type", "button")
      }
      $0.writer.endTag()
      $0.inline(label, inLink: true)
    }
    guard isOpen else { return }
    render(node.children)
    marked(mark) { $0.writer.close(name: tag) }
  }

  mutating func embed(_ node: ElementNode, _ source: String) {
    let isOpen = open(node)
    writer.raw("<a")
    writer.urlAttribute("href", source)
    writer.raw(" rel=\"noopener noreferrer\">")
    writer.text(source)
    writer.raw("</a>")
    if isOpen { close(node) }
  }

  mutating func code(_ node: ElementNode, _ html: String) {
    // An inlined drawing brings its own tag.
    let isOpen = node.body.tag != "svg" && open(node)
    let bytes = Array(html.utf8)
    if html.contains("assets/") || html.contains("theme/") {
      var missing: [String] = []
      writer.raw(site.assets.rewritten(bytes) { missing.append($0) })
      for path in missing { warn("the file “\(path)” does not exist") }
    } else {
      writer.raw(bytes)
    }
    if isOpen { close(node) }
  }
}

extension String {
  func dropPrefix(_ prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}
